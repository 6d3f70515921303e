//! Room on the disk, and whether it keeps its word: a write that returns at once was perhaps not written.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use crate::service::clock::Stopwatch;
use crate::service::examine::finding::Examined;

/// Below this campaigns and imports should hold.
const LEAST: u64 = 200 << 20;
/// Below this somebody should make room.
const LITTLE: u64 = 1 << 30;
/// Writes that are timed.
const WRITES: usize = 20;
/// No disk is as quick as this; measured on a virtual one: 0.13 ms.
const TOO_QUICK: Duration = Duration::from_micros(50);
/// Each answer waits for one such write.
const SLOW: Duration = Duration::from_millis(20);

/// Looks at the disk of a folder.
pub(super) fn examine(folder: &Path) -> Vec<Examined> {
    vec![room(folder), honesty(folder)]
}

fn room(folder: &Path) -> Examined {
    const WHAT: &str = "disk";
    let Ok(disk) = rustix::fs::statvfs(folder) else {
        return Examined::bad(
            WHAT,
            format!("{} cannot be looked at", folder.display()),
            "make the folder, for the user that runs fitila",
        );
    };
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let found = format!("{} MiB free in {}", free >> 20, folder.display());
    let mend = "make room: what cannot be written down is not answered";
    match free {
        free if free < LEAST => Examined::bad(WHAT, found, mend),
        free if free < LITTLE => Examined::look(WHAT, found, mend),
        _ => Examined::ok(WHAT, found),
    }
}

fn honesty(folder: &Path) -> Examined {
    const WHAT: &str = "disk writes";
    let name = folder.join(format!(".fitila-doctor-{}", std::process::id()));
    let timed = time_writes(&name);
    let _ = std::fs::remove_file(&name);
    let median = match timed {
        Ok(median) => median,
        Err(error) => {
            let mend = "run it as the user that runs fitila, who must be able to write there";
            return Examined::bad(WHAT, format!("a file in {} cannot be written: {error}", folder.display()), mend);
        }
    };
    let found = format!("a safe write takes {:.2} ms (median of {WRITES})", median.as_secs_f64() * 1000.0);
    if median < TOO_QUICK {
        let mend = "this disk perhaps says that it wrote before it did; a power cut could lose messages that were answered: ask the host, or use another disk";
        return Examined::look(WHAT, found, mend);
    }
    if median > SLOW {
        return Examined::look(WHAT, found, "answers wait for the disk: use a quicker one, or move other work off it");
    }
    Examined::ok(WHAT, found)
}

fn time_writes(name: &Path) -> std::io::Result<Duration> {
    let mut file: File = OpenOptions::new().write(true).create_new(true).open(name)?;
    let mut times = Vec::with_capacity(WRITES);
    for _ in 0..WRITES {
        let watch = Stopwatch::start();
        file.write_all(&[0x5a; 4096])?;
        file.sync_data()?;
        times.push(watch.elapsed());
    }
    times.sort();
    Ok(times[WRITES / 2])
}
