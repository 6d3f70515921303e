//! What the graphs and alarms look at, told in the words of what happened. Counting is cheap enough for every message:
//! no allocation, and no lock held longer than an addition.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::text;

use crate::domain::ids::AccountName;
use crate::domain::message::{DeliveryState, Urgency};
use crate::telemetry::families::{
    Account, Families, OfClass, OfKind, OfState, OfUrgency, OutboxRows, Reason, WithReason, of,
};

/// All metrics; clones share them.
#[derive(Clone)]
pub struct Metrics(Arc<Families>);

impl Metrics {
    /// The form of [`Metrics::encode`], for the header of the answer.
    pub const CONTENT_TYPE: &'static str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// All metrics at zero.
    pub fn new() -> Self {
        Self(Arc::new(Families::new()))
    }

    /// A message came in and is new.
    pub fn mo_received(&self, account: &AccountName) {
        self.0.mo.get_or_create(&of(account)).inc();
    }

    /// A message came in that we already have.
    pub fn mo_repeated(&self, account: &AccountName) {
        self.0.mo_duplicates.get_or_create(&of(account)).inc();
    }

    /// A message came in that has no meaning for us.
    pub fn mo_ignored(&self, account: &AccountName, reason: &'static str) {
        self.0.mo_ignored.get_or_create(&WithReason { account: Account(account.clone()), reason }).inc();
    }

    /// A gateway's call was answered, however it ended.
    pub fn webhook_answered(&self, account: &AccountName, kind: &'static str, took: Duration) {
        let labels = OfKind { account: Account(account.clone()), kind };
        self.0.webhook.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// A call to a webhook was turned away: wrong token, unknown account, too large, malformed.
    pub fn webhook_refused(&self, reason: &'static str) {
        self.0.webhook_refused.get_or_create(&Reason { reason }).inc();
    }

    /// A turn of a dialogue was answered.
    pub fn ussd_turn_answered(&self, took: Duration) {
        self.0.ussd_turn.observe(took.as_secs_f64());
    }

    /// A turn got the fixed screen, since its own came too late.
    pub fn ussd_deadline_missed(&self) {
        self.0.ussd_deadline_missed.inc();
    }

    /// The outbox was counted. What was seen before and is not in `rows` has become none.
    pub fn outbox_counted(&self, rows: &[(DeliveryState, Urgency, u64)]) {
        for (state, state_word) in DeliveryState::ALL {
            for urgency in Urgency::ALL {
                let labels = OutboxRows { state: state_word, urgency: urgency.as_str() };
                let here = rows.iter().filter(|row| (row.0, row.1) == (state, urgency));
                let count: u64 = here.map(|row| row.2).sum();
                if count > 0 {
                    self.0.outbox_rows.get_or_create(&labels).set(clamped(count));
                } else if let Some(gauge) = self.0.outbox_rows.get(&labels) {
                    gauge.set(0);
                }
            }
        }
    }

    /// The longest wait among the messages that are due, by urgency; an urgency that is not named waits for nothing.
    pub fn outbox_oldest(&self, waits: &[(Urgency, Duration)]) {
        for urgency in Urgency::ALL {
            let wait = waits.iter().find(|wait| wait.0 == urgency).map_or(Duration::ZERO, |wait| wait.1);
            let labels = OfUrgency { urgency: urgency.as_str() };
            self.0.outbox_oldest.get_or_create(&labels).set(wait.as_secs_f64());
        }
    }

    /// One message was handed to a gateway; `class` is `accepted`, `delivered` or the class of the error.
    pub fn submission_ended(&self, account: &AccountName, class: &'static str) {
        self.0.submissions.get_or_create(&OfClass { account: Account(account.clone()), class }).inc();
    }

    /// The messages in doubt were counted.
    pub fn in_doubt_counted(&self, rows: u64) {
        self.0.in_doubt.set(clamped(rows));
    }

    /// So many messages expired unsent.
    pub fn expired(&self, messages: u64) {
        self.0.expired.inc_by(messages);
    }

    /// The breaker of an account opened: it rests.
    pub fn breaker_opened(&self, account: &AccountName) {
        self.0.breaker_open.get_or_create(&of(account)).set(1);
    }

    /// The breaker of an account closed: it sends again.
    pub fn breaker_closed(&self, account: &AccountName) {
        self.0.breaker_open.get_or_create(&of(account)).set(0);
    }

    /// An account was stopped until somebody mends it.
    pub fn account_stopped(&self, account: &AccountName) {
        self.0.account_stopped.get_or_create(&of(account)).set(1);
    }

    /// A stopped account works again.
    pub fn account_resumed(&self, account: &AccountName) {
        self.0.account_stopped.get_or_create(&of(account)).set(0);
    }

    /// A delivery report was applied to its message; `state` is the word of what it proves, or `unknown`.
    pub fn receipt_applied(&self, account: &AccountName, state: &'static str) {
        self.0.receipts.get_or_create(&OfState { account: Account(account.clone()), state }).inc();
    }

    /// A delivery report matches no message of ours.
    pub fn receipt_orphaned(&self) {
        self.0.receipts_orphan.inc();
    }

    /// The alerts were counted that nobody has taken.
    pub fn alerts_counted(&self, unacknowledged: u64) {
        self.0.alerts_unacknowledged.set(clamped(unacknowledged));
    }

    /// A person said STOP.
    pub fn stop_heard(&self) {
        self.0.stops.inc();
    }

    /// An alert could not be written.
    pub fn alert_failed(&self) {
        self.0.alerts_failed.inc();
    }

    /// A write became durable.
    pub fn commit_took(&self, took: Duration) {
        self.0.commit.observe(took.as_secs_f64());
    }

    /// A worker found its lease taken over.
    pub fn lease_lost(&self) {
        self.0.lease_lost.inc();
    }

    /// Everything as OpenMetrics text, which Prometheus reads.
    pub fn encode(&self) -> String {
        let mut page = String::new();
        match text::encode(&mut page, &self.0.registry) {
            Ok(()) => page,
            // Writing into a string cannot fail; half a page would look like a truth.
            Err(_) => String::new(),
        }
    }
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

fn clamped(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_has_its_promised_name() {
        let metrics = Metrics::new();
        let at = AccountName::new("at");
        metrics.mo_received(&at);
        metrics.mo_received(&at);
        metrics.mo_repeated(&at);
        metrics.mo_ignored(&at, "alphanumeric");
        metrics.webhook_answered(&at, "sms", Duration::from_millis(3));
        metrics.webhook_refused("token");
        metrics.ussd_turn_answered(Duration::from_millis(3));
        metrics.ussd_deadline_missed();
        metrics.outbox_counted(&[(DeliveryState::Queued, Urgency::Reply, 7)]);
        metrics.outbox_oldest(&[(Urgency::Safety, Duration::from_millis(1500))]);
        metrics.submission_ended(&at, "accepted");
        metrics.in_doubt_counted(4);
        metrics.expired(3);
        metrics.breaker_opened(&at);
        metrics.account_stopped(&at);
        metrics.receipt_applied(&at, "delivered");
        metrics.receipt_orphaned();
        metrics.stop_heard();
        metrics.alert_failed();
        metrics.commit_took(Duration::from_micros(200));
        metrics.lease_lost();
        let page = metrics.clone().encode();
        for line in [
            "fitila_mo_total{account=\"at\"} 2",
            "fitila_mo_duplicates_total{account=\"at\"} 1",
            "fitila_mo_ignored_total{account=\"at\",reason=\"alphanumeric\"} 1",
            "fitila_webhook_seconds_bucket{le=\"0.005\",account=\"at\",kind=\"sms\"} 1",
            "fitila_webhook_seconds_count{account=\"at\",kind=\"sms\"} 1",
            "fitila_webhook_refused_total{reason=\"token\"} 1",
            "fitila_ussd_turn_seconds_count 1",
            "fitila_ussd_deadline_missed_total 1",
            "fitila_outbox_rows{state=\"queued\",urgency=\"reply\"} 7",
            "fitila_outbox_oldest_seconds{urgency=\"safety\"} 1.5",
            "fitila_outbox_oldest_seconds{urgency=\"broadcast\"} 0.0",
            "fitila_submissions_total{account=\"at\",class=\"accepted\"} 1",
            "fitila_in_doubt_rows 4",
            "fitila_expired_total 3",
            "fitila_breaker_open{account=\"at\"} 1",
            "fitila_account_stopped{account=\"at\"} 1",
            "fitila_receipts_total{account=\"at\",state=\"delivered\"} 1",
            "fitila_receipts_orphan_total 1",
            "fitila_stops_total 1",
            "fitila_alerts_failed_total 1",
            "fitila_commit_seconds_bucket{le=\"0.00025\"} 1",
            "fitila_lease_lost_total 1",
            "# EOF",
        ] {
            assert!(page.lines().any(|has| has == line), "no line {line} in\n{page}");
        }
        assert!(!page.contains("_total_total"), "{page}");
    }

    #[test]
    fn what_is_gone_from_the_outbox_reads_zero() {
        let metrics = Metrics::new();
        metrics.outbox_counted(&[(DeliveryState::Queued, Urgency::Safety, 2)]);
        metrics.outbox_counted(&[]);
        let page = metrics.encode();
        assert!(page.contains("fitila_outbox_rows{state=\"queued\",urgency=\"safety\"} 0\n"), "{page}");
        assert!(!page.contains("state=\"submitting\""), "{page}");
    }

    #[test]
    fn an_account_that_recovers_reads_zero() {
        let (metrics, at) = (Metrics::new(), AccountName::new("at"));
        metrics.breaker_opened(&at);
        metrics.breaker_closed(&at);
        metrics.account_stopped(&at);
        metrics.account_resumed(&at);
        let page = metrics.encode();
        assert!(page.contains("fitila_breaker_open{account=\"at\"} 0\n"), "{page}");
        assert!(page.contains("fitila_account_stopped{account=\"at\"} 0\n"), "{page}");
    }
}
