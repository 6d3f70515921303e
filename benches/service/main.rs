//! The service on SQLite under load from another process, beside a handler that does nothing and beside the program
//! that most people would write, all in one run on the same cores. See docs/performance.md.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures time and prints it"
)]

#[path = "../common/figures.rs"]
mod figures;
#[path = "../common/latency.rs"]
mod latency;
#[path = "../common/machine.rs"]
mod machine;
#[path = "../common/server.rs"]
mod server;
#[path = "../common/sink.rs"]
mod sink;

mod bare;
mod contestants;
mod load;
mod report;
mod requests;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::contestants::Contestant;
use crate::figures::setting;
use crate::latency::percentile;
use crate::load::{Loaded, at_rate, closed_loop};
use crate::machine::Watch;
use crate::report::{Measured, Pace, Seen};
use crate::requests::Load;

/// Connections of the closed loop.
const CONNECTIONS: usize = 64;
/// Requests in a second at the fixed rate.
const RATE: u32 = 500;
/// Sent before each measurement and not counted in it.
const WARM_UP: Duration = Duration::from_secs(1);

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, word, port] = arguments.as_slice()
        && word == "--bare"
    {
        return bare::serve(port.parse().unwrap());
    }
    if !arguments.iter().any(|argument| argument == "--bench") {
        return;
    }
    let lasts = Duration::from_secs_f64(setting("FITILA_BENCH_SECONDS", 5.0));
    let wanted = setting("FITILA_BENCH_ROUNDS", 3.0) as usize;
    println!("## Service: inbound texts and dialogue turns on SQLite\n");
    println!("{}\n", machine::describe(server::folder().path()));
    let express = express_is_there();
    let contestants: Vec<Contestant> =
        Contestant::ALL.into_iter().filter(|contestant| express || *contestant != Contestant::Express).collect();
    let mut seen = Vec::new();
    // Noisy rounds are made up for, up to as many again.
    for turn in 0..wanted * 2 {
        for contestant in &contestants {
            seen.extend(under_load(*contestant, lasts));
            seen.extend(at_ease(*contestant, lasts));
        }
        if turn + 1 >= wanted && report::quiet(&seen, &contestants) >= wanted {
            break;
        }
    }
    report::print(&seen, &contestants, wanted);
}

/// Closed loop, as fast as it can.
fn under_load(contestant: Contestant, lasts: Duration) -> Vec<Seen> {
    let running = contestant.start();
    let (pid, port) = (running.server.pid(), running.port);
    let (mut seen, mut acknowledged) = (Vec::new(), 0);
    for load in contestant.loads() {
        let path = running.path(*load);
        let warm = closed_loop(port, &path, *load, CONNECTIONS, WARM_UP);
        let watch = Watch::start(pid);
        let loaded = closed_loop(port, &path, *load, CONNECTIONS, lasts);
        let spent = watch.stop();
        if *load == Load::Sms {
            acknowledged = warm.micros.len() + loaded.micros.len();
        }
        let measured = measure(loaded, spent, running.server.memory().peak);
        seen.push(Seen { contestant, load: *load, pace: Pace::Loop, measured });
    }
    let told = running.kill(acknowledged);
    for seen in &mut seen {
        seen.measured.sent = told.messages as f64 / told.lasted.as_secs_f64().max(0.001);
    }
    seen
}

/// A fixed rate that any of them can keep up with, on a fresh database.
fn at_ease(contestant: Contestant, lasts: Duration) -> Vec<Seen> {
    let running = contestant.start();
    let (pid, port) = (running.server.pid(), running.port);
    let (mut seen, mut acknowledged) = (Vec::new(), 0);
    for load in contestant.loads() {
        let path = running.path(*load);
        let warm = at_rate(port, &path, *load, RATE, WARM_UP);
        let watch = Watch::start(pid);
        let loaded = at_rate(port, &path, *load, RATE, lasts);
        let spent = watch.stop();
        if *load == Load::Sms {
            acknowledged = warm.micros.len() + loaded.micros.len();
        }
        let measured = measure(loaded, spent, running.server.memory().now);
        seen.push(Seen { contestant, load: *load, pace: Pace::Rate, measured });
    }
    running.kill(acknowledged);
    seen
}

fn measure(mut loaded: Loaded, spent: machine::Spent, mib: f64) -> Measured {
    let done = loaded.micros.len() as f64;
    Measured {
        per_second: done / spent.seconds,
        p50: percentile(&mut loaded.micros, 0.5),
        p99: percentile(&mut loaded.micros, 0.99),
        cpu: spent.cpu / done * 1000.0,
        mib,
        wrong: loaded.wrong,
        other_cores: spent.other_cores,
        sent: 0.0,
    }
}

/// Puts the packages of the Express app in place; without them it is left out, and the report says so.
fn express_is_there() -> bool {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/express");
    if folder.join("node_modules/better-sqlite3/build/Release/better_sqlite3.node").exists() {
        return true;
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&folder);
    // Where Node's headers are installed, nothing must be fetched to compile against them.
    if Path::new("/usr/include/node/node.h").exists() {
        npm.env("npm_config_nodedir", "/usr");
    }
    let installed = npm.status().is_ok_and(|status| status.success());
    if !installed {
        println!("**Express is left out**: `npm ci` in benches/express failed.\n");
    }
    installed
}
