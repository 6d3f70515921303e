//! A person who opts out at the gateway has stopped here.

use crate::app::{TestApp, number};
use crate::sms::futures;

crate::stories! {
    an_opt_out_at_the_gateway_is_a_stop,
    a_report_that_says_so_is_a_stop,
    nobody_but_she_undoes_a_stop,
}

async fn opt_out(app: &TestApp, number: &str) {
    let answer = app.webhook("opt-out", &[("senderId", "32627"), ("phoneNumber", number)]).await;
    assert_eq!((answer.status, answer.body.as_str()), (200, ""));
}

async fn an_opt_out_at_the_gateway_is_a_stop(app: &TestApp) {
    let people = app.enrol(2).await;
    let stranger = number(50);
    futures((0..8).map(|_| opt_out(app, &people[0]))).await;
    opt_out(app, &stranger).await;
    app.drain().await;
    assert_eq!(app.fake.calls(), 0, "nothing can reach her there, so nothing is said");
    for person in [&people[0], &stranger] {
        assert_eq!(app.standing(person).await, "stopped");
    }
    let proofs = app.person(&people[0]).await.proofs;
    assert_eq!(proofs.len(), 2);
    assert_eq!((proofs[1].change.as_str(), proofs[1].how.as_str()), ("opted_out", "gateway"));
    assert_eq!(app.metric("fitila_stops_total").await, 2.0);

    let campaign = app.plan("family_02_city").await;
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 1)]).await;
    assert_eq!(app.watch(campaign).await.excluded["stopped"], 2);
    assert_eq!(app.say(&people[0], "HELP").await, [app.words("crisis_help", "en")]);
    app.say(&people[0], "START").await;
    app.say(&people[0], "YES").await;
    assert_eq!(app.standing(&people[0]).await, "active safety;tips");
}

async fn a_report_that_says_so_is_a_stop(app: &TestApp) {
    let person = &app.enrol(1).await[0];
    app.plan("family_02_city").await;
    app.drain().await;
    let id = app.fake.taken()[0].id.clone();
    let fields =
        [("id", id.as_str()), ("status", "Rejected"), ("phoneNumber", person), ("failureReason", "UserInBlackList")];
    for _ in 0..2 {
        assert_eq!(app.webhook("receipt", &fields).await.status, 200);
    }
    assert_eq!(app.standing(person).await, "stopped");
    assert_eq!(app.in_state("undeliverable"), 1);
    assert_eq!(app.person(person).await.proofs.len(), 2);
    // A do-not-disturb rejection is none.
    let other = &app.enrol_more(5, 1).await[0];
    let fields = [
        ("id", "ATXid_other"),
        ("status", "Failed"),
        ("phoneNumber", other),
        ("failureReason", "DoNotDisturbRejection"),
    ];
    assert_eq!(app.webhook("receipt", &fields).await.status, 200);
    assert_eq!(app.standing(other).await, "active safety;tips;training");
}

async fn nobody_but_she_undoes_a_stop(app: &TestApp) {
    let person = &app.enrol(1).await[0];
    app.say(person, "STOP").await;
    let report = app.import(&format!("number,topics,language,consent_how\n{person},safety;tips,ha,form\n")).await;
    assert_eq!((report.added, report.updated, report.stopped), (0, 0, 1));
    assert_eq!(report.refused[0].row, 2);
    assert!(!report.refused[0].what.contains(&person[4..]));
    for (what, text) in [
        ("a keyword", "TIPS"),
        ("a yes", "YES"),
        ("settings", "TIME 6PM-8PM"),
        ("a language", "HAUSA"),
        ("help", "HELP"),
    ] {
        app.say(person, text).await;
        assert_eq!(app.standing(person).await, "stopped", "{what}");
    }
    // Pending is no yes either: an import does not stand in for it.
    app.say(person, "START").await;
    assert_eq!(app.import(&format!("number,consent_how\n{person},form\n")).await.stopped, 1);
    assert_eq!(app.standing(person).await, "pending");
}
