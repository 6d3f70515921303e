//! Taking messages out of the queue to submit them. What is taken is marked as being submitted in the same
//! transaction in which its gates were looked at; only after that commit may the gateway be called.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::domain::address::Msisdn;
use crate::domain::consent::{Subscription, Topic};
use crate::domain::ids::{AccountName, SubscriberId, TerminatedId};
use crate::domain::message::{Body, DeliveryState, Urgency};
use crate::domain::schedule::Window;
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::outbox::TEXT;
use crate::store::rows::{bytes, millis, time, time_or_none, uuid};
use crate::store::schema::{broadcasts, outbox, subscribers};
use crate::store::states::{is_in_doubt, is_queued, is_submitting};
use crate::store::subscribers::{open_number, subscription};

/// A message that is due, with all that its gates look at.
#[derive(Debug, Clone)]
pub struct Due {
    /// The message.
    pub id: TerminatedId,
    /// To whom.
    pub to: SubscriberId,
    /// Her number; `None` once she was erased.
    pub number: Option<Msisdn>,
    /// The words of an answer or of a series; `None` where they are those of a broadcast.
    pub text: Option<Body>,
    /// The frozen text of a broadcast, or what texts of a series share that have the same words.
    pub text_id: Option<i64>,
    /// What its person agreed to, for a message that we begin.
    pub topic: Option<Topic>,
    /// How soon it must leave.
    pub urgency: Urgency,
    /// Attempts before this one.
    pub attempts: u32,
    /// Never after this.
    pub expires_at: Timestamp,
    /// Where she stands now.
    pub subscription: Subscription,
    /// The hours that she set.
    pub hours: Option<Window>,
    /// Nothing is sent first before this.
    pub paused_until: Option<Timestamp>,
}

type DueRow = (
    (Vec<u8>, Vec<u8>, Option<Vec<u8>>, Option<i64>, Option<i64>, Option<String>, i32, i32, i64),
    (Option<Vec<u8>>, String, String, String, Option<String>, Option<i64>),
);

/// The oldest due messages of one account and urgency. Of a broadcast or a series only those with one text are given,
/// since they leave in one call.
pub fn due(
    tx: &mut Tx<'_>,
    account: &AccountName,
    urgency: Urgency,
    limit: usize,
    now: Timestamp,
) -> Result<Vec<Due>, StoreError> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let found = dialect::claimable(tx.connection, account.as_str(), urgency.rank(), millis(now), limit)?;
    let Some((_, text)) = found.first() else { return Ok(Vec::new()) };
    let ids: Vec<Vec<u8>> = found.iter().filter(|(_, other)| other == text).map(|(id, _)| id.clone()).collect();
    let people: Vec<Vec<u8>> = tx.load(outbox::table.filter(outbox::id.eq_any(&ids)).select(outbox::subscriber_id))?;
    dialect::hold_subscribers(tx.connection, &people)?;
    let rows: Vec<DueRow> = tx.load(
        outbox::table
            .inner_join(subscribers::table.on(subscribers::id.eq(outbox::subscriber_id)))
            .filter(outbox::id.eq_any(&ids))
            .order(outbox::id)
            .select((
                (
                    outbox::id,
                    outbox::subscriber_id,
                    outbox::text_sealed,
                    outbox::text_id,
                    outbox::broadcast_id,
                    outbox::topic,
                    outbox::urgency,
                    outbox::attempt,
                    outbox::expires_at,
                ),
                (
                    subscribers::number_sealed,
                    subscribers::standing,
                    subscribers::topics,
                    subscribers::left_topics,
                    subscribers::hours,
                    subscribers::paused_until,
                ),
            )),
    )?;
    drop_of_nobody(tx, &ids, &rows, now)?;
    let (topic, frozen) = topic_of(tx, rows.first().and_then(|((_, _, _, _, broadcast, ..), _)| *broadcast))?;
    if !frozen {
        return Ok(Vec::new());
    }
    rows.into_iter().map(|row| read(tx, row, topic)).collect()
}

/// Ends messages whose person was erased while they were put in: they would stand first in the queue for ever.
fn drop_of_nobody(tx: &mut Tx<'_>, ids: &[Vec<u8>], rows: &[DueRow], now: Timestamp) -> Result<(), StoreError> {
    if ids.len() == rows.len() {
        return Ok(());
    }
    for id in ids.iter().filter(|id| !rows.iter().any(|((known, ..), _)| known == *id)) {
        drop_queued(tx, TerminatedId(uuid(id, "outbox.id")?), DeliveryState::Cancelled, "erased", now)?;
    }
    Ok(())
}

/// The topic of a broadcast, and whether all its people are frozen: until then none of them is sent anything.
fn topic_of(tx: &mut Tx<'_>, broadcast: Option<i64>) -> Result<(Option<Topic>, bool), StoreError> {
    let Some(broadcast) = broadcast else { return Ok((None, true)) };
    let columns = (broadcasts::topic, broadcasts::frozen);
    let (word, frozen): (String, bool) = tx.one(broadcasts::table.find(broadcast).select(columns))?;
    Ok((Topic::parse(&word), frozen))
}

fn read(tx: &Tx<'_>, row: DueRow, of_broadcast: Option<Topic>) -> Result<Due, StoreError> {
    let ((id, to, text, text_id, broadcast, topic, urgency, attempt, expires_at), person) = row;
    let (number, standing, topics, left, hours, paused_until) = person;
    let (id, to): (Uuid, Uuid) = (uuid(&id, "outbox.id")?, uuid(&to, "outbox.subscriber_id")?);
    let text = text.map(|sealed| tx.sealer.open_text(TEXT, id, &sealed)).transpose()?;
    Ok(Due {
        id: TerminatedId(id),
        to: SubscriberId(to),
        number: open_number(tx, to, number.as_deref())?,
        text: text.map(Body::new),
        text_id,
        topic: broadcast.and(of_broadcast).or_else(|| topic.as_deref().and_then(Topic::parse)),
        urgency: Urgency::from_rank(urgency),
        attempts: u32::try_from(attempt).unwrap_or(0),
        expires_at: time(expires_at, "outbox.expires_at")?,
        subscription: subscription(&standing, &topics, &left),
        hours: hours.as_deref().and_then(|hours| Window::parse(hours).ok()),
        paused_until: time_or_none(paused_until, "subscribers.paused_until")?,
    })
}

/// Marks messages as being submitted until `lease_until`, under a fence of their own.
pub fn submit(
    tx: &mut Tx<'_>,
    ids: &[TerminatedId],
    fence: i64,
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<&[u8]> = ids.iter().map(|id| bytes(&id.0)).collect();
    let row = (
        outbox::state.eq(DeliveryState::Submitting.as_str()),
        outbox::attempt.eq(outbox::attempt + 1),
        outbox::fence.eq(fence),
        outbox::lease_until.eq(Some(millis(lease_until))),
        outbox::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(outbox::table.filter(outbox::id.eq_any(ids))).set(row))?;
    Ok(())
}

/// Puts a message off: it may leave at another hour.
pub fn defer(tx: &mut Tx<'_>, id: TerminatedId, due_at: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    let row = (outbox::due_at.eq(millis(due_at)), outbox::updated_at.eq(millis(now)));
    tx.execute(diesel::update(outbox::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Ends a message that is still queued: cancelled or expired.
pub fn drop_queued(
    tx: &mut Tx<'_>,
    id: TerminatedId,
    state: DeliveryState,
    reason: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = (outbox::state.eq(state.as_str()), outbox::reason.eq(Some(reason)), outbox::updated_at.eq(millis(now)));
    tx.execute(diesel::update(outbox::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Submissions whose outcome will never be told: all of an earlier life when `everything`, else those past their lease.
/// They become in doubt. Gives how many.
pub fn give_up_lost(tx: &mut Tx<'_>, lost: Lost, now: Timestamp) -> Result<usize, StoreError> {
    let before = match lost {
        Lost::Everything => i64::MAX,
        Lost::PastLease => millis(now),
    };
    let rows = outbox::table.filter(is_submitting()).filter(outbox::lease_until.lt(Some(before)));
    let row = (
        outbox::state.eq(DeliveryState::InDoubt.as_str()),
        outbox::reason.eq(Some("no outcome was recorded")),
        outbox::fence.eq(outbox::fence + 1),
        outbox::lease_until.eq(None::<i64>),
        outbox::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::update(rows).set(row))?)
}

/// Which submissions count as lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// All: this process alone serves and has just started.
    Everything,
    /// Those whose lease is over.
    PastLease,
}

/// Answers to a call for help that are in doubt get one more try after this long.
const SAFETY_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Puts answers to calls for help that are in doubt back into the queue, once each: a second copy harms less than none.
pub fn retry_safety(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize, StoreError> {
    let rows = outbox::table
        .filter(is_in_doubt())
        .filter(outbox::urgency.eq(Urgency::Safety.rank()))
        .filter(outbox::text_sealed.is_not_null())
        .filter(outbox::attempt.eq(1))
        .filter(outbox::updated_at.le(millis(now - SAFETY_AGAIN)))
        .filter(outbox::expires_at.gt(millis(now)));
    let row = (
        outbox::state.eq(DeliveryState::Queued.as_str()),
        outbox::due_at.eq(millis(now)),
        outbox::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::update(rows).set(row))?)
}

/// People whose answer to a call for help is about to end with [`expire`] without having left.
pub fn unanswered(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<SubscriberId>, StoreError> {
    let rows = outbox::table
        .filter(is_queued())
        .filter(outbox::urgency.eq(Urgency::Safety.rank()))
        .filter(outbox::expires_at.le(millis(now)));
    let ids: Vec<Vec<u8>> = tx.load(rows.select(outbox::subscriber_id).distinct())?;
    ids.iter().map(|id| uuid(id, "outbox.subscriber_id").map(SubscriberId)).collect()
}

/// Ends queued messages whose time has passed, whether or not anybody asked for them; says how many.
pub fn expire(tx: &mut Tx<'_>, now: Timestamp) -> Result<usize, StoreError> {
    let rows = outbox::table.filter(is_queued()).filter(outbox::expires_at.le(millis(now)));
    let row = (
        outbox::state.eq(DeliveryState::Expired.as_str()),
        outbox::reason.eq(Some("too late")),
        outbox::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::update(rows).set(row))?)
}
