//! Small numbers that the service must remember about itself, by name.

use diesel::prelude::*;

use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::schema::meta;

/// What is remembered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mark {
    /// When the health probe last committed.
    Probe,
    /// Which removal of words or numbers was the last: a random number, so that two never look alike.
    Removal,
    /// When that was.
    RemovedAt,
    /// Up to which removal no journal holds the bytes any more.
    JournalCleared,
    /// Up to which removal the database file itself was written anew without them.
    FileCleared,
    /// When the retention table last ran to its end.
    Retention,
    /// Since when calls for help in silence may stand without an alert.
    Unheard,
    /// When those who lead the safeguarding were last told that alerts cannot be written.
    LeadsPaged,
}

impl Mark {
    fn name(self) -> &'static str {
        match self {
            Mark::Probe => "probe",
            Mark::Removal => "removal",
            Mark::RemovedAt => "removed_at",
            Mark::JournalCleared => "journal_cleared",
            Mark::FileCleared => "file_cleared",
            Mark::Retention => "retention",
            Mark::Unheard => "unheard",
            Mark::LeadsPaged => "leads_paged",
        }
    }
}

/// Lets one transaction at a time, until it ends, do what several nodes must do once.
pub fn hold(tx: &mut Tx<'_>) -> Result<(), StoreError> {
    Ok(dialect::lock_marks(tx.connection)?)
}

/// What was last set, if anything.
pub fn get(tx: &mut Tx<'_>, mark: Mark) -> Result<Option<i64>, StoreError> {
    let value: Option<Vec<u8>> = tx.first(meta::table.filter(meta::name.eq(mark.name())).select(meta::value))?;
    let number = value.map(|value| value.as_slice().try_into().map(i64::from_be_bytes));
    number.transpose().map_err(|_| StoreError::Unreadable("meta.value"))
}

/// Forgets what was set.
pub fn clear(tx: &mut Tx<'_>, mark: Mark) -> Result<(), StoreError> {
    tx.execute(diesel::delete(meta::table.filter(meta::name.eq(mark.name()))))?;
    Ok(())
}

/// Sets a number in place of the last.
pub fn set(tx: &mut Tx<'_>, mark: Mark, number: i64) -> Result<(), StoreError> {
    let value = number.to_be_bytes();
    let row = (meta::name.eq(mark.name()), meta::value.eq(&value[..]));
    let insert = diesel::insert_into(meta::table).values(row);
    tx.execute(insert.on_conflict(meta::name).do_update().set(meta::value.eq(&value[..])))?;
    Ok(())
}
