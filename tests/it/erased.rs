//! Erased is erased: whoever copies the disk afterwards finds nothing of her, neither plain nor sealed.

use crate::app::{TestApp, number};
use crate::database::Kind;
use crate::fake::Fault;
use crate::process::run;
use crate::sealed::{find, find_any, forms};

crate::stories! {
    an_erasure_leaves_no_byte_of_her,
    an_erased_person_who_writes_again_is_forgotten_again,
    reports_count_an_erased_person_as_before,
    a_request_on_paper_gets_a_copy_and_an_erasure,
    a_paper_erasure_withdraws_what_waits,
    a_number_stays_until_the_last_message_to_it_is_out,
    an_erasure_is_finished_once_its_bytes_are_off_the_disk,
}

/// All that is sealed of these people now, as it lies on the disk.
fn sealed_of(app: &TestApp, people: &[String]) -> Vec<Vec<u8>> {
    let (sqlite, ids) = (app.database.kind == Kind::Sqlite, literals(app, people));
    let columns = [
        ("subscribers", "id", "number_sealed"),
        ("subscribers", "id", "talk_sealed"),
        ("consent_events", "subscriber_id", "how_sealed"),
        ("originated", "subscriber_id", "body_sealed"),
        ("outbox", "subscriber_id", "text_sealed"),
        ("ussd_sessions", "subscriber_id", "state_sealed"),
    ];
    let queries = columns.map(|(table, whose, column)| {
        let hex = if sqlite { format!("lower(hex({column}))") } else { format!("encode({column}, 'hex')") };
        format!("SELECT {hex} AS line FROM {table} WHERE {whose} IN ({ids}) AND {column} IS NOT NULL")
    });
    let found = app.database.lines(&queries.join(" UNION ALL "));
    found.into_iter().map(|line| data_encoding::HEXLOWER.decode(line.as_bytes()).unwrap()).collect()
}

/// Ids as they stand in a query.
fn literals(app: &TestApp, people: &[String]) -> String {
    let literal = |id: &String| match app.database.kind {
        Kind::Sqlite => format!("x'{id}'"),
        Kind::Postgres => format!("'\\x{id}'"),
    };
    people.iter().map(literal).collect::<Vec<_>>().join(", ")
}

/// Every table that has rows of people.
fn tables_of_people(app: &TestApp) -> Vec<String> {
    let tables = app.database.lines(match app.database.kind {
        Kind::Sqlite => {
            "SELECT m.name AS line FROM sqlite_master m JOIN pragma_table_info(m.name) c \
             WHERE m.type = 'table' AND c.name = 'subscriber_id'"
        }
        Kind::Postgres => {
            "SELECT table_name::text AS line FROM information_schema.columns \
             WHERE table_schema = 'public' AND column_name = 'subscriber_id'"
        }
    });
    assert!(tables.len() >= 4, "{tables:?}");
    tables
}

/// Collects what is sealed of people, turn by turn, so that overwritten values are known too.
struct Witness {
    people: Vec<String>,
    seen: Vec<Vec<u8>>,
}

impl Witness {
    async fn of(app: &TestApp, numbers: &[&str]) -> Self {
        let mut people = Vec::new();
        for number in numbers {
            people.push(app.person(number).await.held.id.0.simple().to_string());
        }
        Self { people, seen: Vec::new() }
    }

    fn look(&mut self, app: &TestApp) {
        self.seen.extend(sealed_of(app, &self.people));
        self.seen.sort();
        self.seen.dedup();
    }

    /// The beginning of each value with its nonce, which no other value has, and its end.
    fn marks(&self) -> Vec<Vec<u8>> {
        self.seen.iter().flat_map(|sealed| [sealed[1..25].to_vec(), sealed[sealed.len() - 16..].to_vec()]).collect()
    }
}

const CANARIES: [&str; 7] = ["zebrafish", "Marigold", "QZ7X5K", "Oyinkansola", "ikwuano", "Kapok group", "tamarind"];

async fn an_erasure_leaves_no_byte_of_her(app: &TestApp) {
    // A crowd before and after them that writes too, so that pages fill up and rows move between them.
    let mut crowd = app.enrol(60).await;
    let (by_text, by_menu, on_paper) = ("+2348039876541", "+2348039876542", "+2348039876543");
    let all = [by_text, by_menu, on_paper];
    let rows: String =
        all.iter().map(|n| format!("{n},ikwuano,parent,Kapok group,safety;tips,Oyinkansola wrote it\n")).collect();
    app.import(&format!("number,area,role,group,topics,consent_how\n{rows}")).await;
    crowd.extend(app.enrol_more(60, 60).await);
    let mut witness = Witness::of(app, &all).await;
    witness.look(app);
    app.plan("family_02_city").await;
    app.drain().await;
    for round in 0..3 {
        for person in &all {
            for text in ["zebrafish in my kitchen", "TRUE QZ7X5K", "MENU", "Marigold", "WORK"] {
                app.text(person, text).await;
                witness.look(app);
            }
            app.dial(person, "5 3 QZ7X5K").await;
            witness.look(app);
        }
        for person in crowd.iter().skip(round).step_by(2) {
            app.text(person, "WORK").await;
        }
        app.drain().await;
    }
    for taken in app.fake.taken().iter().filter(|taken| all.contains(&taken.number.as_str())) {
        app.receipt(&taken.id, "Success", &taken.number).await;
    }
    witness.look(app);
    assert!(witness.seen.len() > 60, "{} sealed values", witness.seen.len());
    let seen = find_any(&app.database.copied(), &witness.marks());
    assert!(!seen.is_empty(), "what is looked for was really there");

    app.say(by_text, "ERASE").await;
    witness.look(app);
    // From here on what is new is of the erasure itself: that she asked for it, and the screen that says it is done.
    assert_eq!(app.say(by_text, "YES").await, [app.words("erase_done", "pcm")]);
    app.dial(by_menu, "7 6 1").await;
    erase_on_paper(app, on_paper).await;
    app.drain().await;
    app.tidy().await;

    let copied = app.database.copied();
    let numbers: Vec<Vec<u8>> = all.iter().flat_map(|person| forms(&person[1..])).collect();
    assert_eq!(find_any(&copied, &numbers), Vec::<String>::new());
    for canary in CANARIES {
        assert_eq!(find(&copied, canary.as_bytes()), Vec::<String>::new(), "{canary}");
    }
    assert_eq!(find_any(&copied, &witness.marks()), Vec::<String>::new(), "sealed bytes are left");

    assert_eq!(app.database.number("SELECT count(*) AS n FROM receipts"), 0, "only hers had reports");
    let named = "SELECT count(*) AS n FROM outbox WHERE state = 'delivered' AND external_id IS NOT NULL";
    assert_eq!(app.database.number(named), 0, "the gateway's own names for her messages");
    for table in tables_of_people(app) {
        let ids = literals(app, &witness.people);
        let left = app.database.number(&format!("SELECT count(*) AS n FROM {table} WHERE subscriber_id IN ({ids})"));
        // Of messages the rows stay, for the counts; what they carry leads to nobody.
        assert_eq!(left > 0, ["originated", "outbox"].contains(&table.as_str()), "{table} keeps {left} rows of hers");
    }

    // What stays leads nowhere: the mark has an id of its own, and no proof but the last.
    for person in all {
        let record = app.person(person).await;
        assert!(!witness.people.contains(&record.held.id.0.simple().to_string()));
        assert_eq!((record.held.texts_received, record.held.texts_sent), (0, 0));
        let proofs: Vec<&str> = record.proofs.iter().map(|proof| proof.change.as_str()).collect();
        assert_eq!((proofs, record.proofs[0].topics.as_str()), (vec!["erased"], ""));
        assert_eq!(app.import(&format!("number,consent_how\n{person},form\n")).await.stopped, 1);
        assert_eq!(app.say(person, "HELP").await, [app.words("crisis_help", "en")]);
        assert!(app.standing(person).await.starts_with("erased"));
    }
    app.restart().await;
    assert_eq!(find_any(&app.database.copied(), &witness.marks()), Vec::<String>::new());
}

/// By `fitila people erase`, beside the running service. Nothing is texted to her.
async fn erase_on_paper(app: &TestApp, person: &str) {
    let before = app.fake.texts_to(person).len();
    let erased = run(app, &["people", "erase", "-", "--yes"], person);
    let said = String::from_utf8(erased.stdout).unwrap();
    assert!(erased.status.success() && said.starts_with("Erased: the words of "), "{said}");
    let log = [said.as_bytes(), &erased.stderr].concat();
    assert_eq!(find_any(&[("log".to_owned(), log)], &forms(&person[1..])), Vec::<String>::new());
    app.drain().await;
    assert_eq!(app.fake.texts_to(person).len(), before);
}

async fn a_request_on_paper_gets_a_copy_and_an_erasure(app: &TestApp) {
    let amina = number(7);
    app.import(&format!("number,area,group,consent_how\n{amina},Ikeja,Market women,form 12\n")).await;
    let campaign = app.plan("family_02_city").await;
    app.drain().await;
    app.say(&amina, "zebrafish in my kitchen").await;
    app.say(&amina, "CHECK").await;
    app.say(&amina, "1 1 1 1 1 1").await;
    app.dial(&amina, "1").await;

    let lead = ["staff", "add", "Lami", "--email", "lami@example.org", "--role", "lead"];
    assert!(run(app, &lead, "").status.success());
    let by = ["--as", "lami@example.org"];
    let copy = run(app, &[&["people", "export", "-", "--json"], &by[..]].concat(), &amina);
    assert!(copy.status.success(), "{copy:?}");
    let copy: serde_json::Value = serde_json::from_slice(&copy.stdout).unwrap();
    assert_eq!(
        (&copy["number"], &copy["area"], &copy["group"]),
        (&amina[..].into(), &"Ikeja, Lagos".into(), &"Market women".into())
    );
    assert_eq!((&copy["account"], copy["dialogue_times"].as_array().unwrap().len()), (&"at".into(), 1));
    assert!(copy["conversation"].as_object().is_some_and(|talk| !talk.is_empty()));
    assert_eq!(copy["agreements"][0]["how"], "import: form 12");
    let messages = copy["messages"].as_array().unwrap();
    let of = |from: &str| messages.iter().filter(|one| one["from"] == from).map(|one| &one["text"]).collect::<Vec<_>>();
    assert_eq!(of("you"), [&serde_json::json!("zebrafish in my kitchen"), &"CHECK".into(), &serde_json::Value::Null]);
    let sent: Vec<String> = of("programme").into_iter().map(|text| text.as_str().unwrap().to_owned()).collect();
    assert_eq!(sent, app.fake.texts_to(&amina));
    assert_eq!(messages[0]["campaign"], format!("{campaign}: family_02_city"));

    let read = run(app, &[&["people", "export", &amina], &by[..]].concat(), "");
    let read = String::from_utf8(read.stdout).unwrap();
    for word in [&amina[..], "zebrafish in my kitchen", "Ikeja, Lagos", "import: form 12", "[the words are not kept]"] {
        assert!(read.contains(word), "{word}: {read}");
    }

    // Somebody must mean it.
    let unsure = run(app, &["people", "erase", &amina], "");
    assert_eq!(unsure.status.code(), Some(2), "{unsure:?}");
    assert!(String::from_utf8_lossy(&unsure.stderr).contains("--yes"));
    assert_eq!(app.standing(&amina).await, "active safety;tips");
    erase_on_paper(app, &amina).await;
    let record = app.person(&amina).await;
    assert_eq!((record.proofs.len(), record.proofs[0].how.as_str()), (1, "request"));
    for (number, words) in [(&amina, "erased before"), (&number(8), "Nothing is held")] {
        let again = run(app, &["people", "erase", number, "--yes"], "");
        let said = String::from_utf8_lossy(&again.stdout).into_owned();
        assert!(again.status.success() && said.contains(words), "{again:?}");
    }
    assert_eq!(run(app, &["people", "export", &number(8)], "").status.code(), Some(1));
}

async fn a_paper_erasure_withdraws_what_waits(app: &TestApp) {
    let amina = app.enrol(1).await.remove(0);
    app.fake.next([Fault::Status(503)]);
    app.text(&amina, "MENU").await;
    app.until("the answer waits for another try", async || app.in_state("queued") == 1).await;
    erase_on_paper(app, &amina).await;
    app.advance(jiff::SignedDuration::from_mins(10));
    app.drain().await;
    assert_eq!(app.fake.texts_to(&amina), Vec::<String>::new());
    assert_eq!(app.ledger(), ["cancelled 1 erased"]);
    assert_eq!(app.say(&amina, "HELP").await, [app.words("crisis_help", "en")]);
}

async fn an_erased_person_who_writes_again_is_forgotten_again(app: &TestApp) {
    let amina = number(1);
    for text in ["JOIN", "YES", "ERASE", "YES"] {
        app.say(&amina, text).await;
    }
    app.tidy().await;
    assert_eq!(app.database.number("SELECT count(*) AS n FROM subscribers WHERE number_sealed IS NOT NULL"), 0);
    // In the middle of a question she is remembered; a day later she is not.
    assert_eq!(app.say(&amina, "CHECK").await, [app.words("check_all", "en")]);
    app.tidy().await;
    assert_ne!(app.say(&amina, "1 1 1 1 1 1").await, [app.words("unknown", "en")]);
    app.say(&amina, "HELP").await;
    app.advance(jiff::SignedDuration::from_hours(25));
    app.tidy().await;
    let number = "SELECT count(*) AS n FROM subscribers WHERE number_sealed IS NOT NULL";
    assert_eq!(app.database.number(number), 1, "who called for help can be called back");
    app.advance(jiff::SignedDuration::from_hours(30 * 24));
    app.drain().await;
    app.tidy().await;
    let left = "SELECT (SELECT count(*) FROM subscribers WHERE number_sealed IS NOT NULL OR talk_sealed IS NOT NULL) \
                + (SELECT count(*) FROM originated WHERE body_sealed IS NOT NULL) \
                + (SELECT count(*) FROM outbox WHERE text_sealed IS NOT NULL) AS n";
    assert_eq!(app.database.number(left), 0);
    assert!(app.standing(&amina).await.starts_with("erased"));
    app.say(&amina, "START").await;
    app.say(&amina, "YES").await;
    assert_eq!(app.standing(&amina).await, "active safety;tips");
}

async fn reports_count_an_erased_person_as_before(app: &TestApp) {
    let people = app.enrol(5).await;
    let campaign = app.plan("family_02_city").await;
    app.drain().await;
    let before = app.counts(campaign).await;
    assert_eq!(before["planned"], 5);
    for person in &people[..2] {
        app.say(person, "ERASE").await;
        app.say(person, "YES").await;
    }
    app.tidy().await;
    assert_eq!(app.counts(campaign).await, before);
    // A report that comes late still counts.
    let taken = app.fake.taken().into_iter().find(|taken| taken.number == people[0]).unwrap();
    app.receipt(&taken.id, "Success", &people[0]).await;
    app.assert_counts(campaign, &[("accepted", 4), ("delivered", 1)]).await;
}

async fn a_number_stays_until_the_last_message_to_it_is_out(app: &TestApp) {
    let amina = app.enrol(1).await.remove(0);
    app.fake.next([Fault::HoldAnswer]);
    app.text(&amina, "MENU").await;
    app.until("a call is open", async || app.fake.taken().len() == 1).await;
    let erased = run(app, &["people", "erase", &amina, "--yes"], "");
    assert!(String::from_utf8_lossy(&erased.stdout).contains("once a message that is on its way is out"), "{erased:?}");
    let with_number = "SELECT count(*) AS n FROM subscribers WHERE number_sealed IS NOT NULL";
    app.tidy().await;
    assert_eq!(app.database.number(with_number), 1);
    // All else went at once.
    let proofs = app.person(&amina).await.proofs;
    assert_eq!(proofs.iter().map(|proof| proof.change.as_str()).collect::<Vec<_>>(), ["erased"]);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM originated WHERE body_sealed IS NOT NULL"), 0);
    app.fake.release();
    app.drain().await;
    app.tidy().await;
    assert_eq!(app.database.number(with_number), 0);
    assert_eq!(app.database.number("SELECT count(*) AS n FROM outbox WHERE text_sealed IS NOT NULL"), 0);
}

async fn an_erasure_is_finished_once_its_bytes_are_off_the_disk(app: &TestApp) {
    if app.database.kind == Kind::Postgres {
        // Its own housekeeping takes removed rows away, not this one.
        return;
    }
    let amina = number(1);
    app.say(&amina, "zebrafish in my kitchen").await;
    let mut witness = Witness::of(app, &[&amina]).await;
    witness.look(app);
    let left = || find_any(&app.database.copied(), &witness.marks());
    let is_clear = || {
        app.database.number(
        "SELECT count(*) AS n FROM meta a JOIN meta b ON a.value = b.value WHERE a.name = 'removal' AND b.name = 'file_cleared'",
    )
    };
    let reader = app.database.keep_reading();
    for text in ["ERASE", "YES"] {
        app.say(&amina, text).await;
    }
    app.tidy().await;
    assert!(!left().is_empty() && is_clear() == 0, "who reads an older state keeps its bytes");
    drop(reader);
    app.tidy().await;
    assert_eq!((left(), is_clear()), (Vec::new(), 1));
}
