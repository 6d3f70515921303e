//! One text in one language for one channel, measured.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::domain::text::Encoding;

/// How careful a text must be handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// May be sent first to people who agreed.
    Open,
    /// May be sent first to people who agreed and are not in quiet mode.
    Discreet,
    /// Only ever an answer to that person's own request.
    Sensitive,
    /// Only ever an answer, at any hour and before all other traffic.
    Crisis,
}

impl Class {
    /// Whether a campaign may carry such a text.
    pub fn may_be_sent_first(self) -> bool {
        matches!(self, Class::Open | Class::Discreet)
    }
}

/// Whether a native speaker has read a text. The order is that of doubt: of several texts that go out as one, the
/// greatest tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Review {
    /// A native speaker approved these very words.
    Reviewed,
    /// Written in this language by the programme, which signs it off: nothing was translated.
    Draft,
    /// A translation that nobody has read, or words that were changed since: it still answers, and staff are told.
    Unreviewed,
}

impl Review {
    /// Whether somebody must put a name to it before it is sent first.
    pub fn needs_acceptance(self) -> bool {
        self == Review::Unreviewed
    }
}

/// The words, or what must be filled into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// Rendered when the rulebook was built.
    Fixed(Arc<str>),
    /// Needs these values for each message; the shell renders it.
    Open(Vec<String>),
}

/// A text in one language for one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// The words.
    pub text: Text,
    /// How it is encoded on the air; for an open text, with its longest sample.
    pub encoding: Encoding,
    /// Billed parts; for an open text, with its longest sample.
    pub segments: usize,
    /// Whether a native speaker has read it.
    pub review: Review,
    /// A short fingerprint of all wordings of the text in this language: which version somebody approved or agreed to.
    pub version: Arc<str>,
}
