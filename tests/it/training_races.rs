//! What comes in the middle of a training's being told. On Postgres the telling is held at its last girl meanwhile.

use fitila::domain::training::Code;
use fitila::service::{announce_trainings, close_training};
use jiff::SignedDuration;

use crate::app::TestApp;
use crate::database::Blocked;
use crate::fake::Fault;
use crate::training::{course, post, said};

crate::stories! {
    one_that_is_closed_while_it_is_told_reaches_nobody,
    who_asks_for_quiet_while_she_is_told_is_told_quietly,
}

/// Holds the telling at the last girl: hers is being put in by somebody else.
fn hold(app: &TestApp, code: &Code) -> Option<Blocked> {
    app.database.hold(&format!(
        "INSERT INTO outbox (id, account, subscriber_id, segments, urgency, state, attempt, fence, due_at, expires_at, \
         created_at, updated_at, series, step) \
         SELECT decode(repeat('00', 16), 'hex'), 'at', id, 1, 3, 'queued', 0, 0, 0, 0, 0, 0, 'training alert', '{code}' \
         FROM subscribers ORDER BY id DESC LIMIT 1"
    ))
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
    let held = hold(app, &code);
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
    let held = hold(app, &code);
    let ask = async {
        if held.is_some() {
            app.until("it is being told", async || app.database.waiting() == 1).await;
        }
        let release = async {
            if held.is_some() {
                // She waits for the telling, or else is quiet before it ends.
                let quiet = "SELECT count(*) AS n FROM subscribers WHERE quiet";
                app.until("she asks", async || app.database.waiting() > 1 || app.database.number(quiet) > 0).await;
            }
            drop(held);
        };
        tokio::join!(app.text_with_id("quiet", &girls[0], "QUIET"), release);
    };
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
