//! The staff, by the real command line, and the roster of a service that runs beside it.

use std::process::Output;

use fitila::domain::care::Duty;
use fitila::service::refresh_roster;

use crate::app::TestApp;
use crate::process::run;
use crate::sealed::find_digits;

crate::stories! {
    somebody_is_added_changed_and_switched_off,
    what_cannot_be_is_refused_with_the_mend,
    a_running_service_learns_who_is_on_duty,
}

const PHONE: &str = "+2348037654321";
const AMINA: &str = "amina@example.org";

fn staff(app: &TestApp, arguments: &[&str], input: &str) -> Output {
    run(app, &[&["staff"], arguments].concat(), input)
}

fn add(app: &TestApp) {
    let arguments =
        ["add", "Amina", "--email", "Amina@Example.org", "--role", "case-worker", "--phone", "-", "--on-duty"];
    let ended = staff(app, &arguments, &format!("{PHONE}\n"));
    assert!(ended.status.success(), "{ended:?}");
}

fn list(app: &TestApp) -> serde_json::Value {
    serde_json::from_slice(&staff(app, &["list", "--json"], "").stdout).unwrap()
}

fn done(app: &TestApp, arguments: &[&str]) -> String {
    let ended = staff(app, arguments, "");
    assert!(ended.status.success(), "{ended:?}");
    String::from_utf8(ended.stderr).unwrap()
}

async fn somebody_is_added_changed_and_switched_off(app: &TestApp) {
    add(app);
    let amina = &list(app)[0];
    assert_eq!((&amina["email"], &amina["on_duty"]), (&AMINA.into(), &true.into()));
    assert_eq!(amina["phone"], "+234\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}321");
    assert!(done(app, &["change", AMINA, "--role", "lead", "--role", "case-worker", "--language", "ha"]).is_empty());
    assert_eq!(list(app)[0]["roles"], serde_json::json!(["case-worker", "lead"]));
    assert!(done(app, &["duty", AMINA, "off"]).contains("nobody is on duty now"));
    let warned = done(app, &["disable", AMINA]);
    assert!(warned.contains("nobody is on duty now") && warned.contains("nobody leads the safeguarding"), "{warned}");
    assert_eq!(list(app)[0]["active"], false);
    done(app, &["enable", AMINA]);
    done(app, &["duty", AMINA, "on", "--as", AMINA]);
    assert_eq!((&list(app)[0]["active"], &list(app)[0]["on_duty"]), (&true.into(), &true.into()));
    // A copied disk does not tell her number.
    assert_eq!(find_digits(&app.database.copied(), &PHONE[1..]), Vec::<String>::new());
}

async fn what_cannot_be_is_refused_with_the_mend(app: &TestApp) {
    add(app);
    let musa = ["add", "Musa", "--email", "musa@example.org"];
    for (more, said) in [
        (&["--role", "boss"][..], "the roles are admin, manager, writer, case-worker, lead, viewer"),
        (&[], "--role: give at least one"),
        (&["--role", "lead", "--on-duty"], "on duty needs a phone"),
        (&["--role", "writer", "--on-duty", "--phone", "+2340000000001"], "on duty needs a phone"),
        (&["--role", "lead", "--phone", "123"], "not a mobile number"),
        (&["--role", "lead", "--phone", PHONE], "that of amina@example.org"),
        (&["--role", "lead", "--as", "musa@example.org"], "--as: nobody who works here"),
        (&["--role", "lead", "--language", "English"], "not a language code"),
    ] {
        let ended = staff(app, &[&musa[..], more].concat(), "");
        let words = String::from_utf8(ended.stderr).unwrap();
        assert!(ended.status.code() == Some(2) && words.contains(said) && words.lines().count() == 1, "{words}");
        assert!(!words.contains("7654321"), "{words}");
    }
    let again = staff(app, &["add", "Amina", "--email", AMINA, "--role", "lead"], "");
    assert!(String::from_utf8(again.stderr).unwrap().contains("has an account already"));
    let nobody = staff(app, &["disable", "musa@example.org"], "");
    assert!(String::from_utf8(nobody.stderr).unwrap().contains("no account has the address"));
    assert_eq!(list(app).as_array().unwrap().len(), 1);
}

async fn a_running_service_learns_who_is_on_duty(app: &TestApp) {
    assert_eq!(app.context().duty(), Duty::Unstaffed);
    let (stopper, stop) = fitila::worker::Stop::new();
    let worker = tokio::spawn(fitila::worker::roster(app.context(), stop));
    add(app);
    let learns = async |duty| {
        #[expect(clippy::disallowed_methods, reason = "how soon it is learned is measured")]
        let begun = std::time::Instant::now();
        app.until("it is learned", async || app.context().duty() == duty).await;
        assert!(begun.elapsed() < std::time::Duration::from_secs(2));
    };
    learns(Duty::Staffed).await;
    done(app, &["duty", AMINA, "off"]);
    learns(Duty::Unstaffed).await;
    stopper.send(true).unwrap();
    worker.await.unwrap();
    done(app, &["duty", AMINA, "on"]);
    refresh_roster(&app.context()).await.unwrap();
    assert_eq!(app.context().duty(), Duty::Staffed);
}
