//! `[care]`: when staff can be reached, and how soon the next one is called.

use jiff::SignedDuration;

use crate::config::error::ConfigError;
use crate::config::section::Section;
use crate::domain::care::{OfficeHours, ReadWhere};

/// When staff can be reached, and how soon the next one is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Care {
    /// When those on duty can be reached.
    pub office_hours: OfficeHours,
    /// After how long without an answer the next of the staff is called to an alert.
    pub next_after: SignedDuration,
    /// After how long everybody and the safeguarding lead are.
    pub everybody_after: SignedDuration,
    /// After how long a person who called for help is told that nobody has come yet.
    pub wait_after: SignedDuration,
    /// Where staff may read what a person wrote.
    pub read_where: ReadWhere,
}

impl Care {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const HOURS: &str = "\"always\", \"08:00-18:00\" or \"mon-fri 08:00-18:00\"";
        const MINUTES: &str = "minutes, 1 to 60, such as \"5m\"";
        let care = Self {
            office_hours: section.read("office_hours", HOURS, |text| OfficeHours::parse(text).ok())?,
            next_after: section.read("next_after", MINUTES, minutes)?,
            everybody_after: section.read("everybody_after", MINUTES, minutes)?,
            wait_after: section.read("wait_after", MINUTES, minutes)?,
            read_where: section.read("read_by_sms", "\"yes\" or \"no\"", ReadWhere::parse)?,
        };
        if care.everybody_after <= care.next_after {
            return Err(section.refuse("everybody_after", "must be later than next_after"));
        }
        // The words may only be sent within fifteen minutes of hers.
        if care.wait_after > SignedDuration::from_mins(14) {
            return Err(section.refuse("wait_after", "must be 14m at most: later we may not write to her any more"));
        }
        Ok(care)
    }
}

fn minutes(text: &str) -> Option<SignedDuration> {
    let number: i64 = text.strip_suffix('m')?.parse().ok()?;
    (1..=60).contains(&number).then(|| SignedDuration::from_mins(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_written_with_their_unit() {
        for (text, read) in
            [("5m", Some(5)), ("60m", Some(60)), ("0m", None), ("61m", None), ("5", None), ("-5m", None)]
        {
            assert_eq!(minutes(text), read.map(SignedDuration::from_mins), "{text}");
        }
    }
}
