//! Whether a message that we begin may leave now, and when it next may. Answers to a person ask nothing here.
//! A phone that is switched on at night shows what left by day: that is beyond us, and the margin only helps.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::schedule::window::{NotAWindow, TimeOfDay, Window};

/// The last message leaves this long before the window ends, so that the network has delivered it by then.
/// A window shorter than an hour gives up its second half instead.
const MARGIN: SignedDuration = SignedDuration::from_mins(30);

/// How far ahead a window is looked for, in days. The change of clocks can swallow a short one for a day.
const DAYS_AHEAD: i32 = 7;

/// The hours in which nothing begun by us leaves, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct QuietHours(Option<Window>);

impl QuietHours {
    /// No quiet hours.
    pub const OFF: QuietHours = QuietHours(None);

    /// Reads hours such as `20:00-08:00`, or `none`.
    pub fn parse(text: &str) -> Result<Self, NotAWindow> {
        if text.trim().eq_ignore_ascii_case("none") {
            return Ok(Self::OFF);
        }
        Window::parse(text).map(|window| Self(Some(window)))
    }

    /// The window, where there is one.
    pub fn window(&self) -> Option<&Window> {
        self.0.as_ref()
    }
}

impl std::fmt::Display for QuietHours {
    /// `20:00-08:00` or `none`, which [`QuietHours::parse`] reads back.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.0 {
            Some(window) => window.fmt(f),
            None => f.write_str("none"),
        }
    }
}

/// When a message may leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// Now.
    Now,
    /// Not before this, at which it may.
    At(Timestamp),
    /// The hours that are allowed and the person's own have nothing in common.
    Never,
}

/// Decides when a message that we begin may leave: outside the programme's quiet hours, inside the person's own
/// hours, and with time to arrive. Hours are those of the wall clock in `zone`.
///
/// Where the clocks change, an hour that comes twice or not at all is read the careful way: the window opens at the
/// later and closes at the earlier meaning.
pub fn may_leave(now: Timestamp, zone: &TimeZone, quiet: Option<&Window>, personal: Option<&Window>) -> Leave {
    let open = match (quiet.map(Window::outside), personal) {
        (None, None) => return Leave::Now,
        (Some(allowed), None) => vec![allowed],
        (None, Some(personal)) => vec![*personal],
        (Some(allowed), Some(personal)) => allowed.shared(personal),
    };
    // A window that began yesterday may still be open.
    let mut date = zone.to_datetime(now).date().yesterday().ok();
    for _ in -1..=DAYS_AHEAD {
        let Some(day) = date else { break };
        let stretches = || open.iter().filter_map(|window| stretch(day, window, zone));
        if stretches().any(|(first, last)| first <= now && now <= last) {
            return Leave::Now;
        }
        if let Some(next) = stretches().map(|(first, _)| first).filter(|first| *first > now).min() {
            return Leave::At(next);
        }
        date = day.tomorrow().ok();
    }
    Leave::Never
}

/// The first and the last moment at which a message may leave in the window that opens on a date.
fn stretch(date: Date, window: &Window, zone: &TimeZone) -> Option<(Timestamp, Timestamp)> {
    let last_date = if window.crosses_midnight() { date.tomorrow().ok()? } else { date };
    let first = zone.to_ambiguous_timestamp(on(date, window.from())).later().ok()?;
    let end = zone.to_ambiguous_timestamp(on(last_date, window.to())).earlier().ok()?;
    let length = end.duration_since(first);
    let last = end.checked_sub(MARGIN.min(length / 2)).ok()?;
    length.is_positive().then_some((first, last))
}

fn on(date: Date, time: TimeOfDay) -> DateTime {
    let minutes = time.minutes();
    date.at((minutes / 60) as i8, (minutes % 60) as i8, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    fn window(text: &str) -> Option<Window> {
        (!text.is_empty()).then(|| Window::parse(text).unwrap())
    }

    /// Times are written as on the wall of that place.
    fn leave(place: &str, now: &str, quiet: &str, personal: &str) -> String {
        let zone = zone(place);
        let now = zone.to_timestamp(now.parse::<DateTime>().unwrap()).unwrap();
        match may_leave(now, &zone, window(quiet).as_ref(), window(personal).as_ref()) {
            Leave::Now => "now".to_owned(),
            Leave::At(at) => zone.to_datetime(at).to_string(),
            Leave::Never => "never".to_owned(),
        }
    }

    #[test]
    fn a_message_leaves_outside_quiet_hours_and_inside_the_persons_own() {
        for (now, quiet, personal, expected) in [
            ("2026-12-15T03:00", "", "", "now"),
            ("2026-12-15T12:00", "20:00-08:00", "", "now"),
            ("2026-12-15T08:00", "20:00-08:00", "", "now"),
            ("2026-12-15T07:59:59", "20:00-08:00", "", "2026-12-15T08:00:00"),
            ("2026-12-15T19:30", "20:00-08:00", "", "now"),
            ("2026-12-15T19:30:01", "20:00-08:00", "", "2026-12-16T08:00:00"),
            ("2026-12-15T23:00", "20:00-08:00", "", "2026-12-16T08:00:00"),
            ("2026-12-16T00:30", "20:00-08:00", "", "2026-12-16T08:00:00"),
            ("2026-12-15T12:00", "20:00-08:00", "18:00-20:00", "2026-12-15T18:00:00"),
            ("2026-12-15T18:00", "20:00-08:00", "18:00-22:00", "now"),
            ("2026-12-15T19:31", "20:00-08:00", "18:00-22:00", "2026-12-16T18:00:00"),
            ("2026-12-15T12:00", "20:00-08:00", "21:00-23:00", "never"),
            ("2026-12-15T23:30", "", "22:00-06:00", "now"),
            ("2026-12-16T05:30", "", "22:00-06:00", "now"),
            ("2026-12-16T05:31", "", "22:00-06:00", "2026-12-16T22:00:00"),
            // Half of a short window is given up.
            ("2026-12-15T19:40", "20:00-08:00", "19:40-23:00", "now"),
            ("2026-12-15T19:50", "20:00-08:00", "19:40-23:00", "now"),
            ("2026-12-15T19:50:01", "20:00-08:00", "19:40-23:00", "2026-12-16T19:40:00"),
            ("2026-12-15T09:00", "", "09:00-09:01", "now"),
            ("2026-12-15T09:00:31", "", "09:00-09:01", "2026-12-16T09:00:00"),
            // The person's night leaves two stretches of the day.
            ("2026-12-15T08:00", "20:00-08:00", "18:00-10:00", "now"),
            ("2026-12-15T09:31", "20:00-08:00", "18:00-10:00", "2026-12-15T18:00:00"),
            ("2026-12-15T19:31", "20:00-08:00", "18:00-10:00", "2026-12-16T08:00:00"),
        ] {
            assert_eq!(leave("Africa/Lagos", now, quiet, personal), expected, "{now}, {quiet}, {personal}");
        }
    }

    #[test]
    fn hours_follow_the_wall_clock_when_the_clocks_change() {
        // London goes from 01:00 to 02:00 on 29 March 2026, and from 02:00 to 01:00 on 25 October 2026.
        for (now, quiet, personal, expected) in [
            ("2026-03-28T21:00", "20:00-08:00", "", "2026-03-29T08:00:00"),
            ("2026-10-24T21:00", "20:00-08:00", "", "2026-10-25T08:00:00"),
            ("2026-03-29T19:30", "20:00-08:00", "", "now"),
            // The window is one hour long in truth, so the margin begins at 00:30.
            ("2026-03-29T00:30", "", "00:00-02:00", "now"),
            ("2026-03-29T00:31", "", "00:00-02:00", "2026-03-30T00:00:00"),
            // 01:15 to 01:45 does not come that night.
            ("2026-03-28T12:00", "", "01:15-01:45", "2026-03-30T01:15:00"),
            // 01:30 comes twice: the window closes at the first and opens at the second.
            ("2026-10-25T00:59", "", "00:00-01:30", "now"),
            ("2026-10-25T01:01", "", "00:00-01:30", "2026-10-26T00:00:00"),
            ("2026-10-25T01:29", "", "01:30-04:00", "2026-10-25T01:30:00"),
        ] {
            assert_eq!(leave("Europe/London", now, quiet, personal), expected, "{now}, {quiet}, {personal}");
        }
        let opens = may_leave(
            "2026-10-25T00:10Z".parse().unwrap(),
            &zone("Europe/London"),
            None,
            window("01:30-04:00").as_ref(),
        );
        assert_eq!(opens, Leave::At("2026-10-25T01:30Z".parse().unwrap()));
    }

    #[test]
    fn quiet_hours_can_be_off() {
        assert_eq!(QuietHours::parse(" None "), Ok(QuietHours::OFF));
        assert_eq!(QuietHours::OFF.window(), None);
        for text in ["20:00-08:00", "none"] {
            assert_eq!(QuietHours::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(QuietHours::parse("off"), Err(NotAWindow));
        assert_eq!(QuietHours::parse(""), Err(NotAWindow));
    }

    #[test]
    fn the_ends_of_time_do_not_break_it() {
        for now in [Timestamp::MIN, Timestamp::MAX] {
            may_leave(now, &zone("Europe/London"), window("20:00-08:00").as_ref(), window("22:00-06:00").as_ref());
        }
    }

    fn any_window() -> impl Strategy<Value = Option<Window>> {
        let one = (0..1440u16, 1..1440u16).prop_map(|(from, length)| {
            let to = (from + length) % 1440;
            Window::parse(&format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)).unwrap()
        });
        prop_oneof![1 => Just(None), 4 => one.prop_map(Some)]
    }

    /// Seconds since 1970: any of 2024 to 2030, and often the nights when London or Lord Howe change their clocks.
    fn any_moment() -> impl Strategy<Value = Timestamp> {
        let near = |moment: &str| {
            let second = moment.parse::<Timestamp>().unwrap().as_second();
            second - 100_000..second + 100_000
        };
        prop_oneof![
            4 => 1_704_067_200i64..1_893_456_000,
            1 => near("2026-03-29T01:00Z"),
            1 => near("2026-10-25T01:00Z"),
            1 => near("2026-04-04T15:00Z"),
            1 => near("2026-10-03T15:30Z"),
        ]
        .prop_map(|second| Timestamp::from_second(second).unwrap())
    }

    fn any_zone() -> impl Strategy<Value = TimeZone> {
        let names = vec!["Africa/Lagos", "Europe/London", "Australia/Lord_Howe", "America/New_York"];
        proptest::sample::select(names).prop_map(zone)
    }

    /// The plain reading of the promise: the minute on the wall is outside the one window and inside the other.
    fn is_open(at: Timestamp, zone: &TimeZone, quiet: Option<&Window>, personal: Option<&Window>) -> bool {
        let time = zone.to_datetime(at).time();
        let minute = time.hour() as u16 * 60 + time.minute() as u16;
        let contains = |window: &Window| (minute + 1440 - window.from().minutes()) % 1440 < window.minutes();
        !quiet.is_some_and(contains) && personal.is_none_or(contains)
    }

    proptest! {
        #[test]
        fn nothing_leaves_in_quiet_hours_and_a_time_that_is_named_is_right(
            now in any_moment(), zone in any_zone(), quiet in any_window(), personal in any_window(), part in 0.0..1.0,
        ) {
            let (quiet, personal) = (quiet.as_ref(), personal.as_ref());
            match may_leave(now, &zone, quiet, personal) {
                Leave::Now => prop_assert!(is_open(now, &zone, quiet, personal)),
                Leave::At(at) => {
                    prop_assert!(at > now);
                    prop_assert_eq!(may_leave(at, &zone, quiet, personal), Leave::Now);
                    let between = SignedDuration::from_secs_f64(at.duration_since(now).as_secs_f64() * part);
                    prop_assert_eq!(may_leave(now + between, &zone, quiet, personal), Leave::At(at));
                }
                Leave::Never => {
                    let open = (0..1440).any(|minute| is_open(now + SignedDuration::from_mins(minute), &zone, quiet, personal));
                    prop_assert!(!open);
                }
            }
        }

        #[test]
        fn what_leaves_has_half_an_hour_to_arrive_or_half_of_a_short_window(
            now in any_moment(), zone in any_zone(), quiet in any_window(), personal in any_window(),
        ) {
            let (quiet, personal) = (quiet.as_ref(), personal.as_ref());
            if may_leave(now, &zone, quiet, personal) != Leave::Now {
                return Ok(());
            }
            let open_for = |step: i64| (0..1800).step_by(30).take_while(|second| {
                is_open(now + SignedDuration::from_secs(second * step), &zone, quiet, personal)
            }).count();
            let (ahead, behind) = (open_for(1), open_for(-1));
            prop_assert!(ahead == 60 || ahead + 1 >= behind, "open for {} half minutes, since {}", ahead, behind);
        }
    }
}
