//! What a single text is taken for, in five languages.

use crate::person::{LOCALES, Person, content};

#[test]
fn help_is_answered_in_the_language_of_its_word() {
    let content = content();
    for (text, reply) in [
        ("HELP", "crisis_help/en"),
        ("help me please", "crisis_help/en"),
        ("Taimako!", "crisis_help/ha"),
        ("ÌRÀNLỌ́WỌ́", "crisis_help/yo"),
        ("e gba mi", "crisis_help/yo"),
        ("ENYEMAKA", "crisis_help/ig"),
        ("i dey danger", "crisis_help/pcm"),
        ("ＨＥＬＰ", "crisis_help/en"),
        ("please help", "crisis_help/en"),
        ("hlep", "crisis_help/en"),
    ] {
        assert_eq!(Person::new(&content).texts(text), [reply], "text: {text:?}");
    }
}

#[test]
fn every_main_word_of_every_language_does_what_it_says() {
    let content = content();
    for keyword in content.rulebook.keywords.keywords() {
        for (locale, word) in &keyword.main {
            let mut person = Person::new(&content);
            let replies = person.texts(&word.to_uppercase());
            let is_prompt_word = ["yes", "no"].contains(&keyword.key.as_str());
            assert_eq!(replies.len(), 1, "{word} ({locale})");
            assert_eq!(replies[0].starts_with("unknown/"), is_prompt_word, "{word} ({locale}) got {replies:?}");
        }
    }
}

#[test]
fn only_listed_spellings_count() {
    let content = content();
    for text in ["STOPWATCH", "helper", "job offer from my uncle in Italy", "oge ole", "7", "yes", "ok", ""] {
        let replies = Person::new(&content).texts(text);
        let taken =
            ["stop_confirm", "crisis_help"].iter().any(|key| replies.iter().any(|reply| reply.starts_with(key)));
        assert!(!taken, "{text:?} got {replies:?}");
    }
}

#[test]
fn a_long_cry_for_help_is_one_and_a_long_story_is_asked_to_be_short() {
    let content = content();
    let story = "My sister travelled with a woman we met at the market and we have heard nothing since. ".repeat(5);
    assert_eq!(Person::new(&content).texts(&story), ["too_long/en"]);
    assert_eq!(Person::new(&content).texts(&format!("HELP {story}")), ["crisis_help/en"]);
}

#[test]
fn a_language_is_learned_from_a_word_and_chosen_with_lang() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("YAUDARA"), ["trick_abroad/ha"]);
    assert_eq!(person.texts("hmm"), ["unknown/ha"], "the word taught us Hausa");
    assert_eq!(person.texts("IGBO"), ["language_set/ig"]);
    assert_eq!(person.texts("LANG YORUBA"), ["language_set/yo"]);
    assert_eq!(person.texts("LANG"), ["language_prompt/yo"]);
    assert_eq!(person.texts("5"), ["language_set/pcm"]);
    assert_eq!(person.texts("TAIMAKO"), ["crisis_help/pcm"], "what she chose stays");
}

#[test]
fn yes_answers_the_last_question_only_and_not_for_ever() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("JOIN");
    person.waits(11);
    assert_eq!(person.texts("YES"), ["unknown/en"]);
    person.texts("JOIN");
    assert_eq!(person.texts("no"), ["optin_declined/en"]);
    assert_eq!(person.texts("YES"), ["unknown/en"], "the question was answered");
}

#[test]
fn more_walks_on_and_ends() {
    let content = content();
    let mut person = Person::new(&content);
    let mut told = vec![person.texts("FAMILY")[0].clone()];
    for _ in 0..9 {
        person.waits(3);
        told.push(person.texts("MORE")[0].clone());
    }
    assert_eq!(told[1], "family_02_city/en");
    assert_eq!(told.last().unwrap(), "more_none/en");
}

#[test]
fn unknown_texts_get_one_short_guide_each_and_then_silence() {
    let content = content();
    let mut person = Person::new(&content);
    let told: Vec<String> = (0..20).flat_map(|n| person.texts(&format!("what is this {n}"))).collect();
    assert_eq!(told, ["unknown/en", "unknown/en", "unknown/en", "slow_down/en"]);
    assert_eq!(person.texts("HELP"), ["crisis_help/en"], "a call for help is always heard");
}

#[test]
fn quiet_mode_says_nothing_that_a_bystander_should_read() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("QUIET"), ["quiet_on/en"]);
    assert_eq!(person.texts("HOME"), ["quiet_reply/en"]);
    assert_eq!(person.texts("HELP"), ["crisis_help_discreet/en"]);
    assert_eq!(person.texts("QUIET OFF"), ["quiet_off/en"]);
    person.waits(30);
    assert_eq!(person.texts("HOME"), ["return_steps/en"], "the second text of the same reading");
}

#[test]
fn hours_are_set_and_taken_back() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("TIME 6PM-8PM"), ["hours_set/en"]);
    assert_eq!(person.profile.hours.unwrap().to_string(), "18:00-20:00");
    assert_eq!(person.texts("TIME whenever"), ["hours_bad/en"]);
    assert_eq!(person.texts("LOKACI ANY"), ["hours_set/ha"], "and the word is Hausa");
    assert_eq!(person.profile.hours, None);
}

#[test]
fn a_market_word_is_a_tip_for_everybody() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("MANGO"), ["skill_01_say_no/en"]);
    assert_eq!(person.texts("rice"), ["skill_02_feeling/en"]);
}

#[test]
fn a_check_word_is_repeated_only_as_letters_and_digits() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("TRUE k7-p4<script>http://x"), ["verify_unknown/en"]);
    let said = format!("{:?}", person.effects());
    assert!(said.contains("\"K7P4SCRI\""), "{said}");
}

#[test]
fn the_first_dial_asks_the_language_once() {
    let content = content();
    for (n, code) in LOCALES.iter().enumerate() {
        let mut person = Person::new(&content);
        assert!(person.dials().starts_with("Language\n1 English"));
        let root = person.presses(&(n + 1).to_string());
        assert!(root.starts_with("WOCON\n1 "), "{code}: {root}");
        assert_eq!(person.dials(), root, "{code} is remembered");
    }
}

/// Whoever asked for help must not have the answer found on her phone: it says that it can be deleted, where there is room.
#[test]
fn answers_to_a_call_for_help_say_that_they_can_be_deleted() {
    use fitila::domain::catalogue::{Class, Text};
    let content = content();
    let words = [("en", "elete"), ("pcm", "elete"), ("ha", "oge wannan"), ("yo", " re."), ("ig", "ichap")];
    let others = [("ig", "ichaa"), ("ha", "goge wannan"), ("yo", "yii re")];
    for (key, entry) in content.rulebook.catalogue.entries().filter(|(_, entry)| entry.class == Class::Crisis) {
        for (locale, variant) in &entry.sms {
            let Text::Fixed(text) = &variant.text else { panic!("{key} is filled") };
            let said = words.iter().chain(&others).any(|(of, word)| *of == locale.as_str() && text.contains(word));
            let room = text.chars().count() + content_hint(&content, locale.as_str()) <= 160;
            assert!(said || !room, "{key} in {locale} has room for it: {text}");
        }
    }
}

fn content_hint(content: &fitila::content::Content, locale: &str) -> usize {
    Person::new(content).sms_text("delete_hint", locale).chars().count()
}

#[test]
fn nothing_is_sent_first_on_the_heels_of_help_by_menu() {
    let content = content();
    let mut person = Person::new(&content);
    person.dials();
    person.presses("1");
    person.presses("3");
    assert_eq!(person.profile.paused_until, None);
    person.presses("00");
    person.presses("2");
    person.presses("1");
    assert!(person.profile.paused_until.is_some_and(|until| until > person.now), "she looked for help");
}

#[test]
fn a_slip_gets_the_question_once_more_and_a_story_the_help_line() {
    let content = content();
    for (before, slip, again) in [
        (vec!["START"], "maybe", "optin_prompt/en"),
        (vec!["START", "YES"], "24", "language_prompt/en"),
        (vec!["FARA", "EH"], "hmm", "who_prompt/ha"),
        (vec!["TRAINING", "YES"], "sixteen", "age_prompt/en"),
        (vec!["TRAINING", "YES"], "150", "age_prompt/en"),
        (vec!["TRAINING", "YES"], "4 years", "age_prompt/en"),
        (vec!["CHECK"], "what?", "check_again/en"),
        (vec!["TIME"], "tomorrow", "hours_bad/en"),
    ] {
        let mut person = Person::new(&content);
        for text in &before {
            person.texts(text);
        }
        assert_eq!(person.texts(slip), [again], "{before:?}");
        // Once: whoever still does not answer is told of MENU and HELP.
        let asked_again = person.texts(slip);
        assert!(
            asked_again[0].starts_with("unknown/") || again.starts_with("check") || again.starts_with("hours"),
            "{asked_again:?}"
        );
    }
    let mut person = Person::new(&content);
    for text in ["START", "Yes please", "1"] {
        person.texts(text);
    }
    assert_eq!(person.texts("my uncle wants to sell me"), ["unknown/en"], "it names the help line");
    assert_eq!(person.texts("4"), ["optin_confirm/en"], "and the question is still open");
    for text in ["ERASE", "maybe"] {
        person.texts(text);
    }
    assert_eq!(person.texts("hmm"), ["unknown/en"], "what cannot be undone is asked anew from its beginning");
}
