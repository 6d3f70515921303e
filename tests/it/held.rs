//! Who has a case, who may take it from her, and what others see of it.

use fitila::domain::care::{Label, Outcome};
use fitila::domain::message::Body;
use fitila::service::{Run, close_case, keep_retention, note_case, refresh_roster};
use jiff::SignedDuration;

use crate::app::{TestApp, number};
use crate::care::{AMINA, BISI, LEAD, mail, minutes, staffed};
use crate::process::run;

crate::stories! {
    whoever_was_called_to_an_alert_may_take_its_case,
    a_closed_case_is_nobodys,
    who_reported_is_not_told_by_the_time,
    of_very_many_cases_the_newest_are_seen,
    a_case_follows_the_language_of_its_person,
    no_call_falls_between_a_close_and_a_text,
    a_clock_that_is_set_back_silences_no_alert,
    a_note_keeps_a_case_from_being_removed,
}

fn labels(app: &TestApp) -> Vec<String> {
    app.database.lines("SELECT label AS line FROM cases ORDER BY opened_at, id")
}

fn done(app: &TestApp, arguments: &[&str]) -> String {
    let ended = run(app, arguments, "");
    assert!(ended.status.success(), "{arguments:?}: {ended:?}");
    String::from_utf8(ended.stdout).unwrap()
}

fn email(n: usize) -> String {
    format!("staff{n}@example.org")
}

async fn whoever_was_called_to_an_alert_may_take_its_case(app: &TestApp) {
    staffed(app).await;
    app.say(&number(1), "HELP").await;
    let label = labels(app).remove(0);
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    let refused = run(app, &["alert", "ack", &label, "--as", &email(BISI)], "");
    assert_eq!(refused.status.code(), Some(2), "nobody else was called: {refused:?}");
    // Amina is asleep. The person writes again, and in the end everybody is called.
    app.advance(minutes(40));
    app.say(&number(1), "HELP").await;
    app.advance(minutes(16));
    app.drain().await;
    assert!(app.fake.texts_to(&number(BISI)).iter().any(|text| text.contains(&label)));
    done(app, &["alert", "ack", &label, "--as", &email(BISI)]);
    let holder = "SELECT name AS line FROM staff JOIN cases ON assigned_to = staff.id";
    assert_eq!(app.database.lines(holder), [format!("Staff {BISI}")]);
    let shown = run(app, &["case", "show", &label, "--as", &email(AMINA)], "");
    assert_eq!(shown.status.code(), Some(2), "it is hers no more: {shown:?}");
}

async fn a_closed_case_is_nobodys(app: &TestApp) {
    staffed(app).await;
    app.say(&number(1), "HELP").await;
    let label = labels(app).remove(0);
    done(app, &["case", "take", &label, "--as", &email(AMINA)]);
    done(app, &["case", "close", &label, "--as", &email(AMINA), "--outcome", "helped"]);
    let refused = run(app, &["case", "take", &label, "--as", &email(AMINA)], "");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(2) && said.contains("is closed"), "{said}");
    assert_eq!(app.database.number("SELECT count(*) AS n FROM audit WHERE action = 'case_taken'"), 1);
}

async fn who_reported_is_not_told_by_the_time(app: &TestApp) {
    staffed(app).await;
    app.advance(SignedDuration::from_secs(1234));
    app.say(&number(2), "REPORT").await;
    app.say(&number(2), "a child cries next door").await;
    app.say(&number(2), "DONE").await;
    app.drain().await;
    let label = labels(app).remove(0);
    let shown = done(app, &["case", "show", &label, "--as", &email(LEAD), "--json"]);
    let listed = done(app, &["alert", "list", "--as", &email(LEAD), "--json"]);
    let exact = |text: &str| {
        let times = text.split('"').filter(|part| part.parse::<jiff::Timestamp>().is_ok());
        times.filter(|time| !time.ends_with(":00:00Z")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(shown.contains("next door") && listed.contains(&label), "{shown} {listed}");
    assert_eq!((exact(&shown), exact(&listed)), (vec![], vec![]));
}

async fn of_very_many_cases_the_newest_are_seen(app: &TestApp) {
    staffed(app).await;
    let now = app.now().as_millisecond();
    for n in 0..501_i64 {
        let (id, label) = (format!("{n:032x}"), format!("{n:04}"));
        let id = match app.database.kind {
            crate::database::Kind::Sqlite => format!("x'{id}'"),
            crate::database::Kind::Postgres => format!("'\\x{id}'::bytea"),
        };
        let at = now - 10_000_000 + n;
        app.database.change(&format!(
            "INSERT INTO cases (id, label, kind, state, locale, opened_at, last_in_at, updated_at) \
             VALUES ({id}, '{label}', 'talk', 'open', 'en', {at}, {at}, {at})"
        ));
    }
    app.say(&number(1), "TAIMAKO").await;
    let label = labels(app).pop().unwrap();
    let listed = done(app, &["case", "list"]);
    assert!(listed.contains(&format!("\n{label}  ")) && listed.contains("500 that were heard last"), "{listed}");
    assert!(!listed.contains("0001  "), "the oldest give way");
    let ready = done(app, &["case", "templates", &label]);
    assert!(ready.contains(&app.words("reply_here", "ha")), "{ready}");
}

async fn a_case_follows_the_language_of_its_person(app: &TestApp) {
    staffed(app).await;
    app.say(&number(1), "HELP").await;
    let language = || app.database.lines("SELECT locale AS line FROM cases").remove(0);
    assert_eq!(language(), "en");
    app.say(&number(1), "HAUSA").await;
    app.say(&number(1), "HELP").await;
    app.say(&number(1), "TAIMAKO").await;
    assert_eq!((language(), labels(app).len()), ("ha".to_owned(), 1));
    let label = labels(app).remove(0);
    app.say(&number(AMINA), &format!("R {label} 1")).await;
    assert_eq!(app.fake.texts_to(&number(1)).pop().unwrap(), app.words("reply_here", "ha"));
}

async fn no_call_falls_between_a_close_and_a_text(app: &TestApp) {
    staffed(app).await;
    refresh_roster(&app.context()).await.unwrap();
    for n in 1..=12 {
        app.say(&number(n), "HELP").await;
        let label = Label::stored(&labels(app).pop().unwrap());
        app.say(&number(AMINA), &format!("ACK {label}")).await;
        app.advance(minutes(31));
        let (id, context, by) = (app.fresh("mo"), app.context(), mail(AMINA));
        let girl = number(n);
        let text = app.text_with_id(&id, &girl, "HELP");
        let (answer, closed) = tokio::join!(text, close_case(&context, &by, &label, Outcome::Helped));
        assert_eq!(answer.status, 200);
        closed.unwrap().unwrap();
        let lost = "SELECT count(*) AS n FROM alerts JOIN cases ON cases.id = case_id \
                    WHERE alerts.state <> 'closed' AND cases.state = 'closed'";
        assert_eq!(app.database.number(lost), 0, "round {n}");
        app.drain().await;
    }
}

async fn a_clock_that_is_set_back_silences_no_alert(app: &TestApp) {
    staffed(app).await;
    app.say(&number(1), "HELP").await;
    app.drain().await;
    let told = |n| app.fake.texts_to(&number(n)).len();
    assert_eq!((told(AMINA), told(BISI)), (1, 0));
    app.advance(SignedDuration::from_hours(-3));
    app.drain().await;
    assert_eq!((told(AMINA), told(BISI)), (1, 0), "nobody is told of the same rung twice");
    for _ in 0..16 {
        app.advance(minutes(1));
        app.drain().await;
    }
    assert!(told(BISI) >= 1 && told(LEAD) >= 1, "{:?}", (told(AMINA), told(BISI), told(LEAD)));
}

async fn a_note_keeps_a_case_from_being_removed(app: &TestApp) {
    staffed(app).await;
    app.say(&number(1), "HELP").await;
    let label = labels(app).remove(0);
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    app.advance(SignedDuration::from_hours(24 * 300));
    let words = Body::new("her sister was called");
    note_case(&app.context(), &mail(AMINA), &Label::stored(&label), words).await.unwrap().unwrap();
    app.advance(SignedDuration::from_hours(24 * 100));
    keep_retention(&app.context(), Run::Remove).await.unwrap();
    assert_eq!(labels(app).len(), 1, "something happened in it within the year");
    app.advance(SignedDuration::from_hours(24 * 300));
    keep_retention(&app.context(), Run::Remove).await.unwrap();
    assert_eq!(labels(app).len(), 0);
}
