//! What nobody should send us, and a database that does not take it.

use std::time::{Duration, Instant};

use crate::app::{TOKEN, TestApp, number};
use crate::sealed::find_digits;
use crate::sms::futures;

crate::stories! {
    a_wrong_address_says_nothing,
    a_malformed_request_is_told_which_field,
    an_oversize_body_is_refused,
    nonsense_changes_nothing,
    health_and_metrics_name_nobody,
    metrics_need_their_token_where_others_can_reach_them with &[
        ("FITILA__HTTP__PUBLIC_URL", "https://sms.example.org"),
        ("FITILA__HTTP__METRICS_TOKEN", "abcdefghijklmnopqrstuvwxyz"),
    ],
    while_the_database_is_locked_everybody_hears_in_time,
}

const FORM: &str = "application/x-www-form-urlencoded";

async fn a_wrong_address_says_nothing(app: &TestApp) {
    let fields = [("id", "1"), ("from", &number(1)), ("to", "32627"), ("text", "HELP")];
    let wrong = TOKEN.replace('0', "1");
    for path in [
        format!("/gateways/at/{wrong}/sms"),
        format!("/gateways/at/{}/sms", &TOKEN[..23]),
        format!("/gateways/other/{TOKEN}/sms"),
        format!("/gateways/demo/{TOKEN}/sms"),
        format!("/gateways/at/{TOKEN}/letters"),
        format!("/gateways/at/{TOKEN}"),
        "/gateways/at//sms".to_owned(),
        "/nothing/here".to_owned(),
    ] {
        let answer = app.post(&path, &fields).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, ""), "path: {path}");
    }
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers"), 0);

    let response = app.client().get(format!("{}/gateways/at/{TOKEN}/sms", app.base())).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 405);
    assert_eq!(response.headers()["allow"], "POST");
    let response = app.client().get(format!("{}/gateways/at/{wrong}/sms", app.base())).send().await.unwrap();
    assert_eq!(response.status().as_u16(), 404, "a method tells no stranger that the address is right");
}

async fn a_malformed_request_is_told_which_field(app: &TestApp) {
    let secret = "Canary-4711";
    let long = "x".repeat(256);
    for (kind, body, field) in [
        ("sms", format!("from=%2B2348031000001&text={secret}"), "id"),
        ("sms", format!("id=1&text={secret}"), "from"),
        ("sms", "id=1&from=%2B2348031000001".to_owned(), "text"),
        ("sms", format!("id={secret}+with+spaces&from=%2B2348031000001&text=a"), "id"),
        ("sms", format!("id={long}&from=%2B2348031000001&text={secret}"), "id"),
        ("ussd", format!("phoneNumber=%2B2348031000001&text={secret}"), "sessionId"),
        ("ussd", "sessionId=1&phoneNumber=%2B2348031000001".to_owned(), "text"),
        ("ussd", format!("sessionId=1&text={secret}"), "phoneNumber"),
        ("receipt", format!("status={secret}"), "id"),
        ("receipt", format!("id={secret}"), "status"),
        ("opt-out", format!("senderId={secret}"), "phoneNumber"),
        ("ussd-end", format!("status={secret}"), "sessionId"),
    ] {
        let answer = app.post_bytes(&format!("/gateways/at/{TOKEN}/{kind}"), FORM, body.clone()).await;
        assert_eq!(answer.status, 400, "{kind} {body}");
        assert!(answer.body.starts_with(&format!("{field}: ")), "{kind} {body:.60}: {}", answer.body);
        assert!(!answer.body.contains("Canary") && !answer.body.contains("2348031000001"), "{}", answer.body);
    }
    for (media_type, status, field) in [
        ("application/json", 400, "content-type"),
        ("multipart/form-data; boundary=x", 400, "content-type"),
        ("text/plain", 400, "content-type"),
        ("Application/X-WWW-Form-Urlencoded; charset=UTF-8", 400, "id"),
        ("", 400, "id"),
    ] {
        let answer = app.post_bytes(&format!("/gateways/at/{TOKEN}/sms"), media_type, format!("text={secret}")).await;
        assert_eq!(answer.status, status, "{media_type}");
        assert!(answer.body.starts_with(&format!("{field}: ")), "{media_type}: {}", answer.body);
        assert!(!answer.body.contains("Canary"), "{}", answer.body);
    }
    let packed = app
        .client()
        .post(format!("{}/gateways/at/{TOKEN}/sms", app.base()))
        .header("content-type", FORM)
        .header("content-encoding", "gzip")
        .body("id=1")
        .send()
        .await
        .unwrap();
    assert_eq!(packed.status().as_u16(), 415);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers"), 0);
}

async fn an_oversize_body_is_refused(app: &TestApp) {
    let body = |bytes: usize| {
        let head = format!("id=size-{bytes}&from=%2B{}&to=32627&text=", &number(1)[1..]);
        format!("{head}{}", "a".repeat(bytes - head.len()))
    };
    for (bytes, status) in [(16 * 1024, 200), (16 * 1024 + 1, 413), (1024 * 1024, 413)] {
        let answer = app.post_bytes(&format!("/gateways/at/{TOKEN}/sms"), FORM, body(bytes)).await;
        assert_eq!(answer.status, status, "{bytes} bytes");
    }
    assert_eq!(app.database.number("SELECT count(*) AS n FROM originated"), 1);
    app.drain().await;
}

async fn nonsense_changes_nothing(app: &TestApp) {
    let mut seed: u64 = 7;
    let mut byte = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as u8
    };
    for round in 0..150 {
        let body: Vec<u8> = (0..round * 3).map(|_| byte()).collect();
        for kind in ["sms", "ussd", "receipt", "opt-out", "ussd-end"] {
            let answer = app.post_bytes(&format!("/gateways/at/{TOKEN}/{kind}"), FORM, body.clone()).await;
            assert_eq!(answer.status, 400, "{kind}, round {round}: {answer:?}");
        }
    }
    for table in ["subscribers", "originated", "ussd_sessions", "receipts", "outbox"] {
        assert_eq!(app.database.number(&format!("SELECT count(*) AS n FROM {table}")), 0, "{table}");
    }
    assert_eq!(app.get("/health/ready").await.status, 200);
}

async fn health_and_metrics_name_nobody(app: &TestApp) {
    let amina = number(1);
    app.say(&amina, "JOIN").await;
    app.say(&amina, "YES").await;
    app.dial(&amina, "1 2 1").await;
    app.plan("family_02_city").await;
    app.drain().await;
    app.receipt("ATXid_000000", "Odd +2348031000001", &amina).await;
    assert_eq!(app.get("/health/live").await.status, 200);
    assert_eq!(app.get("/health/ready").await.status, 200);
    let page = app.get("/metrics").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("fitila_mo_total") && page.body.ends_with("# EOF\n"), "{}", page.body);
    assert_eq!(find_digits(&[("metrics".into(), page.body.clone().into_bytes())], &amina[1..]), Vec::<String>::new());
    assert!(!page.body.contains("Odd") && !page.body.contains("JOIN"));
    app.context().begin_stop();
    assert_eq!(app.get("/health/ready").await.status, 503);
    assert_eq!(app.get("/health/live").await.status, 200);
}

async fn metrics_need_their_token_where_others_can_reach_them(app: &TestApp) {
    assert_eq!(app.get("/metrics").await.status, 404);
    for (word, status) in [
        ("Bearer abcdefghijklmnopqrstuvwxyz", 200),
        ("Bearer abcdefghijklmnopqrstuvwxy", 404),
        ("abcdefghijklmnopqrstuvwxyz", 404),
    ] {
        let request = app.client().get(format!("{}/metrics", app.base())).header("authorization", word);
        assert_eq!(request.send().await.unwrap().status().as_u16(), status, "{word}");
    }
}

async fn while_the_database_is_locked_everybody_hears_in_time(app: &TestApp) {
    let amina = number(1);
    app.say(&amina, "MENU").await;
    let root = app.dial(&amina, "1").await;
    let blocked = app.database.block_writes();
    #[expect(clippy::disallowed_methods, reason = "how long a person waits is measured")]
    let begun = Instant::now();
    let turn = async {
        let screen = app.turn("locked", &amina, "").await;
        (screen, begun.elapsed())
    };
    let text = async {
        let answer = app.text_with_id("locked", &amina, "TIPS").await;
        (answer, begun.elapsed())
    };
    let ready = async { app.get("/health/ready").await };
    let ((screen, turn_took), (answer, text_took), ready) = tokio::join!(turn, text, ready);
    assert_eq!(screen.text, app.screen_words("error", "en"));
    assert!(!screen.goes_on && screen.text.contains("627"), "{screen:?}");
    assert!(turn_took < Duration::from_millis(4500), "the screen came after {turn_took:?}");
    assert_eq!((answer.status, answer.body.as_str()), (503, ""));
    assert!(text_took < Duration::from_millis(5500), "the answer came after {text_took:?}");
    assert_eq!(ready.status, 503);
    assert_eq!(app.get("/health/live").await.status, 200);
    drop(blocked);

    // The gateway comes again.
    app.until("it is ready", async || app.get("/health/ready").await.status == 200).await;
    let copies = futures((0..4).map(|_| app.text_with_id("locked", &amina, "TIPS"))).await;
    assert!(copies.iter().all(|copy| copy.status == 200), "{copies:?}");
    app.drain().await;
    assert_eq!(app.fake.texts_to(&amina).len(), 2);
    app.clock.advance(jiff::SignedDuration::from_mins(11));
    assert_eq!(app.turn("again", &amina, "").await, root);
}
