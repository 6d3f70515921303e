//! The tables: which module has which rank, and which folder may name which crate. Rules read them; nothing here acts.

/// Folders of `src` and their rank. A module imports lower ranks only, never its peers.
const RANKS: &[(&str, u8)] = &[
    ("domain", 0),
    ("config", 1),
    ("telemetry", 1),
    ("store", 2),
    ("gateway", 2),
    ("content", 2),
    ("mail", 2),
    ("service", 3),
    ("web", 4),
    ("webhook", 5),
    ("api", 5),
    ("staff", 5),
    ("worker", 5),
    ("app", 6),
];

/// Exceptions to the ranks, by name: (importer, imported).
pub const NEVER: &[(&str, &str)] = &[("worker", "web")];

/// Rank of the adapters: entry points see their faces only.
pub const ADAPTERS: u8 = 2;
/// Rank of the entry points.
pub const ENTRY_POINTS: u8 = 5;

/// Crates with one home: (names, where they may be named). A place is a module, or a file with its extension.
pub const HOMES: &[(&[&str], &[&str])] = &[
    (&["diesel", "diesel_migrations", "libsqlite3_sys", "pq_sys"], &["store"]),
    (&["reqwest"], &["gateway/http.rs"]),
    (&["rustls"], &["gateway/http.rs", "app"]),
    (&["webpki_root_certs"], &["gateway/http.rs", "mail"]),
    (&["lettre"], &["mail"]),
    (&["handlebars"], &["content", "staff"]),
    (&["actix_web", "actix_http", "actix_rt", "actix_service"], &["web", "webhook", "api", "staff", "app"]),
];

/// What the pure core may not name. `now()` and `std::{env, fs, net, …}` are looked for as paths and calls.
pub const FORBIDDEN_IN_DOMAIN: &[&str] = &[
    "tokio",
    "actix_web",
    "diesel",
    "reqwest",
    "handlebars",
    "tracing",
    "rustix",
    "SystemTime",
    "Instant",
    "getrandom",
    "fastrand",
    "now_v7",
    "new_v4",
    "async",
    "await",
];
/// Modules of std that do I/O or read the machine.
pub const FORBIDDEN_STD_IN_DOMAIN: &[&str] = &["env", "fs", "net", "process", "thread"];

/// Names that say nothing about what is inside.
pub const EMPTY_NAMES: &[&str] = &["util", "utils", "common", "helper", "helpers", "types"];

/// Lines of a file, tests included.
pub const FILE_LINES: usize = 400;
/// Lines of a function, outside test modules.
pub const FUNCTION_LINES: usize = 80;

/// Rank of a top-level module.
pub fn rank(module: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == module).map(|(_, rank)| *rank)
}

/// The top-level module a file belongs to: `src/store/db.rs` and `src/store.rs` are `store`.
/// None for `lib.rs` and `main.rs`.
pub fn module_of(file: &str) -> Option<&str> {
    let inside = file.strip_prefix("src/")?;
    if inside == "lib.rs" || inside == "main.rs" {
        return None;
    }
    inside.split('/').next().map(|first| first.trim_end_matches(".rs"))
}
