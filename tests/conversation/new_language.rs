//! A programme adds a language with files of its own and no code: it is offered, learned, answered in, and STOP is
//! heard in it.

use fitila::content::{Content, Level, ProgrammeTexts, build, check, unreviewed};
use fitila::domain::address::Locale;
use fitila::domain::care::Duty;
use fitila::domain::consent::Standing;

use crate::person::Person;

/// Words in Tiv stand for any language: what they say is of no matter here.
const KEYWORDS: &str = r#"
[language_names]
tiv = ["tiv", "tivi"]

[[keyword]]
key = "stop"
tiv = { main = "dondo", display = "DONDO", synonyms = ["de"] }

[[keyword]]
key = "start"
tiv = { main = "hii" }

[[keyword]]
key = "help"
tiv = { main = "wase", misspellings = ["wasse"] }

[[keyword]]
key = "yes"
tiv = { main = "een" }

[[keyword]]
key = "no"
tiv = { main = "ei" }

[[keyword]]
key = "erase"
tiv = { main = "esegh" }

[[keyword]]
key = "more"
tiv = { main = "seer" }

[[keyword]]
key = "family"
tiv = { main = "tsombor" }

[[tip_word]]
key = "yam"
tiv = "iyough"
"#;

const CORE: &str = r#"
[language_set]
sms = "Se er ken Tiv. LANG u musan."
ussd = "Se er ken Tiv."
review = "none (machine draft)"

[stop_confirm]
sms = "Se tindin we kwagh ga. HII u hiden."
ussd = "Se tindin we kwagh ga. HII u hiden."
review = "none (machine draft)"

[more_none]
sms = "Kure ve. MENU."
ussd = "Kure ve. MENU."
review = "none (machine draft)"
"#;

const FAMILY: &str = r#"
[family_01_first]
sms = "Mbamaren: ne mba hiihii u kuran wan."
ussd = "Mbamaren: ne mba hiihii u kuran wan."
review = "none (machine draft)"
"#;

const MENU: &str = r#"
review = "none (machine draft)"

[nav]
back_home = "0 Hide 00 Ya"
exit = "0 Bee"
next = "1 Kwagh u dondon"

["lang"]
title = "Zwa"

["me.language"]
title = "Zwa"

["root"]
title = "{{programme}}"
labels = ["Tom", "Iwasen", "Ayol", "Kwagh-fan", "Tsaase", "Tindi", "Kwagh wam"]
"#;

fn tiv() -> Locale {
    Locale::parse("tiv").unwrap()
}

fn programme() -> (tempfile::TempDir, ProgrammeTexts) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("tiv")).unwrap();
    for (name, text) in
        [("keywords.toml", KEYWORDS), ("tiv/core.toml", CORE), ("tiv/family.toml", FAMILY), ("tiv/menu.toml", MENU)]
    {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let en = Locale::parse("en").unwrap();
    let input = ProgrammeTexts {
        name: "WOCON".into(),
        ussd_code: "*347*627#".into(),
        short_code: "32627".into(),
        locales: vec![en, tiv()],
        default: en,
        marked: Vec::new(),
        zone: jiff::tz::TimeZone::get("Africa/Lagos").unwrap(),
        folder: Some(folder.path().to_owned()),
    };
    (folder, input)
}

fn content() -> Content {
    build(&programme().1, Duty::Unstaffed).unwrap()
}

#[test]
fn it_is_offered_at_the_first_dial_and_by_text() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.dials(), "Language\n1 English\n2 Tiv");
    assert_eq!(
        person.presses("2"),
        "WOCON\n1 Tom\n2 Iwasen\n3 Ayol\n4 Kwagh-fan\n5 Tsaase\n6 Tindi\n7 Kwagh wam\n0 Bee"
    );
    // What has no labels yet is shown in the programme's own language, with her way back below it.
    assert!(person.presses("7").ends_with("7 More\n0 Hide 00 Ya"));
    assert_eq!(person.presses("5"), "Zwa\n1 English\n2 Tiv\n0 Hide 00 Ya");
    assert_eq!(person.presses("2"), "Se er ken Tiv.\n0 Hide 00 Ya");

    let mut person = Person::new(&content);
    assert_eq!(person.texts("LANG TIV"), ["language_set/tiv"]);
    let mut person = Person::new(&content);
    assert_eq!(person.texts("LANG"), ["language_prompt/en"]);
    assert!(person.sms_text("language_prompt", "en").ends_with("\n1 English\n2 Tiv"));
    assert_eq!(person.texts("2"), ["language_set/tiv"]);
}

#[test]
fn its_words_are_heard_and_answered_in_it() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("TSOMBOR"), ["family_01_first/tiv"], "the word taught us her language");
    assert_eq!(person.texts("seer"), ["family_02_city/tiv"]);
    assert_eq!(person.sms_text("family_01_first", "tiv"), "Mbamaren: ne mba hiihii u kuran wan.");
    // A text that is missing is said in the programme's own language rather than not at all.
    assert_eq!(person.sms_text("family_02_city", "tiv"), person.sms_text("family_02_city", "en"));
    assert_eq!(person.texts("wasse"), ["crisis_help/tiv"]);
    assert_eq!(person.texts("Iyough"), ["skill_01_say_no/tiv"]);
}

#[test]
fn joining_and_stopping_work_in_it() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("HII").len(), 1);
    person.texts("een");
    assert_eq!(person.profile.subscription.standing, Standing::Active);
    assert_eq!(person.texts("Dondo"), ["stop_confirm/tiv"]);
    assert_eq!(person.profile.subscription.standing, Standing::Stopped);
    // The words of the other languages are heard as before, those that the programme does not speak too.
    for word in ["STOP", "de", "TSAYA", "Duro", "KWỤSỊ"] {
        let mut person = Person::new(&content);
        person.texts(word);
        assert_eq!(person.profile.subscription.standing, Standing::Stopped, "{word}");
    }
}

#[test]
fn what_it_lacks_is_counted() {
    let (_folder, input) = programme();
    let found = check(&input, Duty::Unstaffed, jiff::civil::date(2027, 1, 15));
    let reviews = found.iter().find_map(|finding| finding.reviews.filter(|reviews| reviews.language == tiv())).unwrap();
    let counted = unreviewed(&content()).into_iter().find(|reviews| reviews.language == tiv()).unwrap();
    assert_eq!(reviews, counted);
    assert_eq!((reviews.texts, reviews.unreviewed), (4, 4));
    assert!(reviews.missing > 120, "{reviews:?}");
    let missing = found.iter().filter(|finding| finding.message.contains("has no text in tiv")).count();
    assert_eq!(missing, reviews.missing);
    let lacks = |key: &str| found.iter().any(|finding| finding.key == key && finding.message == "has no word in tiv");
    assert!(lacks("rights") && !lacks("stop") && !lacks("help"));
    // Nothing else is wrong with it.
    let other: Vec<_> = found
        .iter()
        .filter(|finding| finding.level == Level::Error && !finding.message.contains("has no text in tiv"))
        .filter(|finding| finding.message != "has no title and labels in this language")
        .collect();
    assert!(other.is_empty(), "{other:#?}");
}
