//! What can go wrong with the store, and what the reader of it can do.

use diesel::result::{DatabaseErrorKind, Error as DieselError};

/// Why a read or a write did not happen. Nothing of a failed write is kept.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A unique key refused it: the same thing was written before.
    #[error("it was written before")]
    Duplicate,
    /// Another write that concerns the same person was quicker: load again.
    #[error("two writes that concern one person came at once")]
    Collided,
    /// The write queue is full or the database is locked by another process: try again.
    #[error("the database is busy")]
    Busy,
    /// The whole group was rolled back: disk full, or the commit failed.
    #[error("the database could not commit: {0}")]
    CommitFailed(String),
    /// A job panicked; it alone was rolled back.
    #[error("a write broke off and was undone")]
    Panicked,
    /// A sealed value cannot be opened: wrong key, or a changed byte.
    #[error("a sealed value in {0} cannot be opened; the key is wrong or the data was changed")]
    Unsealable(&'static str),
    /// A stored value is not what this version writes.
    #[error("an unreadable value in {0}")]
    Unreadable(&'static str),
    /// The database cannot be opened or brought up to date.
    #[error("{0}")]
    Unusable(String),
    /// The key is that of another database.
    #[error("the key is not that of this database")]
    WrongKey,
    /// Another `fitila serve` holds this database.
    #[error("another fitila serve is using this database; stop it first, or give this one a database of its own")]
    InUse,
    /// Anything else that the database said. Its text may name tables, never values.
    #[error("the database refused: {0}")]
    Database(#[source] DieselError),
}

impl StoreError {
    /// Whether the same call may succeed a moment later.
    pub fn is_worth_retrying(&self) -> bool {
        matches!(self, StoreError::Busy | StoreError::Collided | StoreError::CommitFailed(_))
    }
}

impl From<DieselError> for StoreError {
    fn from(error: DieselError) -> Self {
        match error {
            DieselError::DatabaseError(DatabaseErrorKind::UniqueViolation, _) => StoreError::Duplicate,
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => StoreError::Busy,
            DieselError::DatabaseError(kind, information) => match information.message() {
                message if message.contains("database is locked") => StoreError::Busy,
                // Two of Postgres that wait for each other: one is undone and may begin anew.
                message if message.contains("deadlock detected") => StoreError::Collided,
                // SQLite rolls a whole transaction back when the disk is full; what its driver then misses is a savepoint.
                message if message.contains("no such savepoint") => {
                    StoreError::CommitFailed("the disk is full or the transaction broke off".into())
                }
                message if message.contains("disk is full") => StoreError::CommitFailed("the disk is full".into()),
                message => StoreError::Database(DieselError::DatabaseError(kind, Box::new(first_line(message)))),
            },
            other => StoreError::Database(other),
        }
    }
}

/// Postgres puts values into its details; the first line of the message names none.
fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_owned()
}
