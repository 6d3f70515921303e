//! Market words: only as a whole message, for everybody alike, and never in what people write every day.

use fitila::domain::address::Locale;
use fitila::domain::conversation::{Effect, Sign};
use fitila::domain::keyword::{Prompt, Route, TipUse, route};

use crate::person::{LOCALES, Person, content};

/// Texts as people send them, a line each: sentences full of market words, answers, short words.
fn ordinary(locale: &str) -> Vec<String> {
    let file = format!("{}/tests/fixtures/ordinary/{locale}.txt", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(file).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn no_ordinary_text_is_looked_up_stops_or_erases() {
    let content = content();
    let words: Vec<&str> = content.rulebook.keywords.tip_words().collect();
    for locale in LOCALES {
        let texts = ordinary(locale);
        assert!(texts.len() >= 1_000, "{locale}: {}", texts.len());
        let mut with_market_words = 0;
        for text in texts {
            let routed = route(&content.rulebook.keywords, &text, None).route;
            let is_wrong = matches!(routed, Route::TipWord | Route::Stop | Route::StopTopic(_) | Route::Erase);
            assert!(!is_wrong, "{locale}: {text:?} is {routed:?}");
            let mut person = Person::new(&content);
            person.texts(&text);
            assert!(!person.effects().iter().any(|effect| matches!(effect, Effect::LookUp(_))), "{locale}: {text:?}");
            let folded = fitila::domain::text::fold(&text);
            with_market_words += usize::from(folded.split(' ').any(|word| words.contains(&word)));
        }
        assert!(with_market_words > 200, "{locale}: the corpus does not try the market words: {with_market_words}");
    }
}

#[test]
fn every_market_word_is_looked_up_whatever_question_is_open() {
    let content = content();
    let table = &content.rulebook.keywords;
    let prompts = [Prompt::YesNo, Prompt::Choice(5), Prompt::SixAnswers, Prompt::Household, Prompt::Hours].map(Some);
    for word in table.tip_words() {
        for prompt in prompts.into_iter().chain([None]) {
            let shouted = format!(" {}! ", word.to_uppercase());
            assert_eq!(route(table, &shouted, prompt).route, Route::TipWord, "{word} at {prompt:?}");
            for asked in ["{} please", "pls {}", "abeg {} {}", "Don Allah, {}!!", "e jowo {} jowo"] {
                let asked = asked.replace("{}", word);
                assert_eq!(route(table, &asked, prompt).route, Route::TipWord, "{asked} at {prompt:?}");
                assert_eq!(table.tip_key(&asked), table.tip_key(word), "{asked}");
            }
        }
        assert_eq!(route(table, &format!("one {word} only"), None).route, Route::Unknown, "{word}");
    }
    for everyday in ["fitila", "lamp", "pot", "ite", "ila", "agbon"] {
        assert_eq!(table.tip_key(everyday), None, "{everyday}: it means other things as well");
    }
    for likely in ["rice", "shinkafa", "bread", "salt", "nnu", "sugar", "onions", "alubosa", "tomato", "corn", "oka"] {
        assert_eq!(table.tip_use(likely), Some(TipUse::Everyday), "{likely}");
    }
    assert_eq!(table.tip_use("mango"), Some(TipUse::Rare));
    for (one, other) in [("onion", "ALBASA"), ("mango", "mangoes"), ("corn", "masara")] {
        assert_eq!(table.tip_key(one), table.tip_key(other), "{one}, {other}");
    }
    assert_eq!(table.tip_key("mango onion"), None, "two words are none");
    for code in LOCALES {
        let locale = Locale::parse(code).unwrap();
        let is_its = |word: &&str| table.tip_word_is_of(word, locale);
        assert!(table.tip_words().filter(is_its).count() >= 12, "{code}");
    }
}

#[test]
fn a_market_word_gives_open_tips_one_after_the_other_even_when_it_is_not_answered() {
    let content = content();
    let mut person = Person::new(&content);
    assert_eq!(person.texts("onion"), ["skill_01_say_no/en"]);
    assert_eq!(person.effects()[0], Effect::LookUp(Sign::Word("onion".into())));
    let five: Vec<String> = (0..5).flat_map(|_| person.texts("mango")).collect();
    assert_eq!(five.last().unwrap(), "skill_06_online/en");
    // The seventh is no text for any phone.
    assert_eq!(person.texts("mango"), ["skill_08_trip/en"]);
    for _ in 0..100 {
        person.texts("mango");
        assert!(matches!(person.effects()[0], Effect::LookUp(_)));
    }
    assert_eq!(person.texts("mango"), [""; 0], "a storm is not answered");
}

#[test]
fn the_key_that_leads_nowhere_shows_the_same_screen_and_is_looked_up() {
    let content = content();
    let mut person = Person::new(&content);
    let language = person.dials();
    assert_eq!(person.presses("99"), language);
    assert_eq!(person.effects(), [Effect::LookUp(Sign::Key)]);
    let mut last = person.presses("1");
    for key in ["1", "1", "0", "2", "3", "0"] {
        assert_eq!(person.presses("99"), last, "before {key}");
        assert_eq!(person.effects(), [Effect::LookUp(Sign::Key)]);
        last = person.presses(key);
        assert!(!person.effects().contains(&Effect::LookUp(Sign::Key)));
    }
}
