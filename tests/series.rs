//! Series over months of a person's life: outages, rests, changed hours, pauses, clocks that change, two series on one
//! phone. Whatever happens, no text comes twice, late, at night, in a rest, or on one day with another.

#![expect(clippy::unwrap_used, reason = "a story stops where something is not as it should be")]

use std::collections::{BTreeSet, HashMap};

use fitila::domain::consent::{Role, Topic};
use fitila::domain::ids::{ContentKey, SeriesKey};
use fitila::domain::schedule::{Leave, QuietHours, TimeOfDay, Window, may_leave};
use fitila::domain::series::{Calendar, Enrolment, EnrolmentState, Limits, Next, Series};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

const REST: SignedDuration = SignedDuration::from_hours(30 * 24);
const WEEK: i64 = 7 * 24 * 60;

fn series(key: &str, hour: &str, steps: usize, weekday: Option<Weekday>) -> Series {
    Series {
        key: SeriesKey::named(key),
        topic: Topic::Tips,
        roles: Role::Girl.into(),
        for_unsaid: true,
        keyword: "tips".into(),
        weekday,
        at: TimeOfDay::parse(hour).unwrap(),
        steps: (0..steps).map(|n| ContentKey::named(&format!("{key}_{n}"))).collect(),
    }
}

/// What happens in a person's life.
#[derive(Debug, Clone)]
enum Event {
    /// The service is away for so many minutes.
    Outage(i64),
    /// She rests all series for a month.
    Rest,
    /// She asks for the next text of one.
    Early(usize),
    /// She sets other hours, or none.
    Hours(Option<Window>),
    /// Nothing is sent first for so many minutes.
    Pause(i64),
}

#[derive(Debug)]
struct Sent {
    series: usize,
    step: usize,
    at: Timestamp,
    asked: bool,
}

/// A person, a service and the time.
struct Life<'a> {
    series: [Series; 2],
    places: [Enrolment; 2],
    zone: &'a TimeZone,
    quiet: &'a QuietHours,
    hours: Option<Window>,
    paused_until: Option<Timestamp>,
    resting_until: Option<Timestamp>,
    now: Timestamp,
    sent: Vec<Sent>,
}

impl<'a> Life<'a> {
    fn join(
        series: [Series; 2],
        zone: &'a TimeZone,
        quiet: &'a QuietHours,
        hours: Option<Window>,
        now: Timestamp,
    ) -> Self {
        let calendar = |n: usize| Calendar { zone, quiet, at: series[n].at, hours };
        let first = Enrolment::begin(&series[0], &calendar(0), &[], now);
        let second = Enrolment::begin(&series[1], &calendar(1), &[first.day], now);
        Self {
            places: [first, second],
            series,
            zone,
            quiet,
            hours,
            paused_until: None,
            resting_until: None,
            now,
            sent: Vec::new(),
        }
    }

    fn calendar(&self, n: usize) -> Calendar<'a> {
        Calendar { zone: self.zone, quiet: self.quiet, at: self.series[n].at, hours: self.hours }
    }

    fn is_active(&self, n: usize) -> bool {
        self.places[n].state == EnrolmentState::Active
    }

    /// The service works until then.
    fn work_until(&mut self, end: Timestamp) {
        for _ in 0..10_000 {
            let due = (0..2).filter(|n| self.is_active(*n)).map(|n| self.places[n].due_at).min();
            match due.filter(|due| *due <= end) {
                Some(due) => self.now = self.now.max(due),
                None => {
                    self.now = self.now.max(end);
                    return;
                }
            }
            self.work();
        }
        panic!("it does not come to an end: {:?}", self.places);
    }

    fn work(&mut self) {
        for n in 0..2 {
            if !self.is_active(n) || self.places[n].due_at > self.now {
                continue;
            }
            let last_at = self.places.iter().filter_map(|place| place.last_at).max();
            let limits = Limits { paused_until: self.paused_until, last_at };
            self.places[n] = match self.places[n].next(&self.series[n], &self.calendar(n), limits, |_| true, self.now) {
                Next::Wait(next) => next,
                Next::Send { step, expires_at, then } => {
                    assert!(expires_at > self.now, "stale: it expired at {expires_at}");
                    assert!(expires_at <= self.now + SignedDuration::from_hours(24), "before its day: {expires_at}");
                    let leave = may_leave(self.now, self.zone, self.quiet.window(), self.hours.as_ref());
                    assert_eq!(leave, Leave::Now, "outside the hours");
                    assert!(self.paused_until.is_none_or(|until| until <= self.now), "in a pause");
                    assert!(self.resting_until.is_none_or(|until| until <= self.now), "in a rest");
                    self.sent.push(Sent { series: n, step, at: self.now, asked: false });
                    then
                }
            };
            let place = &self.places[n];
            assert!(place.state == EnrolmentState::Done || place.due_at > self.now, "no progress: {place:?}");
        }
    }

    fn meet(&mut self, event: &Event) {
        match event {
            Event::Outage(minutes) => self.now += SignedDuration::from_mins(*minutes),
            Event::Rest => {
                let until = self.now + REST;
                for n in 0..2 {
                    if self.is_active(n) {
                        self.places[n] = self.places[n].rest(&self.calendar(n), until);
                        self.resting_until = Some(until);
                    }
                }
            }
            Event::Early(n) => {
                for (m, place) in self.places.into_iter().enumerate() {
                    if m != *n && place.resting_until.is_some() && self.is_active(m) {
                        self.places[m] = place.wake(&self.calendar(m), self.now);
                    }
                }
                self.resting_until = None;
                if let Some((step, then)) = self.places[*n].early(&self.series[*n], &self.calendar(*n), self.now) {
                    self.sent.push(Sent { series: *n, step, at: self.now, asked: true });
                    self.places[*n] = then;
                }
            }
            Event::Hours(hours) => {
                self.hours = *hours;
                for n in 0..2 {
                    self.places[n] = self.places[n].follow_hours(&self.calendar(n));
                }
            }
            Event::Pause(minutes) => {
                self.paused_until = self.paused_until.max(Some(self.now + SignedDuration::from_mins(*minutes)));
            }
        }
        self.work_until(self.now);
    }

    fn date(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    fn assert_sound(&self) {
        let mut dates = BTreeSet::new();
        let mut last: HashMap<usize, &Sent> = HashMap::new();
        let mut last_unasked: HashMap<usize, Date> = HashMap::new();
        for sent in &self.sent {
            if let Some(before) = last.insert(sent.series, sent) {
                assert!(before.step < sent.step, "twice or backwards: {before:?}, {sent:?}");
            }
            if sent.asked {
                continue;
            }
            let date = self.date(sent.at);
            assert!(dates.insert(date), "two on {date}: {:?}", self.sent);
            if let Some(before) = last_unasked.insert(sent.series, date) {
                let apart = before.until(date).unwrap().get_days();
                assert!(apart >= 6, "only {apart} days apart: {:?}", self.sent);
            }
        }
    }
}

fn any_window() -> impl Strategy<Value = Option<Window>> {
    let one = (0..1440u16, 1..1440u16).prop_map(|(from, length)| {
        let to = (from + length) % 1440;
        Window::parse(&format!("{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)).unwrap()
    });
    prop_oneof![2 => Just(None), 3 => one.prop_map(Some)]
}

fn any_quiet() -> impl Strategy<Value = QuietHours> {
    let usual = Just(QuietHours::parse("20:00-08:00").unwrap());
    let any = any_window()
        .prop_map(|window| window.map_or(QuietHours::OFF, |window| QuietHours::parse(&window.to_string()).unwrap()));
    prop_oneof![2 => usual, 1 => any]
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    let names = vec!["Africa/Lagos", "Europe/London", "Australia/Lord_Howe", "America/New_York"];
    proptest::sample::select(names).prop_map(|name| TimeZone::get(name).unwrap())
}

/// Any second of 2026 and 2027.
fn any_moment() -> impl Strategy<Value = Timestamp> {
    (1_767_225_600i64..1_830_297_600).prop_map(|second| Timestamp::from_second(second).unwrap())
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        2 => (60..72 * 60i64).prop_map(Event::Outage),
        1 => (WEEK..5 * WEEK).prop_map(Event::Outage),
        1 => Just(Event::Rest),
        2 => (0..2usize).prop_map(Event::Early),
        2 => any_window().prop_map(Event::Hours),
        1 => (30..36 * 60i64).prop_map(Event::Pause),
    ]
}

fn any_weekday() -> impl Strategy<Value = Option<Weekday>> {
    proptest::option::of((0..7i8).prop_map(|day| Weekday::from_monday_zero_offset(day).unwrap()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_no_text_comes_twice_late_at_night_in_a_rest_or_with_another(
        zone in any_zone(), quiet in any_quiet(), hours in any_window(), joined in any_moment(),
        weekdays in (any_weekday(), any_weekday()),
        events in proptest::collection::vec((0..2 * WEEK, any_event()), 0..10),
    ) {
        let both = [series("skills", "17:00", 12, weekdays.0), series("family", "18:30", 8, weekdays.1)];
        let mut life = Life::join(both, &zone, &quiet, hours, joined);
        for (after, event) in &events {
            life.work_until(life.now + SignedDuration::from_mins(*after));
            life.meet(event);
        }
        life.work_until(life.now + SignedDuration::from_hours(26 * 7 * 24));
        prop_assert!(!life.is_active(0) && !life.is_active(1), "it does not come to an end: {:?}", life.places);
        life.assert_sound();
    }

}

proptest! {
    #[test]
    fn a_quiet_life_brings_every_text_one_a_week(zone in any_zone(), joined in any_moment()) {
        let both = [series("skills", "17:00", 12, None), series("family", "18:30", 8, None)];
        let quiet = QuietHours::parse("20:00-08:00").unwrap();
        let mut life = Life::join(both, &zone, &quiet, None, joined);
        life.work_until(joined + SignedDuration::from_hours(15 * 7 * 24));
        life.assert_sound();
        for (n, steps) in [(0, 12), (1, 8)] {
            let hers: Vec<&Sent> = life.sent.iter().filter(|sent| sent.series == n).collect();
            let came: Vec<usize> = hers.iter().map(|sent| sent.step).collect();
            prop_assert_eq!(came, (0..steps).collect::<Vec<_>>());
            let days: Vec<i32> = hers.windows(2)
                .map(|two| life.date(two[0].at).until(life.date(two[1].at)).unwrap().get_days()).collect();
            prop_assert!(days.iter().all(|days| *days == 7), "{:?}", days);
            let waited = hers[0].at.duration_since(joined);
            prop_assert!(waited >= SignedDuration::from_hours(24) && waited <= SignedDuration::from_hours(8 * 24));
        }
    }
}

/// A step as it comes: after how many weeks, and which.
#[test]
fn after_an_outage_she_gets_the_text_of_that_week_only() {
    let (zone, quiet) = (TimeZone::get("Africa/Lagos").unwrap(), QuietHours::parse("20:00-08:00").unwrap());
    let joined: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
    for (outage_days, expected) in [
        // The outage begins a day before the second text and ends in the morning after so many days.
        (1, vec![0, 1, 2]),
        (2, vec![0, 1, 2]),
        (3, vec![0, 2, 3]),
        (16, vec![0, 3, 4]),
        (17, vec![0, 4, 5]),
    ] {
        let both = [series("skills", "17:00", 12, None), series("family", "18:30", 0, None)];
        let mut life = Life::join(both, &zone, &quiet, None, joined);
        life.work_until("2026-12-14T08:00:00Z".parse().unwrap());
        life.meet(&Event::Outage(outage_days * 24 * 60));
        life.work_until(joined + SignedDuration::from_hours(52 * 7 * 24));
        let came: Vec<usize> = life.sent.iter().take(3).map(|sent| sent.step).collect();
        assert_eq!(came, expected, "{outage_days} days");
    }
}

#[test]
fn a_rest_stands_still_and_asking_early_uses_up_the_week() {
    let (zone, quiet) = (TimeZone::get("Africa/Lagos").unwrap(), QuietHours::parse("20:00-08:00").unwrap());
    let joined: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
    let story = |events: &[(&str, Event)]| {
        let both = [series("skills", "17:00", 12, None), series("family", "18:30", 0, None)];
        let mut life = Life::join(both, &zone, &quiet, None, joined);
        for (at, event) in events {
            life.work_until(at.parse().unwrap());
            life.meet(event);
        }
        life.work_until(life.now + SignedDuration::from_hours(10 * 7 * 24));
        let came: Vec<String> =
            life.sent.iter().take(4).map(|sent| format!("{} {}", sent.step, life.date(sent.at))).collect();
        came.join(", ")
    };
    for (events, expected) in [
        (vec![], "0 2026-12-08, 1 2026-12-15, 2 2026-12-22, 3 2026-12-29"),
        (vec![("2026-12-10T09:00:00Z", Event::Rest)], "0 2026-12-08, 1 2027-01-12, 2 2027-01-19, 3 2027-01-26"),
        (vec![("2026-12-10T09:00:00Z", Event::Early(0))], "0 2026-12-08, 1 2026-12-10, 2 2026-12-22, 3 2026-12-29"),
        (vec![("2026-12-08T20:00:00Z", Event::Early(0))], "0 2026-12-08, 1 2026-12-08, 2 2026-12-15, 3 2026-12-22"),
        (
            vec![("2026-12-10T09:00:00Z", Event::Rest), ("2026-12-16T09:00:00Z", Event::Early(0))],
            "0 2026-12-08, 1 2026-12-16, 2 2026-12-29, 3 2027-01-05",
        ),
        (
            vec![("2026-12-09T09:00:00Z", Event::Hours(Some(Window::parse("6am-10am").unwrap())))],
            "0 2026-12-08, 1 2026-12-15, 2 2026-12-22, 3 2026-12-29",
        ),
    ] {
        assert_eq!(story(&events), expected, "{events:?}");
    }
}
