//! Taking removed bytes off the disk. Deleting overwrites what was deleted (`secure_delete`), but SQLite moves rows
//! between pages when it splits one and leaves their old copies in the gap: measured, two values in a thousand. So the
//! journal is cut to nothing, and the file is written anew, which is the only thing that leaves no such copy.

use std::path::Path;

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::sql_types::Integer;

use crate::store::connection::AnyConnection;
use crate::store::db::{Opening, Store, connect};
use crate::store::error::StoreError;

/// How long a file may take to be written anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// Answers wait meanwhile: a fifth of a second, as measured.
    Unnoticed,
    /// It is night, and a turn can wait for a second.
    Night,
    /// Nobody is served.
    Any,
}

impl Pause {
    /// The largest SQLite file that is written anew in this time; 160 MiB took a second.
    fn largest(self) -> u64 {
        match self {
            Pause::Unnoticed => 32 << 20,
            Pause::Night => 160 << 20,
            Pause::Any => u64::MAX,
        }
    }
}

/// What was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scrubbed {
    /// What was removed before is nowhere in the database's files.
    All,
    /// It is no longer in the journal; the file waits for a longer pause, or for room on the disk.
    Journal,
    /// Somebody still reads an older state: try again.
    Nothing,
}

/// Room that must be left on the disk while a file is written anew.
const ROOM: u64 = 200 << 20;
/// A file stands on the disk three times while it is written anew: itself, its copy and the journal.
const COPIES: u64 = 3;

/// Tables that hold what is removed.
const TABLES: [&str; 12] = [
    "subscribers",
    "consent_events",
    "originated",
    "ussd_sessions",
    "outbox",
    "receipts",
    "enrolments",
    "cases",
    "case_entries",
    "covers",
    "training_interests",
    "code_guesses",
];

impl Store {
    /// Takes bytes that were removed off the disk, as far as the pause allows.
    pub async fn scrub(&self, pause: Pause) -> Result<Scrubbed, StoreError> {
        let opening = self.opening().clone();
        let work = tokio::task::spawn_blocking(move || match &opening {
            Opening::Sqlite(path) => sqlite(&opening, path, pause),
            Opening::Postgres(_) => postgres(&opening, pause),
        });
        work.await.unwrap_or(Err(StoreError::Panicked))
    }
}

fn sqlite(opening: &Opening, path: &Path, pause: Pause) -> Result<Scrubbed, StoreError> {
    let mut connection = connect(opening)?;
    if !cut_journal(&mut connection)? {
        return Ok(Scrubbed::Nothing);
    }
    if !is_worth_it(path, pause) {
        return Ok(Scrubbed::Journal);
    }
    // The copy is made in a file: in memory it would be as large as the database.
    if let Err(error) = connection.batch_execute("PRAGMA temp_store = FILE; VACUUM") {
        let error = StoreError::from(error);
        tracing::warn!("The database file could not be written anew; it is tried again in the night: {error}");
        return Ok(Scrubbed::Journal);
    }
    Ok(if cut_journal(&mut connection)? { Scrubbed::All } else { Scrubbed::Journal })
}

fn is_worth_it(path: &Path, pause: Pause) -> bool {
    let size = std::fs::metadata(path).map_or(u64::MAX, |about| about.len());
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let free = rustix::fs::statvfs(folder).map_or(0, |disk| disk.f_bavail.saturating_mul(disk.f_frsize));
    size <= pause.largest() && free >= size.saturating_mul(COPIES).saturating_add(ROOM)
}

#[derive(diesel::QueryableByName)]
struct Cut {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// Writes the journal into the file and cuts it to nothing; says whether nobody was in the way.
fn cut_journal(connection: &mut AnyConnection) -> Result<bool, StoreError> {
    let AnyConnection::Sqlite(connection) = connection else { return Ok(true) };
    // While it waits for readers nobody can write.
    connection.batch_execute("PRAGMA busy_timeout = 100")?;
    let cut: Cut = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(connection)?;
    connection.batch_execute("PRAGMA busy_timeout = 2000")?;
    Ok(cut.busy == 0)
}

/// Postgres keeps removed rows until they are vacuumed, and its own journal until it is recycled.
fn postgres(opening: &Opening, pause: Pause) -> Result<Scrubbed, StoreError> {
    if pause == Pause::Unnoticed {
        return Ok(Scrubbed::Journal);
    }
    let mut connection = connect(opening)?;
    for table in TABLES {
        connection.batch_execute(&format!("VACUUM {table}"))?;
    }
    Ok(Scrubbed::All)
}
