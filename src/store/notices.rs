//! Notices of alerts to staff: who was told at which rung by which way, and what came of it. One by SMS is a message of
//! the outbox; those by e-mail are leased, sent and settled here.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;

use crate::domain::care::{Left, MAIL_AGAIN, NoticeState, Way};
use crate::domain::ids::{AlertId, NoticeId, StaffId, TerminatedId};
use crate::domain::message::DeliveryState;
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::{alerts, cases, notices, outbox};

/// The reason of a notice that may have been taken.
const DOUBT: &str = "in doubt";

/// A notice to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewNotice {
    /// Its id.
    pub id: NoticeId,
    /// Of which alert.
    pub alert: AlertId,
    /// To whom.
    pub to: StaffId,
    /// At which rung.
    pub rung: u32,
    /// The message of the outbox that carries it; `None` for an e-mail.
    pub message: Option<TerminatedId>,
}

/// Makes a notice; says whether it is new. One person is told once at each rung by each way.
pub fn add(tx: &mut Tx<'_>, notice: &NewNotice, now: Timestamp) -> Result<bool, StoreError> {
    let (way, state) = match notice.message {
        Some(_) => (Way::Sms, NoticeState::Outbox),
        None => (Way::Mail, NoticeState::Queued),
    };
    let row = (
        notices::id.eq(bytes(&notice.id.0)),
        notices::alert_id.eq(bytes(&notice.alert.0)),
        notices::staff_id.eq(bytes(&notice.to.0)),
        notices::rung.eq(i32::try_from(notice.rung).unwrap_or(i32::MAX)),
        notices::way.eq(way.as_str()),
        notices::state.eq(state.as_str()),
        notices::attempt.eq(0),
        notices::fence.eq(0),
        notices::due_at.eq(millis(now)),
        notices::terminated_id.eq(notice.message.as_ref().map(|id| bytes(&id.0))),
        notices::created_at.eq(millis(now)),
        notices::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::insert_into(notices::table).values(row).on_conflict_do_nothing())? == 1)
}

/// A notice that was made, and what came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    /// To whom.
    pub to: StaffId,
    /// At which rung.
    pub rung: u32,
    /// By which way.
    pub way: Way,
    /// What came of it.
    pub state: NoticeState,
    /// What came of its message, of one by SMS.
    pub message: Option<DeliveryState>,
    /// When it was made.
    pub at: Timestamp,
}

/// To whom, rung, way, state, the state of its message, and when it was made.
type GivenRow = (Vec<u8>, i32, String, String, Option<String>, i64);

/// The notices of an alert, in the order in which they were made.
pub fn given(tx: &mut Tx<'_>, alert: AlertId) -> Result<Vec<Given>, StoreError> {
    let rows: Vec<GivenRow> = tx.load(
        notices::table
            .left_join(outbox::table.on(notices::terminated_id.eq(outbox::id.nullable())))
            .filter(notices::alert_id.eq(bytes(&alert.0)))
            .order((notices::created_at, notices::id))
            .select((
                notices::staff_id,
                notices::rung,
                notices::way,
                notices::state,
                outbox::state.nullable(),
                notices::created_at,
            )),
    )?;
    let read = |(to, rung, way, state, message, at): GivenRow| {
        Ok(Given {
            to: StaffId(uuid(&to, "notices.staff_id")?),
            rung: u32::try_from(rung).unwrap_or(0),
            way: Way::parse(&way).ok_or(StoreError::Unreadable("notices.way"))?,
            state: NoticeState::parse(&state).ok_or(StoreError::Unreadable("notices.state"))?,
            message: message.as_deref().and_then(DeliveryState::parse),
            at: time(at, "notices.created_at")?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Who was told of an alert.
pub fn told(tx: &mut Tx<'_>, alert: AlertId) -> Result<Vec<StaffId>, StoreError> {
    let of = notices::table.filter(notices::alert_id.eq(bytes(&alert.0)));
    let mut ids: Vec<Vec<u8>> = tx.load(of.order(notices::created_at).select(notices::staff_id))?;
    ids.dedup();
    ids.iter().map(|id| uuid(id, "notices.staff_id").map(StaffId)).collect()
}

/// Whether a notice of this rung was taken, by the gateway or by the mail server. One in doubt does not count: when in
/// doubt somebody else is called.
pub fn left(tx: &mut Tx<'_>, alert: AlertId, rung: u32) -> Result<Left, StoreError> {
    let of = notices::table
        .filter(notices::alert_id.eq(bytes(&alert.0)))
        .filter(notices::rung.eq(i32::try_from(rung).unwrap_or(i32::MAX)));
    let mailed = of.filter(notices::state.eq(NoticeState::Sent.as_str())).select(notices::id);
    if tx.first::<Vec<u8>, _>(mailed)?.is_some() {
        return Ok(Left::Some);
    }
    let taken = [DeliveryState::Accepted.as_str(), DeliveryState::Delivered.as_str()];
    let texted = of
        .inner_join(outbox::table.on(notices::terminated_id.eq(outbox::id.nullable())))
        .filter(outbox::state.eq_any(taken))
        .select(notices::id);
    Ok(if tx.first::<Vec<u8>, _>(texted)?.is_some() { Left::Some } else { Left::None })
}

/// Of a member of the staff who took an alert, the rung at which she would be told by this way that the person wrote
/// again. `None` while a word of that is still unsent, or went out after `since`.
pub fn again_at(
    tx: &mut Tx<'_>,
    alert: AlertId,
    (to, way): (StaffId, Way),
    taken_at: Timestamp,
    since: Timestamp,
) -> Result<Option<u32>, StoreError> {
    let given = given(tx, alert)?;
    let in_outbox = [Some(DeliveryState::Queued), Some(DeliveryState::Submitting)];
    let in_post = [NoticeState::Queued, NoticeState::Sending];
    let is_unsent = |one: &Given| in_post.contains(&one.state) || in_outbox.contains(&one.message);
    let mut hers = given.iter().filter(|one| (one.to, one.way) == (to, way) && one.at >= taken_at);
    if hers.any(|one| one.at > since || is_unsent(one)) {
        return Ok(None);
    }
    Ok(Some(given.iter().map(|one| one.rung + 1).max().unwrap_or(0)))
}

/// Takes back what has not left: somebody takes care of the alert. What may be on its way is not sent once more.
pub(super) fn withdraw(tx: &mut Tx<'_>, alert: &[u8], now: Timestamp) -> Result<(), StoreError> {
    let of = notices::table.filter(notices::alert_id.eq(alert));
    let open = [NoticeState::Queued.as_str(), NoticeState::Sending.as_str()];
    let row = (
        notices::state.eq(NoticeState::Withdrawn.as_str()),
        notices::fence.eq(notices::fence + 1),
        notices::lease_until.eq(None::<i64>),
        notices::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(of.filter(notices::state.eq_any(open))).set(row))?;
    let messages: Vec<Option<Vec<u8>>> = tx.load(of.select(notices::terminated_id))?;
    let messages: Vec<Vec<u8>> = messages.into_iter().flatten().collect();
    cancel_waiting(tx, &messages, "acknowledged", now)?;
    let open = [DeliveryState::Submitting.as_str(), DeliveryState::InDoubt.as_str()];
    let underway = outbox::table.filter(outbox::id.eq_any(&messages)).filter(outbox::state.eq_any(open));
    tx.execute(diesel::update(underway).set(outbox::expires_at.eq(millis(now))))?;
    Ok(())
}

/// Takes back what an earlier rung has not yet told one of the staff: this one tells her the same.
pub fn supersede(tx: &mut Tx<'_>, alert: AlertId, to: StaffId, now: Timestamp) -> Result<(), StoreError> {
    let hers = notices::table.filter(notices::alert_id.eq(bytes(&alert.0))).filter(notices::staff_id.eq(bytes(&to.0)));
    let row = (notices::state.eq(NoticeState::Withdrawn.as_str()), notices::updated_at.eq(millis(now)));
    tx.execute(diesel::update(hers.filter(notices::state.eq(NoticeState::Queued.as_str()))).set(row))?;
    let messages: Vec<Option<Vec<u8>>> = tx.load(hers.select(notices::terminated_id))?;
    let messages: Vec<Vec<u8>> = messages.into_iter().flatten().collect();
    cancel_waiting(tx, &messages, "told again", now)
}

/// Takes back those of these texts that wait.
fn cancel_waiting(tx: &mut Tx<'_>, messages: &[Vec<u8>], reason: &str, now: Timestamp) -> Result<(), StoreError> {
    let waiting =
        outbox::table.filter(outbox::id.eq_any(messages)).filter(outbox::state.eq(DeliveryState::Queued.as_str()));
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some(reason)),
        outbox::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(waiting).set(row))?;
    Ok(())
}

/// An e-mail that is leased to be sent.
#[derive(Debug, Clone)]
pub struct Letter {
    /// The notice.
    pub id: NoticeId,
    /// To whom.
    pub to: StaffId,
    /// What staff call the case.
    pub label: String,
    /// Attempts before this one.
    pub attempts: u32,
    /// When the notice was made.
    pub created_at: Timestamp,
    /// What the lease was taken under.
    pub fence: i64,
}

/// Whether an e-mail is due, or was being sent by somebody who is gone.
pub fn is_any_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let due = notices::table.filter(sql::<Bool>("notices.state = 'queued'")).filter(notices::due_at.le(millis(now)));
    if tx.first::<Vec<u8>, _>(due.select(notices::id))?.is_some() {
        return Ok(true);
    }
    let sending = notices::table.filter(sql::<Bool>("notices.state = 'sending'"));
    let lost = sending.filter(notices::lease_until.le(Some(millis(now))));
    Ok(tx.first::<Vec<u8>, _>(lost.select(notices::id))?.is_some())
}

/// Id, member of the staff, attempts, when it was made, and the label of its case.
type LetterRow = (Vec<u8>, Vec<u8>, i32, i64, String);

/// Leases e-mails that are due until `lease_until`, under a fence. One whose sender is gone is in doubt: it is sent once
/// more, as a second copy harms less than none.
pub fn claim(
    tx: &mut Tx<'_>,
    limit: usize,
    fence: i64,
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<Vec<Letter>, StoreError> {
    for id in dialect::lost_notices(tx.connection, millis(now))? {
        give_up(tx, &id, now, now)?;
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let ids = dialect::due_notices(tx.connection, millis(now), limit)?;
    let row = (
        notices::state.eq(NoticeState::Sending.as_str()),
        notices::fence.eq(fence),
        notices::lease_until.eq(Some(millis(lease_until))),
        notices::attempt.eq(notices::attempt + 1),
        notices::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(notices::table.filter(notices::id.eq_any(&ids))).set(row))?;
    let columns = (notices::id, notices::staff_id, notices::attempt, notices::created_at, cases::label);
    let rows: Vec<LetterRow> = tx.load(
        notices::table
            .inner_join(alerts::table.on(alerts::id.eq(notices::alert_id)))
            .inner_join(cases::table.on(cases::id.eq(alerts::case_id)))
            .filter(notices::id.eq_any(&ids))
            .order(notices::due_at)
            .select(columns),
    )?;
    rows.into_iter()
        .map(|(id, to, attempt, created_at, label)| {
            Ok(Letter {
                id: NoticeId(uuid(&id, "notices.id")?),
                to: StaffId(uuid(&to, "notices.staff_id")?),
                label,
                attempts: u32::try_from(attempt - 1).unwrap_or(0),
                created_at: time(created_at, "notices.created_at")?,
                fence,
            })
        })
        .collect()
}

/// What came of an e-mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Posted {
    /// The mail server took it.
    Sent,
    /// It was not taken; it is tried again then.
    Again(Timestamp, String),
    /// Nobody knows.
    InDoubt,
    /// It is not tried again.
    Failed(String),
    /// There is nobody to send it to any more.
    Withdrawn,
}

/// Writes what came of an e-mail; says whether it was still ours to decide.
pub fn settle(tx: &mut Tx<'_>, letter: &Letter, posted: &Posted, now: Timestamp) -> Result<bool, StoreError> {
    let id = bytes(&letter.id.0);
    let ours = notices::table
        .find(id)
        .filter(notices::state.eq(NoticeState::Sending.as_str()))
        .filter(notices::fence.eq(letter.fence));
    if tx.first::<Vec<u8>, _>(ours.select(notices::id))?.is_none() {
        return Ok(false);
    }
    let (state, reason) = match posted {
        Posted::InDoubt => {
            give_up(tx, id, now + MAIL_AGAIN, now)?;
            return Ok(true);
        }
        Posted::Again(due_at, reason) => {
            tx.execute(diesel::update(notices::table.find(id)).set(notices::due_at.eq(millis(*due_at))))?;
            (NoticeState::Queued, Some(reason.as_str()))
        }
        Posted::Sent => (NoticeState::Sent, None),
        Posted::Failed(reason) => (NoticeState::Failed, Some(reason.as_str())),
        Posted::Withdrawn => (NoticeState::Withdrawn, None),
    };
    let row =
        (notices::state.eq(state.as_str()), notices::lease_until.eq(None::<i64>), notices::updated_at.eq(millis(now)));
    tx.execute(diesel::update(notices::table.find(id)).set(row))?;
    // That it was in doubt once is not forgotten: it decides whether it may be sent once more.
    let certain = notices::table.find(id).filter(notices::reason.is_null().or(notices::reason.ne(DOUBT)));
    tx.execute(diesel::update(certain).set(notices::reason.eq(reason)))?;
    Ok(true)
}

/// Of an e-mail nobody knows whether it was taken: the first time it is due again, the second time it stays so.
fn give_up(tx: &mut Tx<'_>, id: &[u8], due_at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    let row = notices::table.find(id);
    let reason: Option<Option<String>> = tx.first(row.select(notices::reason))?;
    let state = match reason.flatten().as_deref() {
        Some(DOUBT) => NoticeState::InDoubt,
        _ => NoticeState::Queued,
    };
    let values = (
        notices::state.eq(state.as_str()),
        notices::reason.eq(Some(DOUBT)),
        notices::due_at.eq(millis(due_at)),
        notices::lease_until.eq(None::<i64>),
        notices::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(row).set(values))?;
    Ok(())
}

/// Removes the notices of an alert.
pub(super) fn forget(tx: &mut Tx<'_>, alert: &[u8]) -> Result<(), StoreError> {
    tx.execute(diesel::delete(notices::table.filter(notices::alert_id.eq(alert))))?;
    Ok(())
}
