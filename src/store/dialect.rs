//! Where the two databases differ in a query. Nothing else names a backend.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::result::QueryResult;
use diesel::sql_types::Binary;

use crate::store::connection::AnyConnection;
use crate::store::schema::{alerts, audit, cases, notices, outbox, subscribers, trainings};
use crate::store::states::{is_notice_queued, is_notice_sending, is_queued};

/// Sets a SQLite connection up; `writer` is the one that writes.
pub(super) fn prepare_sqlite(connection: &mut diesel::sqlite::SqliteConnection, writer: bool) -> QueryResult<()> {
    use diesel::connection::SimpleConnection;
    // The timeout must come first: the journal mode already takes a lock.
    connection.batch_execute("PRAGMA busy_timeout = 2000;")?;
    if writer {
        connection.batch_execute(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000; PRAGMA journal_size_limit = 67108864; \
             PRAGMA secure_delete = ON;",
        )
    } else {
        connection.batch_execute("PRAGMA foreign_keys = ON; PRAGMA cache_size = -2000; PRAGMA query_only = ON;")
    }
}

/// Locks a subscriber's row until the transaction ends; says whether there was one to lock. SQLite has one writer, so
/// there it is locked already.
pub(super) fn lock_subscriber(connection: &mut AnyConnection, number_index: &[u8]) -> QueryResult<bool> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(true),
        AnyConnection::Postgres(connection) => subscribers::table
            .filter(subscribers::number_index.eq(number_index))
            .select(subscribers::id)
            .for_update()
            .load::<Vec<u8>>(connection)
            .map(|locked| !locked.is_empty()),
    }
}

/// Lets one transaction at a time, until it ends, look at what a gateway calls by this id: a report and the answer that
/// names its message may come at once, and one of them must see the other.
pub(super) fn lock_external_id(connection: &mut AnyConnection, external_id: &str) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(connection) => {
            diesel::sql_query("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))")
                .bind::<diesel::sql_types::Text, _>(external_id)
                .execute(connection)
                .map(|_| ())
        }
    }
}

/// Lets one transaction at a time, until it ends, raise an alert in a case or work on it: two calls at once must make one.
pub(super) fn lock_case(connection: &mut AnyConnection, case: &[u8]) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(connection) => {
            cases::table.find(case).select(cases::id).for_update().load::<Vec<u8>>(connection).map(|_| ())
        }
    }
}

/// Lets one transaction at a time, until it ends, ask for a place in a training: the last place is one.
pub(super) fn lock_training(connection: &mut AnyConnection, training: i64) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(connection) => {
            trainings::table.find(training).select(trainings::id).for_update().load::<i64>(connection).map(|_| ())
        }
    }
}

/// Lets one transaction at a time, until it ends, change who is of the staff. SQLite has one writer anyway.
pub(super) fn lock_staff(connection: &mut AnyConnection) -> QueryResult<()> {
    lock_by_number(connection, STAFF)
}

/// Lets one transaction at a time, until it ends, add to the audit: two that take the same hash would fork the chain.
pub(super) fn lock_audit(connection: &mut AnyConnection) -> QueryResult<()> {
    lock_by_number(connection, AUDIT)
}

/// Lets one transaction at a time, until it ends, do what several nodes must do once.
pub(super) fn lock_marks(connection: &mut AnyConnection) -> QueryResult<()> {
    lock_by_number(connection, MARKS)
}

/// Numbers of locks that belong to no row. Postgres knows them only in the pair of a class and a number, so that they
/// never meet the locks of ids.
const LOCKS: i32 = 7_001;
const STAFF: i32 = 1;
const AUDIT: i32 = 2;
const MARKS: i32 = 3;

fn lock_by_number(connection: &mut AnyConnection, number: i32) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(connection) => diesel::sql_query("SELECT pg_advisory_xact_lock($1, $2)")
            .bind::<diesel::sql_types::Integer, _>(LOCKS)
            .bind::<diesel::sql_types::Integer, _>(number)
            .execute(connection)
            .map(|_| ()),
    }
}

/// Keeps the consent of these people as it is until the transaction ends.
pub(super) fn hold_subscribers(connection: &mut AnyConnection, ids: &[Vec<u8>]) -> QueryResult<()> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(()),
        AnyConnection::Postgres(connection) => subscribers::table
            .filter(subscribers::id.eq_any(ids))
            .order(subscribers::id)
            .select(subscribers::id)
            .for_share()
            .load::<Vec<u8>>(connection)
            .map(|_| ()),
    }
}

/// Holds those of these people with whom nobody else is busy until the transaction ends; says who they are.
pub(super) fn hold_free_subscribers(connection: &mut AnyConnection, ids: Vec<Vec<u8>>) -> QueryResult<Vec<Vec<u8>>> {
    match connection {
        AnyConnection::Sqlite(_) => Ok(ids),
        AnyConnection::Postgres(connection) => subscribers::table
            .filter(subscribers::id.eq_any(ids))
            .order(subscribers::id)
            .select(subscribers::id)
            .for_update()
            .skip_locked()
            .load::<Vec<u8>>(connection),
    }
}

/// The oldest rows of one account and urgency that are due, passed over by every other node until the transaction ends.
pub(super) fn claimable(
    connection: &mut AnyConnection,
    account: &str,
    urgency: i32,
    now: i64,
    limit: i64,
) -> QueryResult<Vec<(Vec<u8>, Option<i64>)>> {
    let due = outbox::table
        .filter(is_queued())
        .filter(outbox::account.eq(account))
        .filter(outbox::urgency.eq(urgency))
        .filter(outbox::due_at.le(now))
        .order((outbox::due_at, outbox::text_id))
        .limit(limit)
        .select((outbox::id, outbox::text_id));
    match connection {
        AnyConnection::Sqlite(connection) => due.load(connection),
        AnyConnection::Postgres(connection) => due.for_update().skip_locked().load(connection),
    }
}

/// Alerts that are due, passed over by every other node until the transaction ends.
pub(super) fn due_alerts(connection: &mut AnyConnection, now: i64, limit: i64) -> QueryResult<Vec<Vec<u8>>> {
    let due =
        alerts::table.filter(alerts::next_at.le(Some(now))).order(alerts::next_at).limit(limit).select(alerts::id);
    match connection {
        AnyConnection::Sqlite(connection) => due.load(connection),
        AnyConnection::Postgres(connection) => due.for_update().skip_locked().load(connection),
    }
}

/// Notices by e-mail that are due, passed over by every other node until the transaction ends.
pub(super) fn due_notices(connection: &mut AnyConnection, now: i64, limit: i64) -> QueryResult<Vec<Vec<u8>>> {
    let due = notices::table
        .filter(is_notice_queued())
        .filter(notices::due_at.le(now))
        .order(notices::due_at)
        .limit(limit)
        .select(notices::id);
    match connection {
        AnyConnection::Sqlite(connection) => due.load(connection),
        AnyConnection::Postgres(connection) => due.for_update().skip_locked().load(connection),
    }
}

/// Notices that were being handed over by somebody who is gone, passed over by every other node.
pub(super) fn lost_notices(connection: &mut AnyConnection, now: i64) -> QueryResult<Vec<Vec<u8>>> {
    let lost =
        notices::table.filter(is_notice_sending()).filter(notices::lease_until.le(Some(now))).select(notices::id);
    match connection {
        AnyConnection::Sqlite(connection) => lost.load(connection),
        AnyConnection::Postgres(connection) => lost.for_update().skip_locked().load(connection),
    }
}

/// A row of the audit: place, id, time, actor, action, subject, sealed detail, hash.
pub(super) type AuditRow = (i64, Vec<u8>, i64, Vec<u8>, Vec<u8>, Vec<u8>, Option<Vec<u8>>, Vec<u8>);

/// Rows of the audit after a place, in order. Texts come as the bytes that lie on the disk: a changed one may be no text.
pub(super) fn audit_rows(connection: &mut AnyConnection, after: i64, limit: i64) -> QueryResult<Vec<AuditRow>> {
    let rows = audit::table.filter(audit::place.gt(after)).order(audit::place).limit(limit);
    match connection {
        AnyConnection::Sqlite(connection) => {
            let bytes = |column: &str| sql::<Binary>(&format!("CAST({column} AS BLOB)"));
            let texts = (bytes("actor"), bytes("action"), bytes("subject"));
            let columns =
                (audit::place, audit::id, audit::at, texts.0, texts.1, texts.2, audit::detail_sealed, audit::hash);
            rows.select(columns).load(connection)
        }
        AnyConnection::Postgres(connection) => {
            let bytes = |column: &str| sql::<Binary>(&format!("convert_to({column}, 'UTF8')"));
            let texts = (bytes("actor"), bytes("action"), bytes("subject"));
            let columns =
                (audit::place, audit::id, audit::at, texts.0, texts.1, texts.2, audit::detail_sealed, audit::hash);
            rows.select(columns).load(connection)
        }
    }
}
