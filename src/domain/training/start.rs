//! A day, or an hour of it, on the programme's wall: when a course starts, and until when one may ask for a place.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

/// A day, with or without an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    day: Date,
    hour: Option<Time>,
}

/// A text that is neither a day nor an hour of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write a day like 2027-01-12, or with the hour like 2027-01-12T09:00")]
pub struct NotAMoment;

impl Moment {
    /// Reads `2027-01-12` or `2027-01-12T09:00`.
    pub fn parse(text: &str) -> Result<Self, NotAMoment> {
        let text = text.trim();
        if text.len() <= "2027-01-12".len() {
            return text.parse().map(|day| Self { day, hour: None }).map_err(|_| NotAMoment);
        }
        let at: DateTime = text.parse().map_err(|_| NotAMoment)?;
        if text.ends_with('Z') || at.second() != 0 || at.subsec_nanosecond() != 0 {
            return Err(NotAMoment);
        }
        Ok(Self { day: at.date(), hour: Some(at.time()) })
    }

    /// The day.
    pub fn day(&self) -> Date {
        self.day
    }

    /// On the wall, its first moment.
    pub(super) fn begins_on_wall(&self) -> DateTime {
        self.day.to_datetime(self.hour.unwrap_or(Time::midnight()))
    }

    /// On the wall, the moment in which it is over.
    pub(super) fn ends_on_wall(&self) -> DateTime {
        match (self.hour, self.day.tomorrow()) {
            (None, Ok(next)) => next.to_datetime(Time::midnight()),
            _ => self.begins_on_wall(),
        }
    }

    /// Its first moment.
    pub fn begins(&self, zone: &TimeZone) -> Timestamp {
        on_the_wall(self.begins_on_wall(), zone)
    }

    /// The moment in which it is over: its hour, else the end of the day.
    pub fn ends(&self, zone: &TimeZone) -> Timestamp {
        on_the_wall(self.ends_on_wall(), zone)
    }

    /// As a text says it: `Tue 12 Jan 9am`.
    pub fn spoken(&self) -> String {
        let day = self.day.strftime("%a %-d %b").to_string();
        match self.hour {
            None => day,
            Some(hour) => format!("{day} {}", spoken_hour(hour)),
        }
    }

    /// The last day before a moment on the wall, without its name, and the hour where that day is not over by then:
    /// `12 Jan`, `12 Jan 9am`.
    pub(super) fn spoken_until(end: DateTime) -> String {
        let spoken = |day: Date| day.strftime("%-d %b").to_string();
        match (end.time() == Time::midnight(), end.date().yesterday()) {
            (true, Ok(before)) => spoken(before),
            _ => format!("{} {}", spoken(end.date()), spoken_hour(end.time())),
        }
    }
}

/// `9am`, `12:30pm`.
fn spoken_hour(hour: Time) -> String {
    let (of_twelve, half) = (hour.hour().rem_euclid(12), if hour.hour() < 12 { "am" } else { "pm" });
    let of_twelve = if of_twelve == 0 { 12 } else { of_twelve };
    match hour.minute() {
        0 => format!("{of_twelve}{half}"),
        minute => format!("{of_twelve}:{minute:02}{half}"),
    }
}

/// As it is kept and read back.
impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.hour {
            None => self.day.fmt(f),
            Some(hour) => write!(f, "{}T{:02}:{:02}", self.day, hour.hour(), hour.minute()),
        }
    }
}

/// A time that the wall never showed is the one after the gap.
fn on_the_wall(at: DateTime, zone: &TimeZone) -> Timestamp {
    zone.to_timestamp(at).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_or_an_hour_is_read_kept_and_spoken() {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        for (text, spoken, begins, ends) in [
            ("2027-01-12", "Tue 12 Jan", "2027-01-11T23:00:00Z", "2027-01-12T23:00:00Z"),
            ("2027-01-12T09:00", "Tue 12 Jan 9am", "2027-01-12T08:00:00Z", "2027-01-12T08:00:00Z"),
            ("2027-01-12T00:30", "Tue 12 Jan 12:30am", "2027-01-11T23:30:00Z", "2027-01-11T23:30:00Z"),
            ("2027-03-02T12:00", "Tue 2 Mar 12pm", "2027-03-02T11:00:00Z", "2027-03-02T11:00:00Z"),
        ] {
            let moment = Moment::parse(text).unwrap();
            assert_eq!((moment.to_string().as_str(), moment.spoken().as_str()), (text, spoken));
            assert_eq!(
                (moment.begins(&zone).to_string(), moment.ends(&zone).to_string()),
                (begins.into(), ends.into())
            );
        }
        assert_eq!(Moment::parse(" 2027-01-12 09:00 ").unwrap().to_string(), "2027-01-12T09:00");
    }

    #[test]
    fn anything_else_is_refused() {
        for text in
            ["", "tomorrow", "12 January", "2027-02-30", "2027-01-12T25:00", "2027-01-12T09:00:01", "12-01-2027"]
        {
            assert_eq!(Moment::parse(text), Err(NotAMoment), "{text}");
        }
    }
}
