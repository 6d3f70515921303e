//! When the programme's staff can be reached.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::schedule::Window;

/// The hours and days in which those on duty are reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeHours {
    /// The hours; `None` for day and night.
    window: Option<Window>,
    /// The days, Monday first.
    days: [bool; 7],
}

/// The short names of days, Monday first.
const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl OfficeHours {
    /// Day and night.
    pub const ALWAYS: OfficeHours = OfficeHours { window: None, days: [true; 7] };

    /// Reads `always`, `08:00-18:00`, or `mon-fri 08:00-18:00`. The error says what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("\"{text}\" is no office hours: write \"always\" or \"mon-fri 08:00-18:00\"");
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            ["always"] => Ok(Self::ALWAYS),
            [hours] => Ok(Self { window: Some(Window::parse(hours).map_err(|_| wrong())?), days: [true; 7] }),
            [days, "always"] => Ok(Self { window: None, days: read_days(days).ok_or_else(wrong)? }),
            [days, hours] => Ok(Self {
                window: Some(Window::parse(hours).map_err(|_| wrong())?),
                days: read_days(days).ok_or_else(wrong)?,
            }),
            _ => Err(wrong()),
        }
    }

    /// Whether this moment is within them.
    pub fn contain(&self, now: Timestamp, zone: &TimeZone) -> bool {
        let local = zone.to_datetime(now);
        let Some(window) = &self.window else { return self.has(local.date()) };
        let minute = minute_of(local.time());
        let (from, to) = (window.from().minutes(), window.to().minutes());
        let inside =
            if window.crosses_midnight() { minute >= from || minute < to } else { (from..to).contains(&minute) };
        // After midnight a window that began the evening before belongs to that day.
        let began_before = window.crosses_midnight() && minute < to;
        let day = if began_before { local.date().yesterday().unwrap_or(local.date()) } else { local.date() };
        inside && self.has(day)
    }

    /// The next moment in which they begin; `now` within them, `None` if they never do.
    pub fn next_opening(&self, now: Timestamp, zone: &TimeZone) -> Option<Timestamp> {
        if self.contain(now, zone) {
            return Some(now);
        }
        let today = zone.to_datetime(now).date();
        let opens = i64::from(self.window.map_or(0, |window| window.from().minutes()));
        let days = std::iter::successors(Some(today), |day| day.tomorrow().ok()).take(9);
        let mut openings = days.filter(|day| self.has(*day)).filter_map(|day| {
            let opens = day.to_datetime(Time::midnight()).checked_add(SignedDuration::from_mins(opens)).ok()?;
            zone.to_ambiguous_timestamp(opens).compatible().ok()
        });
        openings.find(|at| *at > now)
    }

    fn has(&self, date: Date) -> bool {
        self.days[usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0)]
    }
}

fn minute_of(time: Time) -> u16 {
    u16::try_from(i32::from(time.hour()) * 60 + i32::from(time.minute())).unwrap_or(0)
}

fn read_days(text: &str) -> Option<[bool; 7]> {
    let place = |name: &str| DAYS.iter().position(|day| name.eq_ignore_ascii_case(day));
    let mut days = [false; 7];
    for part in text.split(',') {
        match part.split_once('-') {
            Some((from, to)) => {
                let (from, to) = (place(from)?, place(to)?);
                let mut day = from;
                loop {
                    days[day] = true;
                    if day == to {
                        break;
                    }
                    day = (day + 1) % 7;
                }
            }
            None => days[place(part)?] = true,
        }
    }
    Some(days)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contain(hours: &str, at: &str) -> bool {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        let at: jiff::civil::DateTime = at.parse().unwrap();
        let at = zone.to_ambiguous_timestamp(at).compatible().unwrap();
        OfficeHours::parse(hours).unwrap().contain(at, &zone)
    }

    #[test]
    fn hours_and_days_are_kept() {
        // 2026-12-04 is a Friday.
        for (hours, at, open) in [
            ("always", "2026-12-06T03:00", true),
            ("08:00-18:00", "2026-12-06T08:00", true),
            ("08:00-18:00", "2026-12-06T18:00", false),
            ("mon-fri 08:00-18:00", "2026-12-04T12:00", true),
            ("mon-fri 08:00-18:00", "2026-12-05T12:00", false),
            ("fri-mon 08:00-18:00", "2026-12-06T12:00", true),
            ("mon,wed,fri always", "2026-12-03T12:00", false),
            ("fri 20:00-06:00", "2026-12-04T23:00", true),
            ("fri 20:00-06:00", "2026-12-05T05:00", true),
            ("fri 20:00-06:00", "2026-12-05T23:00", false),
            ("fri 20:00-06:00", "2026-12-04T05:00", false),
        ] {
            assert_eq!(contain(hours, at), open, "{hours} at {at}");
        }
        for wrong in ["", "never", "08:00", "fro-mon 08:00-18:00", "mon-fri", "mon fri 08:00-18:00"] {
            assert!(OfficeHours::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_next_opening_skips_closed_days() {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        let hours = OfficeHours::parse("mon-fri 08:00-18:00").unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(hours.next_opening(at("2026-12-04T17:30:00Z"), &zone), Some(at("2026-12-07T07:00:00Z")));
        assert_eq!(hours.next_opening(at("2026-12-07T05:00:00Z"), &zone), Some(at("2026-12-07T07:00:00Z")));
        assert_eq!(hours.next_opening(at("2026-12-07T09:00:00Z"), &zone), Some(at("2026-12-07T09:00:00Z")));
    }
}
