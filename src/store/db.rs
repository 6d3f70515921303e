//! Opening a database, and the two things that can be done with it: read and write.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use diesel::Connection;
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::sqlite::SqliteConnection;

use crate::store::audit_head;
use crate::store::connection::{AnyConnection, Tx};
use crate::store::dialect::prepare_sqlite;
use crate::store::error::StoreError;
use crate::store::migrations;
use crate::store::schema::meta;
use crate::store::seal::Sealer;
use crate::store::writer::{Lane, Writer, in_savepoint};
use crate::telemetry::Metrics;

/// Connections that read on SQLite: it has two cores at most to serve.
const READERS: u32 = 2;
/// Times that a write is tried when first messages of one person collide.
const COLLISIONS: usize = 3;
/// Connections to Postgres: more bring nothing while server and callers share two cores.
const POSTGRES_POOL: u32 = 8;

/// Which database to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A Postgres server, by URL.
    Postgres(String),
}

/// The database of a programme.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    kind: Kind,
    sealer: Arc<Sealer>,
    opening: Opening,
    serving: std::sync::Mutex<Option<File>>,
}

enum Kind {
    Sqlite { writer: Writer, readers: Pool<ConnectionManager<AnyConnection>> },
    Postgres(Pool<ConnectionManager<AnyConnection>>),
}

impl Opening {
    /// Whether there is a database already, so that a missing key is not quietly replaced by a new one.
    pub fn exists(&self) -> Result<bool, StoreError> {
        match self {
            Opening::Sqlite(path) => Ok(path.exists()),
            Opening::Postgres(url) => {
                let mut connection = connect_postgres(url)?;
                let known =
                    diesel::select(diesel::dsl::sql::<diesel::sql_types::Bool>("to_regclass('meta') IS NOT NULL"));
                Ok(known.get_result(&mut connection)?)
            }
        }
    }
}

impl Store {
    /// Opens a database, brings it up to date and proves that the key is its own.
    /// Blocks; errors when it cannot be opened, or when the key is another's.
    pub fn open(opening: &Opening, sealer: Sealer, metrics: Metrics) -> Result<Self, StoreError> {
        let sealer = Arc::new(sealer);
        let kind = match opening {
            Opening::Sqlite(path) => open_sqlite(path, &sealer, metrics)?,
            Opening::Postgres(url) => open_postgres(url, &sealer)?,
        };
        let inner = Inner { kind, sealer, opening: opening.clone(), serving: std::sync::Mutex::new(None) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Takes the lock that makes this process the only one that serves this SQLite file. It is held until the store is
    /// dropped. On Postgres several nodes may serve, so there is nothing to take.
    pub fn hold_for_serving(&self) -> Result<(), StoreError> {
        let Opening::Sqlite(path) = &self.inner.opening else { return Ok(()) };
        let mut name = path.clone().into_os_string();
        name.push(".lock");
        let unusable = |error: std::io::Error| StoreError::Unusable(format!("the lock file cannot be made: {error}"));
        let file = File::options().create(true).truncate(false).write(true).open(&name).map_err(unusable)?;
        file.try_lock().map_err(|_| StoreError::InUse)?;
        if let Ok(mut serving) = self.inner.serving.lock() {
            *serving = Some(file);
        }
        Ok(())
    }

    /// Whether this process alone serves the database, so that rows left behind are its own from an earlier life.
    pub fn serves_alone(&self) -> bool {
        matches!(self.inner.opening, Opening::Sqlite(_))
    }

    /// Runs a write that may have to be run again, because two first messages of one person collided.
    pub async fn write_again<T, F>(&self, lane: Lane, write: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>) -> Result<T, StoreError> + Send + Sync + 'static,
    {
        let write = Arc::new(write);
        for _ in 1..COLLISIONS {
            let once = Arc::clone(&write);
            match self.write(lane, move |tx| once(tx)).await {
                Err(StoreError::Collided) => {}
                written => return written,
            }
        }
        self.write(lane, move |tx| write(tx)).await
    }

    /// Runs a write; when this answers, it is on the disk.
    pub async fn write<T, F>(&self, lane: Lane, write: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        match &self.inner.kind {
            Kind::Sqlite { writer, .. } => writer.write(lane, write).await,
            Kind::Postgres(pool) => {
                let (pool, sealer) = (pool.clone(), Arc::clone(&self.inner.sealer));
                blocking(move || in_savepoint(&mut *take(&pool)?, &sealer, write)).await
            }
        }
    }

    /// Runs a read.
    pub async fn read<T, F>(&self, read: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let pool = match &self.inner.kind {
            Kind::Sqlite { readers, .. } => readers.clone(),
            Kind::Postgres(pool) => pool.clone(),
        };
        let sealer = Arc::clone(&self.inner.sealer);
        blocking(move || read(&mut Tx { connection: &mut *take(&pool)?, sealer: &sealer })).await
    }

    /// Takes all tables of a database away, with all that is in them, by undoing every migration. For going back to a
    /// version before this one, and to prove that it can be done.
    pub fn take_down(opening: &Opening) -> Result<(), StoreError> {
        migrations::take_down(&mut connect(opening)?)
    }

    /// Lets the SQLite file grow to so many pages, which to SQLite is a full disk beyond them: tests fill it this way.
    pub fn limit_pages(tx: &mut Tx<'_>, pages: u32) -> Result<(), StoreError> {
        use diesel::connection::SimpleConnection;
        Ok(tx.connection.batch_execute(&format!("PRAGMA max_page_count = {pages}"))?)
    }

    /// Which database it is.
    pub(super) fn opening(&self) -> &Opening {
        &self.inner.opening
    }

    /// The keyed hashes, for callers outside a transaction.
    pub fn sealer(&self) -> &Sealer {
        &self.inner.sealer
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(StoreError::Panicked))
}

fn take(
    pool: &Pool<ConnectionManager<AnyConnection>>,
) -> Result<diesel::r2d2::PooledConnection<ConnectionManager<AnyConnection>>, StoreError> {
    pool.get().map_err(|_| StoreError::Busy)
}

fn open_sqlite(path: &Path, sealer: &Arc<Sealer>, metrics: Metrics) -> Result<Kind, StoreError> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder)
            .map_err(|error| StoreError::Unusable(format!("{} cannot be made: {error}", folder.display())))?;
    }
    let name = path.to_string_lossy().into_owned();
    let mut connection = connect_sqlite(path)?;
    migrations::bring_up(&mut connection)?;
    prove_key(&mut connection, sealer)?;
    let manager = ConnectionManager::new(name);
    let readers = Pool::builder().max_size(READERS).min_idle(Some(1)).connection_customizer(Box::new(Reader));
    let readers = readers.build(manager).map_err(|error| StoreError::Unusable(error.to_string()))?;
    Ok(Kind::Sqlite { writer: Writer::start(connection, Arc::clone(sealer), metrics)?, readers })
}

fn open_postgres(url: &str, sealer: &Arc<Sealer>) -> Result<Kind, StoreError> {
    let mut connection = AnyConnection::Postgres(connect_postgres(url)?);
    migrations::bring_up(&mut connection)?;
    prove_key(&mut connection, sealer)?;
    let pool =
        Pool::builder().max_size(POSTGRES_POOL).min_idle(Some(1)).connection_timeout(std::time::Duration::from_secs(3));
    let pool = pool.build(ConnectionManager::new(url)).map_err(|_| unreachable_server())?;
    Ok(Kind::Postgres(pool))
}

/// A connection of its own, beside the writer and the readers.
pub(super) fn connect(opening: &Opening) -> Result<AnyConnection, StoreError> {
    match opening {
        Opening::Sqlite(path) => connect_sqlite(path),
        Opening::Postgres(url) => connect_postgres(url).map(AnyConnection::Postgres),
    }
}

/// The connection that writes.
fn connect_sqlite(path: &Path) -> Result<AnyConnection, StoreError> {
    let name = path.to_string_lossy();
    let mut sqlite = SqliteConnection::establish(&name)
        .map_err(|error| StoreError::Unusable(format!("database.url: {name} cannot be opened: {error}")))?;
    prepare_sqlite(&mut sqlite, true)?;
    Ok(AnyConnection::Sqlite(sqlite))
}

fn connect_postgres(url: &str) -> Result<PgConnection, StoreError> {
    PgConnection::establish(url).map_err(|_| unreachable_server())
}

/// The driver's own text may repeat the URL with its password.
fn unreachable_server() -> StoreError {
    StoreError::Unusable("database.url: the Postgres server cannot be reached with this URL; check host, port, user and password, and that the server runs".into())
}

/// The first opening notes what the key gives; every later one must give the same.
fn prove_key(connection: &mut AnyConnection, sealer: &Sealer) -> Result<(), StoreError> {
    let name = "key_check";
    let known: Option<Vec<u8>> = meta::table.find(name).select(meta::value).first(connection).optional()?;
    match known {
        Some(value) if value == sealer.check_value() => Ok(()),
        Some(_) => Err(StoreError::WrongKey),
        None => {
            let row = (meta::name.eq(name), meta::value.eq(sealer.check_value()));
            let (head, mark) = audit_head::first_mark(sealer);
            let head = (meta::name.eq(head), meta::value.eq(mark));
            connection.transaction(|connection| {
                diesel::insert_into(meta::table).values(row).execute(connection)?;
                diesel::insert_into(meta::table).values(head).execute(connection)?;
                Ok(())
            })
        }
    }
}

/// Sets up each connection that only reads.
#[derive(Debug)]
struct Reader;

impl CustomizeConnection<AnyConnection, diesel::r2d2::Error> for Reader {
    fn on_acquire(&self, connection: &mut AnyConnection) -> Result<(), diesel::r2d2::Error> {
        match connection {
            AnyConnection::Sqlite(connection) => {
                prepare_sqlite(connection, false).map_err(diesel::r2d2::Error::QueryError)
            }
            AnyConnection::Postgres(_) => Ok(()),
        }
    }
}
