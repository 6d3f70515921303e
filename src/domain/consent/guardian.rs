//! Age bands: never an age, only what a rule must know, and what a child may get.

use serde::{Deserialize, Serialize};

use crate::domain::consent::topic::{Topic, Topics};

/// How old a person says she is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AgeBand {
    /// Information on request only; nothing is sent first.
    #[serde(rename = "under-13")]
    Under13,
    /// A child: tips, and course alerts only once an adult's agreement is recorded.
    #[serde(rename = "13-17")]
    From13To17,
    /// An adult.
    #[serde(rename = "18-plus")]
    Adult,
}

impl AgeBand {
    /// All bands with the words of files and screens.
    pub const ALL: [(AgeBand, &'static str); 3] =
        [(AgeBand::Under13, "under-13"), (AgeBand::From13To17, "13-17"), (AgeBand::Adult, "18-plus")];

    /// The band of somebody so many years old.
    pub fn of_years(years: u8) -> Self {
        match years {
            0..13 => AgeBand::Under13,
            13..18 => AgeBand::From13To17,
            _ => AgeBand::Adult,
        }
    }

    /// The word for this band.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(band, _)| *band == self).map_or("", |(_, word)| word)
    }

    /// The band that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(band, _)| *band)
    }
}

/// Whether a guardian's or the programme's agreement is recorded, which a child needs for news of courses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AdultAgreement {
    /// There is one.
    Recorded,
    /// There is none.
    #[default]
    Missing,
}

/// What may be sent first to somebody of this age: nothing under 13, and news of courses to a child only once an adult
/// agreed. Whoever never said how old she is gets what an adult gets.
pub fn allowed_topics(age_band: Option<AgeBand>, agreement: AdultAgreement) -> Topics {
    match (age_band, agreement) {
        (Some(AgeBand::Under13), _) => Topics::NONE,
        (Some(AgeBand::From13To17), AdultAgreement::Missing) => Topics::ALL.without(Topic::Training),
        (Some(AgeBand::From13To17), AdultAgreement::Recorded) | (Some(AgeBand::Adult) | None, _) => Topics::ALL,
    }
}
