//! A call for help reaches a person, who answers while the caller may still hold the phone, and never later.

use fitila::domain::address::Email;
use fitila::domain::care::{CaseKind, CaseState, Label, Outcome, StaffRole, StaffRoles};
use fitila::domain::message::Body;
use fitila::service::{
    CaseError, CaseLine, Change, Phone, Proof, Reason, Words, add_staff, close_case, list_audit, list_cases, note_case,
    refresh_roster, reply_case, reveal_number, show_case, verify_audit,
};
use fitila::store::cases::Which;
use jiff::SignedDuration;

use crate::app::{TestApp, locale, number};

crate::stories! {
    a_call_reaches_a_worker_who_answers_from_her_own_phone,
    a_tired_thumb_is_understood_on_a_staff_phone_only,
    with_nobody_on_duty_nothing_is_promised,
    whom_nobody_answers_is_told_so_once,
    who_says_that_it_is_no_good_time_is_left_alone,
    words_that_may_harm_are_not_sent,
    a_worry_is_told_in_many_texts_and_its_number_is_the_leads,
    a_closed_case_opens_again_for_a_month,
    a_person_is_asked_for_by_menu_too,
    only_who_answers_her_reads_what_she_wrote,
    erasing_takes_the_words_out_of_cases,
    who_calls_again_after_an_erasure_can_be_called_until_her_case_is_closed,
    the_holder_of_the_phone_later_learns_nothing,
    any_word_of_hers_tells_who_answers_her_that_she_is_there,
}

pub const AMINA: usize = 8001;
pub const BISI: usize = 8002;
pub const LEAD: usize = 8003;

pub fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

pub fn mail(n: usize) -> Email {
    Email::parse(&format!("staff{n}@example.org")).unwrap()
}

pub async fn join_staff(app: &TestApp, n: usize, role: StaffRole, on_duty: bool) {
    let change = Change {
        name: Some(format!("Staff {n}")),
        roles: Some(StaffRoles::NONE.with(role)),
        phone: Some(Phone::Is(fitila::domain::address::Msisdn::parse(&number(n)).unwrap())),
        languages: Some(vec![locale("en")]),
        on_duty: Some(on_duty),
        ..Change::default()
    };
    add_staff(&app.context(), fitila::domain::care::Actor::Console, mail(n), change).await.unwrap();
    refresh_roster(&app.context()).await.unwrap();
}

pub async fn staffed(app: &TestApp) {
    join_staff(app, AMINA, StaffRole::CaseWorker, true).await;
    join_staff(app, BISI, StaffRole::CaseWorker, false).await;
    join_staff(app, LEAD, StaffRole::Lead, false).await;
}

async fn cases(app: &TestApp) -> Vec<CaseLine> {
    list_cases(&app.context(), Which::All).await.unwrap()
}

async fn only_case(app: &TestApp) -> CaseLine {
    let mut all = cases(app).await;
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

async fn words_in(app: &TestApp, by: usize, label: &Label) -> Vec<String> {
    let view = show_case(&app.context(), &mail(by), label).await.unwrap().unwrap();
    view.entries.iter().filter_map(|(entry, _)| entry.body.as_ref().map(|body| body.expose().to_owned())).collect()
}

async fn a_call_reaches_a_worker_who_answers_from_her_own_phone(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    let told = app.say(&girl, "HELP").await;
    assert_eq!(told, [app.words("crisis_help", "en")]);
    assert!(told[0].contains("reply 1"), "{told:?}");
    let label = only_case(app).await.case.label;
    assert_eq!(app.fake.texts_to(&number(AMINA)).len(), 1, "the worker on duty is told at once");
    assert!(app.fake.texts_to(&number(BISI)).is_empty());

    app.advance(minutes(1));
    assert_eq!(app.say(&girl, "1").await, [app.words("crisis_ack", "en")]);
    assert_eq!(app.say(&girl, "auntie locked the door").await, Vec::<String>::new(), "she can write on");
    let taken = app.say(&number(AMINA), &format!("ack {label}")).await;
    assert_eq!(taken, [app.acked("en", &label, "staff_read_how")]);

    let answered = app.say(&number(AMINA), &format!("R {label} Can you write now?")).await;
    assert_eq!(answered, [app.words_with("staff_replied", "en", &[("label", label.to_string())])]);
    let last = app.fake.texts_to(&girl).pop().unwrap();
    assert!(last.starts_with("Can you write now?") && last.contains("delete"), "{last}");
    let words = words_in(app, AMINA, &label).await;
    assert!(words.iter().any(|word| word == "auntie locked the door"), "{words:?}");

    app.advance(minutes(16));
    let before = app.fake.texts_to(&girl).len();
    let late = app.say(&number(AMINA), &format!("R {label} Are you there?")).await;
    assert_eq!(late, [app.words_with("staff_late", "en", &[("label", label.to_string())])]);
    assert_eq!(app.fake.texts_to(&girl).len(), before, "nobody writes to her first");
    app.say(&girl, "i am back").await;
    let before = app.fake.texts_to(&girl).len();
    for signs in ["6", "0", "2 3", "!"] {
        let how = app.say(&number(AMINA), &format!("R {label} {signs}")).await;
        assert_eq!(how, [app.words("staff_how", "en")], "{signs}");
    }
    assert_eq!(app.fake.texts_to(&girl).len(), before, "bare signs do not go to her");
    app.say(&number(AMINA), &format!("R {label} 1.")).await;
    assert_eq!(app.fake.texts_to(&girl).pop().unwrap(), app.words("reply_here", "en"));

    let stranger = app.say(&number(77), &format!("R {label} hello")).await;
    assert_eq!(stranger, [app.words("unknown", "en")], "a stranger learns nothing");
}

async fn a_tired_thumb_is_understood_on_a_staff_phone_only(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    app.say(&girl, "HELP").await;
    let label = only_case(app).await.case.label;
    let (mine, how) = (app.acked("en", &label, "staff_read_how"), app.words("staff_how", "en"));
    let texts: Vec<String> = ["ACKLABEL", "A.C.K. LABEL", "OK LABEL", "LABEL", "CLOSE LABEL", "RLABEL Are you well?"]
        .into_iter()
        .map(|text| text.replace("LABEL", label.as_str()))
        .collect();
    let ordinary = [app.words("unknown", "en")];
    for (n, text) in (0..).zip(&texts) {
        assert_eq!(app.say(&number(20 + n), text).await, ordinary, "a stranger learns nothing of {text}");
    }
    for text in ["XYZZY", "I am hungry"] {
        assert_eq!(app.say(&number(AMINA), text).await, ordinary, "her own words are anybody's");
    }
    let tips = app.say(&number(30), "TIPS").await;
    assert_eq!(app.say(&number(AMINA), "TIPS").await, tips);
    let close = format!("CLOSE {label}");
    for _ in 0..5 {
        assert_eq!(app.say(&number(AMINA), &close).await, std::slice::from_ref(&how), "no limit stands in her way");
    }
    assert!(only_case(app).await.holder.is_none());
    assert_eq!(app.say(&number(AMINA), &label.as_str().to_lowercase()).await, std::slice::from_ref(&mine));
    assert!(only_case(app).await.holder.is_some());
    assert!(app.say(&number(AMINA), label.as_str()).await[0].ends_with(": HELP"), "it is hers already: she reads it");
    for text in &texts[..3] {
        assert_eq!(app.say(&number(AMINA), text).await, std::slice::from_ref(&mine), "{text}");
    }
    app.say(&number(AMINA), &texts[5]).await;
    let answer = app.fake.texts_to(&girl).pop().unwrap();
    assert!(answer.starts_with("Are you well?"), "{answer}");
    app.say(&number(AMINA), &format!("R {label} You did no wrong")).await;
    let answer = app.fake.texts_to(&girl).pop().unwrap();
    assert_eq!(answer, format!("You did no wrong. {}", app.words("delete_hint", "en").trim()));
    for (letter, most) in [("a", 306), ("\u{1eb9}", 134)] {
        let long = app.say(&number(AMINA), &format!("R {label} {}", letter.repeat(most + 1))).await;
        let values = [("label", label.to_string()), ("most", most.to_string())];
        assert_eq!(long, [app.words_with("staff_too_long", "en", &values)]);
        let fits = app.say(&number(AMINA), &format!("R {label} {}", letter.repeat(most))).await;
        assert_eq!(fits, [app.words_with("staff_replied", "en", &[("label", label.to_string())])]);
    }
}

async fn with_nobody_on_duty_nothing_is_promised(app: &TestApp) {
    let girl = number(1);
    let told = app.say(&girl, "HELP").await;
    assert!(told[0].contains("627") && !told[0].contains("reply 1") && !told[0].contains("will write"), "{told:?}");
    assert!(!app.say(&girl, "TALK").await[0].contains("eply 1"));
    join_staff(app, LEAD, StaffRole::Lead, false).await;
    app.advance(minutes(1));
    app.say(&girl, "HELP").await;
    assert_eq!(app.fake.texts_to(&number(LEAD)).len(), 1, "the lead is told all the same");
    app.advance(minutes(11));
    app.drain().await;
    assert!(!app.fake.texts_to(&girl).contains(&app.words("crisis_wait", "en")), "nothing was promised");
}

async fn whom_nobody_answers_is_told_so_once(app: &TestApp) {
    staffed(app).await;
    let (alone, answered) = (number(1), number(2));
    app.say(&alone, "TAIMAKO").await;
    app.say(&answered, "HELP").await;
    let label = cases(app).await.into_iter().find(|line| line.case.locale == locale("en")).unwrap().case.label;
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    let wait = app.words("crisis_wait", "ha");
    app.advance(minutes(9));
    app.drain().await;
    assert!(!app.fake.texts_to(&alone).contains(&wait));
    for _ in 0..3 {
        app.advance(minutes(2));
        app.drain().await;
    }
    assert_eq!(app.fake.texts_to(&alone).iter().filter(|text| **text == wait).count(), 1);
    assert!(!app.fake.texts_to(&answered).contains(&app.words("crisis_wait", "en")), "somebody took it");
}

async fn who_says_that_it_is_no_good_time_is_left_alone(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    app.say(&girl, "HELP").await;
    app.say(&girl, "1").await;
    assert_eq!(app.say(&girl, "NO").await, [app.words("crisis_later", "en")]);
    let label = only_case(app).await.case.label;
    let refused = reply_case(&app.context(), &mail(AMINA), &label, Words::Ready(1), None).await.unwrap();
    assert_eq!(refused, Err(CaseError::NotNow(label)));
    let before = app.fake.texts_to(&girl).len();
    app.advance(minutes(11));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&girl).len(), before);
}

async fn words_that_may_harm_are_not_sent(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    app.say(&girl, "HELP").await;
    let label = only_case(app).await.case.label;
    let before = app.fake.texts_to(&girl).len();
    for words in ["Call 08030000000", "You are safe now", "What is your name?", "Open www.help.ng", ""] {
        let own = Words::Own(Body::new(words));
        let refused = reply_case(&app.context(), &mail(AMINA), &label, own, None).await.unwrap();
        assert!(refused.is_err(), "{words}");
    }
    let danger = || Words::Own(Body::new("The police know. Wait for us."));
    let refused = reply_case(&app.context(), &mail(AMINA), &label, danger(), None).await.unwrap();
    assert!(matches!(refused, Err(CaseError::NamesDanger(_))), "{refused:?}");
    app.drain().await;
    assert_eq!(app.fake.texts_to(&girl).len(), before);
    let why = Some("she asked whether we told them".to_owned());
    reply_case(&app.context(), &mail(AMINA), &label, danger(), why).await.unwrap().unwrap();
    app.drain().await;
    assert_eq!(app.fake.texts_to(&girl).len(), before + 1);
}

async fn a_worry_is_told_in_many_texts_and_its_number_is_the_leads(app: &TestApp) {
    staffed(app).await;
    let neighbour = number(1);
    assert_eq!(app.say(&neighbour, "REPORT").await, [app.words("report_prompt", "en")]);
    assert_eq!(app.say(&neighbour, "a man takes girls from the motor park").await, [app.words("report_more", "en")]);
    for more in ["stop him before friday", "training is what he says", "he has a white bus"] {
        assert_eq!(app.say(&neighbour, more).await, Vec::<String>::new(), "{more}");
    }
    let ended = app.say(&neighbour, "Na gama").await;
    assert_eq!(ended, [app.words("report_callback", "en")]);
    assert!(ended[0].contains("627"), "whom to call if somebody is in danger now");
    let line = only_case(app).await;
    assert_eq!(line.case.kind, CaseKind::Report);
    let label = line.case.label;
    let words = words_in(app, AMINA, &label).await;
    assert_eq!(words.len(), 4, "{words:?}");
    assert!(!words.iter().any(|word| word.contains(&neighbour[5..])), "no number");

    let reason = Reason::parse("the child is in danger now").unwrap();
    let refused = reveal_number(&app.context(), &mail(AMINA), &label, &reason).await.unwrap();
    assert_eq!(refused, Err(CaseError::LeadOnly));
    let shown = reveal_number(&app.context(), &mail(LEAD), &label, &reason).await.unwrap().unwrap();
    assert_eq!(shown.expose(), neighbour);
    let acts: Vec<String> =
        list_audit(&app.context(), None).await.unwrap().into_iter().map(|entry| entry.action).collect();
    assert!(acts.iter().any(|act| act == "number_revealed"), "{acts:?}");
    assert!(matches!(verify_audit(&app.context()).await.unwrap(), Proof::Whole(..)));

    app.say(&neighbour, "REPORT there is one more").await;
    app.advance(minutes(11));
    assert_eq!(app.say(&neighbour, "qwertz qwertz").await, [app.words("unknown", "en")], "ten quiet minutes end it");
}

async fn a_closed_case_opens_again_for_a_month(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    app.say(&girl, "HELP").await;
    let label = only_case(app).await.case.label;
    close_case(&app.context(), &mail(AMINA), &label, Outcome::Helped).await.unwrap().unwrap();
    assert_eq!(only_case(app).await.case.state, CaseState::Closed);
    let again = close_case(&app.context(), &mail(AMINA), &label, Outcome::Helped).await.unwrap();
    assert_eq!(again, Err(CaseError::Closed(label.clone())));
    app.advance(SignedDuration::from_hours(29 * 24));
    app.say(&girl, "he is here again").await;
    let line = only_case(app).await;
    assert_eq!((line.case.state, &line.case.label), (CaseState::Open, &label));
    close_case(&app.context(), &mail(AMINA), &label, Outcome::Referred).await.unwrap().unwrap();
    app.advance(SignedDuration::from_hours(31 * 24));
    app.say(&girl, "HELP").await;
    assert_eq!(cases(app).await.len(), 2, "after a month it is another one");
}

async fn a_person_is_asked_for_by_menu_too(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    let screen = app.dial(&girl, "1 2 1 1").await;
    assert!(!screen.goes_on && screen.text.contains("will write"), "{}", screen.text);
    let line = only_case(app).await;
    assert!(line.window.is_some() && line.case.kind == CaseKind::Help);
    app.drain().await;
    assert_eq!(app.fake.texts_to(&number(AMINA)).len(), 1);
    reply_case(&app.context(), &mail(AMINA), &line.case.label, Words::Ready(1), None).await.unwrap().unwrap();
    app.drain().await;
    assert_eq!(app.fake.texts_to(&girl), [app.words("reply_here", "en")]);
    let worried = number(2);
    app.dial(&worried, "1 2 2 1 1").await;
    let reports = cases(app).await.into_iter().filter(|line| line.case.kind == CaseKind::Report).count();
    assert_eq!(reports, 1);
}

async fn only_who_answers_her_reads_what_she_wrote(app: &TestApp) {
    staffed(app).await;
    app.say(&number(1), "HELP").await;
    let label = only_case(app).await.case.label;
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    let refused = show_case(&app.context(), &mail(BISI), &label).await.unwrap();
    assert!(matches!(refused, Err(CaseError::Anothers(..))));
    note_case(&app.context(), &mail(AMINA), &label, Body::new("the clinic knows")).await.unwrap().unwrap();
    let words = words_in(app, LEAD, &label).await;
    assert!(words.iter().any(|word| word == "the clinic knows"), "{words:?}");
    let nobody = Email::parse("nobody@example.org").unwrap();
    let refused = show_case(&app.context(), &nobody, &label).await.unwrap();
    assert!(matches!(refused, Err(CaseError::NotYours)));
}

async fn erasing_takes_the_words_out_of_cases(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    app.say(&girl, "HELP").await;
    app.say(&girl, "canary behind the blue door").await;
    let label = only_case(app).await.case.label;
    app.say(&girl, "ERASE").await;
    app.say(&girl, "YES").await;
    assert!(words_in(app, LEAD, &label).await.iter().all(|word| !word.contains("canary")));
    let refused = reply_case(&app.context(), &mail(LEAD), &label, Words::Ready(1), None).await.unwrap();
    assert_eq!(refused, Err(CaseError::Erased(label)));
}

async fn the_holder_of_the_phone_later_learns_nothing(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    app.say(&girl, "HELP").await;
    app.say(&girl, "1").await;
    app.advance(minutes(20));
    let (later, never) = (app.say(&girl, "who is this number").await, app.say(&number(2), "who is this number").await);
    assert_eq!(later, never, "as to anybody");
}

async fn any_word_of_hers_tells_who_answers_her_that_she_is_there(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    app.say(&girl, "HELP").await;
    let label = only_case(app).await.case.label;
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    let again = app.words_with("staff_again", "en", &[("label", label.to_string())]);
    let told = || app.fake.texts_to(&number(AMINA)).iter().filter(|text| **text == again).count();
    let reply = async || reply_case(&app.context(), &mail(AMINA), &label, Words::Ready(1), None).await.unwrap();

    for (n, text) in (10..).zip(["ERASE", "MANGO"]) {
        app.advance(minutes(20));
        assert_eq!(app.say(&girl, text).await, app.say(&number(n), text).await, "{text}");
        assert!(matches!(reply().await, Err(CaseError::Late(..))), "{text} stays what it is");
    }
    assert_eq!(told(), 0);
    assert_eq!(app.say(&girl, "STOP").await, app.say(&number(19), "STOP").await);
    assert!(matches!(reply().await, Err(CaseError::NotNow(..))));
    for (n, text) in (20..).zip(["TRICKS", "Hello", "SIGNS", "LANGUAGE"]) {
        app.advance(minutes(20));
        assert_eq!(app.say(&girl, text).await, app.say(&number(n), text).await, "the phone shows nothing: {text}");
        assert_eq!(told(), n - 18, "{text}");
        reply().await.unwrap();
        app.drain().await;
    }
    app.advance(minutes(1));
    app.say(&girl, "TIPS").await;
    assert_eq!(told(), 6, "it came after her answer");
    app.say(&girl, "TIPS").await;
    assert_eq!(told(), 6, "and then once in two minutes");
    assert!(!words_in(app, AMINA, &label).await.iter().any(|word| word.contains("TIPS")));

    app.say(&girl, "HELP").await;
    app.say(&girl, "1").await;
    app.say(&girl, "NO").await;
    let before = told();
    app.advance(minutes(20));
    app.say(&girl, "TRICKS").await;
    assert_eq!(told(), before, "it is no good time");
    assert_eq!(reply().await, Err(CaseError::NotNow(label.clone())));
    app.say(&number(AMINA), &format!("R {label} 1")).await;
    assert_eq!(only_case(app).await.window, None);
}

async fn who_calls_again_after_an_erasure_can_be_called_until_her_case_is_closed(app: &TestApp) {
    staffed(app).await;
    let girl = number(1);
    for text in ["hello", "ERASE", "YES", "HELP", "call me when you can"] {
        app.say(&girl, text).await;
    }
    let label = only_case(app).await.case.label;
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    app.advance(SignedDuration::from_hours(60));
    app.drain().await;
    app.tidy().await;
    let reason = Reason::parse("she asked to be called").unwrap();
    let shown = reveal_number(&app.context(), &mail(AMINA), &label, &reason).await.unwrap().unwrap();
    assert_eq!(shown.expose(), girl, "a weekend later");
    close_case(&app.context(), &mail(AMINA), &label, Outcome::Helped).await.unwrap().unwrap();
    app.tidy().await;
    let gone = reveal_number(&app.context(), &mail(AMINA), &label, &reason).await.unwrap();
    assert_eq!(gone, Err(CaseError::Erased(label.clone())));
    assert!(words_in(app, AMINA, &label).await.iter().all(|words| !words.contains("call me")), "her words go with it");
    let kept = "SELECT count(*) AS n FROM subscribers WHERE standing = 'erased' AND number_sealed IS NOT NULL";
    assert_eq!(app.database.number(kept), 0);
}
