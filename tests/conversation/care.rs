//! Somebody turns to a person of the programme, in the words that people use, and tells of a worry to its end.

use fitila::content::Content;
use fitila::domain::care::{CaseKind, Into};
use fitila::domain::conversation::Effect;

use crate::person::{Person, content};

/// Into which case the last text went.
fn went(person: &Person<'_>) -> Option<(CaseKind, Into)> {
    person.effects().iter().find_map(|effect| match effect {
        Effect::Call(call) => Some((call.kind, call.into)),
        _ => None,
    })
}

fn answer(content: &Content, text: &str) -> String {
    Person::new(content).texts(text).join(" ")
}

#[test]
fn cries_are_heard_as_people_say_them() {
    let content = content();
    for (text, locale) in [
        ("don Allah ku taimake ni", "ha"),
        ("ejoo e ran mi lowo", "yo"),
        ("Good evening ma, please I need help", "en"),
        ("make una help me o", "en"),
        ("abeg make una save me", "pcm"),
        ("dem wan carry me go", "pcm"),
        ("za a tafi da ni", "ha"),
        ("won fe gbe mi lo", "yo"),
        ("they locked me in the room", "en"),
        ("dem lock me for house", "pcm"),
        ("he touched me", "en"),
        ("I want to die", "en"),
        ("heeeelp", "en"),
        ("H E L P", "en"),
    ] {
        assert_eq!(answer(&content, text), format!("crisis_help/{locale}"), "{text}");
    }
    for text in ["how do I plant okra", "the helper came", "my rescue cat is fine today and eats a lot of fish"] {
        assert!(!answer(&content, text).starts_with("crisis"), "{text}");
    }
}

#[test]
fn who_asks_for_somebody_to_talk_to_gets_one() {
    let content = content();
    for text in [
        "I need to talk to someone",
        "i need someone to talk to",
        "please talk to me",
        "can i talk to someone please",
        "i wan yarn with person",
        "ina so in yi magana da wani",
        "mo fe ba eniyan soro",
        "achoro m ka mu na mmadu kwuo okwu",
    ] {
        let mut person = Person::new(&content);
        person.texts(text);
        assert_eq!(went(&person).map(|(kind, _)| kind), Some(CaseKind::Talk), "{text}");
    }
}

#[test]
fn whoever_does_not_understand_us_is_told_the_line_too() {
    for duty in [fitila::domain::care::Duty::Staffed, fitila::domain::care::Duty::Unstaffed] {
        let content = crate::person::content_with(duty);
        let person = Person::new(&content);
        for locale in crate::person::LOCALES {
            assert!(person.sms_text("unknown", locale).contains("627"), "{locale}, {duty:?}");
        }
    }
}

#[test]
fn what_comes_after_the_end_of_a_report_is_a_part_of_it() {
    let content = content();
    for end in ["DONE", "done, thank you", "am done", "STOP"] {
        let mut person = Person::new(&content);
        person.texts("REPORT");
        person.texts("a girl is kept in the house beside ours");
        assert_eq!(went(&person), Some((CaseKind::Report, Into::New)));
        person.texts(end);
        assert_eq!(person.texts("one more thing a bus came"), ["report_more/en"], "after {end}");
        assert_eq!(went(&person), Some((CaseKind::Report, Into::Hers)), "after {end}");
        person.waits(16);
        person.texts("hm hm");
        assert_eq!(went(&person), None, "whoever holds the phone later adds nothing");
    }
}

#[test]
fn a_tale_may_end_in_its_last_text() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("REPORT");
    assert_eq!(person.texts("A woman sells babies. Done"), ["report_thanks/en"]);
    assert_eq!(went(&person), Some((CaseKind::Report, Into::New)), "its words are kept");
    person.waits(30);
    person.texts("REPORT");
    assert_eq!(
        person.texts("the work is done by small girls"),
        ["report_more/en"],
        "no end in the middle of a sentence"
    );
}

#[test]
fn done_with_nothing_told_asks_again_and_thanks_for_nothing() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("REPORT");
    assert_eq!(person.texts("DONE"), ["report_prompt/en"]);
    assert_eq!(went(&person), None);
    person.texts("a man took a child");
    assert_eq!(went(&person), Some((CaseKind::Report, Into::New)));
}
