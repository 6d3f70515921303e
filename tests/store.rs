//! The store as the service uses it: what is kept, what is undone, and what it refuses.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a store that is not as it should be stops the test")]

use std::collections::HashSet;
use std::sync::mpsc;

use diesel::connection::SimpleConnection;
use diesel::{Connection, RunQueryDsl, pg::PgConnection, sql_query, sqlite::SqliteConnection};
use fitila::domain::address::Msisdn;
use fitila::domain::ids::{AccountName, OriginatedId, SubscriberId};
use fitila::domain::message::Body;
use fitila::store::originated::NewOriginated;
use fitila::store::{
    Lane, MasterKey, Opening, Pause, Scrubbed, Sealer, Store, StoreError, Tx, originated, subscribers,
};
use fitila::telemetry::Metrics;
use jiff::Timestamp;
use uuid::Uuid;

const PAGE: usize = 4096;

struct Place {
    folder: tempfile::TempDir,
    postgres: Option<(String, String)>,
}

impl Place {
    fn sqlite() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), postgres: None }
    }

    fn postgres(what: &str) -> Self {
        let server = std::env::var("FITILA_TEST_POSTGRES")
            .expect("this test needs a Postgres server: run tests/run, which starts one and sets FITILA_TEST_POSTGRES");
        let name = format!("fitila_{what}_{}", std::process::id());
        let mut admin = PgConnection::establish(&server).unwrap();
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Self { folder: tempfile::tempdir().unwrap(), postgres: Some((server, name)) }
    }

    fn opening(&self) -> Opening {
        match &self.postgres {
            None => Opening::Sqlite(self.folder.path().join("fitila.db")),
            Some((server, name)) => Opening::Postgres(format!("{}/{name}", server.rsplit_once('/').unwrap().0)),
        }
    }

    fn open_with(&self, key: u8, metrics: Metrics) -> Result<Store, StoreError> {
        Store::open(&self.opening(), Sealer::new(&MasterKey::from_bytes([key; 32])), metrics)
    }

    fn open(&self) -> Store {
        self.open_with(7, Metrics::new()).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.postgres {
            let dropped = PgConnection::establish(server)
                .map(|mut admin| admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
            drop(dropped);
        }
    }
}

fn now() -> Timestamp {
    "2026-12-01T09:00:00Z".parse().unwrap()
}

fn add_person(tx: &mut Tx<'_>, n: u8) -> Result<(), StoreError> {
    subscribers::add(tx, SubscriberId(Uuid::from_u128(u128::from(n) + 1)), &Msisdn::practice(n), now())
}

fn keep_text(tx: &mut Tx<'_>, id: u128, key: u8, text: &str) -> Result<(), StoreError> {
    let (account, text) = (AccountName::new("at"), Body::new(text));
    let message = NewOriginated {
        id: OriginatedId(Uuid::from_u128(id)),
        account: &account,
        dedupe_key: [key; 16],
        from: SubscriberId(Uuid::from_u128(1)),
        text: Some(&text),
        sent_at: None,
        received_at: now(),
    };
    originated::keep(tx, &message)
}

async fn is_there(store: &Store, n: u8) -> bool {
    store.read(move |tx| subscribers::find(tx, &Msisdn::practice(n))).await.unwrap().is_some()
}

#[derive(Clone, Copy)]
enum Does {
    Adds(u8),
    Duplicates,
    Panics,
    Fails,
}

fn write(tx: &mut Tx<'_>, does: Does) -> Result<u8, StoreError> {
    match does {
        Does::Adds(n) => add_person(tx, n).map(|()| n),
        Does::Duplicates => {
            // What it wrote before it met the duplicate goes with it.
            add_person(tx, 50)?;
            keep_text(tx, 99, 1, "again").map(|()| 0)
        }
        Does::Panics => {
            add_person(tx, 51)?;
            panic!("a write that panics")
        }
        Does::Fails => {
            add_person(tx, 52)?;
            Err(StoreError::Unreadable("somewhere"))
        }
    }
}

/// Good and bad writes side by side: each bad one goes alone and hears its own error.
async fn mixed_group(store: &Store, metrics: &Metrics) {
    store.write(Lane::Urgent, |tx| keep_text(tx, 1, 1, "first")).await.unwrap();
    let commits_before = commits(metrics);
    // The writer is held up, so that all others wait together.
    let (let_go, held) = mpsc::channel::<()>();
    let (started, running) = mpsc::channel::<()>();
    let (holder, plan) =
        (store.clone(), [Does::Adds(1), Does::Duplicates, Does::Panics, Does::Adds(2), Does::Fails, Does::Adds(3)]);
    let begun = tokio::spawn(async move {
        let hold = move |_: &mut Tx<'_>| {
            started.send(()).unwrap();
            let _ = held.recv();
            Ok(())
        };
        holder.write(Lane::Urgent, hold).await.unwrap();
    });
    tokio::task::spawn_blocking(move || running.recv()).await.unwrap().unwrap();
    let waiting: Vec<_> = plan
        .into_iter()
        .map(|does| {
            let store = store.clone();
            tokio::spawn(async move { store.write(Lane::Urgent, move |tx| write(tx, does)).await })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let_go.send(()).unwrap();
    begun.await.unwrap();
    let mut ended = Vec::new();
    for one in waiting {
        ended.push(one.await.unwrap());
    }
    assert!(matches!(ended[0], Ok(1)) && matches!(ended[3], Ok(2)) && matches!(ended[5], Ok(3)), "{ended:?}");
    assert!(matches!(ended[1], Err(StoreError::Duplicate)), "{ended:?}");
    assert!(matches!(ended[2], Err(StoreError::Panicked)), "{ended:?}");
    assert!(matches!(ended[4], Err(StoreError::Unreadable("somewhere"))), "{ended:?}");
    for (n, there) in [(1, true), (2, true), (3, true), (50, false), (51, false), (52, false)] {
        assert_eq!(is_there(store, n).await, there, "person {n}");
    }
    if store.serves_alone() {
        assert_eq!(commits(metrics) - commits_before, 2, "the one that held the writer up, and the group");
    }
    // It goes on as if nothing had been.
    store.write(Lane::Bulk, |tx| add_person(tx, 4)).await.unwrap();
    assert!(is_there(store, 4).await);
}

fn commits(metrics: &Metrics) -> u64 {
    let page = metrics.encode();
    let line = page.lines().find(|line| line.starts_with("fitila_commit_seconds_count")).unwrap_or("0 0").to_owned();
    line.rsplit(' ').next().unwrap().parse().unwrap()
}

fn in_runtime(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(story);
}

#[test]
fn a_bad_write_goes_alone_on_sqlite() {
    let (place, metrics) = (Place::sqlite(), Metrics::new());
    in_runtime(async { mixed_group(&place.open_with(7, metrics.clone()).unwrap(), &metrics).await });
}

#[test]
fn a_bad_write_goes_alone_on_postgres() {
    let (place, metrics) = (Place::postgres("group"), Metrics::new());
    in_runtime(async { mixed_group(&place.open_with(7, metrics.clone()).unwrap(), &metrics).await });
}

#[test]
fn a_full_disk_fails_a_group_whole_and_heals() {
    let place = Place::sqlite();
    in_runtime(async {
        let store = place.open();
        store.write(Lane::Urgent, |tx| add_person(tx, 0)).await.unwrap();
        // No more than it has, and a few pages.
        store.write(Lane::Urgent, |tx| Store::limit_pages(tx, 1)).await.unwrap();
        let large = "x".repeat(20 * PAGE);
        let writes: Vec<_> = (1..=8u8)
            .map(|n| {
                let (store, large) = (store.clone(), large.clone());
                tokio::spawn(async move {
                    let written = store.write(Lane::Urgent, move |tx| {
                        add_person(tx, n)?;
                        keep_text(tx, u128::from(n), n, &large)
                    });
                    written.await
                })
            })
            .collect();
        for (n, one) in writes.into_iter().enumerate() {
            let error = one.await.unwrap().expect_err("there is no room");
            assert!(error.is_worth_retrying(), "write {n}: {error:?}");
        }
        for n in 1..=8 {
            assert!(!is_there(&store, n).await, "person {n} is kept though its write failed");
        }
        assert!(is_there(&store, 0).await);
        // Room again: no restart is needed.
        store.write(Lane::Urgent, |tx| Store::limit_pages(tx, 1_000_000)).await.unwrap();
        for n in 1..=8u8 {
            let large = large.clone();
            let written = store.write(Lane::Urgent, move |tx| {
                add_person(tx, n)?;
                keep_text(tx, u128::from(n), n, &large)
            });
            written.await.unwrap();
        }
        assert!(is_there(&store, 8).await);
    });
    // What was answered is there after a new start.
    in_runtime(async { assert!(is_there(&place.open(), 8).await) });
}

fn refuses_a_wrong_key(place: &Place) {
    drop(place.open());
    let refused = place.open_with(8, Metrics::new()).err().expect("another key opened the database").to_string();
    assert!(refused.contains("key is not that of this database"), "{refused}");
    drop(place.open());
}

#[test]
fn a_wrong_key_is_refused_on_sqlite() {
    refuses_a_wrong_key(&Place::sqlite());
}

#[test]
fn a_wrong_key_is_refused_on_postgres() {
    refuses_a_wrong_key(&Place::postgres("key"));
}

#[test]
fn one_sqlite_file_is_served_once() {
    let place = Place::sqlite();
    let (first, second) = (place.open(), place.open());
    first.hold_for_serving().unwrap();
    assert!(matches!(second.hold_for_serving(), Err(StoreError::InUse)));
    // A verb beside the service reads and writes all the same.
    in_runtime(async {
        second.write(Lane::Bulk, |tx| add_person(tx, 1)).await.unwrap();
        assert!(is_there(&first, 1).await);
    });
    drop(first);
    second.hold_for_serving().unwrap();
}

/// Bodies that grow and shrink, so that rows move between pages and leave copies in their gaps; then those of every
/// tenth row are erased. Gives the erased ones as they lay on the disk.
fn grow_shrink_and_erase(raw: &mut SqliteConnection) -> HashSet<Vec<u8>> {
    const ROWS: usize = 4000;
    raw.batch_execute("PRAGMA busy_timeout = 5000; PRAGMA secure_delete = ON; BEGIN IMMEDIATE").unwrap();
    let mut random = fastrand::Rng::with_seed(5);
    let mut bytes = |length: usize| (0..length).map(|_| random.u8(..)).collect::<Vec<u8>>();
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let mut erased = HashSet::new();
    for n in 0..4 * ROWS {
        // First all rows in order, then each of them a few times in no order.
        let row = if n < ROWS { n } else { usize::from(bytes(1)[0]) * 256 + usize::from(bytes(1)[0]) } % ROWS;
        let length = if n < ROWS { 90 } else { 40 + usize::from(bytes(1)[0]) };
        let body = bytes(length);
        let id = format!("{row:032x}");
        raw.batch_execute(&format!(
            "INSERT INTO originated (id, account, dedupe_key, subscriber_id, body_sealed, received_at) \
             VALUES (x'{id}', 'at', x'{id}', x'{id}', x'{body}', 0) ON CONFLICT (id) DO UPDATE SET body_sealed = x'{body}'",
            body = hex(&body)
        ))
        .unwrap();
        if row.is_multiple_of(10) {
            erased.insert(body[..24].to_vec());
        }
    }
    let tenth = "UPDATE originated SET body_sealed = NULL WHERE substr(hex(id), -1) IN ('0', 'A')";
    raw.batch_execute(&format!("{tenth}; COMMIT")).unwrap();
    let all: Vec<Sealed> =
        sql_query("SELECT body_sealed FROM originated WHERE body_sealed IS NOT NULL").load(raw).unwrap();
    erased.retain(|one| all.iter().all(|kept| &kept.body_sealed[..24] != one.as_slice()));
    erased
}

#[derive(diesel::QueryableByName)]
struct Sealed {
    #[diesel(sql_type = diesel::sql_types::Binary)]
    body_sealed: Vec<u8>,
}

#[test]
fn what_is_scrubbed_is_in_no_file() {
    let place = Place::sqlite();
    in_runtime(async {
        let store = place.open();
        let file = place.folder.path().join("fitila.db");
        let mut raw = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
        let erased = grow_shrink_and_erase(&mut raw);
        let left = || {
            let files = std::fs::read_dir(place.folder.path()).unwrap();
            let bytes: Vec<u8> = files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect();
            bytes.windows(24).filter(|window| erased.contains(*window)).count()
        };
        assert!(left() > 0, "the journal still holds what was erased");

        // Who reads an older state keeps it on the disk.
        raw.batch_execute("BEGIN; SELECT count(*) FROM originated").unwrap();
        store.write(Lane::Bulk, |tx| add_person(tx, 1)).await.unwrap();
        assert_eq!(store.scrub(Pause::Any).await.unwrap(), Scrubbed::Nothing);
        raw.batch_execute("COMMIT").unwrap();
        assert_eq!(store.scrub(Pause::Any).await.unwrap(), Scrubbed::All);
        assert_eq!(left(), 0);
    });
}

#[test]
fn several_nodes_serve_one_postgres() {
    let place = Place::postgres("nodes");
    let (first, second) = (place.open(), place.open());
    first.hold_for_serving().unwrap();
    second.hold_for_serving().unwrap();
    assert!(!first.serves_alone());
}

#[test]
fn a_server_that_is_away_is_named_without_its_password() {
    let opening = Opening::Postgres("postgres://fitila:hunter2@127.0.0.1:1/fitila".into());
    let refused = Store::open(&opening, Sealer::new(&MasterKey::from_bytes([7; 32])), Metrics::new()).err().unwrap();
    assert!(!refused.to_string().contains("hunter2"), "{refused}");
    assert!(refused.to_string().contains("database.url"), "{refused}");
}
