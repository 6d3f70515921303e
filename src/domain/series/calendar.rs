//! When the text of a day may leave: at the hour of its series, moved into the hours in which we may write to this
//! person. Days are those of the wall clock in the programme's time zone.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::domain::schedule::{Leave, QuietHours, TimeOfDay, Window, may_leave};

/// The first text comes at least this long after joining, so that it does not arrive on the heels of the welcome.
const AFTER_JOINING: SignedDuration = SignedDuration::from_hours(24);
/// How far from her own weekday a day is looked for when another series has it. Two series keep two days apart, so that
/// one that is late by a day still leaves a night before the other.
const SHIFTS: [i8; 7] = [0, 3, 4, 2, 5, 1, 6];

/// The week of one person in one series.
#[derive(Debug, Clone, Copy)]
pub struct Calendar<'a> {
    /// The programme's time zone.
    pub zone: &'a TimeZone,
    /// When nothing is sent first.
    pub quiet: &'a QuietHours,
    /// The hour of the series.
    pub at: TimeOfDay,
    /// The hours that she set.
    pub hours: Option<Window>,
}

impl Calendar<'_> {
    /// The hour of the series on a day, whatever her own hours are.
    pub fn usual(&self, day: Date) -> Timestamp {
        let minutes = self.at.minutes();
        self.moment(day, (minutes / 60) as i8, (minutes % 60) as i8)
    }

    /// The first moment of a day at which its text may leave: from the usual hour on, else earlier on that day. `None`
    /// where the day has no such moment.
    pub fn opens(&self, day: Date) -> Option<Timestamp> {
        let ends = self.starts(later(day, 1));
        let within = |from| self.leave(from).filter(|at| *at < ends);
        within(self.usual(day)).or_else(|| within(self.starts(day)))
    }

    /// The first moment from `from` on at which we may write to her. `None` where there never is one.
    pub fn leave(&self, from: Timestamp) -> Option<Timestamp> {
        match may_leave(from, self.zone, self.quiet.window(), self.hours.as_ref()) {
            Leave::Now => Some(from),
            Leave::At(at) => Some(at),
            Leave::Never => None,
        }
    }

    /// The first moment at which another text may follow one that left then: a day later, and on another date.
    pub fn day_after(&self, left: Timestamp) -> Timestamp {
        let next_date = self.starts(later(self.date(left), 1));
        left.checked_add(SignedDuration::from_hours(24)).map_or(Timestamp::MAX, |day| day.max(next_date))
    }

    /// The first day for somebody who joins now: on the weekday of the series, else on today's, and away from the days
    /// that her other series have.
    pub fn first_day(&self, weekday: Option<Weekday>, taken: &[Date], now: Timestamp) -> Date {
        let wanted = weekday.unwrap_or_else(|| self.date(now).weekday());
        let away = |shift: &i8| {
            let weekday = wanted.wrapping_add(*shift);
            taken.iter().all(|other| (2..=5).contains(&other.weekday().until(weekday)))
        };
        let shift = SHIFTS.into_iter().find(away).unwrap_or(0);
        let from = now.checked_add(AFTER_JOINING).unwrap_or(Timestamp::MAX);
        self.next_day(wanted.wrapping_add(shift), from)
    }

    /// The first day of this weekday whose hour is not before `from`.
    pub fn next_day(&self, weekday: Weekday, from: Timestamp) -> Date {
        let date = self.date(from);
        let day = later(date, date.weekday().until(weekday));
        if self.usual(day) >= from { day } else { later(day, 7) }
    }

    /// The date on the wall.
    pub fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    fn starts(&self, day: Date) -> Timestamp {
        self.moment(day, 0, 0)
    }

    /// An hour that the change of clocks swallows or doubles is read as the later.
    fn moment(&self, day: Date, hour: i8, minute: i8) -> Timestamp {
        self.zone.to_ambiguous_timestamp(day.at(hour, minute, 0, 0)).later().unwrap_or(Timestamp::MAX)
    }
}

/// So many days later.
pub(super) fn later(day: Date, days: i8) -> Date {
    day.saturating_add(days.days())
}
