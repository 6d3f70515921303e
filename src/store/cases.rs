//! Conversations with a person of the programme. What was said and done in one is in `case_entries`.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::address::Locale;
use crate::domain::care::{CaseKind, CaseState, Label, Outcome};
use crate::domain::ids::{AccountName, CaseId, StaffId, SubscriberId};
use crate::store::alerts;
use crate::store::case_entries;
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::outbox;
use crate::store::rows::{bytes, millis, time, time_or_none, uuid};
use crate::store::schema::cases;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: CaseId,
    /// What staff call it.
    pub label: Label,
    /// What it is about.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
    /// Whose it is; `None` once she was erased.
    pub subscriber: Option<SubscriberId>,
    /// By which account she wrote.
    pub account: Option<AccountName>,
    /// The language to answer in.
    pub locale: Locale,
    /// Who of the staff answers it.
    pub assigned_to: Option<StaffId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When she last wrote, or pressed a key in it.
    pub last_in_at: Timestamp,
    /// When she was last answered.
    pub last_out_at: Option<Timestamp>,
    /// Until when she may be answered; `None` once she said that it is no good time.
    pub window_until: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

#[derive(Queryable)]
struct CaseRow {
    id: Vec<u8>,
    label: String,
    kind: String,
    state: String,
    subscriber_id: Option<Vec<u8>>,
    account: Option<String>,
    locale: String,
    assigned_to: Option<Vec<u8>>,
    opened_at: i64,
    last_in_at: i64,
    last_out_at: Option<i64>,
    window_until: Option<i64>,
    closed_at: Option<i64>,
    outcome: Option<String>,
}

/// The columns of a [`CaseRow`], in its order.
macro_rules! columns {
    () => {
        (
            cases::id,
            cases::label,
            cases::kind,
            cases::state,
            cases::subscriber_id,
            cases::account,
            cases::locale,
            cases::assigned_to,
            cases::opened_at,
            cases::last_in_at,
            cases::last_out_at,
            cases::window_until,
            cases::closed_at,
            cases::outcome,
        )
    };
}

impl CaseRow {
    fn read(self) -> Result<Case, StoreError> {
        let id_or_none = |id: Option<Vec<u8>>, place| id.map(|id| uuid(&id, place)).transpose();
        Ok(Case {
            id: CaseId(uuid(&self.id, "cases.id")?),
            label: Label::stored(&self.label),
            kind: CaseKind::parse(&self.kind).ok_or(StoreError::Unreadable("cases.kind"))?,
            state: CaseState::parse(&self.state).ok_or(StoreError::Unreadable("cases.state"))?,
            subscriber: id_or_none(self.subscriber_id, "cases.subscriber_id")?.map(SubscriberId),
            account: self.account.as_deref().map(AccountName::new),
            locale: Locale::parse(&self.locale).map_err(|_| StoreError::Unreadable("cases.locale"))?,
            assigned_to: id_or_none(self.assigned_to, "cases.assigned_to")?.map(StaffId),
            opened_at: time(self.opened_at, "cases.opened_at")?,
            last_in_at: time(self.last_in_at, "cases.last_in_at")?,
            last_out_at: time_or_none(self.last_out_at, "cases.last_out_at")?,
            window_until: time_or_none(self.window_until, "cases.window_until")?,
            closed_at: time_or_none(self.closed_at, "cases.closed_at")?,
            outcome: self.outcome.as_deref().and_then(Outcome::parse),
        })
    }
}

/// The last case of a person that is of one of these kinds.
pub fn last_of(tx: &mut Tx<'_>, subscriber: SubscriberId, kinds: &[CaseKind]) -> Result<Option<Case>, StoreError> {
    let kinds: Vec<&str> = kinds.iter().map(|kind| kind.as_str()).collect();
    let row: Option<CaseRow> = tx.first(
        cases::table
            .filter(cases::subscriber_id.eq(bytes(&subscriber.0)))
            .filter(cases::kind.eq_any(kinds))
            .order(cases::opened_at.desc())
            .select(columns!()),
    )?;
    row.map(CaseRow::read).transpose()
}

/// The same, kept from everybody else until the transaction ends: staff may be closing it this moment.
pub fn hold_last_of(tx: &mut Tx<'_>, subscriber: SubscriberId, kinds: &[CaseKind]) -> Result<Option<Case>, StoreError> {
    let Some(last) = last_of(tx, subscriber, kinds)? else { return Ok(None) };
    dialect::lock_case(tx.connection, bytes(&last.id.0))?;
    by_id(tx, last.id)
}

/// The case of this label.
pub fn find(tx: &mut Tx<'_>, label: &Label) -> Result<Option<Case>, StoreError> {
    let row: Option<CaseRow> = tx.first(cases::table.filter(cases::label.eq(label.as_str())).select(columns!()))?;
    row.map(CaseRow::read).transpose()
}

/// The case of this label, kept from everybody else until the transaction ends: of two who work on it at once the second
/// must see what the first did.
pub fn find_locked(tx: &mut Tx<'_>, label: &Label) -> Result<Option<Case>, StoreError> {
    let id: Option<Vec<u8>> = tx.first(cases::table.filter(cases::label.eq(label.as_str())).select(cases::id))?;
    let Some(id) = id else { return Ok(None) };
    dialect::lock_case(tx.connection, &id)?;
    find(tx, label)
}

/// The case of this id.
pub fn by_id(tx: &mut Tx<'_>, id: CaseId) -> Result<Option<Case>, StoreError> {
    let row: Option<CaseRow> = tx.first(cases::table.find(bytes(&id.0)).select(columns!()))?;
    row.map(CaseRow::read).transpose()
}

/// Which cases are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// Those that are not closed.
    Open,
    /// All.
    All,
}

/// Cases, those that wait longest first. Those of a call in silence stand among the alerts only: nobody writes to them.
pub fn list(tx: &mut Tx<'_>, which: Which, limit: i64) -> Result<Vec<Case>, StoreError> {
    // Of very many the newest: only they can still be answered.
    let order = (cases::last_in_at.desc(), cases::id.desc());
    let open = cases::state.ne(CaseState::Closed.as_str());
    let spoken = cases::table.filter(cases::kind.ne(CaseKind::Silent.as_str()));
    let rows: Vec<CaseRow> = match which {
        Which::Open => tx.load(spoken.filter(open).order(order).limit(limit).select(columns!()))?,
        Which::All => tx.load(spoken.order(order).limit(limit).select(columns!()))?,
    };
    rows.into_iter().rev().map(CaseRow::read).collect()
}

/// Opens a case. Where another case got the same label at this moment, the write is done again with another.
pub fn open(tx: &mut Tx<'_>, case: &Case, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        cases::id.eq(bytes(&case.id.0)),
        cases::label.eq(case.label.as_str()),
        cases::kind.eq(case.kind.as_str()),
        cases::state.eq(case.state.as_str()),
        cases::subscriber_id.eq(case.subscriber.as_ref().map(|id| bytes(&id.0))),
        cases::account.eq(case.account.as_ref().map(AccountName::as_str)),
        cases::locale.eq(case.locale.as_str()),
        cases::opened_at.eq(millis(case.opened_at)),
        cases::last_in_at.eq(millis(case.last_in_at)),
        cases::window_until.eq(case.window_until.map(millis)),
        cases::updated_at.eq(millis(now)),
    );
    match tx.execute(diesel::insert_into(cases::table).values(row)).map_err(StoreError::from) {
        Err(StoreError::Duplicate) => Err(StoreError::Collided),
        opened => opened.map(|_| ()),
    }
}

/// Whether a label is taken.
pub fn is_taken(tx: &mut Tx<'_>, label: &Label) -> Result<bool, StoreError> {
    let taken = cases::table.filter(cases::label.eq(label.as_str())).select(cases::id);
    Ok(tx.first::<Vec<u8>, _>(taken)?.is_some())
}

/// What a word of hers changes of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heard {
    /// Until when she may be answered.
    pub window_until: Option<Timestamp>,
    /// When she is told that nobody has come, if nobody comes.
    pub wait: Wait,
    /// The language in which she spoke; `None` where it stays.
    pub locale: Option<Locale>,
}

/// What becomes of the word that nobody has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// It stays as it is.
    AsItIs,
    /// It is due then, unless it is due already.
    From(Timestamp),
    /// It is not said if it should have been by now: the words of then would come to whoever holds the phone now.
    Lapses,
    /// It is not said.
    Never,
}

/// Notes that she wrote or pressed a key. A case that was closed is open again.
pub fn hear(
    tx: &mut Tx<'_>,
    case: &Case,
    account: &AccountName,
    heard: Heard,
    now: Timestamp,
) -> Result<(), StoreError> {
    let target = cases::table.find(bytes(&case.id.0));
    let locale = heard.locale.unwrap_or(case.locale);
    let row = (
        cases::account.eq(Some(account.as_str())),
        cases::locale.eq(locale.as_str()),
        cases::last_in_at.eq(millis(now)),
        cases::window_until.eq(heard.window_until.map(millis)),
        cases::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(target).set(row))?;
    if case.state == CaseState::Closed {
        let row = (
            cases::state.eq(CaseState::Open.as_str()),
            cases::assigned_to.eq(None::<Vec<u8>>),
            cases::closed_at.eq(None::<i64>),
            cases::outcome.eq(None::<String>),
        );
        tx.execute(diesel::update(target).set(row))?;
    }
    match heard.wait {
        Wait::AsItIs => {}
        Wait::From(at) => {
            let open = target.filter(cases::state.eq(CaseState::Open.as_str())).filter(cases::wait_due_at.is_null());
            tx.execute(diesel::update(open).set(cases::wait_due_at.eq(Some(millis(at)))))?;
        }
        Wait::Lapses => {
            let past = target.filter(cases::wait_due_at.le(Some(millis(now))));
            tx.execute(diesel::update(past).set(cases::wait_due_at.eq(None::<i64>)))?;
        }
        Wait::Never => {
            tx.execute(diesel::update(target).set(cases::wait_due_at.eq(None::<i64>)))?;
        }
    }
    Ok(())
}

/// Gives a case to one of the staff: nobody is told any more that nobody has come.
pub fn assign(tx: &mut Tx<'_>, id: CaseId, to: StaffId, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        cases::state.eq(CaseState::Assigned.as_str()),
        cases::assigned_to.eq(Some(bytes(&to.0))),
        cases::wait_due_at.eq(None::<i64>),
        cases::updated_at.eq(millis(now)),
    );
    let open = cases::table.find(bytes(&id.0)).filter(cases::state.ne(CaseState::Closed.as_str()));
    tx.execute(diesel::update(open).set(row))?;
    Ok(())
}

/// The cases that one of the staff answers, the oldest first.
pub fn held_by(tx: &mut Tx<'_>, holder: StaffId) -> Result<Vec<Case>, StoreError> {
    let hers = cases::table
        .filter(cases::state.eq(CaseState::Assigned.as_str()))
        .filter(cases::assigned_to.eq(Some(bytes(&holder.0))));
    let rows: Vec<CaseRow> = tx.load(hers.order(cases::opened_at.asc()).select(columns!()))?;
    rows.into_iter().map(CaseRow::read).collect()
}

/// Withdraws what one of the staff asked to read on her phone: the phone is hers no more.
pub fn take_back_lent(tx: &mut Tx<'_>, from: StaffId, now: Timestamp) -> Result<(), StoreError> {
    let lent = case_entries::lent_to(tx, from)?;
    outbox::take_back(tx, &lent, now)
}

/// Takes a case from who answers it: it is open again.
pub fn release(tx: &mut Tx<'_>, id: CaseId, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        cases::state.eq(CaseState::Open.as_str()),
        cases::assigned_to.eq(None::<Vec<u8>>),
        cases::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(cases::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Notes that she was answered.
pub fn answered(tx: &mut Tx<'_>, id: CaseId, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        cases::last_out_at.eq(Some(millis(now))),
        cases::wait_due_at.eq(None::<i64>),
        cases::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(cases::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Closes a case; says whether it was open.
pub fn close(tx: &mut Tx<'_>, id: CaseId, outcome: Outcome, now: Timestamp) -> Result<bool, StoreError> {
    let row = (
        cases::state.eq(CaseState::Closed.as_str()),
        cases::closed_at.eq(Some(millis(now))),
        cases::outcome.eq(Some(outcome.as_str())),
        cases::window_until.eq(None::<i64>),
        cases::wait_due_at.eq(None::<i64>),
        cases::updated_at.eq(millis(now)),
    );
    let open = cases::table.find(bytes(&id.0)).filter(cases::state.ne(CaseState::Closed.as_str()));
    Ok(tx.execute(diesel::update(open).set(row))? == 1)
}

/// Whether somebody must be told now that nobody has come.
pub fn is_any_waiting(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let due = cases::table.filter(cases::wait_due_at.is_not_null()).filter(cases::wait_due_at.le(millis(now)));
    Ok(tx.first::<Vec<u8>, _>(due.select(cases::id))?.is_some())
}

/// Takes cases whose person must be told now that nobody has come; each is given once.
pub fn take_waiting(tx: &mut Tx<'_>, now: Timestamp, limit: i64) -> Result<Vec<Case>, StoreError> {
    let due = cases::table.filter(cases::wait_due_at.le(millis(now))).filter(cases::wait_due_at.is_not_null());
    let rows: Vec<CaseRow> = tx.load(due.order(cases::wait_due_at.asc()).limit(limit).select(columns!()))?;
    let mut taken = Vec::with_capacity(rows.len());
    for row in rows {
        let case = row.read()?;
        let still = cases::table.find(bytes(&case.id.0)).filter(cases::wait_due_at.is_not_null());
        if tx.execute(diesel::update(still).set(cases::wait_due_at.eq(None::<i64>)))? == 1 {
            taken.push(case);
        }
    }
    Ok(taken)
}

/// The cases of a person, oldest first.
pub fn of_person(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Case>, StoreError> {
    let hers = cases::table.filter(cases::subscriber_id.eq(bytes(&subscriber.0)));
    let rows: Vec<CaseRow> = tx.load(hers.order(cases::opened_at.asc()).select(columns!()))?;
    rows.into_iter().map(CaseRow::read).collect()
}

/// Removes what was said in the cases of a person, and that they are hers. That there was a case stays.
pub fn erase(tx: &mut Tx<'_>, subscriber: SubscriberId, now: Timestamp) -> Result<usize, StoreError> {
    let hers = of_person(tx, subscriber)?;
    for case in &hers {
        let lent = case_entries::lent(tx, case.id)?;
        outbox::take_back(tx, &lent, now)?;
        case_entries::forget_words(tx, case.id)?;
        let row = (
            cases::subscriber_id.eq(None::<Vec<u8>>),
            cases::account.eq(None::<String>),
            cases::window_until.eq(None::<i64>),
            cases::wait_due_at.eq(None::<i64>),
            cases::updated_at.eq(millis(now)),
        );
        tx.execute(diesel::update(cases::table.find(bytes(&case.id.0))).set(row))?;
    }
    Ok(hers.len())
}

/// Removes cases, with their words and alerts, if nothing happened in them since; says how many.
pub(super) fn remove(tx: &mut Tx<'_>, ids: &[Vec<u8>], before: Timestamp) -> Result<usize, StoreError> {
    let mut removed = 0;
    for id in ids {
        let old = cases::table.find(id).filter(cases::updated_at.lt(millis(before)));
        if tx.execute(diesel::delete(old))? == 1 {
            case_entries::remove(tx, id)?;
            alerts::forget(tx, id)?;
            removed += 1;
        }
    }
    Ok(removed)
}
