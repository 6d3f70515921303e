//! `[smtp]`: how staff are told of alerts by e-mail.

use std::time::Duration;

use crate::config::error::ConfigError;
use crate::config::secret::Secret;
use crate::config::section::Section;
use crate::domain::address::Email;

/// The mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// How to reach it; without it no mail is sent.
    pub server: Option<MailServer>,
}

/// How the mail server is reached.
#[derive(Debug, Clone)]
pub struct MailServer {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way to it is closed to others.
    pub encryption: Encryption,
    /// User and password, where it asks for them.
    pub login: Option<(String, Secret)>,
    /// Who the mail is from.
    pub from: Email,
    /// How long it may take to answer.
    pub timeout: Duration,
}

/// How the way to the mail server is closed to others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// It begins open and is closed before anything is said.
    StartTls,
    /// It is closed from the first byte.
    Tls,
    /// It is open.
    None,
}

impl Encryption {
    fn parse(word: &str) -> Option<Self> {
        match word {
            "starttls" => Some(Encryption::StartTls),
            "tls" => Some(Encryption::Tls),
            "none" => Some(Encryption::None),
            _ => None,
        }
    }

    fn usual_port(self) -> u16 {
        match self {
            Encryption::StartTls => 587,
            Encryption::Tls => 465,
            Encryption::None => 25,
        }
    }
}

impl Smtp {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const HOST: &str = "the name of a mail server, such as \"mail.example.org\", or \"\" for none";
        const FROM: &str = "an e-mail address, such as \"fitila@example.org\"";
        let host = |text: &str| {
            let right = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
            right.then(|| text.to_owned())
        };
        let host = section.read("host", HOST, host)?;
        let port = section.whole("port", "a port, 1 to 65535, or 0 for the usual one", 0..=65_535)?;
        let encryption = section.read("encryption", "\"starttls\", \"tls\" or \"none\"", Encryption::parse)?;
        let user = section.read("user", "a user name, or \"\" for none", |text| Some(text.to_owned()))?;
        let password = section.secret("password")?;
        let from = section.read("from", FROM, |text| match text {
            "" => Some(None),
            text => Email::parse(text).ok().map(Some),
        })?;
        let timeout = section.read("timeout", "seconds, 1 to 60, such as \"10s\"", seconds)?;
        if host.is_empty() {
            return Ok(Self { server: None });
        }
        let from = from.ok_or_else(|| section.refuse("from", format!("must be {FROM}: mail needs a sender")))?;
        let login = match (user.is_empty(), password) {
            (true, None) => None,
            (false, Some(password)) => Some((user, password)),
            (false, None) => return Err(section.refuse("password", "is missing: a user needs one")),
            (true, Some(_)) => return Err(section.refuse("user", "is missing: a password needs one")),
        };
        let is_here = ["localhost", "127.0.0.1", "[::1]"].contains(&host.as_str());
        if login.is_some() && encryption == Encryption::None && !is_here {
            let mend = "must be \"starttls\" or \"tls\": a password is not sent openly to another computer";
            return Err(section.refuse("encryption", mend));
        }
        let port = port.and_then(|port| u16::try_from(port).ok()).filter(|port| *port > 0);
        let port = port.unwrap_or(encryption.usual_port());
        Ok(Self { server: Some(MailServer { host, port, encryption, login, from, timeout }) })
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let number: u64 = text.strip_suffix('s')?.parse().ok()?;
    (1..=60).contains(&number).then(|| Duration::from_secs(number))
}
