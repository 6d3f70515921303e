//! `[programme]`: who speaks, in which languages, at which codes.

use jiff::tz::TimeZone;

use crate::config::error::{self, ConfigError};
use crate::config::section::Section;
use crate::domain::address::Locale;

/// Who speaks.
#[derive(Debug, Clone)]
pub struct Programme {
    /// What the programme calls itself in texts and on pages.
    pub name: String,
    /// In which times are said and written.
    pub time_zone: TimeZone,
    /// Offered to people, in this order.
    pub languages: Vec<Locale>,
    /// For a person who has chosen none; one of `languages`.
    pub default_language: Locale,
    /// Where people text to.
    pub short_code: ShortCode,
    /// What people dial.
    pub ussd_code: ServiceCode,
}

/// The number that people text to: digits only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortCode(String);

/// What people dial for the menu (`*347*627#`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceCode(String);

impl Programme {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const NAME: &str = "a name of 1 to 40 characters on one line";
        const ZONE: &str = "a time zone, such as \"Africa/Lagos\"";
        const LANGUAGES: &str = "a list of language codes, such as [\"en\", \"ha\"]";
        const LANGUAGE: &str = "a language code, such as \"en\"";
        const SHORT: &str = "the number that people text to, 3 to 15 digits, such as \"32627\"";
        const DIALLED: &str = "what people dial, digits between * and # at the end, such as \"*347*627#\"";
        let programme = Self {
            name: section.read("name", NAME, name)?,
            time_zone: {
                let text = section.read("time_zone", ZONE, |text| Some(text.to_owned()))?;
                time_zone(&text).map_err(|hint| section.refuse("time_zone", format!("must be {ZONE}{hint}")))?
            },
            languages: section.list("languages", LANGUAGES, |text| Locale::parse(text).ok())?,
            default_language: section.read("default_language", LANGUAGE, |text| Locale::parse(text).ok())?,
            short_code: section.read("short_code", SHORT, ShortCode::parse)?,
            ussd_code: section.read("ussd_code", DIALLED, ServiceCode::parse)?,
        };
        programme.check_languages(section)?;
        Ok(programme)
    }

    fn check_languages(&self, section: &Section) -> Result<(), ConfigError> {
        let twice = |(n, language): (usize, &Locale)| self.languages[..n].contains(language).then_some(*language);
        if self.languages.is_empty() {
            return Err(section.refuse("languages", "must name at least one language"));
        }
        if let Some(language) = self.languages.iter().enumerate().find_map(twice) {
            return Err(section.refuse("languages", format!("names \"{language}\" twice")));
        }
        if !self.languages.contains(&self.default_language) {
            let known: Vec<&str> = self.languages.iter().map(Locale::as_str).collect();
            let reason = format!("must be one of programme.languages: {}", known.join(", "));
            return Err(section.refuse("default_language", reason));
        }
        Ok(())
    }
}

fn name(text: &str) -> Option<String> {
    let text = text.trim();
    let right = (1..=40).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    right.then(|| text.to_owned())
}

/// Errors with a hint to put behind the sentence, which may be empty.
fn time_zone(text: &str) -> Result<TimeZone, String> {
    TimeZone::get(text).map_err(|_| {
        let all: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
        let known: Vec<&str> = all.iter().map(String::as_str).collect();
        error::nearest(text, &known).map_or(String::new(), |near| format!("; did you mean \"{near}\"?"))
    })
}

impl ShortCode {
    /// Parses 3 to 15 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let right = (3..=15).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        right.then(|| Self(text.to_owned()))
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ServiceCode {
    /// Parses `*`, digits, perhaps more of both, and `#`.
    pub fn parse(text: &str) -> Option<Self> {
        let parts = text.strip_prefix('*')?.strip_suffix('#')?;
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        (text.len() <= 24 && parts.split('*').all(digits)).then(|| Self(text.to_owned()))
    }

    /// As it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ShortCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Display for ServiceCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_have_their_shape() {
        for (text, right) in [
            ("*347*627#", true),
            ("*123#", true),
            ("*347*627*1#", true),
            ("347*627#", false),
            ("*347*627", false),
            ("*347**627#", false),
            ("*#", false),
            ("*34a#", false),
            ("", false),
        ] {
            assert_eq!(ServiceCode::parse(text).is_some(), right, "text: {text:?}");
        }
        for (text, right) in [("32627", true), ("2348030000000", true), ("32", false), ("WOCON", false), ("", false)] {
            assert_eq!(ShortCode::parse(text).is_some(), right, "text: {text:?}");
        }
    }

    #[test]
    fn a_zone_is_known_or_nearly() {
        assert!(time_zone("Africa/Lagos").is_ok());
        assert_eq!(time_zone("Africa/Lagoss").unwrap_err(), "; did you mean \"Africa/Lagos\"?");
        assert_eq!(time_zone("WAT+1:00 or so").unwrap_err(), "");
    }
}
