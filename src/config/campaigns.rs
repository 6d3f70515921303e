//! `[campaigns]`: whether a second person must approve before anything is sent to many.

use crate::config::error::ConfigError;
use crate::config::section::Section;

/// How campaigns are approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Campaigns {
    /// When a second person must approve.
    pub approval: Approval,
}

/// When a second person must approve a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Approval {
    /// Before every campaign.
    Always,
    /// Before a campaign to more people than this.
    Above(u32),
    /// Never: a programme of one.
    Never,
}

impl Campaigns {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const APPROVAL: &str = "\"always\", \"above 50 recipients\" (any number) or \"never\"";
        Ok(Self { approval: section.read("approval", APPROVAL, Approval::parse)? })
    }
}

impl Approval {
    fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words[..] {
            ["always"] => Some(Approval::Always),
            ["never"] => Some(Approval::Never),
            ["above", number, "recipients" | "recipient"] => number.parse().ok().map(Approval::Above),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn approval_is_said_in_words() {
        for (text, approval) in [
            ("always", Some(Approval::Always)),
            ("never", Some(Approval::Never)),
            ("above 50 recipients", Some(Approval::Above(50))),
            ("above 1 recipient", Some(Approval::Above(1))),
            ("above 50", None),
            ("above -1 recipients", None),
            ("sometimes", None),
            ("", None),
        ] {
            assert_eq!(Approval::parse(text), approval, "text: {text:?}");
        }
    }
}
