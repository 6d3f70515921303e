//! Where somebody lives: said by her when she likes, and asked of nobody in trouble.

use fitila::domain::area::Area;
use fitila::domain::conversation::{Effect, Say};

use crate::person::{Person, content};

fn says(person: &mut Person, text: &str) -> (String, String) {
    person.texts(text);
    let reply = person.effects().iter().find_map(|effect| match effect {
        Effect::Reply(Say { key, values, .. }) => {
            let area = values.iter().find(|(name, _)| *name == "area").map(|(_, value)| value.clone());
            Some((key.as_str().to_owned(), area.unwrap_or_default()))
        }
        _ => None,
    });
    reply.unwrap_or_default()
}

fn kept(person: &Person) -> Option<String> {
    person.profile.area.as_ref().map(|area| area.as_str().to_owned())
}

#[test]
fn an_area_is_set_and_taken_back_by_text() {
    let content = content();
    for (text, key, area, left) in [
        ("AREA IKEJA", "area_set", "Ikeja, Lagos", Some("lagos/ikeja")),
        ("area akwa-ibom state", "area_set", "Akwa Ibom", Some("akwa-ibom")),
        ("JIHA Kano", "area_set", "Kano", Some("kano")),
        ("ÌPÍNLẸ̀ Ibadan North", "area_set", "Ibadan North, Oyo", Some("oyo/ibadan-north")),
        ("STEETI onitsha south", "area_set", "Onitsha South, Anambra", Some("anambra/onitsha-south")),
        ("My state Abuja", "area_set", "Abuja FCT", Some("fct")),
        ("AREA", "area_prompt", "", Some("edo")),
        ("AREA OFF", "area_off", "", None),
        ("area none", "area_off", "", None),
        ("AREA Surulere", "area_which", "Surulere, Lagos", Some("edo")),
        ("AREA surulere oyo", "area_set", "Surulere, Oyo", Some("oyo/surulere")),
        ("AREA Ikeaj", "area_bad", "", Some("edo")),
        ("AREA 12 Allen Avenue Ikeja", "area_bad", "", Some("edo")),
        ("area boys near my house want me to go with them", "unknown", "", Some("edo")),
    ] {
        let mut person = Person::new(&content);
        person.profile.area = Some(Area::stored("edo"));
        assert_eq!(says(&mut person, text), (key.to_owned(), area.to_owned()), "text: {text}");
        assert_eq!(kept(&person).as_deref(), left, "text: {text}");
    }
}

#[test]
fn the_example_of_area_which_is_understood() {
    let content = content();
    let mut person = Person::new(&content);
    for text in ["AREA Surulere", "AREA Ibadan", "AREA Obi", "AREA Nasarawa LGA", "AREA Ife"] {
        let (key, example) = says(&mut person, text);
        assert_eq!(key, "area_which", "text: {text}");
        person.waits(11);
        assert_eq!(says(&mut person, &format!("AREA {example}")), ("area_set".to_owned(), example.clone()));
        person.waits(11);
    }
}

#[test]
fn a_call_for_help_beside_an_area_is_heard_as_a_call() {
    let content = content();
    for text in ["HELP AREA IKEJA", "help me Ikeja", "area help"] {
        assert_eq!(says(&mut Person::new(&content), text).0, "crisis_help", "text: {text}");
    }
}

#[test]
fn wrong_areas_never_storm() {
    let content = content();
    let mut person = Person::new(&content);
    let answers = (0..20).filter(|_| !person.texts("AREA nowhere").is_empty()).count();
    assert_eq!(answers, 4);
}

#[test]
fn an_area_is_chosen_by_dialling() {
    let content = content();
    let mut person = Person::new(&content);
    person.dials();
    person.presses("1");
    person.presses("7");
    assert!(person.presses("7").contains("1 My area"));
    let zones = person.presses("1");
    assert!(zones.starts_with("My area\n1 North Central\n2 North East"), "zones: {zones}");
    let states = person.presses("6");
    assert!(states.starts_with("South West\n1 Ekiti\n2 Lagos\n3 Ogun\n4 Ondo\n5 Osun\n6 Oyo"), "states: {states}");
    assert_eq!(person.presses("2"), "area_set/en");
    assert_eq!(kept(&person).as_deref(), Some("lagos"));
    assert!(person.effects().is_empty());
    // Another key changes nothing.
    person.presses("5");
    assert_eq!(kept(&person).as_deref(), Some("lagos"));
}

#[test]
fn every_state_can_be_chosen_by_dialling() {
    let content = content();
    let mut chosen = std::collections::BTreeSet::new();
    for zone in 1..=6 {
        for state in 1..=7 {
            let mut person = Person::new(&content);
            person.dials();
            for key in ["1", "7", "7", "1", &zone.to_string(), &state.to_string()] {
                person.presses(key);
            }
            chosen.extend(kept(&person));
        }
    }
    let states: Vec<String> = content.rulebook.areas.states().iter().map(|state| state.id.clone()).collect();
    assert_eq!(chosen, states.into_iter().collect());
    assert_eq!(chosen.len(), 37);
}

#[test]
fn an_erased_person_has_no_area() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("AREA LAGOS");
    person.texts("ERASE");
    person.texts("YES");
    assert_eq!(kept(&person), None);
}

#[test]
fn nobody_is_asked_where_she_lives() {
    let content = content();
    let mut person = Person::new(&content);
    for text in
        ["START", "YES", "1", "24", "TRAINING", "YES", "YES", "HELP", "STOP he is here", "TIME", "QUIET", "hello"]
    {
        let replies = person.texts(text);
        assert!(!replies.is_empty() && !replies.iter().any(|reply| reply.starts_with("area_")), "{text}: {replies:?}");
    }
    assert_eq!(person.texts("AREA"), ["area_prompt/en"], "only when she begins with it");
}

#[test]
fn nothing_asks_for_an_area_of_itself() {
    let content = content();
    let mut person = Person::new(&content);
    for text in ["JOIN", "YES", "HELP", "MENU", "hello there", "STOP", "START", "YES", "TIPS", "MORE"] {
        let answers = person.texts(text).join(" ");
        assert!(!answers.contains("area_"), "text: {text}, answers: {answers}");
        person.waits(2);
    }
    assert_eq!(person.profile.area, None);
}
