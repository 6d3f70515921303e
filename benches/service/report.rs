//! The tables, ratios first, and whether what is to be reached was reached. Rounds in which others used the machine do
//! not count, unless there are no others; then the row says NOISE.

use crate::contestants::Contestant;
use crate::figures::{median, whole};
use crate::machine::NOISE;
use crate::requests::Load;

/// Kannel with static texts and no durability, at 64 connections on such a machine.
const KANNEL: f64 = 6300.0;
/// Times the Express app's throughput, at least.
const TIMES_EXPRESS: f64 = 2.0;
/// CPU seconds for a thousand requests, at most.
const CPU: f64 = 0.15;
/// Milliseconds for all but one in a hundred at the fixed rate, at most.
const P99: f64 = 2.4;
/// Resident memory in MiB, at most.
const MIB: f64 = 50.0;

/// How a load was paced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Closed loop.
    Loop,
    /// Fixed rate.
    Rate,
}

/// One measurement.
#[derive(Debug, Clone, Copy)]
pub struct Seen {
    /// Of whom.
    pub contestant: Contestant,
    /// With what.
    pub load: Load,
    /// How fast.
    pub pace: Pace,
    /// What came out.
    pub measured: Measured,
}

/// What one measurement showed.
#[derive(Debug, Clone, Copy)]
pub struct Measured {
    /// Right answers in a second.
    pub per_second: f64,
    /// Half of them within this many milliseconds.
    pub p50: f64,
    /// All but one in a hundred within this many milliseconds.
    pub p99: f64,
    /// CPU seconds for a thousand.
    pub cpu: f64,
    /// Resident memory in MiB.
    pub mib: f64,
    /// Answers that were not right.
    pub wrong: u64,
    /// Cores that others used meanwhile.
    pub other_cores: f64,
    /// Answers that the gateway was given in a second.
    pub sent: f64,
}

/// Quiet rounds of whichever measurement has fewest.
pub fn quiet(seen: &[Seen], contestants: &[Contestant]) -> usize {
    let each =
        contestants.iter().flat_map(|contestant| contestant.loads().iter().map(move |load| (*contestant, *load)));
    let each = each.flat_map(|(contestant, load)| [Pace::Loop, Pace::Rate].map(|pace| (contestant, load, pace)));
    each.map(|what| of(seen, what).filter(|measured| measured.other_cores <= NOISE).count()).min().unwrap_or(0)
}

fn of(seen: &[Seen], what: (Contestant, Load, Pace)) -> impl Iterator<Item = Measured> + Clone {
    seen.iter().filter(move |seen| (seen.contestant, seen.load, seen.pace) == what).map(|seen| seen.measured)
}

/// The middle of a figure over the quiet rounds.
fn middle(seen: &[Seen], what: (Contestant, Load, Pace), figure: fn(&Measured) -> f64) -> f64 {
    let calm: Vec<f64> = of(seen, what).filter(|measured| measured.other_cores <= NOISE).map(|m| figure(&m)).collect();
    median(if calm.is_empty() { of(seen, what).map(|m| figure(&m)).collect() } else { calm })
}

/// Prints everything.
pub fn print(seen: &[Seen], contestants: &[Contestant], wanted: usize) {
    ratios(seen, contestants);
    for load in [Load::Sms, Load::Ussd] {
        table(seen, contestants, load);
    }
    verdicts(seen, contestants);
    let loudest = seen.iter().map(|seen| seen.measured.other_cores).fold(0.0, f64::max);
    let wrong: u64 = seen.iter().map(|seen| seen.measured.wrong).sum();
    println!("- wrong answers: {wrong}; each acknowledged text was in the database after a kill -9");
    println!(
        "- at least {} quiet rounds of {wanted} wanted; other processes used up to {loudest:.2} cores, and rounds above {NOISE} are left out\n",
        quiet(seen, contestants)
    );
}

fn ratios(seen: &[Seen], contestants: &[Contestant]) {
    println!("| Fitila's throughput against | texts | turns |\n|---|---|---|");
    let rate = |contestant, load| middle(seen, (contestant, load, Pace::Loop), |m| m.per_second);
    let others = contestants.iter().filter(|contestant| !is_ours(**contestant));
    for other in others {
        let ratio = |load| rate(Contestant::Fitila, load) / rate(*other, load);
        println!("| {} | **{:.2}** | **{:.2}** |", other.name(), ratio(Load::Sms), ratio(Load::Ussd));
    }
    println!(
        "| Kannel's {} a second, measured earlier | **{:.2}** | |\n",
        whole(KANNEL),
        rate(Contestant::Fitila, Load::Sms) / KANNEL
    );
}

fn is_ours(contestant: Contestant) -> bool {
    matches!(contestant, Contestant::Fitila | Contestant::FitilaSending)
}

fn table(seen: &[Seen], contestants: &[Contestant], load: Load) {
    let name = if load == Load::Sms { "Texts" } else { "Turns" };
    println!(
        "| {name} | a second | p50 / p99 ms | CPU s per 1 000 | peak MiB | at 500/s: p50 / p99 ms | CPU s per 1 000 | MiB | sent a second |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for contestant in contestants.iter().filter(|contestant| contestant.loads().contains(&load)) {
        let fast = |figure| middle(seen, (*contestant, load, Pace::Loop), figure);
        let paced = |figure| middle(seen, (*contestant, load, Pace::Rate), figure);
        let calm = |pace| of(seen, (*contestant, load, pace)).any(|measured| measured.other_cores <= NOISE);
        let noise = if calm(Pace::Loop) && calm(Pace::Rate) { "" } else { " NOISE" };
        println!(
            "| {}{noise} | {} | {:.2} / {:.2} | {:.3} | {:.0} | {:.2} / {:.2} | {:.3} | {:.0} | {} |",
            contestant.name(),
            whole(fast(|m| m.per_second)),
            fast(|m| m.p50),
            fast(|m| m.p99),
            fast(|m| m.cpu),
            fast(|m| m.mib),
            paced(|m| m.p50),
            paced(|m| m.p99),
            paced(|m| m.cpu),
            paced(|m| m.mib),
            whole(fast(|m| m.sent)),
        );
    }
    println!();
}

fn verdicts(seen: &[Seen], contestants: &[Contestant]) {
    let fast = |contestant, load, figure| middle(seen, (contestant, load, Pace::Loop), figure);
    let say = |is_reached: bool, what: String| println!("- {}: {what}", if is_reached { "reached" } else { "MISSED" });
    let rate: fn(&Measured) -> f64 = |m| m.per_second;
    let texts = fast(Contestant::Fitila, Load::Sms, rate);
    say(texts > KANNEL, format!("ahead of Kannel's {} texts a second (seen: {})", whole(KANNEL), whole(texts)));
    for (load, name) in [(Load::Sms, "texts"), (Load::Ussd, "turns")] {
        let what = (Contestant::Fitila, load, Pace::Rate);
        if contestants.contains(&Contestant::Express) {
            let times = fast(Contestant::Fitila, load, rate) / fast(Contestant::Express, load, rate);
            say(times >= TIMES_EXPRESS, format!("{name}: at least {TIMES_EXPRESS} times Express (seen: {times:.2})"));
        }
        let cpu = fast(Contestant::Fitila, load, |m| m.cpu);
        say(cpu <= CPU, format!("{name}: at most {CPU} CPU seconds per 1 000 (seen: {cpu:.3})"));
        let p99 = middle(seen, what, |m| m.p99);
        say(p99 < P99, format!("{name}: p99 under {P99} ms at 500 a second (seen: {p99:.2})"));
    }
    let peak = fast(Contestant::Fitila, Load::Sms, |m| m.mib).max(fast(Contestant::Fitila, Load::Ussd, |m| m.mib));
    say(peak < MIB, format!("under {MIB} MiB resident, at its peak (seen: {peak:.0})"));
}
