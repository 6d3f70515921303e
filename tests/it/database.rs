//! The database under a story: a file in a folder of its own, or a Postgres database of its own. It is also looked
//! at past the program, as somebody would who has copied the disk.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_query};
use serde_json::Value;
use tempfile::TempDir;

/// On which database a story runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub struct Database {
    pub kind: Kind,
    folder: TempDir,
    /// The server's own URL and the name of our database on it.
    postgres: Option<(String, String)>,
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// A step of how a query would be run.
#[derive(QueryableByName)]
struct SqliteStep {
    #[diesel(sql_type = Text)]
    detail: String,
}

#[derive(QueryableByName)]
struct PostgresStep {
    #[diesel(sql_type = Text, column_name = "QUERY PLAN")]
    detail: String,
}

/// A connection past the program.
enum Raw {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

impl Database {
    pub fn make(kind: Kind) -> Self {
        let folder = tempfile::Builder::new().prefix("fitila-it-").tempdir().unwrap();
        let postgres = (kind == Kind::Postgres).then(|| {
            let server = std::env::var("FITILA_TEST_POSTGRES").expect(
                "this test needs a Postgres server: run tests/run, which starts one and sets FITILA_TEST_POSTGRES",
            );
            let name = folder.path().file_name().unwrap().to_string_lossy().replace('-', "_").to_lowercase();
            let name = format!("{name}_{}", std::process::id());
            let mut admin = PgConnection::establish(&server).unwrap();
            admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
            (server, name)
        });
        Self { kind, folder, postgres }
    }

    /// The value of `database.url`.
    pub fn url(&self) -> String {
        match &self.postgres {
            None => format!("sqlite:{}", self.file().display()),
            Some((server, name)) => {
                let (start, _) = server.rsplit_once('/').unwrap();
                format!("{start}/{name}")
            }
        }
    }

    /// Everything that the program writes is in here; the key is elsewhere.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    pub fn key(&self) -> PathBuf {
        self.folder.path().join("secrets/fitila.key")
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self) -> PathBuf {
        self.data().join("fitila.db")
    }

    fn raw(&self) -> Raw {
        match self.kind {
            Kind::Sqlite => {
                let mut connection = SqliteConnection::establish(&self.file().to_string_lossy()).unwrap();
                connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
                Raw::Sqlite(connection)
            }
            Kind::Postgres => Raw::Postgres(PgConnection::establish(&self.url()).unwrap()),
        }
    }

    /// What `SELECT … AS n` gives.
    pub fn number(&self, query: &str) -> i64 {
        let found: Number = match self.raw() {
            Raw::Sqlite(mut raw) => sql_query(query).get_result(&mut raw).unwrap(),
            Raw::Postgres(mut raw) => sql_query(query).get_result(&mut raw).unwrap(),
        };
        found.n
    }

    /// What `SELECT … AS line` gives.
    pub fn lines(&self, query: &str) -> Vec<String> {
        let found: Vec<Line> = match self.raw() {
            Raw::Sqlite(mut raw) => sql_query(query).load(&mut raw).unwrap(),
            Raw::Postgres(mut raw) => sql_query(query).load(&mut raw).unwrap(),
        };
        found.into_iter().map(|line| line.line).collect()
    }

    /// How a query would be run. Postgres reads a small table whole, so it is told not to.
    pub fn plan(&self, query: &str) -> String {
        let steps: Vec<String> = match self.raw() {
            Raw::Sqlite(mut raw) => {
                let steps: Vec<SqliteStep> = sql_query(format!("EXPLAIN QUERY PLAN {query}")).load(&mut raw).unwrap();
                steps.into_iter().map(|step| step.detail).collect()
            }
            Raw::Postgres(mut raw) => {
                raw.batch_execute("SET enable_seqscan = off").unwrap();
                let steps: Vec<PostgresStep> = sql_query(format!("EXPLAIN {query}")).load(&mut raw).unwrap();
                steps.into_iter().map(|step| step.detail).collect()
            }
        };
        steps.join("\n")
    }

    /// Changes rows behind the service's back.
    pub fn change(&self, query: &str) {
        self.try_change(query).unwrap();
    }

    /// The same, where the database may refuse.
    pub fn try_change(&self, query: &str) -> diesel::QueryResult<()> {
        match self.raw() {
            Raw::Sqlite(mut raw) => raw.batch_execute(query),
            Raw::Postgres(mut raw) => raw.batch_execute(query),
        }
    }

    /// Keeps everybody else from writing for as long as what it gives lives.
    pub fn block_writes(&self) -> Blocked {
        let mut raw = self.raw();
        match &mut raw {
            Raw::Sqlite(raw) => raw.batch_execute("BEGIN IMMEDIATE").unwrap(),
            Raw::Postgres(raw) => raw
                .batch_execute(
                    "BEGIN; LOCK TABLE meta, subscribers, originated, ussd_sessions IN ACCESS EXCLUSIVE MODE",
                )
                .unwrap(),
        }
        Blocked(raw)
    }

    /// Changes something on Postgres, and undoes it when what it gives goes: whoever would change the same waits as long.
    /// SQLite has one writer, so nobody comes between two of its changes.
    pub fn hold(&self, query: &str) -> Option<Blocked> {
        let mut raw = self.raw();
        let Raw::Postgres(connection) = &mut raw else { return None };
        connection.batch_execute(&format!("BEGIN; {query}")).unwrap();
        Some(Blocked(raw))
    }

    /// How many wait for somebody else on Postgres.
    pub fn waiting(&self) -> i64 {
        self.number(
            "SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
        )
    }

    /// Reads an older state for as long as what it gives lives: SQLite keeps that state's bytes in its journal.
    pub fn keep_reading(&self) -> Blocked {
        let mut raw = self.raw();
        match &mut raw {
            Raw::Sqlite(raw) => raw.batch_execute("BEGIN; SELECT count(*) FROM subscribers").unwrap(),
            Raw::Postgres(raw) => raw.batch_execute("BEGIN").unwrap(),
        }
        Blocked(raw)
    }

    /// All that a copied disk holds, value by value: whole files of SQLite, each value of Postgres.
    pub fn copied(&self) -> Vec<(String, Vec<u8>)> {
        match self.kind {
            Kind::Sqlite => {
                // Another process copies them: one that opens and closes a file of SQLite drops its own locks on it.
                let copy = tempfile::tempdir().unwrap();
                let copied = Command::new("cp").arg("-r").arg(self.data()).arg(copy.path()).status().unwrap();
                assert!(copied.success());
                files_below(copy.path())
            }
            Kind::Postgres => self.values(),
        }
    }

    fn values(&self) -> Vec<(String, Vec<u8>)> {
        let tables = self.lines("SELECT tablename::text AS line FROM pg_tables WHERE schemaname = 'public'");
        let mut values = Vec::new();
        for table in tables {
            for row in self.lines(&format!("SELECT row_to_json(t)::text AS line FROM {table} t")) {
                let row: serde_json::Map<String, Value> = serde_json::from_str(&row).unwrap();
                values.extend(row.into_iter().map(|(column, value)| (format!("{table}.{column}"), bytes(&value))));
            }
        }
        values
    }
}

/// Bytes as Postgres holds them: binary columns come as `\x…`, numbers as eight bytes.
fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => match text.strip_prefix("\\x") {
            Some(hex) => data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap(),
            None => text.clone().into_bytes(),
        },
        Value::Number(number) => number.as_i64().unwrap().to_be_bytes().to_vec(),
        _ => Vec::new(),
    }
}

fn files_below(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => files.extend(files_below(&path)),
            false => files.push((path.display().to_string(), std::fs::read(&path).unwrap())),
        }
    }
    files
}

/// While it lives, nobody else writes.
pub struct Blocked(Raw);

impl Drop for Blocked {
    fn drop(&mut self) {
        let _ = match &mut self.0 {
            Raw::Sqlite(raw) => raw.batch_execute("ROLLBACK"),
            Raw::Postgres(raw) => raw.batch_execute("ROLLBACK"),
        };
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        let Some((server, name)) = &self.postgres else { return };
        for _ in 0..10 {
            let dropped = PgConnection::establish(server)
                .map(|mut admin| admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).is_ok());
            if dropped.unwrap_or(false) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}
