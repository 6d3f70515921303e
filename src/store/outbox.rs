//! What is to be sent: putting it in, taking it back, and the states after it has left. Claiming is in `claims`.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::ids::{AccountName, ContentKey, SeriesKey, SubscriberId, TerminatedId};
use crate::domain::message::{Cause, DeliveryState, Evidence, MobileTerminated, Urgency};
use crate::domain::series::SeriesStep;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, uuid};
use crate::store::schema::{outbox, receipts};
use crate::store::seal::Place;
use crate::store::states::{is_in_doubt, is_queued, is_submitting};

pub(super) const TEXT: Place = Place("outbox.text_sealed");

/// Queues an answer.
pub fn queue(tx: &mut Tx<'_>, message: &MobileTerminated, now: Timestamp) -> Result<(), StoreError> {
    let (broadcast, answers) = match &message.cause {
        Cause::Answer(id) => (None, id.as_ref().map(|id| bytes(&id.0))),
        Cause::Broadcast(id) => (Some(id.0), None),
        Cause::Series => (None, None),
    };
    let row = (
        outbox::id.eq(bytes(&message.id.0)),
        outbox::account.eq(message.account.as_str()),
        outbox::subscriber_id.eq(bytes(&message.to.0)),
        outbox::broadcast_id.eq(broadcast),
        outbox::originated_id.eq(answers),
        outbox::text_sealed.eq(Some(tx.sealer.seal(TEXT, message.id.0, message.text.expose().as_bytes())?)),
        outbox::segments.eq(i32::try_from(message.segments).unwrap_or(i32::MAX)),
        outbox::urgency.eq(message.urgency.rank()),
        outbox::state.eq(DeliveryState::Queued.as_str()),
        outbox::attempt.eq(0),
        outbox::fence.eq(0),
        outbox::due_at.eq(millis(message.due_at)),
        outbox::expires_at.eq(millis(message.expires_at)),
        outbox::created_at.eq(millis(now)),
        outbox::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::insert_into(outbox::table).values(row))?;
    Ok(())
}

/// Whether an answer to a person has not been taken up by a sender yet.
pub fn is_answer_waiting(tx: &mut Tx<'_>, to: SubscriberId) -> Result<bool, StoreError> {
    let answers = [Urgency::Safety, Urgency::Reply, Urgency::Confirmation].map(Urgency::rank);
    let hers = outbox::table.filter(is_queued()).filter(outbox::subscriber_id.eq(bytes(&to.0)));
    let waiting = hers.filter(outbox::urgency.eq_any(answers)).select(outbox::id);
    Ok(tx.first::<Vec<u8>, _>(waiting)?.is_some())
}

/// Queues a text of a series; says whether it was, since each person gets it once.
pub fn queue_step(
    tx: &mut Tx<'_>,
    message: &MobileTerminated,
    step: &SeriesStep,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let answers = match &message.cause {
        Cause::Answer(id) => id.as_ref().map(|id| bytes(&id.0)),
        Cause::Broadcast(_) | Cause::Series => None,
    };
    let row = (
        outbox::id.eq(bytes(&message.id.0)),
        outbox::account.eq(message.account.as_str()),
        outbox::subscriber_id.eq(bytes(&message.to.0)),
        outbox::originated_id.eq(answers),
        outbox::text_id.eq(message.urgency.is_bulk().then_some(step.group)),
        outbox::text_sealed.eq(Some(tx.sealer.seal(TEXT, message.id.0, message.text.expose().as_bytes())?)),
        outbox::segments.eq(i32::try_from(message.segments).unwrap_or(i32::MAX)),
        outbox::urgency.eq(message.urgency.rank()),
        outbox::state.eq(DeliveryState::Queued.as_str()),
        outbox::attempt.eq(0),
        outbox::fence.eq(0),
        outbox::due_at.eq(millis(message.due_at)),
        outbox::expires_at.eq(millis(message.expires_at)),
        outbox::created_at.eq(millis(now)),
        outbox::updated_at.eq(millis(now)),
        outbox::series.eq(Some(step.series.as_str())),
        outbox::step.eq(Some(step.step.as_str())),
        outbox::topic.eq(Some(step.topic.as_str())),
    );
    Ok(tx.execute(diesel::insert_into(outbox::table).values(row).on_conflict_do_nothing())? == 1)
}

/// Withdraws the texts of a series that wait for a person, and gives them: as they never left, they may come again.
pub fn withdraw_steps(
    tx: &mut Tx<'_>,
    subscriber: SubscriberId,
    series: &SeriesKey,
    reason: &str,
    now: Timestamp,
) -> Result<Vec<ContentKey>, StoreError> {
    let waiting = outbox::table
        .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
        .filter(outbox::series.eq(series.as_str()))
        .filter(outbox::state.eq(DeliveryState::Queued.as_str()))
        .filter(outbox::urgency.eq(Urgency::Series.rank()))
        .filter(outbox::step.is_not_null());
    let steps: Vec<Option<String>> = tx.load(waiting.select(outbox::step))?;
    if steps.is_empty() {
        return Ok(Vec::new());
    }
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some(reason)),
        outbox::step.eq(None::<String>),
        outbox::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(waiting).set(row))?;
    Ok(steps.iter().flatten().map(|step| ContentKey::named(step)).collect())
}

/// Withdraws all that was planned to be sent first to a person.
pub fn cancel_planned(tx: &mut Tx<'_>, subscriber: SubscriberId, now: Timestamp) -> Result<usize, StoreError> {
    let planned = outbox::table
        .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
        .filter(outbox::state.eq(DeliveryState::Queued.as_str()))
        .filter(outbox::urgency.ge(Urgency::Series.rank()));
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some("stopped")),
        outbox::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::update(planned).set(row))?)
}

/// Withdraws all that waits for a person, answers too: nothing is said to her any more.
pub fn cancel_all(tx: &mut Tx<'_>, subscriber: SubscriberId, now: Timestamp) -> Result<usize, StoreError> {
    let waiting = outbox::table
        .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
        .filter(outbox::state.eq(DeliveryState::Queued.as_str()));
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some("erased")),
        outbox::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::update(waiting).set(row))?)
}

/// Removes the words of all messages to a person that are not on their way, and what the gateway calls those whose
/// fate is known: its own books name the number. Says how many messages are past.
pub fn erase(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<usize, StoreError> {
    let past = outbox::table
        .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
        .filter(outbox::state.ne_all([DeliveryState::Queued.as_str(), DeliveryState::Submitting.as_str()]));
    let gone = tx.execute(diesel::update(past.clone()).set(outbox::text_sealed.eq(None::<Vec<u8>>)))?;
    let open = [DeliveryState::Accepted.as_str(), DeliveryState::InDoubt.as_str()];
    let known = past.filter(outbox::state.ne_all(open)).filter(outbox::external_id.is_not_null());
    let ids: Vec<(String, Option<String>)> = tx.load(known.clone().select((outbox::account, outbox::external_id)))?;
    for (account, external_id) in &ids {
        let reports = receipts::table
            .filter(receipts::account.eq(account))
            .filter(receipts::external_id.nullable().eq(external_id));
        tx.execute(diesel::delete(reports))?;
    }
    tx.execute(diesel::update(known).set(outbox::external_id.eq(None::<String>)))?;
    Ok(gone)
}

/// Withdraws these messages and removes their words, as what was in them is somebody's who had herself erased. One that is
/// being handed over this moment is not sent a second time.
pub(super) fn take_back(tx: &mut Tx<'_>, ids: &[Vec<u8>], now: Timestamp) -> Result<(), StoreError> {
    let waiting = outbox::table.filter(outbox::id.eq_any(ids)).filter(outbox::state.eq(DeliveryState::Queued.as_str()));
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some("erased")),
        outbox::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(waiting).set(row))?;
    let here = outbox::table.filter(outbox::id.eq_any(ids));
    let submitting = here.clone().filter(outbox::state.eq(DeliveryState::Submitting.as_str()));
    tx.execute(diesel::update(submitting).set(outbox::expires_at.eq(millis(now))))?;
    tx.execute(diesel::update(here).set(outbox::text_sealed.eq(None::<Vec<u8>>)))?;
    Ok(())
}

/// Whether anything to a person waits or is being handed over.
pub(super) fn is_on_its_way(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<bool, StoreError> {
    let open = outbox::table
        .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
        .filter(outbox::state.eq_any([DeliveryState::Queued.as_str(), DeliveryState::Submitting.as_str()]));
    Ok(tx.first::<Vec<u8>, _>(open.select(outbox::id))?.is_some())
}

/// How a submitted message goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settlement {
    /// The gateway took it, under this id.
    Accepted(Option<String>),
    /// The handset has it.
    Delivered,
    /// It was proved not to be taken: again at this time. A throttle does not count as an attempt.
    Again {
        /// When.
        due_at: Timestamp,
        /// Whether the attempt counts.
        counted: Counted,
        /// Why.
        reason: String,
    },
    /// The gateway refused it for good.
    Rejected(String),
    /// Nobody knows.
    InDoubt(String),
}

/// Whether an attempt counts towards the back-off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// It does.
    Yes,
    /// Nobody's message was looked at.
    No,
}

/// Settles a submission of ours. Whoever slept past the lease (another fence) may not decide; says whether it could.
pub fn settle(
    tx: &mut Tx<'_>,
    id: TerminatedId,
    fence: i64,
    settlement: &Settlement,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let ours = outbox::table
        .find(bytes(&id.0))
        .filter(outbox::fence.eq(fence))
        .filter(outbox::state.eq(DeliveryState::Submitting.as_str()));
    let (state, external_id, reason) = match settlement {
        Settlement::Accepted(external_id) => (DeliveryState::Accepted, external_id.as_deref(), None),
        Settlement::Delivered => (DeliveryState::Delivered, None, None),
        Settlement::Again { reason, .. } => (DeliveryState::Queued, None, Some(reason.as_str())),
        Settlement::Rejected(reason) => (DeliveryState::Rejected, None, Some(reason.as_str())),
        Settlement::InDoubt(reason) => (DeliveryState::InDoubt, None, Some(reason.as_str())),
    };
    let row = (
        outbox::state.eq(state.as_str()),
        outbox::external_id.eq(external_id),
        outbox::reason.eq(reason),
        outbox::lease_until.eq(None::<i64>),
        outbox::updated_at.eq(millis(now)),
    );
    let settled = tx.execute(diesel::update(ours).set(row))? == 1;
    if let (true, Settlement::Again { due_at, counted, .. }) = (settled, settlement) {
        put_back(tx, id, *due_at, *counted)?;
    }
    Ok(settled)
}

fn put_back(tx: &mut Tx<'_>, id: TerminatedId, due_at: Timestamp, counted: Counted) -> Result<(), StoreError> {
    let row = outbox::table.find(bytes(&id.0));
    tx.execute(diesel::update(row).set(outbox::due_at.eq(millis(due_at))))?;
    if counted == Counted::No {
        tx.execute(diesel::update(row).set(outbox::attempt.eq(outbox::attempt - 1)))?;
    }
    Ok(())
}

/// Moves a message forward by what a receipt proves. `None` when no message has this id.
pub fn apply_evidence(
    tx: &mut Tx<'_>,
    account: &AccountName,
    external_id: &str,
    evidence: Evidence,
    now: Timestamp,
) -> Result<Option<SubscriberId>, StoreError> {
    let found: Option<(Vec<u8>, Vec<u8>, String)> = tx.first(
        outbox::table
            .filter(outbox::external_id.eq(external_id))
            .filter(outbox::account.eq(account.as_str()))
            .select((outbox::id, outbox::subscriber_id, outbox::state)),
    )?;
    let Some((id, subscriber, state)) = found else { return Ok(None) };
    move_forward(tx, &id, &state, evidence, now)?;
    Ok(Some(SubscriberId(uuid(&subscriber, "outbox.subscriber_id")?)))
}

/// Gives a receipt that names no message of ours to the one message in doubt to that person, if there is just one.
pub fn resolve_doubt(
    tx: &mut Tx<'_>,
    account: &AccountName,
    subscriber: SubscriberId,
    external_id: &str,
    evidence: Evidence,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let doubts: Vec<Vec<u8>> = tx.load(
        outbox::table
            .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
            .filter(outbox::account.eq(account.as_str()))
            .filter(outbox::state.eq(DeliveryState::InDoubt.as_str()))
            .filter(outbox::external_id.is_null())
            .limit(2)
            .select(outbox::id),
    )?;
    let [id] = doubts.as_slice() else { return Ok(false) };
    tx.execute(diesel::update(outbox::table.find(id)).set(outbox::external_id.eq(Some(external_id))))?;
    move_forward(tx, id, DeliveryState::InDoubt.as_str(), evidence, now)?;
    Ok(true)
}

fn move_forward(tx: &mut Tx<'_>, id: &[u8], state: &str, evidence: Evidence, now: Timestamp) -> Result<(), StoreError> {
    let state = DeliveryState::parse(state).ok_or(StoreError::Unreadable("outbox.state"))?;
    if let Some(next) = state.after(evidence) {
        let row = (outbox::state.eq(next.as_str()), outbox::updated_at.eq(millis(now)));
        tx.execute(diesel::update(outbox::table.find(id)).set(row))?;
    }
    Ok(())
}

/// Messages of one state and urgency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenCount {
    /// Where they stand.
    pub state: DeliveryState,
    /// How urgent they are.
    pub urgency: Urgency,
    /// How many.
    pub messages: u64,
    /// When the first of them was due.
    pub oldest: Option<Timestamp>,
}

/// Messages by state and urgency, for the metrics: only those that are not settled, so that it stays quick.
pub fn open_counts(tx: &mut Tx<'_>) -> Result<Vec<OpenCount>, StoreError> {
    let open = [
        (DeliveryState::Queued, is_queued()),
        (DeliveryState::Submitting, is_submitting()),
        (DeliveryState::InDoubt, is_in_doubt()),
    ];
    let mut counts = Vec::new();
    for (state, is_in_state) in open {
        let columns = (outbox::urgency, diesel::dsl::count_star(), diesel::dsl::min(outbox::due_at));
        let rows: Vec<(i32, i64, Option<i64>)> =
            tx.load(outbox::table.filter(is_in_state).group_by(outbox::urgency).select(columns))?;
        for (urgency, count, oldest) in rows {
            let oldest = oldest.and_then(|at| Timestamp::from_millisecond(at).ok());
            let messages = u64::try_from(count).unwrap_or(0);
            counts.push(OpenCount { state, urgency: Urgency::from_rank(urgency), messages, oldest });
        }
    }
    Ok(counts)
}
