//! The ladder of an alert that nobody has taken: which are due, and when they are looked at again.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::domain::address::Locale;
use crate::domain::care::{Cause, Label};
use crate::domain::ids::{AlertId, SubscriberId};
use crate::store::alerts::NO_RUNG;
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::{alerts, cases};

/// An alert whose ladder goes on now.
#[derive(Debug, Clone)]
pub struct DueAlert {
    /// Its id.
    pub id: AlertId,
    /// What staff call its case.
    pub label: Label,
    /// The language of her who needs somebody.
    pub locale: Option<Locale>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// The last rung that was told, if any was.
    pub rung: Option<u32>,
    /// Why it was raised.
    pub cause: Cause,
    /// Whose it is; `None` once she was erased.
    pub person: Option<SubscriberId>,
}

/// Clocks of several nodes differ by less.
const SET_BACK: SignedDuration = SignedDuration::from_mins(1);

/// Id, label, language, when it was raised, rung, cause and person.
type DueRow = (Vec<u8>, String, String, i64, i32, String, Option<Vec<u8>>);

/// Whether an alert is due.
pub fn is_any_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let due = alerts::table.filter(alerts::next_at.le(Some(millis(now))));
    Ok(tx.first::<Vec<u8>, _>(due.select(alerts::id))?.is_some())
}

/// Lets the ladders of alerts that were raised in the future begin now: the clock was set back, and nobody must wait
/// until it has caught up. It looks at all that wait.
pub fn begin_anew(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize, StoreError> {
    let future =
        alerts::table.filter(alerts::next_at.is_not_null()).filter(alerts::raised_at.gt(millis(now + SET_BACK)));
    let row = (alerts::raised_at.eq(millis(now)), alerts::next_at.eq(Some(millis(now))));
    Ok(tx.execute(diesel::update(future).set(row))?)
}

/// Alerts that are due, held until the transaction ends. Those with which another node is busy are passed over.
pub fn due(tx: &mut Tx<'_>, limit: usize, now: Timestamp) -> Result<Vec<DueAlert>, StoreError> {
    let ids = dialect::due_alerts(tx.connection, millis(now), i64::try_from(limit).unwrap_or(i64::MAX))?;
    let rows: Vec<DueRow> = tx.load(
        alerts::table
            .inner_join(cases::table.on(cases::id.eq(alerts::case_id)))
            .filter(alerts::id.eq_any(&ids))
            .order(alerts::next_at)
            .select((
                alerts::id,
                cases::label,
                cases::locale,
                alerts::raised_at,
                alerts::rung,
                alerts::cause,
                cases::subscriber_id,
            )),
    )?;
    rows.into_iter()
        .map(|(id, label, locale, raised_at, rung, cause, person)| {
            Ok(DueAlert {
                id: AlertId(uuid(&id, "alerts.id")?),
                label: Label::stored(&label),
                locale: Locale::parse(&locale).ok(),
                raised_at: time(raised_at, "alerts.raised_at")?,
                rung: u32::try_from(rung).ok(),
                cause: Cause::parse(&cause).ok_or(StoreError::Unreadable("alerts.cause"))?,
                person: person.map(|id| uuid(&id, "cases.subscriber_id")).transpose()?.map(SubscriberId),
            })
        })
        .collect()
}

/// Notes which rung was told, and when the alert is due again.
pub fn climbed(tx: &mut Tx<'_>, id: AlertId, rung: u32, next_at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    let row = (alerts::rung.eq(i32::try_from(rung).unwrap_or(i32::MAX)), alerts::updated_at.eq(millis(now)));
    tx.execute(diesel::update(alerts::table.find(bytes(&id.0))).set(row))?;
    wait(tx, id, next_at)
}

/// Puts an alert off.
pub fn wait(tx: &mut Tx<'_>, id: AlertId, until: Timestamp) -> Result<(), StoreError> {
    let row = alerts::next_at.eq(Some(millis(until)));
    tx.execute(diesel::update(alerts::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Puts alerts off all at once.
pub fn wait_all(tx: &mut Tx<'_>, due: &[DueAlert], until: Timestamp) -> Result<(), StoreError> {
    let ids: Vec<&[u8]> = due.iter().map(|alert| bytes(&alert.id.0)).collect();
    let these = alerts::table.filter(alerts::id.eq_any(ids));
    tx.execute(diesel::update(these).set(alerts::next_at.eq(Some(millis(until)))))?;
    Ok(())
}

/// Lets alerts of which nobody was told yet be looked at now: there is somebody new to tell.
pub fn look_again(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    let untold = alerts::table.filter(alerts::next_at.is_not_null()).filter(alerts::rung.eq(NO_RUNG));
    tx.execute(diesel::update(untold).set(alerts::next_at.eq(Some(millis(now)))))?;
    Ok(())
}
