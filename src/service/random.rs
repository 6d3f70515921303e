//! The only source of chance: for ids, leases and jitter. Keys and nonces are made by the seal.

#![expect(clippy::disallowed_methods, reason = "this is the one place that draws random numbers")]

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use uuid::{Builder, Uuid};

/// Draws random values.
#[derive(Debug, Clone, Default)]
pub enum Random {
    /// The system's.
    #[default]
    System,
}

impl Random {
    /// A fresh id whose order is that of time.
    pub fn id(&self, now: Timestamp) -> Uuid {
        // An id is no secret: it must only be one of its kind, which a millisecond and 74 random bits see to.
        let mut bytes = [0u8; 10];
        fastrand::fill(&mut bytes);
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        bytes[..2].copy_from_slice(&place_within(millis).to_be_bytes());
        Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }

    /// A fence: what a lease was taken under.
    pub fn fence(&self) -> i64 {
        fastrand::i64(1..i64::MAX / 2)
    }

    /// A number from 0 up to 1, for jitter.
    pub fn fraction(&self) -> f64 {
        fastrand::f64()
    }
}

/// The place of an id among those of its millisecond, so that two events of one write keep their order.
fn place_within(millis: u64) -> u16 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let next = |last: u64| if last >> 12 == millis { last + 1 } else { millis << 12 };
    let last = LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(next(last)));
    (next(last.unwrap_or(0)) & 0xfff) as u16
}

/// Fresh bytes for a master key. Errors when the system gives none.
pub fn key_bytes() -> Result<[u8; 32], getrandom::Error> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}
