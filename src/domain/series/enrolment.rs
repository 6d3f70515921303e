//! One person in one series: which text is next and on which day it comes. A text that was missed is skipped, never
//! stacked, and none comes twice.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::domain::schedule::expiry;
use crate::domain::series::calendar::{Calendar, later};
use crate::domain::series::plan::Series;

/// Where a person stands in a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EnrolmentState {
    /// A text of it is still to come.
    Active,
    /// She has had all.
    Done,
    /// She left; when she comes back, it goes on where it ended.
    Ended,
}

impl EnrolmentState {
    /// All states with their words in the store.
    pub const ALL: [(EnrolmentState, &'static str); 3] =
        [(EnrolmentState::Active, "active"), (EnrolmentState::Done, "done"), (EnrolmentState::Ended, "ended")];

    /// The word for this state.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("ended", |(_, word)| word)
    }

    /// The state of a stored word; one that cannot be read has ended: when in doubt we are silent.
    pub fn parse(word: &str) -> Self {
        Self::ALL.iter().find(|(_, name)| *name == word).map_or(EnrolmentState::Ended, |(state, _)| *state)
    }
}

/// One person in one series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enrolment {
    /// Where she stands.
    pub state: EnrolmentState,
    /// The place of the text that is next.
    pub next_step: usize,
    /// The day on which it comes.
    pub day: Date,
    /// When it is to be looked at.
    pub due_at: Timestamp,
    /// When the last one was sent without her asking.
    pub last_at: Option<Timestamp>,
    /// She asked for a rest until then.
    pub resting_until: Option<Timestamp>,
}

/// What else keeps a text back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// Nothing is sent first before this.
    pub paused_until: Option<Timestamp>,
    /// When a text of any of her series was last sent.
    pub last_at: Option<Timestamp>,
}

/// What follows from a look at an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing now: look again when the enrolment says so.
    Wait(Enrolment),
    /// This text leaves now.
    Send {
        /// Its place in the series.
        step: usize,
        /// Never after this.
        expires_at: Timestamp,
        /// The enrolment afterwards.
        then: Enrolment,
    },
}

impl Enrolment {
    /// A person who joins now. `taken` are the days of her other series.
    pub fn begin(series: &Series, calendar: &Calendar<'_>, taken: &[Date], now: Timestamp) -> Self {
        let begun = Self {
            state: EnrolmentState::Active,
            next_step: 0,
            day: calendar.date(now),
            due_at: now,
            last_at: None,
            resting_until: None,
        };
        begun.rejoin(series, calendar, taken, now)
    }

    /// A person who comes back: it goes on after the last text that she had. Who has had all stays done.
    pub fn rejoin(self, series: &Series, calendar: &Calendar<'_>, taken: &[Date], now: Timestamp) -> Self {
        let day = calendar.first_day(series.weekday, taken, now);
        Self { state: EnrolmentState::Active, resting_until: None, ..self }.on(day, calendar).done_after(series)
    }

    /// What is to be done now. `ready` says which texts may be sent to her at all: one that may not is not skipped
    /// either, she waits for it.
    pub fn next(
        self,
        series: &Series,
        calendar: &Calendar<'_>,
        limits: Limits,
        ready: impl Fn(usize) -> bool,
        now: Timestamp,
    ) -> Next {
        let mut at = Self { resting_until: self.resting_until.filter(|until| *until > now), ..self };
        loop {
            at = at.done_after(series);
            let opens = calendar.opens(at.day).unwrap_or_else(|| calendar.usual(at.day));
            if at.state != EnrolmentState::Active || opens > now {
                return Next::Wait(Self { due_at: opens, ..at });
            }
            let expires_at = add(opens, expiry::BROADCAST);
            let kept_back = limits.paused_until.max(at.resting_until);
            let from = now.max(kept_back.unwrap_or(now));
            let from = limits.last_at.map_or(from, |last| from.max(calendar.day_after(last)));
            let leaves = calendar.leave(from).filter(|leaves| *leaves < expires_at && calendar.opens(at.day).is_some());
            match leaves {
                Some(leaves) if leaves > now => return Next::Wait(Self { due_at: leaves, ..at }),
                Some(_) if ready(at.next_step) => {
                    let then = at.on(later(at.day, 7), calendar);
                    let then = Self { next_step: at.next_step + 1, last_at: Some(now), ..then };
                    return Next::Send { step: at.next_step, expires_at, then: then.done_after(series) };
                }
                _ => {
                    let next_step = if ready(at.next_step) { at.next_step + 1 } else { at.next_step };
                    at = Self { next_step, ..at.on(later(at.day, 7), calendar) };
                }
            }
        }
    }

    /// She asks for the next text: its place, and the enrolment afterwards, whose next day is at least a week away.
    /// `None` when there is none left. A rest is over.
    pub fn early(self, series: &Series, calendar: &Calendar<'_>, now: Timestamp) -> Option<(usize, Self)> {
        let at = self.done_after(series);
        if at.state != EnrolmentState::Active {
            return None;
        }
        let week = calendar.next_day(at.day.weekday(), add(now, SignedDuration::from_hours(7 * 24)));
        // The same weekday a week from today counts, at whatever hour she asks.
        let in_a_week = later(calendar.date(now), 7);
        let week = if week > in_a_week && week.weekday() == in_a_week.weekday() { in_a_week } else { week };
        let day = if at.resting_until.is_some() { week } else { week.max(at.day) };
        let then = Self { next_step: at.next_step + 1, resting_until: None, ..at.on(day, calendar) };
        Some((at.next_step, then.done_after(series)))
    }

    /// She rests until then; the text that is next comes on the first of her days after it.
    pub fn rest(self, calendar: &Calendar<'_>, until: Timestamp) -> Self {
        let day =
            if calendar.usual(self.day) >= until { self.day } else { calendar.next_day(self.day.weekday(), until) };
        Self { resting_until: Some(until), ..self.on(day, calendar) }
    }

    /// She ends a rest: it goes on with her next day.
    pub fn wake(self, calendar: &Calendar<'_>, now: Timestamp) -> Self {
        let from = add(now, SignedDuration::from_hours(24));
        Self { resting_until: None, ..self.on(calendar.next_day(self.day.weekday(), from), calendar) }
    }

    /// Texts from this place on were withdrawn before they left: the first of them is next again.
    pub fn back_to(self, step: usize) -> Self {
        let state = if self.state == EnrolmentState::Done { EnrolmentState::Active } else { self.state };
        Self { state, next_step: self.next_step.min(step), ..self }
    }

    /// She set other hours.
    pub fn follow_hours(self, calendar: &Calendar<'_>) -> Self {
        self.on(self.day, calendar)
    }

    fn on(self, day: Date, calendar: &Calendar<'_>) -> Self {
        Self { day, due_at: calendar.opens(day).unwrap_or_else(|| calendar.usual(day)), ..self }
    }

    fn done_after(self, series: &Series) -> Self {
        let done = self.state == EnrolmentState::Active && self.next_step >= series.steps.len();
        if done { Self { state: EnrolmentState::Done, resting_until: None, ..self } } else { self }
    }
}

fn add(at: Timestamp, by: SignedDuration) -> Timestamp {
    at.checked_add(by).unwrap_or(Timestamp::MAX)
}
