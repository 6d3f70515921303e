//! The retention table: what is kept for how long, and its daily run, class by class. Nothing here waits for a person,
//! and no person waits for it: it reads beside the writer and writes little at a time.

use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use serde::Serialize;

use crate::domain::schedule::nightly;
use crate::service::apply::note_removal;
use crate::service::clear::clear_disk;
use crate::service::context::Context;
use crate::store::marks::{self, Mark};
use crate::store::retention::{self, Class};
use crate::store::{Lane, Pause, StoreError, Tx, interests};

/// How long something is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Hours.
    Hours(i64),
    /// Days of 24 hours.
    Days(i64),
    /// Months of the calendar.
    Months(i64),
}

impl Period {
    /// What is older than this is from before this time.
    pub fn before(self, now: Timestamp) -> Timestamp {
        let span = match self {
            Period::Hours(hours) => Span::new().hours(hours),
            Period::Days(days) => Span::new().hours(days * 24),
            Period::Months(months) => Span::new().months(months),
        };
        let begin = TimeZone::UTC.to_datetime(now).checked_sub(span);
        begin.and_then(|begin| TimeZone::UTC.to_timestamp(begin)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Period::Hours(count) => write!(f, "{count} hours"),
            Period::Days(count) => write!(f, "{count} days"),
            Period::Months(count) => write!(f, "{count} months"),
        }
    }
}

/// One line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// The class.
    pub class: Class,
    /// What is removed, in words.
    pub what: &'static str,
    /// How long it is kept.
    pub period: Period,
}

/// What is kept for how long. The words of people first and shortest. Months of consent and of silence are what a lawyer
/// in Nigeria should confirm; the rest is what the work needs: gateways repeat a message for a day at most, a report on
/// a delivery comes within three, and a bill of the gateway is disputed within a month.
pub const TABLE: [Rule; 12] = [
    rule(Class::Dialogues, "dialogues, with what was typed", Period::Hours(24)),
    rule(Class::TextsTo, "words of texts to people, since their outcome", Period::Days(7)),
    rule(Class::RepeatKeys, "marks by which a repeated text is known", Period::Days(7)),
    rule(Class::TextsFrom, "words of texts from people", Period::Days(30)),
    rule(Class::Receipts, "delivery reports", Period::Days(30)),
    rule(Class::GatewayIds, "the gateway's names of texts to people", Period::Days(30)),
    rule(Class::LedgerTo, "rows of texts to people, which become counts", Period::Months(13)),
    rule(Class::LedgerFrom, "rows of texts from people, which become counts", Period::Months(13)),
    rule(Class::Cases, "cases, with what was said in them, since anything happened", Period::Months(12)),
    rule(Class::Interests, "who asked for a place in a training", Period::Months(6)),
    rule(Class::Agreements, "proofs of agreement, since the person left", Period::Months(24)),
    rule(Class::SilentPeople, "people of whom nothing was heard", Period::Months(24)),
];

const fn rule(class: Class, what: &'static str, period: Period) -> Rule {
    Rule { class, what, period }
}

/// Whether anything is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run {
    /// What is overdue goes.
    Remove,
    /// It is only counted.
    Count,
}

/// What a run found of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Found {
    /// What, in words.
    pub what: &'static str,
    /// How long it is kept.
    pub kept_for: String,
    /// How many were removed, or would be.
    pub rows: usize,
}

/// Goes through the table once.
pub async fn keep_retention(context: &Context, run: Run) -> Result<Vec<Found>, StoreError> {
    let mut found = Vec::with_capacity(TABLE.len());
    for rule in TABLE {
        let rows = keep_class(context, rule, run).await?;
        if run == Run::Remove {
            tracing::info!(
                retention.what = rule.what,
                retention.rows = rows,
                "Retention removed {rows}: {}",
                rule.what
            );
        }
        found.push(Found { what: rule.what, kept_for: rule.period.to_string(), rows });
    }
    if run == Run::Remove {
        let (now, random) = (context.clock().now(), context.random().clone());
        let some_went = found.iter().any(|found| found.rows > 0);
        let note = move |tx: &mut Tx<'_>| {
            if some_went {
                note_removal(tx, &random, now)?;
            }
            marks::set(tx, Mark::Retention, now.as_millisecond())
        };
        context.store().write(Lane::Bulk, note).await?;
        // By hand while nobody serves, a file of any size may be written anew.
        let pause = if context.store().is_served() { Pause::Night } else { Pause::Any };
        clear_disk(context, pause).await?;
    }
    Ok(found)
}

/// The run of the night, if it is due; says whether it was.
pub async fn keep_retention_nightly(context: &Context) -> Result<bool, StoreError> {
    let last = context.store().read(|tx| marks::get(tx, Mark::Retention)).await?;
    let last = last.and_then(|at| Timestamp::from_millisecond(at).ok());
    if !nightly::is_due(last, context.clock().now(), &context.rules().zone) {
        return Ok(false);
    }
    keep_retention(context, Run::Remove).await.map(|_| true)
}

/// Removes dialogues that nobody can take up again: the table's shortest period is kept to the hour. With them go the
/// counts of wrong codes of earlier days.
pub async fn forget_dialogues(context: &Context) -> Result<(), StoreError> {
    let today = context.rules().zone.to_datetime(context.clock().now()).date();
    context.store().write(Lane::Bulk, move |tx| interests::forget_guesses(tx, today)).await?;
    keep_class(context, TABLE[0], Run::Remove).await.map(|_| ())
}

async fn keep_class(context: &Context, rule: Rule, run: Run) -> Result<usize, StoreError> {
    let class = rule.class;
    let now = context.clock().now();
    let before = rule.period.before(now);
    let (mut rows, mut last) = (0, None);
    loop {
        let ids = context.store().read(move |tx| retention::overdue(tx, class, before, last.as_ref())).await?;
        let (count, next) = (ids.len(), ids.last().cloned());
        rows += match run {
            Run::Count => count,
            Run::Remove if ids.is_empty() => 0,
            Run::Remove => {
                let random = context.random().clone();
                let remove = move |tx: &mut Tx<'_>| {
                    let mut fresh = || random.id(now);
                    retention::remove(tx, class, &ids, before, (&mut fresh, now))
                };
                context.store().write(Lane::Bulk, remove).await?
            }
        };
        if count < class.batch() {
            return Ok(rows);
        }
        last = next;
    }
}
