//! Every text and every word, as shipped.

use std::path::Path;
use std::sync::Arc;

use fitila::content::{Channel, ProgrammeTexts, build};
use fitila::domain::care::Duty;
use fitila::domain::catalogue::{Text, keys};
use fitila::domain::ids::ContentKey;
use fitila::domain::keyword::{Does, Route, route};
use fitila::domain::text::{Encoding, segment_count};

use crate::{LANGUAGES, locale, programme, sample_values, shipped};

#[test]
fn every_text_renders_in_every_language_with_every_sample() {
    let mut rendered = 0;
    for duty in [Duty::Unstaffed, Duty::Staffed] {
        let content = build(&programme(), duty).unwrap();
        for (key, entry) in content.rulebook.catalogue.entries() {
            let (sms, ussd) = (entry.sms.iter(), entry.ussd.iter());
            let all = sms.map(|each| (Channel::Sms, each)).chain(ussd.map(|each| (Channel::Ussd, each)));
            for ((channel, (locale, variant)), values) in
                all.flat_map(|each| sample_values().into_iter().map(move |values| (each, values)))
            {
                let composed = content.compose(key, *locale, channel, &values).unwrap();
                assert!(!composed.text.contains("{{"), "{key} in {locale}: {}", composed.text);
                assert!(!composed.text.contains("&#"), "an apostrophe must stay one byte: {}", composed.text);
                assert_eq!((composed.encoding, composed.segments), (Encoding::Gsm7, 1), "{key} in {locale}");
                assert!(composed.segments <= variant.segments);
                assert_eq!(segment_count(&composed.text), 1, "{key} in {locale}: {}", composed.text);
                assert_eq!(variant.version.len(), 8);
                rendered += 1;
            }
        }
    }
    assert!(rendered > 3_000, "{rendered} rendered");
}

#[test]
fn a_missing_value_is_never_said() {
    let content = shipped();
    assert_eq!(content.compose(&keys::HOURS_SET, locale("en"), Channel::Sms, &[]), None);
    assert_eq!(content.compose(&keys::HOURS_SET, locale("en"), Channel::Sms, &[("from", "6pm".into())]), None);
    let both = [("from", "6pm".to_owned()), ("to", "{{hotline}} & 'x'".to_owned())];
    let composed = content.compose(&keys::HOURS_SET, locale("en"), Channel::Sms, &both).unwrap();
    assert_eq!(composed.text, "Done. We will text only between 6pm and {{hotline}} & 'x'.");
    assert_eq!(content.compose(&ContentKey::known("nothing"), locale("en"), Channel::Sms, &[]), None);
    assert_eq!(content.compose(&keys::SESSION_OVER, locale("en"), Channel::Sms, &[]), None);
}

/// Words that promise safety.
const PROMISES: [&str; 17] = [
    "safe",
    "guarantee",
    "100%",
    "no risk",
    "genuine",
    "trust us",
    "nobody will know",
    "will rescue",
    "amintacce",
    "babu hadari",
    "lafiya lau",
    "ailewu",
    "ko si ewu",
    "enweghi ize ndu",
    "o nweghi ihe ga-eme",
    "no wahala",
    "nothing go happen",
];

#[test]
fn no_result_of_the_checker_promises_safety() {
    let content = shipped();
    let mut seen = 0;
    for key in [keys::CHECK_RESULT_STOP, keys::CHECK_RESULT_CAREFUL, keys::CHECK_RESULT_NONE] {
        for (code, channel) in LANGUAGES.iter().flat_map(|code| [(code, Channel::Sms), (code, Channel::Ussd)]) {
            let text = content.compose(&key, locale(code), channel, &[]).unwrap().text.to_lowercase();
            for promise in PROMISES {
                assert!(!text.contains(promise), "{key} in {code} says \"{promise}\": {text}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 30);
}

#[test]
fn words_are_known_in_every_language_and_spelling() {
    let content = shipped();
    let table = &content.rulebook.keywords;
    for (text, does) in [
        ("STOP", Route::Stop),
        ("quit", Route::Stop),
        ("duro", Route::Stop),
        ("KWỤSỊ", Route::Stop),
        ("TSAYA", Route::Stop),
        ("PA Á RẸ́", Route::Erase),
        ("Taimako", Route::Help),
        ("abeg help", Route::Help),
        ("fara", Route::Start),
        ("Mango", Route::TipWord),
        ("ALBASA please", Route::TipWord),
        ("fitila", Route::Unknown),
        ("hello hello", Route::Unknown),
    ] {
        assert_eq!(route(table, text, None).route, does, "text: {text}");
    }
    assert_eq!(table.keywords().len(), 31);
    assert_eq!(table.language_named("pijin"), Some(locale("pcm")));
    let tricks = table.keywords().iter().find(|keyword| keyword.key == "tricks").unwrap();
    assert_eq!((tricks.does, tricks.answers.len()), (Does::Inform, 13));
}

#[test]
fn a_stop_is_heard_in_languages_that_the_programme_does_not_speak() {
    let input = ProgrammeTexts { locales: vec![locale("en")], ..programme() };
    let content = build(&input, Duty::Unstaffed).unwrap();
    assert_eq!(route(&content.rulebook.keywords, "duro", None).route, Route::Stop);
}

#[test]
fn a_name_with_marks_is_written_plain_where_marks_would_cost() {
    let input = ProgrammeTexts { name: "Ìmọ́lẹ̀".into(), ..programme() };
    let content = build(&input, Duty::Unstaffed).unwrap();
    let about = ContentKey::known("about");
    let said = content.compose(&about, locale("en"), Channel::Sms, &[]).unwrap();
    assert!(said.text.starts_with("Imole helps") && said.encoding == Encoding::Gsm7);
    let input = ProgrammeTexts { name: "Café 'Ọla' & Co".replace('Ọ', "O"), ..programme() };
    let content = build(&input, Duty::Unstaffed).unwrap();
    let said = |channel| content.compose(&about, locale("en"), channel, &[]).unwrap().text;
    assert!(said(Channel::Sms).starts_with("Café 'Ola' & Co helps"));
    assert!(said(Channel::Ussd).starts_with("Cafe 'Ola' & Co helps"));
}

#[test]
fn equal_words_are_kept_once() {
    let content = shipped();
    let catalogue = &content.rulebook.catalogue;
    let words = |text: &Text| match text {
        Text::Fixed(words) => Arc::clone(words),
        Text::Open(_) => panic!("an open text"),
    };
    let sms = words(&catalogue.sms(&keys::MORE_NONE, locale("en")).unwrap().variant.text);
    let ussd = words(&catalogue.ussd(&keys::MORE_NONE, locale("en")).unwrap().variant.text);
    assert!(Arc::ptr_eq(&sms, &ussd));
}

#[test]
fn the_files_of_the_repository_are_the_ones_that_are_compiled_in() {
    let count = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
    for code in LANGUAGES {
        assert_eq!(count(&Path::new("message-templates").join(code)), 15, "{code}");
    }
}
