//! One connection to either database, and how a query that is written once runs on it.

use diesel::RunQueryDsl;
use diesel::connection::Connection;
use diesel::dsl::Limit;
use diesel::pg::PgConnection;
use diesel::query_dsl::LoadQuery;
use diesel::query_dsl::methods::{ExecuteDsl, LimitDsl};
use diesel::result::QueryResult;
use diesel::sqlite::SqliteConnection;

use crate::store::error::StoreError;
use crate::store::seal::Sealer;

/// A connection to SQLite or Postgres.
#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    /// SQLite inside the program.
    Sqlite(SqliteConnection),
    /// A Postgres server.
    Postgres(PgConnection),
}

/// An open transaction, or a read: what every query function takes.
///
/// Its methods compile a query for each database, so that the cache of prepared statements finds it by its type
/// instead of writing its SQL out anew each time.
pub struct Tx<'a> {
    pub(super) connection: &'a mut AnyConnection,
    pub(super) sealer: &'a Sealer,
}

impl Tx<'_> {
    /// The keyed hashes, for callers that must compute one inside the transaction.
    pub fn sealer(&self) -> &Sealer {
        self.sealer
    }

    /// Runs a part of a write so that its failure undoes it alone, and the rest of the write goes on.
    pub fn apart<T>(&mut self, part: impl FnOnce(&mut Tx<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let sealer = self.sealer;
        self.connection.transaction(|connection| part(&mut Tx { connection, sealer }))
    }

    /// Runs a change and gives how many rows it touched.
    pub(super) fn execute<Q>(&mut self, query: Q) -> QueryResult<usize>
    where
        Q: ExecuteDsl<SqliteConnection> + ExecuteDsl<PgConnection>,
    {
        match self.connection {
            AnyConnection::Sqlite(connection) => ExecuteDsl::execute(query, connection),
            AnyConnection::Postgres(connection) => ExecuteDsl::execute(query, connection),
        }
    }

    /// Reads all rows.
    pub(super) fn load<'query, U, Q>(&mut self, query: Q) -> QueryResult<Vec<U>>
    where
        Q: RunQueryDsl<SqliteConnection> + RunQueryDsl<PgConnection>,
        Q: LoadQuery<'query, SqliteConnection, U> + LoadQuery<'query, PgConnection, U>,
    {
        match self.connection {
            AnyConnection::Sqlite(connection) => query.load(connection),
            AnyConnection::Postgres(connection) => query.load(connection),
        }
    }

    /// Reads the first row, if there is one.
    pub(super) fn first<'query, U, Q>(&mut self, query: Q) -> QueryResult<Option<U>>
    where
        Q: LimitDsl,
        Limit<Q>: RunQueryDsl<SqliteConnection> + RunQueryDsl<PgConnection>,
        Limit<Q>: LoadQuery<'query, SqliteConnection, U> + LoadQuery<'query, PgConnection, U>,
    {
        self.load(query.limit(1)).map(|mut rows| rows.pop())
    }

    /// Reads the one row that such a query gives: an aggregate, or what an insert returns.
    pub(super) fn one<'query, U, Q>(&mut self, query: Q) -> QueryResult<U>
    where
        Q: RunQueryDsl<SqliteConnection> + RunQueryDsl<PgConnection>,
        Q: LoadQuery<'query, SqliteConnection, U> + LoadQuery<'query, PgConnection, U>,
    {
        match self.connection {
            AnyConnection::Sqlite(connection) => query.get_result(connection),
            AnyConnection::Postgres(connection) => query.get_result(connection),
        }
    }
}
