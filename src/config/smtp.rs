//! `[smtp]`: how staff are told of alerts by e-mail.

use crate::config::error::ConfigError;
use crate::config::section::Section;

/// The mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Its name; without one no mail is sent.
    pub host: Option<String>,
}

impl Smtp {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const HOST: &str = "the name of a mail server, such as \"mail.example.org\", or \"\" for none";
        let host = |text: &str| {
            let right = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte));
            right.then(|| (!text.is_empty()).then(|| text.to_owned()))
        };
        Ok(Self { host: section.read("host", HOST, host)? })
    }
}
