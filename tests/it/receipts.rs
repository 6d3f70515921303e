//! Delivery reports: whatever their order, number and manners, the strongest one stands.

use jiff::SignedDuration;

use crate::app::{TestApp, number};
use crate::fake::Fault;
use crate::sms::futures;

crate::stories! {
    reports_in_every_order_end_alike,
    a_report_before_the_answer_is_heeded,
    reports_that_race_the_answers_are_all_heeded,
    a_repeated_report_is_no_news,
    a_status_that_nobody_knows_proves_nothing,
    a_report_of_nobody_changes_nothing,
    a_report_settles_a_single_doubt,
    nothing_brings_back_what_was_delivered,
}

const MESSAGE: &str = "family_02_city";

fn orders(statuses: &[&'static str]) -> Vec<Vec<&'static str>> {
    if statuses.is_empty() {
        return vec![Vec::new()];
    }
    (0..statuses.len())
        .flat_map(|first| {
            let mut rest = statuses.to_vec();
            let first = rest.remove(first);
            orders(&rest).into_iter().map(move |order| std::iter::once(first).chain(order).collect())
        })
        .collect()
}

async fn reports_in_every_order_end_alike(app: &TestApp) {
    let mut cases = Vec::new();
    for (statuses, end) in [
        (&["Submitted", "Sent", "Buffered", "Success"][..], "delivered"),
        (&["Failed", "Sent", "Success"], "delivered"),
        (&["Submitted", "Rejected", "AbsentSubscriber"], "undeliverable"),
        (&["Expired", "Sent"], "undeliverable"),
        (&["Submitted", "Odd"], "accepted"),
    ] {
        cases.extend(orders(statuses).into_iter().map(|order| (order, end)));
    }
    app.enrol(cases.len()).await;
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    let taken = app.fake.taken();
    let ends = futures(cases.iter().zip(&taken).map(async |((order, _), taken)| {
        for status in order {
            assert_eq!(app.receipt(&taken.id, status, &taken.number).await.status, 200);
        }
    }));
    ends.await;
    for ((order, end), taken) in cases.iter().zip(&taken) {
        let state = app.database.lines(&format!("SELECT state AS line FROM outbox WHERE external_id = '{}'", taken.id));
        assert_eq!(state, [*end], "order: {order:?}");
    }
    let count = |end| cases.iter().filter(|(_, other)| *other == end).count() as u64;
    let expected =
        [("delivered", count("delivered")), ("undeliverable", count("undeliverable")), ("accepted", count("accepted"))];
    app.assert_counts(campaign, &expected).await;
}

async fn a_report_before_the_answer_is_heeded(app: &TestApp) {
    app.enrol(1).await;
    app.fake.next([Fault::HoldAnswer]);
    let campaign = app.plan(MESSAGE).await;
    app.schedule().await;
    app.until("it is handed over", async || !app.fake.taken().is_empty()).await;
    let taken = app.fake.taken().remove(0);
    assert_eq!(app.receipt(&taken.id, "Success", &taken.number).await.status, 200);
    app.assert_counts(campaign, &[("submitting", 1)]).await;
    app.fake.release();
    app.until("its answer is settled", async || app.in_state("submitting") == 0).await;
    app.assert_counts(campaign, &[("delivered", 1)]).await;
}

async fn reports_that_race_the_answers_are_all_heeded(app: &TestApp) {
    let people = app.enrol(200).await;
    let campaign = app.plan(MESSAGE).await;
    app.schedule().await;
    // The moment that the gateway took it, the handset has it.
    let mut reported = 0;
    while reported < people.len() {
        let taken = app.fake.taken();
        let fresh = &taken[reported..];
        reported = taken.len();
        let reports = futures(fresh.iter().map(|taken| app.receipt(&taken.id, "Success", &taken.number))).await;
        assert!(reports.iter().all(|report| report.status == 200));
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    app.drain().await;
    app.assert_counts(campaign, &[("delivered", 200)]).await;
}

async fn a_repeated_report_is_no_news(app: &TestApp) {
    let amina = number(1);
    app.say(&amina, "MENU").await;
    let taken = app.fake.taken().remove(0);
    let copies = futures((0..16).map(|_| app.receipt(&taken.id, "Success", &amina))).await;
    assert!(copies.iter().all(|copy| *copy == copies[0] && copy.status == 200 && copy.body.is_empty()), "{copies:?}");
    assert_eq!(app.database.number("SELECT count(*) AS n FROM receipts"), 1);
    assert_eq!(app.in_state("delivered"), 1);
    assert_eq!(app.metric("fitila_receipts_total").await, 1.0);
}

async fn a_status_that_nobody_knows_proves_nothing(app: &TestApp) {
    let amina = number(1);
    app.say(&amina, "MENU").await;
    let id = app.fake.taken()[0].id.clone();
    for status in ["Teleported", "", "sent to +2348031000001", "ọ̀kan"] {
        assert_eq!(app.receipt(&id, status, &amina).await.status, 200, "status: {status:?}");
    }
    assert_eq!(app.in_state("accepted"), 1);
    assert_eq!(app.receipt(&id, "SUCCESS", &amina).await.status, 200);
    assert_eq!(app.in_state("delivered"), 1, "the case of a word does not matter");
    let kept = app.database.lines("SELECT status AS line FROM receipts ORDER BY status");
    assert!(kept.contains(&"Teleported".to_owned()) && kept.contains(&"sent to +#".to_owned()), "{kept:?}");
}

async fn a_report_of_nobody_changes_nothing(app: &TestApp) {
    let amina = number(1);
    app.say(&amina, "MENU").await;
    for (id, phone) in [("ATXid_other", amina.as_str()), ("ATXid_stranger", "+2348039999999"), ("ATXid_odd", "MTN")] {
        assert_eq!(app.receipt(id, "Success", phone).await.status, 200, "number: {phone}");
    }
    assert_eq!((app.in_state("accepted"), app.in_state("delivered")), (1, 0));
    assert_eq!(app.metric("fitila_receipts_orphan_total").await, 3.0);
    assert!(app.find_person("+2348039999999").await.is_none(), "a report makes no person");
}

async fn a_report_settles_a_single_doubt(app: &TestApp) {
    let (amina, ngozi) = (number(1), number(2));
    app.fake.next([Fault::AcceptThenCut, Fault::AcceptThenCut, Fault::AcceptThenCut]);
    app.say(&amina, "MENU").await;
    app.say(&ngozi, "MENU").await;
    app.say(&ngozi, "TIPS").await;
    assert_eq!(app.in_state("in_doubt"), 3);
    let taken = app.fake.taken();
    assert_eq!(app.receipt(&taken[0].id, "Sent", &amina).await.status, 200);
    assert_eq!(app.receipt(&taken[0].id, "Success", &amina).await.status, 200);
    assert_eq!((app.in_state("delivered"), app.in_state("in_doubt")), (1, 2));
    // Two doubts of one person: the report may be of either.
    assert_eq!(app.receipt(&taken[1].id, "Success", &ngozi).await.status, 200);
    assert_eq!((app.in_state("delivered"), app.in_state("in_doubt")), (1, 2));
}

async fn nothing_brings_back_what_was_delivered(app: &TestApp) {
    let people = app.enrol(1).await;
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    let taken = app.fake.taken().remove(0);
    for status in ["Success", "Failed", "Submitted", "Rejected", "Expired"] {
        assert_eq!(app.receipt(&taken.id, status, &people[0]).await.status, 200);
        app.assert_counts(campaign, &[("delivered", 1)]).await;
    }
    app.advance(SignedDuration::from_hours(30));
    app.tidy().await;
    app.drain().await;
    app.assert_counts(campaign, &[("delivered", 1)]).await;
    assert_eq!(app.fake.taken().len(), 1);
}
