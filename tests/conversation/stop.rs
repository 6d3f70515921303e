//! STOP is absolute: whatever was said before, and whoever asks after.

use fitila::domain::consent::{Change, Standing};
use fitila::domain::conversation::Effect;
use proptest::prelude::*;

use crate::person::{Person, content};

fn consents(person: &Person) -> Vec<Change> {
    let events = person.effects().iter().filter_map(|effect| match effect {
        Effect::RecordConsent(event) => Some(event.change),
        _ => None,
    });
    events.collect()
}

#[test]
fn stop_in_any_language_is_confirmed_once() {
    let content = content();
    for word in
        ["STOP", "stop please", " Stop. ", "TSAYA", "dúró", "KWỤSỊ", "abeg stop", "QUIT", "STOP sending me messages"]
    {
        let mut person = Person::new(&content);
        person.texts("JOIN");
        person.texts("YES");
        let replies = person.texts(word);
        assert!(replies.len() == 1 && replies[0].starts_with("stop_confirm/"), "{word}: {replies:?}");
        assert_eq!(consents(&person), [Change::OptedOut], "{word}");
        assert!(person.effects().contains(&Effect::CancelPlanned), "{word}");
        assert!(person.texts(word)[0].starts_with("already_stopped/"), "{word}");
        assert_eq!(person.texts(word), Vec::<String>::new(), "{word}: silence for a day");
    }
}

#[test]
fn help_still_works_after_stop() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("STOP");
    assert_eq!(person.texts("HELP"), ["crisis_help/en"]);
    assert_eq!(person.texts("TRICKS"), ["trick_abroad/en"], "her own request is answered");
    assert_eq!(person.profile.subscription.standing, Standing::Stopped);
}

#[test]
fn start_takes_a_stop_back_and_tips_begin_only_after_yes() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("STOP");
    assert_eq!(person.texts("START"), ["start_after_stop/en"]);
    assert_eq!(person.profile.subscription.standing, Standing::Pending);
    person.texts("YES");
    assert_eq!(person.profile.subscription.standing, Standing::Active);
    assert_eq!(consents(&person), [Change::OptedIn]);
    person.texts("1");
    person.texts("3");
    assert_eq!(person.texts("JOIN"), ["already_joined/en"]);
}

#[test]
fn every_stop_that_changes_something_is_confirmed() {
    let content = content();
    let mut person = Person::new(&content);
    for n in 1..=4 {
        assert_eq!(person.texts("STOP"), ["stop_confirm/en"], "STOP number {n} within five minutes");
        person.texts("START");
        person.texts("YES");
    }
}

#[test]
fn a_question_that_was_not_put_cannot_be_answered() {
    let content = content();
    let mut person = Person::new(&content);
    for _ in 0..3 {
        assert_eq!(person.texts("JOIN"), ["optin_prompt/en"]);
        person.texts("NO");
    }
    assert_eq!(person.texts("JOIN"), Vec::<String>::new(), "the fourth equal answer within five minutes");
    person.texts("YES");
    assert_eq!(person.profile.subscription.standing, Standing::None, "nobody asked, so nobody agreed");
}

#[test]
fn words_after_stop_may_be_a_cry_for_help() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("JOIN");
    person.texts("YES");
    assert_eq!(person.texts("stop my uncle"), ["stop_or_help/en"]);
    assert_eq!(person.profile.subscription.standing, Standing::Active);
    assert!(person.profile.paused_until.unwrap() > person.now, "nothing is sent first for a while");
    assert_eq!(person.texts("stop help"), ["crisis_help/en"], "both are heard, and one answer goes out");
    assert_eq!(person.profile.subscription.standing, Standing::Stopped);
}

#[test]
fn leaving_one_topic_keeps_the_others() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("JOIN");
    person.texts("YES");
    assert_eq!(person.texts("STOP TRAINING"), ["stop_training_confirm/en"]);
    assert_eq!(person.profile.subscription.standing, Standing::Active);
}

#[test]
fn an_erased_person_is_nobody_and_stays_stopped() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("JOIN");
    person.texts("YES");
    person.texts("QUIET");
    assert_eq!(person.texts("ERASE"), ["erase_prompt/en"]);
    assert_eq!(person.texts("YES"), ["erase_done/en"]);
    assert!(person.effects().contains(&Effect::Erase));
    assert_eq!(person.profile.subscription.standing, Standing::Erased);
    assert_eq!(person.profile.language, None);
    assert_eq!(person.texts("START"), ["start_after_stop/en"], "only she can come back");
}

#[test]
fn stop_in_the_menu_is_the_same_stop() {
    let content = content();
    let mut person = Person::new(&content);
    person.texts("JOIN");
    person.texts("YES");
    person.dials();
    person.presses("1");
    person.presses("7");
    assert!(person.presses("2").starts_with("You will get no more messages"));
    assert_eq!(person.profile.subscription.standing, Standing::Stopped);
    assert!(person.effects().contains(&Effect::CancelPlanned));
}

/// Anything that she may send or press.
fn text() -> impl Strategy<Value = String> {
    let known =
        ["JOIN", "YES", "NO", "STOP", "START", "HELP", "ERASE", "LANG", "3", "CHECK", "121222", "QUIET", "MORE"];
    prop_oneof![
        4 => proptest::sample::select(known.to_vec()).prop_map(str::to_owned),
        1 => ".{0,40}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn after_stop_only_start_and_yes_bring_messages_back(
        before in proptest::collection::vec(text(), 0..8),
        after in proptest::collection::vec(text(), 0..8),
    ) {
        let content = SHARED.with(|content| *content);
        let mut person = Person::new(content);
        for text in &before {
            person.texts(text);
        }
        person.texts("STOP");
        prop_assert!(person.profile.subscription.standing.is_barred());
        for text in &after {
            let was = person.profile.subscription.standing;
            person.texts(text);
            let is = person.profile.subscription.standing;
            let lifted = consents(&person).contains(&Change::Lifted);
            prop_assert!(!was.is_barred() || is.is_barred() || lifted, "{text:?}: {was:?} to {is:?}");
            prop_assert!(is != Standing::Active || was != Standing::Stopped, "{text:?} enrolled a stopped person at once");
        }
    }
}

thread_local! {
    static SHARED: &'static fitila::content::Content = Box::leak(Box::new(content()));
}

#[test]
fn a_yes_after_something_else_erases_nobody() {
    let content = content();
    for between in ["START", "MENU", "REST", "TIPS", "hello"] {
        let mut person = Person::new(&content);
        for text in ["FARA", "EH", "4", "ERASE", between] {
            person.texts(text);
        }
        person.texts("YES");
        assert_ne!(person.profile.subscription.standing, Standing::Erased, "{between}");
    }
}

#[test]
fn the_number_at_the_end_of_a_message_is_part_of_the_stop() {
    let content = content();
    for text in ["STOP 32627", "stop to 32627", "Unsubscribe me", "STOP, thanks"] {
        let mut person = Person::new(&content);
        for text in ["FARA", "EH", "4"] {
            person.texts(text);
        }
        person.texts(text);
        assert_eq!(person.profile.subscription.standing, Standing::Stopped, "{text}");
    }
}
