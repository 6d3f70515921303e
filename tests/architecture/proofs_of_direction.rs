//! Proofs of the rules about imports: ranks, peers, faces, siblings, circles.

use crate::proof::breaks;

#[test]
fn a_tree_that_keeps_the_rules_is_not_reported() {
    let files = [
        ("src/lib.rs", "pub mod domain;\npub mod store;\npub mod app;"),
        ("src/main.rs", "use fitila::app;\nfn main() { app::run() }"),
        ("src/app/mod.rs", "use actix_web::App;\nuse crate::{service, worker::{run, sender}};\npub fn run() {}"),
        ("src/domain/mod.rs", "pub mod ids;\npub mod text;"),
        ("src/domain/ids.rs", "pub(in crate::domain) struct Id;\nfn lives<'a>() -> impl Sized + use<'a> {}"),
        (
            "src/domain/text.rs",
            "use crate::domain::ids::Id; // never tokio, crate::store, super::x\n\
             /* diesel /* reqwest */ Instant */\n\
             const A: &str = \"use crate::store; tokio \\\" reqwest\";\n\
             const B: &str = r#\"actix_web \" handlebars\"#;\n\
             const C: char = '\"';\n\
             pub fn due(now: i64) -> i64 { hours(now) }\n\
             #[cfg(test)]\nmod tests {\n    use super::*;\n}",
        ),
        ("src/store/mod.rs", "mod db;\npub use db::Store;\nuse diesel::prelude::*;"),
        ("src/store/db.rs", "use crate::{config::Settings, domain::{ids::{self, Id}, text}};"),
        ("src/gateway/mod.rs", "mod wire;\nmod http;\npub use self::http::Http;"),
        ("src/gateway/http.rs", "use crate::gateway::wire::Request;\nuse reqwest::Client;"),
        ("src/gateway/wire.rs", "pub struct Request;"),
        ("src/service/mod.rs", ""),
        ("src/worker/mod.rs", "use crate::store::Store;\nuse crate::service;"),
        ("migrations/sqlite/001_start/up.sql", ""),
        ("migrations/sqlite/001_start/down.sql", ""),
        ("migrations/postgres/001_start/up.sql", ""),
        ("migrations/postgres/001_start/down.sql", ""),
        ("message-templates/en/core.toml", "[welcome]\nsms = \"\"\"\n[not_a_key]\n\"\"\"\n[stop.short]"),
        ("message-templates/ha/core.toml", "# Hausa\n[stop]\n[welcome.marked]"),
    ];
    breaks(&files, &[]);
}

#[test]
fn a_higher_rank_is_reported() {
    breaks(&[("src/domain/ids.rs", "use crate::store::Store;")], &["src/domain/ids.rs:2 rank"]);
    breaks(&[("src/config/mod.rs", "fn f() {\n    crate::service::now_do_it();\n}")], &["src/config/mod.rs:3 rank"]);
    breaks(
        &[("src/store/db.rs", "use crate::{\n    domain::ids::Id,\n    service::{self, launch::Launch},\n};")],
        &["src/store/db.rs:4 rank"],
    );
    breaks(&[("src/service/clock.rs", "type A = Option<crate::web::Problem>;")], &["src/service/clock.rs:2 rank"]);
}

#[test]
fn a_peer_is_reported() {
    breaks(&[("src/store/db.rs", "use crate::gateway::Registry;")], &["src/store/db.rs:2 rank"]);
    breaks(&[("src/config.rs", "pub use crate::telemetry as seen;")], &["src/config.rs:2 rank"]);
    breaks(&[("src/staff/home.rs", "use crate::api::Token;")], &["src/staff/home.rs:2 rank"]);
}

#[test]
fn web_is_out_of_bounds_for_workers_though_it_is_lower() {
    breaks(&[("src/worker/run.rs", "use crate::web::paths;")], &["src/worker/run.rs:2 rank"]);
}

#[test]
fn nobody_imports_app() {
    breaks(&[("src/worker/run.rs", "use crate::app::Stop;")], &["src/worker/run.rs:2 rank"]);
}

#[test]
fn main_imports_app_only() {
    breaks(&[("src/main.rs", "use fitila::config::Settings;")], &["src/main.rs:2 main"]);
    breaks(&[("src/main.rs", "fn main() { crate::store::open() }")], &["src/main.rs:2 main"]);
}

#[test]
fn a_top_level_module_without_a_rank_is_reported() {
    breaks(&[("src/extras/mod.rs", "")], &["src/extras/mod.rs:1 rank"]);
}

#[test]
fn the_crate_root_passes_nothing_on() {
    breaks(&[("src/lib.rs", "mod domain;\npub use domain::Id;")], &["src/lib.rs:3 crate root"]);
    breaks(&[("src/store/db.rs", "use crate::Error;")], &["src/store/db.rs:2 crate root"]);
}

#[test]
fn an_entry_point_that_reaches_behind_a_face_is_reported() {
    let store = [("src/store/mod.rs", "pub mod outbox;"), ("src/store/outbox.rs", "")];
    let worker = ("src/worker/sender.rs", "use crate::store::outbox::lease;");
    breaks(&[store[0], store[1], worker], &["src/worker/sender.rs:2 entry point"]);
}

#[test]
fn the_own_face_is_reported() {
    let face = ("src/gateway/mod.rs", "mod wire;\npub use wire::Request;");
    let wire = ("src/gateway/wire.rs", "use crate::gateway::Registry;");
    breaks(&[face, wire], &["src/gateway/wire.rs:2 own face", "src/gateway/wire.rs:2 cycle"]);
    let nested = ("src/gateway/simulator/inbound.rs", "fn f(_: crate::gateway::Registry) {}");
    let fixture = ("tests/fixtures/gateways/simulator/inbound/plain.json", "");
    breaks(
        &[("src/gateway/mod.rs", "mod simulator;"), nested, fixture],
        &["src/gateway/simulator/inbound.rs:2 own face"],
    );
}

#[test]
fn a_sibling_that_stands_below_is_reported() {
    let face = ("src/gateway/mod.rs", "mod wire;\nmod simulator;\nmod registry;");
    let registry = ("src/gateway/registry.rs", "use crate::gateway::wire::Request;");
    let inbound = ("src/gateway/simulator/inbound.rs", "use crate::gateway::{wire::Request, registry::Registry};");
    let fixture = ("tests/fixtures/gateways/simulator/inbound/plain.json", "");
    breaks(
        &[face, ("src/gateway/wire.rs", ""), registry, inbound, fixture],
        &["src/gateway/simulator/inbound.rs:2 sibling order"],
    );
}

#[test]
fn a_circle_of_files_is_reported() {
    let files = [
        ("src/domain/mod.rs", ""),
        ("src/domain/a.rs", "use crate::domain::b::B;"),
        ("src/domain/b.rs", "use crate::domain::c::C;"),
        ("src/domain/c.rs", "\nfn f() { crate::domain::a::go() }"),
    ];
    breaks(&files, &["src/domain/c.rs:3 cycle"]);
    let through_a_face = [
        ("src/domain/consent/mod.rs", "mod subscription;\npub use subscription::Subscription;"),
        ("src/domain/consent/subscription.rs", "use crate::domain::care::Alert;"),
        ("src/domain/care/mod.rs", "use crate::domain::consent::Subscription;"),
    ];
    breaks(&through_a_face, &["src/domain/consent/subscription.rs:2 cycle"]);
}

#[test]
fn super_is_reported_but_for_the_glob_of_a_test_module() {
    breaks(&[("src/store/db.rs", "use super::Store;")], &["src/store/db.rs:2 super"]);
    breaks(&[("src/store/db.rs", "use super::*;")], &["src/store/db.rs:2 super"]);
    breaks(&[("src/store/db.rs", "fn f() { super::g() }")], &["src/store/db.rs:2 super"]);
    let test_module =
        "#[cfg(all(test, unix))]\n#[path = \"x\"]\nmod tests {\n    use super::*;\n    use super::Store;\n}";
    breaks(&[("src/store/db.rs", test_module)], &["src/store/db.rs:6 super"]);
    breaks(&[("src/store/tests.rs", "use super::*;")], &[]);
}
