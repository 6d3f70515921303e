//! What an account at Africa's Talking needs: user name, key, sender, host. A value that its API would refuse is
//! refused here, at start.

use crate::domain::ids::AccountName;
use crate::gateway::error::SettingsError;
use crate::gateway::options::Options;

const KEYS: [&str; 4] = ["username", "api_key", "sender", "base_url"];
const LIVE: &str = "https://api.africastalking.com";
const SANDBOX: &str = "https://api.sandbox.africastalking.com";
/// Networks show at most 11 characters of a name; a number has at most 15 digits.
const NAME_LIMIT: usize = 11;
const NUMBER_LIMIT: usize = 15;

/// Typed options. There is no `Debug`: the key is a secret.
pub struct Settings {
    /// The application's user name; `sandbox` for the sandbox.
    pub username: String,
    /// The secret that each call carries.
    pub api_key: String,
    /// Short code or name that people see; without it the provider's own.
    pub sender: Option<String>,
    /// Scheme and host, without a slash at the end.
    pub base_url: String,
}

impl Settings {
    /// Reads the options of one account.
    pub fn parse(account: &AccountName, table: &toml::Table) -> Result<Self, SettingsError> {
        let options = Options::new(account, table, &KEYS)?;
        let username = options.required("username", "write the application's user name, or \"sandbox\"")?;
        let api_key = options.required("api_key", "write { file = \"path\" } of the file that holds the key")?;
        if !api_key.bytes().all(|b| b.is_ascii_graphic()) {
            return Err(options.wrong("api_key", "a key has no spaces and only ASCII characters"));
        }
        let sender = options.text("sender")?;
        if !sender.is_none_or(is_sender) {
            let mend = "write a short code, or a name of at most 11 letters, digits and spaces, as it was registered";
            return Err(options.wrong("sender", mend));
        }
        let host = if username == "sandbox" { SANDBOX } else { LIVE };
        let base_url = options.text("base_url")?.unwrap_or(host).trim_end_matches('/');
        check_base_url(&options, base_url)?;
        Ok(Self {
            username: username.to_owned(),
            api_key: api_key.to_owned(),
            sender: sender.map(str::to_owned),
            base_url: base_url.to_owned(),
        })
    }
}

impl Settings {
    /// Host and port of `base_url`.
    pub fn host(&self) -> String {
        let (port, host) = match self.base_url.split_once("://") {
            Some(("http", host)) => (80, host),
            Some((_, host)) => (443, host),
            None => (443, self.base_url.as_str()),
        };
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        if has_port { host.to_owned() } else { format!("{host}:{port}") }
    }
}

/// A short code or number, or a name with at least one letter.
fn is_sender(sender: &str) -> bool {
    let digits = sender.strip_prefix('+').unwrap_or(sender);
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        return (3..=NUMBER_LIMIT).contains(&digits.len());
    }
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b" -_.&".contains(&b);
    sender.len() <= NAME_LIMIT && sender.bytes().all(allowed) && sender.bytes().any(|b| b.is_ascii_alphabetic())
}

fn check_base_url(options: &Options, url: &str) -> Result<(), SettingsError> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let odd = |b: u8| !b.is_ascii_graphic() || b"?#@\\\"<>".contains(&b);
    if host.trim_start_matches(':').is_empty() || url.bytes().any(odd) {
        return Err(options.wrong("base_url", format!("write scheme and host only, such as {LIVE}")));
    }
    if url.contains("/version1") {
        return Err(options.wrong("base_url", "leave out /version1: it is added"));
    }
    Ok(())
}
