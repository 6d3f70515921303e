//! The audit: what staff do is written once, and whoever changes it, takes from it or cuts it off is found.

use fitila::domain::address::Msisdn;
use fitila::domain::care::{HERS_FIRST, Label};
use fitila::service::{Logged, Reason, log_head, reveal_number};
use jiff::SignedDuration;

use crate::app::{TestApp, number};
use crate::care;
use crate::database::Kind;
use crate::process::run;

crate::stories! {
    what_staff_do_is_noted_without_a_number,
    each_changed_byte_is_found_and_named,
    what_is_missing_cut_off_or_swapped_is_found,
    nothing_that_follows_heals_a_cut,
    entries_at_once_make_one_chain,
    the_database_itself_refuses_a_change,
    an_emptied_record_is_not_taken_for_a_new_one,
    a_cut_back_to_a_mark_that_was_right_is_found_by_the_log,
    only_who_may_changes_the_staff_and_prints_or_erases_people,
    what_somebody_reported_is_printed_for_the_lead_only,
    who_is_shown_many_numbers_within_an_hour_is_told_of_once,
}

fn verify(app: &TestApp) -> (Option<i32>, String) {
    let ended = run(app, &["audit", "verify"], "");
    (ended.status.code(), String::from_utf8(ended.stdout).unwrap())
}

fn assert_broken(app: &TestApp, words: &str) {
    let (status, said) = verify(app);
    assert!(status == Some(1) && said.contains(words), "{words}: {said}");
}

fn assert_whole(app: &TestApp, entries: usize) {
    let (status, said) = verify(app);
    assert!(status == Some(0) && said.contains(&format!("whole: {entries} entries")), "{said}");
}

fn add(app: &TestApp, n: usize) {
    let email = format!("staff{n}@example.org");
    let ended = run(app, &["staff", "add", "Amina", "--email", &email, "--role", "lead"], "");
    assert!(ended.status.success(), "{ended:?}");
}

/// Lets rows be changed, as somebody may who owns the database.
fn unlock(app: &TestApp) {
    match app.database.kind {
        Kind::Sqlite => app.database.change(
            "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_removed; DROP TRIGGER audit_is_not_replaced",
        ),
        Kind::Postgres => app.database.change("DROP TRIGGER audit_is_only_added_to ON audit"),
    }
}

async fn what_staff_do_is_noted_without_a_number(app: &TestApp) {
    assert!(verify(app).1.contains("nothing was done yet"));
    add(app, 1);
    let girl = app.enrol(1).await.remove(0);
    let input = format!("{girl}\n");
    assert!(run(app, &["people", "export", "-", "--as", "staff1@example.org"], &input).status.success());
    assert!(run(app, &["people", "erase", "-", "--yes"], &input).status.success());
    let nobody = run(app, &["people", "export", "-", "--as", "who@example.org"], &format!("{}\n", number(2)));
    assert_eq!(nobody.status.code(), Some(2));
    let listed = run(app, &["audit", "list", "--json"], "");
    let listed: serde_json::Value = serde_json::from_slice(&listed.stdout).unwrap();
    let deeds: Vec<(&str, &str)> = listed
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (entry["actor"].as_str().unwrap(), entry["action"].as_str().unwrap()))
        .collect();
    let expected =
        [("console", "staff_added"), ("staff1@example.org", "person_exported"), ("console", "person_erased")];
    assert_eq!(deeds, expected);
    assert_eq!(listed[2]["subject"], "an erased person");
    assert!(!listed.to_string().contains(&girl[4..]));
    assert_whole(app, 3);
}

async fn each_changed_byte_is_found_and_named(app: &TestApp) {
    (1..=3).for_each(|n| add(app, n));
    unlock(app);
    let sqlite = app.database.kind == Kind::Sqlite;
    for column in ["id", "detail_sealed", "hash", "actor", "action", "subject"] {
        let binary = ["id", "detail_sealed", "hash"].contains(&column);
        let bytes = match (sqlite, binary) {
            (true, _) => format!("hex({column})"),
            (false, true) => format!("encode({column}, 'hex')"),
            (false, false) => format!("encode(convert_to({column}, 'UTF8'), 'hex')"),
        };
        let hex = app.database.lines(&format!("SELECT {bytes} AS line FROM audit WHERE place = 2")).remove(0);
        let right = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).unwrap();
        let set = |bytes: &[u8]| {
            let hex = data_encoding::HEXLOWER.encode(bytes);
            let value = match (sqlite, binary) {
                (true, true) => format!("x'{hex}'"),
                (true, false) => format!("CAST(x'{hex}' AS TEXT)"),
                (false, true) => format!("decode('{hex}', 'hex')"),
                (false, false) => format!("convert_from(decode('{hex}', 'hex'), 'UTF8')"),
            };
            app.database.change(&format!("UPDATE audit SET {column} = {value} WHERE place = 2"));
        };
        for at in 0..right.len() {
            let mut changed = right.clone();
            // On SQLite every other one is no text any more; Postgres would refuse to hold it.
            changed[at] ^= if sqlite && at % 2 == 1 { 0x80 } else { 1 };
            set(&changed);
            let found = proof(app).await;
            assert_eq!(found, "Broken(Changed(2))", "{column}, byte {at}");
        }
        set(&right);
    }
    for (column, bit) in (0..41).map(|bit| ("at", bit)).chain((2..41).map(|bit| ("place", bit))) {
        let (change, back) = (1i64 << bit, if column == "place" { 2 + (1i64 << bit) } else { 2 });
        app.database.change(&format!("UPDATE audit SET {column} = {column} + {change} WHERE place = 2"));
        let expected = if column == "place" { "Broken(Missing(2))" } else { "Broken(Changed(2))" };
        assert_eq!(proof(app).await, expected, "{column}, bit {bit}");
        app.database.change(&format!("UPDATE audit SET {column} = {column} - {change} WHERE place = {back}"));
    }
    app.database.change("UPDATE audit SET detail_sealed = NULL WHERE place = 2");
    assert_broken(app, "entry 2 is not what was written");
}

async fn proof(app: &TestApp) -> String {
    format!("{:?}", fitila::service::verify_audit(&app.context()).await.unwrap())
}

async fn what_is_missing_cut_off_or_swapped_is_found(app: &TestApp) {
    (1..=4).for_each(|n| add(app, n));
    unlock(app);
    let swap = "UPDATE audit SET place = 9 WHERE place = 2; UPDATE audit SET place = 2 WHERE place = 3; \
                UPDATE audit SET place = 3 WHERE place = 9";
    app.database.change(swap);
    assert_broken(app, "entry 2 is not what was written");
    app.database.change(swap);
    assert_whole(app, 4);
    app.database.change("UPDATE meta SET value = (SELECT hash FROM audit WHERE place = 3) WHERE name = 'audit_head'");
    assert_broken(app, "the mark of its last entry");
    app.database.change("DELETE FROM meta WHERE name = 'audit_head'");
    assert_broken(app, "the mark of its last entry");
    app.database.change("DELETE FROM audit WHERE place = 2");
    assert_broken(app, "entry 2 is missing");
}

async fn nothing_that_follows_heals_a_cut(app: &TestApp) {
    (1..=3).for_each(|n| add(app, n));
    unlock(app);
    app.database.change("DELETE FROM audit WHERE place = 3");
    assert_broken(app, "the entries from 3 on were cut off");
    add(app, 4);
    assert_broken(app, "entry 3 is missing");
    // Nor when the mark goes too.
    app.database.change("DELETE FROM audit WHERE place = 4; DELETE FROM meta WHERE name = 'audit_head'");
    add(app, 5);
    assert_broken(app, "entry 3 is missing");
}

async fn entries_at_once_make_one_chain(app: &TestApp) {
    let people = app.enrol(1).await;
    let exports = (0..30).map(|_| {
        let (context, number) = (app.context(), Msisdn::parse(&people[0]).unwrap());
        tokio::spawn(async move {
            fitila::service::export_person(&context, fitila::domain::care::Actor::Console, number).await.unwrap()
        })
    });
    let exports: Vec<_> = exports.collect();
    for export in exports {
        assert!(export.await.unwrap().is_some());
    }
    assert_whole(app, 30);
}

async fn the_database_itself_refuses_a_change(app: &TestApp) {
    add(app, 1);
    let replace =
        "INSERT OR REPLACE INTO audit SELECT place, id, at, 'nobody', action, subject, detail_sealed, hash FROM audit";
    let upsert = "INSERT INTO audit SELECT * FROM audit ON CONFLICT (place) DO UPDATE SET actor = 'nobody'";
    let third = if app.database.kind == Kind::Sqlite { replace } else { upsert };
    for change in ["UPDATE audit SET actor = 'nobody'", "DELETE FROM audit", third] {
        assert!(app.database.try_change(change).is_err(), "{change}");
    }
    assert_whole(app, 1);
}

async fn an_emptied_record_is_not_taken_for_a_new_one(app: &TestApp) {
    (1..=3).for_each(|n| add(app, n));
    unlock(app);
    app.database.change("DELETE FROM audit; DELETE FROM meta WHERE name = 'audit_head'");
    assert_broken(app, "the mark of its last entry");
    add(app, 4);
    assert_broken(app, "entry 1 is missing");
}

async fn a_cut_back_to_a_mark_that_was_right_is_found_by_the_log(app: &TestApp) {
    (1..=2).for_each(|n| add(app, n));
    // The journal of SQLite keeps old marks for a while, and old copies keep them for ever.
    app.database.change("INSERT INTO meta (name, value) SELECT 'kept', value FROM meta WHERE name = 'audit_head'");
    (3..=4).for_each(|n| add(app, n));
    let mut logged = Logged::default();
    log_head(&app.context(), &mut logged).await.unwrap();
    let hash = listed(app)[3]["hash"].as_str().unwrap()[..16].to_owned();
    let seen = |place: usize| run(app, &["audit", "verify", "--head", &format!("{place}:{hash}")], "");
    assert_eq!(seen(4).status.code(), Some(0), "it is there");
    assert_eq!(seen(3).status.code(), Some(1), "that is not the hash of this one");
    unlock(app);
    app.database.change(
        "DELETE FROM audit WHERE place > 2; UPDATE meta SET value = (SELECT value FROM meta WHERE name = 'kept') \
         WHERE name = 'audit_head'",
    );
    assert_whole(app, 2);
    let found = seen(4);
    let said = String::from_utf8_lossy(&found.stdout);
    assert!(found.status.code() == Some(1) && said.contains("is not in the record any more"), "{said}");
}

fn listed(app: &TestApp) -> Vec<serde_json::Value> {
    serde_json::from_slice(&run(app, &["audit", "list", "--json"], "").stdout).unwrap()
}

fn refused(app: &TestApp, arguments: &[&str], input: &str) -> String {
    let ended = run(app, arguments, input);
    assert_eq!(ended.status.code(), Some(2), "{arguments:?}: {ended:?}");
    String::from_utf8(ended.stderr).unwrap()
}

async fn only_who_may_changes_the_staff_and_prints_or_erases_people(app: &TestApp) {
    add(app, 1);
    let girl = format!("{}\n", app.enrol(1).await[0]);
    let vera = ["staff", "add", "Vera", "--email", "vera@example.org", "--role", "viewer", "--role", "case-worker"];
    assert!(run(app, &[&vera[..], &["--phone", "-"]].concat(), &format!("{}\n", number(8001))).status.success());
    let by = ["--as", "vera@example.org"];
    for verb in [
        &["staff", "change", "vera@example.org", "--role", "lead"][..],
        &["staff", "add", "Eve", "--email", "eve@example.org", "--role", "lead"],
        &["staff", "disable", "staff1@example.org"],
        &["staff", "duty", "staff1@example.org", "off"],
        &["people", "export", "-"],
        &["people", "erase", "-", "--yes"],
    ] {
        let said = refused(app, &[verb, &by].concat(), &girl);
        assert!(said.contains("vera@example.org may not do this"), "{said}");
    }
    let own = ["staff", "duty", "vera@example.org", "on"];
    assert!(run(app, &[&own[..], &by].concat(), "").status.success(), "her own duty is hers to say");
    let lead = ["staff", "change", "vera@example.org", "--role", "writer", "--as", "staff1@example.org"];
    assert_eq!(run(app, &lead, "").status.code(), Some(2), "on duty needs a role that cares for people");
    assert_whole(app, 3);
}

async fn what_somebody_reported_is_printed_for_the_lead_only(app: &TestApp) {
    add(app, 1);
    let manager = ["staff", "add", "Musa", "--email", "musa@example.org", "--role", "manager"];
    assert!(run(app, &manager, "").status.success());
    let neighbour = number(7);
    app.say(&neighbour, "REPORT").await;
    app.say(&neighbour, "zebrafish is kept in that house").await;
    app.say(&neighbour, "DONE").await;
    let exported = |by: &[&str]| {
        let ended = run(app, &[&["people", "export", "-"], by].concat(), &format!("{neighbour}\n"));
        assert!(ended.status.success(), "{ended:?}");
        String::from_utf8(ended.stdout).unwrap()
    };
    for by in [&[][..], &["--as", "musa@example.org"]] {
        let copy = exported(by);
        assert!(!copy.contains("zebrafish") && copy.contains("the safeguarding lead prints them"), "{copy}");
    }
    assert!(exported(&["--as", "staff1@example.org"]).contains("zebrafish"));
    let cases: Vec<serde_json::Value> =
        serde_json::from_slice(&run(app, &["case", "list", "--json"], "").stdout).unwrap();
    let opened = cases[0]["opened_at"].as_str().unwrap();
    assert!(opened.ends_with(":00:00Z"), "to the hour, not to the second: {opened}");
    let shown = run(app, &["people", "show", "-", "--json"], &format!("{neighbour}\n"));
    let shown: serde_json::Value = serde_json::from_slice(&shown.stdout).unwrap();
    assert_eq!(shown["since"].as_str().unwrap().len(), 10, "a day: {}", shown["since"]);
    // What an erasure took out of a case can be asked about; whose it was cannot.
    let label = cases[0]["label"].as_str().unwrap().to_owned();
    assert!(run(app, &["people", "erase", "-", "--yes"], &format!("{neighbour}\n")).status.success());
    let shown = run(app, &["case", "show", &label, "--as", "staff1@example.org"], "");
    let shown = String::from_utf8(shown.stdout).unwrap();
    assert!(shown.contains("staff erased what we keep of her") && !shown.contains("zebrafish"), "{shown}");
    let last = listed(app).into_iter().rfind(|entry| entry["action"] == "person_erased").unwrap();
    assert_eq!(
        (last["subject"].as_str(), last["detail"].as_str()),
        (Some("an erased person"), Some(&*format!("the words of case {label}")))
    );
}

async fn who_is_shown_many_numbers_within_an_hour_is_told_of_once(app: &TestApp) {
    care::staffed(app).await;
    app.say(&number(1), "HELP").await;
    let label = app.database.lines("SELECT label AS line FROM cases").remove(0);
    app.say(&number(care::AMINA), &format!("ACK {label}")).await;
    let told = app.words("staff_broken", "en");
    let told_of = || app.fake.texts_to(&number(care::LEAD)).iter().filter(|text| **text == told).count();
    let (label, reason) = (Label::stored(&label), Reason::parse("she asked to be called").unwrap());
    let reveal = async |count: usize| {
        for _ in 0..count {
            reveal_number(&app.context(), &care::mail(care::AMINA), &label, &reason).await.unwrap().unwrap();
        }
        app.advance(HERS_FIRST);
        app.drain().await;
    };
    reveal(19).await;
    assert_eq!(told_of(), 0);
    reveal(1).await;
    assert_eq!(told_of(), 1);
    reveal(15).await;
    assert_eq!(told_of(), 1, "the twentieth of an hour, not each after it");
    app.advance(SignedDuration::from_mins(61));
    reveal(19).await;
    assert_eq!(told_of(), 1);
    reveal(1).await;
    assert_eq!(told_of(), 2);
}
