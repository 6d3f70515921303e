//! What staff see and hear of a call for help in silence.

use fitila::domain::address::{Email, Msisdn};
use fitila::domain::care::{Actor, HERS_FIRST, StaffRole, StaffRoles};
use fitila::service::{Change, add_staff, count_long_waiting, measure};
use jiff::SignedDuration;
use serde_json::Value;

use crate::app::{TestApp, number};
use crate::cover::{LEAD, PLAN, WORKER, agree, alerts, with_her, with_staff};
use crate::process::run;

crate::stories! {
    whoever_works_on_a_silent_case_reads_what_was_agreed_with_her,
    who_holds_a_silent_case_is_told_when_she_calls_again_and_everybody_half_an_hour_later,
    her_answer_leaves_before_all_that_it_sets_off with crate::silent::SLOWLY,
    an_erasure_from_her_phone_is_told_to_who_holds_her_case,
    her_word_is_heard_in_every_form_and_tongue,
    a_key_is_heard_in_turns_that_cannot_be_taken,
    no_number_and_no_list_moves_when_she_calls,
}

/// One text a second.
pub const SLOWLY: &[(&str, &str)] = &[("FITILA__GATEWAYS__AT__PER_SECOND", "1")];

fn done(app: &TestApp, arguments: &[&str]) -> String {
    let ended = run(app, arguments, "");
    assert!(ended.status.success(), "{ended:?}");
    String::from_utf8(ended.stdout).unwrap()
}

fn label(app: &TestApp) -> String {
    app.database.lines("SELECT label AS line FROM cases WHERE kind = 'silent'").remove(0)
}

/// How often the worker was told that she wrote again.
fn told_again(app: &TestApp, label: &str) -> usize {
    let words = app.words_with("staff_again", "en", &[("label", label.to_owned())]);
    app.fake.texts_to(&number(WORKER.1)).iter().filter(|text| **text == words).count()
}

async fn whoever_works_on_a_silent_case_reads_what_was_agreed_with_her(app: &TestApp) {
    let her = with_her(app).await;
    app.say(&her, "mango").await;
    let label = label(app);
    let reads = |email: &str| run(app, &["case", "show", &label, "--as", email], "");
    let plan_in = |email: &str| String::from_utf8(reads(email).stdout).unwrap().contains(PLAN);
    // Nobody holds it: whoever may work on it must know what to do.
    assert!(plan_in(WORKER.0) && plan_in(LEAD.0));
    let refused = reads("x@example.org");
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "{refused:?}");

    done(app, &["alert", "ack", &label, "--as", LEAD.0]);
    assert!(plan_in(LEAD.0));
    let refused = reads(WORKER.0);
    assert_eq!((refused.status.code(), refused.stdout.len()), (Some(2), 0), "another holds it: {refused:?}");
    let shown: Value = serde_json::from_str(&done(app, &["case", "show", &label, "--as", LEAD.0, "--json"])).unwrap();
    assert_eq!((&shown["agreed"]["plan"], &shown["agreed"]["by"]), (&PLAN.into(), &WORKER.0.into()), "{shown}");
    assert!(shown["agreed"]["at"].is_string() && !shown.to_string().contains(&her[1..]), "{shown}");
    let read = "SELECT count(*) AS n FROM audit WHERE action = 'case_read'";
    assert_eq!(app.database.number(read), 4, "each reading is written down");

    done(app, &["cover", "retire", &her, "--as", WORKER.0]);
    let shown = String::from_utf8(reads(LEAD.0).stdout).unwrap();
    assert!(shown.contains("No plan is kept any more") && !shown.contains(PLAN), "{shown}");
}

async fn who_holds_a_silent_case_is_told_when_she_calls_again_and_everybody_half_an_hour_later(app: &TestApp) {
    let her = with_her(app).await;
    app.say(&her, "mango").await;
    let label = label(app);
    app.say(&number(WORKER.1), &format!("ACK {label}")).await;
    let calls = async |after: SignedDuration| {
        app.advance(after);
        let answer = app.say(&her, "mango").await;
        assert_eq!(answer.len(), 1, "a tip, as for anybody");
        app.advance(HERS_FIRST);
        app.drain().await;
    };
    for (seconds, told) in [(10, 1), (60, 1), (60, 2), (5, 2)] {
        calls(SignedDuration::from_secs(seconds)).await;
        assert_eq!(told_again(app, &label), told, "{seconds} seconds later");
    }
    assert_eq!(alerts(app), ["acknowledged 4"]);
    app.advance(SignedDuration::from_mins(10));
    app.dial(&her, "99").await;
    app.advance(HERS_FIRST);
    app.drain().await;
    assert_eq!((told_again(app, &label), alerts(app)), (3, vec!["acknowledged 5".to_owned()]), "a key is a call too");
    // She calls again and again: who took it may have lost her phone, and others must hear.
    calls(SignedDuration::from_mins(3)).await;
    assert_eq!(alerts(app), ["acknowledged 6"]);
    calls(SignedDuration::from_mins(20)).await;
    assert_eq!(alerts(app), ["acknowledged 6", "raised 0"]);
    let told = app.words_with("staff_alert", "en", &[("label", label.clone())]);
    let is_told = |text: &&String| **text == told;
    assert_eq!(app.fake.texts_to(&number(WORKER.1)).iter().filter(is_told).count(), 2, "the ladder begins anew");
}

async fn her_answer_leaves_before_all_that_it_sets_off(app: &TestApp) {
    with_staff(app).await;
    for n in [9003, 9004] {
        let new = Change {
            name: Some("Somebody".into()),
            roles: Some(StaffRoles::NONE.with(StaffRole::CaseWorker)),
            phone: Some(fitila::service::Phone::Is(Msisdn::parse(&number(n)).unwrap())),
            on_duty: Some(true),
            ..Change::default()
        };
        let email = Email::parse(&format!("n{n}@example.org")).unwrap();
        add_staff(&app.context(), Actor::Console, email, new).await.unwrap();
    }
    let (her, other, third) = (number(1), number(2), number(3));
    let order = || app.fake.taken().into_iter().map(|taken| taken.number).collect::<Vec<String>>();
    // One more may leave at any moment (the account saved a second): what counts is the order.
    let until_left = async |count: usize| {
        let mut before = order().len();
        while before < count {
            app.advance(SignedDuration::from_secs(1));
            app.until("the next one leaves", async || order().len() > before).await;
            app.schedule().await;
            before = order().len();
        }
    };
    app.text(&her, "hello").await;
    until_left(1).await;
    agree(app, &her).await;
    let mut before = order().len();
    let mut staff = Vec::new();
    for text in ["mango", "mango"] {
        // Others stand before her, and the ladder is looked at the whole time.
        for person in [&other, &third] {
            app.text_with_id(&app.fresh("mo"), person, "rice").await;
        }
        app.text_with_id(&app.fresh("mo"), &her, text).await;
        app.schedule().await;
        until_left(before + 3).await;
        assert_eq!(order()[before..before + 3], [other.clone(), third.clone(), her.clone()]);
        before += 3;
        if staff.is_empty() {
            until_left(before + 3).await;
            staff = order()[before..before + 3].to_vec();
            before += 3;
        }
    }
    staff.sort();
    assert_eq!(staff, [WORKER.1, 9003, 9004].map(number), "all on duty are told, within the 30 seconds");
    // Who holds the case is told after the answer too.
    app.text(&number(WORKER.1), &format!("ACK {}", label(app))).await;
    until_left(before + 1).await;
    before += 1;
    app.text_with_id(&app.fresh("mo"), &other, "rice").await;
    app.text_with_id(&app.fresh("mo"), &her, "mango").await;
    until_left(before + 2).await;
    assert_eq!(order()[before..before + 2], [other, her]);
    app.advance(HERS_FIRST);
    app.until("she who holds it is told", async || told_again(app, &label(app)) == 1).await;
    app.until("that is written down", async || app.due() == 0).await;
}

async fn an_erasure_from_her_phone_is_told_to_who_holds_her_case(app: &TestApp) {
    let her = with_her(app).await;
    app.say(&her, "mango").await;
    let silent = label(app);
    app.say(&her, "HELP").await;
    app.drain().await;
    let help = app.database.lines("SELECT label AS line FROM cases WHERE kind = 'help'").remove(0);
    for label in [&silent, &help] {
        app.say(&number(WORKER.1), &format!("ACK {label}")).await;
    }
    app.say(&her, "ERASE").await;
    let told = |label: &str| {
        let words = app.words_with("staff_erased", "en", &[("label", label.to_owned())]);
        app.fake.texts_to(&number(WORKER.1)).iter().filter(|text| **text == words).count()
    };
    assert_eq!((told(&silent), told(&help)), (0, 0));
    app.say(&her, "YES").await;
    app.advance(HERS_FIRST);
    app.drain().await;
    assert_eq!((told(&silent), told(&help)), (1, 1));
    for label in [&silent, &help] {
        let shown = done(app, &["case", "show", label, "--as", WORKER.0]);
        let found = shown.matches("service: she, or whoever holds her phone, erased what we keep of her").count();
        assert_eq!(found, 1, "{shown}");
    }
    // What was closed before is none of it.
    assert_eq!(app.database.number("SELECT count(*) AS n FROM cases WHERE subscriber_id IS NOT NULL"), 0);
}

async fn her_word_is_heard_in_every_form_and_tongue(app: &TestApp) {
    let her = with_her(app).await;
    let plain = number(2);
    for text in ["JOIN", "YES"] {
        app.say(&plain, text).await;
    }
    let agree = |word: &str| {
        let ended = run(app, &["cover", "set", "-", "--as", WORKER.0], &format!("{her}\n{word}\nWait for her.\n"));
        assert!(ended.status.success(), "{ended:?}");
        String::from_utf8(ended.stderr).unwrap()
    };
    let warned = agree("onion");
    assert!(warned.contains("families often text this word"), "{warned}");
    let forms = [
        "onion",
        "Onions",
        "ALBASA",
        "alubosa!",
        "yabasi",
        "onion please",
        "pls onion",
        "onion onion",
        "Onion, ALBASA",
        "abeg onions",
        "don Allah albasa",
        "e jowo alubosa",
        "biko yabasi biko",
    ];
    for (calls, text) in forms.iter().enumerate() {
        app.clock.advance(SignedDuration::from_secs(61));
        let (hers, other) = (app.say(&her, text).await, app.say(&plain, text).await);
        assert_eq!((hers.len(), &hers), (1, &other), "{text}");
        assert_eq!(alerts(app), [format!("raised {calls}")], "{text}");
    }
    let before = alerts(app);
    for text in ["onion mango", "send me onion", "onion soup", "my onion", "mango", "tomatoes", "please"] {
        app.clock.advance(SignedDuration::from_secs(61));
        assert_eq!(app.say(&her, text).await, app.say(&plain, text).await, "{text}");
        assert_eq!(alerts(app), before, "{text}");
    }
    assert_eq!(agree("mangwaro please"), "", "one that few would text");
    app.say(&her, "MANGOES").await;
    assert_ne!(alerts(app), before);
}

async fn a_key_is_heard_in_turns_that_cannot_be_taken(app: &TestApp) {
    let her = with_her(app).await;
    let plain = number(2);
    for text in ["JOIN", "YES"] {
        app.say(&plain, text).await;
    }
    let long = vec!["1"; 39];
    let stories: Vec<Vec<String>> = [
        vec!["1*99"],
        vec!["", "2*99"],
        vec!["", "1", "2*99"],
        vec!["", "1*2*99#"],
        vec!["", "9 9"],
        vec!["", "7", "7*99 #"],
    ]
    .into_iter()
    .map(|story| story.into_iter().map(str::to_owned).collect())
    .chain([
        // Forty turns, and one more.
        (0..=39).map(|count| long[..count].join("*")).chain([format!("{}*99", long.join("*"))]).collect(),
        // The dialogue has ended.
        vec![String::new(), "0".into(), "0*99".into()],
        vec![String::new(), "00".into(), "00*00".into(), "00*00*99".into()],
    ])
    .collect();
    for (n, story) in stories.iter().enumerate() {
        let before = app.database.number("SELECT coalesce(sum(repeats + 1), 0) AS n FROM alerts");
        for text in story {
            app.clock.advance(SignedDuration::from_secs(2));
            let screens =
                [app.turn(&format!("hers-{n}"), &her, text).await, app.turn(&format!("other-{n}"), &plain, text).await];
            assert_eq!(screens[0], screens[1], "{story:?} at {text:?}");
        }
        let after = app.database.number("SELECT coalesce(sum(repeats + 1), 0) AS n FROM alerts");
        assert_eq!(after, before + 1, "{story:?}");
    }
    // A dialogue that another number began is over for her, and her key is heard there too.
    let before = alerts(app);
    app.turn("other-0", &her, "1*2*99").await;
    assert_ne!(alerts(app), before);
    // One that nobody knows shows what anybody gets.
    let unknown = [number(5), number(6)];
    assert_eq!(app.turn("new-5", &unknown[0], "1*99").await, app.turn("new-6", &unknown[1], "1*2").await);
}

async fn no_number_and_no_list_moves_when_she_calls(app: &TestApp) {
    let her = with_her(app).await;
    let list = |arguments: &[&str]| -> Vec<Value> {
        serde_json::from_str(&done(app, &[&["alert", "list", "--json"], arguments].concat())).unwrap()
    };
    let seen = async || {
        measure(&app.context()).await.unwrap();
        (app.metric("fitila_alerts_unacknowledged").await, done(app, &["alert", "list"]), list(&[]))
    };
    let doctor = || -> Vec<Value> {
        let lines: Vec<Value> = serde_json::from_slice(&run(app, &["doctor", "--json"], "").stdout).unwrap();
        lines.into_iter().filter(|line| line["what"] == "alerts").collect()
    };
    let before = seen().await;
    app.say(&her, "mango").await;
    assert_eq!((seen().await, doctor()), (before, Vec::new()));
    let hers = list(&["--as", WORKER.0]);
    assert_eq!((&hers[0]["kind"], &hers[0]["cause"]), (&"silent".into(), &"silent".into()), "who may care sees it");

    app.say(&number(2), "HELP").await;
    let waiting = seen().await;
    assert_eq!((waiting.0, waiting.2.len()), (1.0, 0));
    let long = async || count_long_waiting(&app.context()).await.unwrap();
    app.advance(SignedDuration::from_mins(14));
    assert_eq!(long().await, 0);
    app.advance(SignedDuration::from_mins(2));
    assert_eq!(long().await, 2);
    // The program itself goes by the real clock.
    app.database.change("UPDATE alerts SET raised_at = 1");
    let found = doctor();
    assert!(found[0]["verdict"] == "bad" && found[0]["found"].as_str().unwrap().starts_with("2 wait"), "{found:?}");
    let (_, printed, listed) = seen().await;
    assert!(printed.contains("2 alerts wait"), "{printed}");
    assert_eq!((listed.len(), &listed[0]), (2, &listed[1]), "nothing tells which of them is hers");
    let names = |line: &Value| line.as_object().unwrap().keys().cloned().collect::<Vec<String>>();
    assert_eq!(names(&listed[0]), names(&hers[0]), "the shape stays");
    assert_eq!((&listed[0]["kind"], &listed[0]["label"]), (&Value::Null, &Value::Null));
    let labels = app.database.lines("SELECT label AS line FROM cases");
    assert!(labels.iter().all(|label| !printed.contains(label.as_str())), "{printed}");
}
