//! A person needs somebody: raising an alert, and who takes it. Its ladder is in `alert_ladder`, who is told in `notices`.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::care::{Alert, AlertState, CaseKind, CaseState, Cause, Label, called_again};
use crate::domain::ids::{AlertId, CaseId, StaffId};
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::notices;
use crate::store::rows::{bytes, millis, time, time_or_none, uuid};
use crate::store::schema::{alerts, cases};

/// The rung of an alert of which nobody was told yet.
pub(super) const NO_RUNG: i32 = -1;

/// What became of a call for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raised {
    /// A new alert: somebody must be told.
    New(AlertId),
    /// It belongs to this alert, of which staff know or are being told.
    Joined(AlertId),
}

/// Id, state, cause, when it was taken, and when its person was last answered.
type TendedRow = (Vec<u8>, String, String, Option<i64>, Option<i64>);

/// Raises an alert in a case, in the write that heard the call. One that is open takes it in.
pub fn raise(tx: &mut Tx<'_>, id: AlertId, case: CaseId, cause: Cause, now: Timestamp) -> Result<Raised, StoreError> {
    dialect::lock_case(tx.connection, bytes(&case.0))?;
    let open = alerts::table
        .inner_join(cases::table.on(cases::id.eq(alerts::case_id)))
        .filter(alerts::case_id.eq(bytes(&case.0)))
        .filter(alerts::state.ne(AlertState::Closed.as_str()))
        .order(alerts::id.desc())
        .select((alerts::id, alerts::state, alerts::cause, alerts::acknowledged_at, cases::last_out_at));
    let open: Vec<TendedRow> = tx.load(open)?;
    for (known, state, known_cause, taken_at, answered_at) in open {
        let tended_at = taken_at.map(|taken_at| answered_at.map_or(taken_at, |at| at.max(taken_at)));
        let alert = Alert {
            state: AlertState::parse(&state).ok_or(StoreError::Unreadable("alerts.state"))?,
            cause: Cause::parse(&known_cause).ok_or(StoreError::Unreadable("alerts.cause"))?,
            tended_at: time_or_none(tended_at, "alerts.acknowledged_at")?,
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
    let here = alerts::table.find(alert);
    tx.execute(diesel::update(here).set(row))?;
    let waits: Option<(i32, Option<i64>)> = tx.first(here.select((alerts::rung, alerts::next_at)))?;
    if let Some((rung, Some(next_at))) = waits {
        let next_at = called_again(u32::try_from(rung).ok(), time(next_at, "alerts.next_at")?, now);
        tx.execute(diesel::update(here).set(alerts::next_at.eq(Some(millis(next_at)))))?;
    }
    Ok(())
}

/// What became of somebody's word that she takes an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acknowledged {
    /// It is hers now.
    Now(CaseId),
    /// It was taken before.
    Before {
        /// By whom.
        by: StaffId,
        /// When.
        at: Timestamp,
    },
    /// No alert of this label is open.
    NoneOpen,
}

/// Gives an alert, by the label of its case, to one of the staff: from now on nobody is told of it any more.
pub fn acknowledge(tx: &mut Tx<'_>, label: &Label, by: StaffId, now: Timestamp) -> Result<Acknowledged, StoreError> {
    let case: Option<Vec<u8>> = tx.first(cases::table.filter(cases::label.eq(label.as_str())).select(cases::id))?;
    let Some(case) = case else { return Ok(Acknowledged::NoneOpen) };
    dialect::lock_case(tx.connection, &case)?;
    let of = alerts::table.filter(alerts::case_id.eq(&case));
    let raised = of.filter(alerts::state.eq(AlertState::Raised.as_str()));
    let ids: Vec<Vec<u8>> = tx.load(raised.select(alerts::id))?;
    if ids.is_empty() {
        return taken(tx, &case);
    }
    let row = (
        alerts::state.eq(AlertState::Acknowledged.as_str()),
        alerts::acknowledged_at.eq(Some(millis(now))),
        alerts::acknowledged_by.eq(Some(bytes(&by.0))),
        alerts::next_at.eq(None::<i64>),
        alerts::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(raised).set(row))?;
    for id in &ids {
        notices::withdraw(tx, id, now)?;
    }
    assign_case(tx, &case, by, now)?;
    Ok(Acknowledged::Now(CaseId(uuid(&case, "cases.id")?)))
}

/// Who takes an alert answers its case.
fn assign_case(tx: &mut Tx<'_>, case: &[u8], to: StaffId, now: Timestamp) -> Result<(), StoreError> {
    let open = cases::table.find(case).filter(cases::state.ne(CaseState::Closed.as_str()));
    let row = (
        cases::state.eq(CaseState::Assigned.as_str()),
        cases::assigned_to.eq(Some(bytes(&to.0))),
        cases::wait_due_at.eq(None::<i64>),
        cases::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(open).set(row))?;
    Ok(())
}

/// The alert of a case that somebody took last and that is not over.
pub fn taken_of(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<AlertId>, StoreError> {
    let of = alerts::table.filter(alerts::case_id.eq(bytes(&case.0)));
    let taken = of.filter(alerts::state.eq(AlertState::Acknowledged.as_str()));
    let id: Option<Vec<u8>> = tx.first(taken.order(alerts::acknowledged_at.desc()).select(alerts::id))?;
    id.map(|id| uuid(&id, "alerts.id").map(AlertId)).transpose()
}

/// When an alert was taken; `None` while nobody has taken it, or once it is over.
pub fn taken_at(tx: &mut Tx<'_>, id: AlertId) -> Result<Option<Timestamp>, StoreError> {
    let taken = alerts::table.find(bytes(&id.0)).filter(alerts::state.eq(AlertState::Acknowledged.as_str()));
    let at: Option<Option<i64>> = tx.first(taken.select(alerts::acknowledged_at))?;
    at.flatten().map(|at| time(at, "alerts.acknowledged_at")).transpose()
}

/// The last alert of a case that somebody has taken, and that is not over.
pub fn last_taken(tx: &mut Tx<'_>, case: CaseId) -> Result<Option<AlertId>, StoreError> {
    let taken = alerts::table
        .filter(alerts::case_id.eq(bytes(&case.0)))
        .filter(alerts::state.eq(AlertState::Acknowledged.as_str()))
        .order(alerts::id.desc());
    let id: Option<Vec<u8>> = tx.first(taken.select(alerts::id))?;
    id.map(|id| Ok(AlertId(uuid(&id, "alerts.id")?))).transpose()
}

fn taken(tx: &mut Tx<'_>, case: &[u8]) -> Result<Acknowledged, StoreError> {
    let last: Option<(Option<i64>, Option<Vec<u8>>)> = tx.first(
        alerts::table
            .filter(alerts::case_id.eq(case))
            .filter(alerts::state.eq(AlertState::Acknowledged.as_str()))
            .order(alerts::acknowledged_at.desc())
            .select((alerts::acknowledged_at, alerts::acknowledged_by)),
    )?;
    match last {
        Some((Some(at), Some(by))) => Ok(Acknowledged::Before {
            by: StaffId(uuid(&by, "alerts.acknowledged_by")?),
            at: time(at, "alerts.acknowledged_at")?,
        }),
        _ => Ok(Acknowledged::NoneOpen),
    }
}

/// Ends all alerts of a case: nobody is told of them any more. Says how many were open.
pub fn close(tx: &mut Tx<'_>, case: CaseId, now: Timestamp) -> Result<usize, StoreError> {
    dialect::lock_case(tx.connection, bytes(&case.0))?;
    let open =
        alerts::table.filter(alerts::case_id.eq(bytes(&case.0))).filter(alerts::state.ne(AlertState::Closed.as_str()));
    let ids: Vec<Vec<u8>> = tx.load(open.select(alerts::id))?;
    let row = (
        alerts::state.eq(AlertState::Closed.as_str()),
        alerts::next_at.eq(None::<i64>),
        alerts::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(open).set(row))?;
    for id in &ids {
        notices::withdraw(tx, id, now)?;
    }
    Ok(ids.len())
}

/// Whether an alert of this label waits for somebody to take it.
pub fn waits(tx: &mut Tx<'_>, label: &Label) -> Result<bool, StoreError> {
    let raised = alerts::table
        .inner_join(cases::table.on(cases::id.eq(alerts::case_id)))
        .filter(cases::label.eq(label.as_str()))
        .filter(alerts::state.eq(AlertState::Raised.as_str()));
    Ok(tx.first::<Vec<u8>, _>(raised.select(alerts::id))?.is_some())
}

/// Labels of alerts that nobody has taken, the oldest first.
pub fn unacknowledged(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<Label>, StoreError> {
    let labels: Vec<String> = tx.load(
        alerts::table
            .inner_join(cases::table.on(cases::id.eq(alerts::case_id)))
            .filter(alerts::next_at.is_not_null())
            .order(alerts::raised_at)
            .limit(limit)
            .select(cases::label),
    )?;
    Ok(labels.iter().map(|label| Label::stored(label)).collect())
}

/// An alert that is not over, as it is listed.
#[derive(Debug, Clone)]
pub struct OpenAlert {
    /// Its id.
    pub id: AlertId,
    /// What staff call its case.
    pub label: Label,
    /// What the case is about.
    pub kind: CaseKind,
    /// Why it was raised.
    pub cause: Cause,
    /// Where it stands.
    pub state: AlertState,
    /// The last rung that was told, if any was.
    pub rung: Option<u32>,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// Who took it, and when.
    pub taken: Option<(StaffId, Timestamp)>,
}

/// Label, kind, cause, state, rung, when it was raised, when it was taken, and by whom.
type OpenRow = (Vec<u8>, String, String, String, String, i32, i64, Option<i64>, Option<Vec<u8>>);

/// Alerts that are not over: first those that nobody has taken, the oldest first.
pub fn list(tx: &mut Tx<'_>, limit: i64) -> Result<Vec<OpenAlert>, StoreError> {
    let rows: Vec<OpenRow> = tx.load(
        alerts::table
            .inner_join(cases::table.on(cases::id.eq(alerts::case_id)))
            .filter(alerts::state.ne(AlertState::Closed.as_str()))
            // The word "raised" comes after "acknowledged".
            .order((alerts::state.desc(), alerts::raised_at, alerts::id))
            .limit(limit)
            .select((
                alerts::id,
                cases::label,
                cases::kind,
                alerts::cause,
                alerts::state,
                alerts::rung,
                alerts::raised_at,
                alerts::acknowledged_at,
                alerts::acknowledged_by,
            )),
    )?;
    rows.into_iter().map(read_open).collect()
}

fn read_open((id, label, kind, cause, state, rung, raised_at, at, by): OpenRow) -> Result<OpenAlert, StoreError> {
    let at = at.map(|at| time(at, "alerts.acknowledged_at")).transpose()?;
    let by = by.map(|by| uuid(&by, "alerts.acknowledged_by")).transpose()?;
    Ok(OpenAlert {
        id: AlertId(uuid(&id, "alerts.id")?),
        label: Label::stored(&label),
        kind: CaseKind::parse(&kind).ok_or(StoreError::Unreadable("cases.kind"))?,
        cause: Cause::parse(&cause).ok_or(StoreError::Unreadable("alerts.cause"))?,
        state: AlertState::parse(&state).ok_or(StoreError::Unreadable("alerts.state"))?,
        rung: u32::try_from(rung).ok(),
        raised_at: time(raised_at, "alerts.raised_at")?,
        taken: by.map(StaffId).zip(at),
    })
}

/// How many alerts nobody has taken, but those of calls in silence: whoever holds the phone of one who calls must not see
/// a number move.
pub fn count_unacknowledged(tx: &mut Tx<'_>) -> Result<u64, StoreError> {
    let waiting = alerts::table
        .inner_join(cases::table.on(cases::id.eq(alerts::case_id)))
        .filter(alerts::next_at.is_not_null())
        .filter(cases::kind.ne(CaseKind::Silent.as_str()))
        .select(diesel::dsl::count_star());
    let count: i64 = tx.one(waiting)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How many alerts of any kind were raised by then and are not taken.
pub fn count_waiting_since(tx: &mut Tx<'_>, raised_by: Timestamp) -> Result<u64, StoreError> {
    let waiting = alerts::table.filter(alerts::next_at.is_not_null()).filter(alerts::raised_at.le(millis(raised_by)));
    let count: i64 = tx.one(waiting.select(diesel::dsl::count_star()))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Removes the alerts of a case, with who was told.
pub(super) fn forget(tx: &mut Tx<'_>, case: &[u8]) -> Result<(), StoreError> {
    let of: Vec<Vec<u8>> = tx.load(alerts::table.filter(alerts::case_id.eq(case)).select(alerts::id))?;
    for id in &of {
        notices::forget(tx, id)?;
    }
    tx.execute(diesel::delete(alerts::table.filter(alerts::case_id.eq(case))))?;
    Ok(())
}
