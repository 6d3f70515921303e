//! A stretch of the clock that comes back every day, as people and settings write it.
//! Knows no date and no time zone, and never guesses between morning and evening.

use crate::domain::text::plain;

/// Minutes in a day without a change of clocks.
const DAY: u16 = 24 * 60;
const NOON: u16 = DAY / 2;

/// A time of day on the wall, to the minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

impl TimeOfDay {
    /// Minutes since midnight, 0 to 1439.
    pub fn minutes(self) -> u16 {
        self.0
    }

    /// Reads `17:00`, `5pm` or `6:30pm`; `None` for what may mean two hours or none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = plain(text).to_ascii_lowercase();
        let mut rest = text.trim();
        let written = take_time(&mut rest)?;
        let is_clear = written.half.is_some() || written.is_only_24_hours() || written.is_clock_like;
        let minutes = *written.readings().first().filter(|_| rest.is_empty() && is_clear)?;
        let minutes = if written.half.is_none() { written.on_24_hours() } else { minutes };
        (minutes < DAY).then_some(Self(minutes))
    }

    /// As people here say it: `6pm`, `7:30am`; noon is `12pm`, midnight `12am`.
    pub fn spoken(self) -> String {
        let (hour, minute) = (self.0 / 60, self.0 % 60);
        let half = if self.0 < NOON { "am" } else { "pm" };
        let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
        if minute == 0 { format!("{hour}{half}") } else { format!("{hour}:{minute:02}{half}") }
    }
}

impl std::fmt::Display for TimeOfDay {
    /// `08:00`, on the 24-hour clock.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

/// From one time of day up to, and without, another; past midnight when the second is the smaller. Never empty and
/// never the whole day: no window at all says that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    from: TimeOfDay,
    to: TimeOfDay,
}

/// What is said of a text that is no window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not hours of the day: write them like 20:00-08:00 or 6PM-8PM")]
pub struct NotAWindow;

impl Window {
    /// Reads `20:00-08:00`, `6PM-8PM`, `8am-12pm`, `6 to 8pm` or `18.00 - 20.00`.
    ///
    /// An hour without am or pm takes the half of the day that makes the shorter window (`9 to 5pm` is 09:00-17:00).
    /// Without any am or pm only the 24-hour clock is read: one hour above 12, or both times written like `08:00`.
    /// `6-8` is an error, since it may mean either half.
    pub fn parse(text: &str) -> Result<Self, NotAWindow> {
        read(&plain(text).to_ascii_lowercase()).ok_or(NotAWindow)
    }

    /// When it begins.
    pub fn from(&self) -> TimeOfDay {
        self.from
    }

    /// When it ends; this minute is no longer in it.
    pub fn to(&self) -> TimeOfDay {
        self.to
    }

    /// Whether it goes past midnight. One that ends at midnight ends on the next date, so it does.
    pub fn crosses_midnight(&self) -> bool {
        self.to < self.from
    }

    /// Its length in minutes, 1 to 1439, on a day without a change of clocks.
    pub fn minutes(&self) -> u16 {
        (self.to.0 + DAY - self.from.0) % DAY
    }

    /// All the rest of the day.
    pub fn outside(&self) -> Window {
        Window { from: self.to, to: self.from }
    }

    /// What two windows share: nothing, one window, or two (10:00-08:00 and 07:00-11:00 share 07:00-08:00 and
    /// 10:00-11:00).
    pub fn shared(&self, other: &Window) -> Vec<Window> {
        let (start, end) = self.unrolled();
        let (other_start, other_end) = other.unrolled();
        // The other one as it was yesterday, is today, and will be tomorrow.
        [-1, 0, 1]
            .map(|days| days * i32::from(DAY))
            .into_iter()
            .map(|shift| (start.max(other_start + shift), end.min(other_end + shift)))
            .filter(|(start, end)| start < end)
            .filter_map(|(start, end)| Window::between(wrapped(start), wrapped(end)))
            .collect()
    }

    /// `None` where there would be no length. Minutes since midnight; 1440 is midnight too.
    fn between(from: u16, to: u16) -> Option<Window> {
        let (from, to) = (from % DAY, to % DAY);
        (from != to).then_some(Window { from: TimeOfDay(from), to: TimeOfDay(to) })
    }

    /// Start and end in minutes since the midnight before the start.
    fn unrolled(&self) -> (i32, i32) {
        let start = i32::from(self.from.0);
        (start, start + i32::from(self.minutes()))
    }
}

impl std::fmt::Display for Window {
    /// `20:00-08:00`, which [`Window::parse`] reads back.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.from, self.to)
    }
}

fn wrapped(minutes: i32) -> u16 {
    minutes.rem_euclid(i32::from(DAY)) as u16
}

/// A time as it was written.
#[derive(Debug, Clone, Copy)]
struct Written {
    /// 0 to 24.
    hour: u16,
    minute: u16,
    half: Option<Half>,
    /// Two digits and minutes, as on a 24-hour clock.
    is_clock_like: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Half {
    Am,
    Pm,
}

impl Written {
    fn on_24_hours(self) -> u16 {
        self.hour * 60 + self.minute
    }

    /// What it can mean, in minutes since midnight.
    fn readings(self) -> Vec<u16> {
        let in_half = |half| self.hour % 12 * 60 + self.minute + if half == Half::Pm { NOON } else { 0 };
        match self.half {
            Some(half) => vec![in_half(half)],
            None if self.is_only_24_hours() => vec![self.on_24_hours()],
            None => vec![in_half(Half::Am), in_half(Half::Pm)],
        }
    }

    fn is_only_24_hours(self) -> bool {
        self.hour == 0 || self.hour > 12
    }
}

/// Reads plain, lower-case text.
fn read(text: &str) -> Option<Window> {
    let text = text.replace("a.m", "am").replace("p.m", "pm");
    let mut rest = text.trim_matches(|c: char| !c.is_ascii_alphanumeric());
    take_word(&mut rest, &["from", "between"]);
    let from = take_time(&mut rest)?;
    take_between(&mut rest);
    let to = take_time(&mut rest)?;
    if !rest.is_empty() {
        return None;
    }
    if from.half.is_none() && to.half.is_none() {
        let is_clear = from.is_only_24_hours() || to.is_only_24_hours() || (from.is_clock_like && to.is_clock_like);
        return is_clear.then(|| Window::between(from.on_24_hours(), to.on_24_hours()))?;
    }
    let pairs = from.readings().into_iter().flat_map(|from| to.readings().into_iter().map(move |to| (from, to)));
    pairs.filter_map(|(from, to)| Window::between(from, to)).min_by_key(Window::minutes)
}

fn take_time(rest: &mut &str) -> Option<Written> {
    let digits = take_digits(rest);
    let (hour, minute) = match (digits.len(), after_mark(rest)) {
        (1 | 2, Some(minute)) => (digits, minute),
        (1 | 2, None) => (digits, "0"),
        // 0800 and 1830.
        (4, None) => digits.split_at(2),
        _ => return None,
    };
    let is_clock_like = digits.len() == 4 || (digits.len() == 2 && minute.len() == 2);
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    *rest = rest.trim_start();
    let half = match take_word(rest, &["am", "pm", "noon", "midnight"]) {
        Some("am" | "midnight") => Some(Half::Am),
        Some(_) => Some(Half::Pm),
        None => None,
    };
    let is_right = match half {
        Some(_) => (1..=12).contains(&hour) && minute < 60,
        None => hour * 60 + minute <= DAY && minute < 60,
    };
    is_right.then_some(Written { hour, minute, half, is_clock_like })
}

/// The minutes after `:` or `.`, which are two digits.
fn after_mark<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let mut ahead = rest.strip_prefix([':', '.'])?;
    let minutes = take_digits(&mut ahead);
    *rest = ahead;
    Some(if minutes.len() == 2 { minutes } else { "" })
}

/// What stands between two times: a dash, a word, or only a space.
fn take_between(rest: &mut &str) {
    let is_mark = |c: char| c == ' ' || c == '-' || c == '.' || c == ',';
    *rest = rest.trim_start_matches(is_mark);
    take_word(rest, &["to", "till", "until", "and"]);
    *rest = rest.trim_start_matches(is_mark);
}

fn take_digits<'a>(rest: &mut &'a str) -> &'a str {
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, after) = rest.split_at(end);
    *rest = after;
    digits
}

/// Takes the next word, with the spaces after it, if it is one of these.
fn take_word<'a>(rest: &mut &'a str, words: &[&str]) -> Option<&'a str> {
    let end = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    if !words.contains(&word) {
        return None;
    }
    *rest = after.trim_start();
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hours_are_read_as_people_write_them() {
        for (text, expected) in [
            ("20:00-08:00", "20:00-08:00"),
            ("8am-12pm", "08:00-12:00"),
            ("6PM-8PM", "18:00-20:00"),
            ("6 to 8pm", "18:00-20:00"),
            ("18:00-20:00", "18:00-20:00"),
            ("6pm to 8pm", "18:00-20:00"),
            ("from 6pm to 8pm.", "18:00-20:00"),
            ("Between 6 PM and 8 P.M.", "18:00-20:00"),
            ("6p.m.-8p.m.", "18:00-20:00"),
            ("6pm–8pm", "18:00-20:00"),
            ("６ＰＭ－８ＰＭ", "18:00-20:00"),
            ("6pm 8pm", "18:00-20:00"),
            ("6:30pm - 8pm", "18:30-20:00"),
            ("6.30pm-8.15pm", "18:30-20:15"),
            ("6pm-8", "18:00-20:00"),
            ("9 to 5pm", "09:00-17:00"),
            ("11-1pm", "11:00-13:00"),
            ("8-12pm", "08:00-12:00"),
            ("12-8pm", "12:00-20:00"),
            ("8pm-12", "20:00-00:00"),
            ("18-8pm", "18:00-20:00"),
            ("10pm-6am", "22:00-06:00"),
            ("8am-12noon", "08:00-12:00"),
            ("8pm to 12 midnight", "20:00-00:00"),
            ("12am-6am", "00:00-06:00"),
            ("18-20", "18:00-20:00"),
            ("9:00-17:00", "09:00-17:00"),
            ("08:00-12:00", "08:00-12:00"),
            ("0800-1200", "08:00-12:00"),
            ("18:00-24:00", "18:00-00:00"),
            ("0-6", "00:00-06:00"),
        ] {
            let read = Window::parse(text).map(|window| window.to_string());
            assert_eq!(read.as_deref(), Ok(expected), "text: {text:?}");
        }
    }

    #[test]
    fn what_may_mean_two_things_or_nothing_is_not_read() {
        for text in [
            "",
            "none",
            "any",
            "6-8",
            "6 to 8",
            "6:00-8:00",
            "6pm",
            "6pm-",
            "-8pm",
            "6pm-8pm-9pm",
            "6pm 8pm please",
            "13pm-8pm",
            "0am-6am",
            "25:00-08:00",
            "24:30-08:00",
            "20:60-08:00",
            "20:0-08:00",
            "20:000-08:00",
            "08:00-08:00",
            "00:00-24:00",
            "6pm-6pm",
            "123-456",
            "12345-1200",
            "6qm-8pm",
            "6pmto8pm9",
            "٦-٨",
            "99999999999999999999-8pm",
            "6 pm not 8 pm",
            "😀",
        ] {
            assert_eq!(Window::parse(text), Err(NotAWindow), "text: {text:?}");
        }
    }

    #[test]
    fn two_windows_share_what_is_in_both() {
        for (one, other, expected) in [
            ("08:00-20:00", "18:00-22:00", "18:00-20:00"),
            ("08:00-20:00", "06:00-09:00", "08:00-09:00"),
            ("08:00-20:00", "21:00-23:00", ""),
            ("08:00-20:00", "20:00-08:00", ""),
            ("20:00-08:00", "22:00-02:00", "22:00-02:00"),
            ("20:00-08:00", "00:00-09:00", "00:00-08:00"),
            ("10:00-08:00", "07:00-11:00", "07:00-08:00 10:00-11:00"),
            ("22:00-20:00", "18:00-23:00", "18:00-20:00 22:00-23:00"),
        ] {
            let (one, other) = (Window::parse(one).unwrap(), Window::parse(other).unwrap());
            for (one, other) in [(one, other), (other, one)] {
                let mut shared: Vec<String> = one.shared(&other).iter().map(Window::to_string).collect();
                shared.sort();
                assert_eq!(shared.join(" "), expected, "{one} and {other}");
            }
        }
    }

    fn contains(window: &Window, minute: u16) -> bool {
        (minute + DAY - window.from.0) % DAY < window.minutes()
    }

    fn window() -> impl Strategy<Value = Window> {
        (0..DAY, 0..DAY).prop_filter_map("no length", |(from, to)| Window::between(from, to))
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(window in window()) {
            prop_assert_eq!(Window::parse(&window.to_string()), Ok(window));
            let spoken = format!("{}-{}", window.from().spoken(), window.to().spoken());
            prop_assert_eq!(Window::parse(&spoken), Ok(window), "text: {}", spoken);
        }

        #[test]
        fn each_minute_is_in_a_window_or_outside_it_and_shared_when_in_both(one in window(), other in window()) {
            let shared = one.shared(&other);
            for minute in 0..DAY {
                let (in_one, in_other) = (contains(&one, minute), contains(&other, minute));
                prop_assert_ne!(in_one, contains(&one.outside(), minute));
                prop_assert_eq!(shared.iter().filter(|window| contains(window, minute)).count(), usize::from(in_one && in_other));
            }
        }

        #[test]
        fn no_text_breaks_the_reader(text in "[0-9apm:. -]{0,16}|\\PC{0,40}") {
            if let Ok(window) = Window::parse(&text) {
                prop_assert!(window.minutes() >= 1 && window.minutes() < DAY);
            }
        }
    }
}
