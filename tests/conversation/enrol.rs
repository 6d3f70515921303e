//! Joining and leaving: what is asked, what is recorded, and what a child gets.

use fitila::domain::consent::{AdultAgreement, AgeBand, Change, ConsentEvent, Standing, Subscription, Topic, Topics};
use fitila::domain::conversation::Effect;

use crate::person::{Person, content};

fn events<'a>(person: &'a Person) -> Vec<&'a ConsentEvent> {
    let events = person.effects().iter().filter_map(|effect| match effect {
        Effect::RecordConsent(event) => Some(event),
        _ => None,
    });
    events.collect()
}

fn topics(person: &Person) -> String {
    person.profile.subscription.topics.to_words()
}

#[test]
fn joining_is_three_texts_in_the_language_of_the_word() {
    let content = content();
    for (locale, join, yes, who) in [
        ("ha", "FARA", "EH", "uwa"),
        ("yo", "BẸ̀RẸ̀", "bẹ́ẹ̀ni", "4"),
        ("ig", "BIDO", "Ee", "nne na nna"),
        ("pcm", "i wan join", "i gree", "2 and 4"),
    ] {
        let mut person = Person::new(&content);
        assert_eq!(person.texts(join), [format!("optin_prompt/{locale}")]);
        assert_eq!(person.texts(yes), [format!("who_prompt/{locale}")]);
        assert_eq!(person.profile.subscription.standing, Standing::Active, "her YES counts at once");
        let event = events(&person)[0];
        let wording = event.wording.as_ref().map(|wording| (wording.key.as_str(), wording.locale.as_str()));
        assert_eq!((event.change, wording), (Change::OptedIn, Some(("optin_prompt", locale))));
        assert_eq!(person.texts(who), [format!("optin_confirm/{locale}")], "{who}");
        assert!(person.profile.roles.to_words().starts_with("parent"), "{who}");
    }
}

#[test]
fn a_word_of_two_languages_asks_for_the_language() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("START"), ["optin_prompt/en"]);
    assert_eq!(person.texts("BEENI"), ["language_prompt/en"], "YES is understood in any language");
    assert_eq!(person.texts("3"), ["who_prompt/yo"]);
    assert_eq!(person.texts("3, 4"), ["optin_confirm/yo"]);
    assert_eq!(person.texts("START"), ["already_joined/yo"]);
}

#[test]
fn who_uses_the_phone_decides_what_comes() {
    let content = content();
    for (answer, roles, age, got, reply) in [
        ("1", "", AgeBand::Under13, "", "age_under13/en"),
        ("2", "girl", AgeBand::From13To17, "safety;tips", "optin_confirm/en"),
        ("34", "parent;girl", AgeBand::Adult, "safety;tips", "optin_confirm/en"),
        ("1 and 4", "parent", AgeBand::Adult, "safety;tips", "optin_confirm/en"),
        ("mother", "parent", AgeBand::Adult, "safety;tips", "optin_confirm/en"),
        ("5.", "community", AgeBand::Adult, "safety;tips", "optin_confirm/en"),
    ] {
        let mut person = Person::new(&content);
        person.texts("START");
        person.texts("YES");
        person.texts("1");
        assert_eq!(person.texts(answer), [reply], "{answer}");
        assert_eq!(person.profile.roles.to_words(), roles, "{answer}");
        assert_eq!((person.profile.age_band, topics(&person).as_str()), (Some(age), got), "{answer}");
    }
}

#[test]
fn other_words_are_no_answer_to_who_uses_the_phone() {
    let content = content();
    for (text, reply) in
        [("6", "who_prompt/en"), ("24 hours", "unknown/en"), ("STOP", "stop_confirm/en"), ("HELP", "crisis_help/en")]
    {
        let mut person = Person::new(&content);
        person.texts("START");
        person.texts("YES");
        person.texts("1");
        assert_eq!(person.texts(text), [reply], "{text}");
        assert!(person.profile.roles.is_empty(), "{text}");
    }
}

#[test]
fn a_child_under_13_gets_nothing_first_until_somebody_older_says_so() {
    let content = content();
    let mut person = Person::new(&content);
    for text in ["START", "YES", "1", "1"] {
        person.texts(text);
    }
    assert_eq!(events(&person)[0].change, Change::HeldBack);
    assert_eq!(person.profile.subscription.standing, Standing::None);
    for (text, reply) in [("TRAINING", "age_under13/en"), ("TIPS", "skill_01_say_no/en"), ("HELP", "crisis_help/en")] {
        assert_eq!(person.texts(text), [reply], "{text}");
    }
    assert_eq!(person.texts("START"), ["who_prompt/en"]);
    assert_eq!(person.texts("4"), ["optin_prompt/en"]);
    assert_eq!(person.texts("YES"), ["optin_confirm/en"]);
    assert_eq!(topics(&person), "safety;tips");
}

#[test]
fn course_news_to_a_girl_waits_for_an_adult() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("TRAINING"), ["training_prompt/en"]);
    assert_eq!(person.texts("YES"), ["age_prompt/en"]);
    assert_eq!(person.texts("2"), ["guardian_prompt/en"]);
    assert_eq!(person.texts("NO"), ["age_minor/en"]);
    assert_eq!(topics(&person), "");
    person.texts("TRAINING");
    assert_eq!(person.texts("YES"), ["guardian_prompt/en"]);
    assert_eq!(person.texts("YES"), ["training_enrolled/en"]);
    assert_eq!(topics(&person), "training");
    assert_eq!(person.profile.adult_agreement, AdultAgreement::Recorded);
    let proofs: Vec<_> =
        events(&person).iter().map(|event| (event.change, event.wording.clone().unwrap().key)).collect();
    assert_eq!(proofs.len(), 2);
    assert!(proofs.iter().all(|(_, key)| key.as_str() == "guardian_prompt"), "{proofs:?}");
    person.texts("TRAINING");
    assert!(matches!(person.effects(), [Effect::Inquire { .. }]), "she has it already and is told of open courses");
}

#[test]
fn a_grown_woman_joins_course_news_herself() {
    let content = content();
    let mut person = Person::new(&content);
    for (text, reply) in [
        ("HANDWORK", "training_prompt/pcm"),
        ("NO", "training_declined/pcm"),
        ("HANDWORK", "training_prompt/pcm"),
        ("YES", "age_prompt/pcm"),
        ("3", "training_enrolled/pcm"),
    ] {
        assert_eq!(person.texts(text), [reply], "{text}");
    }
    assert_eq!(person.texts("START"), ["optin_prompt/pcm"], "the weekly tips are another thing");
}

#[test]
fn who_turns_out_to_be_a_girl_loses_course_news_until_an_adult_agrees() {
    let content = content();
    let mut person = Person::new(&content);
    for text in ["TRAINING", "YES", "3", "START", "YES", "2"] {
        person.texts(text);
    }
    assert_eq!(topics(&person), "safety;tips");
    assert_eq!(events(&person)[0].change, Change::HeldBack);
}

#[test]
fn each_topic_is_left_in_any_language_and_the_last_is_a_stop() {
    let content = content();
    for (text, left, reply) in [
        ("STOP TIPS", "safety;training", "stop_tips_confirm"),
        ("stop weekly tips please", "safety;training", "stop_tips_confirm"),
        ("TSAYA DABARA", "safety;training", "stop_tips_confirm"),
        ("DÚRÓ ỌGBỌ́N", "safety;training", "stop_tips_confirm"),
        ("KWUSI AMAMIHE", "safety;training", "stop_tips_confirm"),
        ("STOP SAFETY", "tips;training", "stop_safety_confirm"),
        ("tsaya tsaro", "tips;training", "stop_safety_confirm"),
        ("duro ikilo", "tips;training", "stop_safety_confirm"),
        ("kwusi nchekwa", "tips;training", "stop_safety_confirm"),
        ("abeg stop warning", "tips;training", "stop_safety_confirm"),
        ("STOP FAMILY", "tips;training", "stop_safety_confirm"),
        ("STOP TRAINING", "safety;tips", "stop_training_confirm"),
        ("end course news", "safety;tips", "stop_training_confirm"),
        ("TSAYA SANA'A", "safety;tips", "stop_training_confirm"),
        ("DURO IKOSE", "safety;tips", "stop_training_confirm"),
        ("KWUSI OZUZU", "safety;tips", "stop_training_confirm"),
        ("stop handwork", "safety;tips", "stop_training_confirm"),
    ] {
        let mut person = Person::new(&content);
        person.profile.subscription =
            Subscription { standing: Standing::Active, topics: Topics::ALL, left: Topics::NONE };
        let replies = person.texts(text);
        assert!(replies.len() == 1 && replies[0].starts_with(&format!("{reply}/")), "{text}: {replies:?}");
        assert_eq!(topics(&person), left, "{text}");
    }
    let mut person = Person::new(&content);
    for text in ["START", "YES", "STOP TIPS"] {
        person.texts(text);
    }
    assert_eq!(person.texts("STOP SAFETY"), ["stop_confirm/en"]);
    assert_eq!(person.profile.subscription.standing, Standing::Stopped);
    assert!(person.effects().contains(&Effect::CancelPlanned));
}

#[test]
fn what_she_left_no_import_brings_back_and_her_own_yes_does() {
    let content = content();
    let mut person = Person::new(&content);
    for text in ["START", "YES", "STOP TIPS"] {
        person.texts(text);
    }
    let import = |subscription: Subscription| {
        subscription.write_down(Topics::ALL, "form".into(), person.now).map_or(subscription, |(next, _)| next)
    };
    assert_eq!(import(person.profile.subscription).topics.to_words(), "safety;training");
    assert_eq!(person.texts("START TIPS"), ["optin_prompt/en"]);
    person.texts("YES");
    assert_eq!(topics(&person), "safety;tips");
    assert!(!person.profile.subscription.left.contains(Topic::Tips));
}

#[test]
fn the_menu_asks_the_same() {
    let content = content();
    let mut person = Person::new(&content);
    person.dials();
    person.presses("1");
    person.presses("7");
    let who = person.presses("1");
    assert!(who.starts_with("Who uses this phone?"), "{who}");
    assert_eq!(person.presses("9"), who, "a digit that is none shows the same screen");
    assert_eq!(person.presses("29"), who);
    assert!(person.presses("24").starts_with("We keep your number"));
    assert!(person.presses("1").starts_with("You will get one tip each week"));
    assert_eq!(person.profile.roles.to_words(), "parent;girl");
    assert_eq!((person.profile.age_band, topics(&person).as_str()), (Some(AgeBand::From13To17), "safety;tips"));
    // The mother answers for course news.
    for key in ["00", "5", "2", "4"] {
        person.presses(key);
    }
    assert!(person.presses("1").starts_with("You will get course news."));
    assert_eq!(topics(&person), "safety;tips;training");
    assert_eq!(
        events(&person).iter().map(|event| event.change).collect::<Vec<_>>(),
        [Change::AdultAgreed, Change::OptedIn]
    );
    // And leaves it again.
    person.presses("00");
    person.presses("5");
    assert!(person.presses("4").starts_with("No more course alerts."));
    assert_eq!(topics(&person), "safety;tips");
}

#[test]
fn the_menu_enrols_no_child_under_13() {
    let content = content();
    let mut person = Person::new(&content);
    for key in ["", "1", "7", "1"] {
        if key.is_empty() {
            person.dials()
        } else {
            person.presses(key)
        };
    }
    assert!(person.presses("1").starts_with("These tips are for older girls"));
    assert_eq!((person.profile.age_band, topics(&person).as_str()), (Some(AgeBand::Under13), ""));
}

#[test]
fn the_networks_own_list_is_explained() {
    let content = content();
    for text in ["DND", "2442", "STOP DND", "stop 2442", "ALLOW", "Status", "full dnd", "do not disturb"] {
        let mut person = Person::new(&content);
        for text in ["START", "YES"] {
            person.texts(text);
        }
        assert_eq!(person.texts(text), ["dnd_explained/en"], "{text}");
        assert_eq!(person.profile.subscription.standing, Standing::Active, "{text}");
    }
}

#[test]
fn end_it_all_is_no_stop() {
    let content = content();
    for text in ["end it all", "end it", "quit all this", "stop me", "stop him", "cancel it now"] {
        let mut person = Person::new(&content);
        for text in ["START", "YES"] {
            person.texts(text);
        }
        let replies = person.texts(text);
        assert!(["stop_or_help/en", "unknown/en"].contains(&replies[0].as_str()), "{text}: {replies:?}");
        assert_eq!(person.profile.subscription.standing, Standing::Active, "{text}");
    }
}

#[test]
fn an_age_is_no_answer_to_who_uses_the_phone() {
    let content = content();
    for text in ["13", "14", "15", "12", "25"] {
        let mut person = Person::new(&content);
        for text in ["FARA", "EH"] {
            person.texts(text);
        }
        person.texts(text);
        assert!(person.profile.roles.is_empty() && person.profile.age_band.is_none(), "{text}");
        person.texts("1 4");
        assert_eq!(person.profile.roles.to_words(), "parent", "after {text}");
    }
}

#[test]
fn the_name_of_a_language_goes_on_with_joining() {
    let content = content();
    let mut person = Person::new(&content);
    for (text, reply) in
        [("START", "optin_prompt/en"), ("Hausa", "optin_prompt/ha"), ("EH", "who_prompt/ha"), ("4", "optin_confirm/ha")]
    {
        assert_eq!(person.texts(text), [reply], "{text}");
    }
    let mut person = Person::new(&content);
    for (text, reply) in
        [("START", "optin_prompt/en"), ("YES", "language_prompt/en"), ("pidgin english", "who_prompt/pcm")]
    {
        assert_eq!(person.texts(text), [reply], "{text}");
    }
}

#[test]
fn no_in_the_middle_of_joining_takes_it_back() {
    let content = content();
    for (before, no) in
        [(vec!["START", "YES"], "no"), (vec!["START", "YES", "2"], "A'A"), (vec!["BERE", "BEENI"], "rara")]
    {
        let mut person = Person::new(&content);
        for text in &before {
            person.texts(text);
        }
        assert!(person.texts(no)[0].starts_with("optin_declined/"), "{before:?}");
        assert_ne!(person.profile.subscription.standing, Standing::Active, "{before:?}");
        assert_eq!(topics(&person), "");
    }
    // News of courses, which she joined before, stay.
    let mut person = Person::new(&content);
    for text in ["TRAINING", "YES", "3", "START", "YES", "NO"] {
        person.texts(text);
    }
    assert_eq!(topics(&person), "training");
}
