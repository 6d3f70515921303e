//! An e-mail address: the name under which somebody of the programme answers for what she does.

use serde::{Deserialize, Deserializer, Serialize};

/// The address of somebody of the programme, in small letters. Addresses of the people we serve are never kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct Email(String);

/// What is said of a text that is no e-mail address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("write an e-mail address, such as amina@example.org")]
pub struct NotAnEmail;

/// Letters of an address, at most.
const LONGEST: usize = 254;

impl Email {
    /// Takes what looks like an address: something, an @, and a name with a dot in it.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let text = text.trim();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "._%+-'".contains(c);
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
        let (name, host) = text.split_once('@').ok_or(NotAnEmail)?;
        let labels = || host.split('.');
        let right = text.len() <= LONGEST
            && !name.is_empty()
            && name.chars().all(is_plain)
            && host.chars().all(is_host)
            && labels().count() >= 2
            && labels().all(|label| !label.is_empty());
        if right { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotAnEmail) }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Email {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_looks_like_an_address_is_one() {
        for (text, right) in [
            ("amina@example.org", true),
            (" Amina.Bello+sms@wocon.org.ng ", true),
            ("amina", false),
            ("amina@example", false),
            ("@example.org", false),
            ("amina@.org", false),
            ("amina@example..org", false),
            ("amina bello@example.org", false),
            ("amina@exam ple.org", false),
            ("a@b@example.org", false),
            ("", false),
        ] {
            assert_eq!(Email::parse(text).is_ok(), right, "text: {text:?}");
        }
        assert_eq!(Email::parse("Amina@Example.ORG").unwrap().as_str(), "amina@example.org");
    }
}
