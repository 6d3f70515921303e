//! What a gateway may answer, and what is believed: nobody is sent a campaign twice, whatever it says.

use std::collections::HashMap;

use jiff::SignedDuration;

use crate::app::{TestApp, number};
use crate::fake::Fault;

crate::stories! {
    each_fault_has_its_outcome,
    each_refusal_of_a_number_has_its_outcome,
    what_may_have_been_taken_is_never_sent_again,
    an_answer_to_a_call_for_help_is_tried_once_more,
    a_number_that_is_refused_is_left_out_next_time,
}

const MESSAGE: &str = "family_02_city";

async fn each_fault_has_its_outcome(app: &TestApp) {
    let people = app.enrol(3).await;
    let all = |state: &'static str| vec![(state, 3)];
    for (fault, outcome) in [
        (Fault::AcceptThenCut, all("in_doubt")),
        (Fault::CutBefore, all("in_doubt")),
        (Fault::EmptyBody, all("in_doubt")),
        (Fault::NamesNobody, all("in_doubt")),
        (Fault::Status(200), all("in_doubt")),
        (Fault::Status(500), all("in_doubt")),
        (Fault::Status(502), all("in_doubt")),
        (Fault::Status(504), all("in_doubt")),
        (Fault::ForgetLast, vec![("accepted", 2), ("in_doubt", 1)]),
        (Fault::Backwards, all("accepted")),
        (Fault::NoIds, all("accepted")),
        (Fault::RefuseWhole("RejectedByGateway"), all("rejected")),
        (Fault::RefuseWhole("UserInBlacklist"), all("rejected")),
        (Fault::Status(400), all("rejected")),
        // These took nothing: the next call brings it.
        (Fault::Throttle, all("accepted")),
        (Fault::Status(503), all("accepted")),
        (Fault::RefuseWhole("GatewayError"), all("accepted")),
        (Fault::RefuseWhole("InsufficientBalance"), all("accepted")),
        (Fault::RefuseWhole("InvalidSenderId"), all("accepted")),
        (Fault::Status(401), all("accepted")),
        (Fault::Status(302), all("accepted")),
    ] {
        let before = app.fake.taken().len();
        let calls = app.fake.calls();
        app.fake.next([fault.clone()]);
        let campaign = app.plan(MESSAGE).await;
        app.schedule().await;
        app.until("the call is answered", async || app.fake.calls() > calls && app.in_state("submitting") == 0).await;
        for _ in 0..8 {
            app.advance(SignedDuration::from_mins(5));
            app.tidy().await;
            app.schedule().await;
            if app.in_state("queued") == 0 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        }
        app.drain().await;
        assert_eq!(app.in_state("queued"), 0, "{fault:?} leaves somebody waiting");
        app.assert_counts(campaign, &outcome).await;
        let mut times: HashMap<String, usize> = HashMap::new();
        app.fake.taken().into_iter().skip(before).for_each(|taken| *times.entry(taken.number).or_default() += 1);
        assert!(times.values().all(|times| *times == 1), "{fault:?}: {times:?}");
        // Something that works in between, so that the gateway is not taken for dead.
        assert_eq!(app.say(&people[0], "MENU").await.len(), 1);
        app.advance(SignedDuration::from_mins(6));
        if app.now() > "2026-12-01T17:00:00Z".parse().unwrap() {
            app.advance(SignedDuration::from_hours(15));
        }
    }
    for person in &people {
        assert!(app.standing(person).await.starts_with("active"), "nobody is opted out by guess");
    }
}

async fn each_refusal_of_a_number_has_its_outcome(app: &TestApp) {
    let people = app.enrol(9).await;
    let refusals = [
        (403, "InvalidPhoneNumber"),
        (404, "UnsupportedNumberType"),
        (406, "UserInBlacklist"),
        (407, "CouldNotRoute"),
        (409, "DoNotDisturbRejection"),
        (502, "RejectedByGateway"),
        (999, "SomethingNew"),
    ];
    for (person, (code, word)) in people.iter().zip(refusals) {
        app.fake.refuse(person, code, word);
    }
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 2), ("rejected", 7)]).await;
    assert!(app.standing(&people[2]).await.starts_with("stopped"), "an opt-out at the gateway is one here");
    assert!(app.standing(&people[4]).await.starts_with("active"), "do not disturb is no opt-out");
    let reasons = app.database.lines("SELECT coalesce(reason, '') AS line FROM outbox WHERE state = 'rejected'");
    assert!(reasons.iter().any(|reason| reason == "dnd"), "{reasons:?}");
    assert!(reasons.iter().any(|reason| reason.contains("SomethingNew")), "{reasons:?}");
    let taken: Vec<String> = app.fake.taken().into_iter().map(|taken| taken.number).collect();
    assert_eq!(taken, people[7..]);
}

async fn what_may_have_been_taken_is_never_sent_again(app: &TestApp) {
    let people = app.enrol(20).await;
    app.fake.next([Fault::AcceptThenCut]);
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    app.fake.next([Fault::AcceptThenCut]);
    app.say(&people[0], "STOP").await;
    app.assert_counts(campaign, &[("in_doubt", 20)]).await;
    let taken = app.fake.taken();
    assert_eq!(taken.len(), 21);
    for _ in 0..5 {
        app.advance(SignedDuration::from_hours(20));
        app.tidy().await;
        app.drain().await;
    }
    app.restart().await;
    app.tidy().await;
    app.drain().await;
    assert_eq!(app.fake.taken(), taken, "neither a campaign nor a confirmation is sent again");
    // A report that comes after all is believed.
    for taken in &taken[..20] {
        assert_eq!(app.receipt(&taken.id, "Success", &taken.number).await.status, 200);
    }
    // Her confirmation is in doubt as well: which of the two it was cannot be told.
    app.assert_counts(campaign, &[("delivered", 19), ("in_doubt", 1)]).await;
}

async fn an_answer_to_a_call_for_help_is_tried_once_more(app: &TestApp) {
    let amina = number(1);
    app.fake.next([Fault::AcceptThenCut, Fault::AcceptThenCut, Fault::AcceptThenCut]);
    app.say(&amina, "HELP").await;
    app.advance(SignedDuration::from_secs(59));
    app.tidy().await;
    app.drain().await;
    assert_eq!(app.fake.texts_to(&amina).len(), 1);
    app.advance(SignedDuration::from_secs(1));
    app.tidy().await;
    app.drain().await;
    assert_eq!(app.fake.texts_to(&amina).len(), 2);
    app.advance(SignedDuration::from_mins(5));
    app.tidy().await;
    app.drain().await;
    assert_eq!(app.fake.texts_to(&amina).len(), 2, "once more, and never again");
}

async fn a_number_that_is_refused_is_left_out_next_time(app: &TestApp) {
    let people = app.enrol(2).await;
    app.fake.refuse(&people[0], 403, "InvalidPhoneNumber");
    app.plan(MESSAGE).await;
    app.drain().await;
    let campaign = app.plan("trick_abroad").await;
    app.drain().await;
    assert_eq!(app.watch(campaign).await.excluded["number_not_working"], 1);
    // A text from it proves that it works.
    app.fake.accept(&people[0]);
    app.say(&people[0], "MENU").await;
    let campaign = app.plan("trick_fee").await;
    app.drain().await;
    assert!(app.watch(campaign).await.excluded.is_empty());
}
