//! Age bands: never an age, only what a rule must know.

use serde::{Deserialize, Serialize};

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

    /// The word for this band.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(band, _)| *band == self).map_or("", |(_, word)| word)
    }

    /// The band that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(band, _)| *band)
    }
}
