//! Texts from handsets and what they are answered with.

use jiff::SignedDuration;

use crate::app::{LANGUAGES, TestApp, number};

crate::stories! {
    help_is_answered_in_the_language_of_its_word,
    join_and_yes_enrol_with_a_proof,
}

async fn help_is_answered_in_the_language_of_its_word(app: &TestApp) {
    let words = ["HELP", "TAIMAKO", "IRANLOWO", "ENYEMAKA", "I DEY DANGER"];
    for (n, (language, word)) in LANGUAGES.into_iter().zip(words).enumerate() {
        assert_eq!(app.say(&number(n), word).await, [app.words("crisis_help", language)], "word: {word}");
        // What she writes next is answered in that language too.
        assert_eq!(app.say(&number(n), "xyzzy").await, [app.words("unknown", language)], "after {word}");
    }
}

async fn join_and_yes_enrol_with_a_proof(app: &TestApp) {
    let amina = number(1);
    assert_eq!(app.say(&amina, "Join").await, [app.words("optin_prompt", "en")]);
    assert_eq!(app.standing(&amina).await, "none");
    assert_eq!(app.say(&amina, "yes").await, [app.words("optin_confirm", "en")]);
    assert_eq!(app.standing(&amina).await, "active safety;tips");

    let record = app.person(&amina).await;
    let [proof] = record.proofs.as_slice() else { panic!("one change of consent, one proof: {:?}", record.proofs) };
    let content = app.context().content();
    let asked = fitila::domain::ids::ContentKey::named("optin_prompt");
    let version = content.rulebook.catalogue.sms(&asked, crate::app::locale("en")).unwrap().variant.version.to_string();
    assert_eq!((proof.change.as_str(), proof.topics.as_str(), proof.how.as_str()), ("opted_in", "safety;tips", "sms"));
    assert_eq!(proof.wording, Some(("optin_prompt".to_owned(), "en".to_owned(), version)));
    assert_eq!(proof.at, app.now());
    assert_eq!((record.held.texts_received, record.held.texts_sent), (2, 2));
    let _ = SignedDuration::ZERO;
}
