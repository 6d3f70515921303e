//! Alerts by the real command line, an answer that comes too late, and a person who writes again.

use fitila::service::refresh_roster;
use jiff::SignedDuration;
use serde_json::Value;

use crate::app::{TestApp, number};
use crate::fake::Fault;
use crate::process::run;
use crate::sealed::find_digits;

crate::stories! {
    alerts_are_listed_taken_noted_and_closed,
    a_call_in_silence_stands_among_the_alerts_only,
    a_late_answer_calls_staff_once_more,
    who_holds_a_case_is_told_that_she_wrote_again,
    cases_of_one_who_leaves_go_to_her_colleagues,
    a_phone_of_one_who_left_goes_to_her_successor,
}

const AMINA: usize = 9001;
const BISI: usize = 9002;
const EMAIL: &str = "amina@example.org";

/// Somebody is on duty, and a person calls for help; gives the label of her case.
async fn called(app: &TestApp) -> String {
    let phone = format!("{}\n", number(AMINA));
    let arguments = ["staff", "add", "Amina", "--email", EMAIL, "--role", "case-worker", "--phone", "-", "--on-duty"];
    let added = run(app, &arguments, &phone);
    assert!(added.status.success(), "{added:?}");
    refresh_roster(&app.context()).await.unwrap();
    app.say(&number(1), "HELP").await;
    app.drain().await;
    app.database.lines("SELECT label AS line FROM cases").remove(0)
}

fn done(app: &TestApp, arguments: &[&str], input: &str) -> String {
    let ended = run(app, arguments, input);
    assert!(ended.status.success(), "{ended:?}");
    String::from_utf8(ended.stdout).unwrap()
}

fn json(app: &TestApp, arguments: &[&str]) -> Vec<Value> {
    serde_json::from_str(&done(app, &[arguments, &["--json"]].concat(), "")).unwrap()
}

fn told_again(app: &TestApp, label: &str) -> usize {
    let words = app.words_with("staff_again", "en", &[("label", label.to_owned())]);
    app.fake.texts_to(&number(AMINA)).iter().filter(|text| **text == words).count()
}

fn count(app: &TestApp, of: &str) -> i64 {
    app.database.number(&format!("SELECT count(*) AS n FROM {of}"))
}

async fn alerts_are_listed_taken_noted_and_closed(app: &TestApp) {
    let label = called(app).await;
    let listed = json(app, &["alert", "list", "--as", EMAIL]);
    assert_eq!(listed.len(), 1);
    let alert = &listed[0];
    for (name, value) in [("kind", "help"), ("cause", "call"), ("state", "raised"), ("label", &label)] {
        assert_eq!(alert[name], value, "{alert}");
    }
    assert_eq!((&alert["rung"], &alert["taken_by"]), (&0.into(), &Value::Null));
    let notice = &alert["notices"][0];
    for (name, value) in [("name", "Amina"), ("way", "sms"), ("state", "accepted")] {
        assert_eq!(notice[name], value, "{alert}");
    }
    let printed = done(app, &["alert", "list", "--as", EMAIL], "");
    assert!(printed.contains(&label) && printed.contains("nobody has taken it"), "{printed}");
    assert!(printed.contains("sms  Amina: accepted"), "{printed}");

    let stranger = run(app, &["alert", "ack", &label, "--as", "x@example.org"], "");
    assert_eq!(stranger.status.code(), Some(2), "{stranger:?}");
    assert_eq!(count(app, "alerts WHERE state = 'raised'"), 1);
    done(app, &["alert", "ack", &label, "--as", EMAIL], "");
    let taken = &json(app, &["alert", "list", "--as", EMAIL])[0];
    assert_eq!((&taken["state"], &taken["taken_by"]), (&"acknowledged".into(), &"Amina".into()));
    assert_eq!(json(app, &["case", "list"])[0]["assigned_to"], "Amina");
    assert_eq!(count(app, "audit WHERE action = 'alert_acknowledged'"), 1);

    done(app, &["alert", "note", &label, "-", "--as", EMAIL], "The sister was called\n");
    let read = done(app, &["case", "show", &label, "--as", EMAIL], "");
    assert!(read.contains("note of Amina: The sister was called"), "{read}");
    assert!(
        read.contains(" WAT  note of Amina")
            && done(app, &["alert", "list", "--as", EMAIL], "").contains(" WAT  rung 0"),
        "{read}"
    );
    assert!(done(app, &["audit", "list"], "").contains(" WAT  "), "times are those of the programme's texts");
    let empty = [
        (&["case", "note", &label, "-", "--as", EMAIL][..], " \n", "the note is empty"),
        (&["case", "note", &label, "  ", "--as", EMAIL], "", "the note is empty"),
        (&["case", "reveal", &label, "--as", EMAIL, "--reason", "why"], "", "too short: say why in 4 letters"),
        (
            &["case", "reveal", &label, "--as", EMAIL, "--reason", "call 0803 111 2277"],
            "",
            "leave the telephone number",
        ),
        (&["case", "reply", &label, "-", "--as", EMAIL, "--because", "ask 08031112277"], "Hi", "leave the telephone"),
        (&["case", "reply", &label, "7", "--as", EMAIL], "", "number of a ready answer: 1 to 5"),
        (&["staff", "change", EMAIL], "", "give what changes: --name"),
    ];
    for (arguments, input, said) in empty {
        let refused = run(app, arguments, input);
        let complaint = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(refused.status.code() == Some(2) && complaint.contains(said), "{arguments:?}: {complaint}");
    }
    let ready = json(app, &["case", "templates", &label]);
    assert_eq!((ready.len(), &ready[0]["number"]), (5, &1.into()));
    assert_eq!(ready[0]["text"], app.words("reply_here", "en"));
    let wrong = run(app, &["alert", "close", &label, "--as", EMAIL, "--outcome", "fine"], "");
    assert_eq!(wrong.status.code(), Some(2), "{wrong:?}");
    done(app, &["alert", "close", &label, "--as", EMAIL, "--outcome", "helped"], "");
    assert_eq!(json(app, &["alert", "list", "--as", EMAIL]).len(), 0);
    assert_eq!(done(app, &["alert", "list", "--as", EMAIL], "").trim(), "No alert is open.");
    let all = [printed.into_bytes(), read.into_bytes(), alert.to_string().into_bytes()].concat();
    assert_eq!(find_digits(&[("printed".to_owned(), all)], &number(1)[1..]), Vec::<String>::new());
}

async fn a_call_in_silence_stands_among_the_alerts_only(app: &TestApp) {
    called(app).await;
    assert_eq!(json(app, &["case", "list"]).len(), 1);
    app.database.change("UPDATE cases SET kind = 'silent'");
    assert_eq!(json(app, &["alert", "list", "--as", EMAIL])[0]["kind"], "silent");
    for arguments in [&["case", "list"][..], &["case", "list", "--all"]] {
        assert_eq!(json(app, arguments), Vec::<Value>::new());
    }
    let stranger = run(app, &["alert", "list", "--as", "x@example.org"], "");
    assert_eq!((stranger.status.code(), stranger.stdout.len()), (Some(2), 0), "{stranger:?}");
}

async fn a_late_answer_calls_staff_once_more(app: &TestApp) {
    let label = called(app).await;
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    app.leaves_work();
    app.fake.always(Some(Fault::Status(503)));
    app.text(&number(1), "HELP").await;
    app.until("it was tried", async || count(app, "outbox WHERE state = 'queued' AND attempt > 0") > 0).await;
    app.until("both were tried", async || app.in_state("submitting") == 0).await;
    app.advance(SignedDuration::from_mins(16));
    app.tidy().await;
    app.until("the answer is too late", async || count(app, "outbox WHERE state = 'expired'") > 0).await;
    let raised = "alerts WHERE cause = 'unanswered' AND state = 'raised'";
    assert_eq!((count(app, raised), count(app, "alerts")), (1, 2), "who has the case may be away from her phone");
    let listed = json(app, &["alert", "list", "--as", EMAIL]);
    assert_eq!((&listed[0]["cause"], &listed[0]["label"]), (&"unanswered".into(), &label.as_str().into()));
    app.schedule().await;
    assert_eq!(count(app, &format!("{raised} AND rung >= 0")), 1, "its ladder is climbed");
}

async fn who_holds_a_case_is_told_that_she_wrote_again(app: &TestApp) {
    let label = called(app).await;
    let again = async |after: i64| {
        app.clock.advance(SignedDuration::from_secs(after));
        app.text(&number(1), "HELP").await;
    };
    again(10).await;
    app.drain().await;
    assert_eq!(told_again(app, &label), 0, "nobody has taken it yet: its ladder calls");
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    for (after, told) in [(10, 1), (60, 1), (40, 1), (40, 2), (30, 2)] {
        again(after).await;
        app.drain().await;
        assert_eq!(told_again(app, &label), told, "{after} seconds later");
    }
    app.leaves_work();
    app.fake.always(Some(Fault::Status(503)));
    again(121).await;
    again(121).await;
    assert_eq!(count(app, "notices"), 4, "one at most is unsent");
    done(app, &["alert", "close", &label, "--as", EMAIL, "--outcome", "helped"], "");
    assert_eq!(count(app, "alerts WHERE state <> 'closed'"), 0);
}

async fn cases_of_one_who_leaves_go_to_her_colleagues(app: &TestApp) {
    let label = called(app).await;
    let bisi = ["staff", "add", "Bisi", "--email", "bisi@example.org", "--role", "case-worker", "--phone", "-"];
    done(app, &[&bisi[..], &["--on-duty"]].concat(), &format!("{}\n", number(BISI)));
    done(app, &["alert", "ack", &label, "--as", EMAIL], "");
    app.advance(SignedDuration::from_mins(3));
    app.drain().await;
    let told = || app.fake.texts_to(&number(BISI)).len();
    assert_eq!(told(), 0, "Amina has it");
    let said = done(app, &["staff", "disable", EMAIL], "");
    assert!(said.contains("1 cases that she answered are open again"), "{said}");
    refresh_roster(&app.context()).await.unwrap();
    app.drain().await;
    assert_eq!(told(), 1, "a colleague is called to who wrote today");
    app.say(&number(1), "he is beating me please").await;
    done(app, &["case", "take", &label, "--as", "bisi@example.org"], "");
    let shown = done(app, &["case", "show", &label, "--as", "bisi@example.org"], "");
    assert!(shown.contains("he is beating me please") && shown.contains("does not answer any more"), "{shown}");
    // The same when she may not care for people any more.
    done(app, &["staff", "duty", "bisi@example.org", "off"], "");
    let said = done(app, &["staff", "change", "bisi@example.org", "--role", "viewer"], "");
    assert!(said.contains("are open again"), "{said}");
    assert_eq!(count(app, "cases WHERE state = 'open' AND assigned_to IS NULL"), 1);
    assert_eq!(count(app, "alerts WHERE state = 'raised'"), 1);
}

async fn a_phone_of_one_who_left_goes_to_her_successor(app: &TestApp) {
    called(app).await;
    let phone = format!("{}\n", number(AMINA));
    let bisi = ["staff", "add", "Bisi", "--email", "bisi@example.org", "--role", "case-worker", "--phone", "-"];
    let taken = run(app, &bisi, &phone);
    let said = String::from_utf8_lossy(&taken.stderr).into_owned();
    assert!(
        taken.status.code() == Some(2) && said.contains("--phone: this number is that of amina@example.org"),
        "{said}"
    );
    done(app, &["staff", "disable", EMAIL], "");
    done(app, &bisi, &phone);
    let phones = || json(app, &["staff", "list"]).iter().map(|one| one["phone"].clone()).collect::<Vec<_>>();
    assert!(phones()[0].is_null() && phones()[1].is_string(), "{:?}", phones());
    done(app, &["staff", "change", "bisi@example.org", "--no-phone"], "");
    assert!(phones()[1].is_null());
    let wrong = run(app, &["staff", "change", "bisi@example.org", "--phone", "none"], "");
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("--phone: "), "{wrong:?}");
}
