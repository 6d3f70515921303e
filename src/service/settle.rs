//! What comes of a call: each message goes on by the class of its outcome, and the account's line learns from it.

use jiff::Timestamp;

use crate::domain::message::Evidence;
use crate::domain::schedule::{Leave, QuietHours, may_leave, next_attempt};
use crate::gateway::{Outcome, SendError};
use crate::service::context::Context;
use crate::service::line::Line;
use crate::service::opt_out::opt_out;
use crate::service::send_due::Call;
use crate::store::outbox::{Counted, Settlement};
use crate::store::{Lane, StoreError, Tx, outbox, receipts, subscribers};

/// When promotional routes in Nigeria are closed, by the rule of its Communications Commission.
const PROMOTIONAL_CLOSED: &str = "20:00-08:00";

/// Writes the outcomes of a call; a message without one is in doubt. What a receipt told before the answer is heeded.
pub async fn settle(context: &Context, call: &Call, outcomes: &[Outcome]) -> Result<(), StoreError> {
    let now = context.clock().now();
    let mut rows = Vec::with_capacity(call.messages());
    let nobody_knows = Outcome::Failed(SendError::InDoubt { reason: "no outcome".into() });
    for (n, recipient) in call.recipients().iter().enumerate() {
        let outcome = outcomes.get(n).unwrap_or(&nobody_knows);
        context.metrics().submission_ended(&call.account, class(outcome));
        rows.push((*recipient, settlement(context, call, outcome, now), flaw(outcome)));
    }
    let (account, fence) = (call.account.clone(), call.fence());
    // Before the outcome is written: were the program to die between the two, an opt-out must not be lost.
    for (recipient, _, flaw) in &rows {
        if *flaw == Some(Flaw::OptedOut) {
            opt_out(context, &call.account, recipient.number).await?;
        }
    }
    let lane = if call.urgency.is_bulk() { Lane::Bulk } else { Lane::Urgent };
    let lost = context
        .store()
        .write(lane, move |tx| {
            let mut lost = 0;
            for (recipient, settlement, flaw) in &rows {
                if !outbox::settle(tx, recipient.message, fence, settlement, now)? {
                    lost += 1;
                }
                if let Settlement::Accepted(Some(external_id)) = settlement {
                    heed_early_receipts(tx, &account, external_id, now)?;
                }
                if *flaw == Some(Flaw::NoSuchNumber)
                    && let Some(person) = subscribers::find(tx, &recipient.number)?
                {
                    subscribers::mark_unreachable(tx, person.id, now)?;
                }
            }
            Ok(lost)
        })
        .await?;
    (0..lost).for_each(|_| context.metrics().lease_lost());
    Ok(())
}

/// What the account's line learns from the outcomes of a call.
pub fn learn(context: &Context, line: &mut Line, call: &Call, outcomes: &[Outcome]) {
    let now = context.clock().now();
    let errors = || {
        outcomes.iter().filter_map(|outcome| match outcome {
            Outcome::Failed(error) => Some(error),
            Outcome::Accepted { .. } | Outcome::Delivered => None,
        })
    };
    if let Some(error) = errors().find(|error| matches!(error, SendError::AccountRefused { .. })) {
        if line.stop(now) {
            tracing::error!(gateway.name = %call.account, "Gateway {} sends nothing until it is mended: {error}. Messages wait; it is tried again every five minutes", call.account);
            context.metrics().account_stopped(&call.account);
        }
        return;
    }
    if errors().any(|error| matches!(error, SendError::Throttled { .. })) {
        line.slow_down(now);
        return;
    }
    let broken = |error: &SendError| matches!(error, SendError::NotTaken { .. } | SendError::InDoubt { .. });
    if !outcomes.is_empty() && errors().filter(|error| broken(error)).count() == outcomes.len() {
        let was_broken = line.is_broken();
        line.failed(now);
        if line.is_broken() && !was_broken {
            context.metrics().breaker_opened(&call.account);
            tracing::warn!(gateway.name = %call.account, "Gateway {} does not answer; it is left alone for a while", call.account);
        }
        return;
    }
    context.metrics().breaker_closed(&call.account);
    if line.worked() {
        context.metrics().account_resumed(&call.account);
        tracing::info!(gateway.name = %call.account, "Gateway {} sends again", call.account);
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Flaw {
    OptedOut,
    NoSuchNumber,
}

fn flaw(outcome: &Outcome) -> Option<Flaw> {
    match outcome {
        Outcome::Failed(SendError::OptedOut) => Some(Flaw::OptedOut),
        Outcome::Failed(SendError::InvalidNumber) => Some(Flaw::NoSuchNumber),
        _ => None,
    }
}

fn class(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted { .. } => "accepted",
        Outcome::Delivered => "delivered",
        Outcome::Failed(error) => error.class(),
    }
}

fn settlement(context: &Context, call: &Call, outcome: &Outcome, now: Timestamp) -> Settlement {
    let again = |due_at, counted, error: &SendError| Settlement::Again { due_at, counted, reason: error.to_string() };
    match outcome {
        Outcome::Accepted { external_id } => Settlement::Accepted(external_id.clone()),
        Outcome::Delivered => Settlement::Delivered,
        Outcome::Failed(error) => match error {
            SendError::Throttled { retry_after } => {
                let wait = retry_after.unwrap_or(std::time::Duration::from_secs(1));
                again(now + wait, Counted::No, error)
            }
            SendError::AccountRefused { .. } => again(now, Counted::No, error),
            SendError::NotTaken { .. } => {
                again(next_attempt(call.urgency, call.attempts, context.random().fraction(), now), Counted::Yes, error)
            }
            SendError::DoNotDisturb => do_not_disturb(context, error, now),
            SendError::InDoubt { reason } => Settlement::InDoubt(reason.clone()),
            SendError::OptedOut | SendError::InvalidNumber | SendError::Refused { .. } => {
                Settlement::Rejected(error.to_string())
            }
        },
    }
}

/// Outside the promotional window it is only the wrong hour; inside it, the national list.
fn do_not_disturb(context: &Context, error: &SendError, now: Timestamp) -> Settlement {
    let promotional = QuietHours::parse(PROMOTIONAL_CLOSED).unwrap_or(QuietHours::OFF);
    match may_leave(now, &context.rules().zone, promotional.window(), None) {
        Leave::At(due_at) => Settlement::Again { due_at, counted: Counted::No, reason: error.to_string() },
        Leave::Now | Leave::Never => Settlement::Rejected("dnd".into()),
    }
}

/// Reports that came before the answer which names their message.
fn heed_early_receipts(
    tx: &mut Tx<'_>,
    account: &crate::domain::ids::AccountName,
    external_id: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let early: Vec<Evidence> = receipts::early(tx, account, external_id)?;
    for evidence in &early {
        outbox::apply_evidence(tx, account, external_id, *evidence, now)?;
    }
    if !early.is_empty() {
        receipts::mark_matched(tx, account, external_id)?;
    }
    Ok(())
}
