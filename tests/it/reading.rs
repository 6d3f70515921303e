//! One of the staff, far from the list, reads on her own phone what a person wrote; and nobody else does.

use std::time::Duration;

use fitila::domain::address::Msisdn;
use fitila::domain::care::{Actor, Label, Outcome};
use fitila::service::{CaseError, Erasure, Words, close_case, disable_staff, erase_person, reply_case};
use jiff::SignedDuration;

use crate::app::{TestApp, number};
use crate::care::{AMINA, BISI, LEAD, mail, minutes, staffed};
use crate::cover::{self, agree, with_staff};
use crate::fake::Fault;

crate::stories! {
    a_worker_on_a_bus_reads_before_she_answers,
    only_who_answers_her_reads_on_a_phone,
    what_is_not_for_phones_is_read_in_the_list,
    what_was_read_on_a_phone_is_erased_with_the_person,
    a_bare_ack_names_what_waits,
    of_two_who_answer_at_once_one_has_the_case,
    what_is_being_handed_over_is_erased_too,
    what_waits_for_a_phone_that_is_hers_no_more_is_withdrawn,
    who_stops_is_not_written_to_until_she_writes,
    an_answer_of_hers_is_told_however_soon,
    ready_texts_are_shown_in_her_language,
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
        let acked = [app.acked("en", &label, what)];
        let reads = async |text: &str| app.say(&number(cover::LEAD.1), &text.replace("LABEL", label.as_str())).await;
        assert_eq!(reads("read LABEL").await, acked, "what waits is hers then: {kind}");
        for text in ["R LABEL", "read LABEL", "LABEL"] {
            assert_eq!(reads(text).await, [app.words_with(what, "en", &named)], "{text} {kind}");
        }
        assert_eq!(reads("ACK LABEL").await, acked, "{kind}");
    }
    let help = only_label(app, "help");
    app.say(&number(cover::WORKER.1), &format!("ACK {help}")).await;
    close_case(&app.context(), &cover::mail(cover::WORKER), &help, Outcome::Helped).await.unwrap().unwrap();
    let closed = app.words_with("staff_over", "en", &[("label", help.to_string())]);
    for text in [format!("R {help}"), help.to_string(), format!("READ {help}"), format!("ACK {help}")] {
        assert_eq!(app.say(&number(cover::WORKER.1), &text).await, std::slice::from_ref(&closed), "{text}");
    }
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
    let gone = app.words_with("staff_erased", "en", &[("label", label.to_string())]);
    assert_eq!(app.fake.texts_to(&number(AMINA)).pop().unwrap(), gone, "who answers her is told");
    for text in [format!("R {label}"), format!("R {label} are you there"), label.to_string()] {
        assert_eq!(app.say(&number(AMINA), &text).await, std::slice::from_ref(&gone), "{text}");
    }
}

async fn what_is_being_handed_over_is_erased_too(app: &TestApp) {
    for (n, fault) in [(1, Fault::Throttle), (2, Fault::AcceptThenCut), (3, Fault::Status(503))] {
        if n == 1 {
            staffed(app).await;
        }
        app.say(&number(n), "HELP").await;
        app.say(&number(n), WORDS).await;
        let labels = app.database.lines("SELECT label AS line FROM cases ORDER BY opened_at, id");
        let label = labels.last().unwrap();
        app.say(&number(AMINA), &format!("ACK {label}")).await;
        app.fake.slow(Duration::from_millis(400));
        app.fake.next([fault]);
        app.text_with_id(&app.fresh("mo"), &number(AMINA), &format!("R {label}")).await;
        app.until("it is being handed over", async || app.in_state("submitting") == 1).await;
        let before = app.fake.texts_to(&number(AMINA)).len();
        let erased = erase_person(&app.context(), Actor::Console, Msisdn::parse(&number(n)).unwrap()).await.unwrap();
        assert!(matches!(erased, Erasure::Done(..)), "{erased:?}");
        app.until("the call has ended", async || app.in_state("submitting") == 0).await;
        app.fake.slow(Duration::ZERO);
        for _ in 0..5 {
            app.advance(minutes(1));
            app.drain().await;
        }
        let later = app.fake.texts_to(&number(AMINA)).split_off(before);
        assert!(later.iter().filter(|text| text.contains(WORDS)).count() <= usize::from(n == 2), "{later:?}");
        let kept = "SELECT count(*) AS n FROM outbox WHERE text_sealed IS NOT NULL \
                    AND id IN (SELECT id FROM case_entries WHERE what = 'lent')";
        assert_eq!(app.database.number(kept), 0, "{n}");
    }
}

async fn what_waits_for_a_phone_that_is_hers_no_more_is_withdrawn(app: &TestApp) {
    let label = called(app).await;
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    app.fake.go_away();
    app.text_with_id(&app.fresh("mo"), &number(AMINA), &format!("R {label}")).await;
    app.until("it was tried", async || app.in_state("queued") == 1).await;
    disable_staff(&app.context(), Actor::Console, mail(AMINA)).await.unwrap();
    app.until("no call is open", async || app.in_state("submitting") == 0).await;
    app.fake.come_back();
    for _ in 0..10 {
        app.advance(SignedDuration::from_secs(30));
        app.drain().await;
    }
    assert!(app.fake.texts_to(&number(AMINA)).iter().all(|text| !text.contains(WORDS)));
}

async fn who_stops_is_not_written_to_until_she_writes(app: &TestApp) {
    let label = called(app).await;
    let said = async |text: &str| app.say(&number(AMINA), &text.replace("LABEL", label.as_str())).await;
    said("ACK LABEL").await;
    let again = app.words_with("staff_again", "en", &[("label", label.to_string())]);
    let told = || app.fake.texts_to(&number(AMINA)).iter().filter(|text| **text == again).count();
    assert_eq!(app.say(&number(1), "STOP").await, [app.words("stop_confirm", "en")]);
    assert_eq!(told(), 1, "she who answers is told");
    let before = app.fake.texts_to(&number(1)).len();
    let not_now = [app.words_with("staff_notnow", "en", &[("label", label.to_string())])];
    for text in ["R LABEL Are you there?", "R LABEL 2"] {
        assert_eq!(said(text).await, not_now, "{text}");
    }
    assert_eq!(app.fake.texts_to(&number(1)).len(), before);
    assert!(said("LABEL").await[0].contains("sent STOP"));
    app.say(&number(1), "HELP").await;
    assert_eq!(
        said("R LABEL I am here").await,
        [app.words_with("staff_replied", "en", &[("label", label.to_string())])]
    );
}

async fn an_answer_of_hers_is_told_however_soon(app: &TestApp) {
    let label = called(app).await;
    app.say(&number(AMINA), &format!("ACK {label}")).await;
    let again = app.words_with("staff_again", "en", &[("label", label.to_string())]);
    let told = || app.fake.texts_to(&number(AMINA)).iter().filter(|text| **text == again).count();
    app.say(&number(1), "are you there").await;
    app.say(&number(1), "please").await;
    assert_eq!(told(), 1, "once for what she has not heeded yet");
    app.say(&number(AMINA), &format!("R {label} Is the door open?")).await;
    app.say(&number(1), "yes it is open").await;
    assert_eq!(told(), 2, "it answers her");
    app.say(&number(AMINA), label.as_str()).await;
    app.say(&number(1), "come now").await;
    assert_eq!(told(), 3, "it came after she read");
}

async fn ready_texts_are_shown_in_her_language(app: &TestApp) {
    staffed(app).await;
    app.say(&number(1), "TAIMAKO").await;
    let label = only_label(app, "help");
    let shown = app.say(&number(AMINA), &format!("R {label} ?")).await.remove(0);
    for (number, key) in [(1, "reply_here"), (2, "reply_call")] {
        assert!(shown.contains(&format!("{number} {}", app.words(key, "ha"))), "{shown}");
    }
    assert_eq!(app.fake.texts_to(&number(1)).len(), 1, "nothing goes to her");
    app.database.change("UPDATE cases SET kind = 'silent'");
    let plan = app.words_with("staff_plan", "en", &[("label", label.to_string())]);
    assert_eq!(app.say(&number(AMINA), &format!("R {label} ?")).await, [plan], "nobody writes to who calls in silence");
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
