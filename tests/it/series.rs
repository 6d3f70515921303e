//! Series: one text a week, in order, relative to joining.

use fitila::domain::conversation::Discretion;
use fitila::domain::ids::SeriesKey;
use fitila::service::{SeriesError, accept_series, advance_series, enrol_known, list_series, show_series};
use jiff::SignedDuration;
use jiff::civil::DateTime;
use serde_json::Value;

use crate::app::{TestApp, locale, number};
use crate::fake::Fault;
use crate::process::command;

crate::stories! {
    a_girl_gets_her_first_tip_a_week_after_joining_and_then_one_a_week,
    parents_get_the_family_texts_in_the_evening_and_children_under_13_nothing,
    a_shared_phone_gets_both_series_on_different_days,
    after_an_outage_only_the_text_of_that_week_comes,
    a_stop_between_queue_and_gateway_withdraws_it_and_joining_again_goes_on_there,
    leaving_the_topic_or_changing_the_role_ends_a_series,
    who_joins_by_dialling_is_in_it_and_who_leaves_by_dialling_is_out,
    what_was_erased_begins_anew,
    her_own_hours_move_a_text_within_its_day,
    a_call_for_help_puts_a_text_off,
    in_quiet_mode_the_text_says_nothing,
    quiet_reaches_a_text_that_already_waits,
    a_rest_lasts_a_month_and_a_word_ends_it,
    the_next_text_can_be_asked_for_early,
    a_market_word_does_not_touch_the_series,
    an_unread_language_waits_for_a_named_acceptance,
    two_nodes_and_a_clock_set_back_send_nothing_twice,
    a_series_that_was_had_is_over,
    people_who_joined_before_a_series_was_there_are_enrolled,
    series_are_shown_and_accepted_on_the_command_line,
}

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
const FAMILY: [&str; 3] = ["family_01_first", "family_02_city", "family_03_money"];

/// A text as a series sends it.
fn tip(app: &TestApp, key: &str) -> String {
    app.campaign_words(key, "en", Discretion::Full)
}

/// Moves the clock to a time on the wall in Lagos, and lets the workers work.
async fn at(app: &TestApp, wall: &str) {
    let wall: DateTime = wall.parse().unwrap();
    let then = app.context().rules().zone.to_timestamp(wall).unwrap();
    app.advance(then.duration_since(app.now()));
    app.drain().await;
}

/// Goes to each of these times; what came to a person meanwhile, by the time at which it came.
async fn came(app: &TestApp, person: &str, times: &[&'static str]) -> Vec<(&'static str, String)> {
    let mut came = Vec::new();
    for time in times {
        let before = app.fake.texts_to(person).len();
        at(app, time).await;
        came.extend(app.fake.texts_to(person).split_off(before).into_iter().map(|text| (*time, text)));
    }
    came
}

async fn join(app: &TestApp, person: &str) {
    app.say(person, "JOIN").await;
    app.say(person, "YES").await;
}

fn skills() -> SeriesKey {
    SeriesKey::named("skills")
}

async fn a_girl_gets_her_first_tip_a_week_after_joining_and_then_one_a_week(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    let times = [
        "2026-12-01T18:00",
        "2026-12-05T18:00",
        "2026-12-08T16:59",
        "2026-12-08T17:01",
        "2026-12-09T17:01",
        "2026-12-14T17:01",
        "2026-12-15T16:59",
        "2026-12-15T17:01",
        "2026-12-22T17:01",
    ];
    let expected = [("2026-12-08T17:01", 0), ("2026-12-15T17:01", 1), ("2026-12-22T17:01", 2)];
    assert_eq!(came(app, &girl, &times).await, expected.map(|(time, step)| (time, tip(app, SKILLS[step]))));
    let view = show_series(&app.context(), &skills()).await.unwrap();
    assert_eq!((view.active, view.steps[3].1, view.done, view.waiting()), (1, 1, 0, 0));
}

async fn parents_get_the_family_texts_in_the_evening_and_children_under_13_nothing(app: &TestApp) {
    let rows = [
        ("parent", "18-plus", "safety;tips"),
        ("girl", "13-17", "safety;tips"),
        ("girl", "under-13", "safety;tips"),
        ("girl", "", "safety"),
        ("community", "", "safety;tips"),
    ];
    let rows = rows.iter().enumerate();
    let rows: String =
        rows.map(|(n, (role, age, topics))| format!("{},{role},{age},{topics},form\n", number(n))).collect();
    let report = app.import(&format!("number,role,age_band,topics,consent_how\n{rows}")).await;
    assert_eq!((report.added, report.refused.len()), (4, 1), "a child is not enrolled");
    // The same file again changes nothing.
    app.import(&format!("number,role,age_band,topics,consent_how\n{rows}")).await;
    for time in ["2026-12-08T17:01", "2026-12-08T18:29", "2026-12-08T18:31", "2026-12-15T19:00"] {
        at(app, time).await;
    }
    let got = |n: usize| app.fake.texts_to(&number(n));
    assert_eq!(got(0), [tip(app, FAMILY[0]), tip(app, FAMILY[1])]);
    assert_eq!(got(1), [tip(app, SKILLS[0]), tip(app, SKILLS[1])]);
    for n in [2, 3, 4] {
        assert_eq!(got(n), Vec::<String>::new(), "person {n}");
    }
    let people: Vec<(String, u64)> = list_series(&app.context())
        .await
        .unwrap()
        .iter()
        .map(|view| (view.series.key.to_string(), view.active))
        .collect();
    assert_eq!(people, [("skills".to_owned(), 1), ("family".to_owned(), 1)]);
}

async fn a_shared_phone_gets_both_series_on_different_days(app: &TestApp) {
    app.import(&format!("number,role,consent_how\n{},parent;girl,form\n", number(1))).await;
    let mut texts = Vec::new();
    for day in 2..22 {
        let before = app.fake.texts_to(&number(1)).len();
        at(app, &format!("2026-12-{day:02}T17:30")).await;
        at(app, &format!("2026-12-{day:02}T19:00")).await;
        let today = app.fake.texts_to(&number(1)).split_off(before);
        assert!(today.len() < 2, "two on one day: {today:?}");
        texts.extend(today.into_iter().map(|text| (day, text)));
    }
    let expected = [(4, FAMILY[0]), (8, SKILLS[0]), (11, FAMILY[1]), (15, SKILLS[1]), (18, FAMILY[2])];
    assert_eq!(texts, expected.map(|(day, key)| (day, tip(app, key))));
}

async fn after_an_outage_only_the_text_of_that_week_comes(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    at(app, "2026-12-08T17:01").await;
    // Away from the second text until the morning after the fourth.
    let got = came(app, &girl, &["2026-12-30T09:00", "2026-12-30T18:00", "2027-01-05T16:00", "2027-01-05T17:01"]).await;
    assert_eq!(got, [("2026-12-30T09:00", tip(app, SKILLS[3])), ("2027-01-05T17:01", tip(app, SKILLS[4]))]);
    // Back too late for the sixth: it waits for the seventh.
    let got = came(app, &girl, &["2027-01-13T17:01", "2027-01-19T17:01"]).await;
    assert_eq!(got, [("2027-01-19T17:01", tip(app, SKILLS[6]))]);
}

async fn a_stop_between_queue_and_gateway_withdraws_it_and_joining_again_goes_on_there(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    at(app, "2026-12-08T17:01").await;
    app.fake.always(Some(Fault::Throttle));
    at(app, "2026-12-15T17:01").await;
    assert_eq!(app.in_state("queued"), 1);
    app.text_with_id("stop", &girl, "STOP").await;
    assert_eq!(app.in_state("cancelled"), 1);
    app.fake.always(None);
    app.clock.advance(SignedDuration::from_mins(2));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&girl).last(), Some(&app.words("stop_confirm", "en")));
    let got = came(app, &girl, &["2026-12-16T12:00", "2026-12-22T17:01", "2026-12-29T17:01"]).await;
    assert_eq!(got, [], "nothing after STOP");
    // Wednesday: from now on her day.
    at(app, "2026-12-30T12:00").await;
    app.say(&girl, "START").await;
    app.say(&girl, "YES").await;
    let got = came(app, &girl, &["2027-01-05T17:01", "2027-01-06T17:01", "2027-01-13T17:01"]).await;
    assert_eq!(got, [("2027-01-06T17:01", tip(app, SKILLS[1])), ("2027-01-13T17:01", tip(app, SKILLS[2]))]);
}

async fn leaving_the_topic_or_changing_the_role_ends_a_series(app: &TestApp) {
    let people: Vec<String> = (0..3).map(number).collect();
    for person in &people {
        join(app, person).await;
    }
    at(app, "2026-12-08T17:01").await;
    assert_eq!(app.webhook("opt-out", &[("senderId", "32627"), ("phoneNumber", &people[0])]).await.status, 200);
    // It becomes known that this is a mother.
    app.import(&format!("number,role,consent_how\n{},parent,form\n", people[1])).await;
    at(app, "2026-12-15T17:01").await;
    at(app, "2026-12-15T18:31").await;
    at(app, "2026-12-16T18:31").await;
    let last = |n: usize| app.fake.texts_to(&people[n]).pop();
    assert_eq!(last(0), Some(tip(app, SKILLS[0])));
    assert_eq!(last(1), Some(tip(app, FAMILY[0])));
    assert_eq!(last(2), Some(tip(app, SKILLS[1])));
    let view = show_series(&app.context(), &skills()).await.unwrap();
    assert_eq!((view.active, view.ended), (1, 2));
}

async fn what_was_erased_begins_anew(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    at(app, "2026-12-08T17:01").await;
    app.say(&girl, "ERASE").await;
    app.say(&girl, "YES").await;
    assert_eq!(app.database.number("SELECT count(*) AS n FROM enrolments"), 0);
    at(app, "2026-12-15T17:01").await;
    app.tidy().await;
    app.say(&girl, "START").await;
    app.say(&girl, "YES").await;
    assert_eq!(came(app, &girl, &["2026-12-22T17:01"]).await, [("2026-12-22T17:01", tip(app, SKILLS[0]))]);
}

async fn her_own_hours_move_a_text_within_its_day(app: &TestApp) {
    let (early, late) = (number(1), number(2));
    for (person, hours) in [(&early, "TIME 6AM-10AM"), (&late, "TIME 6PM-9PM")] {
        join(app, person).await;
        app.say(person, hours).await;
    }
    let start = [&early, &late].map(|person| app.fake.texts_to(person).len());
    for (time, expected) in [
        ("2026-12-08T07:59", [0, 0]),
        ("2026-12-08T08:01", [1, 0]),
        ("2026-12-08T17:30", [1, 0]),
        ("2026-12-08T18:01", [1, 1]),
        ("2026-12-09T18:01", [1, 1]),
    ] {
        at(app, time).await;
        let got =
            [(&early, start[0]), (&late, start[1])].map(|(person, start)| app.fake.texts_to(person).len() - start);
        assert_eq!(got, expected, "{time}");
    }
    // Hours that she sets on the day itself, when they are over: that text is skipped.
    at(app, "2026-12-15T12:00").await;
    app.say(&late, "TIME 6AM-10AM").await;
    let got = came(app, &late, &["2026-12-15T18:01", "2026-12-16T09:00", "2026-12-22T08:01"]).await;
    assert_eq!(got, [("2026-12-22T08:01", tip(app, SKILLS[2]))]);
}

async fn a_call_for_help_puts_a_text_off(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    at(app, "2026-12-08T16:50").await;
    app.say(&girl, "HELP").await;
    let got = came(app, &girl, &["2026-12-08T17:30", "2026-12-08T17:52"]).await;
    assert_eq!(got, [("2026-12-08T17:52", tip(app, SKILLS[0]))]);
}

async fn in_quiet_mode_the_text_says_nothing(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    app.say(&girl, "QUIET").await;
    let plain = app.campaign_words(SKILLS[0], "en", Discretion::Quiet);
    assert!(!plain.contains("Tip") && plain.contains("STOP"), "{plain}");
    assert_eq!(came(app, &girl, &["2026-12-08T17:01"]).await, [("2026-12-08T17:01", plain)]);
    // What she asks for comes in full.
    assert_eq!(app.say(&girl, "TIPS").await, [app.words(SKILLS[1], "en")]);
}

async fn quiet_reaches_a_text_that_already_waits(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    // Nothing is taken, and that is known: a connection that is cut might leave the text in doubt instead.
    app.fake.always(Some(Fault::Status(503)));
    at(app, "2026-12-08T17:01").await;
    app.text(&girl, "QUIET").await;
    app.drain().await;
    app.fake.always(None);
    app.advance(SignedDuration::from_mins(10));
    app.drain().await;
    let texts = app.fake.texts_to(&girl);
    let (plain, full) = (app.campaign_words(SKILLS[0], "en", Discretion::Quiet), tip(app, SKILLS[0]));
    assert!(texts.contains(&plain) && !texts.contains(&full), "{texts:?}");
}

async fn a_rest_lasts_a_month_and_a_word_ends_it(app: &TestApp) {
    let (one, two) = (number(1), number(2));
    assert_eq!(app.say(&one, "REST").await, [app.words("rest_none", "en")]);
    for person in [&one, &two] {
        join(app, person).await;
    }
    at(app, "2026-12-08T17:01").await;
    for person in [&one, &two] {
        let said = app.words_with("rest_set", "en", &[("until", "7 Jan".to_owned())]);
        assert_eq!(app.say(person, "REST").await, [said]);
    }
    assert_eq!(show_series(&app.context(), &skills()).await.unwrap().resting, 2);
    let weeks = ["2026-12-15T17:01", "2026-12-22T17:01"];
    assert_eq!(came(app, &one, &weeks).await, []);
    // She asks, and has the text at once; the next comes a week later on her day.
    assert_eq!(app.say(&two, "TIPS").await, [app.words(SKILLS[1], "en")]);
    let weeks = ["2026-12-29T17:01", "2027-01-05T17:01", "2027-01-12T17:01", "2027-01-19T17:01"];
    let expected = [("2027-01-12T17:01", 1), ("2027-01-19T17:01", 2)];
    assert_eq!(came(app, &one, &weeks).await, expected.map(|(time, step)| (time, tip(app, SKILLS[step]))));
    let got = app.fake.texts_to(&two);
    let steps = [2, 3, 4, 5].map(|step| tip(app, SKILLS[step]));
    assert_eq!(got[got.len() - 4..], steps);
}

async fn the_next_text_can_be_asked_for_early(app: &TestApp) {
    let (girl, stranger) = (number(1), number(2));
    join(app, &girl).await;
    at(app, "2026-12-08T17:01").await;
    at(app, "2026-12-10T09:00").await;
    assert_eq!(app.say(&girl, "TIPS").await, [app.words(SKILLS[1], "en")]);
    // The week has had its text; the weekly one goes on with the next.
    let got = came(app, &girl, &["2026-12-15T17:01", "2026-12-22T17:01", "2026-12-29T17:01"]).await;
    let expected = [("2026-12-22T17:01", 2), ("2026-12-29T17:01", 3)];
    assert_eq!(got, expected.map(|(time, step)| (time, tip(app, SKILLS[step]))));
    // One that waits at a gateway which is away comes as the answer, and not again.
    app.fake.always(Some(Fault::Throttle));
    at(app, "2027-01-05T17:01").await;
    app.text_with_id("next", &girl, "next tip").await;
    app.fake.always(None);
    app.clock.advance(SignedDuration::from_mins(2));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&girl).last(), Some(&app.words(SKILLS[4], "en")));
    assert_eq!(came(app, &girl, &["2027-01-12T17:01"]).await, [("2027-01-12T17:01", tip(app, SKILLS[5]))]);
    // Another series' word, and somebody in no series: information as always.
    assert_eq!(app.say(&girl, "FAMILY").await, [app.words(FAMILY[0], "en")]);
    assert_eq!(app.say(&girl, "FAMILY").await, [app.words(FAMILY[1], "en")]);
    assert_eq!(app.say(&stranger, "TIPS").await, [app.words(SKILLS[0], "en")]);
    assert_eq!(app.say(&stranger, "TIPS").await, [app.words(SKILLS[1], "en")]);
}

async fn a_market_word_does_not_touch_the_series(app: &TestApp) {
    let (girl, stranger) = (number(1), number(2));
    join(app, &girl).await;
    at(app, "2026-12-08T17:01").await;
    assert_eq!(app.say(&girl, "MANGO").await, [app.words(SKILLS[0], "en")]);
    assert_eq!(app.say(&stranger, "MANGO").await, [app.words(SKILLS[0], "en")]);
    assert_eq!(came(app, &girl, &["2026-12-15T17:01"]).await, [("2026-12-15T17:01", tip(app, SKILLS[1]))]);
}

async fn an_unread_language_waits_for_a_named_acceptance(app: &TestApp) {
    let rows: String = (0..4).map(|n| format!("{},{},form\n", number(n), ["yo", "yo", "ha", "en"][n])).collect();
    app.import(&format!("number,language,consent_how\n{rows}")).await;
    at(app, "2026-12-08T17:01").await;
    at(app, "2026-12-15T17:01").await;
    let counts = || [0, 1, 2, 3].map(|n| app.fake.texts_to(&number(n)).len());
    assert_eq!(counts(), [0, 0, 0, 2]);
    let view = show_series(&app.context(), &skills()).await.unwrap();
    let waiting: Vec<(&str, u64)> =
        view.languages.iter().map(|language| (language.locale.as_str(), language.waiting)).collect();
    assert_eq!(waiting, [("en", 0), ("ha", 1), ("yo", 2), ("ig", 0), ("pcm", 0)]);

    let accept = async |code: &str, by: &str| accept_series(&app.context(), &skills(), &[locale(code)], by).await;
    assert!(matches!(accept("yo", "nobody").await, Err(SeriesError::NoName)));
    assert!(matches!(accept("en", "a@b.org").await, Err(SeriesError::NothingToAccept(_))));
    // Twelve texts, the quiet one and the footer.
    assert_eq!(accept("yo", "amina@example.org").await.unwrap(), [(locale("yo"), 14)]);
    // It goes on where it stood still: with the first text.
    at(app, "2026-12-22T17:01").await;
    assert_eq!(app.fake.texts_to(&number(0)), [app.campaign_words(SKILLS[0], "yo", Discretion::Full)]);
    assert_eq!(counts(), [1, 1, 0, 3]);
    let view = show_series(&app.context(), &skills()).await.unwrap();
    let yoruba = &view.languages[2];
    assert_eq!(yoruba.accepted.as_ref().map(|(by, _)| by.as_str()), Some("amina@example.org"));
    assert_eq!((yoruba.waiting, view.languages[1].waiting), (0, 1));
    // Words that were changed since are accepted no more.
    app.database.change(
        "UPDATE series_acceptances SET versions = replace(versions, 'skill_02_feeling=', 'skill_02_feeling=x')",
    );
    at(app, "2026-12-29T17:01").await;
    assert_eq!(counts(), [1, 1, 0, 4]);
}

async fn two_nodes_and_a_clock_set_back_send_nothing_twice(app: &TestApp) {
    let people = app.enrol(600).await;
    app.clock.advance(SignedDuration::from_hours(7 * 24 + 8));
    let context = app.context();
    let node = async || while advance_series(&context).await.unwrap() == fitila::service::Progress::More {};
    tokio::join!(node(), node(), node());
    app.drain().await;
    let first = tip(app, SKILLS[0]);
    for person in &people {
        assert_eq!(app.fake.texts_to(person), [first.as_str()]);
    }
    app.clock.advance(-SignedDuration::from_hours(36));
    for time in ["2026-12-08T17:01", "2026-12-09T09:00"] {
        at(app, time).await;
    }
    // Whatever a place says: one row for each person and text.
    app.database.change("UPDATE enrolments SET next_step = 0, day = '2026-12-15', due_at = 0, last_at = NULL");
    at(app, "2026-12-15T17:01").await;
    assert_eq!(app.fake.taken().len(), people.len());
    assert!(app.fake.calls() < 100, "people with the same words share a call: {}", app.fake.calls());
}

async fn a_series_that_was_had_is_over(app: &TestApp) {
    let girl = number(1);
    join(app, &girl).await;
    for step in SKILLS {
        assert_eq!(app.say(&girl, "TIPS").await, [app.words(step, "en")]);
    }
    let view = show_series(&app.context(), &skills()).await.unwrap();
    assert_eq!((view.active, view.done), (0, 1));
    let got = came(app, &girl, &["2026-12-08T17:01", "2026-12-15T17:01"]).await;
    assert_eq!(got, []);
    // From now on her word gives information as to everybody.
    assert_eq!(app.say(&girl, "TIPS").await, [app.words(SKILLS[0], "en")]);
    assert_eq!(app.say(&girl, "REST").await, [app.words("rest_none", "en")]);
}

async fn people_who_joined_before_a_series_was_there_are_enrolled(app: &TestApp) {
    let people = app.enrol(300).await;
    app.say(&people[7], "STOP").await;
    app.database.change("DELETE FROM enrolments");
    let mut last = None;
    loop {
        last = enrol_known(&app.context(), last).await.unwrap();
        if last.is_none() {
            break;
        }
    }
    let view = show_series(&app.context(), &skills()).await.unwrap();
    assert_eq!((view.active, view.steps[0].1), (299, 299));
    // A row that cannot be read, and one of a series that is gone, keep nobody else back.
    for (set, order) in [("day = 'soon'", "ASC"), ("series = 'gone'", "DESC")] {
        let one = format!("SELECT subscriber_id FROM enrolments ORDER BY subscriber_id {order} LIMIT 1");
        app.database.change(&format!("UPDATE enrolments SET {set}, due_at = 0 WHERE subscriber_id = ({one})"));
    }
    at(app, "2026-12-08T17:01").await;
    let first = tip(app, SKILLS[0]);
    assert_eq!(app.fake.taken().iter().filter(|taken| taken.text == first).count(), 297);
    assert_eq!(app.fake.texts_to(&people[7]), [app.words("stop_confirm", "en")]);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM enrolments WHERE state = 'ended'"), 2);
}

async fn series_are_shown_and_accepted_on_the_command_line(app: &TestApp) {
    app.import(&format!("number,language,consent_how\n{},yo,form\n{},en,form\n", number(1), number(2))).await;
    app.stop().await;
    let run = |arguments: &[&str]| {
        let output = command(app, arguments).output().unwrap();
        (
            output.status.code().unwrap(),
            String::from_utf8(output.stdout).unwrap(),
            String::from_utf8(output.stderr).unwrap(),
        )
    };
    let json = |arguments: &[&str]| -> Value {
        let (status, out, complaint) = run(arguments);
        assert_eq!(status, 0, "{arguments:?}: {complaint}");
        serde_json::from_str(&out).unwrap()
    };
    let all = json(&["series", "list", "--json"]);
    let keys: Vec<(&str, u64)> = all
        .as_array()
        .unwrap()
        .iter()
        .map(|series| (series["key"].as_str().unwrap(), series["people"].as_u64().unwrap()))
        .collect();
    assert_eq!(keys, [("skills", 2), ("family", 0)]);
    let (_, shown, _) = run(&["series", "show", "skills"]);
    assert!(shown.contains("waiting for a review or an acceptance: 1 person in yo"), "{shown}");
    let accept = ["series", "accept", "skills", "--accept-unreviewed", "yo,ha", "--as", "amina@example.org"];
    let (status, said, _) = run(&accept);
    assert!(status == 0 && said.contains("14 yo texts"), "{said}");
    let shown = json(&["series", "show", "skills", "--json"]);
    assert_eq!((&shown["waiting"], &shown["languages"][2]["accepted_by"]), (&0.into(), &"amina@example.org".into()));
    for (arguments, part) in [
        (&["series", "show", "skils"][..], "no series \"skils\""),
        (&["series", "accept", "skills", "--accept-unreviewed", "yo"], "--as"),
        (&["series", "accept", "skills", "--as", "a@b.org"], "--accept-unreviewed"),
        (&["series", "accept", "skills", "--accept-unreviewed", "fr", "--as", "a@b.org"], "does not speak \"fr\""),
        (&["series", "accept", "skills", "--accept-unreviewed", "Yoruba", "--as", "a@b.org"], "not a language code"),
    ] {
        let (status, _, complaint) = run(arguments);
        assert_eq!(status, 2, "{arguments:?}");
        assert!(complaint.contains(part) && complaint.lines().count() == 1, "{arguments:?}: {complaint}");
    }
    app.restart().await;
}

async fn who_joins_by_dialling_is_in_it_and_who_leaves_by_dialling_is_out(app: &TestApp) {
    let (stays, leaves) = (number(1), number(2));
    for person in [&stays, &leaves] {
        let screen = app.dial(person, "1 7 1 3 1").await;
        assert!(screen.text.starts_with(&app.screen_words("optin_confirm", "en")), "{screen:?}");
    }
    app.dial(&leaves, "7 2").await;
    assert_eq!(app.standing(&leaves).await, "stopped");
    at(app, "2026-12-08T17:01").await;
    assert_eq!(app.fake.texts_to(&stays), [tip(app, SKILLS[0])]);
    assert_eq!(app.fake.texts_to(&leaves), Vec::<String>::new());
    let view = show_series(&app.context(), &skills()).await.unwrap();
    assert_eq!((view.active, view.ended), (1, 1));
}
