//! What was said and done in a case, oldest first.

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::care::{Author, Said};
use crate::domain::ids::{CaseId, StaffId};
use crate::domain::message::Body;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, time_or_none, uuid};
use crate::store::schema::{case_entries, cases};
use crate::store::seal::Place;

const BODY: Place = Place("case_entries.body_sealed");

/// What was said or done in a case.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// Who it comes from.
    pub author: Author,
    /// Who of the staff.
    pub staff: Option<StaffId>,
    /// What it is.
    pub what: Said,
    /// The words; `None` once they were removed.
    pub body: Option<Body>,
    /// When.
    pub at: Timestamp,
}

/// Puts an entry into a case.
pub fn enter(tx: &mut Tx<'_>, case: CaseId, entry: &Entry) -> Result<(), StoreError> {
    let body = entry.body.as_ref().map(|body| tx.sealer.seal(BODY, entry.id, body.expose().as_bytes())).transpose()?;
    let row = (
        case_entries::id.eq(bytes(&entry.id)),
        case_entries::case_id.eq(bytes(&case.0)),
        case_entries::author.eq(entry.author.as_str()),
        case_entries::staff_id.eq(entry.staff.as_ref().map(|id| bytes(&id.0))),
        case_entries::what.eq(entry.what.as_str()),
        case_entries::body_sealed.eq(body),
        case_entries::at.eq(millis(entry.at)),
    );
    tx.execute(diesel::insert_into(case_entries::table).values(row))?;
    // A case is kept for as long after its last entry as after its last word, which is noted with her word itself.
    if entry.author == Author::Person {
        return Ok(());
    }
    let target = cases::table.find(bytes(&case.0));
    tx.execute(diesel::update(target).set(cases::updated_at.eq(millis(entry.at))))?;
    Ok(())
}

type EntryRow = (Vec<u8>, String, Option<Vec<u8>>, String, Option<Vec<u8>>, i64);

/// The entries of a case, oldest first.
pub fn entries(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Entry>, StoreError> {
    let rows: Vec<EntryRow> = tx.load(
        case_entries::table.filter(case_entries::case_id.eq(bytes(&case.0))).order(case_entries::id.asc()).select((
            case_entries::id,
            case_entries::author,
            case_entries::staff_id,
            case_entries::what,
            case_entries::body_sealed,
            case_entries::at,
        )),
    )?;
    rows.into_iter()
        .map(|(id, author, staff, what, body, at)| {
            let id = uuid(&id, "case_entries.id")?;
            let body = body.map(|body| tx.sealer.open_text(BODY, id, &body)).transpose()?;
            Ok(Entry {
                id,
                author: Author::parse(&author).ok_or(StoreError::Unreadable("case_entries.author"))?,
                staff: staff.map(|id| uuid(&id, "case_entries.staff_id")).transpose()?.map(StaffId),
                what: Said::parse(&what).ok_or(StoreError::Unreadable("case_entries.what"))?,
                body: body.map(Body::new),
                at: time(at, "case_entries.at")?,
            })
        })
        .collect()
}

/// The messages by which staff read the words of a case on their phones.
pub(super) fn lent(tx: &mut Tx<'_>, case: CaseId) -> Result<Vec<Vec<u8>>, StoreError> {
    let lent = case_entries::table
        .filter(case_entries::case_id.eq(bytes(&case.0)))
        .filter(case_entries::what.eq(Said::Lent.as_str()));
    Ok(tx.load(lent.select(case_entries::id))?)
}

/// When one of the staff last read a case on her phone, answered or noted something in it.
pub fn last_of_staff(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<Timestamp>, StoreError> {
    let theirs = case_entries::table
        .filter(case_entries::case_id.eq(bytes(&case.0)))
        .filter(case_entries::author.eq(Author::Staff.as_str()));
    let at: Option<i64> = tx.first(theirs.order(case_entries::id.desc()).select(case_entries::at))?;
    time_or_none(at, "case_entries.at")
}

/// The messages by which one of the staff read cases on her phone.
pub(super) fn lent_to(tx: &mut Tx<'_>, staff: StaffId) -> Result<Vec<Vec<u8>>, StoreError> {
    let lent = case_entries::table
        .filter(case_entries::staff_id.eq(Some(bytes(&staff.0))))
        .filter(case_entries::what.eq(Said::Lent.as_str()));
    Ok(tx.load(lent.select(case_entries::id))?)
}

/// Removes the words of a case.
pub(super) fn forget_words(tx: &mut Tx<'_>, case: CaseId) -> Result<(), StoreError> {
    let row = case_entries::body_sealed.eq(None::<Vec<u8>>);
    tx.execute(diesel::update(case_entries::table.filter(case_entries::case_id.eq(bytes(&case.0)))).set(row))?;
    Ok(())
}

/// Removes the entries of a case.
pub(super) fn remove(tx: &mut Tx<'_>, case: &[u8]) -> Result<(), StoreError> {
    tx.execute(diesel::delete(case_entries::table.filter(case_entries::case_id.eq(case))))?;
    Ok(())
}
