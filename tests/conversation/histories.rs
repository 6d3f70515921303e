//! A hundred thousand lives: whatever a person, her phone's other holders, the gateway and the programme do in
//! whatever order, nothing is sent first after a STOP. The rule is told here once more, in other words than the core's.

use std::cell::OnceCell;

use fitila::content::Content;
use fitila::domain::campaign::{Gate, Gated, gate};
use fitila::domain::catalogue::Class;
use fitila::domain::consent::{AgeBand, How, Standing, Topic, Topics};
use fitila::domain::conversation::{Care, Effect, Question};
use fitila::domain::message::Urgency;
use fitila::domain::schedule::QuietHours;
use jiff::SignedDuration;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::sample::select;

use crate::person::{Person, content};

const STOPS: &[&str] = &["STOP", "stop please", "TSAYA", "dúró", "KWỤSỊ", "abeg stop", "QUIT", "End.", "daina"];
const STARTS: &[&str] = &["START", "JOIN", "FARA", "BẸ̀RẸ̀", "BIDO", "i wan join", "START TIPS", "fara tsaro"];
const ERASES: &[&str] = &["ERASE", "GOGE", "PA Á RẸ́", "HICHAPU", "wipe"];
const YESES: &[&str] = &["YES", "EH", "bẹ́ẹ̀ni", "Ee", "i gree", "ok"];
const OTHERS: &[&str] = &[
    "NO",
    "rara",
    "1",
    "2",
    "4",
    "24",
    "mama",
    "HELP",
    "taimako",
    "TIPS",
    "MORE",
    "TRAINING",
    "SANAA",
    "CHECK",
    "121222",
    "QUIET",
    "QUIET OFF",
    "TIME",
    "6PM-8PM",
    "TIME ANY",
    "LANG",
    "IGBO",
    "stop my uncle",
    "stop help",
    "DND",
    "TALK",
    "HOME",
    "REPORT",
    "mango",
    "hello",
    "end it all",
    "",
    "I am in Lagos with a madam",
    "START HELP ME",
];

/// What may happen.
#[derive(Debug, Clone)]
enum Happening {
    Stop(&'static str),
    StopTopic(Topic),
    Start(&'static str),
    Erase(&'static str),
    Yes(&'static str),
    Other(&'static str),
    Noise(String),
    /// The gateway reports an opt-out.
    GatewayStop,
    /// The programme imports her, again and again.
    Import(Topics),
    MenuJoin,
    MenuTraining,
    MenuStop,
    MenuErase,
    MenuKeys(Vec<char>),
    Wait(i64),
}

fn happening() -> impl Strategy<Value = Happening> {
    let topic = || select(vec![Topic::Safety, Topic::Tips, Topic::Training]);
    let topics = select(vec![Topics::WEEKLY, Topics::ALL, Topics::from(Topic::Training)]);
    prop_oneof![
        3 => select(STOPS).prop_map(Happening::Stop),
        1 => topic().prop_map(Happening::StopTopic),
        3 => select(STARTS).prop_map(Happening::Start),
        1 => select(ERASES).prop_map(Happening::Erase),
        4 => select(YESES).prop_map(Happening::Yes),
        4 => select(OTHERS).prop_map(Happening::Other),
        1 => "zz\\PC{0,30}".prop_map(Happening::Noise),
        1 => Just(Happening::GatewayStop),
        2 => topics.prop_map(Happening::Import),
        1 => Just(Happening::MenuJoin),
        1 => Just(Happening::MenuTraining),
        1 => Just(Happening::MenuStop),
        1 => Just(Happening::MenuErase),
        1 => proptest::collection::vec(select(vec!['1', '2', '3', '4', '5', '7', '0', '9']), 0..5).prop_map(Happening::MenuKeys),
        2 => (0i64..40).prop_map(Happening::Wait),
    ]
}

fn happen(person: &mut Person, happening: &Happening) -> Vec<String> {
    let mut dial = |keys: &[&str]| {
        person.dials();
        for key in keys {
            person.presses(key);
        }
    };
    match happening {
        Happening::Stop(text) | Happening::Start(text) | Happening::Erase(text) => return person.texts(text),
        Happening::Yes(text) | Happening::Other(text) => return person.texts(text),
        Happening::Noise(text) => return person.texts(text),
        Happening::StopTopic(topic) => return person.texts(&format!("STOP {}", topic.as_str())),
        Happening::GatewayStop => {
            person.profile.opt_out(How::Gateway, person.now);
        }
        Happening::Import(topics) => {
            person.profile.write_down(*topics, "form".into(), person.now);
        }
        // The first dial of all asks for the language, which later ones do not: then 1 opens the checker, and 00 leaves it.
        Happening::MenuJoin => dial(&["1", "00", "7", "1", "4", "1"]),
        Happening::MenuTraining => dial(&["1", "00", "5", "2", "3", "1"]),
        Happening::MenuStop => dial(&["1", "00", "7", "2"]),
        Happening::MenuErase => dial(&["1", "00", "7", "6", "1"]),
        Happening::MenuKeys(keys) => {
            let keys: Vec<String> = keys.iter().map(char::to_string).collect();
            dial(&keys.iter().map(String::as_str).collect::<Vec<_>>());
        }
        Happening::Wait(minutes) => person.waits(*minutes),
    }
    Vec::new()
}

/// Whether a campaign about a topic would leave now.
fn may_send(person: &Person, topic: Topic) -> bool {
    let message = Gated {
        urgency: Urgency::Broadcast,
        expires_at: person.now + SignedDuration::from_hours(24),
        topic: Some(topic),
        subscription: person.profile.subscription,
        hours: None,
        paused_until: None,
    };
    gate(&message, &TimeZone::UTC, &QuietHours::OFF, person.now) == Gate::Open
}

/// What the person has said, told without the core's own words.
#[derive(Debug, Default)]
struct Said {
    /// She said STOP, by whichever way, and has not come back.
    stopped: bool,
    /// She left these topics, and has not asked for them since.
    left: Vec<Topic>,
    /// She came back and has not said YES.
    back: bool,
    /// She said YES to something since she stopped; her age may have been asked after it.
    yes: bool,
}

impl Said {
    /// What this happening says. Keys in the menu may mean anything, so they are asked what they led to.
    fn hear(&mut self, happening: &Happening, lifted: bool, agreed: bool) {
        match happening {
            Happening::Stop(_) | Happening::GatewayStop | Happening::MenuStop | Happening::MenuErase => {
                *self = Said { stopped: true, left: std::mem::take(&mut self.left), ..Said::default() };
            }
            Happening::StopTopic(topic) => self.left.push(*topic),
            Happening::Start(_) if lifted => (self.stopped, self.back) = (false, true),
            Happening::Yes(_) => {
                self.yes = true;
                if agreed {
                    (self.back, self.left) = (false, Vec::new());
                }
            }
            Happening::Other(_) if agreed && self.yes => (self.back, self.left) = (false, Vec::new()),
            Happening::MenuJoin | Happening::MenuTraining | Happening::MenuKeys(_) if agreed => {
                (self.stopped, self.back, self.left) = (false, false, Vec::new());
            }
            Happening::MenuKeys(_) if lifted => (self.stopped, self.back) = (false, true),
            _ => {}
        }
    }
}

fn live(content: &Content, happenings: &[Happening]) -> Result<(), TestCaseError> {
    let mut person = Person::new(content);
    let mut said = Said::default();
    for happening in happenings {
        let before = person.profile.subscription;
        let replies = happen(&mut person, happening);
        let after = person.profile.subscription;
        let own = !matches!(happening, Happening::Import(_) | Happening::Wait(_) | Happening::GatewayStop);
        let lifted = own && before.standing.is_barred() && !after.standing.is_barred();
        let agreed = own && !after.topics.minus(before.topics).is_empty();
        said.hear(happening, lifted, agreed);

        prop_assert!(
            !lifted
                || matches!(
                    happening,
                    Happening::Start(_) | Happening::MenuJoin | Happening::MenuTraining | Happening::MenuKeys(_)
                ),
            "{happening:?} took a STOP back"
        );
        for (topic, name) in Topic::ALL {
            let sends = may_send(&person, topic);
            prop_assert!(!(said.stopped && sends), "{name} after STOP, by {happening:?}: {said:?}");
            prop_assert!(!(said.back && sends), "{name} before her YES, by {happening:?}: {said:?}");
            prop_assert!(!(said.left.contains(&topic) && sends), "{name} was left, by {happening:?}");
            let young = person.profile.age_band == Some(AgeBand::Under13) && own;
            prop_assert!(!(young && sends), "{name} to a child under 13");
        }
        // One confirmation for each STOP that changed something, and for no other.
        let confirmations = replies.iter().filter(|reply| reply.starts_with("stop_confirm/")).count();
        let was_stop = matches!(happening, Happening::Stop(_)) && !before.standing.is_barred();
        let last_topic = matches!(happening, Happening::StopTopic(_))
            && after.standing == Standing::Stopped
            && before.standing == Standing::Active;
        prop_assert_eq!(confirmations, usize::from(was_stop || last_topic), "{:?}: {:?}", happening, replies);
        // After a STOP nothing is offered: what is said to her is an answer that may be needed in danger, or her own request.
        if after.standing.is_barred() {
            let offers = ["optin_prompt", "training_prompt", "who_prompt", "welcome"];
            prop_assert!(
                !replies.iter().any(|reply| offers.iter().any(|offer| reply.starts_with(offer))),
                "{happening:?}: {replies:?}"
            );
        }
        prop_assert!(replies.len() <= 1, "{happening:?}: one reply for one need, not {replies:?}");
    }
    Ok(())
}

thread_local! {
    static SHARED: OnceCell<&'static Content> = const { OnceCell::new() };
}

fn shared() -> &'static Content {
    SHARED.with(|content| *content.get_or_init(|| Box::leak(Box::new(content_once()))))
}

fn content_once() -> Content {
    content()
}

macro_rules! lives {
    ($($name:ident)*) => {$(
        proptest! {
            #![proptest_config(ProptestConfig { cases: 25_000, ..ProptestConfig::default() })]

            #[test]
            fn $name(happenings in proptest::collection::vec(happening(), 1..14)) {
                live(shared(), &happenings)?;
            }
        }
    )*};
}

// Four quarters of a hundred thousand, side by side.
lives! { spring summer autumn winter }

/// Every answer of a sensitive class stands beside the text that asked for it, and none is an offer.
#[test]
fn nothing_sensitive_is_said_but_in_answer() {
    let content = shared();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(5_000));
    let lives = proptest::collection::vec(happening(), 1..14);
    let outcome = runner.run(&lives, |happenings| {
        let mut person = Person::new(content);
        for happening in &happenings {
            let talk = &person.profile.talk;
            let tells = matches!(
                talk.question(person.now),
                Some(Question::Report | Question::ReportMore | Question::ReportCall | Question::Person(_))
            );
            let in_care = tells || talk.care(person.now) == Care::Now || talk.is_reporting(person.now);
            let replies = happen(&mut person, happening);
            let sensitive = person.effects().iter().filter_map(|effect| match effect {
                Effect::Reply(say) => Some(content.rulebook.catalogue.entry(&say.key).unwrap().class),
                _ => None,
            });
            let count = sensitive.filter(|class| matches!(class, Class::Sensitive | Class::Crisis)).count();
            let asked =
                matches!(happening, Happening::Other(_) | Happening::Noise(_) | Happening::Start("START HELP ME"));
            prop_assert!(count == 0 || replies.is_empty() || asked || in_care, "{happening:?} got {replies:?}");
        }
        Ok(())
    });
    outcome.unwrap();
}
