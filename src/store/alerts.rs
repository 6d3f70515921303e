//! A person needs somebody: raising an alert, climbing its ladder, and who takes it. Who is told is kept in `notices`.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::care::{Alert, AlertState, Cause};
use crate::domain::ids::{AlertId, CaseId};
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::alerts;

/// The rung of an alert of which nobody was told yet.
const NO_RUNG: i32 = -1;

/// What became of a call for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// A new alert: somebody must be told.
    New(AlertId),
    /// It belongs to this alert, of which staff know or are being told.
    Joined(AlertId),
}

/// Raises an alert in a case, in the write that heard the call. One that is open takes it in.
pub fn raise(tx: &mut Tx<'_>, id: AlertId, case: CaseId, cause: Cause, now: Timestamp) -> Result<Raised, StoreError> {
    dialect::lock_case(tx.connection, bytes(&case.0))?;
    let open = alerts::table
        .filter(alerts::case_id.eq(bytes(&case.0)))
        .filter(alerts::state.ne(AlertState::Closed.as_str()))
        .order(alerts::id.desc())
        .select((alerts::id, alerts::state, alerts::cause, alerts::last_at));
    let open: Vec<(Vec<u8>, String, String, i64)> = tx.load(open)?;
    for (known, state, known_cause, last_at) in open {
        let alert = Alert {
            state: AlertState::parse(&state).ok_or(StoreError::Unreadable("alerts.state"))?,
            cause: Cause::parse(&known_cause).ok_or(StoreError::Unreadable("alerts.cause"))?,
            last_at: time(last_at, "alerts.last_at")?,
        };
        if alert.takes_in(cause, now) {
            join(tx, &known, now)?;
            return Ok(Raised::Joined(AlertId(uuid(&known, "alerts.id")?)));
        }
    }
    let row = (
        alerts::id.eq(bytes(&id.0)),
        alerts::case_id.eq(bytes(&case.0)),
        alerts::cause.eq(cause.as_str()),
        alerts::state.eq(AlertState::Raised.as_str()),
        alerts::rung.eq(NO_RUNG),
        alerts::next_at.eq(Some(millis(now))),
        alerts::repeats.eq(0),
        alerts::raised_at.eq(millis(now)),
        alerts::last_at.eq(millis(now)),
        alerts::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::insert_into(alerts::table).values(row))?;
    Ok(Raised::New(id))
}

fn join(tx: &mut Tx<'_>, alert: &[u8], now: Timestamp) -> Result<(), StoreError> {
    let row =
        (alerts::repeats.eq(alerts::repeats + 1), alerts::last_at.eq(millis(now)), alerts::updated_at.eq(millis(now)));
    tx.execute(diesel::update(alerts::table.find(alert)).set(row))?;
    Ok(())
}
