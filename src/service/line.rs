//! How an account is doing: its rate, its breaker, and whether it must be mended before it can send at all. Kept in
//! memory: a new start may try again.

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::AccountName;
use crate::domain::message::Urgency;
use crate::domain::schedule::{Breaker, Throttle};

/// A stopped account is tried again this often: new keys work only after some minutes, credit is topped up.
const PROBE_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// With a message of safety it is tried this often.
const SAFETY_PROBE_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// The state of one account.
#[derive(Debug)]
pub struct Line {
    throttle: Throttle,
    breaker: Breaker,
    stopped: Option<Stopped>,
}

#[derive(Debug)]
struct Stopped {
    /// When it was last tried.
    tried_at: Timestamp,
}

/// How many messages may be handed over now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowance {
    /// So many.
    Up(usize),
    /// One, to see whether the account works again.
    Probe,
    /// One of safety, to see that.
    SafetyProbe,
}

/// All accounts.
pub type Lines = HashMap<AccountName, Line>;

impl Line {
    /// An account that works as far as we know.
    pub fn new(per_second: f64) -> Self {
        Self { throttle: Throttle::new(per_second), breaker: Breaker::default(), stopped: None }
    }

    /// How many of these may be handed over now, without taking them yet.
    pub fn allowance(&mut self, now: Timestamp, wanted: usize, urgency: Urgency) -> Allowance {
        if let Some(stopped) = &self.stopped {
            return match now.duration_since(stopped.tried_at) {
                since if since >= PROBE_EVERY => Allowance::Probe,
                since if since >= SAFETY_PROBE_EVERY => Allowance::SafetyProbe,
                _ => Allowance::Up(0),
            };
        }
        if self.breaker.is_open() {
            let (mut any, mut safety) = (self.breaker, self.breaker);
            return match (any.allows(now), safety.allows_safety(now)) {
                (true, _) => Allowance::Probe,
                (false, true) => Allowance::SafetyProbe,
                (false, false) => Allowance::Up(0),
            };
        }
        let mut probe = self.throttle;
        Allowance::Up(probe.take(now, wanted, urgency))
    }

    /// Takes what was really handed over.
    pub fn take(&mut self, now: Timestamp, count: usize, urgency: Urgency) {
        self.throttle.take(now, count, urgency);
        // An open breaker lets one call through: this one.
        self.breaker.allows_safety(now);
        if let Some(stopped) = &mut self.stopped {
            stopped.tried_at = now;
        }
    }

    /// How long until one may be handed over.
    pub fn wait(&self, now: Timestamp, urgency: Urgency) -> Duration {
        let mended = self.stopped.as_ref().map(|stopped| stopped.tried_at + PROBE_EVERY).max(self.breaker.next_probe());
        let mended = mended.map_or(Duration::ZERO, |at| Duration::try_from(at.duration_since(now)).unwrap_or_default());
        mended.max(self.throttle.wait(now, 1, urgency))
    }

    /// A call was answered: the account works.
    pub fn worked(&mut self) -> bool {
        self.breaker.succeeded();
        self.stopped.take().is_some()
    }

    /// A call failed in a way that more calls would too.
    pub fn failed(&mut self, now: Timestamp) {
        self.breaker.failed(now);
    }

    /// The gateway asks for fewer messages.
    pub fn slow_down(&mut self, now: Timestamp) {
        self.throttle.slow_down(now);
    }

    /// The gateway refuses the account; says whether that is news.
    pub fn stop(&mut self, now: Timestamp) -> bool {
        let news = self.stopped.is_none();
        self.stopped = Some(Stopped { tried_at: now });
        news
    }

    /// Whether the breaker is open.
    pub fn is_broken(&self) -> bool {
        self.breaker.is_open()
    }
}
