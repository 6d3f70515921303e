//! A token bucket as a value, whose rate halves on demand and grows back. Knows nothing of who takes from it.

use jiff::{SignedDuration, Timestamp};

/// One message. A rate counts millionths of a message a second and a clock counts nanoseconds, so that their product
/// is whole and nothing is lost by rounding.
pub const TOKEN: u128 = 1_000_000 * NANOS;
const NANOS: u128 = 1_000_000_000;
/// Millionths of a message a second.
const ONE_PER_SECOND: u64 = 1_000_000;

/// What may be configured, in messages a second: one in 17 minutes up to more than any gateway takes.
const RATES: (f64, f64) = (0.001, 100_000.0);
/// After 429 the rate grows by one a second each 10 s.
const RECOVERY_STEP: SignedDuration = SignedDuration::from_secs(10);
/// Several calls are under way at once: their 429s within a second are one piece of news.
const ONE_NEWS: SignedDuration = SignedDuration::from_secs(1);
/// Callers read the clock at slightly different moments; a larger step back is a clock that was set.
const CLOCK_SLACK: SignedDuration = SignedDuration::from_secs(1);

/// A bucket whose burst is one second of the rate, and at least one message. Begins full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// As configured, in millionths of a message a second.
    configured: u64,
    /// At present; smaller after 429.
    rate: u64,
    /// In units of which [`TOKEN`] is one message.
    level: u128,
    filled_at: Option<Timestamp>,
    slowed_at: Option<Timestamp>,
    next_step: Option<Timestamp>,
}

impl Bucket {
    /// A full bucket for so many messages a second. A number that makes no rate is taken for the nearest that does:
    /// the settings have refused it before.
    pub fn new(per_second: f64) -> Self {
        let (least, most) = RATES;
        let in_bounds = if per_second.is_nan() { least } else { per_second.clamp(least, most) };
        let rate = (in_bounds * ONE_PER_SECOND as f64).round() as u64;
        let empty = Self { configured: rate, rate, level: 0, filled_at: None, slowed_at: None, next_step: None };
        Self { level: empty.burst(), ..empty }
    }

    /// What there is, in units of which [`TOKEN`] is one message.
    pub fn level(&self) -> u128 {
        self.level
    }

    /// What there is room for, in the same unit.
    pub fn burst(&self) -> u128 {
        (u128::from(self.rate) * NANOS).max(TOKEN)
    }

    /// Messages a second at the last call.
    pub fn per_second(&self) -> f64 {
        self.rate as f64 / ONE_PER_SECOND as f64
    }

    /// Takes so many tokens out, which are there.
    pub fn spend(&mut self, tokens: usize) {
        self.level = self.level.saturating_sub(tokens as u128 * TOKEN);
    }

    /// Earns up to now.
    pub fn refill(&mut self, now: Timestamp) {
        let mut from = self.filled_at.unwrap_or(now);
        if now < from {
            if from.duration_since(now) > CLOCK_SLACK {
                self.filled_at = Some(now);
                self.next_step = self.next_step.map(|_| later(now, RECOVERY_STEP));
            }
            return;
        }
        while let Some(step) = self.next_step.filter(|step| *step <= now) {
            self.step_up(from, step);
            from = step;
        }
        self.earn(from, now);
        self.filled_at = Some(now);
    }

    /// Halves the rate, which then grows back; the burst shrinks with it.
    pub fn slow_down(&mut self, now: Timestamp) {
        self.refill(now);
        if self.slowed_at.is_some_and(|slowed| now.duration_since(slowed).abs() < ONE_NEWS) {
            return;
        }
        self.rate = (self.rate / 2).max(1);
        self.level = self.level.min(self.burst());
        self.slowed_at = Some(now);
        self.next_step = Some(later(now, RECOVERY_STEP));
    }

    /// When a level is reached, a whole number of milliseconds after `now`. It may depend on the rate, which changes
    /// while it recovers.
    pub fn ready_at(&self, now: Timestamp, needed: impl Fn(&Bucket) -> u128) -> Timestamp {
        let mut then = *self;
        then.refill(now);
        let mut from = then.filled_at.unwrap_or(now);
        loop {
            let full_at = later(from, then.time_to_earn(needed(&then).saturating_sub(then.level)));
            let full_at = later(now, whole_milliseconds(full_at.duration_since(now)));
            // A step at that very moment is taken before anything is taken out.
            match then.next_step.filter(|step| *step <= full_at) {
                Some(step) => {
                    then.step_up(from, step);
                    from = step;
                }
                None => return full_at,
            }
        }
    }

    /// How long earning so much takes at the present rate.
    pub fn time_to_earn(&self, level: u128) -> SignedDuration {
        let nanos = level.div_ceil(u128::from(self.rate));
        SignedDuration::from_nanos(i64::try_from(nanos).unwrap_or(i64::MAX))
    }

    /// Earns at the present rate up to a step of recovery, and takes the step.
    fn step_up(&mut self, from: Timestamp, step: Timestamp) {
        self.earn(from, step);
        self.rate = (self.rate + ONE_PER_SECOND).min(self.configured);
        self.next_step = (self.rate < self.configured).then(|| later(step, RECOVERY_STEP));
    }

    fn earn(&mut self, from: Timestamp, to: Timestamp) {
        let nanos = u128::try_from(to.duration_since(from).as_nanos()).unwrap_or(0);
        self.level = (self.level + nanos * u128::from(self.rate)).min(self.burst());
    }
}

/// A time after a wait, or the end of all time.
pub fn later(from: Timestamp, wait: SignedDuration) -> Timestamp {
    from.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// Rounded up, since a due time is kept in milliseconds.
fn whole_milliseconds(wait: SignedDuration) -> SignedDuration {
    let nanos = u128::try_from(wait.as_nanos()).unwrap_or(0);
    SignedDuration::from_millis(i64::try_from(nanos.div_ceil(1_000_000)).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
    }

    fn tokens(bucket: &Bucket) -> u128 {
        bucket.level() / TOKEN
    }

    #[test]
    fn the_rate_halves_after_429_and_grows_back_step_by_step() {
        let mut bucket = Bucket::new(8.0);
        bucket.slow_down(at(0));
        bucket.slow_down(at(900));
        assert_eq!(bucket.per_second(), 4.0);
        bucket.slow_down(at(1_000));
        let mut rates = Vec::new();
        for ms in [1_000, 10_999, 11_000, 20_999, 21_000, 60_999, 61_000, 900_000] {
            bucket.refill(at(ms));
            rates.push(bucket.per_second());
        }
        assert_eq!(rates, [2.0, 2.0, 3.0, 3.0, 4.0, 7.0, 8.0, 8.0]);
    }

    #[test]
    fn the_burst_shrinks_with_the_rate() {
        let mut bucket = Bucket::new(8.0);
        assert_eq!(tokens(&bucket), 8);
        bucket.slow_down(at(0));
        assert_eq!(tokens(&bucket), 4);
    }

    #[test]
    fn a_long_wait_counts_the_recovery_in() {
        let mut bucket = Bucket::new(1.0);
        (0..10).for_each(|second| bucket.slow_down(at(second * 1_000)));
        bucket.spend(1);
        // Ten halvings leave one token in 17 minutes, but 10 s after the last one the rate is whole again.
        let ready_at = bucket.ready_at(at(9_000), |_| TOKEN);
        assert!(ready_at > at(19_000) && ready_at < at(20_000), "ready at: {ready_at}");
        bucket.refill(ready_at);
        assert_eq!(tokens(&bucket), 1);
    }

    #[test]
    fn a_clock_that_is_set_neither_stops_nor_floods() {
        let mut bucket = Bucket::new(1.0);
        bucket.refill(at(0));
        bucket.spend(1);
        // Another caller read its clock a little earlier, again and again.
        for _ in 0..1_000 {
            bucket.refill(at(-500));
            bucket.refill(at(0));
            assert_eq!(bucket.level(), 0);
        }
        for (ms, expected) in [(-3_600_000, 0), (-3_599_000, 1), (999_999_999, 1)] {
            bucket.refill(at(ms));
            assert_eq!(tokens(&bucket), expected, "at {ms} ms");
        }
        bucket.slow_down(at(0));
        bucket.spend(9);
        bucket.refill(at(-3_600_000));
        bucket.refill(at(-3_590_000));
        assert_eq!(bucket.per_second(), 1.0);
    }

    #[test]
    fn the_ends_of_time_do_not_break_it() {
        let mut bucket = Bucket::new(0.001);
        bucket.refill(Timestamp::MIN);
        bucket.spend(1);
        bucket.slow_down(Timestamp::MAX);
        assert_eq!(bucket.ready_at(Timestamp::MAX, |bucket| 2 * bucket.burst()), Timestamp::MAX);
    }
}
