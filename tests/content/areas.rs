//! The list of states and local governments as it ships.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fitila::domain::area::{Found, Gazetteer, Zone};

use crate::shipped;

/// How many local governments each state has.
const COUNTS: [(&str, usize); 37] = [
    ("abia", 17),
    ("adamawa", 21),
    ("akwa-ibom", 31),
    ("anambra", 21),
    ("bauchi", 20),
    ("bayelsa", 8),
    ("benue", 23),
    ("borno", 27),
    ("cross-river", 18),
    ("delta", 25),
    ("ebonyi", 13),
    ("edo", 18),
    ("ekiti", 16),
    ("enugu", 17),
    ("fct", 6),
    ("gombe", 11),
    ("imo", 27),
    ("jigawa", 27),
    ("kaduna", 23),
    ("kano", 44),
    ("katsina", 34),
    ("kebbi", 21),
    ("kogi", 21),
    ("kwara", 16),
    ("lagos", 20),
    ("nasarawa", 13),
    ("niger", 25),
    ("ogun", 20),
    ("ondo", 18),
    ("osun", 30),
    ("oyo", 33),
    ("plateau", 17),
    ("rivers", 23),
    ("sokoto", 23),
    ("taraba", 16),
    ("yobe", 17),
    ("zamfara", 14),
];

fn list() -> Arc<Gazetteer> {
    Arc::clone(&shipped().rulebook.areas)
}

fn found(list: &Gazetteer, text: &str) -> Vec<String> {
    match list.find(text) {
        Found::One(area) => vec![area.as_str().to_owned()],
        Found::Several(areas) => areas.iter().map(|area| area.as_str().to_owned()).collect(),
        Found::None { .. } => Vec::new(),
    }
}

#[test]
fn there_are_36_states_and_abuja_and_774_local_governments() {
    let list = list();
    let counts: BTreeMap<&str, usize> =
        list.states().iter().map(|state| (state.id.as_str(), state.local_governments.len())).collect();
    assert_eq!(counts, COUNTS.into_iter().collect());
    assert_eq!(counts.values().sum::<usize>(), 774);
    assert_eq!(COUNTS.iter().filter(|(id, _)| *id != "fct").map(|(_, count)| count).sum::<usize>(), 768);
}

#[test]
fn each_zone_fits_a_menu() {
    let list = list();
    let counts = Zone::ALL.map(|(zone, _)| list.states_in(zone).count());
    assert_eq!(counts, [7, 6, 7, 5, 6, 6]);
}

#[test]
fn every_local_government_is_found_by_each_of_its_names_with_its_state() {
    let list = list();
    let mut ids = BTreeSet::new();
    for state in list.states() {
        for local in &state.local_governments {
            for name in std::iter::once(&local.name).chain(&local.other) {
                let one = found(&list, &format!("{name}, {} State", state.name));
                assert_eq!(one.len(), 1, "{name}, {}: {one:?}", state.name);
                assert!(one[0].starts_with(&format!("{}/", state.id)), "{name}, {}: {one:?}", state.name);
                let bare = found(&list, &format!("{name} LGA"));
                assert!(bare.contains(&one[0]), "{name} LGA: {bare:?}");
                ids.insert(one[0].clone());
            }
        }
    }
    assert_eq!(ids.len(), 774);
}

#[test]
fn names_that_several_have_are_known_to_be_several() {
    let list = list();
    let mut shared = BTreeSet::new();
    for state in list.states() {
        for local in &state.local_governments {
            if found(&list, &format!("{} LGA", local.name)).len() > 1 {
                shared.insert(local.name.as_str());
            }
        }
    }
    // A name that joins or leaves this row is a finding: a spelling was added that another place has.
    let expected =
        ["Bassa", "Egbeda", "Garki", "Ifelodun", "Irepodun", "Karu", "Nasarawa", "Obi", "Sabon Gari", "Surulere"];
    assert_eq!(shared.into_iter().collect::<Vec<_>>(), expected);
}

#[test]
fn short_forms_mean_what_people_mean() {
    let list = list();
    for (text, expected) in [
        ("FCT", vec!["fct"]),
        ("Abuja", vec!["fct"]),
        ("abuja fct", vec!["fct"]),
        ("AMAC", vec!["fct/abuja-municipal"]),
        ("Abuja Municipal Area Council", vec!["fct/abuja-municipal"]),
        ("AKS", vec!["akwa-ibom"]),
        ("A/Ibom", vec!["akwa-ibom"]),
        ("Akwaibom", vec!["akwa-ibom"]),
        ("C/River State", vec!["cross-river"]),
        ("Crossriver", vec!["cross-river"]),
        ("Eko", vec!["lagos"]),
        ("Benin", vec!["edo"]),
        ("Benin City", vec!["edo/oredo"]),
        ("PH", vec!["rivers/port-harcourt"]),
        ("Port-Harcourt", vec!["rivers/port-harcourt"]),
        ("V.I.", vec!["lagos/eti-osa"]),
        ("Aba", vec!["abia/aba-north", "abia/aba-south"]),
        ("Onitsha", vec!["anambra/onitsha-north", "anambra/onitsha-south"]),
        ("Jos", vec!["plateau/jos-east", "plateau/jos-north", "plateau/jos-south"]),
        ("Kaduna", vec!["kaduna"]),
        ("Ekiti", vec!["ekiti"]),
        ("Ekiti LGA", vec!["kwara/ekiti"]),
        ("Bassa", vec!["kogi/bassa", "plateau/bassa"]),
        ("Surulere", vec!["lagos/surulere", "oyo/surulere"]),
        ("Egbado North", vec!["ogun/yewa-north"]),
        ("Onelga", vec!["rivers/ogba-egbema-ndoni"]),
        ("Qua'an-Pan", vec!["plateau/quaan-pan"]),
        ("ogbomọṣọ north", vec!["oyo/ogbomosho-north"]),
    ] {
        assert_eq!(found(&list, text), expected, "text: {text}");
    }
    assert_eq!(found(&list, "Ibadan").len(), 5);
    assert_eq!(found(&list, "Ib"), found(&list, "Ibadan"));
}

#[test]
fn no_name_is_a_word_that_takes_an_area_back() {
    let list = list();
    for word in ["off", "none", "no", "remove"] {
        assert_eq!(found(&list, word), Vec::<String>::new(), "word: {word}");
    }
}

#[test]
fn the_longest_name_is_the_one_that_texts_are_tried_with() {
    let list = list();
    let samples: toml::Table = include_str!("../../message-templates/samples.toml").parse().unwrap();
    let longest = samples["area"].as_array().unwrap().last().unwrap().as_str().unwrap();
    for state in list.states() {
        for local in &state.local_governments {
            let name = format!("{}, {}", local.name, state.name);
            assert!(name.is_ascii() && name.len() <= longest.len(), "{name} is longer than {longest}");
        }
    }
    assert!(matches!(list.find(longest), Found::One(_)));
}
