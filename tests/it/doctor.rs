//! The examination of a set-up: a good one passes, each fault is named with what to do, and nothing is changed or told.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::process::Output;

use fitila::app::{opening, programme_texts, registry};
use fitila::config::Settings;
use fitila::service::{Examined, Patient, Run, Verdict, examine, keep_retention};
use jiff::{SignedDuration, Timestamp};

use crate::app::{TOKEN, TestApp, number};
use crate::database::Kind;
use crate::fake::{API_KEY, Fault};
use crate::process::{command, run};
use crate::sealed::find_digits;

crate::stories! {
    a_good_set_up_passes_beside_the_service,
    a_set_up_that_never_ran_is_not_made_by_looking,
    a_key_that_is_open_wrong_or_gone_is_named,
    what_waits_too_long_is_named,
    a_clock_before_what_was_written_is_named,
    addresses_that_lead_nowhere_are_named,
    facts_past_their_day_are_named,
    a_database_that_is_none_is_named,
}

/// Looks with the settings of a story, and some others, as if it were this time.
fn look(app: &TestApp, others: &[(&str, &str)], now: Timestamp) -> Vec<Examined> {
    let mut all: BTreeMap<String, String> = app.settings.iter().cloned().collect();
    all.extend(others.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let settings = Settings::load(None, all.into_iter()).unwrap();
    let (opening, texts, registry) = (opening(&settings), programme_texts(&settings), registry(&settings));
    let registry = registry.as_ref().map_err(|_| "refused");
    examine(&Patient { settings: &settings, opening: &opening, registry, texts: &texts }, now)
}

/// How one thing stands; it must be there once.
fn of<'a>(examined: &'a [Examined], what: &str) -> &'a Examined {
    let found: Vec<&Examined> = examined.iter().filter(|one| one.what == what).collect();
    assert_eq!(found.len(), 1, "{what}: {examined:#?}");
    found[0]
}

fn assert_names(examined: &[Examined], what: &str, verdict: Verdict, words: &str) {
    let one = of(examined, what);
    assert!(one.verdict == verdict && one.found.contains(words), "{one:?}");
    assert!(verdict == Verdict::Ok || !one.mend.is_empty(), "it says nothing to do: {one:?}");
}

/// What the program prints.
fn doctor(app: &TestApp) -> (Output, Vec<serde_json::Value>) {
    let output = run(app, &["doctor", "--json"], "");
    let lines = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{output:?}"));
    (output, lines)
}

async fn a_good_set_up_passes_beside_the_service(app: &TestApp) {
    let amina = app.enrol(1).await.remove(0);
    app.say(&amina, "zebrafish").await;
    keep_retention(&app.context(), Run::Remove).await.unwrap();
    let before = app.database.lines("SELECT name AS line FROM meta ORDER BY name");
    let examined = look(app, &[], app.now());
    assert!(examined.iter().all(|one| one.verdict < Verdict::Bad), "{examined:#?}");
    for what in ["disk writes", "clock", "key", "queue", "in doubt", "erasures", "retention", "facts", "address"] {
        let one = of(&examined, what);
        assert!(one.mend.is_empty() == (one.verdict == Verdict::Ok), "{one:?}");
    }
    assert_names(&examined, "key", Verdict::Ok, "it opens this database");
    assert_names(&examined, "queue", Verdict::Ok, "0 messages wait");
    assert_names(&examined, "retention", Verdict::Ok, "2026-12-01T09:00:");
    match app.database.kind {
        Kind::Sqlite => {
            assert_names(&examined, "service", Verdict::Ok, "is running");
            assert_names(&examined, "key's place", Verdict::Look, "same disk");
            assert_names(&examined, "database file", Verdict::Ok, "4096 bytes");
        }
        Kind::Postgres => assert_names(&examined, "database server", Verdict::Ok, "synchronous_commit is on"),
    }
    assert_eq!(app.database.lines("SELECT name AS line FROM meta ORDER BY name"), before, "it changed nothing");

    // The program prints the same, and nothing that is secret.
    let (output, lines) = doctor(app);
    assert_eq!(lines.len(), examined.len());
    let bad = lines.iter().any(|line| line["verdict"] == "bad");
    assert_eq!(output.status.code(), Some(i32::from(bad)), "{lines:?}");
    let words = run(app, &["doctor"], "");
    let words = String::from_utf8(words.stdout).unwrap();
    assert!(
        words.lines().count() == lines.len() && words.lines().any(|line| line.starts_with("ok    key: ")),
        "{words}"
    );
    let all = [&output.stdout[..], &output.stderr, words.as_bytes()].concat();
    let printed = String::from_utf8_lossy(&all).into_owned();
    for secret in [API_KEY, TOKEN, "secretpw", "zebrafish"] {
        assert!(!printed.contains(secret), "{secret}: {printed}");
    }
    assert_eq!(find_digits(&[("printed".to_owned(), all)], &amina[1..]), Vec::<String>::new());
}

async fn a_set_up_that_never_ran_is_not_made_by_looking(app: &TestApp) {
    let folder = app.database.folder().join("empty");
    std::fs::create_dir(&folder).unwrap();
    let (file, key) = (folder.join("data/fitila.db"), folder.join("data/fitila.key"));
    let ended = command(app, &["doctor", "--json"])
        .env("FITILA__DATABASE__URL", format!("sqlite:{}", file.display()))
        .env("FITILA__SECRETS__KEY_FILE", &key)
        .output()
        .unwrap();
    let lines: Vec<serde_json::Value> = serde_json::from_slice(&ended.stdout).unwrap();
    let found = |what: &str| lines.iter().find(|line| line["what"] == what).unwrap();
    assert_eq!((&found("database")["verdict"], &found("key")["verdict"]), (&"look".into(), &"look".into()));
    assert!(found("database")["found"].as_str().unwrap().contains("none yet"));
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "it made something");
}

async fn a_key_that_is_open_wrong_or_gone_is_named(app: &TestApp) {
    let key = app.database.key();
    let mode = |mode| std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0o644);
    let (output, lines) = doctor(app);
    assert_eq!(output.status.code(), Some(1));
    let line = lines.iter().find(|line| line["what"] == "key").unwrap();
    assert_eq!(line["verdict"], "bad");
    assert!(line["mend"].as_str().unwrap().contains("chmod 600"), "{line}");
    mode(0o600);

    let right = std::fs::read_to_string(&key).unwrap();
    std::fs::write(&key, format!("fitila-key-1:{}\n", "07".repeat(32))).unwrap();
    assert_names(&look(app, &[], app.now()), "key", Verdict::Bad, "not the key of this database");
    std::fs::write(&key, "no key").unwrap();
    assert_names(&look(app, &[], app.now()), "key", Verdict::Bad, "holds no fitila key");
    std::fs::remove_file(&key).unwrap();
    assert_names(&look(app, &[], app.now()), "key", Verdict::Bad, "is missing, and a database exists");
    std::fs::write(&key, right).unwrap();
    mode(0o600);
}

async fn what_waits_too_long_is_named(app: &TestApp) {
    app.fake.next([Fault::Status(503)]);
    app.text(&number(1), "MENU").await;
    app.until("the answer waits for another try", async || app.in_state("queued") == 1).await;
    app.leaves_work();
    assert_names(&look(app, &[], app.now()), "queue", Verdict::Ok, "1 messages wait");
    let later = app.now() + SignedDuration::from_mins(10);
    assert_names(&look(app, &[], later), "queue", Verdict::Bad, "should have left");
    assert_names(&look(app, &[], later), "retention", Verdict::Look, "never ran");
    keep_retention(&app.context(), Run::Remove).await.unwrap();
    assert_names(&look(app, &[], later), "retention", Verdict::Ok, "last ran");
    let days = later + SignedDuration::from_hours(60);
    assert_names(&look(app, &[], days), "retention", Verdict::Look, "last ran");

    app.fake.next([Fault::CutBefore]);
    app.say(&number(2), "MENU").await;
    assert_names(&look(app, &[], app.now()), "in doubt", Verdict::Look, "of 1 messages");
    for text in ["ERASE", "YES"] {
        app.say(&number(3), text).await;
    }
    assert_names(&look(app, &[], days), "erasures", Verdict::Look, "may still be on the disk");
    assert_names(&look(app, &[], days + SignedDuration::from_hours(24)), "erasures", Verdict::Bad, "1 erased numbers");
    app.tidy().await;
    keep_retention(&app.context(), Run::Remove).await.unwrap();
    assert_names(&look(app, &[], days), "erasures", Verdict::Ok, "off the disk");
}

async fn a_clock_before_what_was_written_is_named(app: &TestApp) {
    app.say(&number(1), "MENU").await;
    assert!(of(&look(app, &[], app.now()), "clock").verdict < Verdict::Bad);
    let earlier = app.now() - SignedDuration::from_hours(1);
    assert_names(&look(app, &[], earlier), "clock", Verdict::Bad, "the database knows of 2026-12-01");
}

async fn addresses_that_lead_nowhere_are_named(app: &TestApp) {
    assert_names(&look(app, &[], app.now()), "gateway", Verdict::Ok, "can be reached");
    assert_names(&look(app, &[], app.now()), "address", Verdict::Look, "no gateway can call it");
    let away = [("FITILA__GATEWAYS__AT__BASE_URL", "http://127.0.0.1:1")];
    assert_names(&look(app, &away, app.now()), "gateway", Verdict::Bad, "127.0.0.1:1 cannot be reached");
    let weak = [("FITILA__GATEWAYS__AT__WEBHOOK_TOKEN", "short")];
    assert_names(&look(app, &weak, app.now()), "gateway", Verdict::Bad, "refused");
    let plain = [("FITILA__HTTP__PUBLIC_URL", "http://sms.example.org")];
    assert_names(&look(app, &plain, app.now()), "address", Verdict::Bad, "without TLS");
    let right = [("FITILA__HTTP__PUBLIC_URL", "https://sms.example.org")];
    assert_names(&look(app, &right, app.now()), "address", Verdict::Ok, "https://sms.example.org");
}

async fn facts_past_their_day_are_named(app: &TestApp) {
    let folder = app.database.folder().join("own");
    std::fs::create_dir(&folder).unwrap();
    let own = folder.display().to_string();
    let line = |day: &str| {
        let line = "[[line]]\nid = \"our-office\"\nname = \"Office\"\nnumber = \"08012345678\"\nsource = []\nverified = true\n";
        std::fs::write(folder.join("facts.toml"), format!("{line}review_by = \"{day}\"\n")).unwrap();
    };
    let settings = [("FITILA__CONTENT__FOLDER", own.as_str())];
    for (day, verdict, words) in [
        ("2026-11-30", Verdict::Bad, "1 are past their review: our-office"),
        ("2026-12-01", Verdict::Look, "within 30 days: our-office"),
        ("2026-12-30", Verdict::Look, "within 30 days: our-office"),
        ("2026-12-31", Verdict::Ok, "nor will be within 30 days"),
    ] {
        line(day);
        assert_names(&look(app, &settings, app.now()), "facts", verdict, words);
    }
    let unread: Vec<String> =
        look(app, &settings, app.now()).into_iter().filter(|one| one.what == "texts").map(|one| one.found).collect();
    assert!(unread.iter().any(|found| found.contains("in ha were approved by no native speaker")), "{unread:?}");
}

async fn a_database_that_is_none_is_named(app: &TestApp) {
    let file = app.database.folder().join("letter.db");
    std::fs::write(&file, "Dear all, this is no database at all, but a letter of some length.\n".repeat(40)).unwrap();
    let url = format!("sqlite:{}", file.display());
    let letter = [("FITILA__DATABASE__URL", url.as_str())];
    assert_names(&look(app, &letter, app.now()), "database", Verdict::Bad, "cannot be read");
    let away = [("FITILA__DATABASE__URL", "postgres://fitila:hunter2@127.0.0.1:1/fitila")];
    let examined = look(app, &away, app.now());
    assert_names(&examined, "database", Verdict::Bad, "cannot be reached");
    assert!(!format!("{examined:?}").contains("hunter2"));
}
