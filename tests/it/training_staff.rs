//! Staff and trainings: who may post and close one, who calls back whoever asked for a place, and what the audit keeps.

use fitila::domain::care::Act;
use fitila::domain::training::{Course, Moment};
use fitila::service::{Proof, is_heard_in_time, list_audit, verify_audit};
use jiff::SignedDuration;

use crate::app::{TestApp, number};
use crate::database::Kind;
use crate::process::{command, run};
use crate::training::course;

crate::stories! {
    who_asked_for_a_place_can_be_called_back,
    posting_and_closing_stand_in_the_audit,
    only_whose_role_it_is_posts_and_closes,
    a_course_of_which_nobody_would_hear_is_warned_of,
    what_is_asked_about_a_training_looks_at_nothing_else,
}

/// Adds somebody of the staff at the command line.
fn join(app: &TestApp, name: &str, role: &str) -> String {
    let email = format!("{name}@example.org");
    let added = run(app, &["staff", "add", name, "--email", &email, "--role", role], "");
    assert!(added.status.success(), "{added:?}");
    email
}

/// What a verb about trainings prints: its status, and both of its outputs.
fn training(app: &TestApp, arguments: &[&str]) -> (i32, String) {
    let ended = run(app, &[&["training"], arguments].concat(), "");
    let words = [ended.stdout, ended.stderr].map(|bytes| String::from_utf8(bytes).unwrap());
    (ended.status.code().unwrap(), words.concat().trim().to_owned())
}

fn add(app: &TestApp, by: &str) -> (i32, String) {
    let course =
        ["--title", "Tailoring", "--place", "Ikorodu", "--starts", "2099-01-12T09:00", "--closes", "2099-01-09"];
    let rest = ["--issuer", "Ikorodu centre", "--checked", "Amina went on Monday", "--as", by];
    training(app, &[&["add"], &course[..], &rest].concat())
}

/// All that the audit keeps: who, what, about what, and more.
async fn audit(app: &TestApp) -> Vec<[String; 4]> {
    assert!(matches!(verify_audit(&app.context()).await.unwrap(), Proof::Whole(..)));
    let entries = list_audit(&app.context(), None).await.unwrap();
    let line = |entry: fitila::store::audit::Entry| {
        [entry.actor, entry.action, entry.subject, entry.detail.unwrap_or_default()]
    };
    entries.into_iter().map(line).filter(|line| line[1] != Act::StaffAdded.as_str()).collect()
}

async fn who_asked_for_a_place_can_be_called_back(app: &TestApp) {
    let (_, code) = add(app, "amina@example.org");
    app.say(&number(1), &format!("APPLY {code}")).await;
    app.say(&number(2), &format!("APPLY {code}")).await;
    let begun = audit(app).await.len();
    for (name, role) in [("writer", "writer"), ("viewer", "viewer"), ("admin", "admin"), ("gone", "lead")] {
        join(app, name, role);
    }
    assert!(run(app, &["staff", "disable", "gone@example.org"], "").status.success());
    let amina = join(app, "amina", "case-worker");
    let noted = audit(app).await.len();
    let shown = |by: &str, reason: &str, code: &str| {
        training(app, &["interests", code, "--numbers", "--as", by, "--reason", reason])
    };
    for (by, reason, part) in [
        ("writer@example.org", "call back", "takes the role lead, manager or case-worker"),
        ("viewer@example.org", "call back", "takes the role lead, manager or case-worker"),
        ("admin@example.org", "call back", "takes the role lead, manager or case-worker"),
        ("gone@example.org", "call back", "nobody who works here"),
        ("stranger@example.org", "call back", "nobody who works here"),
        (&amina, " ", "say why in 4 letters or more"),
        (&amina, "call 0803 123 4567", "leave the telephone number out"),
    ] {
        let (status, words) = shown(by, reason, &code);
        assert!(status == 2 && words.contains(part), "{by}: {words}");
        assert!(!words.contains(&number(1)) && !words.contains("0803"), "{words}");
    }
    assert_eq!(training(app, &["interests", &code, "--numbers"]).0, 2, "nobody and no reason");
    assert!(shown(&amina, "call back", "K7P4XN").1.contains("there is no training K7P4XN"));
    assert_eq!(audit(app).await.len(), noted, "nothing was shown, and nothing is noted but the account that went");
    assert!(noted == begun + 1 && !training(app, &["interests", &code]).1.contains(&number(1)));

    for (name, role) in [("manager", "manager"), ("lead", "lead")] {
        let by = join(app, name, role);
        assert!(shown(&by, "call back", &code).1.contains(&number(1)), "{role}");
    }
    let (status, words) = shown(&amina, "call back for January", &code);
    assert!(status == 0 && words.contains(&number(1)) && words.contains(&number(2)), "{words}");
    let subject = format!("training {code}");
    let last = audit(app).await.pop().unwrap();
    assert_eq!(last, [&amina, "numbers_shown", &subject, "2 numbers: call back for January"]);
    // Whoever was erased cannot be called.
    app.say(&number(2), "ERASE").await;
    app.say(&number(2), "YES").await;
    let (_, words) =
        training(app, &["interests", &code, "--numbers", "--as", &amina, "--reason", "call back", "--json"]);
    assert!(words.contains(&number(1)) && !words.contains(&number(2)), "{words}");
}

async fn posting_and_closing_stand_in_the_audit(app: &TestApp) {
    // Nobody is written down yet: whoever sits at the machine may.
    let (_, code) = add(app, "first@example.org");
    assert_eq!(training(app, &["close", &code]).0, 0);
    assert_eq!(training(app, &["close", &code]).0, 2, "it is closed already");
    let bola = join(app, "bola", "writer");
    let (_, second) = add(app, &bola);
    assert_eq!(training(app, &["close", &second, "--as", &bola]).0, 0);
    let about = "Tailoring, Ikorodu, given by Ikorodu centre, starts 2099-01-12T09:00, closes 2099-01-09";
    let line = |actor: &str, action: &str, code: &str| {
        [actor.to_owned(), action.to_owned(), format!("training {code}"), about.to_owned()]
    };
    let expected = [
        line("first@example.org", "training_added", &code),
        line("console", "training_closed", &code),
        line(&bola, "training_added", &second),
        line(&bola, "training_closed", &second),
    ];
    assert_eq!(audit(app).await, expected);
}

async fn only_whose_role_it_is_posts_and_closes(app: &TestApp) {
    let mut codes = Vec::new();
    for role in ["writer", "manager", "lead", "admin"] {
        let (status, code) = add(app, &join(app, role, role));
        assert_eq!(status, 0, "{role}: {code}");
        codes.push(code);
    }
    for (name, role) in [("case-worker", "case-worker"), ("viewer", "viewer"), ("gone", "writer")] {
        join(app, name, role);
    }
    assert!(run(app, &["staff", "disable", "gone@example.org"], "").status.success());
    let kept = audit(app).await;
    for (name, part) in [
        ("case-worker", "takes the role writer, manager, lead or admin"),
        ("viewer", "takes the role writer, manager, lead or admin"),
        ("gone", "nobody who works here"),
        ("stranger", "nobody who works here"),
    ] {
        let by = format!("{name}@example.org");
        for (status, words) in [add(app, &by), training(app, &["close", &codes[0], "--as", &by])] {
            assert!(status == 2 && words.contains("--as: ") && words.contains(part), "{name}: {words}");
        }
    }
    assert_eq!(audit(app).await, kept);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM trainings WHERE state = 'open'"), 4);
}

async fn a_course_of_which_nobody_would_hear_is_warned_of(app: &TestApp) {
    app.clock.advance(SignedDuration::from_hours(12));
    let course = |closes: &str| Course { closes: Moment::parse(closes).unwrap(), ..course() };
    // It is ten at night in Lagos.
    for (closes, is_heard) in [("2026-12-02T07:00", false), ("2026-12-02T12:00", true), ("2026-12-09", true)] {
        assert_eq!(is_heard_in_time(&app.context(), &course(closes)), is_heard, "{closes}");
    }
    // The program has a clock of its own: a course that closes in two minutes, in quiet hours that last longer.
    #[expect(clippy::disallowed_methods, reason = "the program runs by the machine's clock")]
    let now = jiff::tz::TimeZone::get("Africa/Lagos").unwrap().to_datetime(jiff::Timestamp::now());
    let after = |minutes: i64| now.checked_add(jiff::Span::new().minutes(minutes)).unwrap();
    let quiet = format!("{}-{}", after(-60).strftime("%H:%M"), after(360).strftime("%H:%M"));
    let closes = after(2).strftime("%Y-%m-%dT%H:%M").to_string();
    let whole = ["training", "add", "--title", "Tailoring", "--place", "Ikorodu", "--starts", "2099-01-12"];
    let rest =
        ["--closes", &closes, "--issuer", "The centre", "--checked", "Amina went on Monday", "--as", "a@example.org"];
    let area = ["--area", "Ikeja, Lagos", "--language", "ha", "--for", "girl"];
    let arguments = [&whole[..], &rest, &area].concat();
    let added = command(app, &arguments).env("FITILA__SENDING__QUIET_HOURS", quiet).output().unwrap();
    let warned = String::from_utf8(added.stderr).unwrap();
    assert!(added.status.success() && warned.contains("closes before the quiet hours end"), "{warned}");
    let code = String::from_utf8(added.stdout).unwrap();
    let (_, shown) = training(app, &["show", code.trim()]);
    assert!(shown.contains("For girl; area: Ikeja, Lagos; language: ha"), "{shown}");
    let (_, code) = add(app, "a@example.org");
    assert!(code.len() == 6, "nothing but the code is said of any other: {code}");
    let (_, shown) = training(app, &["show", &code]);
    assert!(shown.contains("For everybody; area: anywhere; language: any language"), "{shown}");
}

async fn what_is_asked_about_a_training_looks_at_nothing_else(app: &TestApp) {
    let id = match app.database.kind {
        Kind::Sqlite => "CAST(printf('%016d', i) AS BLOB)",
        Kind::Postgres => "decode(lpad(to_hex(i), 32, '0'), 'hex')",
    };
    // Many texts of series wait, for a day far away.
    app.database.change(&format!(
        "WITH RECURSIVE counted (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM counted WHERE i < 20000) \
         INSERT INTO outbox (id, account, subscriber_id, segments, urgency, state, attempt, fence, due_at, expires_at, \
         created_at, updated_at, series, step, topic) \
         SELECT {id}, 'other', {id}, 1, 3, 'queued', 0, 0, 9000000000000, 9000000000000, 0, 0, 'tips', 'one', 'tips' \
         FROM counted"
    ));
    if app.database.kind == Kind::Postgres {
        app.database.change("ANALYZE outbox");
    }
    let (told, asked) = ("outbox_announcement", "training_interests_state");
    let of = "outbox.series = 'training alert' AND outbox.step = 'K7P4XM'";
    for (query, index) in [
        // The statements of a closing, of who was told, and of whether a course is full.
        (format!("UPDATE outbox SET expires_at = 0 WHERE state IN ('queued', 'submitting') AND {of}"), told),
        (format!("UPDATE outbox SET state = 'cancelled' WHERE outbox.state = 'queued' AND {of}"), told),
        (format!("SELECT state, count(*) FROM outbox WHERE {of} GROUP BY state"), told),
        ("SELECT count(*) FROM training_interests WHERE training_id = 1 AND state = 'asked'".to_owned(), asked),
    ] {
        let plan = app.database.plan(&query);
        assert!(plan.contains(index), "{query}: {plan}");
    }
}
