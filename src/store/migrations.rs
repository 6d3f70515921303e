//! Brings a database up to the schema that this version writes.

use diesel::RunQueryDsl;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::store::connection::AnyConnection;
use crate::store::error::StoreError;

pub(super) const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
pub(super) const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Runs what has not run yet. Errors name the migration.
pub(super) fn bring_up(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let done = match connection {
        AnyConnection::Sqlite(connection) => connection.run_pending_migrations(SQLITE).map(|_| ()),
        AnyConnection::Postgres(connection) => {
            // Several programs may begin at once.
            diesel::sql_query("SELECT pg_advisory_lock(7001, 4)").execute(connection)?;
            let done = connection.run_pending_migrations(POSTGRES).map(|_| ());
            diesel::sql_query("SELECT pg_advisory_unlock(7001, 4)").execute(connection)?;
            done
        }
    };
    done.map_err(|error| StoreError::Unusable(format!("the database could not be brought up to date: {error}")))
}

/// Undoes all migrations.
pub(super) fn take_down(connection: &mut AnyConnection) -> Result<(), StoreError> {
    let done = match connection {
        AnyConnection::Sqlite(connection) => connection.revert_all_migrations(SQLITE).map(|_| ()),
        AnyConnection::Postgres(connection) => connection.revert_all_migrations(POSTGRES).map(|_| ()),
    };
    done.map_err(|error| StoreError::Unusable(format!("the migrations could not be undone: {error}")))
}
