//! Whether an account's gateway is worth calling: after many failures it rests, then one call tries it again.
//! One value per account. It bounds how many calls a dead gateway can leave in doubt.

use jiff::{SignedDuration, Timestamp};

/// It opens at this many failures in a row …
const IN_A_ROW: u32 = 5;
/// … or at this many …
const OF_RECENT: u32 = 10;
/// … of this many calls.
const RECENT: u32 = 20;
/// The rest before the first probe (the same section: 30 s); it doubles with each probe that fails …
const FIRST_REST: SignedDuration = SignedDuration::from_secs(30);
/// … up to this (5 min).
const LONGEST_REST: SignedDuration = SignedDuration::from_mins(5);

/// A message of safety need not wait longer: staff are to hear of a call within 30 s of a gateway's being back.
const SAFETY_REST: SignedDuration = SignedDuration::from_secs(10);

/// The circuit breaker of one account. Begins closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Breaker {
    state: State,
    in_a_row: u32,
    /// The last calls, one bit each, the newest lowest; a failure is a 1.
    recent: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    #[default]
    Closed,
    Resting {
        since: Timestamp,
        rest: SignedDuration,
    },
    /// One call is under way. If it never reports, another may try after the same rest.
    Probing {
        since: Timestamp,
        rest: SignedDuration,
    },
}

impl Breaker {
    /// Whether a call may be made now. While the breaker is open a yes is for one call only, the probe: so ask right
    /// before the call, once a call, and report what became of it.
    pub fn allows(&mut self, now: Timestamp) -> bool {
        self.allows_after(now, LONGEST_REST)
    }

    /// The same for a call with a message of safety, which is let through as a probe sooner.
    pub fn allows_safety(&mut self, now: Timestamp) -> bool {
        self.allows_after(now, SAFETY_REST)
    }

    fn allows_after(&mut self, now: Timestamp, at_most: SignedDuration) -> bool {
        match self.state {
            State::Closed => true,
            State::Resting { since, rest } | State::Probing { since, rest } => {
                // A clock that was set back must not lengthen the rest.
                let has_rested = now.duration_since(since).abs() >= rest.min(at_most);
                if has_rested {
                    self.state = State::Probing { since: now, rest };
                }
                has_rested
            }
        }
    }

    /// The gateway answered a call, if only with a refusal of the message. Closes after a probe; an answer to a call
    /// from before the rest proves nothing about now.
    pub fn succeeded(&mut self) {
        match self.state {
            State::Closed => {
                self.in_a_row = 0;
                self.remember(0);
            }
            State::Resting { .. } => {}
            State::Probing { .. } => *self = Self::default(),
        }
    }

    /// A call found no gateway, no answer or a broken one.
    pub fn failed(&mut self, now: Timestamp) {
        match self.state {
            State::Closed => {
                self.in_a_row += 1;
                self.remember(1);
                if self.in_a_row >= IN_A_ROW || self.recent.count_ones() >= OF_RECENT {
                    self.state = State::Resting { since: now, rest: FIRST_REST };
                }
            }
            State::Resting { .. } => {}
            State::Probing { rest, .. } => {
                self.state = State::Resting { since: now, rest: (rest * 2).min(LONGEST_REST) };
            }
        }
    }

    /// Whether the gateway is taken for dead: messages wait, and only probes leave.
    pub fn is_open(&self) -> bool {
        self.state != State::Closed
    }

    /// When the next probe may leave, for the due time of what must wait; `None` while closed.
    pub fn next_probe(&self) -> Option<Timestamp> {
        match self.state {
            State::Closed => None,
            State::Resting { since, rest } | State::Probing { since, rest } => {
                Some(since.checked_add(rest).unwrap_or(since))
            }
        }
    }

    fn remember(&mut self, failures: u32) {
        self.recent = (self.recent << 1 | failures) & ((1 << RECENT) - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    /// `.` is a success, `x` a failure.
    fn after(calls: &str) -> Breaker {
        let mut breaker = Breaker::default();
        for call in calls.chars() {
            assert!(!breaker.is_open(), "opened before the end of {calls}");
            if call == 'x' { breaker.failed(at(0)) } else { breaker.succeeded() }
        }
        breaker
    }

    #[test]
    fn a_message_of_safety_may_probe_each_ten_seconds_however_long_the_rest_has_grown() {
        let mut breaker = after("xxxxx");
        for probe in 1..=20 {
            let now = at(probe * 10);
            assert!(!breaker.allows_safety(now - SignedDuration::from_secs(1)) && breaker.allows_safety(now));
            breaker.failed(now);
        }
        assert!(!breaker.allows(at(200 + 299)) && breaker.allows(at(200 + 300)), "others wait for the whole rest");
        breaker.succeeded();
        assert!(!breaker.is_open(), "it opens the way for all");
    }

    #[test]
    fn it_opens_at_five_failures_in_a_row_or_ten_of_the_last_twenty() {
        for (calls, open) in [
            ("", false),
            ("xxxx", false),
            ("xxxxx", true),
            ("xxxx.xxxx", false),
            ("xxxx.xxxx.xx", true),
            (".x.x.x.x.x.x.x.x.x", false),
            (".x.x.x.x.x.x.x.x.x.x", true),
            ("x..x..x..x..x..x..x..x..x..x..x..x..x..x", false),
            // The first failures are more than twenty calls ago.
            ("xxxx....................xxxx.xxxx.x", false),
        ] {
            assert_eq!(after(calls).is_open(), open, "calls: {calls}");
        }
    }

    #[test]
    fn one_probe_at_a_time_and_the_rest_doubles_to_five_minutes() {
        let mut breaker = after("xxxxx");
        let mut second = 0;
        for rest in [30, 60, 120, 240, 300, 300] {
            assert_eq!(breaker.next_probe(), Some(at(second + rest)));
            assert!(!breaker.allows(at(second + rest - 1)));
            assert!(breaker.allows(at(second + rest)));
            assert!(!breaker.allows(at(second + rest)), "a second call at once");
            second += rest + 7;
            breaker.failed(at(second));
        }
        assert!(breaker.allows(at(second + 300)));
        breaker.succeeded();
        assert_eq!(breaker, Breaker::default());
        assert_eq!(breaker.next_probe(), None);
    }

    #[test]
    fn a_probe_that_never_reports_is_followed_by_another() {
        let mut breaker = after("xxxxx");
        assert!(breaker.allows(at(30)));
        assert!(!breaker.allows(at(59)));
        assert!(breaker.allows(at(60)));
    }

    #[test]
    fn calls_from_before_the_rest_change_nothing() {
        let mut breaker = after("xxxxx");
        breaker.failed(at(10));
        breaker.succeeded();
        assert!(breaker.is_open());
        assert_eq!(breaker.next_probe(), Some(at(30)));
    }

    #[test]
    fn a_clock_set_back_does_not_lengthen_the_rest() {
        let mut breaker = after("xxxxx");
        assert!(!breaker.allows(at(-1)));
        assert!(breaker.allows(at(-3600)));
    }

    proptest! {
        #[test]
        fn a_dead_gateway_gets_five_calls_and_then_few(asks in proptest::collection::vec(0i64..5_000, 1..400)) {
            let (mut breaker, mut now, mut calls, start) = (Breaker::default(), at(0), 0i64, at(0));
            for ms in asks {
                now += SignedDuration::from_millis(ms);
                if breaker.allows(now) {
                    calls += 1;
                    breaker.failed(now);
                }
            }
            prop_assert!(calls <= 5 + now.duration_since(start).as_secs() / 30);
        }
    }
}
