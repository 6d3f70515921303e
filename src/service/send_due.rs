//! Sending what is due. `claim` takes messages in one write, in which all gates are looked at and they are marked as
//! being submitted; `submit` makes the call after that commit; `settle` writes what came of it.

use jiff::{SignedDuration, Timestamp};

use crate::domain::campaign::{Gate, Gated, gate};
use crate::domain::ids::{AccountName, TerminatedId};
use crate::domain::message::{Body, DeliveryState, Urgency};
use crate::gateway::{Dispatch, Outcome, Recipient, Submission};
use crate::service::context::Context;
use crate::service::unanswered::left_unanswered;
use crate::store::claims::Due;
use crate::store::{Lane, StoreError, Tx, broadcasts, claims};

/// A claim is ours for this long; a call takes 15 s at most.
const LEASE: SignedDuration = SignedDuration::from_secs(45);

/// What may be claimed at once.
#[derive(Debug, Clone, Copy)]
pub struct Room {
    /// Messages of safety and answers together, one call each; of it the answers may have less.
    pub safety: usize,
    /// Answers, one call each.
    pub answers: usize,
    /// Messages of a series or of a broadcast, all in one call.
    pub bulk: usize,
}

/// A call to be made.
#[derive(Debug)]
pub struct Call {
    /// By which account.
    pub account: AccountName,
    /// How urgent its messages are.
    pub urgency: Urgency,
    /// Attempts before this one, for the back-off.
    pub attempts: u32,
    submission: Submission,
    fence: i64,
}

impl Call {
    /// Messages in it.
    pub fn messages(&self) -> usize {
        self.submission.recipients.len()
    }

    pub(super) fn recipients(&self) -> &[Recipient] {
        &self.submission.recipients
    }

    pub(super) fn fence(&self) -> i64 {
        self.fence
    }
}

/// Takes what is due and may leave now. When this answers, it is marked as being submitted.
pub async fn claim(context: &Context, account: &AccountName, room: Room) -> Result<Vec<Call>, StoreError> {
    let (inside, account) = (context.clone(), account.clone());
    let lane = if room.safety > 0 { Lane::Urgent } else { Lane::Bulk };
    context.store().write(lane, move |tx| take(tx, &inside, &account, room)).await
}

fn take(tx: &mut Tx<'_>, context: &Context, account: &AccountName, room: Room) -> Result<Vec<Call>, StoreError> {
    let now = context.clock().now();
    let mut calls = Vec::new();
    for urgency in [Urgency::Safety, Urgency::Reply, Urgency::Confirmation] {
        let room = if urgency == Urgency::Safety { room.safety } else { room.answers };
        let left = room.saturating_sub(calls.len());
        if left == 0 {
            continue;
        }
        let due = claims::due(tx, account, urgency, left, now)?;
        for due in pass_gates(tx, context, due, now)? {
            calls.extend(call(tx, context, account, vec![due], now)?);
        }
    }
    if room.bulk > 0 {
        for urgency in [Urgency::Series, Urgency::Broadcast] {
            let due = claims::due(tx, account, urgency, room.bulk, now)?;
            let open = pass_gates(tx, context, due, now)?;
            if let Some(call) = call(tx, context, account, open, now)? {
                calls.push(call);
                break;
            }
        }
    }
    Ok(calls)
}

/// Lets through what may leave, and writes what becomes of the rest.
fn pass_gates(tx: &mut Tx<'_>, context: &Context, due: Vec<Due>, now: Timestamp) -> Result<Vec<Due>, StoreError> {
    let rules = context.rules();
    let mut open = Vec::with_capacity(due.len());
    for due in due {
        let gated = Gated {
            urgency: due.urgency,
            expires_at: due.expires_at,
            topic: due.topic,
            subscription: due.subscription,
            hours: due.hours,
            paused_until: due.paused_until,
        };
        match gate(&gated, &rules.zone, &rules.quiet, now) {
            Gate::Open if due.number.is_some() => open.push(due),
            Gate::Open => claims::drop_queued(tx, due.id, DeliveryState::Cancelled, "erased", now)?,
            Gate::Later(at) => claims::defer(tx, due.id, at, now)?,
            Gate::Withdrawn => claims::drop_queued(tx, due.id, DeliveryState::Cancelled, "stopped", now)?,
            Gate::TooLate => {
                claims::drop_queued(tx, due.id, DeliveryState::Expired, "too late", now)?;
                if due.urgency == Urgency::Safety {
                    left_unanswered(tx, context.random(), due.to, now)?;
                }
                context.metrics().expired(1);
            }
        }
    }
    Ok(open)
}

/// Makes one call of messages that share their words, and marks them.
fn call(
    tx: &mut Tx<'_>,
    context: &Context,
    account: &AccountName,
    due: Vec<Due>,
    now: Timestamp,
) -> Result<Option<Call>, StoreError> {
    let Some(first) = due.first() else { return Ok(None) };
    let text: Body = match (first.text_id, &first.text) {
        (_, Some(text)) => text.clone(),
        (Some(text_id), None) => broadcasts::words(tx, text_id)?,
        (None, None) => return Err(StoreError::Unreadable("outbox.text_sealed")),
    };
    let (urgency, attempts) = (first.urgency, first.attempts);
    let recipients: Vec<Recipient> =
        due.iter().filter_map(|due| due.number.map(|number| Recipient { message: due.id, number })).collect();
    let ids: Vec<TerminatedId> = recipients.iter().map(|recipient| recipient.message).collect();
    let fence = context.random().fence();
    claims::submit(tx, &ids, fence, now + LEASE, now)?;
    let submission = Submission { recipients, text, at: now };
    Ok(Some(Call { account: account.clone(), urgency, attempts, submission, fence }))
}

/// Makes a call and gives one outcome for each of its messages. No transaction is open meanwhile.
pub async fn submit(context: &Context, call: &Call) -> Vec<Outcome> {
    let Some(account) = context.registry().account(&call.account) else { return Vec::new() };
    let gateway = account.gateway();
    match gateway.encode(&call.submission) {
        Dispatch::Done(outcomes) => outcomes,
        Dispatch::Call(request) => {
            let answer = context.executor().call(&request).await;
            gateway.decode(&call.submission, answer.as_ref().map_err(|error| *error))
        }
    }
}
