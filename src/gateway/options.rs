//! A gateway account's raw options, read by a provider's settings. What cannot work is said at start, by key.

use crate::domain::ids::AccountName;
use crate::gateway::error::SettingsError;

/// Keys of every account, which the configuration takes before the provider sees the rest.
const TAKEN_BEFORE: [&str; 3] = ["provider", "webhook_token", "per_second"];

/// The options of one account, all of known names.
pub struct Options<'a> {
    account: &'a AccountName,
    table: &'a toml::Table,
}

impl<'a> Options<'a> {
    /// Refuses a key that the provider does not know and names the nearest.
    pub fn new(account: &'a AccountName, table: &'a toml::Table, known: &[&str]) -> Result<Self, SettingsError> {
        let options = Self { account, table };
        match table.keys().find(|key| !known.contains(&key.as_str())) {
            None => Ok(options),
            Some(key) => {
                let names: Vec<&str> = known.iter().copied().chain(TAKEN_BEFORE).collect();
                Err(options.wrong(key, format!("no such setting; {}", suggestion(key, &names))))
            }
        }
    }

    /// A text that may be left out.
    pub fn text(&self, key: &str) -> Result<Option<&'a str>, SettingsError> {
        match self.table.get(key) {
            None => Ok(None),
            Some(toml::Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.trim())),
            Some(_) => Err(self.wrong(key, "write a text in quotes that is not empty")),
        }
    }

    /// A text that must be given.
    pub fn required(&self, key: &str, mend: &str) -> Result<&'a str, SettingsError> {
        self.text(key)?.ok_or_else(|| self.wrong(key, mend))
    }

    /// The error for a key of this account.
    pub fn wrong(&self, key: &str, mend: impl Into<String>) -> SettingsError {
        wrong(self.account, key, mend)
    }
}

/// The error for a key of an account.
pub fn wrong(account: &AccountName, key: &str, mend: impl Into<String>) -> SettingsError {
    SettingsError { account: account.as_str().to_owned(), key: key.to_owned(), mend: mend.into() }
}

/// "did you mean x?" where one name is near, else the names there are.
pub fn suggestion(word: &str, names: &[&str]) -> String {
    // Below this the nearest name is no help; 0.8 still takes a swapped or a lost letter.
    const NEAR: f64 = 0.8;
    let scored = names.iter().map(|name| (strsim::jaro_winkler(&word.to_lowercase(), name), name));
    match scored.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((score, name)) if score >= NEAR => format!("did you mean {name}?"),
        _ => format!("there are {}", names.join(", ")),
    }
}
