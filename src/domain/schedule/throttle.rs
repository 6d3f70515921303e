//! How many messages an account may hand over now, and to whom the last of them go. One value per account.
//! It never sleeps; a wait is a duration that the caller turns into a due time.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use crate::domain::message::Urgency;
use crate::domain::schedule::bucket::{Bucket, TOKEN, later};

/// One part in ten of the burst is closed to bulk, so that a call for help finds a token.
const RESERVED_PART: u128 = 10;
/// Bulk that waits gets one token for each nine that answers took: it keeps 10 % against them.
const ANSWERS_PER_BULK: usize = 9;

/// The throttle of one account: safety takes any token, bulk leaves a tenth of the burst, and answers leave bulk a
/// tenth of the rate while it waits. Where a tenth is less than a message, bulk leaves only what keeps it a whole one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    bucket: Bucket,
    /// Bulk asked in vain, and counts as waiting until then.
    bulk_waits_until: Option<Timestamp>,
    /// How many tokens answers took while bulk waited, less what bulk got for it.
    overtaken: usize,
}

impl Throttle {
    /// For so many messages a second, with a burst of one second and at least one message. A number that makes no
    /// rate is taken for the nearest that does: the settings have refused it before.
    pub fn new(per_second: f64) -> Self {
        Self { bucket: Bucket::new(per_second), bulk_waits_until: None, overtaken: 0 }
    }

    /// Takes up to `wanted` tokens and says how many it got.
    pub fn take(&mut self, now: Timestamp, wanted: usize, urgency: Urgency) -> usize {
        self.refill(now);
        let granted = wanted.min(self.available(urgency));
        self.bucket.spend(granted);
        match urgency {
            Urgency::Reply | Urgency::Confirmation if self.bulk_waits_until.is_some() => {
                let most = self.most_owed() * ANSWERS_PER_BULK;
                self.overtaken = (self.overtaken + granted).min(most);
            }
            Urgency::Safety | Urgency::Reply | Urgency::Confirmation => {}
            Urgency::Series | Urgency::Broadcast => {
                self.overtaken = self.overtaken.saturating_sub(granted * ANSWERS_PER_BULK);
                self.bulk_waits_until = (granted < wanted).then(|| later(now, self.patience()));
            }
        }
        granted
    }

    /// How long until [`Throttle::take`] gives `wanted` tokens, or as many as there is room for; in whole
    /// milliseconds, rounded up. Others may take them first, and bulk that is owed a token gets one sooner.
    pub fn wait(&self, now: Timestamp, wanted: usize, urgency: Urgency) -> Duration {
        let mut then = *self;
        then.refill(now);
        let owed = then.owed_level();
        let ready_at = match (urgency, then.bulk_waits_until) {
            (Urgency::Safety, _) => then.ready_above(now, wanted, |_| 0),
            (Urgency::Series | Urgency::Broadcast, Some(until)) if owed > 0 => {
                let one_at = then.bucket.ready_at(now, |_| TOKEN);
                if one_at <= until { one_at } else { then.ready_above(now, wanted, reserve) }
            }
            (Urgency::Series | Urgency::Broadcast, _) => then.ready_above(now, wanted, reserve),
            // What bulk is owed fills the bucket: its turn, or the end of its patience, comes first.
            (_, Some(until)) if owed + TOKEN > then.bucket.burst() => later(until, SignedDuration::from_millis(1)),
            _ => then.ready_above(now, wanted, |_| owed),
        };
        Duration::try_from(ready_at.duration_since(now)).unwrap_or_default()
    }

    /// The gateway says that we are too fast (429): halves the rate, which then grows back by one a second each 10 s.
    /// What it says within a second is heard once.
    pub fn slow_down(&mut self, now: Timestamp) {
        self.bucket.slow_down(now);
    }

    /// Messages a second at the last call.
    pub fn per_second(&self) -> f64 {
        self.bucket.per_second()
    }

    fn refill(&mut self, now: Timestamp) {
        self.bucket.refill(now);
        // The second bound is for a clock that was set back.
        let is_waiting = |until: &Timestamp| *until >= now && *until <= later(now, self.patience() * 2);
        self.bulk_waits_until = self.bulk_waits_until.filter(is_waiting);
        if self.bulk_waits_until.is_none() {
            self.overtaken = 0;
        }
    }

    /// Whole tokens that this urgency may take now.
    fn available(&self, urgency: Urgency) -> usize {
        let over = |floor: u128| (self.bucket.level().saturating_sub(floor) / TOKEN) as usize;
        match urgency {
            Urgency::Safety => over(0),
            Urgency::Reply | Urgency::Confirmation => over(self.owed_level()),
            Urgency::Series | Urgency::Broadcast => over(reserve(&self.bucket)).max(self.owed().min(over(0))),
        }
    }

    /// When so many tokens, or as many as there is room for, are there above a floor.
    fn ready_above(&self, now: Timestamp, wanted: usize, floor: impl Fn(&Bucket) -> u128) -> Timestamp {
        let room = (self.bucket.burst().saturating_sub(floor(&self.bucket)) / TOKEN).max(1);
        let tokens = room.min(wanted as u128);
        self.bucket.ready_at(now, |bucket| floor(bucket) + tokens * TOKEN)
    }

    /// Whole tokens that answers owe to bulk.
    fn owed(&self) -> usize {
        self.overtaken / ANSWERS_PER_BULK
    }

    fn owed_level(&self) -> u128 {
        self.owed() as u128 * TOKEN
    }

    fn most_owed(&self) -> usize {
        ((self.bucket.burst() / TOKEN / RESERVED_PART) as usize).max(1)
    }

    /// How long bulk that asked in vain counts as waiting: the time of two tokens, and at least 2 s, so that it lasts
    /// until bulk asks again and not much longer.
    fn patience(&self) -> SignedDuration {
        self.bucket.time_to_earn(2 * TOKEN).max(SignedDuration::from_secs(2))
    }
}

/// What bulk must leave; less where a tenth would leave bulk itself less than one whole token.
fn reserve(bucket: &Bucket) -> u128 {
    (bucket.burst() / RESERVED_PART).min(bucket.burst() - TOKEN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_800_000_000_000 + ms).unwrap()
    }

    #[test]
    fn a_full_bucket_holds_one_second_and_bulk_leaves_a_tenth() {
        for (per_second, safety, bulk) in [
            (30.0, 30, 27),
            (100.0, 100, 90),
            (10.0, 10, 9),
            (5.0, 5, 4),
            (2.0, 2, 1),
            (1.5, 1, 1),
            (1.0, 1, 1),
            (0.2, 1, 1),
            (-3.0, 1, 1),
            (f64::NAN, 1, 1),
        ] {
            assert_eq!(Throttle::new(per_second).take(at(0), 999, Urgency::Broadcast), bulk, "rate: {per_second}");
            for urgency in [Urgency::Safety, Urgency::Reply, Urgency::Confirmation] {
                assert_eq!(Throttle::new(per_second).take(at(0), 999, urgency), safety, "rate: {per_second}");
            }
        }
    }

    #[test]
    fn a_call_for_help_finds_a_token_behind_bulk() {
        let mut throttle = Throttle::new(10.0);
        assert_eq!(throttle.take(at(0), 100, Urgency::Broadcast), 9);
        assert_eq!(throttle.take(at(0), 100, Urgency::Broadcast), 0);
        assert_eq!(throttle.take(at(0), 2, Urgency::Safety), 1);
        assert_eq!(throttle.wait(at(0), 1, Urgency::Safety), Duration::from_millis(100));
        assert_eq!(throttle.wait(at(0), 1, Urgency::Broadcast), Duration::from_millis(200));
        assert_eq!(throttle.take(at(200), 100, Urgency::Broadcast), 1);
    }

    /// What each urgency gets in 200 s if both always want more, in this order, each 50 ms.
    fn share(per_second: f64, order: [Urgency; 2]) -> [usize; 2] {
        let (mut throttle, mut got) = (Throttle::new(per_second), [0; 2]);
        for ms in (0..200_000).step_by(50) {
            for (place, urgency) in order.into_iter().enumerate() {
                got[place] += throttle.take(at(ms), 100, urgency);
            }
        }
        got
    }

    #[test]
    fn bulk_keeps_a_tenth_against_answers_at_any_rate() {
        for per_second in [0.2, 0.7, 1.0, 1.5, 3.0, 10.0, 30.0, 100.0] {
            for first in [Urgency::Reply, Urgency::Confirmation] {
                let [answers, bulk] = share(per_second, [first, Urgency::Broadcast]);
                let all = per_second * 200.0;
                assert!(bulk as f64 >= all * 0.1 - 3.0 && bulk >= 1, "rate {per_second}: bulk got {bulk} of {all}");
                assert!(answers as f64 >= all * 0.85 - 3.0, "rate {per_second}: answers got {answers} of {all}");
            }
        }
    }

    #[test]
    fn calls_for_help_may_take_it_all() {
        for per_second in [0.2, 1.0, 30.0] {
            let [_, bulk] = share(per_second, [Urgency::Safety, Urgency::Broadcast]);
            assert_eq!(bulk, 0, "rate: {per_second}");
        }
    }

    #[test]
    fn bulk_that_went_away_is_owed_nothing() {
        let mut throttle = Throttle::new(1.0);
        throttle.take(at(0), 2, Urgency::Broadcast);
        let replies: usize = (1..=60).map(|second| throttle.take(at(second * 1_000), 1, Urgency::Reply)).sum();
        assert!(replies >= 58, "replies: {replies}");
    }

    #[derive(Debug, Clone)]
    enum Step {
        Take(usize, Urgency),
        SlowDown,
        WaitFor(usize, Urgency),
    }

    fn step() -> impl Strategy<Value = Step> {
        let urgency = || proptest::sample::select(Urgency::ALL.to_vec());
        prop_oneof![
            6 => (0usize..40, urgency()).prop_map(|(wanted, urgency)| Step::Take(wanted, urgency)),
            1 => Just(Step::SlowDown),
            2 => (1usize..40, urgency()).prop_map(|(wanted, urgency)| Step::WaitFor(wanted, urgency)),
        ]
    }

    proptest! {
        #[test]
        fn in_any_stretch_no_more_leaves_than_the_rate_and_one_burst(
            per_second in 0.05f64..60.0,
            steps in proptest::collection::vec((0i64..3_000, step()), 1..120),
        ) {
            let (mut throttle, mut now, mut grants) = (Throttle::new(per_second), at(0), Vec::new());
            for (ms, step) in steps {
                now += SignedDuration::from_millis(ms);
                match step {
                    Step::SlowDown => throttle.slow_down(now),
                    Step::Take(wanted, urgency) => grants.push((now, throttle.take(now, wanted, urgency))),
                    Step::WaitFor(wanted, urgency) => {
                        now += SignedDuration::try_from(throttle.wait(now, wanted, urgency)).unwrap();
                        let got = throttle.take(now, wanted, urgency);
                        prop_assert!(got >= 1, "waited for {}, got none: {:?}", wanted, throttle);
                        grants.push((now, got));
                    }
                }
            }
            for first in 0..grants.len() {
                let mut sum = 0;
                for (when, got) in &grants[first..] {
                    sum += got;
                    let seconds = when.duration_since(grants[first].0).as_secs_f64();
                    let bound = per_second * seconds + per_second.max(1.0) + 1e-3;
                    prop_assert!(sum as f64 <= bound, "{} in {} s", sum, seconds);
                }
            }
        }

        #[test]
        fn bulk_alone_gets_the_whole_rate(per_second in 0.05f64..60.0) {
            let (mut throttle, mut now, mut got) = (Throttle::new(per_second), at(0), 0);
            while now < at(120_000) {
                got += throttle.take(now, 100, Urgency::Broadcast);
                now += SignedDuration::try_from(throttle.wait(now, 1, Urgency::Broadcast)).unwrap();
            }
            let least = per_second * 120.0 * 0.97 - 1.0;
            prop_assert!(got as f64 >= least, "{} of {}", got, least);
        }
    }
}
