//! The guide for those who write content: every example in it is laid over the shipped files, and works.

use std::collections::BTreeMap;

use fitila::content::{Channel, Level, ProgrammeTexts, build, check, unreviewed};
use fitila::domain::care::Duty;
use fitila::domain::catalogue::Review;
use fitila::domain::consent::Topic;
use fitila::domain::ids::ContentKey;
use fitila::domain::keyword::{Route, route};

use crate::{folder, locale, page, today};

/// The examples by the file that each is for; what is for one file stands in it together.
fn examples() -> BTreeMap<String, String> {
    let guide = std::fs::read_to_string("docs/content.md").unwrap();
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for part in guide.split("\n`own/").skip(1) {
        let (file, rest) = part.split_once("`:\n\n```toml\n").expect("an example follows the name of its file");
        let example = rest.split_once("\n```").unwrap().0;
        *files.entry(file.to_owned()).or_default() += &format!("{example}\n\n");
    }
    files
}

#[test]
fn the_examples_work_together() {
    let examples = examples();
    assert_eq!(examples.len(), 9, "{:?}", examples.keys());
    let files: Vec<(&str, &str)> = examples.iter().map(|(file, text)| (file.as_str(), text.as_str())).collect();
    let (_folder, mut input) = folder(&files);
    input.locales.push(locale("tiv"));
    let content = build(&input, Duty::Unstaffed).unwrap();
    let said =
        |key: &str, code| content.compose(&ContentKey::named(key), locale(code), Channel::Sms, &[]).unwrap().text;
    assert!(said("about", "en").starts_with("WOCON is a group of mothers"));
    assert!(said("crisis_help", "pcm").contains("08031234567"));
    assert_eq!(said("language_set", "tiv"), "Se er ken Tiv.");
    assert!(page(&content, "me.about", "yo").starts_with("WOCON is open"));
    assert!(page(&content, "help.now", "tiv").ends_with("0 Hide 00 Ya"));
    assert!(!page(&content, "help.numbers", "en").contains("Lagos"));
    let table = &content.rulebook.keywords;
    assert_eq!(route(table, "Dondo", None).route, Route::Stop);
    assert_eq!(route(table, "dondo kwagh kura", None).route, Route::StopTopic(Topic::Safety));
    let answers = |word: &str| match route(table, word, None).route {
        Route::Keyword { index, .. } => table.keyword(index).answers.clone(),
        other => panic!("{word}: {other:?}"),
    };
    assert_eq!(answers("ofice"), [ContentKey::known("office_hours"), ContentKey::known("about")]);
    assert_eq!(answers("loya"), [ContentKey::known("law_legal_aid"), ContentKey::known("law_lawyer")]);
    // Only the translations that an example leaves out are missed.
    let input = ProgrammeTexts { locales: ["en", "ha", "yo", "ig", "pcm"].map(locale).to_vec(), ..input };
    let found = check(&input, Duty::Unstaffed, today());
    let errors: Vec<_> = found.iter().filter(|finding| finding.level == Level::Error).collect();
    assert!(errors.iter().all(|finding| finding.key == "office_hours"), "{errors:#?}");
}

#[test]
fn the_approved_example_is_approved() {
    let examples = examples();
    let (_folder, input) = folder(&[("yo/family.toml", &examples["yo/family.toml"])]);
    let content = build(&input, Duty::Unstaffed).unwrap();
    let spoken = content.rulebook.catalogue.sms(&ContentKey::known("family_03_money"), locale("yo")).unwrap().variant;
    assert_eq!(spoken.review, Review::Reviewed, "its version is {}", spoken.version);
    let yoruba = unreviewed(&content).into_iter().find(|reviews| reviews.language == locale("yo")).unwrap();
    assert_eq!(yoruba.reviewed, 1);
}
