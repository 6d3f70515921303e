//! Proofs of the rules about what a file holds and what stands beside the code.

use std::collections::BTreeSet;

use crate::proof::{breaks, reports};
use crate::tree::Tree;

#[test]
fn each_forbidden_word_of_the_domain_is_reported() {
    for code in [
        "use tracing::info;",
        "use tokio::sync::Mutex;",
        "use std::env;",
        "use std::{fmt, fs::File};",
        "use std::net::IpAddr;",
        "fn f() -> String { std::env::var(\"A\") }",
        "fn f() { jiff::Timestamp::now(); }",
        "fn f() { clock.now() }",
        "use std::time::SystemTime;",
        "use std::time::{Duration, Instant};",
        "fn f() { getrandom::fill(b) }",
        "fn f() { fastrand::u8(..) }",
        "async fn f() {}",
        "const NOW: fn() -> Timestamp = Timestamp::now;",
    ] {
        breaks(&[("src/domain/ids.rs", code)], &["src/domain/ids.rs:2 pure domain"]);
    }
    for (code, home) in
        [("use actix_web::App;", "home"), ("use diesel::sql_query;", "home"), ("use reqwest::Client;", "home")]
    {
        let both = ["src/domain/ids.rs:2 pure domain".to_owned(), format!("src/domain/ids.rs:2 {home}")];
        breaks(&[("src/domain/ids.rs", code)], &both.each_ref().map(String::as_str));
    }
}

#[test]
fn a_crate_outside_its_home_is_reported() {
    for (file, code) in [
        ("src/service/apply.rs", "use diesel::prelude::*;"),
        ("src/service/apply.rs", "fn f(_: diesel::result::Error) {}"),
        ("src/gateway/wire.rs", "use reqwest::Method;"),
        ("src/store/db.rs", "use rustls::ClientConfig;"),
        ("src/service/apply.rs", "use handlebars::Handlebars;"),
        ("src/telemetry/mod.rs", "use actix_web::HttpRequest;"),
        ("src/worker/run.rs", "use actix_web::rt;"),
    ] {
        breaks(&[(file, code)], &[&format!("{file}:2 home")]);
    }
}

#[test]
fn long_files_and_functions_are_reported() {
    breaks(&[("src/store/db.rs", &"// x\n".repeat(399))], &[]);
    breaks(&[("src/store/db.rs", &"// x\n".repeat(400))], &["src/store/db.rs:401 file length"]);
    let function = |lines: usize| format!("fn f(a: [u8; 3]) {{\n{}}}\n", "    g();\n".repeat(lines - 2));
    breaks(&[("src/store/db.rs", &function(80))], &[]);
    breaks(&[("src/store/db.rs", &function(81))], &["src/store/db.rs:2 function length"]);
    breaks(&[("src/store/db.rs", &format!("#[cfg(test)]\nmod tests {{\n{}}}", function(81)))], &[]);
}

#[test]
fn names_that_say_nothing_are_reported() {
    for name in ["util", "common", "helpers", "types"] {
        breaks(&[(&format!("src/store/{name}.rs"), "")], &[&format!("src/store/{name}.rs:1 empty name")]);
        breaks(&[(&format!("src/store/{name}/db.rs"), "")], &[&format!("src/store/{name}/db.rs:1 empty name")]);
        breaks(&[("src/store/db.rs", &format!("mod {name} {{}}"))], &["src/store/db.rs:2 empty name"]);
    }
}

#[test]
fn a_file_that_does_not_say_what_it_is_for_is_reported() {
    let bare = Tree::from([("src/store/db.rs".to_owned(), "use crate::domain::ids;\n//! late".to_owned())]);
    assert_eq!(reports(&bare), BTreeSet::from(["src/store/db.rs:1 first line".to_owned()]));
}

#[test]
fn half_a_migration_is_reported() {
    let files = [
        ("migrations/sqlite/001_start/up.sql", ""),
        ("migrations/sqlite/001_start/down.sql", ""),
        ("migrations/postgres/001_start/up.sql", ""),
    ];
    breaks(&files, &["migrations/postgres/001_start/down.sql:1 migration pair"]);
}

#[test]
fn a_text_that_one_locale_lacks_is_reported() {
    let english = ("message-templates/en/core.toml", "[welcome]\nsms = \"\"\n[stop]");
    breaks(
        &[english, ("message-templates/ha/core.toml", "[welcome]")],
        &["message-templates/ha/core.toml:1 template key"],
    );
    breaks(
        &[english, ("message-templates/ha/check.toml", "[welcome]")],
        &["message-templates/ha/core.toml:1 template file", "message-templates/en/check.toml:1 template file"],
    );
    let labels = [
        ("message-templates/en/menu.toml", "home = \"Home\"\nback = \"0\""),
        ("message-templates/ha/menu.toml", "home = \"Gida\""),
    ];
    breaks(&labels, &["message-templates/ha/menu.toml:1 template key"]);
}

#[test]
fn a_gateway_without_fixtures_is_reported() {
    let gateway = ("src/gateway/simulator/mod.rs", "");
    breaks(&[gateway], &["src/gateway/simulator/mod.rs:1 gateway fixtures"]);
    breaks(&[gateway, ("tests/fixtures/gateways/simulator/inbound/plain.json", "{}")], &[]);
}
