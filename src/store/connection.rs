//! One connection to either database, and what a query is given to work with.

use diesel::pg::PgConnection;
use diesel::sqlite::SqliteConnection;

use crate::store::seal::Sealer;

/// A connection to SQLite or Postgres; queries are written once for both.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// SQLite inside the program.
    Sqlite(SqliteConnection),
    /// A Postgres server.
    Postgres(PgConnection),
}

/// An open transaction, or a read: what every query function takes.
pub struct Tx<'a> {
    pub(super) connection: &'a mut AnyConnection,
    pub(super) sealer: &'a Sealer,
}

impl Tx<'_> {
    /// The keyed hashes, for callers that must compute one inside the transaction.
    pub fn sealer(&self) -> &Sealer {
        self.sealer
    }
}
