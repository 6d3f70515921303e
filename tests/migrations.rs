//! The schema on both databases: it comes up, goes down and comes up again, and both have the same tables and columns.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a schema that is not as it should be stops the test")]

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use diesel::pg::PgConnection;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, sql_query};
use fitila::store::{MasterKey, Opening, Sealer, Store};
use fitila::telemetry::Metrics;

#[derive(QueryableByName, Debug, Clone, PartialEq, Eq)]
struct Column {
    #[diesel(sql_type = Text)]
    in_table: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = BigInt)]
    required: i64,
}

/// Tables with their columns: kind, and whether they must be filled.
type Tables = BTreeMap<String, BTreeMap<String, (String, bool)>>;

const SQLITE_COLUMNS: &str = "SELECT m.name AS in_table, c.name AS name, c.type AS kind, c.\"notnull\" AS required \
    FROM sqlite_master m JOIN pragma_table_info(m.name) c \
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
const POSTGRES_COLUMNS: &str = "SELECT table_name::text AS in_table, column_name::text AS name, data_type::text AS kind, \
    CAST(CASE WHEN is_nullable = 'NO' THEN 1 ELSE 0 END AS bigint) AS required \
    FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_%'";
const SQLITE_UNIQUE: &str = "SELECT m.name AS in_table, (SELECT group_concat(name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY name)) \
    AS name, 'unique' AS kind, CAST(1 AS bigint) AS required \
    FROM sqlite_master m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.\"unique\" = 1 AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\'";
const POSTGRES_UNIQUE: &str = "SELECT c.relname::text AS in_table, string_agg(a.attname, ',' ORDER BY a.attname COLLATE \"C\") AS name, \
    'unique' AS kind, CAST(1 AS bigint) AS required \
    FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace s ON s.oid = c.relnamespace \
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (x.indkey) \
    WHERE x.indisunique AND s.nspname = 'public' AND c.relname NOT LIKE '\\_\\_%' GROUP BY x.indexrelid, c.relname";

/// A database of its own, gone afterwards.
enum Place {
    Sqlite(tempfile::TempDir),
    Postgres { server: String, name: String },
}

impl Place {
    fn sqlite() -> Self {
        Self::Sqlite(tempfile::tempdir().unwrap())
    }

    fn postgres(what: &str) -> Self {
        let server = std::env::var("FITILA_TEST_POSTGRES")
            .expect("this test needs a Postgres server: run tests/run, which starts one and sets FITILA_TEST_POSTGRES");
        let name = format!("fitila_{what}_{}", std::process::id());
        let mut admin = PgConnection::establish(&server).unwrap();
        admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
        admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Self::Postgres { server, name }
    }

    fn opening(&self) -> Opening {
        match self {
            Place::Sqlite(folder) => Opening::Sqlite(folder.path().join("fitila.db")),
            Place::Postgres { .. } => Opening::Postgres(self.url()),
        }
    }

    fn url(&self) -> String {
        match self {
            Place::Sqlite(folder) => folder.path().join("fitila.db").display().to_string(),
            Place::Postgres { server, name } => format!("{}/{name}", server.rsplit_once('/').unwrap().0),
        }
    }

    fn up(&self) {
        drop(Store::open(&self.opening(), Sealer::new(&MasterKey::from_bytes([7; 32])), Metrics::new()).unwrap());
    }

    fn down(&self) {
        Store::take_down(&self.opening()).unwrap();
    }

    fn load(&self, on_sqlite: &str, on_postgres: &str) -> Vec<Column> {
        match self {
            Place::Sqlite(_) => {
                let mut connection = SqliteConnection::establish(&self.url()).unwrap();
                // A store that was just closed may still be writing its file together.
                connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
                sql_query(on_sqlite).load(&mut connection).unwrap()
            }
            Place::Postgres { .. } => {
                sql_query(on_postgres).load(&mut PgConnection::establish(&self.url()).unwrap()).unwrap()
            }
        }
    }

    fn tables(&self) -> Tables {
        let mut tables = Tables::new();
        for column in self.load(SQLITE_COLUMNS, POSTGRES_COLUMNS) {
            let kind = (column.kind.to_lowercase(), column.required == 1);
            tables.entry(column.in_table).or_default().insert(column.name, kind);
        }
        tables
    }

    fn unique_keys(&self) -> Vec<(String, String)> {
        let mut keys: Vec<_> =
            self.load(SQLITE_UNIQUE, POSTGRES_UNIQUE).into_iter().map(|key| (key.in_table, key.name)).collect();
        keys.sort();
        keys
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Place::Postgres { server, name } = self {
            let dropped = PgConnection::establish(server)
                .map(|mut admin| admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")));
            drop(dropped);
        }
    }
}

fn up_down_up(place: &Place) {
    place.up();
    let (tables, keys) = (place.tables(), place.unique_keys());
    assert!(tables.len() >= 10, "{:?}", tables.keys());
    place.up();
    assert_eq!(place.tables(), tables, "a second start changes nothing");
    place.down();
    assert_eq!(place.tables(), Tables::new(), "down leaves nothing behind");
    place.up();
    assert_eq!((place.tables(), place.unique_keys()), (tables, keys));
}

#[test]
fn sqlite_goes_up_down_and_up() {
    up_down_up(&Place::sqlite());
}

#[test]
fn postgres_goes_up_down_and_up() {
    up_down_up(&Place::postgres("migrations"));
}

#[test]
fn both_have_the_same_tables_columns_and_unique_keys() {
    let (sqlite, postgres) = (Place::sqlite(), Place::postgres("same"));
    sqlite.up();
    postgres.up();
    let (one, other) = (sqlite.tables(), postgres.tables());
    assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>());
    for (table, columns) in &one {
        let others = &other[table];
        assert_eq!(columns.keys().collect::<Vec<_>>(), others.keys().collect::<Vec<_>>(), "table {table}");
        for (name, (kind, required)) in columns {
            let (other_kind, other_required) = &others[name];
            let same = matches!(
                (kind.as_str(), other_kind.as_str()),
                ("text", "text") | ("blob", "bytea") | ("integer", "bigint" | "integer" | "boolean")
            );
            assert!(same, "{table}.{name} is {kind} on SQLite and {other_kind} on Postgres");
            assert_eq!(required, other_required, "{table}.{name}: whether it may be empty");
        }
    }
    // SQLite has no index for a whole number that is the primary key itself.
    let mut keys = postgres.unique_keys();
    keys.retain(|(table, columns)| columns != "id" || one[table]["id"].0 == "blob");
    assert_eq!(sqlite.unique_keys(), keys);
}
