//! A call for help in silence: somebody of the staff is told, and nothing that she, her phone or a copy of the records
//! shows is other than for anybody else.

use fitila::domain::address::{Email, Msisdn};
use fitila::domain::campaign::Audience;
use fitila::domain::care::{Actor, HERS_FIRST, OfficeHours, StaffRole, StaffRoles};
use fitila::domain::ids::ContentKey;
use fitila::service::{
    Agreement, Change, CoverError, add_staff, list_audit, preview_campaign, retire_cover, set_cover, verify_audit,
};
use jiff::{SignedDuration, Timestamp};

use crate::app::{Screen, TestApp, number};
use crate::database::Kind;
use crate::process::run;
use crate::sms::futures;

crate::stories! {
    two_phones_of_which_one_calls_cannot_be_told_apart,
    two_dialogues_of_which_one_calls_cannot_be_told_apart,
    one_text_that_comes_sixteen_times_is_one_alert,
    repeats_join_and_each_is_answered,
    neither_stop_nor_quiet_nor_a_storm_keeps_an_alert_back,
    an_erased_person_has_no_word_any_more,
    another_word_and_another_person_raise_nothing,
    an_alert_that_cannot_be_written_changes_no_answer_and_the_lead_is_told,
    what_is_agreed_stands_in_the_audit_without_word_and_plan,
    an_agreement_is_kept_only_where_it_would_be_heard,
}

pub const WORKER: (&str, usize) = ("amina@example.org", 9001);
pub const LEAD: (&str, usize) = ("lead@example.org", 9002);
pub const PLAN: &str = "Wait for her. A check that cannot hurt her: post a new tip.";

pub fn mail(of: (&str, usize)) -> Email {
    Email::parse(of.0).unwrap()
}

pub async fn with_staff(app: &TestApp) {
    for (of, role, on_duty) in [(WORKER, StaffRole::CaseWorker, true), (LEAD, StaffRole::Lead, false)] {
        let new = Change {
            name: Some("Somebody".into()),
            roles: Some(StaffRoles::NONE.with(role)),
            phone: Some(fitila::service::Phone::Is(Msisdn::parse(&number(of.1)).unwrap())),
            on_duty: Some(on_duty),
            ..Change::default()
        };
        add_staff(&app.context(), Actor::Console, mail(of), new).await.unwrap();
    }
}

pub async fn try_agree(app: &TestApp, person: &str, word: &str) -> Result<(), CoverError> {
    let number = Msisdn::parse(person).unwrap();
    let agreement = Agreement { number, word: word.into(), plan: PLAN.into() };
    set_cover(&app.context(), mail(WORKER), agreement, OfficeHours::ALWAYS).await.map(|_| ())
}

pub async fn agree(app: &TestApp, person: &str) {
    try_agree(app, person, "Mango").await.unwrap();
}

/// Staff, and somebody who joined and agreed a word.
pub async fn with_her(app: &TestApp) -> String {
    with_staff(app).await;
    let her = number(1);
    for text in ["JOIN", "YES"] {
        app.say(&her, text).await;
    }
    agree(app, &her).await;
    her
}

/// All alerts of silent cases: where each stands and how often it was raised again.
pub fn alerts(app: &TestApp) -> Vec<String> {
    app.database.lines(
        "SELECT alerts.state || ' ' || alerts.repeats AS line FROM alerts \
         JOIN cases ON cases.id = alerts.case_id WHERE cases.kind = 'silent' AND alerts.cause = 'silent' ORDER BY 1",
    )
}

async fn id_of(app: &TestApp, person: &str) -> String {
    let hex = data_encoding::HEXLOWER.encode(app.person(person).await.held.id.0.as_bytes());
    match app.database.kind {
        Kind::Sqlite => format!("x'{hex}'"),
        Kind::Postgres => format!("'\\x{hex}'::bytea"),
    }
}

/// Every row about a person that may differ for two people by nothing but ids.
pub async fn rows_of(app: &TestApp, person: &str) -> Vec<String> {
    let id = id_of(app, person).await;
    let queries = [
        "SELECT account || ' ' || segments || ' ' || urgency || ' ' || state || ' ' || coalesce(reason, '-') || ' ' || \
         attempt || ' ' || (due_at - created_at) || ' ' || (expires_at - created_at) || ' ' || created_at || ' ' || \
         (CASE WHEN originated_id IS NULL THEN 'unasked' ELSE 'asked' END) || ' ' || \
         (CASE WHEN broadcast_id IS NULL THEN 'answer' ELSE 'campaign' END) || ' ' || \
         coalesce(length(text_sealed), 0) AS line FROM outbox WHERE subscriber_id = ID ORDER BY id",
        "SELECT received_at || ' ' || coalesce(length(body_sealed), 0) AS line FROM originated \
         WHERE subscriber_id = ID ORDER BY id",
        "SELECT standing || ' ' || topics || ' ' || coalesce(paused_until, 0) || ' ' || coalesce(length(talk_sealed), 0) \
         || ' ' || created_at || ' ' || updated_at AS line FROM subscribers WHERE id = ID",
    ];
    queries.iter().flat_map(|query| app.database.lines(&query.replace("ID", &id))).collect()
}

/// What `fitila people …` says of a person, without her number.
fn told_of(app: &TestApp, person: &str, verb: &str) -> String {
    let ended = run(app, &["people", verb, "-", "--json"], &format!("{person}\n"));
    assert!(ended.status.success(), "{ended:?}");
    let told = String::from_utf8(ended.stdout).unwrap();
    let last = &person[person.len() - 3..];
    told.replace(person, "NUMBER").replace(last, "END")
}

/// The same text from two phones in the same moment; what comes back to each.
pub async fn both_say(app: &TestApp, two: &[String; 2], text: &str) -> [Vec<String>; 2] {
    app.clock.advance(SignedDuration::from_secs(40));
    let before = [0, 1].map(|n| app.fake.texts_to(&two[n]).len());
    for person in two {
        assert_eq!(app.text_with_id(&app.fresh("mo"), person, text).await.status, 200);
    }
    app.drain().await;
    [0, 1].map(|n| app.fake.texts_to(&two[n]).split_off(before[n]))
}

async fn assert_alike(app: &TestApp, two: &[String; 2]) {
    assert_eq!(rows_of(app, &two[0]).await, rows_of(app, &two[1]).await);
    for verb in ["show", "export"] {
        assert_eq!(told_of(app, &two[0], verb), told_of(app, &two[1], verb), "people {verb}");
    }
}

async fn two_phones_of_which_one_calls_cannot_be_told_apart(app: &TestApp) {
    let two = [number(1), number(2)];
    with_staff(app).await;
    for text in ["JOIN", "YES"] {
        both_say(app, &two, text).await;
    }
    agree(app, &two[0]).await;
    let texts = [
        "MANGO",
        "hello",
        "mangwaro",
        "MENU",
        "1",
        "TIPS",
        " Mango! ",
        "RICE",
        "HAUSA",
        "mango",
        "ENGLISH",
        "AREA LAGOS",
        "mango",
        "CHECK",
        "1",
        "mango",
        "2",
        "RIGHTS",
        "JOB",
        "lamp",
        "CLINIC",
        "mango please",
        "LANGUAGE",
        "MANGO",
        "ENGLISH",
    ];
    let mut calls = 0;
    for text in texts {
        let [hers, other] = both_say(app, &two, text).await;
        assert_eq!(hers, other, "{text}");
        let forms = ["mango", "mangwaro", "mango please"];
        let is_call = forms.contains(&text.trim_matches([' ', '!']).to_lowercase().as_str());
        calls += i32::from(is_call);
        assert!(!is_call || hers.len() == 1, "{text}: {hers:?}");
        assert_eq!(alerts(app), [format!("raised {}", calls - 1)], "after {text}");
    }
    assert_alike(app, &two).await;
    let message = ContentKey::named("family_02_city");
    let preview = preview_campaign(&app.context(), &message, &Audience::default()).await.unwrap();
    assert_eq!(preview.recipients, 2, "{:?}", preview.excluded);
    let page = app.get("/metrics").await.body;
    assert!(!page.contains("silent") && !page.contains("cover") && !page.contains("mango"), "{page}");

    let before = app.fake.texts_to(&two[0]).len();
    for evening in ["2026-12-08T16:01:00Z", "2026-12-15T16:01:00Z"] {
        app.advance(evening.parse::<Timestamp>().unwrap().duration_since(app.now()));
        app.drain().await;
    }
    assert_eq!(app.fake.texts_to(&two[0]), app.fake.texts_to(&two[1]));
    assert!(app.fake.texts_to(&two[0]).len() > before, "her weekly tip comes");
    for text in ["QUIET", "MANGO", "STOP", "MANGO"] {
        let [hers, other] = both_say(app, &two, text).await;
        assert_eq!(hers, other, "{text}");
    }
    assert_alike(app, &two).await;
    app.leaves_work();
}

async fn two_dialogues_of_which_one_calls_cannot_be_told_apart(app: &TestApp) {
    let two = [number(1), number(2)];
    with_staff(app).await;
    for text in ["JOIN", "YES"] {
        both_say(app, &two, text).await;
    }
    agree(app, &two[0]).await;
    for path in ["", "99", "99*1", "99*1*99", "99*1*99*1", "99*1*99*1*0", "99*1*99*1*0*99", "99*1*99*1*0*99*0"] {
        app.clock.advance(SignedDuration::from_secs(3));
        let mut screens: Vec<Screen> = Vec::new();
        for (n, person) in two.iter().enumerate() {
            screens.push(app.turn(&format!("dialogue-{n}"), person, path).await);
        }
        assert_eq!(screens[0], screens[1], "{path}");
        if path.ends_with("99") {
            // The gateway asks again: the same screen, and nothing new.
            let told = alerts(app);
            assert_eq!(told.len(), 1, "{path}");
            assert_eq!(app.turn("dialogue-0", &two[0], path).await, screens[0], "{path}");
            assert_eq!(app.turn("dialogue-1", &two[1], path).await, screens[0], "{path}");
            assert_eq!(alerts(app), told, "{path}");
        }
        app.drain().await;
    }
    assert_eq!(alerts(app), ["raised 2"]);
    assert_alike(app, &two).await;
    let plain = "SELECT count(*) AS n FROM cases WHERE window_until IS NOT NULL OR wait_due_at IS NOT NULL";
    assert_eq!(app.database.number(plain), 0, "no answer is due in a silent case");
    assert_eq!(app.database.number("SELECT count(*) AS n FROM case_entries WHERE body_sealed IS NOT NULL"), 0);
}

async fn one_text_that_comes_sixteen_times_is_one_alert(app: &TestApp) {
    let her = with_her(app).await;
    let before = app.fake.texts_to(&her).len();
    for answer in futures((0..16).map(|_| app.text_with_id("same", &her, "mango"))).await {
        assert_eq!(answer.status, 200);
    }
    assert_eq!(alerts(app), ["raised 0"]);
    app.drain().await;
    assert_eq!(app.fake.texts_to(&her).len(), before + 1);
    assert_eq!(app.fake.texts_to(&number(WORKER.1)).len(), 1, "the one on duty is told");
    let words = app.fake.texts_to(&number(WORKER.1)).remove(0).to_lowercase();
    assert!(!words.contains("mango") && !words.contains("help"), "{words}");
}

async fn repeats_join_and_each_is_answered(app: &TestApp) {
    let her = with_her(app).await;
    let mut tips = app.say(&her, "mango").await;
    for _ in 0..3 {
        app.clock.advance(SignedDuration::from_mins(9));
        tips.extend(app.say(&her, "mango").await);
    }
    assert_eq!(alerts(app), ["raised 3"]);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM cases"), 1);
    tips.sort();
    tips.dedup();
    assert_eq!(tips.len(), 4, "each time the next tip: {tips:?}");
}

async fn neither_stop_nor_quiet_nor_a_storm_keeps_an_alert_back(app: &TestApp) {
    let her = with_her(app).await;
    app.say(&her, "QUIET").await;
    app.say(&her, "mango").await;
    assert_eq!(alerts(app), ["raised 0"]);
    app.say(&her, "STOP").await;
    app.say(&her, "mango").await;
    assert_eq!(alerts(app), ["raised 1"]);
    let mut last = Vec::new();
    for _ in 0..120 {
        last = app.say(&her, "mango").await;
    }
    assert!(last.is_empty(), "a storm is not answered: {last:?}");
    assert_eq!(alerts(app), ["raised 121"]);
}

async fn an_erased_person_has_no_word_any_more(app: &TestApp) {
    let her = with_her(app).await;
    app.say(&her, "mango").await;
    app.say(&her, "ERASE").await;
    app.say(&her, "YES").await;
    assert_eq!(app.database.number("SELECT count(*) AS n FROM covers"), 0);
    let before = alerts(app);
    assert_eq!(app.say(&her, "mango").await.len(), 1, "a tip, as for anybody");
    app.dial(&her, "99").await;
    assert_eq!(alerts(app), before);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM cases WHERE subscriber_id IS NOT NULL"), 0);
}

async fn another_word_and_another_person_raise_nothing(app: &TestApp) {
    let her = with_her(app).await;
    for text in ["rice", "mango rice", "lamp", "I sell mango", "send me mango"] {
        app.say(&her, text).await;
    }
    let (stranger, plain) = (number(7), number(8));
    let tip = app.say(&stranger, "mango").await;
    assert_eq!((tip.len(), &tip), (1, &app.say(&plain, "rice").await), "any word gives anybody the same");
    app.dial(&stranger, "99").await;
    assert_eq!((alerts(app).len(), app.database.number("SELECT count(*) AS n FROM cases")), (0, 0));
    // Equal words of two people do not look alike on the disk.
    agree(app, &stranger).await;
    assert_eq!(app.database.number("SELECT count(DISTINCT word_key) AS n FROM covers"), 2);
    let number = Msisdn::parse(&her).unwrap();
    assert!(retire_cover(&app.context(), mail(WORKER), number).await.unwrap());
    app.say(&her, "mango").await;
    assert_eq!(alerts(app).len(), 0, "it was ended");
    app.say(&stranger, "MANGO").await;
    assert_eq!(alerts(app), ["raised 0"]);
}

fn break_alerts(app: &TestApp) {
    app.database.change(match app.database.kind {
        Kind::Sqlite => "CREATE TRIGGER broken BEFORE INSERT ON alerts BEGIN SELECT RAISE(ABORT, 'full'); END",
        Kind::Postgres => {
            "CREATE FUNCTION broken() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$; \
             CREATE TRIGGER broken BEFORE INSERT ON alerts FOR EACH ROW EXECUTE FUNCTION broken()"
        }
    });
}

fn mend_alerts(app: &TestApp) {
    app.database.change(match app.database.kind {
        Kind::Sqlite => "DROP TRIGGER broken",
        Kind::Postgres => "DROP TRIGGER broken ON alerts",
    });
}

/// What `fitila doctor` says of silent help.
fn doctor(app: &TestApp) -> Vec<String> {
    let lines: Vec<serde_json::Value> = serde_json::from_slice(&run(app, &["doctor", "--json"], "").stdout).unwrap();
    let of_it = lines.iter().filter(|line| line["what"] == "silent help");
    of_it.map(|line| format!("{}: {}", line["verdict"].as_str().unwrap(), line["found"].as_str().unwrap())).collect()
}

async fn an_alert_that_cannot_be_written_changes_no_answer_and_the_lead_is_told(app: &TestApp) {
    let two = [with_her(app).await, number(2)];
    for text in ["JOIN", "YES"] {
        app.say(&two[1], text).await;
    }
    assert_eq!(doctor(app), [""; 0]);
    break_alerts(app);
    let marked = || app.database.number("SELECT count(*) AS n FROM meta WHERE name = 'unheard'");
    let paged = || app.fake.texts_to(&number(LEAD.1));
    let words = app.words("staff_broken", "en");
    for text in ["mango", "mango"] {
        let [hers, other] = both_say(app, &two, text).await;
        assert_eq!((hers.len(), &hers), (1, &other));
        assert_eq!((alerts(app).len(), marked()), (0, 1));
        app.tidy().await;
        app.advance(HERS_FIRST);
        app.drain().await;
        assert_eq!(paged(), std::slice::from_ref(&words), "the lead is told at once, and not each time");
    }
    assert!(app.metric("fitila_alerts_failed_total").await >= 2.0);
    assert_eq!(doctor(app), ["bad: a call may stand without an alert, as it could not be written"]);
    app.advance(SignedDuration::from_mins(61));
    app.tidy().await;
    app.advance(HERS_FIRST);
    app.drain().await;
    assert_eq!(paged(), [words.clone(), words.clone()], "and after an hour again");
    assert_eq!((alerts(app).len(), marked()), (0, 1));
    assert!(app.fake.texts_to(&number(WORKER.1)).is_empty());

    mend_alerts(app);
    app.tidy().await;
    assert_eq!((alerts(app), marked()), (vec!["raised 0".to_owned()], 0));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&number(WORKER.1)).len(), 1, "the one on duty is told after all");
    app.tidy().await;
    assert_eq!(alerts(app), ["raised 0"]);
    app.database.change("UPDATE covers SET review_by = 1");
    assert_eq!(doctor(app), ["look: 1 agreements are past their 14 days"]);
}

async fn what_is_agreed_stands_in_the_audit_without_word_and_plan(app: &TestApp) {
    let her = with_her(app).await;
    agree(app, &her).await;
    let number = Msisdn::parse(&her).unwrap();
    assert!(retire_cover(&app.context(), mail(WORKER), number).await.unwrap());
    assert!(!retire_cover(&app.context(), mail(WORKER), number).await.unwrap());
    let person = format!("person {}", app.person(&her).await.held.id);
    let entries = list_audit(&app.context(), None).await.unwrap();
    let of_her: Vec<_> = entries.iter().filter(|entry| entry.subject == person).collect();
    let done: Vec<&str> = of_her.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(done, ["cover_set", "cover_set", "cover_retired"]);
    assert!(of_her.iter().all(|entry| entry.detail.is_none() && entry.actor.contains(WORKER.0)), "{of_her:?}");
    assert!(matches!(verify_audit(&app.context()).await.unwrap(), fitila::service::Proof::Whole(5, ..)));
}

async fn an_agreement_is_kept_only_where_it_would_be_heard(app: &TestApp) {
    let her = number(1);
    app.say(&her, "JOIN").await;
    assert!(matches!(try_agree(app, &her, "mango").await, Err(CoverError::NotAllowed)));
    with_staff(app).await;
    assert!(matches!(try_agree(app, &her, "password").await, Err(CoverError::NotAMarketWord)));
    assert!(matches!(try_agree(app, &number(5), "mango").await, Err(CoverError::Unknown)));
    let off = Change { on_duty: Some(false), ..Change::default() };
    fitila::service::change_staff(&app.context(), Actor::Console, mail(WORKER), off).await.unwrap();
    assert!(matches!(try_agree(app, &her, "mango").await, Err(CoverError::Gap(_))));
    app.say(&her, "mango").await;
    assert_eq!((alerts(app).len(), app.database.number("SELECT count(*) AS n FROM covers")), (0, 0));
}
