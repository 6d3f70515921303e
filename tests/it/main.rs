//! Whole paths through the running service, over real HTTP, on SQLite and on Postgres: a story per case, its name the
//! sentence that it proves.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a story stops where something is not as it should be")]

use std::time::Duration;

mod app;
mod database;
mod fake;
mod sealed;
mod sms;
mod ussd;
mod campaign;
mod series;
mod doubt;
mod receipts;
mod opt_out;
mod histories;
mod erased;
mod retention;
mod doctor;
mod bad_input;
mod process;
mod unreviewed;
mod area;
mod referral;
mod people_file;
mod staff;
mod care;
mod audit;
mod mail_server;
mod alerts;
mod alert_verbs;
mod training;
mod training_staff;
mod training_asks;
mod races;
mod cover;
mod silent;
mod reading;
mod held;

/// Makes two tests of each story, one on each database. A story may be given settings.
#[macro_export]
macro_rules! stories {
    ($($story:ident $(with $settings:expr)?),* $(,)?) => {
        mod sqlite { $(#[test] fn $story() {
            $crate::tell($crate::database::Kind::Sqlite, &[$($settings)?], super::$story);
        })* }
        mod postgres { $(#[test] fn $story() {
            $crate::tell($crate::database::Kind::Postgres, &[$($settings)?], super::$story);
        })* }
    };
}

fn tell(kind: database::Kind, settings: &[&[(&str, &str)]], story: impl AsyncFnOnce(&app::TestApp)) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let app = app::TestApp::start(kind, &settings.concat()).await;
        story(&app).await;
        app.finish().await;
    });
    runtime.shutdown_timeout(Duration::from_secs(5));
}
