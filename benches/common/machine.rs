//! What the machine did while something was measured: how much CPU went to what we measure, and how much to others.
//! A run in which others had more than a little says nothing, above all for anything that waits for the disk.

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

/// Cores that other processes may use before a run counts as noise.
pub const NOISE: f64 = 0.3;
/// An `fdatasync` faster than this, in milliseconds, is one that does not reach a disk.
const SUSPECT: f64 = 0.05;
/// Linux counts CPU time in hundredths of a second, whatever its own tick is.
const TICKS: f64 = 100.0;

/// A measurement that has begun.
pub struct Watch {
    pid: u32,
    begun: Instant,
    everybody: u64,
    watched: u64,
    own: u64,
}

/// What a measurement took.
#[derive(Debug, Clone, Copy)]
pub struct Spent {
    /// How long it lasted.
    pub seconds: f64,
    /// CPU seconds of the watched process, all its threads together.
    pub cpu: f64,
    /// Cores that neither it nor we used.
    pub other_cores: f64,
}

impl Watch {
    /// Begins to watch a process; our own, if it is the one that is measured.
    pub fn start(pid: u32) -> Self {
        Self {
            pid,
            begun: Instant::now(),
            everybody: ticks_of_all(),
            watched: ticks_of(pid),
            own: ticks_of(std::process::id()),
        }
    }

    /// Ends the measurement.
    pub fn stop(self) -> Spent {
        let seconds = self.begun.elapsed().as_secs_f64();
        let watched = ticks_of(self.pid).saturating_sub(self.watched);
        let own = if self.pid == std::process::id() { 0 } else { ticks_of(std::process::id()) - self.own };
        let others = (ticks_of_all() - self.everybody).saturating_sub(watched + own);
        Spent { seconds, cpu: watched as f64 / TICKS, other_cores: others as f64 / TICKS / seconds }
    }
}

/// One line on the machine and its disk, for the head of a report.
pub fn describe(folder: &Path) -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let millis = sync_millis(folder);
    let doubt = if millis < SUSPECT { " (SUSPECT: is this folder on a disk?)" } else { "" };
    let model = model.unwrap_or("unknown CPU");
    format!("{cores} cores, {model}, Linux {}; fdatasync of 4 KiB {millis:.2} ms{doubt}", kernel.trim())
}

/// The median time of an `fdatasync` after 4 KiB were written, in milliseconds.
fn sync_millis(folder: &Path) -> f64 {
    let path = folder.join("sync-probe");
    let mut file = File::create(&path).unwrap();
    let mut took: Vec<f64> = (0..200)
        .map(|_| {
            file.write_all(&[7; 4096]).unwrap();
            let begun = Instant::now();
            file.sync_data().unwrap();
            begun.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    let _ = fs::remove_file(path);
    took.sort_by(f64::total_cmp);
    took[took.len() / 2]
}

/// User and system time of a process with all its threads, those that ended included.
fn ticks_of(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name in parentheses may hold anything; what follows it is plain.
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let fields: Vec<&str> = after.split_whitespace().collect();
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<u64>().ok()).unwrap_or(0);
    ticks(11) + ticks(12)
}

/// What all cores did that was neither idling nor waiting for the disk.
fn ticks_of_all() -> u64 {
    let stat = fs::read_to_string("/proc/stat").unwrap_or_default();
    let fields: Vec<u64> =
        stat.lines().next().unwrap_or_default().split_whitespace().filter_map(|field| field.parse().ok()).collect();
    // user, nice, system, idle, iowait, irq, softirq, steal
    [0, 1, 2, 5, 6, 7].iter().filter_map(|at| fields.get(*at)).sum()
}
