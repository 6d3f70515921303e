//! Tells whoever called for help, and whom nobody has answered within ten minutes, that nobody has come, while she may
//! still be written to.

use jiff::Timestamp;

use crate::content::Channel;
use crate::domain::care::{Author, CaseState, Said};
use crate::domain::catalogue::keys;
use crate::domain::ids::TerminatedId;
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::service::context::Context;
use crate::store::case_entries::{self, Entry};
use crate::store::cases::{self, Case};
use crate::store::{Lane, StoreError, Tx, outbox};

/// Cases in one write.
const BATCH: i64 = 50;

/// Does it for all that are due.
pub async fn tend_cases(context: &Context) -> Result<(), StoreError> {
    let now = context.clock().now();
    if !context.store().read(move |tx| cases::is_any_waiting(tx, now)).await? {
        return Ok(());
    }
    let inside = context.clone();
    let told = context.store().write_again(Lane::Urgent, move |tx| round(tx, &inside)).await?;
    if told > 0 {
        context.wake_senders();
    }
    Ok(())
}

fn round(tx: &mut Tx<'_>, context: &Context) -> Result<usize, StoreError> {
    let now = context.clock().now();
    let mut told = 0;
    for case in cases::take_waiting(tx, now, BATCH)? {
        told += usize::from(tell(tx, context, &case, now)?);
    }
    Ok(told)
}

fn tell(tx: &mut Tx<'_>, context: &Context, case: &Case, now: Timestamp) -> Result<bool, StoreError> {
    let (Some(account), Some(to), Some(until)) = (case.account.clone(), case.subscriber, case.window_until) else {
        return Ok(false);
    };
    if case.state != CaseState::Open || until <= now {
        return Ok(false);
    }
    let Some(words) = context.content().compose(&keys::CRISIS_WAIT, case.locale, Channel::Sms, &[]) else {
        tracing::error!("The text crisis_wait could not be composed; somebody waits and was not told");
        return Ok(false);
    };
    let entry = Entry {
        id: context.random().id(now),
        author: Author::System,
        staff: None,
        what: Said::Event,
        body: Some(Body::new("was told that nobody has come yet".to_owned())),
        at: now,
    };
    case_entries::enter(tx, case.id, &entry)?;
    let message = MobileTerminated {
        id: TerminatedId(context.random().id(now)),
        account,
        to,
        text: Body::new(words.text),
        segments: words.segments,
        urgency: Urgency::Safety,
        cause: Cause::Answer(None),
        due_at: now,
        expires_at: until,
    };
    outbox::queue(tx, &message, now)?;
    Ok(true)
}
