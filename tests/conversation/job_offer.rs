//! The job-offer checker, whole: all 64 answer sets, by text and in the menu, in five languages.

use fitila::domain::conversation::Kept;
use serde::Deserialize;

use crate::person::{LOCALES, Person, content};

#[derive(Deserialize)]
struct Golden {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    answers: String,
    band: String,
}

fn golden() -> Vec<Case> {
    let golden: Golden = toml::from_str(include_str!("../fixtures/job_offer_check.toml")).unwrap();
    assert_eq!(golden.case.len(), 64);
    golden.case
}

#[test]
fn by_text_it_takes_two_messages_and_keeps_neither_answer() {
    let content = content();
    for (n, case) in golden().iter().enumerate() {
        let locale = LOCALES[n % LOCALES.len()];
        let mut person = Person::new(&content);
        person.texts(&format!("LANG {}", ["ENGLISH", "HAUSA", "YORUBA", "IGBO", "PIDGIN"][n % LOCALES.len()]));
        assert_eq!(person.texts("CHECK"), [format!("check_all/{locale}")]);
        let digits = case.answers.replace('Y', "1").replace('N', "2");
        assert_eq!(person.texts(&digits), [format!("check_result_{}/{locale}", case.band)], "{}", case.answers);
        assert_eq!(person.kept, Kept::Nothing, "the answers are nobody's business");
    }
}

#[test]
fn in_the_menu_it_gives_the_same_result() {
    let content = content();
    for case in golden() {
        for (n, locale) in LOCALES.iter().enumerate() {
            let mut person = Person::new(&content);
            person.dials();
            person.presses(&(n + 1).to_string());
            person.presses("1");
            person.presses("1");
            let mut screen = String::new();
            for answer in case.answers.chars() {
                screen = person.presses(if answer == 'Y' { "1" } else { "2" });
            }
            let result = person.sms_text(&format!("check_result_{}", case.band), locale);
            let first: String = result.chars().take(20).collect();
            assert!(screen.starts_with(&first), "{} in {locale}: {screen}", case.answers);
            assert_eq!(person.presses("9"), screen, "an unknown key shows the same result");
            let kept = serde_json::to_string(person.dialogue()).unwrap();
            assert!(!kept.contains("\"answers\":"), "answers are gone with the result: {kept}");
        }
    }
}

#[test]
fn what_is_not_six_answers_is_asked_for_again() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("CHECK");
    assert_eq!(person.texts("12122"), ["check_again/en"]);
    assert_eq!(person.texts("Y N Y N N N"), ["check_result_stop/en"]);
    assert_eq!(person.texts("CHECK 222222"), ["check_result_none/en"], "at once");
    assert_eq!(person.texts("121222"), ["unknown/en"], "no question is open");
}

#[test]
fn a_check_that_is_left_forgets_its_answers() {
    let content = content();
    let mut person = Person::new(&content);
    person.dials();
    for key in ["1", "1", "1", "1", "2", "00"] {
        person.presses(key);
    }
    assert!(!serde_json::to_string(person.dialogue()).unwrap().contains("\"answers\":"));
}
