//! Trainings: each girl whom one is for is told once, codes can be tested and not guessed, and a place can be asked for.

use fitila::domain::address::Email;
use fitila::domain::area::Area;
use fitila::domain::campaign::Audience;
use fitila::domain::training::{Code, Cost, Course, MOST_WRONG, Moment};
use fitila::service::{TrainingError, close_training, forget_dialogues, post_training, show_training};
use jiff::SignedDuration;

use crate::app::{LANGUAGES, TestApp, accepting, number};
use crate::fake::Fault;
use crate::process::run;

crate::stories! {
    who_is_for_it_and_may_be_told_is_told_once,
    a_stop_before_it_leaves_withdraws_it,
    quiet_hides_it_and_reaches_what_waits,
    a_code_is_tested_however_it_is_typed,
    wrong_codes_end_and_a_right_one_then_tells_nothing,
    a_place_is_asked_for_once_and_a_full_course_makes_a_list,
    the_screen_lists_courses_and_takes_a_code,
    a_closed_training_is_told_to_nobody,
    an_unread_language_needs_a_name_for_a_training,
    what_no_text_may_say_is_refused,
    a_person_who_is_erased_leaves_no_interest,
    trainings_are_posted_on_the_command_line,
}

pub fn course() -> Course {
    Course {
        title: "Tailoring".into(),
        place: "Ikorodu".into(),
        issuer: "Ikorodu centre".into(),
        audience: Audience::default(),
        starts: Moment::parse("2027-01-12T09:00").unwrap(),
        closes: Moment::parse("2027-01-09").unwrap(),
        cost: Cost::Nothing,
        seats: None,
        checked: "Amina visited on 28 November".into(),
        created_by: Email::parse("amina@example.org").unwrap(),
        acceptance: None,
    }
}

pub async fn post(app: &TestApp, course: Course) -> Code {
    post_training(&app.context(), course, Some(accepting(&LANGUAGES))).await.unwrap()
}

/// A text about the course, filled.
pub fn said(app: &TestApp, key: &str, code: &Code, course: &Course) -> String {
    app.words_with(key, "en", &course.values(code))
}

fn alert(app: &TestApp, code: &Code, course: &Course) -> String {
    said(app, "training_alert", code, course) + &app.words("broadcast_footer", "en")
}

async fn who_is_for_it_and_may_be_told_is_told_once(app: &TestApp) {
    let rows = [
        ("18-plus", "", "safety;training", "Ikeja, Lagos", true),
        ("13-17", "signed form", "training", "Lagos", true),
        ("13-17", "", "safety;tips", "Lagos", false),
        ("18-plus", "", "training", "Kano", false),
        ("18-plus", "", "training", "", false),
        ("18-plus", "", "safety;tips", "Lagos", false),
    ];
    let csv: String = rows
        .iter()
        .enumerate()
        .map(|(n, (age, agreed, topics, area, _))| format!("{},{age},{agreed},{topics},\"{area}\",form\n", number(n)))
        .collect();
    let report = app.import(&format!("number,age_band,adult_consent_how,topics,area,consent_how\n{csv}")).await;
    assert_eq!(report.added, 6, "{:?}", report.refused);
    let audience = Audience { area: Some(Area::stored("lagos")), ..Audience::default() };
    let course = Course { audience, ..course() };
    let code = post(app, course.clone()).await;
    app.drain().await;
    // Again the next day, after a restart, and by two nodes at once.
    for _ in 0..3 {
        app.restart().await;
        app.advance(SignedDuration::from_hours(24));
        app.drain().await;
    }
    let words = alert(app, &code, &course);
    for (n, (.., told)) in rows.iter().enumerate() {
        let got = app.fake.texts_to(&number(n)).iter().filter(|text| **text == words).count();
        assert_eq!(got, usize::from(*told), "person {n}");
    }
    // Who joins while it is open is told within a day.
    app.import(&format!("number,topics,area,consent_how\n{},training,Lagos,form\n", number(9))).await;
    app.advance(SignedDuration::from_hours(24));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&number(9)), [words]);
}

async fn a_stop_before_it_leaves_withdraws_it(app: &TestApp) {
    let girls = app.enrol(2).await;
    app.fake.always(Some(Fault::Throttle));
    let course = course();
    let code = post(app, course.clone()).await;
    app.schedule().await;
    app.text_with_id("stop", &girls[0], "STOP TRAINING").await;
    // A call that is open now would be put off from the later time.
    app.until("no call is open", async || app.in_state("submitting") == 0).await;
    app.fake.always(None);
    app.advance(SignedDuration::from_mins(2));
    app.drain().await;
    let words = alert(app, &code, &course);
    assert!(!app.fake.texts_to(&girls[0]).contains(&words), "nothing after STOP TRAINING");
    assert!(app.fake.texts_to(&girls[1]).contains(&words));
}

async fn quiet_hides_it_and_reaches_what_waits(app: &TestApp) {
    let girls = app.enrol(2).await;
    app.say(&girls[0], "QUIET").await;
    app.fake.always(Some(Fault::Throttle));
    let course = course();
    let code = post(app, course.clone()).await;
    app.schedule().await;
    app.text_with_id("quiet", &girls[1], "QUIET").await;
    // A call that is open now would be put off from the later time.
    app.until("no call is open", async || app.in_state("submitting") == 0).await;
    app.fake.always(None);
    app.advance(SignedDuration::from_mins(2));
    app.drain().await;
    let quiet = app.words("quiet_training", "en") + &app.words("broadcast_footer", "en");
    for girl in &girls {
        let texts = app.fake.texts_to(girl);
        assert!(texts.contains(&quiet), "{texts:?}");
        assert!(!texts.contains(&alert(app, &code, &course)), "{texts:?}");
    }
}

async fn a_code_is_tested_however_it_is_typed(app: &TestApp) {
    let course = course();
    let code = post(app, course.clone()).await;
    let (head, tail) = code.as_str().split_at(3);
    for (n, typed) in
        [format!("TRUE {code}"), format!("true {}", code.as_str().to_lowercase()), format!("True {head}-{tail}")]
            .iter()
            .enumerate()
    {
        assert_eq!(app.say(&number(n), typed).await, [said(app, "verify_ok", &code, &course)], "{typed}");
    }
    assert_eq!(show_training(&app.context(), code.as_str()).await.unwrap().checks, 3);
    // A course with a fee says nothing of "no fee".
    let dear = Course { cost: Cost::of(5000), ..course };
    let code = post(app, dear.clone()).await;
    let answer = app.say(&number(7), &format!("TRUE {code}")).await;
    assert_eq!(answer, [said(app, "verify_ok_fee", &code, &dear)]);
    assert!(!answer[0].contains("5000") && !answer[0].contains("never ask for money"), "{answer:?}");
    // It is ours and closed once its day is over.
    app.advance(SignedDuration::from_hours(24 * 45));
    let closed = app.words_with("verify_expired", "en", &dear.values(&code));
    assert_eq!(app.say(&number(8), &format!("TRUE {code}")).await, [closed]);
}

/// Codes that no training has.
pub fn wrong_codes(count: u32, right: &Code) -> Vec<String> {
    let drawn = (0..).filter_map(|n: u64| Code::drawn(n * 7_919_777)).filter(|code| code != right);
    drawn.take(count as usize).map(|code| code.to_string()).collect()
}

async fn wrong_codes_end_and_a_right_one_then_tells_nothing(app: &TestApp) {
    let course = course();
    let code = post(app, course.clone()).await;
    let girl = number(1);
    for wrong in wrong_codes(MOST_WRONG, &code) {
        app.clock.advance(SignedDuration::from_mins(6));
        let unknown = app.words_with("verify_unknown", "en", &[("verify_code", wrong.clone())]);
        // A right one in between does not count.
        assert_eq!(app.say(&girl, &format!("TRUE {wrong}")).await, [unknown]);
    }
    let wait = [app.words("verify_wait", "en")];
    for typed in [format!("TRUE {code}"), "TRUE K7P4XN".to_owned(), format!("APPLY {code}")] {
        app.clock.advance(SignedDuration::from_mins(6));
        assert_eq!(app.say(&girl, &typed).await, wait, "{typed}");
    }
    // Her first dialogue asks for the language before the menu.
    let screen = app.dial(&girl, &format!("1 5 3 {code}")).await.text;
    assert!(screen.starts_with(&app.screen_words("verify_wait", "en")), "{screen}");
    // ERASE gives no new ones.
    app.say(&girl, "ERASE").await;
    app.say(&girl, "YES").await;
    app.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(app.say(&girl, &format!("TRUE {code}")).await, wait);
    // Somebody else and tomorrow are another matter.
    assert_eq!(app.say(&number(2), &format!("TRUE {code}")).await, [said(app, "verify_ok", &code, &course)]);
    app.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(app.say(&girl, &format!("TRUE {code}")).await, [said(app, "verify_ok", &code, &course)]);
}

async fn a_place_is_asked_for_once_and_a_full_course_makes_a_list(app: &TestApp) {
    let course = Course { seats: Some(1), ..course() };
    let code = post(app, course.clone()).await;
    let apply = format!("APPLY {code}");
    assert_eq!(app.say(&number(1), &apply).await, [said(app, "apply_done", &code, &course)]);
    assert_eq!(app.say(&number(1), &apply).await, [said(app, "apply_again", &code, &course)]);
    // Every answer about a full course says that it is full.
    let full = [app.words("training_full", "en")];
    assert_eq!(app.say(&number(2), &apply).await, full);
    assert_eq!(app.say(&number(2), &apply).await, full);
    let is_full = said(app, "verify_full", &code, &course);
    assert!(is_full.contains("full") && !is_full.contains("Join by"), "{is_full}");
    assert_eq!(app.say(&number(2), &format!("TRUE {code}")).await, [is_full]);
    assert!(app.dial(&number(3), "1 5 1").await.text.contains("It is full now"));
    let screen = app.dial(&number(3), &format!("5 5 {code}")).await;
    assert!(screen.text.starts_with(&app.screen_words("training_full", "en")), "{screen:?}");
    let posted = show_training(&app.context(), code.as_str()).await.unwrap();
    let states: Vec<&str> = posted.applicants.iter().map(|one| one.interest.as_str()).collect();
    assert_eq!(states, ["asked", "waiting", "waiting"]);
    // A place that is free again goes to who waits and asks anew.
    app.say(&number(1), "ERASE").await;
    app.say(&number(1), "YES").await;
    assert_eq!(app.say(&number(2), &apply).await, [said(app, "apply_done", &code, &course)]);
    app.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(app.say(&number(2), &apply).await, [said(app, "apply_again", &code, &course)]);
    // A child without an adult's agreement is not written down.
    app.import(&format!("number,age_band,topics,consent_how\n{},13-17,safety,form\n", number(4))).await;
    assert_eq!(app.say(&number(4), &apply).await, [app.words("age_minor", "en")]);
    assert_eq!(show_training(&app.context(), code.as_str()).await.unwrap().applicants.len(), 2);
}

async fn the_screen_lists_courses_and_takes_a_code(app: &TestApp) {
    let girl = number(1);
    app.import(&format!("number,area,language,topics,consent_how\n{girl},Lagos,en,safety,form\n")).await;
    app.say(&girl, "LANG ENGLISH").await;
    assert!(app.dial(&girl, "5 1").await.text.starts_with(&app.screen_words("training_none", "en")));
    let there = Audience { area: Some(Area::stored("lagos")), ..Audience::default() };
    let first = Course { audience: there.clone(), ..course() };
    let second = Course { title: "Soap making".into(), closes: first.starts, audience: there, ..course() };
    let away = Audience { area: Some(Area::stored("kano")), ..Audience::default() };
    post(app, Course { title: "Catering".into(), audience: away, ..course() }).await;
    let code = post(app, first).await;
    let alone = app.dial(&girl, "5 1").await.text;
    assert!(alone.starts_with("Tailoring, Ikorodu, Tue 12 Jan 9am.") && !alone.contains("1 Next"), "{alone}");
    post(app, second).await;
    let mut pages = Vec::new();
    for keys in ["5 1", "5 1 1", "5 1 1 1", "5 1 1 0", "5 1 1 1 1 0"] {
        pages.push(app.dial(&girl, keys).await.text);
    }
    assert!(pages[0].contains("Tailoring") && pages[0].contains("1 Next"), "{}", pages[0]);
    // The list ends: the last course leads nowhere but back.
    assert!(pages[1].contains("Soap making") && !pages[1].contains("1 Next"), "{}", pages[1]);
    assert_eq!((&pages[2], &pages[3], &pages[4]), (&pages[1], &pages[0], &pages[0]));
    let done = app.dial(&girl, &format!("5 5 {}", code.as_str().to_lowercase())).await.text;
    assert!(done.starts_with("We wrote down that you want Tailoring"), "{done}");
    assert!(app.dial(&girl, &format!("5 3 {code}")).await.text.starts_with(&format!("{code} is from us")));
}

async fn a_closed_training_is_told_to_nobody(app: &TestApp) {
    let girls = app.enrol(1).await;
    app.fake.always(Some(Fault::Throttle));
    let code = post(app, course()).await;
    app.schedule().await;
    close_training(&app.context(), code.as_str(), None).await.unwrap();
    assert!(matches!(close_training(&app.context(), code.as_str(), None).await, Err(TrainingError::Over(_))));
    assert!(matches!(close_training(&app.context(), "K7P4XM", None).await, Err(TrainingError::Unknown(_))));
    // A call that is open now would be put off from the later time.
    app.until("no call is open", async || app.in_state("submitting") == 0).await;
    app.fake.always(None);
    app.advance(SignedDuration::from_mins(5));
    app.drain().await;
    let closed = app.words_with("verify_expired", "en", &[("verify_code", code.to_string())]);
    assert_eq!(app.say(&girls[0], &format!("APPLY {code}")).await, [closed]);
    app.advance(SignedDuration::from_hours(25));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&girls[0]).len(), 1, "{:?}", app.fake.texts_to(&girls[0]));
}

async fn an_unread_language_needs_a_name_for_a_training(app: &TestApp) {
    app.import(&format!("number,language,topics,consent_how\n{},yo,training,form\n", number(1))).await;
    let refused = post_training(&app.context(), course(), None).await.unwrap_err().to_string();
    assert!(refused.contains("yo (1 people: training_alert, broadcast_footer)"), "{refused}");
    let code = post_training(&app.context(), course(), Some(accepting(&["yo"]))).await.unwrap();
    // Who joins later in a language for which nobody answers is left out.
    app.import(&format!("number,language,topics,consent_how\n{},ha,training,form\n", number(2))).await;
    app.advance(SignedDuration::from_hours(24));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&number(1)).len(), 1);
    assert!(app.fake.texts_to(&number(1))[0].contains(code.as_str()));
    assert_eq!(app.fake.texts_to(&number(2)), Vec::<String>::new());
}

async fn what_no_text_may_say_is_refused(app: &TestApp) {
    let moment = |text| Moment::parse(text).unwrap();
    for (course, part) in [
        (Course { title: "Call 08031234567".into(), ..course() }, "--title"),
        (Course { title: "Safe jobs abroad".into(), ..course() }, "--title"),
        (Course { place: "www.jobs.ng".into(), ..course() }, "--place"),
        (Course { title: "Ask t.me/abc".into(), ..course() }, "--title"),
        (Course { title: "Tailoring {{hotline}}".into(), ..course() }, "--title"),
        (Course { place: "Ikorodu }}".into(), ..course() }, "--place"),
        (Course { checked: "Amina phoned 0803 123 4567 today".into(), ..course() }, "holds a phone number"),
        (Course { title: "  ".into(), ..course() }, "--title"),
        (Course { place: "Ìkòròdú ọ̀nà".into(), ..course() }, "--place"),
        (Course { title: "Tailoring and the sewing of school uniforms".into(), ..course() }, "shorten one"),
        (Course { checked: "yes".into(), ..course() }, "--checked"),
        (Course { seats: Some(0), ..course() }, "--seats"),
        (Course { starts: moment("2026-11-01"), ..course() }, "--starts"),
        (Course { closes: moment("2026-11-30"), ..course() }, "--closes"),
        (Course { closes: moment("2027-01-13"), ..course() }, "--closes"),
    ] {
        let written = format!("{} in {}", course.title, course.place);
        let posted = post_training(&app.context(), course, None).await;
        let error = posted.expect_err(&written).to_string();
        assert!(error.contains(part), "{written}: {part}: {error}");
        assert!(!error.contains("it text") && !error.contains("0803 123"), "{error}");
    }
    assert_eq!(app.database.number("SELECT count(*) AS n FROM trainings"), 0);
}

async fn a_person_who_is_erased_leaves_no_interest(app: &TestApp) {
    let code = post(app, course()).await;
    app.say(&number(1), &format!("APPLY {code}")).await;
    app.say(&number(1), "TRUE K7P4XN").await;
    assert_eq!(app.database.number("SELECT count(*) AS n FROM training_interests"), 1);
    app.say(&number(1), "ERASE").await;
    app.say(&number(1), "YES").await;
    assert_eq!(app.database.number("SELECT count(*) AS n FROM training_interests"), 0);
    app.advance(SignedDuration::from_hours(25));
    app.tidy().await;
    forget_dialogues(&app.context()).await.unwrap();
    let left = "SELECT count(*) AS n FROM code_guesses WHERE length(subscriber_id) > 0";
    assert_eq!(app.database.number(left), 0);
}

async fn trainings_are_posted_on_the_command_line(app: &TestApp) {
    let whole = ["training", "add", "--title", "Tailoring", "--place", "Ikorodu", "--starts", "2099-01-12T09:00"];
    let rest = ["--closes", "2099-01-09", "--issuer", "Ikorodu centre", "--checked", "Amina went on Monday"];
    let posted = run(app, &[&whole[..], &rest, &["--as", "amina@example.org"]].concat(), "");
    assert_eq!(posted.status.code(), Some(0), "{posted:?}");
    let code = String::from_utf8(posted.stdout).unwrap().trim().to_owned();
    assert!(Code::read(&code).is_some_and(|read| read.as_str() == code), "{code}");
    app.say(&number(1), &format!("APPLY {code}")).await;
    for (arguments, part) in [
        (vec!["training", "list"], "Tailoring, Ikorodu"),
        (vec!["training", "show", &code], "Amina went on Monday"),
        (vec!["training", "interests", &code], "asked"),
        (vec!["training", "close", &code], "is closed"),
    ] {
        let shown = run(app, &arguments, "");
        let words = String::from_utf8(shown.stdout).unwrap();
        assert!(words.contains(part), "{arguments:?}: {words}");
        assert!(!words.contains(&number(1)), "a whole number is shown: {words}");
    }
    let wrong = run(app, &["training", "close", "K7P4XM"], "");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8(wrong.stderr).unwrap().contains("there is no training K7P4XM"));
}
