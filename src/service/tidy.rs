//! What must be done now and then: submissions whose outcome nobody will tell, messages whose time is over, numbers
//! of erased people.

use jiff::Timestamp;

use crate::domain::ids::SubscriberId;
use crate::domain::message::DeliveryState;
use crate::service::apply::note_removal;
use crate::service::clear::{clear_disk, uncleared};
use crate::service::context::Context;
use crate::service::silent::raise_missing;
use crate::service::unanswered::left_unanswered;
use crate::store::claims::Lost;
use crate::store::{Lane, Pause, StoreError, Tx, alerts, claims, erasures, outbox};

/// At start, while nothing is being sent: on a database that we serve alone, all open submissions are of an earlier
/// life. Gives how many became in doubt.
pub async fn take_over(context: &Context) -> Result<usize, StoreError> {
    let lost = if context.store().serves_alone() { Lost::Everything } else { Lost::PastLease };
    let now = context.clock().now();
    let left = context.store().write(Lane::Urgent, move |tx| claims::give_up_lost(tx, lost, now)).await?;
    if left > 0 {
        tracing::warn!(
            messages = left,
            "{left} messages were being handed over when the service ended; they are in doubt and are not sent again"
        );
    }
    Ok(left)
}

/// Done every few seconds.
pub async fn tidy(context: &Context) -> Result<(), StoreError> {
    let now = context.clock().now();
    let inside = context.clone();
    let (expired, called) = context
        .store()
        .write_again(Lane::Urgent, move |tx| {
            claims::give_up_lost(tx, Lost::PastLease, now)?;
            claims::retry_safety(tx, now)?;
            let people = claims::unanswered(tx, now)?;
            // Messages first and cases after them, as the senders do: neither waits for the other in a circle.
            let expired = claims::expire(tx, now)?;
            let mut called = false;
            for person in people {
                called |= left_unanswered(tx, inside.random(), person, now)?;
            }
            Ok((expired, called))
        })
        .await?;
    if called {
        context.wake_alerts();
    }
    raise_missing(context).await?;
    if !context.store().read(move |tx| erasures::unfinished(tx, now)).await?.is_empty() {
        let inside = context.clone();
        context.store().write(Lane::Bulk, move |tx| finish_erasures(tx, &inside, now)).await?;
    }
    clear_soon(context).await?;
    if expired > 0 {
        context.metrics().expired(u64::try_from(expired).unwrap_or(0));
    }
    Ok(())
}

/// Lets go of the numbers of erased people to whom nothing is on its way any more.
pub(super) fn finish_erasures(tx: &mut Tx<'_>, context: &Context, now: Timestamp) -> Result<(), StoreError> {
    let mut finished = 0;
    for subscriber in erasures::unfinished(tx, now)? {
        let mark = SubscriberId(context.random().id(now));
        finished += usize::from(erasures::finish(tx, subscriber, mark, now)?);
    }
    if finished > 0 {
        note_removal(tx, context.random(), now)?;
    }
    Ok(())
}

/// Clears the journal at once and a small file with it; a large one waits for the night.
async fn clear_soon(context: &Context) -> Result<(), StoreError> {
    match context.store().read(uncleared).await? {
        Some(left) if left.in_journal => clear_disk(context, Pause::Unnoticed).await.map(|_| ()),
        _ => Ok(()),
    }
}

/// Brings the gauges of the outbox up to date.
pub async fn measure(context: &Context) -> Result<(), StoreError> {
    context.metrics().alerts_counted(context.store().read(alerts::count_unacknowledged).await?);
    let counts = context.store().read(outbox::open_counts).await?;
    let now = context.clock().now();
    let rows: Vec<_> = counts.iter().map(|count| (count.state, count.urgency, count.messages)).collect();
    let waiting: Vec<_> = counts
        .iter()
        .filter(|count| count.state == DeliveryState::Queued)
        .filter_map(|count| Some((count.urgency, now.duration_since(count.oldest?))))
        .map(|(urgency, waits)| (urgency, std::time::Duration::try_from(waits).unwrap_or_default()))
        .collect();
    let doubtful = rows.iter().filter(|(state, ..)| *state == DeliveryState::InDoubt).map(|(_, _, count)| count).sum();
    context.metrics().outbox_counted(&rows);
    context.metrics().outbox_oldest(&waiting);
    context.metrics().in_doubt_counted(doubtful);
    Ok(())
}
