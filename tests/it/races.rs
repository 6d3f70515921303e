//! What comes while people are told of a training, or put into a campaign. On Postgres that is held at the last of them
//! meanwhile.

use fitila::domain::conversation::Discretion;
use fitila::domain::training::Code;
use fitila::service::{advance_campaigns, announce_trainings, close_training};
use jiff::SignedDuration;

use crate::app::TestApp;
use crate::database::Blocked;
use crate::fake::Fault;
use crate::training::{course, post, said};

crate::stories! {
    one_that_is_closed_while_it_is_told_reaches_nobody,
    who_asks_for_quiet_while_she_is_told_is_told_quietly,
    who_asks_for_quiet_while_she_is_put_into_a_campaign_gets_its_quiet_words,
}

const CAMPAIGN: &str = "family_02_city";

/// Holds the work at the last girl: hers is being put in by somebody else. `what` gives series, step and broadcast.
fn hold(app: &TestApp, what: &str) -> Option<Blocked> {
    app.database.hold(&format!(
        "INSERT INTO outbox (id, account, subscriber_id, segments, urgency, state, attempt, fence, due_at, expires_at, \
         created_at, updated_at, series, step, broadcast_id) \
         SELECT decode(repeat('00', 16), 'hex'), 'at', id, 1, 3, 'queued', 0, 0, 0, 0, 0, 0, {what} \
         FROM subscribers ORDER BY id DESC LIMIT 1"
    ))
}

fn announcement(code: &Code) -> String {
    format!("'training alert', '{code}', NULL")
}

/// Texts QUIET once the work is held, and lets the work go on once she waits for it, or else is quiet before it ends.
async fn ask_for_quiet(app: &TestApp, girl: &str, held: Option<Blocked>) {
    if held.is_some() {
        app.until("it is held", async || app.database.waiting() == 1).await;
    }
    let release = async {
        if held.is_some() {
            let quiet = "SELECT count(*) AS n FROM subscribers WHERE quiet";
            app.until("she asks", async || app.database.waiting() > 1 || app.database.number(quiet) > 0).await;
        }
        drop(held);
    };
    tokio::join!(app.text_with_id("quiet", girl, "QUIET"), release);
}

/// Sends what waits.
async fn let_out(app: &TestApp) {
    // A call that is open now would be put off from the later time.
    app.until("no call is open", async || app.in_state("submitting") == 0).await;
    app.fake.always(None);
    app.advance(SignedDuration::from_mins(2));
    app.drain().await;
}

async fn one_that_is_closed_while_it_is_told_reaches_nobody(app: &TestApp) {
    let girls = app.enrol(3).await;
    app.fake.always(Some(Fault::Throttle));
    let code = post(app, course()).await;
    let context = app.context();
    let held = hold(app, &announcement(&code));
    let close = async {
        if held.is_some() {
            app.until("it is being told", async || app.database.waiting() == 1).await;
        }
        close_training(&context, code.as_str(), None).await.unwrap();
        drop(held);
    };
    tokio::join!(async { announce_trainings(&context).await.unwrap() }, close);
    let_out(app).await;
    for girl in &girls {
        assert_eq!(app.fake.texts_to(girl), Vec::<String>::new());
    }
}

async fn who_asks_for_quiet_while_she_is_told_is_told_quietly(app: &TestApp) {
    let girls = app.enrol(2).await;
    app.fake.always(Some(Fault::Throttle));
    let course = course();
    let code = post(app, course.clone()).await;
    let context = app.context();
    let held = hold(app, &announcement(&code));
    let ask = ask_for_quiet(app, &girls[0], held);
    tokio::join!(async { announce_trainings(&context).await.unwrap() }, ask);
    app.schedule().await;
    let_out(app).await;
    let footer = app.words("broadcast_footer", "en");
    let (plain, quiet) =
        (said(app, "training_alert", &code, &course) + &footer, app.words("quiet_training", "en") + &footer);
    let texts = app.fake.texts_to(&girls[0]);
    assert!(texts.contains(&quiet) && !texts.contains(&plain), "{texts:?}");
    assert!(app.fake.texts_to(&girls[1]).contains(&plain));
}

async fn who_asks_for_quiet_while_she_is_put_into_a_campaign_gets_its_quiet_words(app: &TestApp) {
    let girls = app.enrol(2).await;
    app.fake.always(Some(Fault::Throttle));
    let campaign = app.plan(CAMPAIGN).await;
    let context = app.context();
    // What is launched first has the number 1.
    let held = hold(app, "NULL, NULL, 1");
    let ask = ask_for_quiet(app, &girls[0], held);
    tokio::join!(async { advance_campaigns(&context).await.unwrap() }, ask);
    app.schedule().await;
    let_out(app).await;
    app.assert_counts(campaign, &[("accepted", 2)]).await;
    let words = |discretion| app.campaign_words(CAMPAIGN, "en", discretion);
    let texts = app.fake.texts_to(&girls[0]);
    assert!(texts.contains(&words(Discretion::Quiet)) && !texts.contains(&words(Discretion::Full)), "{texts:?}");
    assert!(app.fake.texts_to(&girls[1]).contains(&words(Discretion::Full)));
}
