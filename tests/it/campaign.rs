//! Campaigns: one message to many people who agreed, each once.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use fitila::domain::area::Area;
use fitila::domain::campaign::{Audience, CampaignState};
use fitila::domain::conversation::Discretion;
use fitila::domain::ids::{CampaignId, ContentKey};
use fitila::service::{CampaignError, cancel_campaign, preview_campaign};
use jiff::SignedDuration;

use crate::app::{LANGUAGES, TestApp, locale, number};
use crate::fake::Fault;

crate::stories! {
    what_is_previewed_is_what_is_sent,
    filters_choose_the_people,
    many_people_are_frozen_once_and_sent_once,
    a_call_looks_as_the_gateway_wants_it,
    two_campaigns_reach_everybody_once_each,
    a_stop_before_it_leaves_withdraws_it,
    a_campaign_waits_for_the_morning,
    a_campaign_waits_for_the_hours_of_each,
    quiet_reaches_what_already_waits,
    a_call_for_help_puts_a_campaign_off,
    what_is_too_late_never_leaves,
    a_cancelled_campaign_sends_no_more,
    a_throttle_burns_nobody,
    no_more_leaves_than_the_rate_allows with &[("FITILA__GATEWAYS__AT__PER_SECOND", "5")],
    a_refused_account_keeps_its_people,
    a_gateway_that_is_away_gets_everything_later,
    the_ledger_adds_up_at_every_look,
    a_call_for_help_overtakes_a_campaign,
    what_may_not_be_sent_first_is_refused,
}

const MESSAGE: &str = "family_02_city";

/// How often each number was sent something since a place in the book; nobody may be there twice with one text.
fn sent_since(app: &TestApp, start: usize) -> BTreeMap<String, usize> {
    let mut sent = BTreeMap::new();
    for taken in app.fake.taken().into_iter().skip(start) {
        *sent.entry(taken.number).or_default() += 1;
    }
    sent
}

fn assert_each_once(app: &TestApp, people: &[String]) {
    let sent = sent_since(app, 0);
    let expected: BTreeMap<String, usize> = people.iter().map(|number| (number.clone(), 1)).collect();
    assert_eq!(sent, expected);
}

async fn state(app: &TestApp, campaign: CampaignId) -> CampaignState {
    app.watch(campaign).await.campaign.state
}

/// Lets time pass until no message waits any more.
async fn wait_out(app: &TestApp, step: SignedDuration) {
    for _ in 0..200 {
        app.drain().await;
        if app.in_state("queued") == 0 {
            return;
        }
        app.advance(step);
    }
    panic!("messages still wait: {:?}", app.ledger());
}

async fn what_is_previewed_is_what_is_sent(app: &TestApp) {
    let mut csv = "number,language,area,role,group,topics,age_band,consent_at,consent_how\n".to_owned();
    for n in 0..25 {
        csv += &format!("{},{},Epe,parent,market,safety;tips,18-plus,2026-11-01,form\n", number(n), LANGUAGES[n % 5]);
    }
    csv += &format!("{},en,,,,training,,2026-11-01,form\n", number(30));
    csv += &format!("{},en,,,,safety;tips;training,under-13,2026-11-01,form\n", number(31));
    let report = app.import(&csv).await;
    assert_eq!((report.added, report.refused.len()), (26, 1), "a child under 13 is not enrolled");
    for n in [40, 41, 42] {
        app.say(&number(n), "SHIGA").await;
        app.say(&number(n), "EH").await;
    }
    for n in [3, 7, 11, 40] {
        app.say(&number(n), "QUIET").await;
    }
    for (n, words) in [(1, vec!["STOP"]), (2, vec!["ERASE", "YES"]), (50, vec!["MENU"]), (4, vec!["HELP"])] {
        for word in words {
            app.say(&number(n), word).await;
        }
    }
    for (id, text) in [("p1", "JOIN"), ("p2", "YES")] {
        let fields = [("id", id), ("from", "+2340000000005"), ("text", text)];
        assert_eq!(app.post("/gateways/demo/practice/sms", &fields).await.status, 200);
    }
    app.drain().await;

    let preview = preview_campaign(&app.context(), &ContentKey::named(MESSAGE), &Audience::default()).await.unwrap();
    let excluded =
        [("practice", 1), ("erased", 1), ("stopped", 1), ("not_joined", 1), ("topic_not_chosen", 1), ("paused", 1)];
    let excluded: BTreeMap<String, u64> = excluded.into_iter().map(|(reason, n)| (reason.to_owned(), n)).collect();
    assert_eq!(preview.excluded, excluded);
    assert_eq!(preview.recipients, 25 - 3 + 3);

    let start = app.fake.taken().len();
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    let sent = sent_since(app, start);
    assert!(sent.values().all(|times| *times == 1), "{sent:?}");
    assert_eq!(sent.len() as u64, preview.recipients);
    let mut texts: HashMap<String, u64> = HashMap::new();
    app.fake.taken().into_iter().skip(start).for_each(|taken| *texts.entry(taken.text).or_default() += 1);
    let previewed: HashMap<String, u64> = preview
        .languages
        .iter()
        .filter(|row| row.recipients > 0)
        .map(|row| (row.text.clone(), row.recipients))
        .collect();
    assert_eq!(texts, previewed);
    let quiet_words = app.campaign_words(MESSAGE, "ha", Discretion::Quiet);
    assert!(app.fake.texts_to(&number(40)).contains(&quiet_words));
    assert!(preview.languages.iter().all(|row| row.segments == row.segments_each * row.recipients));

    let watched = app.watch(campaign).await;
    assert_eq!((watched.excluded, watched.campaign.state), (excluded, CampaignState::Finished));
    app.assert_counts(campaign, &[("accepted", preview.recipients)]).await;
    let parts = app
        .database
        .number(&format!("SELECT coalesce(sum(segments), 0) AS n FROM outbox WHERE broadcast_id = {}", campaign.0));
    assert_eq!(parts, preview.segments as i64);
}

async fn filters_choose_the_people(app: &TestApp) {
    let csv = format!(
        "number,language,area,role,topics,group,consent_how\n\
         {},yo,Lagos State,parent,safety;tips,Market women,form\n\
         {},yo,ikejá,girl,safety;tips,School,form\n\
         {},ha,Kano,parent,safety;tips;training,Market women,form\n",
        number(0),
        number(1),
        number(2)
    );
    app.import(&csv).await;
    let all = Audience::default();
    for (audience, people) in [
        (Audience { languages: vec![locale("yo")], ..all.clone() }, vec![0, 1]),
        (Audience { area: Some(Area::stored("lagos")), ..all.clone() }, vec![0, 1]),
        (Audience { area: Some(Area::stored("lagos/ikeja")), ..all.clone() }, vec![1]),
        (Audience { group: Some("market women".into()), ..all.clone() }, vec![0, 2]),
        (Audience { topic: Some(fitila::domain::consent::Topic::Training), ..all.clone() }, vec![2]),
        (Audience { languages: vec![locale("ig")], ..all.clone() }, vec![]),
    ] {
        let start = app.fake.taken().len();
        let campaign = app.plan_for(MESSAGE, audience.clone(), None).await;
        app.drain().await;
        let sent: Vec<String> = sent_since(app, start).into_keys().collect();
        assert_eq!(sent, people.into_iter().map(number).collect::<Vec<_>>(), "{audience:?}");
        assert_eq!(state(app, campaign).await, CampaignState::Finished);
    }
}

async fn many_people_are_frozen_once_and_sent_once(app: &TestApp) {
    let people = app.enrol(620).await;
    let campaign = app.plan(MESSAGE).await;
    // Two nodes that freeze at once, and the sender beside them.
    let (one, other) = (app.context(), app.context());
    let freeze = async |context| {
        while fitila::service::advance_campaigns(&context)
            .await
            .is_ok_and(|progress| progress == fitila::service::Progress::More)
        {}
    };
    tokio::join!(freeze(one), freeze(other));
    app.drain().await;
    assert_each_once(app, &people);
    app.assert_counts(campaign, &[("accepted", 620)]).await;
    assert!(app.fake.most_open() <= 8, "{} calls at once", app.fake.most_open());
    // Who joins later is not in it.
    app.say(&number(900), "JOIN").await;
    app.say(&number(900), "YES").await;
    app.drain().await;
    assert_eq!(app.fake.texts_to(&number(900)).len(), 2);
    assert_eq!(app.counts(campaign).await["planned"], 620);
}

async fn a_call_looks_as_the_gateway_wants_it(app: &TestApp) {
    let people = app.enrol(50).await;
    app.plan(MESSAGE).await;
    app.drain().await;
    let asked = app.fake.asked();
    for call in &asked {
        let field = |name: &str| call.fields.get(name).map(String::as_str);
        assert_eq!((field("username"), field("from")), (Some("wocon"), Some("32627")));
        assert_eq!((field("bulkSMSMode"), field("enqueue")), (Some("1"), Some("1")));
        assert_eq!(call.headers.get("accept").map(String::as_str), Some("application/json"));
        assert!((1..=20).contains(&call.numbers.len()));
        assert_eq!(call.text, app.campaign_words(MESSAGE, "en", Discretion::Full));
    }
    assert_each_once(app, &people);
    assert!(asked.len() <= 6, "{} calls for 50 people", asked.len());
}

async fn two_campaigns_reach_everybody_once_each(app: &TestApp) {
    let people = app.enrol(30).await;
    let (first, second) = (app.plan(MESSAGE).await, app.plan("trick_abroad").await);
    app.drain().await;
    for campaign in [first, second] {
        app.assert_counts(campaign, &[("accepted", 30)]).await;
    }
    for person in &people {
        let mut texts = app.fake.texts_to(person);
        texts.sort();
        texts.dedup();
        assert_eq!((texts.len(), app.fake.texts_to(person).len()), (2, 2));
    }
}

async fn a_stop_before_it_leaves_withdraws_it(app: &TestApp) {
    let people = app.enrol(6).await;
    app.advance(SignedDuration::from_hours(11));
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    app.assert_counts(campaign, &[("queued", 6)]).await;
    let start = app.fake.taken().len();
    app.say(&people[0], "STOP").await;
    app.dial(&people[1], "1 7 2").await;
    assert_eq!(app.webhook("opt-out", &[("senderId", "32627"), ("phoneNumber", &people[2])]).await.status, 200);
    app.say(&people[3], "ERASE").await;
    app.say(&people[3], "YES").await;
    app.assert_counts(campaign, &[("queued", 2), ("cancelled", 4)]).await;
    // To come back does not bring back what was withdrawn.
    app.say(&people[0], "START").await;
    app.say(&people[0], "YES").await;
    app.advance(SignedDuration::from_hours(11));
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 2), ("cancelled", 4)]).await;
    let words = app.campaign_words(MESSAGE, "en", Discretion::Full);
    let got: Vec<String> = app
        .fake
        .taken()
        .into_iter()
        .skip(start)
        .filter(|taken| taken.text == words)
        .map(|taken| taken.number)
        .collect();
    assert_eq!(got, people[4..]);
}

async fn a_campaign_waits_for_the_morning(app: &TestApp) {
    let people = app.enrol(5).await;
    // 19:31 in Lagos: nothing leaves in the last half hour before the quiet hours either.
    app.advance(SignedDuration::from_mins(9 * 60 + 31));
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    app.advance(SignedDuration::from_mins(12 * 60 + 28));
    app.drain().await;
    assert_eq!(app.fake.calls(), 0, "nothing leaves before eight");
    assert_eq!(app.say(&number(70), "HELP").await.len(), 1, "an answer does");
    app.assert_counts(campaign, &[("queued", 5)]).await;
    app.advance(SignedDuration::from_mins(1));
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 5)]).await;
    assert_eq!(app.fake.texts_to(&people[0]).len(), 1);
    assert_eq!(state(app, campaign).await, CampaignState::Finished);
}

async fn quiet_reaches_what_already_waits(app: &TestApp) {
    let people = app.enrol(3).await;
    app.advance(SignedDuration::from_hours(11));
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    assert_eq!(app.say(&people[0], "QUIET").await.len(), 1);
    app.dial(&people[1], "1 7 4 1").await;
    app.advance(SignedDuration::from_hours(12));
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 3)]).await;
    let arrived = |n: usize| app.fake.texts_to(&people[n]).pop();
    let (quiet, full) =
        (app.campaign_words(MESSAGE, "en", Discretion::Quiet), app.campaign_words(MESSAGE, "en", Discretion::Full));
    assert_eq!((arrived(0), arrived(1), arrived(2)), (Some(quiet.clone()), Some(quiet), Some(full)));
}

async fn a_campaign_waits_for_the_hours_of_each(app: &TestApp) {
    let people = app.enrol(3).await;
    app.say(&people[0], "TIME 6PM-8PM").await;
    app.say(&people[1], "TIME 8AM-12PM").await;
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    app.assert_counts(campaign, &[("queued", 1), ("accepted", 2)]).await;
    app.advance(SignedDuration::from_hours(7));
    app.drain().await;
    app.assert_counts(campaign, &[("queued", 1), ("accepted", 2)]).await;
    app.advance(SignedDuration::from_hours(1));
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 3)]).await;

    // Hours in which we never write are not taken, so that nobody waits for what cannot come.
    assert_eq!(app.say(&people[2], "TIME 10PM-11PM").await.len(), 1);
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    app.advance(SignedDuration::from_hours(17));
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 3)]).await;
}

async fn a_call_for_help_puts_a_campaign_off(app: &TestApp) {
    let people = app.enrol(2).await;
    app.advance(SignedDuration::from_mins(21 * 60 + 30));
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    app.say(&people[0], "HELP").await;
    app.advance(SignedDuration::from_mins(31));
    app.drain().await;
    app.assert_counts(campaign, &[("queued", 1), ("accepted", 1)]).await;
    app.advance(SignedDuration::from_mins(30));
    app.drain().await;
    app.assert_counts(campaign, &[("accepted", 2)]).await;
}

async fn what_is_too_late_never_leaves(app: &TestApp) {
    let people = app.enrol(4).await;
    app.advance(SignedDuration::from_hours(11));
    let campaign = app.plan_for(MESSAGE, Audience::default(), Some(SignedDuration::from_hours(2))).await;
    app.drain().await;
    app.assert_counts(campaign, &[("expired", 4)]).await;
    assert_eq!(state(app, campaign).await, CampaignState::Finished);

    // An outage that lasts longer than the message: an answer expires as well.
    app.advance(SignedDuration::from_hours(12));
    app.fake.go_away();
    let campaign = app.plan_for(MESSAGE, Audience::default(), Some(SignedDuration::from_hours(2))).await;
    app.text(&people[0], "MENU").await;
    app.schedule().await;
    let tried = "SELECT count(*) AS n FROM outbox WHERE state = 'queued' AND attempt > 0";
    app.until("all is tried and put back", async || app.database.number(tried) == 5).await;
    app.advance(SignedDuration::from_hours(3));
    app.tidy().await;
    app.until("it is given up", async || app.in_state("queued") == 0).await;
    app.fake.come_back();
    app.advance(SignedDuration::from_mins(10));
    app.drain().await;
    app.assert_counts(campaign, &[("expired", 4)]).await;
    assert_eq!(app.fake.calls(), 0);
}

async fn a_cancelled_campaign_sends_no_more(app: &TestApp) {
    app.enrol(10).await;
    let context = app.context();
    app.advance(SignedDuration::from_hours(11));
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    assert_eq!(cancel_campaign(&context, campaign).await.unwrap(), 10);
    assert!(matches!(cancel_campaign(&context, campaign).await, Err(CampaignError::Over(..))));
    assert!(matches!(cancel_campaign(&context, CampaignId(99)).await, Err(CampaignError::Unknown(_))));
    let planned = app.plan(MESSAGE).await;
    assert_eq!(cancel_campaign(&context, planned).await.unwrap(), 0, "nobody was frozen yet");
    app.advance(SignedDuration::from_hours(12));
    app.drain().await;
    assert_eq!(app.fake.calls(), 0);
    app.assert_counts(campaign, &[("cancelled", 10)]).await;
    app.assert_counts(planned, &[]).await;
    for campaign in [campaign, planned] {
        assert_eq!(state(app, campaign).await, CampaignState::Cancelled);
    }
    // One that is on its way is heard out; the rest stays here.
    app.fake.next([Fault::HoldAnswer]);
    app.enrol_more(10, 30).await;
    let campaign = app.plan(MESSAGE).await;
    app.schedule().await;
    app.until("the others are handed over", async || app.in_state("accepted") == 20).await;
    cancel_campaign(&context, campaign).await.unwrap();
    app.fake.release();
    app.until("the held call is heard out", async || app.in_state("submitting") == 0).await;
    app.assert_counts(campaign, &[("accepted", 40)]).await;
}

async fn a_throttle_burns_nobody(app: &TestApp) {
    let people = app.enrol(70).await;
    app.fake.next(vec![Fault::Throttle; 5]);
    let campaign = app.plan(MESSAGE).await;
    app.drain().await;
    let attempts =
        app.database.number("SELECT CAST(coalesce(max(attempt), 0) AS bigint) AS n FROM outbox WHERE state = 'queued'");
    assert_eq!(attempts, 0, "a throttled attempt counts for nobody");
    assert!(app.in_state("queued") > 0);
    wait_out(app, SignedDuration::from_secs(1)).await;
    assert_each_once(app, &people);
    app.assert_counts(campaign, &[("accepted", 70)]).await;
}

async fn no_more_leaves_than_the_rate_allows(app: &TestApp) {
    let people = app.enrol(20).await;
    app.plan(MESSAGE).await;
    app.schedule().await;
    let mut seen = 0;
    for second in 1..=8 {
        // The sender looks again within half a second.
        tokio::time::sleep(Duration::from_millis(150)).await;
        app.until("some leave", async || app.fake.taken().len() > seen || seen == 20).await;
        seen = app.fake.taken().len();
        assert!(seen <= 5 * second, "{seen} in {second} s");
        app.advance(SignedDuration::from_secs(1));
    }
    app.drain().await;
    assert_each_once(app, &people);
}

async fn a_refused_account_keeps_its_people(app: &TestApp) {
    let people = app.enrol(45).await;
    app.fake.always(Some(Fault::RefuseWhole("InsufficientBalance")));
    let campaign = app.plan(MESSAGE).await;
    app.schedule().await;
    app.until("the account is stopped", async || app.metric("fitila_account_stopped").await == 1.0).await;
    // Calls that were open then come back too; no other is begun.
    app.until("open calls are back", async || app.in_state("submitting") == 0).await;
    app.assert_counts(campaign, &[("queued", 45)]).await;
    let calls = app.fake.calls();
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(app.fake.calls(), calls, "a stopped account is left alone");

    app.advance(SignedDuration::from_mins(5));
    app.until("it is probed", async || app.fake.calls() == calls + 1).await;
    app.until("the probe is answered", async || app.in_state("submitting") == 0).await;
    assert_eq!(app.fake.asked().last().unwrap().numbers.len(), 1, "one person is enough for a probe");
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(app.fake.calls(), calls + 1, "one probe in five minutes");

    app.fake.always(None);
    app.advance(SignedDuration::from_mins(5));
    app.drain().await;
    assert_each_once(app, &people);
    app.assert_counts(campaign, &[("accepted", 45)]).await;
    app.until("it is said", async || app.metric("fitila_account_stopped").await == 0.0).await;
}

async fn a_gateway_that_is_away_gets_everything_later(app: &TestApp) {
    let people = app.enrol(60).await;
    app.fake.go_away();
    let campaign = app.plan(MESSAGE).await;
    app.schedule().await;
    app.until("it is tried", async || {
        app.database.number("SELECT CAST(coalesce(max(attempt), 0) AS bigint) AS n FROM outbox") > 0
    })
    .await;
    app.until("it is put back", async || app.in_state("queued") == 60).await;
    for _ in 0..4 {
        app.advance(SignedDuration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    app.until("all is put back", async || app.in_state("submitting") == 0).await;
    app.fake.come_back();
    for _ in 0..40 {
        if app.in_state("accepted") == 60 {
            break;
        }
        app.advance(SignedDuration::from_mins(1));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_each_once(app, &people);
    app.assert_counts(campaign, &[("accepted", 60)]).await;
}

async fn the_ledger_adds_up_at_every_look(app: &TestApp) {
    app.enrol(300).await;
    app.fake.slow(Duration::from_millis(15));
    app.fake.next([
        Fault::Throttle,
        Fault::AcceptThenCut,
        Fault::ForgetLast,
        Fault::Status(503),
        Fault::RefuseWhole("RejectedByGateway"),
    ]);
    let campaign = app.plan(MESSAGE).await;
    let done = std::cell::Cell::new(false);
    let send = async {
        wait_out(app, SignedDuration::from_secs(10)).await;
        done.set(true);
    };
    let look = async {
        let (mut looks, mut planned) = (0, 0);
        while !done.get() {
            let counts = app.counts(campaign).await;
            let now = counts["planned"].as_u64().unwrap();
            assert!(
                now == 300 || now >= planned && app.watch(campaign).await.campaign.state != CampaignState::Finished
            );
            (looks, planned) = (looks + 1, now);
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
        looks
    };
    let ((), looks) = tokio::join!(send, look);
    assert!(looks > 10, "only {looks} looks");
    app.assert_counts(campaign, &[("accepted", 300 - 20 - 1 - 20), ("in_doubt", 21), ("rejected", 20)]).await;
    assert!(sent_since(app, 0).values().all(|times| *times == 1));
}

async fn a_call_for_help_overtakes_a_campaign(app: &TestApp) {
    app.enrol(500).await;
    app.fake.slow(Duration::from_millis(60));
    app.plan(MESSAGE).await;
    app.schedule().await;
    app.until("the campaign is on its way", async || app.fake.calls() > 2).await;
    let (caller, before) = (number(800), app.fake.calls());
    app.text(&caller, "HELP").await;
    app.until("she is answered", async || !app.fake.texts_to(&caller).is_empty()).await;
    let between = app.fake.taken().iter().find(|taken| taken.number == caller).unwrap().call - before;
    assert!(between <= 8, "{between} calls were made before hers");
    app.drain().await;
    assert!(app.fake.calls() > before + between, "the campaign was over before");
    assert!(app.fake.most_open() <= 8);
}

async fn what_may_not_be_sent_first_is_refused(app: &TestApp) {
    app.enrol(1).await;
    for key in ["health_info", "crisis_help", "stop_confirm", "return_no_shame", "no_such_text"] {
        let refused = preview_campaign(&app.context(), &ContentKey::named(key), &Audience::default()).await;
        assert!(matches!(refused, Err(CampaignError::Message(_))), "{key}: {refused:?}");
    }
    assert_eq!(app.fake.calls(), 0);
}
