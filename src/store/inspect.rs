//! A look at a database from outside: it makes none, changes nothing, and needs no key.

use std::fs::File;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{pg::Pg, sqlite::Sqlite};
use jiff::Timestamp;

use crate::domain::care::Member;
use crate::store::alerts;
use crate::store::audit::{self, Step, Walk};
use crate::store::connection::{AnyConnection, Tx};
use crate::store::covers;
use crate::store::db::{Opening, Store, connect};
use crate::store::error::StoreError;
use crate::store::key::MasterKey;
use crate::store::marks::{self, Mark};
use crate::store::migrations::{POSTGRES, SQLITE};
use crate::store::outbox::{self, OpenCount};
use crate::store::rows::millis;
use crate::store::schema::{meta, originated, outbox as rows, subscribers};
use crate::store::seal::Sealer;
use crate::store::staff;
use crate::store::states::is_in_doubt;

/// An open database that is only looked at.
pub struct Inspection {
    connection: AnyConnection,
    sealer: Sealer,
}

/// Where its schema stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// It is that of this version.
    Current,
    /// The next start brings it up to date, by so many steps.
    Older(usize),
    /// A later version wrote it.
    Newer,
    /// It is none of ours.
    Missing,
}

/// How Postgres keeps its word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its version.
    pub version: String,
    /// Its `synchronous_commit`.
    pub synchronous_commit: String,
}

/// What waits, and what is not done.
#[derive(Debug, Clone)]
pub struct Backlog {
    /// Messages that are not settled.
    pub open: Vec<OpenCount>,
    /// Messages that came to be in doubt lately.
    pub lately_in_doubt: i64,
    /// Erased people whose number is still there, though nothing was heard of them lately.
    pub half_erased: i64,
    /// The last removal whose bytes may still be on the disk.
    pub uncleared_since: Option<Timestamp>,
    /// When the retention table last ran.
    pub retention: Option<Timestamp>,
}

#[derive(diesel::QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

#[derive(diesel::QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

impl Inspection {
    /// Opens a database that exists; `None` where there is none.
    pub fn open(opening: &Opening) -> Result<Option<Self>, StoreError> {
        if !opening.exists()? {
            return Ok(None);
        }
        let mut connection = connect(opening)?;
        if let AnyConnection::Sqlite(sqlite) = &mut connection {
            sqlite.batch_execute("PRAGMA query_only = ON")?;
        }
        // Nothing sealed is opened here, so any key serves.
        Ok(Some(Self { connection, sealer: Sealer::new(&MasterKey::from_bytes([0; 32])) }))
    }

    /// Whether the schema is that of this version.
    pub fn schema(&mut self) -> Schema {
        let Ok(applied) = self.lines("SELECT version AS line FROM __diesel_schema_migrations") else {
            return Schema::Missing;
        };
        let known = match &self.connection {
            AnyConnection::Sqlite(_) => versions::<Sqlite>(&SQLITE),
            AnyConnection::Postgres(_) => versions::<Pg>(&POSTGRES),
        };
        let missing = known.iter().filter(|version| !applied.contains(version)).count();
        match applied.iter().any(|version| !known.contains(version)) {
            true => Schema::Newer,
            false if missing == 0 => Schema::Current,
            false => Schema::Older(missing),
        }
    }

    /// What SQLite finds wrong with its file; empty when nothing is, and on Postgres.
    pub fn damage(&mut self) -> Result<Vec<String>, StoreError> {
        if matches!(self.connection, AnyConnection::Postgres(_)) {
            return Ok(Vec::new());
        }
        let lines = self.lines("SELECT quick_check AS line FROM pragma_quick_check")?;
        Ok(lines.into_iter().filter(|line| line != "ok").collect())
    }

    /// The page size of a SQLite file.
    pub fn page_size(&mut self) -> Result<Option<i64>, StoreError> {
        let AnyConnection::Sqlite(sqlite) = &mut self.connection else { return Ok(None) };
        let size: Number = diesel::sql_query("SELECT page_size AS n FROM pragma_page_size").get_result(sqlite)?;
        Ok(Some(size.n))
    }

    /// How the Postgres server keeps its word; `None` on SQLite.
    pub fn server(&mut self) -> Result<Option<Server>, StoreError> {
        if matches!(self.connection, AnyConnection::Sqlite(_)) {
            return Ok(None);
        }
        let mut setting = |name: &str| {
            let lines = self.lines(&format!("SELECT current_setting('{name}') AS line"))?;
            Ok::<_, StoreError>(lines.into_iter().next().unwrap_or_default())
        };
        Ok(Some(Server { version: setting("server_version")?, synchronous_commit: setting("synchronous_commit")? }))
    }

    /// Whether a key is that of this database; `None` while no key was used with it.
    pub fn is_opened_by(&mut self, key: &MasterKey) -> Result<Option<bool>, StoreError> {
        let check = meta::table.filter(meta::name.eq("key_check")).select(meta::value);
        let known: Option<Vec<u8>> = self.tx().first(check)?;
        Ok(known.map(|known| known == Sealer::new(key).check_value()))
    }

    /// The latest time that is written anywhere as being past.
    pub fn newest(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let mut tx = self.tx();
        let came: Option<i64> =
            tx.first(originated::table.order(originated::id.desc()).select(originated::received_at))?;
        let put_in: Option<i64> = tx.first(rows::table.order(rows::id.desc()).select(rows::created_at))?;
        let probe = marks::get(&mut tx, Mark::Probe)?;
        let newest = [came, put_in, probe].into_iter().flatten().max();
        Ok(newest.and_then(|at| Timestamp::from_millisecond(at).ok()))
    }

    /// What waits and what is not done; `lately` is since when doubts and silence count.
    pub fn backlog(&mut self, lately: Timestamp) -> Result<Backlog, StoreError> {
        let mut tx = self.tx();
        let doubts = rows::table.filter(is_in_doubt()).filter(rows::updated_at.gt(millis(lately))).count();
        let half_erased = subscribers::table
            .filter(subscribers::standing.eq("erased"))
            .filter(subscribers::number_sealed.is_not_null())
            .filter(subscribers::updated_at.lt(millis(lately)))
            .count();
        let at = |tx: &mut Tx<'_>, mark| {
            Ok::<_, StoreError>(marks::get(tx, mark)?.and_then(|at| Timestamp::from_millisecond(at).ok()))
        };
        let is_clear = marks::get(&mut tx, Mark::Removal)? == marks::get(&mut tx, Mark::FileCleared)?;
        Ok(Backlog {
            open: outbox::open_counts(&mut tx)?,
            lately_in_doubt: tx.one(doubts)?,
            half_erased: tx.one(half_erased)?,
            uncleared_since: if is_clear { None } else { at(&mut tx, Mark::RemovedAt)? },
            retention: at(&mut tx, Mark::Retention)?,
        })
    }

    /// All who are not switched off.
    pub fn members(&mut self) -> Result<Vec<Member>, StoreError> {
        staff::members(&mut self.tx())
    }

    /// How many agreements on silent help should have been agreed anew by now.
    pub fn covers_due(&mut self, now: Timestamp) -> Result<u64, StoreError> {
        covers::count_due(&mut self.tx(), now)
    }

    /// How many alerts of any kind were raised by then and are not taken.
    pub fn alerts_waiting_since(&mut self, raised_by: Timestamp) -> Result<u64, StoreError> {
        alerts::count_waiting_since(&mut self.tx(), raised_by)
    }

    /// Since when calls for help in silence may stand without an alert.
    pub fn unheard_since(&mut self) -> Result<Option<Timestamp>, StoreError> {
        let since = marks::get(&mut self.tx(), Mark::Unheard)?;
        Ok(since.map(|since| Timestamp::from_millisecond(since).unwrap_or(Timestamp::UNIX_EPOCH)))
    }

    /// Walks the audit to its end, with the key of this database.
    pub fn audit(&mut self, key: &MasterKey) -> Result<Step, StoreError> {
        let sealer = Sealer::new(key);
        let mut tx = Tx { connection: &mut self.connection, sealer: &sealer };
        let mut walk = Walk::default();
        loop {
            match audit::step(&mut tx, walk)? {
                Step::More(next) => walk = next,
                end => return Ok(end),
            }
        }
    }

    fn tx(&mut self) -> Tx<'_> {
        Tx { connection: &mut self.connection, sealer: &self.sealer }
    }

    fn lines(&mut self, query: &str) -> Result<Vec<String>, StoreError> {
        let found: Vec<Line> = match &mut self.connection {
            AnyConnection::Sqlite(sqlite) => diesel::sql_query(query).load(sqlite)?,
            AnyConnection::Postgres(postgres) => diesel::sql_query(query).load(postgres)?,
        };
        Ok(found.into_iter().map(|line| line.line).collect())
    }
}

fn versions<DB: diesel::backend::Backend>(source: &impl MigrationSource<DB>) -> Vec<String> {
    let all: Vec<Box<dyn Migration<DB>>> = source.migrations().unwrap_or_default();
    all.iter().map(|migration| migration.name().version().to_string()).collect()
}

impl Store {
    /// Whether this or another process serves the database; of Postgres it is not known, so it is taken to be.
    pub fn is_served(&self) -> bool {
        match self.opening() {
            Opening::Sqlite(path) => is_served(path),
            Opening::Postgres(_) => true,
        }
    }
}

/// Whether a `fitila serve` holds this SQLite file.
pub fn is_served(database: &Path) -> bool {
    let mut name = database.to_owned().into_os_string();
    name.push(".lock");
    // The lock is let go at once, with the file.
    File::open(name).is_ok_and(|file| file.try_lock_shared().is_err())
}
