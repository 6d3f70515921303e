//! Texts from handsets and what they are answered with.

use fitila::domain::address::Msisdn;
use fitila::store::threads;
use jiff::SignedDuration;

use crate::app::{LANGUAGES, TestApp, locale, number};
use crate::sealed::{find, find_digits};

crate::stories! {
    help_is_answered_in_the_language_of_its_word,
    join_and_yes_enrol_with_a_proof,
    no_answer_and_no_yes_enrol_nobody,
    stop_in_any_language_is_confirmed_once,
    a_start_lifts_a_stop_and_only_yes_joins,
    a_stop_inside_a_sentence_is_no_stop,
    stop_and_help_in_one_text_are_both_heard,
    unknown_texts_are_guided_and_never_stormed,
    a_repeated_webhook_has_one_effect,
    first_texts_of_one_person_at_once_make_one_person,
    a_long_text_is_kept_whole,
    a_job_offer_is_checked_in_two_texts,
    a_language_is_learned_named_and_chosen,
    odd_bytes_are_answered,
    from_abroad_help_names_a_number_that_can_be_called,
    quiet_and_hours_are_set_by_text,
    an_erased_person_leaves_a_mark_only,
    who_is_no_subscriber_is_ignored,
}

const STOP_WORDS: [(&str, &str); 5] =
    [("STOP", "en"), ("tsaya", "ha"), ("Dúró", "yo"), ("KWỤSỊ!", "ig"), ("No send again", "pcm")];

async fn help_is_answered_in_the_language_of_its_word(app: &TestApp) {
    let words = ["HELP", "TAIMAKO", "IRANLOWO", "ENYEMAKA", "I DEY DANGER"];
    for (n, (language, word)) in LANGUAGES.into_iter().zip(words).enumerate() {
        assert_eq!(app.say(&number(n), word).await, [app.words("crisis_help", language)], "word: {word}");
        // What she writes next belongs to her call, and is answered in that language too.
        let thanks = app.words_with("crisis_ack", language, &[]);
        assert_eq!(app.say(&number(n), "xyzzy").await, [thanks], "after {word}");
    }
}

async fn from_abroad_help_names_a_number_that_can_be_called(app: &TestApp) {
    let (rome, lagos) = ("+393471234567", number(1));
    let told = app.say(rome, "HELP").await;
    assert_eq!(told, [app.words("crisis_abroad", "en")]);
    assert!(told[0].contains("+2347030000203"), "the long number of the help line: {told:?}");
    assert_eq!(app.say(&lagos, "HELP").await, [app.words("crisis_help", "en")]);
    app.say(rome, "QUIET").await;
    app.advance(SignedDuration::from_mins(20));
    assert_eq!(app.say(rome, "TAIMAKO").await.len(), 1);
}

async fn join_and_yes_enrol_with_a_proof(app: &TestApp) {
    let amina = number(1);
    assert_eq!(app.say(&amina, "Join").await, [app.words("optin_prompt", "en")]);
    assert_eq!(app.standing(&amina).await, "none");
    assert_eq!(app.say(&amina, "yes").await, [app.words("language_prompt", "en")], "JOIN is English and Pidgin");
    assert_eq!(app.standing(&amina).await, "active safety;tips");

    let record = app.person(&amina).await;
    let [proof] = record.proofs.as_slice() else { panic!("one change of consent, one proof: {:?}", record.proofs) };
    let content = app.context().content();
    let asked = fitila::domain::ids::ContentKey::named("optin_prompt");
    let version = content.rulebook.catalogue.sms(&asked, locale("en")).unwrap().variant.version.to_string();
    assert_eq!((proof.change.as_str(), proof.topics.as_str(), proof.how.as_str()), ("opted_in", "safety;tips", "sms"));
    assert!(!version.is_empty());
    assert_eq!(proof.wording, Some(("optin_prompt".to_owned(), "en".to_owned(), version)));
    assert_eq!(proof.at, app.now());
    assert_eq!((record.held.texts_received, record.held.texts_sent), (2, 2));

    assert_eq!(app.say(&amina, "1").await, [app.words("who_prompt", "en")]);
    assert_eq!(app.say(&amina, "24").await, [app.words("optin_confirm", "en")]);
    let candidate = app.person(&amina).await.held.candidate;
    assert_eq!(candidate.roles.to_words(), "parent;girl");
    assert_eq!(candidate.age_band.map(|band| band.as_str()), Some("13-17"));
    assert_eq!(app.say(&amina, "JOIN").await, [app.words("already_joined", "en")]);
    assert_eq!(app.person(&amina).await.proofs.len(), 1);
}

async fn no_answer_and_no_yes_enrol_nobody(app: &TestApp) {
    let (said_no, too_late, unasked) = (number(1), number(2), number(3));
    app.say(&said_no, "FARA").await;
    assert_eq!(app.say(&said_no, "a'a").await, [app.words("optin_declined", "ha")]);
    app.say(&too_late, "JOIN").await;
    app.advance(SignedDuration::from_mins(10));
    assert_eq!(app.say(&too_late, "YES").await, [app.words("unknown", "en")]);
    assert_eq!(app.say(&unasked, "YES").await, [app.words("unknown", "en")]);
    for person in [said_no, too_late, unasked] {
        assert_eq!(app.standing(&person).await, "none");
    }
}

async fn stop_in_any_language_is_confirmed_once(app: &TestApp) {
    let people = app.enrol(STOP_WORDS.len()).await;
    for (person, (word, language)) in people.iter().zip(STOP_WORDS) {
        assert_eq!(app.say(person, word).await, [app.words("stop_confirm", language)], "word: {word}");
        assert_eq!(app.standing(person).await, "stopped", "word: {word}");
        assert_eq!(app.say(person, word).await, [app.words("already_stopped", language)], "word: {word}");
        assert!(app.say(person, word).await.is_empty(), "a third {word} within a day is answered");
        assert_eq!(app.say(person, "help").await, [app.words("crisis_help", language)], "help after {word}");
        assert_eq!(app.person(person).await.proofs.len(), 2);
    }
    app.advance(SignedDuration::from_hours(24));
    assert_eq!(app.say(&people[0], "stop please").await, [app.words("already_stopped", "en")]);
    assert_eq!(app.metric("fitila_stops_total").await, 5.0);
}

async fn a_start_lifts_a_stop_and_only_yes_joins(app: &TestApp) {
    let person = &app.enrol(1).await[0];
    app.say(person, "STOP").await;
    assert_eq!(app.say(person, "START").await, [app.words("start_after_stop", "en")]);
    assert_eq!(app.standing(person).await, "pending");
    let before = app.fake.taken().len();
    let campaign = app.plan("family_02_city").await;
    app.drain().await;
    app.assert_counts(campaign, &[]).await;
    assert_eq!(app.watch(campaign).await.excluded["not_joined"], 1);
    assert_eq!(app.fake.taken().len(), before);

    assert_eq!(app.say(person, "YES").await, [app.words("language_prompt", "en")]);
    assert_eq!(app.standing(person).await, "active safety;tips");
    let proofs = app.person(person).await.proofs;
    let changes: Vec<&str> = proofs.iter().map(|proof| proof.change.as_str()).collect();
    assert_eq!(changes, ["opted_in", "opted_out", "lifted", "opted_in"]);
    assert_eq!(proofs[3].wording.as_ref().unwrap().0, "start_after_stop");
}

async fn a_stop_inside_a_sentence_is_no_stop(app: &TestApp) {
    let people = app.enrol(3).await;
    assert_eq!(app.say(&people[0], "Stop my uncle he is").await, [app.words("stop_or_help", "en")]);
    assert_eq!(app.standing(&people[0]).await, "active safety;tips;training");
    assert_eq!(app.say(&people[1], "stop training").await, [app.words("stop_training_confirm", "en")]);
    assert_eq!(app.standing(&people[1]).await, "active safety;tips");
    assert_eq!(app.say(&people[2], "please don't stop").await, [app.words("unknown", "en")]);

    // Nothing is sent first to her for a day.
    let campaign = app.plan("family_02_city").await;
    app.drain().await;
    assert_eq!(app.watch(campaign).await.excluded["paused"], 1);
    app.assert_counts(campaign, &[("accepted", 2)]).await;
}

async fn stop_and_help_in_one_text_are_both_heard(app: &TestApp) {
    let person = &app.enrol(1).await[0];
    assert_eq!(app.say(person, "stop help").await, [app.words("crisis_help", "en")]);
    assert_eq!(app.standing(person).await, "stopped");
}

async fn unknown_texts_are_guided_and_never_stormed(app: &TestApp) {
    let (person, robot) = (number(1), number(2));
    let mut answers = Vec::new();
    for n in 0..12 {
        answers.extend(app.say(&person, &format!("blah {n}")).await);
    }
    let unknown = app.words("unknown", "en");
    assert_eq!(answers, [unknown.clone(), unknown.clone(), unknown, app.words("slow_down", "en")]);
    assert_eq!(app.say(&person, "HELP").await, [app.words("crisis_help", "en")], "a call for help is always heard");
    assert_eq!(app.say(&person, "STOP").await, [app.words("stop_confirm", "en")]);

    // A robot that repeats what we say.
    let mut echo = "MENU".to_owned();
    let mut answers = 0;
    for _ in 0..12 {
        let heard = app.say(&robot, &echo).await;
        answers += heard.len();
        echo = heard.into_iter().next().unwrap_or(echo);
    }
    assert!((1..=8).contains(&answers), "{answers} answers to a robot in a few seconds");

    assert_eq!(app.say(&number(3), &"x".repeat(321)).await, [app.words("too_long", "en")]);
}

async fn a_repeated_webhook_has_one_effect(app: &TestApp) {
    let amina = number(1);
    let copies = (0..16).map(|_| app.text_with_id("same-id", &amina, "JOIN"));
    let answers = futures(copies).await;
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.status == 200), "{answers:?}");
    // Another text under the same id: the first stands.
    assert_eq!(app.text_with_id("same-id", &amina, "STOP").await, answers[0]);
    app.restart().await;
    app.advance(SignedDuration::from_hours(47));
    assert_eq!(app.text_with_id("same-id", &amina, "JOIN").await, answers[0]);
    app.drain().await;

    assert_eq!(app.fake.texts_to(&amina), [app.words("optin_prompt", "en")]);
    let record = app.person(&amina).await;
    assert_eq!((record.held.texts_received, record.held.texts_sent, record.proofs.len()), (1, 1, 0));
    // Its repeats are counted since the start: one after it.
    assert_eq!(app.metric("fitila_mo_duplicates_total").await, 1.0);
}

async fn first_texts_of_one_person_at_once_make_one_person(app: &TestApp) {
    let amina = number(1);
    let texts: Vec<String> = (0..8).map(|n| format!("first-{n}")).collect();
    let answers = futures(texts.iter().map(|id| app.text_with_id(id, &amina, "MENU"))).await;
    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    app.drain().await;
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers"), 1);
    assert_eq!(app.person(&amina).await.held.texts_received, 8);
    assert_eq!(app.fake.texts_to(&amina).len(), 3, "equal answers at once stop at three");
}

async fn a_long_text_is_kept_whole(app: &TestApp) {
    let text: String = ('a'..='z').cycle().take(15 * 1024).collect();
    // Only the thread of a practice number can be read again.
    let practice = Msisdn::practice(7);
    let from = practice.expose();
    let answer = app.post("/gateways/demo/practice/sms", &[("id", "long"), ("from", &from), ("text", &text)]).await;
    assert_eq!(answer.status, 200);
    app.drain().await;
    let thread = app.context().store().read(move |tx| threads::of_practice(tx, &practice, 10)).await.unwrap();
    let words: Vec<&str> = thread.iter().map(|bubble| bubble.text.as_ref().unwrap().expose()).collect();
    assert_eq!(words, [text.as_str(), &app.words("too_long", "en")]);

    let (id, amina) = ("too-long", number(1));
    let answer = app.text_with_id(id, &amina, &"x".repeat(16 * 1024)).await;
    assert_eq!(answer.status, 413);
    assert!(app.find_person(&amina).await.is_none());
}

async fn a_job_offer_is_checked_in_two_texts(app: &TestApp) {
    for (n, (answers, result)) in [
        ("121222", "check_result_stop"),
        ("2 2 1 2 2 2", "check_result_careful"),
        ("NNNNNN", "check_result_none"),
        ("ynynyn", "check_result_stop"),
    ]
    .into_iter()
    .enumerate()
    {
        assert_eq!(app.say(&number(n), "CHECK").await, [app.words("check_all", "en")]);
        assert_eq!(app.say(&number(n), answers).await, [app.words(result, "en")], "answers: {answers}");
    }
    let in_one = number(10);
    assert_eq!(app.say(&in_one, "AIKI 121222").await, [app.words("check_result_stop", "ha")]);
    let unsure = number(11);
    app.say(&unsure, "CHECK").await;
    assert_eq!(app.say(&unsure, "12122").await, [app.words("check_again", "en")]);
    assert_eq!(app.say(&unsure, "221222").await, [app.words("check_result_careful", "en")]);

    for digits in ["121222", "221222", "2 2 1 2 2 2", "12122"] {
        let found = find(&app.database.copied(), digits.as_bytes());
        assert_eq!(found, Vec::<String>::new(), "{digits} is in the database");
    }
    assert!(app.database.number("SELECT count(*) AS n FROM originated WHERE body_sealed IS NULL") >= 7);
}

async fn a_language_is_learned_named_and_chosen(app: &TestApp) {
    let (amina, ngozi, bola) = (number(1), number(2), number(3));
    // A word of one language is enough to learn it. English ones, which are on every poster, do not change it.
    assert_eq!(app.say(&amina, "DABARA").await.len(), 1);
    assert_eq!(app.say(&amina, "zzz").await, [app.words("unknown", "ha")]);
    assert_eq!(app.say(&amina, "TRICKS").await, [app.words("trick_abroad", "ha")]);
    assert_eq!(app.say(&amina, "IRANLOWO").await, [app.words("crisis_help", "yo")]);
    // LANG with a name, and a language's own name, choose it.
    assert_eq!(app.say(&amina, "lang Yorùbá").await, [app.words("language_set", "yo")]);
    assert_eq!(app.say(&ngozi, "IGBO").await, [app.words("language_set", "ig")]);
    assert_eq!(app.say(&ngozi, "TAIMAKO").await, [app.words("crisis_help", "ig")]);
    // LANG alone asks, and a digit answers.
    assert_eq!(app.say(&bola, "LANGUAGE").await, [app.words("language_prompt", "en")]);
    assert_eq!(app.say(&bola, "5").await, [app.words("language_set", "pcm")]);
    for (person, language) in [(amina, "yo"), (ngozi, "ig"), (bola, "pcm")] {
        assert_eq!(app.person(&person).await.held.candidate.language, locale(language));
    }
}

async fn odd_bytes_are_answered(app: &TestApp) {
    let path = format!("/gateways/at/{}/sms", crate::app::TOKEN);
    let form = "application/x-www-form-urlencoded";
    for (n, text) in
        ["HE%00LP", "%F0%9F%98%A2%F0%9F%98%A2", "%FF%FE%C3%28", "%ED%A0%80", "", "%0A%0D%09", "%E2%80%AEhelp%E2%80%AC"]
            .into_iter()
            .enumerate()
    {
        let body = format!("id=odd-{n}&from=%2B{}&to=32627&text={text}", &number(n)[1..]);
        let answer = app.post_bytes(&path, form, body).await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "text: {text}");
    }
    app.drain().await;
    for n in 0..7 {
        assert_eq!(app.fake.texts_to(&number(n)).len(), 1, "text {n} was not answered");
    }
}

async fn quiet_and_hours_are_set_by_text(app: &TestApp) {
    let amina = number(1);
    assert_eq!(app.say(&amina, "QUIET").await, [app.words("quiet_on", "en")]);
    assert_eq!(app.say(&amina, "HELP").await, [app.words("crisis_help_discreet", "en")]);
    assert_eq!(
        app.say(&amina, "TALK").await,
        [app.words("quiet_reply", "en")],
        "a sensitive text is to be dialled for"
    );
    assert_eq!(app.say(&amina, "quiet off").await, [app.words("quiet_off", "en")]);
    assert_eq!(app.say(&amina, "TIME").await, [app.words("hours_prompt", "en")]);
    for (text, from, to, kept) in [
        ("TIME 6PM-8PM", "6pm", "8pm", Some("18:00-20:00")),
        ("time 9 am to 12", "9am", "12pm", Some("09:00-12:00")),
        ("TIME ANY", "8am", "7:30pm", None),
    ] {
        let values = [("from", from.to_owned()), ("to", to.to_owned())];
        assert_eq!(app.say(&amina, text).await, [app.words_with("hours_set", "en", &values)], "text: {text}");
        assert_eq!(app.person(&amina).await.held.hours.as_deref(), kept, "text: {text}");
    }
    assert_eq!(app.say(&amina, "TIME whenever").await, [app.words("hours_bad", "en")]);
}

async fn an_erased_person_leaves_a_mark_only(app: &TestApp) {
    let (amina, other) = (app.enrol(1).await.remove(0), number(5));
    app.import(&format!("number,area,role,group,consent_how\n{amina},Alimosho,parent,Market women,form\n")).await;
    app.say(&amina, "my words that must go").await;
    app.say(&other, "ERASE").await;
    assert_eq!(app.say(&other, "NO").await, [app.words("erase_kept", "en")]);
    assert_eq!(app.say(&amina, "ERASE").await, [app.words("erase_prompt", "en")]);
    assert_eq!(app.say(&amina, "YES").await, [app.words("erase_done", "en")]);
    app.tidy().await;

    let record = app.person(&amina).await;
    let candidate = &record.held.candidate;
    assert_eq!((candidate.standing.as_str(), candidate.topics.to_words().as_str()), ("erased", ""));
    assert_eq!((&candidate.area, &candidate.group, &candidate.network), (&None, &None, &None));
    assert!(candidate.roles.is_empty());
    for (what, count) in [
        ("subscribers WHERE number_sealed IS NOT NULL", 1),
        ("originated WHERE body_sealed IS NOT NULL", 2),
        ("outbox WHERE text_sealed IS NOT NULL", 2),
    ] {
        let left = app.database.number(&format!("SELECT count(*) AS n FROM {what}"));
        assert_eq!(left, count, "only the other person's is left in {what}");
    }

    // Nobody can sign her up again, and she is still heard.
    let report = app.import(&format!("number,consent_how\n{amina},form\n")).await;
    assert_eq!((report.stopped, report.added + report.updated), (1, 0));
    assert_eq!(app.say(&amina, "HELP").await, [app.words("crisis_help", "en")]);
    assert!(app.standing(&amina).await.starts_with("erased"));
    app.say(&amina, "START").await;
    app.say(&amina, "YES").await;
    assert_eq!(app.standing(&amina).await, "active safety;tips");
}

async fn who_is_no_subscriber_is_ignored(app: &TestApp) {
    for from in ["MTN", "32627", "+2340000000001", "+23480312", ""] {
        let answer = app.text_with_id(&app.fresh("name"), from, "HELP").await;
        assert_eq!((answer.status, answer.body.as_str()), (200, ""), "from: {from:?}");
    }
    app.drain().await;
    assert_eq!(app.fake.calls(), 0);
    assert_eq!(find_digits(&app.database.copied(), "2340000000001"), Vec::<String>::new());
    assert_eq!(app.metric("fitila_mo_ignored_total").await, 5.0);
}

/// Waits for all, side by side.
pub async fn futures<T>(all: impl IntoIterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = all.into_iter().map(|one| (Box::pin(one), None)).collect();
    std::future::poll_fn(|context| {
        let mut ready = true;
        for (one, value) in &mut waiting {
            if value.is_none() {
                match one.as_mut().poll(context) {
                    std::task::Poll::Ready(done) => *value = Some(done),
                    std::task::Poll::Pending => ready = false,
                }
            }
        }
        if ready { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
    })
    .await;
    waiting.into_iter().filter_map(|(_, value)| value).collect()
}
