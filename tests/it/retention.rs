//! What is kept for how long: a moment before its time nothing goes, a moment after it all of it.

use fitila::service::{Found, Run, keep_retention, keep_retention_nightly};
use jiff::{SignedDuration, Timestamp};

use crate::app::{TestApp, number};
use crate::fake::Fault;
use crate::process::run;

crate::stories! {
    dialogues_are_kept_for_a_day,
    words_to_people_are_kept_for_a_week_after_their_outcome,
    words_from_people_are_kept_for_a_month,
    a_repeat_is_known_for_a_week,
    reports_and_the_gateways_names_are_kept_for_a_month,
    rows_become_counts_after_thirteen_months,
    a_run_goes_on_over_many_writes,
    what_is_on_its_way_is_left_alone,
    proofs_are_kept_until_two_years_after_a_person_left,
    who_is_silent_for_two_years_is_forgotten,
    retention_runs_once_a_night,
    retention_on_the_command_line_counts_before_it_removes,
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Runs the table; what it removed, by the first word of its name.
async fn kept(app: &TestApp) -> Vec<(String, usize)> {
    let found = keep_retention(&app.context(), Run::Remove).await.unwrap();
    let name = |found: &Found| found.what.to_owned();
    found.iter().filter(|found| found.rows > 0).map(|found| (name(found), found.rows)).collect()
}

async fn removed(app: &TestApp, what: &str) -> usize {
    kept(app).await.iter().filter(|(name, _)| name.starts_with(what)).map(|(_, rows)| rows).sum()
}

/// Stands a moment before the end of a period that began at `from`, then a moment after it.
async fn just_before_and_after(app: &TestApp, from: Timestamp, period: &str, what: &str, rows: usize) {
    let span: jiff::Span = period.parse().unwrap();
    let utc = jiff::tz::TimeZone::UTC;
    let end = utc.to_timestamp(utc.to_datetime(from).checked_add(span).unwrap()).unwrap();
    app.clock.advance((end - MINUTE).duration_since(app.now()));
    assert_eq!(removed(app, what).await, 0, "a minute before {period}");
    app.clock.advance(MINUTE + MINUTE);
    assert_eq!(removed(app, what).await, rows, "a minute after {period}");
    assert_eq!(removed(app, what).await, 0, "nothing goes twice");
}

fn rows(app: &TestApp, from: &str) -> i64 {
    app.database.number(&format!("SELECT count(*) AS n FROM {from}"))
}

async fn dialogues_are_kept_for_a_day(app: &TestApp) {
    app.dial(&number(1), "1").await;
    just_before_and_after(app, app.now(), "24h", "dialogues", 1).await;
    assert_eq!(rows(app, "ussd_sessions"), 0);
}

async fn words_to_people_are_kept_for_a_week_after_their_outcome(app: &TestApp) {
    app.say(&number(1), "MENU").await;
    // The report comes two days later: the week begins with it.
    app.advance(SignedDuration::from_hours(48));
    app.receipt(&app.fake.taken()[0].id, "Success", &number(1)).await;
    just_before_and_after(app, app.now(), "7d", "words of texts to", 1).await;
    assert_eq!((rows(app, "outbox"), rows(app, "outbox WHERE text_sealed IS NOT NULL")), (1, 0));
    assert_eq!(app.in_state("delivered"), 1);
}

async fn words_from_people_are_kept_for_a_month(app: &TestApp) {
    app.say(&number(1), "zebrafish").await;
    just_before_and_after(app, app.now(), "30d", "words of texts from", 1).await;
    assert_eq!((rows(app, "originated"), rows(app, "originated WHERE body_sealed IS NOT NULL")), (1, 0));
}

async fn a_repeat_is_known_for_a_week(app: &TestApp) {
    app.text_with_id("mo-1", &number(1), "MENU").await;
    app.drain().await;
    let begun = app.now();
    let answers = app.fake.texts_to(&number(1)).len();
    app.clock.advance(SignedDuration::from_hours(47));
    kept(app).await;
    app.text_with_id("mo-1", &number(1), "MENU").await;
    app.drain().await;
    assert_eq!(app.fake.texts_to(&number(1)).len(), answers, "two days late it is a repeat");
    just_before_and_after(app, begun, "7d", "marks", 1).await;
    assert_eq!(rows(app, "originated"), 1);
}

async fn reports_and_the_gateways_names_are_kept_for_a_month(app: &TestApp) {
    app.say(&number(1), "MENU").await;
    app.receipt(&app.fake.taken()[0].id, "Success", &number(1)).await;
    app.receipt("ATXid_alien", "Success", &number(2)).await;
    just_before_and_after(app, app.now(), "30d", "delivery reports", 2).await;
    assert_eq!(rows(app, "outbox WHERE external_id IS NOT NULL"), 0);
    assert_eq!((rows(app, "receipts"), rows(app, "outbox")), (0, 1));
}

async fn rows_become_counts_after_thirteen_months(app: &TestApp) {
    let people = app.enrol(7).await;
    app.fake.refuse(&people[6], 403, "InvalidPhoneNumber");
    let campaign = app.plan("family_02_city").await;
    app.drain().await;
    for taken in app.fake.taken().into_iter().take(2) {
        app.receipt(&taken.id, "Success", &taken.number).await;
    }
    app.say(&people[0], "MENU").await;
    let (before, watched) = (app.counts(campaign).await, app.watch(campaign).await);
    assert_eq!(before["planned"], 7);
    // Another, whose rows are not yet past when those of the first are.
    app.clock.advance(SignedDuration::from_hours(24 * 40));
    let later = app.plan("family_02_city").await;
    app.drain().await;
    let later_before = app.counts(later).await;

    let begun = watched.campaign.plan.at;
    just_before_and_after(app, begun, "13mo", "rows of texts to", 8).await;
    assert_eq!(app.counts(campaign).await, before);
    assert_eq!(app.counts(later).await, later_before);
    assert_eq!(rows(app, "originated"), 0);
    let counted =
        "SELECT state || ' ' || CAST(sum(messages) AS bigint) AS line FROM ledger_counts GROUP BY state ORDER BY 1";
    assert_eq!(app.database.lines(counted), ["accepted 5", "delivered 2", "received 1", "rejected 1"]);
    app.clock.advance(SignedDuration::from_hours(24 * 60));
    kept(app).await;
    assert_eq!((app.counts(campaign).await, app.counts(later).await), (before, later_before));
    assert_eq!(rows(app, "outbox"), 0);
}

async fn a_run_goes_on_over_many_writes(app: &TestApp) {
    app.enrol(1_203).await;
    let campaign = app.plan("family_02_city").await;
    app.drain().await;
    let before = app.counts(campaign).await;
    app.clock.advance(SignedDuration::from_hours(24 * 400));
    assert_eq!(removed(app, "rows of texts to").await, 1_203);
    assert_eq!((rows(app, "outbox"), app.counts(campaign).await), (0, before));
}

async fn proofs_are_kept_until_two_years_after_a_person_left(app: &TestApp) {
    let (stays, leaves) = (number(1), number(2));
    for person in [&stays, &leaves] {
        app.say(person, "JOIN").await;
        app.say(person, "YES").await;
    }
    app.say(&leaves, "STOP").await;
    let left = app.now();
    // Both write now and then, so that neither is silent.
    for _ in 0..3 {
        app.clock.advance(SignedDuration::from_hours(24 * 200));
        for person in [&stays, &leaves] {
            app.say(person, "MENU").await;
        }
        kept(app).await;
    }
    just_before_and_after(app, left, "24mo", "proofs", 2).await;
    assert_eq!(app.person(&leaves).await.proofs.len(), 0);
    assert_eq!(app.person(&stays).await.proofs.len(), 1, "the proof of who is active stays");
    assert_eq!(
        (app.standing(&leaves).await, app.standing(&stays).await),
        ("stopped".into(), "active safety;tips".into())
    );
    assert_eq!(app.import(&format!("number,consent_how\n{leaves},form\n")).await.stopped, 1);
}

async fn who_is_silent_for_two_years_is_forgotten(app: &TestApp) {
    let begun = app.now();
    let written_down = app.enrol(1).await.remove(0);
    let (stopped, asked, speaks) = (number(2), number(3), number(4));
    for text in ["JOIN", "YES", "STOP"] {
        app.say(&stopped, text).await;
    }
    let left = number(5);
    for text in ["JOIN", "YES", "STOP TIPS"] {
        app.say(&left, text).await;
    }
    assert_eq!(app.standing(&left).await, "active safety");
    app.say(&asked, "MENU").await;
    app.say(&speaks, "MENU").await;
    app.clock.advance(SignedDuration::from_hours(24 * 365));
    app.say(&speaks, "MENU").await;
    just_before_and_after(app, begun, "24mo", "people", 4).await;
    assert!(app.find_person(&written_down).await.is_none() && app.find_person(&asked).await.is_none());
    assert!(app.find_person(&speaks).await.is_some());
    // Who had stopped leaves the mark of it, and nothing more.
    let record = app.person(&stopped).await;
    assert_eq!((record.held.candidate.standing.as_str(), record.proofs.len()), ("erased", 0));
    assert_eq!(rows(app, "subscribers WHERE number_sealed IS NOT NULL"), 1);
    assert_eq!(rows(app, "consent_events"), 0);
    assert!(app.standing(&left).await.starts_with("erased"), "a topic that she left does not come back by a list");
    let list = format!("number,consent_how\n{stopped},form\n{left},form\n{asked},form\n");
    assert_eq!(app.import(&list).await.stopped, 2);
    assert_eq!(app.say(&stopped, "HELP").await, [app.words("crisis_help", "en")]);
}

async fn retention_runs_once_a_night(app: &TestApp) {
    let nightly = async || keep_retention_nightly(&app.context()).await.unwrap();
    assert!(nightly().await, "it never ran");
    assert!(!nightly().await);
    // It is ten in the morning; at three the night's run is due, and once only.
    app.clock.advance(SignedDuration::from_hours(16));
    assert!(!nightly().await, "two at night");
    app.clock.advance(SignedDuration::from_mins(61));
    assert!(nightly().await, "three at night");
    assert!(!nightly().await);
    app.clock.advance(SignedDuration::from_hours(24 * 3));
    app.restart().await;
    assert!(nightly().await, "nights were missed");
}

async fn retention_on_the_command_line_counts_before_it_removes(app: &TestApp) {
    app.clock.advance(-SignedDuration::from_hours(24 * 365 * 2));
    app.say(&number(1), "MENU").await;
    app.stop().await;
    let counted = run(app, &["retention", "--dry-run", "--json"], "");
    let counted: Vec<serde_json::Value> = serde_json::from_slice(&counted.stdout).unwrap();
    let all = |found: &[serde_json::Value]| found.iter().map(|one| one["rows"].as_u64().unwrap()).sum::<u64>();
    assert_eq!((counted.len(), rows(app, "outbox")), (12, 1));
    assert!(all(&counted) >= 5, "{counted:?}");
    let done = run(app, &["retention"], "");
    let said = String::from_utf8(done.stdout).unwrap();
    assert!(done.status.success() && said.contains("1 removed, kept for 13 months: rows of texts to people"), "{said}");
    assert_eq!((rows(app, "outbox"), rows(app, "originated"), rows(app, "ledger_counts")), (0, 0, 2));
}

async fn what_is_on_its_way_is_left_alone(app: &TestApp) {
    app.fake.next([Fault::HoldAnswer]);
    app.text(&number(1), "MENU").await;
    app.until("a call is open", async || app.fake.taken().len() == 1).await;
    app.clock.advance(SignedDuration::from_hours(24 * 800));
    kept(app).await;
    assert_eq!((app.in_state("submitting"), rows(app, "outbox WHERE text_sealed IS NOT NULL")), (1, 1));
    assert!(app.find_person(&number(1)).await.is_some(), "she is silent, and yet waited for");
    app.fake.release();
    app.drain().await;
    assert_eq!(app.in_state("accepted"), 1);
    app.clock.advance(SignedDuration::from_hours(24 * 400));
    kept(app).await;
    assert!(app.find_person(&number(1)).await.is_none() && rows(app, "outbox") == 0);
}
