//! Codes of trainings as people type them, and ages.

use fitila::domain::consent::AgeBand;
use fitila::domain::conversation::Effect;
use fitila::domain::training::{Code, Inquiry};

use crate::person::{Person, content};

/// What is looked up for a text, or the keys of the answers.
fn asked(person: &mut Person<'_>, text: &str) -> Result<Inquiry, Vec<String>> {
    let replies = person.texts(text);
    let inquiry = person.effects().iter().find_map(|effect| match effect {
        Effect::Inquire { inquiry, .. } => Some(inquiry.clone()),
        _ => None,
    });
    inquiry.ok_or(replies)
}

#[test]
fn a_code_is_read_however_it_is_typed() {
    let content = content();
    let code = Code::stored("37EF2C");
    for text in [
        "TRUE 37EF2C",
        "TRUE:37EF2C",
        "TRUE-37EF2C",
        "true.37ef2c",
        "TRUE37EF2C",
        "Abeg TRUE37EF2C",
        "TRUE 37 EF2C to 32627",
        "37EF2C",
        "37ef2c?",
        "37E-F2C",
        "is 37EF2C true",
        "is it true 37EF2C",
        "CHECK 37EF2C",
        "GASKIYA:37EF2C",
        "GASKIYA37EF2C",
        "shin 37EF2C gaskiya ne",
        "OOTO-37EF2C",
        "otito37ef2c",
        "se 37EF2C ooto ni",
        "EZIOKWU:37EF2C",
        "eziokwu37ef2c",
        "37EF2C o bu eziokwu",
        "NA TRUE: 37EF2C",
        "37EF2C na true",
        "how do i apply, is 37EF2C true",
        "Tailoring at Ikorodu starts Tue 12 Jan 9am. No fee. Is it ours? Text TRUE 37EF2C to 32627. STOP ends.",
    ] {
        assert_eq!(asked(&mut Person::new(&content), text), Ok(Inquiry::Verify(code.clone())), "{text}");
    }
    for text in [
        "APPLY 37EF2C",
        "APPLY:37EF2C",
        "apply-37ef2c",
        "APPLY37EF2C",
        "i wan apply 37EF2C",
        "RAJISTA:37EF2C",
        "rajista37ef2c",
        "ina son rajista 37EF2C",
        "FORUKOSILE:37EF2C",
        "mo fe fi oruko sile 37EF2C",
        "DEBANYE-37EF2C",
        "achoro m debanye aha 37EF2C",
    ] {
        assert_eq!(asked(&mut Person::new(&content), text), Ok(Inquiry::Apply(code.clone())), "{text}");
    }
}

#[test]
fn ordinary_words_are_no_codes_and_a_plain_word_is_told_how_to_test() {
    let content = content();
    for text in ["sewing", "SEWING class", "200000", "see you at 2 pm", "YES 2PM", "my padi tell me say e good"] {
        let replies = asked(&mut Person::new(&content), text).unwrap_err();
        assert!(!replies.iter().any(|key| key.starts_with("verify")), "{text}: {replies:?}");
    }
    // A story is not looked through for codes.
    let story = "my uncle say make i follow am go town with bus GR8DAY and he no tell my mama";
    assert!(asked(&mut Person::new(&content), story).is_err());
    for (text, reply) in [
        ("TRUE tailoring", "verify_prompt/en"),
        ("TRUE", "verify_prompt/en"),
        ("TRUE is this message from you", "verify_prompt/en"),
        ("TRUE JOB123", "verify_unknown/en"),
        ("APPLY tailoring", "apply_prompt/en"),
    ] {
        assert_eq!(asked(&mut Person::new(&content), text), Err(vec![reply.to_owned()]), "{text}");
    }
}

#[test]
fn an_age_is_understood_as_a_choice_or_in_years() {
    let content = content();
    for (text, age) in [
        ("1", AgeBand::Under13),
        ("2", AgeBand::From13To17),
        ("3", AgeBand::Adult),
        ("4", AgeBand::Adult),
        ("5", AgeBand::Under13),
        ("12", AgeBand::Under13),
        ("13", AgeBand::From13To17),
        ("15", AgeBand::From13To17),
        ("17 years", AgeBand::From13To17),
        ("17yrs.", AgeBand::From13To17),
        ("18", AgeBand::Adult),
        ("I am 20", AgeBand::Adult),
        ("I'm 20 years old", AgeBand::Adult),
        ("99", AgeBand::Adult),
        ("shekaruna 16", AgeBand::From13To17),
        ("omo odun 16 ni mi", AgeBand::From13To17),
        ("adi m afo 16", AgeBand::From13To17),
        ("i be 16", AgeBand::From13To17),
    ] {
        let mut person = Person::new(&content);
        person.texts("TRAINING");
        person.texts("YES");
        person.texts(text);
        assert_eq!(person.profile.age_band, Some(age), "{text}");
    }
    for text in ["0", "100", "I am 3", "he is 40 and beats me", "16 or 17", "HELP 16"] {
        let mut person = Person::new(&content);
        person.texts("TRAINING");
        person.texts("YES");
        person.texts(text);
        assert_eq!(person.profile.age_band, None, "{text}");
    }
}

#[test]
fn on_the_screen_a_number_that_is_no_option_is_an_age() {
    let content = content();
    for (keys, age) in [
        ("1", Some(AgeBand::Under13)),
        ("3", Some(AgeBand::Adult)),
        ("9", None),
        ("12", Some(AgeBand::Under13)),
        ("15", Some(AgeBand::From13To17)),
        ("21", Some(AgeBand::Adult)),
        ("100", None),
        ("99", None),
    ] {
        let mut person = Person::new(&content);
        person.dials();
        for key in ["1", "5", "2"] {
            person.presses(key);
        }
        person.presses(keys);
        assert_eq!(person.profile.age_band, age, "{keys}");
    }
}
