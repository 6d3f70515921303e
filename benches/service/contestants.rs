//! What is measured side by side, each started fresh on an empty database: a handler that does nothing, the program
//! that most people would write, and ours.

use std::path::Path;
use std::process::Command;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tempfile::TempDir;

use crate::requests::Load;
use crate::server::{self, Server, TOKEN, configure, free_port};
use crate::sink::{Sink, Told};

/// Messages that leave in a second where nobody says otherwise.
const DEFAULT_RATE: u32 = 30;
/// As fast as may be set: every answer leaves.
const HIGHEST_RATE: u32 = 10_000;

/// A contestant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contestant {
    /// An actix-web handler that reads the request and answers: what the machine can do at all.
    Bare,
    /// Express with better-sqlite3.
    Express,
    /// Fitila as it is set by default: each answer is queued and leaves at the account's 30 a second.
    Fitila,
    /// Fitila with an account that takes all it is given, so that each answer is also sent and settled.
    FitilaSending,
}

/// A contestant that runs.
pub struct Running {
    /// Its process.
    pub server: Server,
    /// Where it listens.
    pub port: u16,
    contestant: Contestant,
    folder: TempDir,
    sink: Sink,
}

impl Contestant {
    /// All, in the order in which they run.
    pub const ALL: [Contestant; 4] =
        [Contestant::Bare, Contestant::Express, Contestant::Fitila, Contestant::FitilaSending];

    /// What to call it in a table.
    pub fn name(self) -> &'static str {
        match self {
            Contestant::Bare => "bare actix-web handler",
            Contestant::Express => "Express + better-sqlite3",
            Contestant::Fitila => "**Fitila**",
            Contestant::FitilaSending => "Fitila, answers sent too",
        }
    }

    /// What it is loaded with: turns send nothing, so the last would only repeat the one before.
    pub fn loads(self) -> &'static [Load] {
        if self == Contestant::FitilaSending { &[Load::Sms] } else { &[Load::Sms, Load::Ussd] }
    }

    /// Starts it.
    pub fn start(self) -> Running {
        let (folder, sink, port) = (server::folder(), Sink::start(), free_port());
        let mut command = match self {
            Contestant::Bare => {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["--bare", &port.to_string()]);
                command
            }
            Contestant::Express => {
                let mut command = Command::new("node");
                command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/express/app.js"));
                let database = folder.path().join("app.db");
                command.envs([("NODE_ENV", "production"), ("PORT", &port.to_string())]).env("DATABASE", database);
                command
            }
            Contestant::Fitila | Contestant::FitilaSending => {
                let rate = if self == Contestant::Fitila { DEFAULT_RATE } else { HIGHEST_RATE };
                configure(folder.path(), port, sink.port, rate);
                let mut command = Command::new(server::binary());
                command.arg("serve");
                command
            }
        };
        Running { server: Server::start(&mut command, folder.path(), port), port, contestant: self, folder, sink }
    }
}

impl Running {
    /// Where a load goes.
    pub fn path(&self, load: Load) -> String {
        let kind = if load == Load::Sms { "sms" } else { "ussd" };
        match self.contestant {
            Contestant::Bare | Contestant::Express => format!("/{kind}"),
            Contestant::Fitila | Contestant::FitilaSending => format!("/gateways/at/{TOKEN}/{kind}"),
        }
    }

    /// Kills it, and counts that each text that was acknowledged is in its database. Gives what it had sent.
    pub fn kill(self, acknowledged: usize) -> Told {
        let Self { server, contestant, folder, sink, .. } = self;
        drop(server);
        let kept = match contestant {
            Contestant::Bare => return sink.told(),
            Contestant::Express => count(&folder.path().join("app.db"), "messages"),
            Contestant::Fitila | Contestant::FitilaSending => {
                count(&folder.path().join("data/fitila.db"), "originated")
            }
        };
        let lost = (acknowledged as i64 - kept).max(0);
        assert_eq!(lost, 0, "{}: texts that were acknowledged are lost", contestant.name());
        let told = sink.told();
        assert_eq!(told.duplicates, 0, "{}: somebody was answered twice", contestant.name());
        told
    }
}

fn count(database: &Path, table: &str) -> i64 {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        rows: i64,
    }
    let mut connection = SqliteConnection::establish(&database.to_string_lossy()).unwrap();
    connection.batch_execute("PRAGMA busy_timeout = 5000").unwrap();
    let counted = diesel::sql_query(format!("SELECT count(*) AS rows FROM {table}"));
    counted.get_result::<Counted>(&mut connection).unwrap().rows
}
