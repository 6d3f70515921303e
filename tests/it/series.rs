//! Series: one text a week, in order, relative to joining.

use fitila::domain::conversation::Discretion;
use jiff::SignedDuration;

use crate::app::{TestApp, number};

crate::stories! {
    a_girl_gets_her_first_tip_a_week_after_joining_and_then_one_a_week,
}

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);
const SKILLS: [&str; 12] = [
    "skill_01_say_no",
    "skill_02_feeling",
    "skill_03_two_people",
    "skill_04_save",
    "skill_05_learn",
    "skill_06_online",
    "skill_07_body",
    "skill_08_trip",
    "skill_09_papers",
    "skill_10_friends",
    "skill_11_questions",
    "skill_12_again",
];
const FAMILY: [&str; 8] = [
    "family_01_first",
    "family_02_city",
    "family_03_money",
    "family_04_listen",
    "family_05_know",
    "family_06_school",
    "family_07_hard_times",
    "family_08_welcome",
];

/// A text as a series sends it.
fn tip(app: &TestApp, key: &str) -> String {
    app.campaign_words(key, "en", Discretion::Full)
}

/// Lets time pass in steps, as the worker sees it; what came meanwhile, each with the hour on the wall in Lagos.
async fn live(app: &TestApp, person: &str, time: SignedDuration, step: SignedDuration) -> Vec<(String, String)> {
    let mut came = Vec::new();
    let end = app.now() + time;
    while app.now() < end {
        app.clock.advance(step.min(end.duration_since(app.now())));
        let before = app.fake.texts_to(person).len();
        app.drain().await;
        let wall = app.context().rules().zone.to_datetime(app.now()).strftime("%a %d %b %H:%M").to_string();
        came.extend(app.fake.texts_to(person).split_off(before).into_iter().map(|text| (wall.clone(), text)));
    }
    came
}

async fn join(app: &TestApp, person: &str) {
    app.say(person, "JOIN").await;
    app.say(person, "YES").await;
}

async fn a_girl_gets_her_first_tip_a_week_after_joining_and_then_one_a_week(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    let came = live(app, &girl, DAY * 22, HOUR).await;
    let expected = [("Tue 08 Dec", 0), ("Tue 15 Dec", 1), ("Tue 22 Dec", 2)];
    assert_eq!(came.len(), expected.len(), "{came:?}");
    for ((wall, text), (day, step)) in came.iter().zip(expected) {
        assert!(wall.starts_with(day) && wall[11..].starts_with("17:"), "{wall}");
        assert_eq!(*text, tip(app, SKILLS[step]));
    }
    let _ = FAMILY;
}
