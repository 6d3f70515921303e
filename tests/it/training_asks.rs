//! People who ask about trainings: anew after an erasure, while many guess, and where they live.

use fitila::domain::area::Area;
use fitila::domain::campaign::Audience;
use fitila::domain::ids::SubscriberId;
use fitila::domain::training::{Course, Moment};
use fitila::service::{Run, keep_retention, show_training};
use fitila::store::{Lane, interests};
use jiff::SignedDuration;
use uuid::Uuid;

use crate::app::{TestApp, number};
use crate::training::{course, post, said, wrong_codes};

crate::stories! {
    who_asks_anew_after_an_erasure_is_called,
    a_slip_in_the_morning_keeps_nobody_from_testing_when_many_guess,
    her_own_area_comes_first_and_more_courses_are_named,
    an_erasure_gives_no_new_tries,
    of_two_who_ask_at_once_one_gets_the_last_place,
}

async fn who_asks_anew_after_an_erasure_is_called(app: &TestApp) {
    let course = course();
    let code = post(app, course.clone()).await;
    let apply = format!("APPLY {code}");
    // One asks at once, the other when nothing of her is left but her mark, by menu.
    for n in [1, 2] {
        app.say(&number(n), &apply).await;
        app.say(&number(n), "ERASE").await;
        app.say(&number(n), "YES").await;
    }
    app.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(app.say(&number(1), &apply).await, [said(app, "apply_done", &code, &course)]);
    app.advance(SignedDuration::from_hours(25));
    app.tidy().await;
    assert!(app.dial(&number(2), &format!("1 5 5 {code}")).await.text.starts_with("We wrote down"));
    for _ in 0..3 {
        app.advance(SignedDuration::from_hours(25));
        app.drain().await;
        app.tidy().await;
    }
    let applicants = show_training(&app.context(), code.as_str()).await.unwrap().applicants;
    let mut numbers: Vec<String> =
        applicants.iter().map(|one| one.number.map_or_else(String::new, |n| n.expose())).collect();
    numbers.sort();
    assert_eq!(numbers, [number(1), number(2)]);
    // Once nobody calls any more, her number goes too.
    app.advance(SignedDuration::from_hours(24 * 200));
    for _ in 0..2 {
        keep_retention(&app.context(), Run::Remove).await.unwrap();
        app.tidy().await;
    }
    let kept = "SELECT count(*) AS n FROM subscribers WHERE standing = 'erased' AND number_sealed IS NOT NULL";
    assert_eq!(app.database.number(kept), 0);
}

async fn a_slip_in_the_morning_keeps_nobody_from_testing_when_many_guess(app: &TestApp) {
    let course = course();
    let code = post(app, course.clone()).await;
    let wrong = wrong_codes(3, &code);
    let unknown = |n: usize| [app.words_with("verify_unknown", "en", &[("verify_code", wrong[n].clone())])];
    let tried = [format!("TRUE {}", wrong[0]), wrong[1].clone(), format!("is {} true", wrong[2])];
    assert_eq!(app.say(&number(1), &tried[0]).await, unknown(0));
    let day = app.context().rules().zone.to_datetime(app.now()).date();
    let context = app.context();
    let guessed = context.store().write(Lane::Bulk, move |tx| {
        for n in 0..500u128 {
            let other = SubscriberId(Uuid::from_u128(n + 1));
            interests::count_wrong(tx, other, day)?;
        }
        Ok(())
    });
    guessed.await.unwrap();
    let right = [said(app, "verify_ok", &code, &course)];
    assert_eq!(app.say(&number(1), &format!("TRUE {code}")).await, right, "her slip was before the brake");
    assert_eq!(app.say(&number(1), &tried[1]).await, unknown(1), "and she has one more");
    // Without its word a code counts like any other.
    for typed in [tried[2].clone(), format!("TRUE {code}"), code.to_string()] {
        app.clock.advance(SignedDuration::from_mins(6));
        assert_eq!(app.say(&number(1), &typed).await, [app.words("verify_wait", "en")], "{typed}");
    }
    assert_eq!(app.say(&number(2), &code.to_string()).await, right);
}

async fn her_own_area_comes_first_and_more_courses_are_named(app: &TestApp) {
    let girl = number(1);
    app.import(&format!("number,area,language,topics,consent_how\n{girl},\"Ikeja, Lagos\",en,training,form\n")).await;
    app.say(&girl, "LANG ENGLISH").await;
    let of = |title: &str, area: &str, day: &str| {
        let area = (!area.is_empty()).then(|| Area::stored(area));
        let closes = Moment::parse(day).unwrap();
        Course { title: title.into(), audience: Audience { area, ..Audience::default() }, closes, ..course() }
    };
    let ikeja = app.context().content().rulebook.areas.one("Ikeja, Lagos").unwrap();
    for (title, area, day) in [
        ("Everywhere", "", "2027-01-03"),
        ("Lagos one", "lagos", "2027-01-05"),
        ("Ikeja one", ikeja.as_str(), "2027-01-08"),
    ] {
        post(app, of(title, area, day)).await;
    }
    app.drain().await;
    let texts = app.say(&girl, "TRAINING").await;
    assert_eq!(texts.len(), 3, "{texts:?}");
    // Several texts leave at once, in any order.
    for part in ["Ikeja one", "Lagos one", &app.words("training_more", "en")] {
        assert!(texts.iter().any(|text| text.starts_with(part)), "{part}: {texts:?}");
    }
    assert!(app.dial(&girl, "5 1").await.text.starts_with("Ikeja one"));
}

async fn of_two_who_ask_at_once_one_gets_the_last_place(app: &TestApp) {
    for n in 1..=8 {
        let code = post(app, Course { seats: Some(1), ..course() }).await;
        let apply = format!("APPLY {code}");
        let (one, other) = (number(n), number(100 + n));
        let (first, second) = (app.fresh("mo"), app.fresh("mo"));
        tokio::join!(app.text_with_id(&first, &one, &apply), app.text_with_id(&second, &other, &apply));
        let asked = "SELECT count(*) AS n FROM training_interests JOIN trainings ON trainings.id = training_id";
        let asked = format!("{asked} WHERE code = '{code}' AND training_interests.state = 'asked'");
        assert_eq!(app.database.number(&asked), 1);
        app.drain().await;
    }
}

async fn an_erasure_gives_no_new_tries(app: &TestApp) {
    let code = post(app, course()).await;
    for wrong in wrong_codes(5, &code) {
        app.say(&number(1), &format!("TRUE {wrong}")).await;
        app.clock.advance(SignedDuration::from_mins(6));
    }
    let wait = [app.words("verify_wait", "en")];
    assert_eq!(app.say(&number(1), &format!("TRUE {code}")).await, wait);
    app.say(&number(1), "ERASE").await;
    app.say(&number(1), "YES").await;
    app.tidy().await;
    let kept = "SELECT count(*) AS n FROM subscribers WHERE number_sealed IS NOT NULL";
    assert_eq!(app.database.number(kept), 0, "nothing is left of her but her mark");
    app.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(app.say(&number(1), &format!("TRUE {code}")).await, wait);
}
