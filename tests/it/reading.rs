//! One of the staff, far from the list, reads on her own phone what a person wrote; and nobody else does.

use fitila::domain::care::{Label, Outcome};
use fitila::service::{CaseError, Words, close_case, reply_case};
use jiff::SignedDuration;

use crate::app::{TestApp, number};
use crate::care::{AMINA, BISI, LEAD, mail, minutes, staffed};
use crate::cover::{self, agree, with_staff};

crate::stories! {
    a_worker_on_a_bus_reads_before_she_answers,
    only_who_answers_her_reads_on_a_phone,
    what_is_not_for_phones_is_read_in_the_list,
    what_was_read_on_a_phone_is_erased_with_the_person,
    a_bare_ack_names_what_waits,
    of_two_who_answer_at_once_one_has_the_case,
    a_programme_can_keep_all_words_in_the_list with crate::reading::LIST_ONLY,
}

/// Staff phones are not theirs alone.
pub const LIST_ONLY: &[(&str, &str)] = &[("FITILA__CARE__READ_BY_SMS", "no")];

/// The girl who writes, and what she writes.
const WORDS: &str = "auntie locked the door";

fn only_label(app: &TestApp, kind: &str) -> Label {
    let labels = app.database.lines(&format!("SELECT label AS line FROM cases WHERE kind = '{kind}'"));
    assert_eq!(labels.len(), 1, "{labels:?}");
    Label::stored(&labels[0])
}

/// Somebody calls for help and writes on.
async fn called(app: &TestApp) -> Label {
    staffed(app).await;
    app.say(&number(1), "HELP").await;
    app.say(&number(1), WORDS).await;
    only_label(app, "help")
}

async fn a_worker_on_a_bus_reads_before_she_answers(app: &TestApp) {
    let label = called(app).await;
    let said = async |text: &str| app.say(&number(AMINA), &text.replace("LABEL", label.as_str())).await;
    assert_eq!(said("LABEL").await, [app.acked("en", &label, "staff_read_how")]);
    let words = [format!("{label} 10:00: HELP / {WORDS}")];
    for text in ["LABEL", "read LABEL", "R LABEL", "rlabel"] {
        let text = if text == "rlabel" { format!("r{}", label.as_str().to_lowercase()) } else { text.to_owned() };
        assert_eq!(said(&text).await, words, "{text}");
    }
    assert!(!words[0].contains(&number(1)[4..]), "no number is in it");

    said("R LABEL Are you alone now?").await;
    app.advance(minutes(3));
    app.say(&number(1), "yes").await;
    app.say(&number(1), "he is back at 6").await;
    app.drain().await;
    assert_eq!(said("LABEL").await, [format!("{label} 10:03: yes / he is back at 6")], "what she has not answered");
    said("R LABEL I am here.").await;
    assert_eq!(said("LABEL").await, [format!("{label} 10:03: he is back at 6")], "or the last words");

    app.advance(minutes(24 * 60));
    let day = said("LABEL").await.remove(0);
    assert!(day.starts_with(&format!("{label} ")) && day.contains(" 10:03: he is"), "with its day: {day}");
    assert_eq!(app.database.number("SELECT count(*) AS n FROM audit WHERE action = 'case_read'"), 7);

    app.say(&number(1), &"long words \u{1e63}. ".repeat(100)).await;
    let cut = said("R LABEL").await.remove(0);
    assert!(cut.contains(" ... ") && cut.ends_with("long words \u{1e63}. ".trim_end()), "the end counts: {cut}");
}

async fn only_who_answers_her_reads_on_a_phone(app: &TestApp) {
    let label = called(app).await;
    let stranger = app.words("unknown", "en");
    assert_eq!(app.say(&number(77), &format!("R {label}")).await, std::slice::from_ref(&stranger));
    assert_eq!(app.say(&number(78), label.as_str()).await, [stranger]);
    // Whoever reads first has taken it.
    let words = [format!("{label} 10:00: HELP / {WORDS}")];
    assert_eq!(app.say(&number(AMINA), &format!("R {label}")).await, words);
    let before = app.fake.texts_to(&number(BISI)).len();
    app.advance(minutes(20));
    app.schedule().await;
    app.drain().await;
    assert_eq!(app.fake.texts_to(&number(BISI)).len(), before, "nobody else is called");
    let values = [("label", label.to_string()), ("name", format!("Staff {AMINA}"))];
    let with = [app.words_with("staff_with", "en", &values)];
    for text in [format!("R {label}"), label.to_string()] {
        assert_eq!(app.say(&number(BISI), &text).await, with, "{text}");
    }
    assert_eq!(app.say(&number(LEAD), &format!("R {label}")).await, words, "the lead may");
    let unknown = app.words_with("staff_no_label", "en", &[("label", "7777".into())]);
    assert_eq!(app.say(&number(AMINA), "R 7777").await, [unknown]);
}

async fn what_is_not_for_phones_is_read_in_the_list(app: &TestApp) {
    with_staff(app).await;
    app.say(&number(1), "hello").await;
    agree(app, &number(1)).await;
    app.say(&number(1), "mango").await;
    app.say(&number(2), "REPORT").await;
    app.say(&number(2), "a child cries next door").await;
    app.say(&number(2), "DONE").await;
    app.say(&number(3), "HELP").await;
    app.drain().await;
    for (kind, what) in [("silent", "staff_plan"), ("report", "staff_list_only")] {
        let label = only_label(app, kind);
        let named = [("label", label.to_string())];
        for text in [format!("R {label}"), format!("read {label}")] {
            assert_eq!(
                app.say(&number(cover::LEAD.1), &text).await,
                [app.words_with(what, "en", &named)],
                "{text} {kind}"
            );
        }
        assert_eq!(
            app.say(&number(cover::LEAD.1), &format!("ACK {label}")).await,
            [app.acked("en", &label, what)],
            "{kind}"
        );
    }
    let help = only_label(app, "help");
    app.say(&number(cover::WORKER.1), &format!("ACK {help}")).await;
    close_case(&app.context(), &cover::mail(cover::WORKER), &help, Outcome::Helped).await.unwrap().unwrap();
    let closed = app.words_with("staff_list_only", "en", &[("label", help.to_string())]);
    assert_eq!(app.say(&number(cover::WORKER.1), &format!("R {help}")).await, [closed]);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM audit WHERE action = 'case_read'"), 0);
}

async fn what_was_read_on_a_phone_is_erased_with_the_person(app: &TestApp) {
    let label = called(app).await;
    app.say(&number(AMINA), &format!("R {label}")).await;
    // A second time it cannot leave at once.
    app.text_with_id(&app.fresh("mo"), &number(AMINA), &format!("R {label}")).await;
    let lent = |more: &str| {
        let hers = "id IN (SELECT id FROM case_entries WHERE what = 'lent')";
        app.database.number(&format!("SELECT count(*) AS n FROM outbox WHERE {hers} {more}"))
    };
    assert_eq!((lent(""), lent("AND text_sealed IS NULL")), (2, 0));
    app.until("no call is open", async || app.in_state("submitting") == 0).await;
    app.say(&number(1), "ERASE").await;
    app.say(&number(1), "YES").await;
    app.drain().await;
    assert_eq!((lent(""), lent("AND text_sealed IS NULL")), (2, 2), "{:?}", app.ledger());
    assert_eq!(lent("AND state = 'queued'"), 0);
    let gone = app.words_with("staff_list_only", "en", &[("label", label.to_string())]);
    let answer = app.say(&number(AMINA), &format!("R {label}")).await;
    assert!(answer == [gone] || answer[0].contains("erased"), "{answer:?}");
    assert!(!answer[0].contains("door"), "{answer:?}");
}

async fn a_programme_can_keep_all_words_in_the_list(app: &TestApp) {
    let label = called(app).await;
    assert_eq!(app.say(&number(AMINA), &format!("ACK {label}")).await, [app.acked("en", &label, "staff_list_only")]);
    let named = [("label", label.to_string())];
    for text in [format!("R {label}"), label.to_string()] {
        assert_eq!(app.say(&number(AMINA), &text).await, [app.words_with("staff_list_only", "en", &named)], "{text}");
    }
}

async fn a_bare_ack_names_what_waits(app: &TestApp) {
    staffed(app).await;
    let ack = async || app.say(&number(AMINA), "ack").await;
    assert_eq!(ack().await, [app.words("staff_none_waits", "en")]);
    for n in 1..=7 {
        app.say(&number(n), "HELP").await;
        app.advance(SignedDuration::from_secs(1));
    }
    let labels = app.database.lines("SELECT label AS line FROM cases ORDER BY opened_at");
    let which = |labels: &[String]| [app.words_with("staff_ack_which", "en", &[("labels", labels.join(", "))])];
    assert_eq!(ack().await, which(&labels[..5]), "those that wait longest");
    for label in &labels[..5] {
        app.say(&number(AMINA), &format!("ACK {label}")).await;
    }
    assert_eq!(ack().await, which(&labels[5..]));
    app.say(&number(AMINA), &format!("ACK {}", labels[5])).await;
    assert_eq!(ack().await, [app.acked("en", &Label::stored(&labels[6]), "staff_read_how")], "the only one is meant");
    assert_eq!(ack().await, [app.words("staff_none_waits", "en")]);
}

async fn of_two_who_answer_at_once_one_has_the_case(app: &TestApp) {
    staffed(app).await;
    for n in 1..=8 {
        app.say(&number(n), "HELP").await;
        let label = app.database.lines("SELECT label AS line FROM cases ORDER BY opened_at DESC, id DESC").remove(0);
        let (label, context) = (Label::stored(&label), app.context());
        let (one, other) = (mail(AMINA), mail(BISI));
        let answers = |by| reply_case(&context, by, &label, Words::Ready(1), None);
        let (one, other) = tokio::join!(answers(&one), answers(&other));
        let done = [one.unwrap(), other.unwrap()];
        assert_eq!(done.iter().filter(|done| done.is_ok()).count(), 1, "{done:?}");
        let refused = done.into_iter().find_map(Result::err);
        assert!(matches!(refused, Some(CaseError::Anothers(..))), "{refused:?}");
        app.drain().await;
        assert_eq!(app.fake.texts_to(&number(n)).len(), 2, "she is answered once");
    }
}
