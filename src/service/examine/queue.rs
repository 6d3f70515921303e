//! What waits: messages that should have left, outcomes that nobody knows, erasures and removals that are not done.

use jiff::{SignedDuration, Timestamp};

use crate::domain::message::{DeliveryState, Urgency};
use crate::service::examine::finding::Examined;
use crate::store::StoreError;
use crate::store::inspect::{Backlog, Inspection};
use crate::store::outbox::OpenCount;

/// An answer that waits longer is a fault.
const ANSWER_WAITS: SignedDuration = SignedDuration::from_mins(5);
/// A campaign may wait for its turn.
const CAMPAIGN_WAITS: SignedDuration = SignedDuration::from_hours(1);
/// Doubts older than this will not be cleared up any more.
const LATELY: SignedDuration = SignedDuration::from_hours(72);
/// A night's work is missed after this.
const NIGHT_MISSED: SignedDuration = SignedDuration::from_hours(50);

/// Looks at what is not done.
pub(super) fn examine(inspection: &mut Inspection, now: Timestamp) -> Vec<Examined> {
    match inspection.backlog(now - LATELY) {
        Ok(backlog) => {
            vec![waiting(&backlog.open, now), doubts(&backlog), erasures(&backlog, now), retention(&backlog, now)]
        }
        Err(error) => vec![unreadable(&error)],
    }
}

fn unreadable(error: &StoreError) -> Examined {
    Examined::bad("queue", format!("it cannot be read: {error}"), "see what is said of the database")
}

fn waiting(open: &[OpenCount], now: Timestamp) -> Examined {
    const WHAT: &str = "queue";
    let queued = || open.iter().filter(|count| count.state == DeliveryState::Queued);
    let messages: u64 = queued().map(|count| count.messages).sum();
    let late = queued().filter_map(|count| {
        let waits = now.duration_since(count.oldest?);
        let most = if count.urgency == Urgency::Broadcast { CAMPAIGN_WAITS } else { ANSWER_WAITS };
        (waits > most).then_some((count.urgency, waits))
    });
    let Some((urgency, waits)) = late.max_by_key(|(urgency, waits)| (*urgency != Urgency::Broadcast, *waits)) else {
        return Examined::ok(WHAT, format!("{messages} messages wait, none of them too long"));
    };
    let kind = urgency.as_str();
    let found =
        format!("{messages} messages wait; the oldest ({kind}) should have left {} minutes ago", waits.as_mins());
    let mend = "see that fitila serve runs, and its log for the gateway's refusals";
    if urgency == Urgency::Broadcast { Examined::look(WHAT, found, mend) } else { Examined::bad(WHAT, found, mend) }
}

fn doubts(backlog: &Backlog) -> Examined {
    const WHAT: &str = "in doubt";
    let all: u64 =
        backlog.open.iter().filter(|count| count.state == DeliveryState::InDoubt).map(|count| count.messages).sum();
    if backlog.lately_in_doubt == 0 {
        return Examined::ok(WHAT, format!("no outcome is lately unknown ({all} in all)"));
    }
    let found = format!("what became of {} messages of the last three days is not known", backlog.lately_in_doubt);
    Examined::look(WHAT, found, "nothing is sent twice; look for them in the gateway's own list if it matters")
}

fn erasures(backlog: &Backlog, now: Timestamp) -> Examined {
    const WHAT: &str = "erasures";
    if backlog.half_erased > 0 {
        let found = format!("{} erased numbers are still there after three days", backlog.half_erased);
        return Examined::bad(WHAT, found, "start fitila serve: it removes them");
    }
    match backlog.uncleared_since {
        Some(since) if now.duration_since(since) > NIGHT_MISSED => {
            let mend = "stop fitila serve for a moment and run: fitila retention (it writes the file anew)";
            Examined::look(WHAT, format!("copies of what was removed by {since} may still be on the disk"), mend)
        }
        Some(_) => Examined::ok(WHAT, "all are done; what was removed last leaves the disk in the coming night"),
        None => Examined::ok(WHAT, "all are done, and off the disk"),
    }
}

fn retention(backlog: &Backlog, now: Timestamp) -> Examined {
    const WHAT: &str = "retention";
    let mend = "start fitila serve, which does it every night, or run: fitila retention";
    match backlog.retention {
        None => Examined::look(WHAT, "it never ran", mend),
        Some(last) if now.duration_since(last) > NIGHT_MISSED => {
            Examined::look(WHAT, format!("it last ran at {last}"), mend)
        }
        Some(last) => Examined::ok(WHAT, format!("it last ran at {last}")),
    }
}
