//! `fitila handset`: a phone in the terminal. It talks to the service that runs at `http.public_url`; where none runs
//! it brings one of its own, with a database that is gone at the end.

use std::io::BufRead;

use serde::Deserialize;

use crate::app::assemble::assemble;
use crate::app::exit::{Ended, Failure, say};
use crate::config::{Database, Settings};
use crate::domain::address::Msisdn;
use crate::gateway::{Executor, Request};
use crate::service::handset::{Call, dial, hang_up, text, thread};
use crate::service::{Clock, Context};
use crate::web::paths;
use crate::worker::{Stop, sender};

/// Opens the phone of a practice number and reads what is typed until the end of input.
pub fn handset(settings: &Settings, number: &str) -> Ended {
    let number = Msisdn::parse_practice(number)
        .map_err(|_| Failure::wrong("--number: write a practice number, +2340000000000 to +2340000000099"))?;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::wrong(format!("the runtime could not start: {error}")))?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let executor = Executor::new().map_err(Failure::wrong)?;
    let away = Away { executor, base: settings.http.public_url.as_str().to_owned(), number };
    let code = settings.programme.ussd_code.to_string();
    if runtime.block_on(away.post("dial", &[])).is_ok() {
        say(&format!("Connected to {}. Write a text, or dial {code}; an empty line hangs up.", away.base));
        return runtime.block_on(talk(Phone::Away(away, None), &code));
    }
    let folder = Folder::make()?;
    let context = assemble(&own_settings(settings, &folder)?, Clock::System)?.context;
    say(&format!(
        "No service runs at {}: this phone has one of its own. Write a text, or dial {code}; an empty line hangs up.",
        away.base
    ));
    runtime.block_on(async {
        let (_stopper, stop) = Stop::new();
        for account in context.registry().accounts() {
            tokio::spawn(sender(context.clone(), account.name().clone(), stop.clone()));
        }
        talk(Phone::Here(context.clone(), number, None), &code).await
    })
}

/// The defaults with this programme's name, codes, languages and texts, and a database that nobody else has.
fn own_settings(settings: &Settings, folder: &Folder) -> Result<Settings, Failure> {
    let mut own = Settings::load(None, std::iter::empty()).map_err(Failure::wrong)?;
    own.programme = settings.programme.clone();
    own.content = settings.content.clone();
    own.database = Database::Sqlite { path: folder.0.join("fitila.db") };
    own.secrets.key_file = folder.0.join("fitila.key");
    Ok(own)
}

/// A folder that is removed at the end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn make() -> Result<Self, Failure> {
        let path = std::env::temp_dir().join(format!("fitila-handset-{}", std::process::id()));
        std::fs::create_dir_all(&path)
            .map_err(|error| Failure::wrong(format!("{} cannot be made: {error}", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn talk(mut phone: Phone, code: &str) -> Ended {
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|_| Failure::wrong("standard input cannot be read"))?;
        let line = line.trim();
        match line {
            "" => phone.hang_up().await?,
            line if line == code || phone.is_in_call() => say(&phone.press(line).await?),
            line if line.starts_with('*') && line.ends_with('#') => say(&format!("This phone knows {code} only.")),
            line => {
                for answer in phone.text(line).await? {
                    say(&format!("  < {answer}"));
                }
            }
        }
    }
    Ok(())
}

/// A phone at a running service, or at one of its own; with its open call and what was typed in it.
enum Phone {
    Away(Away, Option<(String, String)>),
    Here(Context, Msisdn, Option<(Call, String)>),
}

impl Phone {
    fn is_in_call(&self) -> bool {
        matches!(self, Phone::Away(_, Some(_)) | Phone::Here(_, _, Some(_)))
    }

    /// Sends a text and gives the answers that came.
    async fn text(&mut self, words: &str) -> Result<Vec<String>, Failure> {
        let bubbles: Vec<(bool, String)> = match self {
            Phone::Away(away, _) => {
                let reply = away.post("text", &[("words", words)]).await?;
                reply.thread.into_iter().map(|said| (said.from_me, said.text.unwrap_or_default())).collect()
            }
            Phone::Here(context, number, _) => {
                text(context, number, words).await.map_err(Failure::wrong)?;
                let bubbles = thread(context, number).await.map_err(Failure::wrong)?;
                let words = |bubble: &crate::service::handset::Bubble| {
                    bubble.text.as_ref().map(|text| text.expose().to_owned()).unwrap_or_default()
                };
                bubbles.iter().map(|bubble| (bubble.from_me, words(bubble))).collect()
            }
        };
        let last = bubbles.iter().rposition(|(from_me, _)| *from_me).map_or(0, |own| own + 1);
        Ok(bubbles.into_iter().skip(last).map(|(_, words)| words).collect())
    }

    /// Dials, or answers the screen; gives the next screen.
    async fn press(&mut self, line: &str) -> Result<String, Failure> {
        match self {
            Phone::Away(away, call) => {
                let reply = match call {
                    None => away.post("dial", &[("line", line)]).await?,
                    Some((id, keys)) => {
                        away.post("key", &[("call", id.as_str()), ("keys", keys.as_str()), ("line", line)]).await?
                    }
                };
                *call = reply.call.filter(|_| !reply.ends).map(|id| (id, reply.keys));
                Ok(reply.screen.unwrap_or_default())
            }
            Phone::Here(context, number, open) => {
                let (call, typed) = match open.take() {
                    None => (Call::begin(context), String::new()),
                    Some((call, typed)) if typed.is_empty() => (call, line.to_owned()),
                    Some((call, typed)) => (call, format!("{typed}*{line}")),
                };
                let shown = dial(context, number, &call, &typed).await.map_err(Failure::wrong)?;
                *open = (!shown.screen.ends).then_some((call, typed));
                Ok(shown.screen.text)
            }
        }
    }

    async fn hang_up(&mut self) -> Ended {
        match self {
            Phone::Away(_, call) => *call = None,
            Phone::Here(context, number, open) => {
                if let Some((call, _)) = open.take() {
                    hang_up(context, number, &call).await.map_err(Failure::wrong)?;
                }
            }
        }
        Ok(())
    }
}

/// The handset pages of a running service, asked for JSON.
struct Away {
    executor: Executor,
    base: String,
    number: Msisdn,
}

#[derive(Deserialize)]
struct Reply {
    call: Option<String>,
    keys: String,
    thread: Vec<Said>,
    screen: Option<String>,
    ends: bool,
}

#[derive(Deserialize)]
struct Said {
    from_me: bool,
    text: Option<String>,
}

impl Away {
    async fn post(&self, verb: &str, fields: &[(&str, &str)]) -> Result<Reply, Failure> {
        let index = self.number.expose();
        // The last two digits tell practice numbers apart.
        let index = index[index.len() - 2..].parse::<u8>().unwrap_or(0).to_string();
        let mut fields: Vec<(&str, &str)> = fields.to_vec();
        fields.push(("n", &index));
        let body = serde_html_form::to_string(fields).map_err(Failure::wrong)?;
        let request = Request {
            url: format!("{}{}/{verb}", self.base, paths::HANDSET),
            headers: vec![
                ("accept", "application/json".into()),
                ("content-type", "application/x-www-form-urlencoded".into()),
            ],
            body: body.into_bytes(),
        };
        let answer = self.executor.call(&request).await.map_err(Failure::wrong)?;
        serde_json::from_slice(&answer.body).map_err(|_| Failure::wrong("the service did not answer as a handset does"))
    }
}
