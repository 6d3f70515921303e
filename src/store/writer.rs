//! Group commit for SQLite: one thread writes. It takes the writes that wait, runs each in its own savepoint inside
//! one transaction, commits once with full durability, and only then answers them all.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, Connection, TransactionManager, TransactionManagerStatus};
use tokio::sync::{Semaphore, mpsc, oneshot};

use crate::store::connection::{AnyConnection, Tx};
use crate::store::error::StoreError;
use crate::store::seal::Sealer;
use crate::telemetry::Metrics;

/// Urgent writes in one group, at most: larger groups gain nothing and make the first wait for the last.
const GROUP: usize = 64;
/// Writes that may wait before callers must.
const WAITING: usize = 1024;
/// Bulk writes that may wait, so that they never fill the queue.
const WAITING_BULK: usize = 64;
/// How long a write waits for its place before the caller hears that the database is busy.
const PATIENCE: Duration = Duration::from_secs(5);

/// Which writes go first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lane {
    /// Somebody waits for the answer.
    Urgent,
    /// Campaigns, imports, clean-up: at most one of these in a group.
    Bulk,
}

/// Answers a caller: with nothing after a commit, else with why there was none.
type Answer = Box<dyn FnOnce(Option<StoreError>) + Send>;
/// Runs in a savepoint of its own and gives the answer that waits for the commit.
type Job = Box<dyn FnOnce(&mut AnyConnection, &Sealer) -> Option<Answer> + Send>;

/// The way to the writing thread.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<(Lane, Job)>,
    bulk: Arc<Semaphore>,
}

impl Writer {
    /// Starts the thread. It ends when the last handle is gone.
    pub(super) fn start(connection: AnyConnection, sealer: Arc<Sealer>, metrics: Metrics) -> Result<Self, StoreError> {
        let (queue, jobs) = mpsc::channel(WAITING);
        std::thread::Builder::new()
            .name("fitila-writer".into())
            .spawn(move || Loop { connection, sealer, metrics, jobs, bulk: VecDeque::new() }.run())
            .map_err(|error| StoreError::Unusable(format!("the writing thread could not start: {error}")))?;
        Ok(Self { queue, bulk: Arc::new(Semaphore::new(WAITING_BULK)) })
    }

    /// Runs a write and waits until it is on the disk.
    pub(super) async fn write<T, F>(&self, lane: Lane, write: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        let _place = match lane {
            Lane::Bulk => Some(self.bulk.acquire().await.map_err(|_| StoreError::Busy)?),
            Lane::Urgent => None,
        };
        let (told, hears) = oneshot::channel();
        let job: Job = Box::new(move |connection, sealer| match in_savepoint(connection, sealer, write) {
            Ok(value) => Some(Box::new(move |failure| {
                let _ = told.send(failure.map_or(Ok(value), Err));
            })),
            Err(error) => {
                let _ = told.send(Err(error));
                None
            }
        });
        self.queue.send_timeout((lane, job), PATIENCE).await.map_err(|_| StoreError::Busy)?;
        hears.await.map_err(|_| StoreError::Busy)?
    }
}

/// Runs a write so that its error or panic undoes it alone.
pub(super) fn in_savepoint<T>(
    connection: &mut AnyConnection,
    sealer: &Sealer,
    write: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // The panic is caught inside the transaction: one that passes through it would leave it open for everybody.
    connection.transaction(|connection| {
        catch_unwind(AssertUnwindSafe(|| write(&mut Tx { connection, sealer }))).unwrap_or(Err(StoreError::Panicked))
    })
}

struct Loop {
    connection: AnyConnection,
    sealer: Arc<Sealer>,
    metrics: Metrics,
    jobs: mpsc::Receiver<(Lane, Job)>,
    bulk: VecDeque<Job>,
}

impl Loop {
    fn run(mut self) {
        while let Some(group) = self.next_group() {
            #[expect(clippy::disallowed_methods, reason = "it measures a duration and decides nothing")]
            let begun = std::time::Instant::now();
            let (answers, failure) = self.commit(group);
            self.metrics.commit_took(begun.elapsed());
            for answer in answers {
                answer(failure.as_ref().map(|reason| StoreError::CommitFailed(reason.clone())));
            }
        }
    }

    /// Waits for the first write and takes what else waits; never waits for more.
    fn next_group(&mut self) -> Option<Vec<Job>> {
        let mut group = Vec::new();
        if self.bulk.is_empty() {
            let first = self.jobs.blocking_recv()?;
            self.sort_in(first, &mut group);
        }
        while group.len() < GROUP {
            match self.jobs.try_recv() {
                Ok(job) => self.sort_in(job, &mut group),
                Err(_) => break,
            }
        }
        group.extend(self.bulk.pop_front());
        Some(group)
    }

    fn sort_in(&mut self, (lane, job): (Lane, Job), group: &mut Vec<Job>) {
        match lane {
            Lane::Urgent => group.push(job),
            Lane::Bulk => self.bulk.push_back(job),
        }
    }

    /// Commits a group; gives the answers that wait, and why nothing was kept, if so.
    fn commit(&mut self, group: Vec<Job>) -> (Vec<Answer>, Option<String>) {
        let mut answers = Vec::with_capacity(group.len());
        if let Err(error) = begin(&mut self.connection) {
            return (refuse(group, &error.to_string()), None);
        }
        let mut jobs = group.into_iter();
        for job in jobs.by_ref() {
            answers.extend(job(&mut self.connection, &self.sealer));
            // A full disk drops the whole transaction: what ran later would be kept while its callers hear "failed".
            if !still_open(&mut self.connection) {
                abandon(&mut self.connection);
                answers.extend(refuse(jobs.collect(), "the group was rolled back"));
                return (answers, Some("the disk is full or the transaction broke off".into()));
            }
        }
        let failure = commit(&mut self.connection).err();
        if failure.is_some() {
            abandon(&mut self.connection);
        }
        (answers, failure.map(|error| StoreError::from(error).to_string()))
    }
}

/// Jobs that cannot run: their callers hear that the connection to the writer closed, which they take as busy.
fn refuse(group: Vec<Job>, reason: &str) -> Vec<Answer> {
    tracing::error!(jobs = group.len(), reason, "Writes were refused: {reason}");
    drop(group);
    Vec::new()
}

fn begin(connection: &mut AnyConnection) -> diesel::QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(connection) => {
            AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")
        }
        AnyConnection::Postgres(connection) => AnsiTransactionManager::begin_transaction(connection),
    }
}

fn commit(connection: &mut AnyConnection) -> diesel::QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(connection) => AnsiTransactionManager::commit_transaction(connection),
        AnyConnection::Postgres(connection) => AnsiTransactionManager::commit_transaction(connection),
    }
}

fn still_open(connection: &mut AnyConnection) -> bool {
    let AnyConnection::Sqlite(connection) = connection else { return true };
    match AnsiTransactionManager::transaction_manager_status_mut(connection) {
        TransactionManagerStatus::Valid(status) => status.transaction_depth().is_some_and(|depth| depth.get() == 1),
        TransactionManagerStatus::InError => false,
    }
}

/// Leaves a broken transaction so that the next group can begin.
fn abandon(connection: &mut AnyConnection) {
    use diesel::connection::SimpleConnection;
    let AnyConnection::Sqlite(connection) = connection else { return };
    let _ = connection.batch_execute("ROLLBACK");
    *AnsiTransactionManager::transaction_manager_status_mut(connection) = TransactionManagerStatus::default();
}
