//! The ladder of an alert through outages, ways that are down and staff who come and go: whatever happens, it climbs until
//! somebody takes it, tells nobody twice at one rung, and leaves nobody out for good.

#![expect(clippy::unwrap_used, reason = "a story stops where something is not as it should be")]

use std::collections::HashSet;

use fitila::domain::address::Locale;
use fitila::domain::care::{
    Climb, LEAVES_WITHIN, Left, Member, OfficeHours, Pace, Post, Roster, StaffRole, StaffRoles, Waiting, Way, climb,
};
use fitila::domain::ids::StaffId;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;
use uuid::Uuid;

const PACE: Pace = Pace { next_after: SignedDuration::from_mins(5), everybody_after: SignedDuration::from_mins(15) };
const LANGUAGES: [&str; 5] = ["en", "ha", "yo", "ig", "pcm"];
/// The longest that an alert rests while nobody takes it.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What happens between two looks.
#[derive(Debug, Clone)]
enum Event {
    /// The service looks when the alert is due; its notices leave or do not.
    Look(Left),
    /// It is away for so many minutes.
    Outage(i64),
    /// One of the staff goes on duty or off.
    Duty(usize),
    /// The mail server is taken out of the settings, or put in.
    Post(Post),
}

struct Life {
    roster: Roster,
    post: Post,
    zone: TimeZone,
    locale: Locale,
    raised_at: Timestamp,
    now: Timestamp,
    rung: Option<u32>,
    told: Vec<StaffId>,
    at_this_rung: HashSet<StaffId>,
}

impl Life {
    fn reachable(&self) -> Vec<StaffId> {
        let may = |member: &&Member| member.roles.may_care() && !Way::to(member, self.post).is_empty();
        self.roster.members.iter().filter(may).map(|member| member.id).collect()
    }

    /// Looks once, at a moment at which the alert is due; says who was told.
    fn look(&mut self, left: Left) -> Vec<StaffId> {
        let waiting =
            Waiting { locale: self.locale, raised_at: self.raised_at, rung: self.rung, told: &self.told, left };
        match climb(&waiting, &self.roster, self.post, PACE, &self.zone, self.now) {
            Climb::Tell { rung, who, next_at } => {
                assert!(self.rung.is_none_or(|last| rung > last), "rung {rung} after {:?}", self.rung);
                assert!(next_at > self.now && next_at <= self.now + DAY, "due again at {next_at}");
                self.at_this_rung.clear();
                for one in &who {
                    assert!(self.at_this_rung.insert(*one), "told twice at rung {rung}");
                    assert!(self.reachable().contains(one), "told, and cannot be");
                }
                assert!(!who.is_empty());
                if self.now.duration_since(self.raised_at) >= PACE.everybody_after {
                    assert_eq!(who, self.reachable(), "everybody, after fifteen minutes");
                }
                self.told.extend(&who);
                self.rung = Some(rung);
                self.now = next_at;
                who
            }
            Climb::Wait(until) => {
                assert_eq!(left, Left::Some, "nobody knows of it, and it waits");
                assert!(until > self.now, "it waits until {until} at {}", self.now);
                self.now = until;
                Vec::new()
            }
            Climb::Nobody(until) => {
                assert!(self.reachable().is_empty(), "somebody can be told");
                assert!(until > self.now);
                self.now = until;
                Vec::new()
            }
        }
    }

    fn meet(&mut self, event: &Event) {
        match event {
            Event::Look(left) => {
                self.look(*left);
            }
            Event::Outage(minutes) => self.now += SignedDuration::from_mins(*minutes),
            Event::Duty(n) => {
                let count = self.roster.members.len();
                if let Some(member) = self.roster.members.get_mut(n % count.max(1)) {
                    member.on_duty = !member.on_duty;
                }
            }
            Event::Post(post) => self.post = *post,
        }
    }
}

fn locale(code: &str) -> Locale {
    Locale::parse(code).unwrap()
}

fn any_member() -> impl Strategy<Value = Member> {
    let roles = prop_oneof![
        4 => Just(StaffRoles::NONE.with(StaffRole::CaseWorker)),
        2 => Just(StaffRoles::NONE.with(StaffRole::Lead)),
        1 => Just(StaffRoles::NONE.with(StaffRole::Writer)),
    ];
    let languages = proptest::sample::subsequence(LANGUAGES.to_vec(), 0..4);
    (roles, languages, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(roles, languages, duty, phone, mail)| {
        Member {
            id: StaffId(Uuid::nil()),
            name: "Somebody".into(),
            email: if mail { "somebody@example.org".into() } else { String::new() },
            roles,
            languages: languages.into_iter().map(locale).collect(),
            on_duty: duty,
            has_phone: phone,
        }
    })
}

fn any_life() -> impl Strategy<Value = Life> {
    let members = proptest::collection::vec(any_member(), 0..7);
    let office = prop_oneof![Just("always"), Just("mon-fri 08:00-18:00"), Just("20:00-06:00")];
    let post = prop_oneof![Just(Post::Works), Just(Post::Missing)];
    // Any second of 2026 and 2027.
    let raised = 1_767_225_600i64..1_830_297_600;
    (members, office, post, raised, proptest::sample::select(&LANGUAGES)).prop_map(
        |(mut members, office, post, raised, language)| {
            for (member, n) in members.iter_mut().zip(1..) {
                member.id = StaffId(Uuid::from_u128(n));
            }
            let raised_at = Timestamp::from_second(raised).unwrap();
            Life {
                roster: Roster { members, office: OfficeHours::parse(office).unwrap() },
                post,
                zone: TimeZone::get("Africa/Lagos").unwrap(),
                locale: locale(language),
                raised_at,
                now: raised_at,
                rung: None,
                told: Vec::new(),
                at_this_rung: HashSet::new(),
            }
        },
    )
}

fn any_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        6 => Just(Event::Look(Left::Some)),
        4 => Just(Event::Look(Left::None)),
        2 => (1..30 * 60i64).prop_map(Event::Outage),
        1 => (0..7usize).prop_map(Event::Duty),
        1 => prop_oneof![Just(Post::Works), Just(Post::Missing)].prop_map(Event::Post),
    ]
}

impl std::fmt::Debug for Life {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} raised at {}, {:?}, {:?}", self.locale, self.raised_at, self.post, self.roster)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_it_climbs_and_tells_nobody_twice_at_a_rung(
        mut life in any_life(), events in proptest::collection::vec(any_event(), 0..60),
    ) {
        for event in &events {
            life.meet(event);
        }
        // Whoever can be told at the end has been, or is at the next rung of everybody.
        let until = life.now.max(life.raised_at + PACE.everybody_after) + DAY;
        let mut told_at_last = HashSet::new();
        while life.now <= until {
            told_at_last.extend(life.look(Left::Some));
        }
        prop_assert_eq!(told_at_last, life.reachable().into_iter().collect::<HashSet<_>>());
    }

    #[test]
    fn a_service_that_works_tells_on_duty_at_once_others_at_five_minutes_and_everybody_at_fifteen(
        mut life in any_life(),
    ) {
        let raised_at = life.raised_at;
        let at_once = life.look(Left::Some);
        prop_assert_eq!(at_once.is_empty(), life.reachable().is_empty());
        let open = life.roster.office.contain(raised_at, &life.zone);
        let first = life.roster.members.iter()
            .find(|member| open && member.on_duty && member.speaks(life.locale) && life.reachable().contains(&member.id));
        if let Some(first) = first {
            prop_assert!(at_once.contains(&first.id), "on duty, in her language");
            let speaks = |id: &StaffId| life.roster.member(*id).unwrap().speaks(life.locale);
            prop_assert!(at_once.iter().all(speaks), "only who speaks it, while somebody does");
        }
        let mut moments = Vec::new();
        while life.now < raised_at + SignedDuration::from_mins(16) {
            let now = life.now;
            if !life.look(Left::Some).is_empty() {
                moments.push(now.duration_since(raised_at).as_mins());
            }
        }
        if !at_once.is_empty() {
            prop_assert_eq!(moments, vec![5, 15]);
        }
    }

    #[test]
    fn while_nothing_leaves_the_next_are_called_each_minute_until_everybody_is(mut life in any_life()) {
        life.look(Left::None);
        if life.rung.is_some() {
            for _ in 0..2 {
                let before = life.now;
                life.look(Left::None);
                prop_assert!(life.now.duration_since(before) <= LEAVES_WITHIN.max(SignedDuration::from_mins(15)));
            }
            prop_assert_eq!(life.rung, Some(2));
            prop_assert!(life.now.duration_since(life.raised_at) <= LEAVES_WITHIN * 2 + SignedDuration::from_mins(15));
            let told: HashSet<StaffId> = life.told.iter().copied().collect();
            prop_assert_eq!(told, life.reachable().into_iter().collect::<HashSet<_>>());
        }
    }
}
