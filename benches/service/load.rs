//! Two ways to load a server over keep-alive connections: as fast as it answers, and at a fixed rate.

use std::io::{Read, Write};
use std::net::TcpStream as Blocking;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::requests::{Load, Requests, answer};

/// Connections at a fixed rate: enough that a slow answer does not hold up the next requests.
const PACED: u32 = 16;

/// What came of a load.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// How long each right answer took, in microseconds.
    pub micros: Vec<u32>,
    /// Answers that were not right.
    pub wrong: u64,
}

impl Loaded {
    fn note(&mut self, right: bool, took: Duration) {
        if right {
            self.micros.push(u32::try_from(took.as_micros()).unwrap_or(u32::MAX));
        } else {
            self.wrong += 1;
        }
    }

    fn gather(all: impl Iterator<Item = Self>) -> Self {
        all.fold(Self::default(), |mut sum, one| {
            sum.micros.extend(one.micros);
            sum.wrong += one.wrong;
            sum
        })
    }
}

/// Closed loop: each connection asks again as soon as it was answered.
pub fn closed_loop(port: u16, path: &str, load: Load, connections: usize, lasts: Duration) -> Loaded {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut tasks = JoinSet::new();
        for _ in 0..connections {
            tasks.spawn(one_connection(port, Requests::new(load, path), lasts));
        }
        Loaded::gather(tasks.join_all().await.into_iter())
    })
}

async fn one_connection(port: u16, mut requests: Requests, lasts: Duration) -> Loaded {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut loaded, mut received) = (Loaded::default(), Vec::with_capacity(4096));
    let begun = Instant::now();
    while begun.elapsed() < lasts {
        let asked = Instant::now();
        stream.write_all(requests.next().as_bytes()).await.unwrap();
        received.clear();
        loop {
            assert!(stream.read_buf(&mut received).await.unwrap() > 0, "the server closed a connection");
            if let Some((status, body)) = answer(&received) {
                loaded.note(requests.is_right(status, body), asked.elapsed());
                break;
            }
        }
    }
    loaded
}

/// A fixed rate. A request is timed from when it was due, so that one held up by a slow answer counts as slow too.
/// Threads that sleep wake up to a twentieth of a millisecond late, and not to a whole one as timers of a runtime do.
pub fn at_rate(port: u16, path: &str, load: Load, per_second: u32, lasts: Duration) -> Loaded {
    let begins = Instant::now() + Duration::from_millis(50);
    let threads: Vec<_> = (0..PACED)
        .map(|n| {
            let mut requests = Requests::new(load, path);
            let first = begins + Duration::from_secs(1) * n / per_second;
            std::thread::spawn(move || {
                paced(port, &mut requests, first, Duration::from_secs(1) * PACED / per_second, begins + lasts)
            })
        })
        .collect();
    Loaded::gather(threads.into_iter().map(|thread| thread.join().unwrap()))
}

fn paced(port: u16, requests: &mut Requests, first: Instant, every: Duration, ends: Instant) -> Loaded {
    let mut stream = Blocking::connect(("127.0.0.1", port)).unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut loaded, mut received, mut due) = (Loaded::default(), Vec::new(), first);
    while due < ends {
        let request = requests.next();
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        stream.write_all(request.as_bytes()).unwrap();
        received.clear();
        let mut part = [0; 4096];
        loop {
            let length = stream.read(&mut part).unwrap();
            assert!(length > 0, "the server closed a connection");
            received.extend_from_slice(&part[..length]);
            if let Some((status, body)) = answer(&received) {
                loaded.note(requests.is_right(status, body), due.elapsed());
                break;
            }
        }
        due += every;
    }
    loaded
}
