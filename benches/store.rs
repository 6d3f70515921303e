//! The store: group commit with full durability against one transaction per operation, by how many wait at once.
//! One operation is what a text from a new number costs: find her, keep her words, add her, queue the answer.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures time and prints it"
)]

#[path = "common/figures.rs"]
mod figures;
#[path = "common/latency.rs"]
mod latency;
#[path = "common/machine.rs"]
mod machine;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fitila::domain::address::Msisdn;
use fitila::domain::conversation::Profile;
use fitila::domain::ids::{AccountName, OriginatedId, SubscriberId, TerminatedId};
use fitila::domain::message::{Body, Cause, MobileTerminated, Urgency};
use fitila::service::Random;
use fitila::store::originated::NewOriginated;
use fitila::store::subscribers::{Known, Through};
use fitila::store::{Lane, MasterKey, Opening, Sealer, Store, StoreError, Tx, originated, outbox, subscribers};
use fitila::telemetry::Metrics;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::figures::{median, setting, whole};
use crate::latency::percentile;
use crate::machine::{NOISE, Watch};

const CALLERS: [usize; 4] = [1, 16, 64, 256];
/// What is to be reached at 64 callers.
const TARGET: f64 = 5.0;
/// Not counted: the first statements are prepared in it.
const WARM_UP: Duration = Duration::from_millis(200);
const TEXT: &str = "Good morning, a man offers my daughter work in Italy, is it true?";
const REPLY: &str = "Ask for the name, the address and the licence of the agent. A true employer never asks for your passport or a fee. Call 627 at any hour, it is free.";

/// How operations share transactions.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    /// As the store does it.
    Group,
    /// Each has its transaction to itself: the next is handed over once the last was committed.
    Alone,
}

struct Round {
    mode: Mode,
    callers: usize,
    per_second: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
    other_cores: f64,
}

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let seconds = Duration::from_secs_f64(setting("FITILA_BENCH_STORE_SECONDS", 1.2));
    let wanted = setting("FITILA_BENCH_STORE_ROUNDS", 5.0) as usize;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    println!("## Store: group commit against one transaction per operation\n");
    println!("{}\n", machine::describe(Path::new(env!("CARGO_TARGET_TMPDIR"))));
    let mut rounds = Vec::new();
    // Noisy rounds are made up for, up to as many again.
    for turn in 0..wanted * 2 {
        for callers in CALLERS {
            for mode in [Mode::Group, Mode::Alone] {
                rounds.push(runtime.block_on(round(mode, callers, seconds)));
            }
        }
        if turn + 1 >= wanted && CALLERS.iter().all(|callers| quiet(&rounds, *callers) >= wanted) {
            break;
        }
    }
    print(&rounds, wanted);
}

/// Rounds of this many callers in which others did not disturb, in the mode that has fewer.
fn quiet(rounds: &[Round], callers: usize) -> usize {
    let of = |mode| {
        let those = rounds.iter().filter(|round| round.callers == callers && round.mode == mode);
        those.filter(|round| round.other_cores <= NOISE).count()
    };
    of(Mode::Group).min(of(Mode::Alone))
}

async fn round(mode: Mode, callers: usize, lasts: Duration) -> Round {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let opening = Opening::Sqlite(folder.path().join("store.db"));
    let store = Store::open(&opening, Sealer::new(&MasterKey::from_bytes([7; 32])), Metrics::new()).unwrap();
    let next = Arc::new(AtomicU64::new(0));
    let turn = Arc::new(Mutex::new(()));
    let begins = Instant::now() + WARM_UP;
    let ends = begins + lasts;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..callers {
        let (store, next, turn) = (store.clone(), Arc::clone(&next), Arc::clone(&turn));
        tasks.spawn(async move {
            let mut micros = Vec::new();
            loop {
                let begun = Instant::now();
                if begun >= ends {
                    return micros;
                }
                let n = next.fetch_add(1, Ordering::Relaxed);
                let alone = if mode == Mode::Alone { Some(turn.lock().await) } else { None };
                store.write(Lane::Urgent, move |tx| operation(tx, n)).await.unwrap();
                drop(alone);
                let ended = Instant::now();
                if begun >= begins && ended <= ends {
                    micros.push((ended - begun).as_micros() as u32);
                }
            }
        });
    }
    tokio::time::sleep_until(begins.into()).await;
    let watch = Watch::start(std::process::id());
    let mut micros: Vec<u32> = tasks.join_all().await.into_iter().flatten().collect();
    let spent = watch.stop();
    let done = micros.len() as f64;
    Round {
        mode,
        callers,
        per_second: done / lasts.as_secs_f64(),
        p50: percentile(&mut micros, 0.5),
        p99: percentile(&mut micros, 0.99),
        cpu: spent.cpu / done * 1000.0 * lasts.as_secs_f64() / spent.seconds,
        other_cores: spent.other_cores,
    }
}

fn operation(tx: &mut Tx<'_>, n: u64) -> Result<(), StoreError> {
    let (now, random, account) = (Timestamp::now(), Random::System, AccountName::new("at"));
    let number = Msisdn::parse(&format!("+234803{n:07}")).unwrap();
    assert!(subscribers::find(tx, &number)?.is_none());
    let subscriber = SubscriberId(random.id(now));
    let (message, text) = (OriginatedId(random.id(now)), Body::new(TEXT));
    let kept = NewOriginated {
        id: message,
        account: &account,
        dedupe_key: tx.sealer().dedupe_key(&account, "sms", &[&n.to_be_bytes()]),
        from: subscriber,
        text: Some(&text),
        sent_at: Some(now),
        received_at: now,
    };
    originated::keep(tx, &kept)?;
    let known = Known { id: subscriber, profile: Profile::new() };
    subscribers::add_known(tx, &known, &Through { number, account: &account, network: None }, now)?;
    let reply = MobileTerminated {
        id: TerminatedId(random.id(now)),
        account: account.clone(),
        to: subscriber,
        text: Body::new(REPLY),
        segments: 1,
        urgency: Urgency::Reply,
        cause: Cause::Answer(Some(message)),
        due_at: now,
        expires_at: now + SignedDuration::from_hours(2),
    };
    outbox::queue(tx, &reply, now)
}

fn print(rounds: &[Round], wanted: usize) {
    println!("| callers | **ratio** | group: op/s | p50 / p99 ms | CPU s per 1 000 | alone: op/s | p50 / p99 ms |");
    println!("|---|---|---|---|---|---|---|");
    let mut reached = f64::NAN;
    for callers in CALLERS {
        let enough = quiet(rounds, callers) > 0;
        let of = |mode, figure: fn(&Round) -> f64| {
            let those = rounds.iter().filter(|round| round.callers == callers && round.mode == mode);
            median(those.filter(|round| !enough || round.other_cores <= NOISE).map(figure).collect())
        };
        let (group, alone) = (of(Mode::Group, |r| r.per_second), of(Mode::Alone, |r| r.per_second));
        let noise = if quiet(rounds, callers) < wanted { " NOISE" } else { "" };
        println!(
            "| {callers}{noise} | **{:.1}** | {} | {:.2} / {:.2} | {:.3} | {} | {:.2} / {:.2} |",
            group / alone,
            whole(group),
            of(Mode::Group, |r| r.p50),
            of(Mode::Group, |r| r.p99),
            of(Mode::Group, |r| r.cpu),
            whole(alone),
            of(Mode::Alone, |r| r.p50),
            of(Mode::Alone, |r| r.p99),
        );
        if callers == 64 {
            reached = group / alone;
        }
    }
    let loudest = rounds.iter().map(|round| round.other_cores).fold(0.0, f64::max);
    let verdict = if reached >= TARGET { "reached" } else { "MISSED" };
    println!("\n- {verdict}: at 64 callers at least {TARGET} times (seen: {reached:.1})");
    println!("- other processes used up to {loudest:.2} cores; rounds above {NOISE} are left out\n");
}
