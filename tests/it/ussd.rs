//! Dialogues: what is dialled and which screen answers it.

use std::cell::RefCell;
use std::collections::HashSet;

use fitila::domain::text::septet_count;
use fitila::domain::ussd::{Menu, NodeKind, Screens};
use jiff::SignedDuration;

use crate::app::{LANGUAGES, Screen, TestApp, locale, number};
use crate::sealed::find;
use crate::sms::futures;

crate::stories! {
    the_whole_menu_can_be_walked_in_five_languages,
    a_repeated_turn_gets_the_same_bytes,
    a_late_turn_gets_its_own_screen,
    after_the_end_nothing_goes_on,
    a_turn_that_fits_nowhere_changes_nothing,
    a_session_of_another_number_says_nothing,
    a_redial_offers_to_go_on,
    a_redial_never_returns_to_help_home_or_the_checker,
    the_language_is_asked_once,
    keys_that_mean_nothing_show_the_same_screen,
    the_checker_by_menu_gives_the_same_as_by_text,
    consent_by_menu_is_kept_with_its_words,
    settings_by_menu_are_those_by_text,
    an_erasure_by_menu_leaves_a_mark_only,
    a_long_dialogue_ends_by_itself,
}

/// Somebody who has chosen a language: what follows begins at the root.
async fn newcomer(app: &TestApp, n: usize, language: &str) -> String {
    let digit = LANGUAGES.iter().position(|known| *known == language).unwrap() + 1;
    let number = number(n);
    assert!(app.dial(&number, &format!("{digit}")).await.goes_on);
    app.clock.advance(SignedDuration::from_mins(11));
    number
}

fn options(screen: &Screen) -> Vec<String> {
    let digit = |line: &str| line.split_once(' ').map(|(digit, _)| digit.to_owned());
    screen
        .text
        .lines()
        .filter_map(digit)
        .filter(|digit| matches!(digit.as_str(), "1" | "2" | "3" | "4" | "5" | "6" | "7"))
        .collect()
}

async fn the_whole_menu_can_be_walked_in_five_languages(app: &TestApp) {
    futures(LANGUAGES.into_iter().enumerate().map(|(n, language)| walk(app, n, language))).await;
}

/// Every option of every screen, each in a dialogue of its own and of a person of its own.
async fn walk(app: &TestApp, n: usize, language: &str) {
    let language_key = (n + 1).to_string();
    let mut people = n * 10_000;
    let root = app.dial(&number(people), &language_key).await;
    // A screen may be reached from several, and two nodes may show the same words: what counts is the way to it.
    let seen = RefCell::new(HashSet::from([(String::new(), root.text.clone())]));
    let mut ahead: Vec<String> = options(&root).into_iter().map(|digit| format!("{language_key} {digit}")).collect();
    while !ahead.is_empty() {
        let paths = ahead.drain(..ahead.len().min(8)).collect::<Vec<_>>();
        let first = people + 1;
        people += paths.len();
        let walks = paths.iter().enumerate().map(|(i, keys)| press(app, number(first + i), keys, &seen));
        for (keys, screen) in paths.iter().zip(futures(walks).await) {
            if let Some(screen) = screen {
                ahead.extend(options(&screen).into_iter().map(|digit| format!("{keys} {digit}")));
            }
        }
    }
    let content = app.context().content();
    let menu = &content.rulebook.menu;
    let seen: HashSet<String> = seen.into_inner().into_iter().map(|(_, screen)| screen).collect();
    let elsewhere = |key: &str| key == Menu::ROOT_QUIET || key == Menu::LANGUAGE || key.starts_with("lang.");
    for node in menu.nodes().filter(|node| !elsewhere(&node.key)) {
        if let Screens::Pages(pages) = &node.screens {
            for page in &pages[&locale(language)] {
                assert!(seen.contains(page.as_ref()), "{language}: nothing leads to {}: {page}", node.key);
            }
        }
    }
    assert!(seen.len() > 90, "{language}: only {} screens", seen.len());
}

/// Presses keys in a new dialogue. Where they lead to a screen that nobody saw before, 9 there changes nothing and 00
/// leads home.
async fn press(app: &TestApp, number: String, keys: &str, seen: &RefCell<HashSet<(String, String)>>) -> Option<Screen> {
    let session = app.fresh("walk");
    let (mut text, mut screen) = (String::new(), app.turn(&session, &number, "").await);
    let mut before = String::new();
    for key in keys.split(' ') {
        text = if text.is_empty() { key.to_owned() } else { format!("{text}*{key}") };
        before = screen.text;
        screen = app.turn(&session, &number, &text).await;
    }
    assert!(fits(&screen), "keys {keys}: {screen:?}");
    if !seen.borrow_mut().insert((before, screen.text.clone())) || !screen.goes_on {
        return None;
    }
    let again = app.turn(&session, &number, &format!("{text}*9")).await;
    let node = node_of(app, &screen);
    // A word may be typed on an input, and a filled text is not kept.
    assert!(again == screen || node.is_none_or(|(_, kind)| kind == NodeKind::Input), "keys {keys} 9: {again:?}");
    let home = app.turn(&session, &number, &format!("{text}*9*00")).await;
    let home_node = node_of(app, &home).map(|(key, _)| key).unwrap_or_default();
    assert!([Menu::ROOT, Menu::ROOT_QUIET].contains(&home_node.as_str()), "keys {keys} 00: {home:?}");
    Some(screen)
}

/// The node whose whole screen this is.
fn node_of(app: &TestApp, screen: &Screen) -> Option<(String, NodeKind)> {
    let content = app.context().content();
    let shows = |screens: &Screens| match screens {
        Screens::Pages(pages) => pages.values().flatten().any(|page| **page == screen.text),
        Screens::OneOf(texts) => texts.values().flat_map(|texts| texts.values()).any(|text| **text == screen.text),
        Screens::Open { .. } => false,
    };
    let node = content.rulebook.menu.nodes().find(|node| shows(&node.screens))?;
    Some((node.key.clone(), node.kind))
}

fn fits(screen: &Screen) -> bool {
    let plain = screen.text.chars().all(|c| c == '\n' || (' '..='~').contains(&c));
    let septets = septet_count(&format!("CON {}", screen.text)).unwrap_or(usize::MAX);
    let lines = screen.text.lines().all(|line| line == line.trim_end() && !line.is_empty());
    plain && lines && septets <= 160 && !screen.text.is_empty() && !screen.text.contains("{{")
}

async fn a_repeated_turn_gets_the_same_bytes(app: &TestApp) {
    let (amina, session) = (number(1), "repeated");
    // First contact, the language, then weekly tips.
    for text in ["", "1", "1*7", "1*7*1", "1*7*1*4", "1*7*1*4*1", "1*7*1*4*1*00", "1*7*1*4*1*00*0"] {
        let copies = futures((0..8).map(|_| app.turn(session, &amina, text))).await;
        assert!(copies.iter().all(|copy| *copy == copies[0]), "turn {text:?}: {copies:?}");
        assert_eq!(app.turn(session, &amina, text).await, copies[0], "turn {text:?} again");
    }
    assert!(app.metric("fitila_ussd_turn_seconds_count").await >= 64.0, "every turn is timed, repeats too");
    let record = app.person(&amina).await;
    assert_eq!((record.proofs.len(), record.held.dialogues), (1, 1));
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers"), 1);

    // The last screens, too, are repeated when their turn ended the record itself.
    let (stops, erases) = (newcomer(app, 2, "en").await, newcomer(app, 3, "en").await);
    for (number, session, texts) in
        [(stops, "stopping", vec!["", "7", "7*2"]), (erases, "erasing", vec!["", "7", "7*6", "7*6*1"])]
    {
        for text in texts {
            let first = app.turn(session, &number, text).await;
            assert_eq!(app.turn(session, &number, text).await, first, "{session}, turn {text:?} again");
        }
    }
}

async fn a_late_turn_gets_its_own_screen(app: &TestApp) {
    let (amina, session) = (newcomer(app, 1, "en").await, "late");
    let mut screens = Vec::new();
    for text in ["", "6", "6*1"] {
        screens.push(app.turn(session, &amina, text).await);
    }
    assert_eq!(app.turn(session, &amina, "6").await, screens[1]);
    assert_eq!(app.turn(session, &amina, "").await, screens[0]);
    // It did not move the dialogue.
    assert_eq!(app.turn(session, &amina, "6*1*0").await, screens[1]);
}

async fn after_the_end_nothing_goes_on(app: &TestApp) {
    let (amina, session) = (newcomer(app, 1, "ha").await, "ended");
    app.turn(session, &amina, "").await;
    let end = app.turn(session, &amina, "0").await;
    assert!(!end.goes_on);
    let over = Screen { text: app.screen_words("session_over", "ha"), goes_on: false };
    assert_eq!(app.turn(session, &amina, "0*1").await, over);
    assert_eq!(app.turn(session, &amina, "0").await, end);
    assert!(app.dial(&amina, "").await.goes_on, "a new dialogue begins");
}

async fn a_turn_that_fits_nowhere_changes_nothing(app: &TestApp) {
    let (amina, session) = (newcomer(app, 1, "en").await, "odd");
    let root = app.turn(session, &amina, "").await;
    let law = app.turn(session, &amina, "6").await;
    let over = Screen { text: app.screen_words("session_over", "en"), goes_on: false };
    for text in ["5", "61", "*6", "7*2", &"9*".repeat(1500)] {
        assert_eq!(app.turn(session, &amina, text).await, over, "turn {text:.20}");
    }
    assert_eq!(app.turn(session, &amina, "6*00").await, root);
    assert_ne!(law, root);

    // A dialogue whose beginning we never saw begins where it is, and what was typed before does nothing.
    let first = app.turn("extension", &amina, "7*2").await;
    assert_eq!(first, root);
    assert_eq!(app.turn("extension", &amina, "7*2*6").await, law);
    assert_eq!(app.standing(&amina).await, "none");
}

async fn a_session_of_another_number_says_nothing(app: &TestApp) {
    let (amina, other, session) = (newcomer(app, 1, "en").await, newcomer(app, 2, "yo").await, "shared");
    app.turn(session, &amina, "").await;
    let law = app.turn(session, &amina, "6").await;
    let over = |language| Screen { text: app.screen_words("session_over", language), goes_on: false };
    assert_eq!(app.turn(session, &other, "6").await, over("yo"));
    assert_eq!(app.turn(session, &other, "6*1").await, over("yo"));
    assert_eq!(app.turn(session, &number(3), "").await, over("en"));
    assert!(app.find_person(&number(3)).await.is_none());
    assert_eq!(app.turn(session, &amina, "6").await, law);
    assert!(app.turn(session, &amina, "6*1").await.goes_on);
    // Nor may it end her dialogue.
    let ended =
        app.webhook("ussd-end", &[("sessionId", session), ("phoneNumber", &other), ("status", "Success")]).await;
    assert_eq!(ended.status, 200);
    assert_eq!(app.turn(session, &amina, "6*1*0").await, law);
}

async fn a_redial_offers_to_go_on(app: &TestApp) {
    let amina = newcomer(app, 1, "ig").await;
    let root = app.dial(&amina, "").await;
    let tip = app.dial(&amina, "4 1 2").await;
    let offer = app.redial(&amina, "").await;
    assert_eq!(offer, Screen { text: app.screen_words("resume_prompt", "ig"), goes_on: true });
    // The network may break off at the offer, too, and say so or not.
    assert_eq!(app.redial(&amina, "5").await, offer, "another key asks again");
    let (session, fields) =
        ("told", [("sessionId", "told"), ("phoneNumber", amina.as_str()), ("status", "Incomplete")]);
    assert_eq!(app.turn(session, &amina, "").await, offer);
    assert_eq!(app.webhook("ussd-end", &fields).await.status, 200);
    assert_eq!(app.redial(&amina, "1").await, tip);
    assert_eq!(app.redial(&amina, "2").await, root);
    assert_eq!(app.redial(&amina, "").await, root, "to go on at the root is to start there");

    let girls = app.dial(&amina, "4 1").await;
    app.clock.advance(SignedDuration::from_mins(9));
    assert_eq!(app.redial(&amina, "1").await, girls);
    assert_eq!(app.dial(&amina, "").await, root, "after ten minutes it starts again");
}

async fn a_redial_never_returns_to_help_home_or_the_checker(app: &TestApp) {
    let amina = newcomer(app, 1, "en").await;
    let root = app.dial(&amina, "").await;
    for keys in ["1", "1 1 1 2", "1 1 2 2 2 2 2 2", "2", "2 1", "2 3", "2 5", "2 5 1", "2 5 5", "2 7 6"] {
        let left = app.redial(&amina, keys).await;
        assert!(left.goes_on && left != root, "keys {keys}: {left:?}");
        assert_eq!(app.redial(&amina, "").await, root, "after {keys}");
    }
}

async fn the_language_is_asked_once(app: &TestApp) {
    let amina = number(1);
    let asked = app.dial(&amina, "").await;
    assert_eq!(options(&asked), ["1", "2", "3", "4", "5"]);
    assert_eq!(app.dial(&amina, "8").await, asked, "a key that means nothing asks again");
    let root = app.dial(&amina, "3").await;
    assert_eq!(app.dial(&amina, "").await, root);
    assert_eq!(app.say(&amina, "HELP").await, [app.words("crisis_help", "yo")], "texts follow what was chosen");
    // A language that was only learned needs no question either.
    app.say(&number(2), "DABARA").await;
    assert_ne!(app.dial(&number(2), "").await, asked);
    assert_eq!(app.person(&amina).await.held.candidate.network.unwrap().as_str(), "mtn");
}

async fn keys_that_mean_nothing_show_the_same_screen(app: &TestApp) {
    let (amina, session) = (newcomer(app, 1, "en").await, "keys");
    let root = app.turn(session, &amina, "").await;
    let mut text = String::new();
    for key in ["*", "8", "99", "12", "#", "", " ", "one", "-1", "%00", "٣", "😢"] {
        text = if text.is_empty() { key.to_owned() } else { format!("{text}*{key}") };
        assert_eq!(app.turn(session, &amina, &text).await, root, "key {key:?}");
    }
    // 1 and then 1 again are two keys, not a repeat.
    let check = app.dial(&amina, "1").await;
    let first = app.dial(&amina, "1 1").await;
    let second = app.dial(&amina, "1 1 1").await;
    assert!(check != first && first != second && check != second);
}

async fn the_checker_by_menu_gives_the_same_as_by_text(app: &TestApp) {
    let amina = newcomer(app, 1, "en").await;
    let cases: toml::Table = toml::from_str(include_str!("../fixtures/job_offer_check.toml")).unwrap();
    let cases = cases["case"].as_array().unwrap();
    let chosen = cases.iter().enumerate().filter(|(n, case)| n % 7 == 0 || case["band"].as_str() != Some("stop"));
    for (n, case) in chosen {
        let (answers, band) = (case["answers"].as_str().unwrap(), case["band"].as_str().unwrap());
        let keys: String = answers.chars().map(|answer| if answer == 'Y' { " 1" } else { " 2" }).collect();
        let result = format!("check_result_{band}");
        let screen = app.dial(&amina, &format!("1 1{keys}")).await;
        assert!(screen.text.starts_with(&app.screen_words(&result, "en")), "{answers}: {screen:?}");
        let texter = number(100 + n);
        assert_eq!(app.say(&texter, &format!("CHECK {answers}")).await, [app.words(&result, "en")], "{answers}");
    }
    // A wrong key on the way changes no answer, and going back begins anew.
    let screen = app.dial(&amina, "1 1 2 5 2 2 2 2 2").await;
    assert!(screen.text.starts_with(&app.screen_words("check_result_none", "en")), "{screen:?}");
    let screen = app.dial(&amina, "1 1 1 1 00 1 1 2 2 2 2 2 2").await;
    assert!(screen.text.starts_with(&app.screen_words("check_result_none", "en")), "{screen:?}");
    assert_eq!(find(&app.database.copied(), b"1*1*2*2"), Vec::<String>::new());
}

async fn consent_by_menu_is_kept_with_its_words(app: &TestApp) {
    let (amina, girl, child) =
        (newcomer(app, 1, "ha").await, newcomer(app, 2, "en").await, newcomer(app, 3, "en").await);
    assert!(app.dial(&amina, "7 1 4 1").await.text.starts_with(&app.screen_words("optin_confirm", "ha")));
    assert_eq!(app.standing(&amina).await, "active safety;tips");
    assert_eq!(app.dial(&amina, "7 2").await, Screen { text: app.screen_words("stop_confirm", "ha"), goes_on: false });
    assert_eq!(app.standing(&amina).await, "stopped");
    assert_eq!(app.dial(&amina, "7 2").await.text, app.screen_words("already_stopped", "ha"));
    // Her own yes at the menu lifts the STOP.
    app.dial(&amina, "7 1 4 1").await;
    assert_eq!(app.standing(&amina).await, "active safety;tips");
    app.dial(&amina, "5 2 3 1").await;
    assert_eq!(app.standing(&amina).await, "active safety;tips;training");
    app.dial(&amina, "5 4").await;
    assert_eq!(app.standing(&amina).await, "active safety;tips");
    let proofs = app.person(&amina).await.proofs;
    let shown: Vec<String> = proofs
        .iter()
        .map(|proof| {
            let wording = proof.wording.as_ref().map(|(key, locale, _)| format!("{key}/{locale}"));
            format!("{} {} {}", proof.change, proof.how, wording.unwrap_or_default())
        })
        .collect();
    assert_eq!(
        shown,
        [
            "opted_in ussd consent/ha",
            "opted_out ussd ",
            "lifted ussd ",
            "opted_in ussd consent/ha",
            "opted_in ussd consent/ha",
            "left_topic ussd "
        ]
    );
    assert!(proofs[0].wording.as_ref().is_some_and(|(_, _, version)| !version.is_empty()));

    // A girl of 13 to 17 is asked for her guardian's word; a child under 13 enrols in nothing.
    app.dial(&girl, "5 2 2").await;
    assert!(app.dial(&girl, "5 2 4").await.text.starts_with(&app.screen_words("guardian_prompt", "en")));
    assert!(app.dial(&child, "5 2 1").await.text.starts_with(&app.screen_words("age_under13", "en")));
    let band = async |number: &str| app.person(number).await.held.candidate.age_band.map(|band| band.as_str());
    assert_eq!((band(&girl).await, band(&child).await), (Some("13-17"), Some("under-13")));
    assert_eq!(app.standing(&child).await, "none");
}

async fn settings_by_menu_are_those_by_text(app: &TestApp) {
    let amina = newcomer(app, 1, "en").await;
    let root = app.dial(&amina, "").await;
    let hours = app.dial(&amina, "7 3 2").await;
    assert_eq!(app.person(&amina).await.held.hours.as_deref(), Some("12:00-16:00"));
    assert!(hours.text.contains("12pm") && hours.text.contains("4pm"), "{hours:?}");
    app.dial(&amina, "7 3 4").await;
    assert_eq!(app.person(&amina).await.held.hours, None);

    assert!(app.dial(&amina, "7 4 1").await.text.starts_with(&app.screen_words("quiet_on", "en")));
    let quiet = app.dial(&amina, "").await;
    assert!(quiet != root && fits(&quiet) && options(&quiet) == options(&root), "{quiet:?}");
    assert_eq!(app.say(&amina, "HELP").await, [app.words("crisis_help_discreet", "en")]);
    app.dial(&amina, "7 4 2").await;
    assert_eq!(app.dial(&amina, "").await, root);

    let said = app.dial(&amina, "7 5 4").await;
    assert!(said.text.starts_with(&app.screen_words("language_set", "ig")), "{said:?}");
    let typed = app.dial(&amina, "5 3 k7p4").await;
    assert!(typed.text.contains("K7P4"), "{typed:?}");
}

async fn an_erasure_by_menu_leaves_a_mark_only(app: &TestApp) {
    let amina = newcomer(app, 1, "pcm").await;
    app.dial(&amina, "7 1 4 1").await;
    app.dial(&amina, "7 6 2").await;
    assert_eq!(app.standing(&amina).await, "active safety;tips", "it asks first");
    assert_eq!(app.dial(&amina, "7 6 1").await, Screen { text: app.screen_words("erase_done", "pcm"), goes_on: false });
    app.tidy().await;
    assert_eq!(app.standing(&amina).await, "erased");
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers WHERE number_sealed IS NOT NULL"), 0);
    assert_eq!(app.import(&format!("number,consent_how\n{amina},form\n")).await.stopped, 1);
    // She may come back by herself.
    assert_eq!(options(&app.dial(&amina, "").await).len(), 5, "nothing is remembered, not even her language");
    app.dial(&amina, "1 7 1 4 1").await;
    assert_eq!(app.standing(&amina).await, "active safety;tips");
}

async fn a_long_dialogue_ends_by_itself(app: &TestApp) {
    let (amina, session) = (newcomer(app, 1, "en").await, "endless");
    let mut turns = 0;
    let mut text = String::new();
    let mut screen = app.turn(session, &amina, "").await;
    while screen.goes_on && turns < 100 {
        turns += 1;
        text = if text.is_empty() { "9".to_owned() } else { format!("{text}*9") };
        screen = app.turn(session, &amina, &text).await;
    }
    assert_eq!((turns, screen.text), (40, app.screen_words("session_over", "en")));
}
