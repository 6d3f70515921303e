//! Services of the facts files: what is wrong with a row is told, and what is right is given.

use fitila::content::{About, build, check};
use fitila::domain::care::Duty;
use fitila::domain::referral::ServiceKind;

use crate::{folder, shipped, today};

fn row(changed: &str) -> String {
    let mut fields = vec![
        ("id", "\"kano\""),
        ("kind", "\"clinic\""),
        ("name", "\"Kano Clinic\""),
        ("number", "\"08031112222\""),
        ("area", "\"Kano\""),
        ("languages", "[\"ha\", \"en\"]"),
        ("hours", "\"mon-fri 08:00-16:00\""),
        ("source", "[\"we asked\"]"),
        ("review_by", "\"2027-06-30\""),
        ("verified", "true"),
    ];
    if let Some((name, value)) = changed.split_once(" = ") {
        fields.retain(|(field, _)| *field != name);
        fields.push((name, value));
    }
    let fields: Vec<String> =
        fields.iter().filter(|(_, value)| *value != "-").map(|(name, value)| format!("{name} = {value}\n")).collect();
    format!("[[service]]\n{}", fields.concat())
}

#[test]
fn shipped_services_are_those_that_a_source_names() {
    let directory = shipped().rulebook.directory.clone();
    let names: Vec<(&str, ServiceKind)> =
        directory.services.iter().map(|service| (&*service.number, service.kind)).collect();
    assert_eq!(names, [("627", ServiceKind::Rescue), ("08000333333", ServiceKind::Rescue)]);
    assert_eq!((&*directory.national.number, &*directory.abroad.number), ("627", "+2347030000203"));
}

#[test]
fn a_wrong_row_is_refused_with_what_to_write() {
    for (changed, field, told) in [
        ("kind = \"police\"", "kano.kind", "rescue, counsellor, clinic, lawyer, school"),
        ("kind = -", "kano.kind", "rescue"),
        ("area = \"Kanoo\"", "kano.area", "did you mean \"Kano\""),
        ("area = \"Surulere\"", "kano.area", "Surulere, Lagos; Surulere, Oyo"),
        ("area = -", "kano.area", "is missing"),
        ("languages = [\"fr\"]", "kano.languages", "\"fr\" is no language of the programme"),
        ("hours = \"daytime\"", "kano.hours", "mon-fri 08:00-18:00"),
        ("name = \"The long name of a clinic\"", "kano.name", "1 to 20"),
        ("name = \"Kliniki ɗaya\"", "kano.name", "plain"),
        ("number = \"0803 111 2222\"", "kano.number", "cannot be dialled"),
    ] {
        let (_folder, input) = folder(&[("facts.toml", &row(changed))]);
        let faults = build(&input, Duty::Unstaffed).unwrap_err();
        let fault = faults.iter().find(|fault| fault.key == field);
        let fault = fault.unwrap_or_else(|| panic!("{changed}: {faults:?}"));
        assert!(fault.to_string().contains(told), "{changed}: {fault}");
        assert!(check(&input, Duty::Unstaffed, today()).iter().any(|found| found.key == field), "{changed}");
    }
}

#[test]
fn a_programme_adds_replaces_and_removes_services() {
    let (_folder, input) =
        folder(&[("facts.toml", &format!("{}[[line]]\nid = \"lagos-dsva\"\nremoved = true\n", row("")))]);
    let services = build(&input, Duty::Unstaffed).unwrap().rulebook.directory.services.clone();
    let numbers: Vec<&str> = services.iter().map(|service| &*service.number).collect();
    assert_eq!(numbers, ["627", "08031112222"]);
    assert!(!check(&input, Duty::Unstaffed, today()).iter().any(|found| found.key == "kano"));
}

#[test]
fn a_service_past_its_day_is_told() {
    let (_folder, input) = folder(&[("facts.toml", &row("review_by = \"2027-01-01\""))]);
    let found = check(&input, Duty::Unstaffed, today());
    let told = found.iter().find(|found| found.key == "kano").unwrap();
    assert_eq!(told.about, About::PastReview);
}
