//! Somebody calls for help: who of the staff is told, when, by which way, and until when.

use fitila::domain::address::Msisdn;
use fitila::domain::care::{Cause, Label, Member, StaffRole, StaffRoles};
use fitila::domain::ids::{AlertId, CaseId, StaffId};
use fitila::service::{claim_mail, escalate_alerts, measure};
use fitila::store::alerts::{Raised, raise};
use fitila::store::{Lane, staff};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::app::{TestApp, locale, number};
use crate::database::Kind;
use crate::fake::Fault;
use crate::mail_server::{MailServer, Trouble};

crate::stories! {
    the_ladder_is_climbed_until_somebody_takes_the_alert,
    who_speaks_her_language_is_told_first,
    a_repeat_makes_no_second_alert,
    a_gateway_that_is_down_sends_the_next_one_early_and_nobody_twice,
    a_gateway_that_is_back_is_tried_with_a_call_for_help_within_seconds,
    e_mail_reaches_staff_while_the_gateway_is_down,
    a_mail_server_may_refuse_or_break_off,
    an_e_mail_whose_sender_died_goes_out_once_more,
    a_restart_loses_no_rung,
    only_a_phone_of_the_staff_takes_an_alert,
    the_first_notice_overtakes_a_campaign,
    two_nodes_tell_nobody_twice,
    somebody_who_joins_later_is_told_at_once,
}

const AMINA: usize = 9001;
const BISI: usize = 9002;
const LEAD: usize = 9003;
const LABEL: &str = "7F3K";

async fn add_staff(app: &TestApp, n: usize, role: StaffRole, languages: &[&str], on_duty: bool) {
    let now = app.now();
    let member = Member {
        id: StaffId(Uuid::from_u128(n as u128)),
        name: format!("Staff {n}"),
        email: mail_of(n),
        roles: StaffRoles::NONE.with(role),
        languages: languages.iter().map(|code| locale(code)).collect(),
        on_duty,
        has_phone: true,
    };
    let phone = Some(Msisdn::parse(&number(n)).unwrap());
    let account = staff::Account { member, phone, active: true };
    app.context().store().write(Lane::Urgent, move |tx| staff::add(tx, &account, now)).await.unwrap();
}

async fn add_three(app: &TestApp) {
    add_staff(app, AMINA, StaffRole::CaseWorker, &["en"], true).await;
    add_staff(app, BISI, StaffRole::CaseWorker, &["yo", "en"], false).await;
    add_staff(app, LEAD, StaffRole::Lead, &[], false).await;
}

fn mail_of(n: usize) -> String {
    format!("staff{n}@example.org")
}

async fn raise_alert(app: &TestApp, language: &str) -> Raised {
    let (now, case) = (app.now(), CaseId(Uuid::from_u128(7)));
    let hex = data_encoding::HEXLOWER.encode(case.0.as_bytes());
    let id = match app.database.kind {
        Kind::Sqlite => format!("x'{hex}'"),
        Kind::Postgres => format!("'\\x{hex}'::bytea"),
    };
    if app.database.number("SELECT count(*) AS n FROM cases") == 0 {
        let at = now.as_millisecond();
        app.database.change(&format!(
            "INSERT INTO cases (id, label, kind, state, subscriber_id, locale, opened_at, last_in_at, updated_at) \
             VALUES ({id}, '{LABEL}', 'help', 'open', {id}, '{language}', {at}, {at}, {at})"
        ));
    }
    let alert = AlertId(app.context().random().id(now));
    app.context().store().write(Lane::Urgent, move |tx| raise(tx, alert, case, Cause::Call, now)).await.unwrap()
}

fn texts(app: &TestApp) -> [usize; 3] {
    [AMINA, BISI, LEAD].map(|n| app.fake.texts_to(&number(n)).len())
}

async fn pass(app: &TestApp, by: SignedDuration) {
    app.advance(by);
    app.drain().await;
}

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

/// The same programme with a mail server.
async fn with_mail(app: &TestApp) -> (TestApp, MailServer) {
    let mail = MailServer::start().await;
    let port = mail.port.to_string();
    let settings = [
        ("FITILA__SMTP__HOST", "127.0.0.1"),
        ("FITILA__SMTP__PORT", port.as_str()),
        ("FITILA__SMTP__ENCRYPTION", "none"),
        ("FITILA__SMTP__FROM", "fitila@example.org"),
    ];
    (TestApp::start(app.database.kind, &settings).await, mail)
}

async fn the_ladder_is_climbed_until_somebody_takes_the_alert(app: &TestApp) {
    add_three(app).await;
    raise_alert(app, "en").await;
    app.drain().await;
    assert_eq!(texts(app), [1, 0, 0], "on duty at once");
    let words = app.words_with("staff_alert", "en", &[("label", LABEL.into())]);
    assert_eq!(app.fake.texts_to(&number(AMINA)), [words]);
    pass(app, minutes(1)).await;
    pass(app, minutes(3)).await;
    assert_eq!(texts(app), [1, 0, 0]);
    pass(app, minutes(1)).await;
    assert_eq!(texts(app), [1, 1, 0], "the next after five minutes");
    assert!(app.fake.texts_to(&number(BISI))[0].contains("nilo yin"), "in her own language");
    pass(app, minutes(9)).await;
    assert_eq!(texts(app), [1, 1, 0]);
    pass(app, minutes(1)).await;
    assert_eq!(texts(app), [2, 2, 1], "everybody and the lead after fifteen");
    pass(app, minutes(15)).await;
    assert_eq!(texts(app), [3, 3, 2], "and again, as nobody has come");
    measure(&app.context()).await.unwrap();
    assert_eq!(app.metric("fitila_alerts_unacknowledged").await, 1.0);
    assert_eq!(app.say(&number(BISI), "ack 7f3k").await, [app.acked("yo", &Label::stored(LABEL), "staff_read_how")]);
    pass(app, SignedDuration::from_hours(30)).await;
    assert_eq!(texts(app), [3, 4, 2], "silence once somebody has it; hers is the answer");
    measure(&app.context()).await.unwrap();
    assert_eq!(app.metric("fitila_alerts_unacknowledged").await, 0.0);
    let assigned = app.database.number("SELECT count(*) AS n FROM cases WHERE state = 'assigned'");
    assert_eq!(assigned, 1, "the case is hers");
}

async fn who_speaks_her_language_is_told_first(app: &TestApp) {
    add_staff(app, AMINA, StaffRole::CaseWorker, &["en"], true).await;
    add_staff(app, BISI, StaffRole::CaseWorker, &["yo"], true).await;
    raise_alert(app, "yo").await;
    app.drain().await;
    assert_eq!(texts(app), [0, 1, 0]);
    pass(app, minutes(5)).await;
    assert_eq!(texts(app), [1, 1, 0], "then the others on duty");
}

async fn a_repeat_makes_no_second_alert(app: &TestApp) {
    add_three(app).await;
    let Raised::New(first) = raise_alert(app, "en").await else { panic!("the first is new") };
    app.drain().await;
    app.advance(minutes(1));
    assert_eq!(raise_alert(app, "en").await, Raised::Joined(first));
    app.drain().await;
    assert_eq!(texts(app), [1, 0, 0]);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM alerts WHERE repeats = 1"), 1);
}

async fn a_gateway_that_is_down_sends_the_next_one_early_and_nobody_twice(app: &TestApp) {
    add_three(app).await;
    app.fake.always(Some(Fault::Status(503)));
    app.leaves_work();
    raise_alert(app, "en").await;
    app.schedule().await;
    app.until("it is tried", async || app.fake.calls() > 0).await;
    let told = || app.database.number("SELECT count(DISTINCT staff_id) AS n FROM notices");
    assert_eq!(told(), 1);
    app.advance(SignedDuration::from_secs(59));
    app.schedule().await;
    assert_eq!(told(), 1);
    app.advance(SignedDuration::from_secs(1));
    app.schedule().await;
    assert_eq!(told(), 2, "nothing has left for a minute: the next one is called");
    app.fake.always(None);
    // The sender may rest for half a second by the real clock.
    for round in 0..100 {
        if round < 10 {
            app.advance(SignedDuration::from_secs(30));
        }
        app.tidy().await;
        tokio::time::sleep(std::time::Duration::from_millis(30)).await;
        if texts(app) == [1, 1, 0] {
            break;
        }
    }
    assert_eq!(texts(app), [1, 1, 0], "each once, when it works again: {:?}", app.ledger());
}

async fn a_gateway_that_is_back_is_tried_with_a_call_for_help_within_seconds(app: &TestApp) {
    add_three(app).await;
    app.fake.always(Some(Fault::Status(503)));
    app.leaves_work();
    raise_alert(app, "en").await;
    // Twenty minutes in which each probe fails: the account rests five minutes between two by now.
    for _ in 0..80 {
        app.advance(SignedDuration::from_secs(15));
        app.schedule().await;
        let before = app.fake.calls();
        for _ in 0..20 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            if app.fake.calls() > before {
                break;
            }
        }
    }
    app.until("no call is open", async || app.in_state("submitting") == 0).await;
    app.fake.always(None);
    assert_eq!(texts(app), [0, 0, 0]);
    app.advance(SignedDuration::from_secs(30));
    app.schedule().await;
    app.until("somebody is told", async || texts(app).iter().sum::<usize>() > 0).await;
}

async fn e_mail_reaches_staff_while_the_gateway_is_down(app: &TestApp) {
    let (app, mail) = with_mail(app).await;
    add_three(&app).await;
    app.fake.always(Some(Fault::Status(503)));
    app.leaves_work();
    raise_alert(&app, "en").await;
    app.schedule().await;
    assert_eq!(mail.to(&mail_of(AMINA)), 1);
    let words = mail.taken()[0].words.clone();
    assert!(words.contains("Subject: Fitila: something needs you"), "{words}");
    assert!(words.contains("ACK 7F3K") && !words.contains("WOCON"), "{words}");
    app.advance(minutes(1));
    app.schedule().await;
    assert_eq!(mail.taken().len(), 1, "the mail has left: nobody is called early");
    app.advance(minutes(4));
    app.schedule().await;
    assert_eq!((mail.to(&mail_of(AMINA)), mail.to(&mail_of(BISI))), (1, 1));
    app.finish().await;
}

async fn a_mail_server_may_refuse_or_break_off(app: &TestApp) {
    for (trouble, state, taken) in [
        (Trouble::NoSuchBox, "failed", 0),
        (Trouble::Busy, "sent", 1),
        (Trouble::CutBefore, "sent", 1),
        (Trouble::TakenThenCut, "sent", 2),
    ] {
        let (app, mail) = with_mail(app).await;
        add_staff(&app, AMINA, StaffRole::CaseWorker, &["en"], true).await;
        mail.next([trouble]);
        raise_alert(&app, "en").await;
        app.drain().await;
        pass(&app, SignedDuration::from_secs(59)).await;
        let before = usize::from(trouble == Trouble::TakenThenCut);
        assert!(trouble != Trouble::TakenThenCut || mail.taken().len() == before, "{trouble:?}: not before a minute");
        pass(&app, SignedDuration::from_secs(1)).await;
        assert_eq!(mail.taken().len(), taken, "{trouble:?}");
        let states = app.database.lines("SELECT state AS line FROM notices WHERE way = 'mail'");
        assert_eq!(states, [state], "{trouble:?}");
        app.finish().await;
    }
    let (app, mail) = with_mail(app).await;
    add_staff(&app, AMINA, StaffRole::CaseWorker, &["en"], true).await;
    mail.always(Some(Trouble::TakenThenCut));
    raise_alert(&app, "en").await;
    app.drain().await;
    for _ in 0..4 {
        pass(&app, minutes(1)).await;
    }
    assert_eq!(mail.taken().len(), 2, "in doubt once more, and never again at this rung");
    app.finish().await;
}

async fn an_e_mail_whose_sender_died_goes_out_once_more(app: &TestApp) {
    let (app, mail) = with_mail(app).await;
    add_staff(&app, AMINA, StaffRole::CaseWorker, &["en"], true).await;
    raise_alert(&app, "en").await;
    escalate_alerts(&app.context()).await.unwrap();
    assert_eq!(claim_mail(&app.context()).await.unwrap().len(), 1);
    app.restart().await;
    app.drain().await;
    assert_eq!(mail.taken().len(), 0, "the lease is not over");
    pass(&app, SignedDuration::from_secs(75)).await;
    assert_eq!(mail.taken().len(), 1);
    app.finish().await;
}

async fn a_restart_loses_no_rung(app: &TestApp) {
    add_three(app).await;
    raise_alert(app, "en").await;
    app.restart().await;
    app.drain().await;
    assert_eq!(texts(app), [1, 0, 0]);
    app.stop().await;
    app.clock.advance(minutes(20));
    app.restart().await;
    app.drain().await;
    assert_eq!(texts(app), [2, 1, 1], "after an outage everybody is told at once");
}

async fn only_a_phone_of_the_staff_takes_an_alert(app: &TestApp) {
    add_three(app).await;
    add_staff(app, 9004, StaffRole::Writer, &["en"], false).await;
    raise_alert(app, "en").await;
    app.drain().await;
    let ordinary = app.say(&number(1), "XYZZY").await;
    for stranger in [number(2), number(9004)] {
        assert_eq!(app.say(&stranger, "ACK 7F3K").await, ordinary, "the word means nothing to others");
    }
    assert_eq!(app.database.number("SELECT count(*) AS n FROM alerts WHERE state = 'raised'"), 1);
    let label = ("label", LABEL.to_owned());
    let mine = app.acked("en", &Label::stored(LABEL), "staff_read_how");
    let none = app.words_with("staff_no_label", "en", &[("label", "7777".into())]);
    assert_eq!(app.say(&number(AMINA), "ACK 7777").await, [none]);
    let slip = app.words_with("staff_no_label", "en", &[("label", "7F30".into())]);
    assert_eq!(app.say(&number(AMINA), "ACK 7F30").await, [slip], "a slip takes no other alert");
    let how = app.words("staff_ack_how", "en");
    assert_eq!(app.say(&number(AMINA), "ACK everything").await, [how], "a longer word is not said back");
    assert_eq!(app.database.number("SELECT count(*) AS n FROM alerts WHERE state = 'raised'"), 1);
    app.clock.advance(SignedDuration::from_secs(1));
    let before = texts(app)[0];
    for _ in 0..2 {
        assert_eq!(app.text_with_id("same", &number(AMINA), "Ack 7f3k please").await.status, 200);
    }
    app.drain().await;
    assert_eq!(
        app.fake.texts_to(&number(AMINA)).split_off(before),
        std::slice::from_ref(&mine),
        "a repeated webhook is answered once"
    );
    assert_eq!(app.say(&number(AMINA), "ACK 7F3K").await, [mine]);
    let values = [label, ("name", format!("Staff {AMINA}")), ("at", "10:00".to_owned())];
    assert_eq!(app.say(&number(LEAD), "ack 7F3K").await, [app.words_with("staff_taken", "en", &values)]);
    let audited = app.database.number("SELECT count(*) AS n FROM audit WHERE action = 'alert_acknowledged'");
    assert_eq!(audited, 1);
    let kept = app.database.number("SELECT count(*) AS n FROM originated WHERE body_sealed IS NOT NULL");
    assert_eq!(kept, 3, "the words of staff are not kept");
    assert_eq!(Label::parse("7f3k"), Some(Label::stored(LABEL)));
}

async fn the_first_notice_overtakes_a_campaign(app: &TestApp) {
    add_three(app).await;
    app.enrol(3000).await;
    app.fake.slow(std::time::Duration::from_millis(40));
    app.plan("family_02_city").await;
    app.schedule().await;
    app.until("the campaign leaves", async || app.fake.calls() > 2).await;
    raise_alert(app, "en").await;
    escalate_alerts(&app.context()).await.unwrap();
    app.until("she is told", async || texts(app)[0] == 1).await;
    let wait = app.database.number("SELECT count(*) AS n FROM outbox WHERE state = 'queued'");
    assert!(wait > 500, "{wait} campaign messages wait meanwhile");
    app.fake.slow(std::time::Duration::ZERO);
    app.drain().await;
}

async fn two_nodes_tell_nobody_twice(app: &TestApp) {
    add_three(app).await;
    let settings = fitila::config::Settings::load(None, app.settings.iter().cloned()).unwrap();
    let Ok(other) = fitila::app::assemble(&settings, app.clock.clone()) else { panic!("a second node") };
    raise_alert(app, "en").await;
    for by in [0, 1, 4, 10, 15] {
        app.clock.advance(minutes(by));
        let (here, there) = (app.context(), other.context.clone());
        let (one, two) = tokio::join!(escalate_alerts(&here), escalate_alerts(&there));
        one.unwrap();
        two.unwrap();
        app.drain().await;
    }
    assert_eq!(texts(app), [3, 3, 2]);
}

async fn somebody_who_joins_later_is_told_at_once(app: &TestApp) {
    raise_alert(app, "en").await;
    app.drain().await;
    pass(app, SignedDuration::from_secs(30)).await;
    crate::care::join_staff(app, LEAD, StaffRole::Lead, false).await;
    pass(app, SignedDuration::from_secs(10)).await;
    assert_eq!(texts(app), [0, 0, 1]);
}
