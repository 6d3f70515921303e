//! The real program in a folder of its own.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use tempfile::TempDir;

const TOKEN: &str = "a-token-for-tests-of-crashes";

pub struct Program {
    folder: TempDir,
    database: String,
    dropped: Option<String>,
    port: u16,
    running: Option<Child>,
}

/// The ledger of a campaign.
#[derive(Debug, Deserialize)]
pub struct Counts {
    pub planned: u64,
    pub queued: u64,
    submitting: u64,
    pub accepted: u64,
    delivered: u64,
    undeliverable: u64,
    rejected: u64,
    expired: u64,
    cancelled: u64,
    pub in_doubt: u64,
}

/// An alert and who was told of it.
#[derive(Debug, Deserialize)]
pub struct Alert {
    pub label: String,
    pub notices: Vec<Notice>,
}

/// Somebody who was told at a rung.
#[derive(Debug, Deserialize, PartialEq, Eq, Hash)]
pub struct Notice {
    pub name: String,
    pub rung: u32,
}

impl Counts {
    pub fn sum(&self) -> u64 {
        let moving = self.queued + self.submitting + self.accepted + self.in_doubt;
        moving + self.delivered + self.undeliverable + self.rejected + self.expired + self.cancelled
    }
}

#[derive(Deserialize)]
struct Shown {
    state: String,
    counts: Counts,
}

impl Program {
    pub fn on_sqlite() -> Self {
        Self::new("sqlite:data/fitila.db".into(), None)
    }

    pub fn on_postgres() -> Self {
        let server = std::env::var("FITILA_TEST_POSTGRES").unwrap_or_else(|_| {
            panic!("FITILA_TEST_POSTGRES is not set: run tests/run, which starts a Postgres of its own")
        });
        let name = format!("crash_{}_{}", std::process::id(), free_port());
        psql(&server, &format!("CREATE DATABASE {name}"));
        let (base, _) = server.rsplit_once('/').unwrap();
        Self::new(format!("{base}/{name}"), Some(server))
    }

    fn new(database: String, dropped: Option<String>) -> Self {
        let folder = TempDir::new().unwrap();
        Self { folder, database, dropped, port: free_port(), running: None }
    }

    pub fn configure(&self, gateway: &str, per_second: u32) {
        let (port, database) = (self.port, &self.database);
        let text = format!(
            "[http]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://127.0.0.1:{port}\"\n\
             [database]\nurl = \"{database}\"\n\
             [programme]\nshort_code = \"21512\"\nussd_code = \"*384*1234#\"\n\
             [sending]\nquiet_hours = \"none\"\n\
             [gateways.at]\nprovider = \"africastalking\"\nusername = \"sandbox\"\napi_key = \"key\"\n\
             webhook_token = \"{TOKEN}\"\nper_second = {per_second}\nbase_url = \"{gateway}\"\n"
        );
        std::fs::write(self.folder.path().join("fitila.toml"), text).unwrap();
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fitila"));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).stderr(Stdio::null());
        command
    }

    fn ask(&self, arguments: &[&str]) -> String {
        let output = self.command().args(arguments).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "fitila {arguments:?} ended with {}: {said}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn import(&self, people: usize) {
        let mut file = String::from("number,language,topics,consent_at,consent_how\n");
        for n in 0..people {
            let language = ["en", "ha", "yo", "ig", "pcm"][n % 5];
            writeln!(file, "{},{language},safety;tips,2026-01-05,paper form", number(n)).unwrap();
        }
        std::fs::write(self.folder.path().join("people.csv"), file).unwrap();
        self.ask(&["people", "import", "people.csv"]);
    }

    /// Adds the n-th number as the phone of a case worker who is on duty.
    pub fn add_staff(&self, n: usize) {
        let (name, email) = (format!("Worker {n}"), format!("worker{n}@example.org"));
        let who = ["staff", "add", &name, "--email", &email, "--role", "case-worker"];
        self.ask(&[&who[..], &["--phone", &number(n), "--on-duty"]].concat());
    }

    /// The alerts that nobody has taken, with the notices of them.
    pub fn alerts(&self) -> Vec<Alert> {
        serde_json::from_str(&self.ask(&["alert", "list", "--json", "--as", "worker9001@example.org"])).unwrap()
    }

    pub fn plan(&self, message: &str) -> u64 {
        let accepting = ["--accept-unreviewed", "ha,yo,ig,pcm", "--as", "amina@example.org"];
        let asked = [&["campaign", "new", "--message", message][..], &accepting].concat();
        self.ask(&asked).trim().parse().unwrap()
    }

    pub fn counts(&self, campaign: u64) -> Counts {
        self.show(campaign).counts
    }

    fn show(&self, campaign: u64) -> Shown {
        serde_json::from_str(&self.ask(&["campaign", "show", &campaign.to_string(), "--json"])).unwrap()
    }

    pub fn wait_until_finished(&self, campaign: u64) -> Counts {
        // On Postgres what a dead node was submitting is given up when its lease of 45 s is over.
        let until = Instant::now() + Duration::from_secs(100);
        loop {
            let shown = self.show(campaign);
            assert_eq!(shown.counts.sum(), shown.counts.planned, "the counts add up: {:?}", shown.counts);
            if shown.state == "finished" {
                return shown.counts;
            }
            assert!(Instant::now() < until, "the campaign did not finish: {:?}", shown.counts);
            std::thread::sleep(Duration::from_millis(300));
        }
    }

    pub fn start(&mut self) {
        self.running = Some(self.command().arg("serve").stdout(Stdio::null()).spawn().unwrap());
        let until = Instant::now() + Duration::from_secs(20);
        while self.get("/health/live").is_none() {
            assert!(Instant::now() < until, "the program did not start");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// `kill -9`.
    pub fn kill(&mut self) {
        let mut child = self.running.take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// SIGTERM, and waits for the end.
    pub fn terminate(&mut self) -> ExitStatus {
        let mut child = self.running.take().unwrap();
        Command::new("kill").arg(child.id().to_string()).status().unwrap();
        let until = Instant::now() + Duration::from_secs(12);
        while Instant::now() < until {
            if let Some(status) = child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        ExitStatus::from_raw(9)
    }

    /// Sends a text from the n-th number; `None` where no answer came.
    pub fn text(&self, id: &str, n: usize, text: &str) -> Option<u16> {
        let body = format!("id={id}&from={}&to=21512&text={text}", number(n).replace('+', "%2B"));
        let request = format!(
            "POST /gateways/at/{TOKEN}/sms HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        self.exchange(&request)?.get(9..12)?.parse().ok()
    }

    /// The sum of a counter over its labels.
    pub fn metric(&self, name: &str) -> f64 {
        let text = self.get("/metrics").unwrap();
        let lines = text.lines().filter(|line| line.starts_with(name));
        lines.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok()).sum()
    }

    fn get(&self, path: &str) -> Option<String> {
        self.exchange(&format!("GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
    }

    fn exchange(&self, request: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(8))).ok()?;
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        (!answer.is_empty()).then_some(answer)
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        if let Some(mut child) = self.running.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
        if let (Some(server), Some((_, name))) = (&self.dropped, self.database.rsplit_once('/')) {
            psql(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

fn psql(server: &str, statement: &str) {
    let status = Command::new("psql").args([server, "-q", "-c", statement]).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "psql refused: {statement}");
}

pub fn number(n: usize) -> String {
    format!("+234{}{:07}", ["803", "806", "703", "706", "813"][n % 5], n / 5)
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
