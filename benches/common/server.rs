//! A server that is measured: a process of its own, started from this one's session, killed when it is let go.

use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long a server may take to start.
const START: Duration = Duration::from_secs(30);
/// The secret part of Fitila's webhook addresses.
pub const TOKEN: &str = "a-token-for-benchmarks-only";

/// A running server.
pub struct Server {
    child: Child,
}

/// What a process holds in memory, in MiB.
#[derive(Debug, Clone, Copy)]
pub struct Memory {
    /// Now.
    pub now: f64,
    /// At most since it started.
    pub peak: f64,
}

impl Server {
    /// Starts a command that listens on this port, and waits until it says that it is ready.
    pub fn start(command: &mut Command, folder: &Path, port: u16) -> Self {
        let log = folder.join("log");
        let file = File::create(&log).unwrap();
        command.current_dir(folder).stdin(Stdio::null());
        command.stdout(file.try_clone().unwrap()).stderr(file);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let mut server = Self { child };
        let begun = Instant::now();
        while !is_ready(port) {
            let ended = server.child.try_wait().unwrap();
            if ended.is_some() || begun.elapsed() > START {
                panic!("{command:?} is not ready:\n{}", fs::read_to_string(log).unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it holds in memory.
    pub fn memory(&self) -> Memory {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap_or_default();
        let line = |name: &str| {
            let kib = status.lines().find_map(|line| line.strip_prefix(name)?.split_whitespace().next());
            kib.and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(f64::NAN) / 1024.0
        };
        Memory { now: line("VmRSS:"), peak: line("VmHWM:") }
    }
}

impl Drop for Server {
    /// Kills it outright: what it had acknowledged must be on the disk all the same.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A folder on the disk that holds the build, and not in a `/tmp` that may be memory; gone when it is let go.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// The program: `FITILA_BENCH_BINARY`, or else the one that cargo built with this benchmark.
pub fn binary() -> PathBuf {
    std::env::var_os("FITILA_BENCH_BINARY").map_or_else(|| env!("CARGO_BIN_EXE_fitila").into(), PathBuf::from)
}

/// Writes the settings of a programme with one Africa's Talking account, whose gateway is a local port.
pub fn configure(folder: &Path, port: u16, gateway: u16, per_second: u32) {
    let settings = format!(
        r#"
        [http]
        listen = "127.0.0.1:{port}"
        public_url = "http://127.0.0.1:{port}"
        [sending]
        quiet_hours = "none"
        [gateways.at]
        provider = "africastalking"
        webhook_token = "{TOKEN}"
        per_second = {per_second}
        username = "benchmark"
        api_key = "no-key"
        sender = "32627"
        base_url = "http://127.0.0.1:{gateway}"
        "#
    );
    fs::write(folder.join("fitila.toml"), settings).unwrap();
}

fn is_ready(port: u16) -> bool {
    let asked = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        stream.write_all(b"GET /health/ready HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    };
    asked().is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200"))
}
