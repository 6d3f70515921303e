//! The program itself, as it is started, stopped and killed: real clock, real workers, real command line.

use std::io::Write;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::app::{TOKEN, TestApp, number};
use crate::database::Kind;
use crate::fake::Fault;
use crate::mail_server::{AUTHORITY, Lock, MailServer};
use crate::sealed::find_digits;
use crate::sms::futures;

crate::stories! {
    the_program_serves_campaigns_planned_beside_it with super::QUIET_OFF,
    a_killed_program_loses_nothing_and_sends_nothing_twice with super::QUIET_OFF,
    a_locked_mail_server_takes_mail_only_where_it_is_trusted,
}

const QUIET_OFF: &[(&str, &str)] = &[("FITILA__SENDING__QUIET_HOURS", "none")];
const CANARY: &str = "zebrafish";

/// A running `fitila serve` over the database of a story, whose own service was ended.
struct Program {
    child: Child,
    base: String,
    log: PathBuf,
}

/// The program with its settings, in the folder of a story.
pub fn command(app: &TestApp, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_fitila"));
    command.args(arguments).current_dir(app.database.folder()).envs(app.settings.iter().cloned());
    command
}

/// Runs a verb beside the service.
pub fn run(app: &TestApp, arguments: &[&str], input: &str) -> Output {
    let mut child =
        command(app, arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

impl Program {
    async fn serve(app: &TestApp) -> Self {
        Self::serve_with(app, &[]).await
    }

    async fn serve_with(app: &TestApp, settings: &[(&str, &str)]) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let log = app.database.folder().join(format!("{}.log", free.port()));
        let file = std::fs::File::create(&log).unwrap();
        let child = command(app, &["serve"])
            .envs(settings.iter().copied())
            .env("FITILA__HTTP__LISTEN", free.to_string())
            .env("FITILA__HTTP__PUBLIC_URL", format!("http://{free}"))
            .stdin(Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .spawn()
            .unwrap();
        let program = Self { child, base: format!("http://{free}"), log };
        let ready = format!("{}/health/ready", program.base);
        app.until("the program is ready", async || {
            app.client().get(&ready).send().await.is_ok_and(|answer| answer.status().is_success())
        })
        .await;
        program
    }

    async fn text(&self, app: &TestApp, id: &str, number: &str, text: &str) -> u16 {
        let fields = [("id", id), ("from", number), ("to", "32627"), ("text", text)];
        let request = app
            .client()
            .post(format!("{}/gateways/at/{TOKEN}/sms", self.base))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(serde_html_form::to_string(fields).unwrap());
        request.send().await.map_or(0, |answer| answer.status().as_u16())
    }

    /// Asks it to stop; how long it took and its exit status.
    async fn stop(mut self) -> (Duration, i32, String) {
        #[expect(clippy::disallowed_methods, reason = "how long the program takes to stop is measured")]
        let begun = Instant::now();
        let id = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(id, rustix::process::Signal::TERM).unwrap();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (begun.elapsed(), status.code().unwrap_or(-1), self.said());
            }
            assert!(begun.elapsed() < Duration::from_secs(15), "it does not stop: {}", self.said());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

async fn the_program_serves_campaigns_planned_beside_it(app: &TestApp) {
    app.stop().await;
    let program = Program::serve(app).await;
    let people: Vec<String> = (0..40).map(number).collect();
    let rows: String = people.iter().map(|number| format!("{number},form\n")).collect();
    let file = app.database.folder().join("people.csv");
    std::fs::write(&file, format!("number,consent_how\n{rows}")).unwrap();
    let imported = run(app, &["people", "import", &file.display().to_string()], "");
    assert!(imported.status.success(), "{imported:?}");
    assert_eq!(program.text(app, "mo-1", &number(90), &format!("{CANARY} 1")).await, 200);
    let planned = run(app, &["campaign", "new", "--message", "family_02_city"], "");
    assert!(planned.status.success(), "{planned:?}");
    let id = String::from_utf8(planned.stdout).unwrap().trim().to_owned();
    app.until("the campaign is sent", async || app.fake.taken().len() == 41).await;
    let shown = async || {
        let shown = run(app, &["campaign", "show", &id, "--json"], "");
        serde_json::from_slice::<serde_json::Value>(&shown.stdout).unwrap()
    };
    app.until("it is finished", async || shown().await["state"] == "finished").await;
    assert_eq!(shown().await["counts"]["accepted"], 40);
    let person = run(app, &["people", "show", "-", "--json"], &format!("{}\n", people[0]));
    let person: serde_json::Value = serde_json::from_slice(&person.stdout).unwrap();
    assert_eq!((&person["standing"], &person["texts_sent"]), (&"active".into(), &1.into()));

    // One SQLite file has one server; on Postgres another node may join.
    if app.database.kind == Kind::Sqlite {
        let second = run(app, &["serve"], "");
        assert_eq!(second.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&second.stderr).contains("another fitila serve"), "{second:?}");
    }

    // A call that never ends keeps it for eight seconds, not longer, and is in doubt.
    app.fake.next([Fault::HoldAnswer]);
    assert_eq!(program.text(app, "mo-2", &number(91), &format!("{CANARY} 2")).await, 200);
    app.until("a call is open", async || app.fake.taken().len() == 42).await;
    let (took, status, log) = program.stop().await;
    assert!(took < Duration::from_secs(10) && status == 0, "it took {took:?} and ended with {status}: {log}");
    assert_eq!((app.in_state("in_doubt"), app.in_state("submitting")), (1, 0));
    for digits in people.iter().chain([&number(90), &number(91)]) {
        assert_eq!(find_digits(&[("log".to_owned(), log.clone().into_bytes())], &digits[1..]), Vec::<String>::new());
    }
    assert!(!log.contains(CANARY) && !log.contains(TOKEN) && log.contains("Fitila answers"), "{log}");
}

async fn a_killed_program_loses_nothing_and_sends_nothing_twice(app: &TestApp) {
    app.stop().await;
    app.fake.slow(Duration::from_millis(40));
    let mut killed = Program::serve(app).await;
    let texts = futures((0..40).map(async |n| {
        // They come over a while, so that the end finds some answered, some under way and some not begun.
        tokio::time::sleep(Duration::from_millis(n * 4)).await;
        let id = format!("killed-{n}");
        (killed.text(app, &id, &number(100 + n as usize), "MENU").await, id)
    }));
    let kill = async {
        app.until("some are answered", async || app.in_state("accepted") > 0).await;
        let id = rustix::process::Pid::from_child(&killed.child);
        rustix::process::kill_process(id, rustix::process::Signal::KILL).unwrap();
    };
    let (texts, ()) = tokio::join!(texts, kill);
    let answered: Vec<String> = texts.into_iter().filter(|(status, _)| *status == 200).map(|(_, id)| id).collect();
    killed.child.wait().unwrap();
    let program = Program::serve(app).await;
    let kept = app.database.number("SELECT count(*) AS n FROM originated");
    assert!(kept >= answered.len() as i64, "{} texts were answered and {kept} are kept", answered.len());
    assert!(!answered.is_empty());
    for id in &answered {
        assert_eq!(program.text(app, id, &number(1), "another text").await, 200);
    }
    assert_eq!(app.database.number("SELECT count(*) AS n FROM originated"), kept, "each answered text is known");
    app.until("all that is sure is sent", async || {
        app.database.number("SELECT count(*) AS n FROM outbox WHERE state IN ('queued', 'submitting')") == 0
            || app.database.kind == Kind::Postgres && app.in_state("queued") == 0
    })
    .await;
    let doubts = app.in_state("in_doubt") + app.in_state("submitting");
    assert!(doubts <= 16, "{doubts} in doubt, more than calls were open: {:?}", app.ledger());
    let mut taken: Vec<String> = app.fake.taken().into_iter().map(|taken| taken.number).collect();
    let all = taken.len();
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), all, "somebody got a text twice");
    let (_, status, log) = program.stop().await;
    assert_eq!(status, 0, "{log}");
    app.leaves_work();
}

/// An answer about a person from a database that is not the programme's is a false one, and half a record no record.
#[test]
fn a_record_is_whole_and_of_the_right_database_or_there_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let fitila = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_fitila"));
        command.args(arguments).current_dir(folder.path()).stdin(Stdio::null());
        command
    };
    for verb in [
        &["people", "show", "08030000001"][..],
        &["people", "export", "08030000001"],
        &["people", "erase", "08030000001", "--yes"],
    ] {
        let said = fitila(verb).output().unwrap();
        assert_eq!(said.status.code(), Some(2), "{verb:?}");
        let line = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(line.contains("there is no database at data/fitila.db") && !line.contains("0803"), "{line}");
    }
    assert!(!folder.path().join("data").exists(), "looking makes nothing");
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let said = fitila(&["check", "--print", "en"]).stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(said.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&said.stderr).contains("the output could not be written"));
}

async fn a_locked_mail_server_takes_mail_only_where_it_is_trusted(app: &TestApp) {
    app.stop().await;
    let phone = format!("{}\n", number(8001));
    let staff = ["staff", "add", "Amina", "--email", "amina@example.org", "--role", "case-worker", "--phone", "-"];
    assert!(run(app, &[&staff[..], &["--on-duty"]].concat(), &phone).status.success());
    for (n, (lock, word)) in [(Lock::Tls, "tls"), (Lock::StartTls, "starttls")].into_iter().enumerate() {
        let mail = MailServer::start_with(lock).await;
        let port = mail.port.to_string();
        let settings = [
            ("FITILA__SMTP__HOST", "localhost"),
            ("FITILA__SMTP__PORT", &port),
            ("FITILA__SMTP__ENCRYPTION", word),
            ("FITILA__SMTP__USER", "fitila"),
            ("FITILA__SMTP__PASSWORD", "hunter2"),
            ("FITILA__SMTP__FROM", "fitila@example.org"),
            ("SSL_CERT_FILE", AUTHORITY),
        ];
        let looked = |others: &[(&str, &str)]| {
            let mut doctor = command(app, &["doctor", "--json"]);
            let output = doctor.envs(settings).envs(others.iter().copied()).output().unwrap();
            let lines: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
            let line = lines.into_iter().find(|line| line["what"] == "mail").unwrap();
            format!("{} {}", line["verdict"], line["found"])
        };

        let stranger = AUTHORITY.replace("authority", "stranger");
        let untrusted = looked(&[("SSL_CERT_FILE", &stranger)]);
        assert!(
            untrusted.contains("bad") && untrusted.contains("certificate is not trusted here"),
            "{word}: {untrusted}"
        );
        let wrong = looked(&[("FITILA__SMTP__PASSWORD", "hunter3")]);
        assert!(wrong.contains("bad") && wrong.contains("refused user or password with 535"), "{word}: {wrong}");
        let right = looked(&[]);
        assert!(right.contains("ok") && right.contains("takes mail from us"), "{word}: {right}");
        assert!(mail.taken().is_empty(), "looking sends nothing");

        let program = Program::serve_with(app, &settings).await;
        assert_eq!(program.text(app, &format!("help-{n}"), &number(n), "HELP").await, 200);
        app.until("the mail is taken", async || mail.to("amina@example.org") == 1).await;
        let (_, status, log) = program.stop().await;
        assert_eq!(status, 0, "{log}");
    }
}
