//! The only clock: the system's, or one that a test moves.

#![expect(clippy::disallowed_methods, reason = "this is the one place that asks the system for the time")]

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// Tells the time.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The system's.
    #[default]
    System,
    /// A test's: milliseconds since 1970.
    Test(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at a time until it is moved.
    pub fn standing_at(at: Timestamp) -> Self {
        Clock::Test(Arc::new(AtomicI64::new(at.as_millisecond())))
    }

    /// The time, to the millisecond: the store keeps no more, and what is compared must agree with it.
    pub fn now(&self) -> Timestamp {
        match self {
            Clock::System => {
                let now = Timestamp::now();
                Timestamp::from_millisecond(now.as_millisecond()).unwrap_or(now)
            }
            Clock::Test(millis) => {
                Timestamp::from_millisecond(millis.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }

    /// Moves a test's clock; the system's stays as it is.
    pub fn advance(&self, by: SignedDuration) {
        if let Clock::Test(millis) = self {
            millis.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
        }
    }
}

/// Measures how long something takes.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts.
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// Time since the start.
    pub fn elapsed(&self) -> std::time::Duration {
        self.0.elapsed()
    }
}
