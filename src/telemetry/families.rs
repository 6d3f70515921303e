//! The metrics themselves: their names, labels and buckets. Labels name accounts, states and reasons, never a person.

use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Metric, Registry};

use crate::domain::ids::AccountName;

/// One field a metric; each is in the registry too.
pub struct Families {
    pub registry: Registry,
    pub mo: Family<OfAccount, Counter>,
    pub mo_duplicates: Family<OfAccount, Counter>,
    pub mo_ignored: Family<WithReason, Counter>,
    pub webhook: Family<OfKind, Histogram>,
    pub webhook_refused: Family<Reason, Counter>,
    pub ussd_turn: Histogram,
    pub ussd_deadline_missed: Counter,
    pub outbox_rows: Family<OutboxRows, Gauge>,
    pub outbox_oldest: Family<OfUrgency, Seconds>,
    pub submissions: Family<OfClass, Counter>,
    pub in_doubt: Gauge,
    pub expired: Counter,
    pub breaker_open: Family<OfAccount, Gauge>,
    pub account_stopped: Family<OfAccount, Gauge>,
    pub receipts: Family<OfState, Counter>,
    pub receipts_orphan: Counter,
    pub stops: Counter,
    pub alerts_unacknowledged: Gauge,
    pub alerts_failed: Counter,
    pub commit: Histogram,
    pub lease_lost: Counter,
}

/// A gauge that is not a whole number.
pub type Seconds = Gauge<f64, AtomicU64>;
/// A word of the program's own, such as a class of error: never text from outside.
pub type Word = &'static str;

/// Counted by account.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfAccount {
    pub account: Account,
}

/// By account and why.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct WithReason {
    pub account: Account,
    pub reason: Word,
}

/// By account and what the webhook carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfKind {
    pub account: Account,
    pub kind: Word,
}

/// By account and class of outcome.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfClass {
    pub account: Account,
    pub class: Word,
}

/// By account and what is proved.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfState {
    pub account: Account,
    pub state: Word,
}

/// By why.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Reason {
    pub reason: Word,
}

/// By state and urgency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OutboxRows {
    pub state: Word,
    pub urgency: Word,
}

/// By urgency.
#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct OfUrgency {
    pub urgency: Word,
}

/// An account's name as a label. A clone of it counts a reference and copies nothing.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account(pub AccountName);

impl EncodeLabelValue for Account {
    fn encode(&self, encoder: &mut LabelValueEncoder) -> Result<(), std::fmt::Error> {
        self.0.as_str().encode(encoder)
    }
}

impl Families {
    /// All at zero, registered. Counters get `_total` behind their name from the library.
    pub fn new() -> Self {
        let mut list = List(Registry::with_prefix("fitila"));
        Self {
            mo: list.zero("mo", "Messages received from handsets"),
            mo_duplicates: list.zero("mo_duplicates", "Messages that a gateway repeated"),
            mo_ignored: list.zero("mo_ignored", "Messages without a person to answer"),
            webhook: list.add("webhook_seconds", "Time to answer a gateway", by_kind()),
            webhook_refused: list.zero("webhook_refused", "Calls that were not let in"),
            ussd_turn: list.add("ussd_turn_seconds", "Time to answer a turn of a dialogue", ussd_histogram()),
            ussd_deadline_missed: list.zero("ussd_deadline_missed", "Turns answered too late"),
            outbox_rows: list.zero("outbox_rows", "Messages that wait or are being handed over"),
            outbox_oldest: list.zero("outbox_oldest_seconds", "Wait of the oldest message due"),
            submissions: list.zero("submissions", "Messages handed to a gateway, by outcome"),
            in_doubt: list.zero("in_doubt_rows", "Messages that may or may not have been taken"),
            expired: list.zero("expired", "Messages whose time passed before they left"),
            breaker_open: list.zero("breaker_open", "1 while an account rests after failures"),
            account_stopped: list.zero("account_stopped", "1 while an account needs mending"),
            receipts: list.zero("receipts", "Delivery reports, by what they say"),
            receipts_orphan: list.zero("receipts_orphan", "Reports that match no message"),
            alerts_unacknowledged: list.zero("alerts_unacknowledged", "Alerts that nobody of the staff has taken"),
            alerts_failed: list.zero("alerts_failed", "Alerts that could not be written when somebody called"),
            stops: list.zero("stops", "People who said STOP"),
            commit: list.add("commit_seconds", "Time to make a write durable", commit_histogram()),
            lease_lost: list.zero("lease_lost", "Leases that another worker had taken over"),
            registry: list.0,
        }
    }
}

/// The label of an account.
pub fn of(account: &AccountName) -> OfAccount {
    OfAccount { account: Account(account.clone()) }
}

/// Registers a metric and gives it back.
struct List(Registry);

impl List {
    fn add<M: Metric + Clone>(&mut self, name: &str, help: &str, metric: M) -> M {
        self.0.register(name, help, metric.clone());
        metric
    }

    fn zero<M: Metric + Clone + Default>(&mut self, name: &str, help: &str) -> M {
        self.add(name, help, M::default())
    }
}

/// Targets to read off: 200 ms for an SMS, 5 s until we answer 503.
fn by_kind() -> Family<OfKind, Histogram> {
    Family::new_with_constructor(|| {
        Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 5.0])
    })
}

/// Targets to read off: 500 ms, 4 s until we give up, 4.5 s until the fixed screen leaves.
fn ussd_histogram() -> Histogram {
    Histogram::new([0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 4.5, 10.0])
}

/// A good disk needs 0.1 ms, a bad one 100; the writer waits 2 s for a lock.
fn commit_histogram() -> Histogram {
    Histogram::new([0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0])
}
