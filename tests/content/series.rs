//! Series as data: the shipped ones, the programme's own, and what is refused.

use fitila::content::build;
use fitila::domain::care::Duty;
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::SeriesKey;
use fitila::domain::schedule::TimeOfDay;
use jiff::civil::Weekday;

use crate::{folder, locale, shipped};

const OWN: &str = r#"
[[series]]
key = "skills"
topic = "tips"
roles = ["girl", "community"]
keyword = "tips"
hour = "09:30"
weekday = "Saturday"
steps = ["skill_02_feeling", "skill_01_say_no"]

[[series]]
key = "hard-times"
topic = "safety"
without_role = true
keyword = "family"
hour = "6pm"
steps = ["family_07_hard_times"]
"#;

#[test]
fn the_shipped_series_are_those_of_the_programme() {
    let content = shipped();
    let series: Vec<(String, usize, String, Option<Weekday>)> = content
        .rulebook
        .series
        .iter()
        .map(|series| (series.key.to_string(), series.steps.len(), series.at.to_string(), series.weekday))
        .collect();
    let expected = [("skills", 12, "17:00"), ("family", 8, "18:30")];
    assert_eq!(series, expected.map(|(key, steps, at)| (key.to_owned(), steps, at.to_owned(), None)));
    // Each text fits one SMS with the line that says how to end it, in every language, quiet or not.
    for series in &content.rulebook.series {
        for step in &series.steps {
            for code in crate::LANGUAGES {
                for discretion in [Discretion::Full, Discretion::Quiet] {
                    let text = content.step_text(step, locale(code), discretion).unwrap();
                    assert_eq!(text.words.segments, 1, "{step} {code} {discretion:?}");
                    assert_eq!(text.words.locale, locale(code), "{step} {code}");
                    let parts = if code == "en" { 0 } else { 2 };
                    assert_eq!(text.unread.len(), parts, "{step} {code} {discretion:?}");
                    assert!(text.group < 0);
                }
            }
        }
    }
}

#[test]
fn a_folder_replaces_a_series_and_adds_one() {
    let (_folder, input) = folder(&[("series.toml", OWN)]);
    let content = build(&input, Duty::Unstaffed).unwrap();
    let keys: Vec<String> = content.rulebook.series.iter().map(|series| series.key.to_string()).collect();
    assert_eq!(keys, ["skills", "family", "hard-times"]);
    let skills = content.rulebook.series(&SeriesKey::named("skills")).unwrap();
    assert_eq!((skills.at, skills.weekday), (TimeOfDay::parse("9:30am").unwrap(), Some(Weekday::Saturday)));
    assert_eq!(
        (skills.steps.len(), skills.for_unsaid, skills.roles.to_words()),
        (2, false, "girl;community".to_owned())
    );
}

#[test]
fn a_series_that_cannot_be_sent_is_refused_with_its_reason() {
    for (from, to, part) in [
        ("\"tips\"\nroles", "\"gossip\"\nroles", "topic: write safety"),
        ("\"girl\"", "\"boss\"", "roles: \"boss\" is none"),
        ("\"tips\"\nhour", "\"stop\"\nhour", "keyword: \"stop\""),
        ("\"tips\"\nhour", "\"tipz\"\nhour", "keyword: \"tipz\""),
        ("\"09:30\"", "\"6\"", "hour: write"),
        ("\"09:30\"", "\"24:00\"", "hour: write"),
        ("\"Saturday\"", "\"Someday\"", "weekday: write"),
        ("weekday", "week_day", "unknown field `week_day`"),
        ("\"skill_01_say_no\"", "\"skill_99\"", "no text \"skill_99\""),
        ("\"skill_01_say_no\"", "\"skill_02_feeling\"", "there twice"),
        ("\"skill_01_say_no\"", "\"return_no_shame\"", "only ever an answer"),
        ("\"skill_01_say_no\"", "\"trick_online\"", "does not have series among its channels"),
        ("\"skill_01_say_no\"", "\"family_01_first\"", "consent to safety"),
        ("[\"skill_02_feeling\", \"skill_01_say_no\"]", "[]", "steps: name at least one"),
    ] {
        let text = OWN.replacen(from, to, 1);
        assert_ne!(text, OWN, "{from}");
        let (_folder, input) = folder(&[("series.toml", &text)]);
        let faults = build(&input, Duty::Unstaffed).expect_err(part);
        let found = faults.iter().any(|fault| fault.to_string().contains(part));
        assert!(found, "{part}: {faults:?}");
        assert!(faults.iter().all(|fault| fault.to_string().contains("series.toml")), "{faults:?}");
    }
}

#[test]
fn hours_of_a_series_mean_one_hour() {
    for (text, expected) in [
        ("17:00", Some("17:00")),
        ("5pm", Some("17:00")),
        ("6:30pm", Some("18:30")),
        ("12am", Some("00:00")),
        ("18", Some("18:00")),
        ("08:00", Some("08:00")),
        ("0800", Some("08:00")),
        ("6", None),
        ("8:00", None),
        ("24:00", None),
        ("5pm-6pm", None),
        ("", None),
    ] {
        let read = TimeOfDay::parse(text).map(|at| at.to_string());
        assert_eq!(read.as_deref(), expected, "text: {text:?}");
    }
}
