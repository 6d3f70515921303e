//! A campaign to 100 000 people into a local gateway: how many messages leave in a second, whether memory stays flat,
//! and whether everybody got it once. All of it through the program itself, as an operator would do it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark measures time and prints it"
)]

#[path = "common/figures.rs"]
mod figures;
#[path = "common/machine.rs"]
mod machine;
#[path = "common/server.rs"]
mod server;
#[path = "common/sink.rs"]
mod sink;

use std::fmt::Write;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::figures::{median, setting, whole};
use crate::machine::{NOISE, Spent, Watch};
use crate::server::{Memory, Server, binary, configure, free_port};
use crate::sink::Sink;

/// The most that an account may be set to: the gateway is never what holds it up.
const PER_SECOND: u32 = 10_000;
/// The text that is sent: one of the weekly series for families, in the five languages.
const MESSAGE: &str = "family_02_city";
/// How often memory is looked at, and the gateway's book.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// Nothing new for this long: the campaign has stopped, finished or not.
const GIVE_UP: Duration = Duration::from_secs(30);
/// After the last message, so that a second one to somebody would be seen.
const WAIT_FOR_DUPLICATES: Duration = Duration::from_secs(3);
/// Memory may move by this many MiB between the first tenth of a campaign and its end and still be called flat.
const FLAT: f64 = 8.0;

fn main() {
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let people = setting("FITILA_BENCH_PEOPLE", 100_000.0) as u64;
    let folder = server::folder();
    println!("## Campaign: one message to {} people\n", whole(people as f64));
    println!("{}\n", machine::describe(folder.path()));
    let (sink, port) = (Sink::start(), free_port());
    configure(folder.path(), port, sink.port, PER_SECOND);
    std::fs::write(folder.path().join("people.csv"), csv(people)).unwrap();

    let begun = Instant::now();
    fitila(folder.path(), &["people", "import", "people.csv"]);
    let imported = begun.elapsed();
    let accepting = ["--accept-unreviewed", "ha,yo,ig,pcm", "--as", "benchmark@example.org"];
    let planned = [&["campaign", "new", "--message", MESSAGE, "--name", "benchmark"][..], &accepting].concat();
    fitila(folder.path(), &planned);

    let begun = Instant::now();
    let server = Server::start(Command::new(binary()).arg("serve"), folder.path(), port);
    let watch = Watch::start(server.pid());
    let course = follow(&server, &sink, people);
    let (spent, whole_time) = (watch.stop(), begun.elapsed());
    std::thread::sleep(WAIT_FOR_DUPLICATES);
    let ledger = fitila(folder.path(), &["campaign", "show", "1", "--json"]);
    print(&Outcome { people, imported, whole_time, course, spent, ledger }, &sink);
}

/// What was seen while it ran.
struct Course {
    started: Memory,
    looks: Vec<(u64, Memory)>,
}

struct Outcome {
    people: u64,
    imported: Duration,
    whole_time: Duration,
    course: Course,
    spent: Spent,
    ledger: String,
}

/// Looks at memory until everybody has it, or nothing moves any more.
fn follow(server: &Server, sink: &Sink, people: u64) -> Course {
    let mut course = Course { started: server.memory(), looks: Vec::new() };
    let (mut last, mut moved) = (0, Instant::now());
    while last < people && moved.elapsed() < GIVE_UP {
        std::thread::sleep(LOOK_EVERY);
        let messages = sink.told().messages;
        if messages > last {
            (last, moved) = (messages, Instant::now());
        }
        course.looks.push((messages, server.memory()));
    }
    course
}

fn print(outcome: &Outcome, sink: &Sink) {
    let Outcome { people, imported, whole_time, course, spent, ledger } = outcome;
    let told = sink.told();
    let sending = told.lasted.as_secs_f64();
    let rate = told.messages as f64 / sending;
    let missed = people - (told.messages - told.duplicates).min(*people);
    println!("| | |\n|---|---|");
    println!("| **messages a second while sending** | **{}** |", whole(rate));
    println!(
        "| from the start of the service to the last message | {:.1} s, {} a second |",
        whole_time.as_secs_f64(),
        whole(*people as f64 / whole_time.as_secs_f64())
    );
    println!("| of which: starting, freezing texts and people | {:.1} s |", whole_time.as_secs_f64() - sending);
    println!(
        "| import of the file | {:.1} s, {} rows a second |",
        imported.as_secs_f64(),
        whole(*people as f64 / imported.as_secs_f64())
    );
    println!("| CPU s per 1 000 messages | {:.3} |", spent.cpu / *people as f64 * 1000.0);
    println!("| cores that it used | {:.2} |", spent.cpu / spent.seconds);
    println!("| duplicates, missed | {}, {missed} |", told.duplicates);
    println!("| resident at the start | {:.0} MiB |", course.started.now);
    let at = |share: f64| {
        let wanted = (*people as f64 * share) as u64;
        course.looks.iter().find(|(messages, _)| *messages >= wanted).map_or(f64::NAN, |(_, memory)| memory.now)
    };
    let line: Vec<String> = [0.1, 0.25, 0.5, 0.75, 1.0].iter().map(|share| format!("{:.0}", at(*share))).collect();
    println!("| resident when 10, 25, 50, 75, 100 % are out | {} MiB |", line.join(", "));
    let peak = course.looks.last().map_or(f64::NAN, |(_, memory)| memory.peak);
    println!("| resident at its peak | {peak:.0} MiB |");
    let looks: Vec<f64> =
        course.looks.windows(2).map(|pair| (pair[1].0 - pair[0].0) as f64).filter(|n| *n > 0.0).collect();
    println!("| messages in a quarter of a second, median | {} |", whole(median(looks)));
    let noise = if spent.other_cores > NOISE { " — NOISE: measure again when nothing else runs" } else { "" };
    println!("| other processes | {:.2} cores{noise} |\n", spent.other_cores);

    let finished = ledger.contains(r#""state": "finished""#) || ledger.contains(r#""state":"finished""#);
    let verdict = |is_reached: bool| if is_reached { "reached" } else { "MISSED" };
    println!(
        "- {}: everybody got it once ({} duplicates, {missed} missed)",
        verdict(told.duplicates == 0 && missed == 0),
        told.duplicates
    );
    println!(
        "- {}: memory is flat ({:.0} MiB at 10 %, {:.0} MiB at 100 %)",
        verdict((at(1.0) - at(0.1)).abs() <= FLAT),
        at(0.1),
        at(1.0)
    );
    println!("- {}: its state is finished", verdict(finished));
    if !finished || missed > 0 {
        println!("\n{ledger}");
    }
}

/// People of all five languages, each of whom agreed on paper.
fn csv(people: u64) -> String {
    let mut csv = String::from("number,language,area,role,topics,group,consent_at,consent_how\n");
    for n in 0..people {
        let language = ["en", "ha", "yo", "ig", "pcm"][n as usize % 5];
        writeln!(csv, "080{},{language},Benin City,parent,safety;tips,benchmark,2026-01-10,paper form", 30_000_000 + n)
            .unwrap();
    }
    csv
}

/// Runs a verb and gives what it printed.
fn fitila(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(binary()).args(arguments).current_dir(folder).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "fitila {arguments:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}
