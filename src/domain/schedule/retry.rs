//! When to try again what certainly did not leave: exponential back-off with full jitter, until the message expires.
//! Never counts attempts and never gives up; outages last hours.

use jiff::{SignedDuration, Timestamp};

use crate::domain::message::Urgency;

/// The longest first wait, which doubles with each attempt.
const BASE_MS: i64 = 2_000;
/// The longest wait of what a person waits for (the same table: 30 s).
const CAP_MS: i64 = 30_000;
/// The longest wait of what we begin (the same table: 5 min).
const BULK_CAP_MS: i64 = 300_000;

/// When to make the next attempt after `attempts` that failed. `random` lies in 0 to 1, without 1: the wait is that
/// part of the longest one, so that many messages that failed together do not come back together.
pub fn next_attempt(urgency: Urgency, attempts: u32, random: f64, now: Timestamp) -> Timestamp {
    let cap = if urgency.is_bulk() { BULK_CAP_MS } else { CAP_MS };
    // Eight doublings pass both caps.
    let doublings = attempts.saturating_sub(1).min(8);
    let longest = (BASE_MS << doublings).min(cap);
    // A cast takes what is not a number for 0.
    let wait = (longest as f64 * random.clamp(0.0, 1.0)) as i64;
    now.checked_add(SignedDuration::from_millis(wait)).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wait_ms(urgency: Urgency, attempts: u32, random: f64) -> i64 {
        let now = Timestamp::UNIX_EPOCH;
        next_attempt(urgency, attempts, random, now).duration_since(now).as_millis() as i64
    }

    #[test]
    fn the_longest_wait_doubles_up_to_its_cap() {
        for (attempts, personal, bulk) in [
            (0, 1_000, 1_000),
            (1, 1_000, 1_000),
            (2, 2_000, 2_000),
            (3, 4_000, 4_000),
            (4, 8_000, 8_000),
            (5, 15_000, 16_000),
            (8, 15_000, 128_000),
            (9, 15_000, 150_000),
            (u32::MAX, 15_000, 150_000),
        ] {
            assert_eq!(wait_ms(Urgency::Broadcast, attempts, 0.5), bulk, "attempts: {attempts}");
            for urgency in [Urgency::Safety, Urgency::Reply, Urgency::Confirmation] {
                assert_eq!(wait_ms(urgency, attempts, 0.5), personal, "attempts: {attempts}");
            }
        }
    }

    #[test]
    fn a_bad_random_number_cannot_break_it() {
        for (random, expected) in [(f64::NAN, 0), (-1.0, 0), (2.0, 2_000), (f64::INFINITY, 2_000)] {
            assert_eq!(wait_ms(Urgency::Reply, 1, random), expected, "random: {random}");
        }
        let last = next_attempt(Urgency::Broadcast, 9, 0.9, Timestamp::MAX);
        assert_eq!(last, Timestamp::MAX);
    }

    proptest! {
        #[test]
        fn a_wait_is_never_longer_than_the_cap(attempts: u32, random in 0.0..1.0) {
            for urgency in Urgency::ALL {
                let cap = if urgency.is_bulk() { 300_000 } else { 30_000 };
                prop_assert!((0..cap).contains(&wait_ms(urgency, attempts, random)));
            }
        }
    }
}
