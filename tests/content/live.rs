//! Every text is live: a person comes to it by a keyword and MORE, by a rule of the conversation, or on a screen, in
//! every language.

use std::collections::{BTreeMap, BTreeSet};

use fitila::content::{Channel, Content};
use fitila::domain::catalogue::keys;
use fitila::domain::conversation::{Effect, Language, Profile, Say, respond};
use fitila::domain::ids::ContentKey;
use fitila::domain::keyword::{Does, Keyword};
use fitila::domain::referral::ServiceKind;
use fitila::domain::ussd::Screens;
use jiff::{SignedDuration, Timestamp};

use crate::{LANGUAGES, locale, shipped};

/// Answers that nobody can get yet, and why. A text that has become live must be taken off.
const NOT_YET: &[(&str, &str)] = &[
    ("crisis_ack_u", "needs somebody on duty who takes the call for help"),
    ("crisis_call_u", "needs somebody on duty who calls back"),
    ("office_closed", "needs hours in which somebody is on duty"),
    ("report_call_u", "needs somebody on duty who calls back"),
    ("report_no_names", "REPORT takes every text until DONE as a part of the report, so MORE does not lead on"),
];

struct Row {
    subject: String,
    channels: Vec<String>,
}

/// The rows of the index.
fn index() -> BTreeMap<String, Row> {
    let table: toml::Table = std::fs::read_to_string("message-templates/index.toml").unwrap().parse().unwrap();
    let row = |value: &toml::Value| Row {
        subject: value["subject"].as_str().unwrap().to_owned(),
        channels: value["channels"].as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect(),
    };
    table.iter().map(|(key, value)| (key.clone(), row(value))).collect()
}

/// Keys that a keyword answers with.
fn by_keyword(content: &Content) -> BTreeSet<String> {
    let keywords = content.rulebook.keywords.keywords().iter().filter(|keyword| keyword.does == Does::Inform);
    keywords.flat_map(|keyword| keyword.answers.iter().map(ToString::to_string)).collect()
}

/// Keys whose words stand on a screen now, with nobody on duty. A node may name more: what a rule must choose or fill
/// counts as a rule's.
fn on_screens(content: &Content) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for node in content.rulebook.menu.nodes() {
        // What is filled at each turn stands there too, if it names a service.
        if let Screens::Open { keys: open, .. } = &node.screens
            && open.first().is_some_and(|key| ServiceKind::named_in(key).is_some())
        {
            keys.extend(open.iter().map(ToString::to_string));
        }
        let Screens::Pages(pages) = &node.screens else { continue };
        let shown = pages[&locale("en")].join("\n");
        for key in &node.messages {
            let words = content.compose(key, locale("en"), Channel::Ussd, &[]);
            if words.is_some_and(|words| shown.contains(words.text.lines().next().unwrap())) {
                keys.insert(key.to_string());
            }
        }
    }
    keys
}

#[test]
fn every_answer_is_live_or_known_not_to_be() {
    let content = shipped();
    let by_rule: BTreeSet<String> = keys::ALL.iter().map(ToString::to_string).collect();
    let live: BTreeSet<String> = [by_rule, by_keyword(&content), on_screens(&content)].into_iter().flatten().collect();
    let index = index();
    let is_answer = |row: &Row| row.channels.iter().any(|channel| channel == "sms-reply" || channel == "ussd");
    let dead: Vec<&str> =
        index.iter().filter(|(key, row)| is_answer(row) && !live.contains(*key)).map(|(key, _)| key.as_str()).collect();
    let expected: Vec<&str> = NOT_YET.iter().map(|(key, _)| *key).collect();
    assert_eq!(dead, expected, "make it live, or say above why it cannot be; take off what is live now");
    assert!(NOT_YET.iter().all(|(_, why)| why.len() > 20));
}

#[test]
fn every_subject_answers_by_text_and_on_screens() {
    let content = shipped();
    let index = index();
    let subjects =
        |keys: &BTreeSet<String>| -> BTreeSet<String> { keys.iter().map(|key| index[key].subject.clone()).collect() };
    let all: BTreeSet<String> = index.values().map(|row| row.subject.clone()).collect();
    assert_eq!(all.len(), 14);
    assert_eq!(subjects(&on_screens(&content)), all);
    let by_rule = keys::ALL.iter().map(ToString::to_string);
    let by_text: BTreeSet<String> = by_keyword(&content).into_iter().chain(by_rule).collect();
    assert_eq!(subjects(&by_text), all);
}

struct Reader<'a> {
    content: &'a Content,
    profile: Profile,
    now: Timestamp,
}

impl<'a> Reader<'a> {
    fn of(content: &'a Content, code: &str) -> Self {
        let profile = Profile { language: Some(Language::Chosen(locale(code))), ..Profile::new() };
        Self { content, profile, now: "2026-12-01T09:00:00Z".parse().unwrap() }
    }

    /// Texts, and gives what is said.
    fn texts(&mut self, text: &str) -> Vec<Say> {
        self.now += SignedDuration::from_mins(3);
        let response = respond(text, self.profile.clone(), &self.content.rulebook, self.now);
        self.profile = response.profile;
        let said = response.effects.into_iter().filter_map(|effect| match effect {
            Effect::Reply(say) => Some(say),
            _ => None,
        });
        said.collect()
    }
}

fn word(content: &Content, key: &str, code: &str) -> String {
    let keyword = content.rulebook.keywords.keywords().iter().find(|keyword| keyword.key == key).unwrap();
    keyword.main.iter().find(|(language, _)| *language == locale(code)).unwrap().1.to_uppercase()
}

/// What is said for a text where only national lines are known: for most needs there is none.
fn given(key: &ContentKey) -> ContentKey {
    match ServiceKind::named_in(key) {
        None | Some(ServiceKind::Rescue) => key.clone(),
        Some(_) => keys::REFERRAL_NONE,
    }
}

fn informs(content: &Content) -> Vec<&Keyword> {
    content.rulebook.keywords.keywords().iter().filter(|keyword| keyword.does == Does::Inform).collect()
}

#[test]
fn a_keyword_and_more_give_the_whole_subject_in_every_language() {
    let content = shipped();
    let mut told = 0;
    for keyword in informs(&content) {
        for code in LANGUAGES {
            let mut reader = Reader::of(&content, code);
            let more = word(&content, "more", code);
            let mut asked = word(&content, &keyword.key, code);
            for key in keyword.answers.iter().chain([&keys::MORE_NONE, &keys::MORE_NONE]) {
                let said = reader.texts(&asked);
                assert_eq!(said.len(), 1, "{asked} in {code}");
                let key = &given(key);
                assert_eq!((&said[0].key, said[0].locale), (key, locale(code)), "{asked} after {}", keyword.key);
                let spoken = content.rulebook.catalogue.sms(key, locale(code)).unwrap();
                assert_eq!(spoken.locale, locale(code), "{key} has words in {code}");
                let words = content.compose(key, locale(code), Channel::Sms, &said[0].values).unwrap();
                assert_eq!(words.segments, 1, "{}", words.text);
                asked.clone_from(&more);
                told += 1;
            }
        }
    }
    assert!(told > 5 * 70, "only {told} texts");
}

#[test]
fn the_same_word_again_goes_on_and_begins_anew_after_the_last() {
    let content = shipped();
    let mut reader = Reader::of(&content, "ha");
    let home = word(&content, "return-home", "ha");
    let keyword = content.rulebook.keywords.keywords().iter().find(|keyword| keyword.key == "return-home").unwrap();
    let said: Vec<ContentKey> = (0..=keyword.answers.len()).map(|_| reader.texts(&home)[0].key.clone()).collect();
    let expected: Vec<ContentKey> = keyword.answers.iter().map(given).collect();
    assert_eq!(said[..expected.len()], expected);
    assert_eq!(said.last(), keyword.answers.first());
}

#[test]
fn a_keyword_cannot_answer_with_a_text_that_must_be_filled() {
    let files = "[[keyword]]\nkey = \"x\"\nmatch = \"whole\"\nanswers = [\"hours_set\"]\nen = { main = \"x\" }";
    let (_folder, input) = crate::folder(&[("keywords.toml", files)]);
    let faults = fitila::content::build(&input, fitila::domain::care::Duty::Unstaffed).unwrap_err();
    assert!(faults.iter().any(|fault| fault.key == "x" && fault.message.contains("needs from, to")), "{faults:?}");
}

/// A reply to a call for help stays on the phone: it says that it may go.
#[test]
fn answers_to_a_call_for_help_say_that_they_may_be_deleted() {
    let content = shipped();
    let hints = [
        ("en", "elete this"),
        ("ha", "oge wannan"),
        ("yo", "ifiranse yii re"),
        ("ig", "ichaa ozi a"),
        ("pcm", "elete this"),
    ];
    for (code, hint) in hints {
        for key in ["crisis_help", "crisis_abroad"] {
            let said = content.compose(&ContentKey::known(key), locale(code), Channel::Sms, &[]).unwrap().text;
            assert!(said.contains(hint), "{key} in {code}: {said}");
            let shown = content.compose(&ContentKey::known(key), locale(code), Channel::Ussd, &[]).unwrap().text;
            assert!(!shown.contains(hint), "a screen leaves nothing behind: {shown}");
        }
    }
}
