//! What a person can agree to get unasked, and sets of it.

use serde::{Deserialize, Serialize};

/// What a person can agree to get unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Warnings, family protection, rights.
    Safety,
    /// Life-skills tips.
    Tips,
    /// News of courses.
    Training,
}

impl Topic {
    /// All topics with their words.
    pub const ALL: [(Topic, &'static str); 3] =
        [(Topic::Safety, "safety"), (Topic::Tips, "tips"), (Topic::Training, "training")];

    /// The word for this topic.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(topic, _)| *topic == self).map_or("", |(_, word)| word)
    }

    /// The topic that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(topic, _)| *topic)
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// A set of topics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Topics(u8);

impl Topics {
    /// No topic.
    pub const NONE: Topics = Topics(0);
    /// What JOIN agrees to: the weekly tips and the warnings that come with them.
    pub const WEEKLY: Topics = Topics(0b011);
    /// Every topic.
    pub const ALL: Topics = Topics(0b111);

    /// This set and one more topic.
    pub fn with(self, topic: Topic) -> Self {
        Self(self.0 | topic.bit())
    }

    /// This set and another.
    pub fn union(self, other: Topics) -> Self {
        Self(self.0 | other.0)
    }

    /// What is in both sets.
    pub fn both(self, other: Topics) -> Self {
        Self(self.0 & other.0)
    }

    /// This set less another.
    pub fn minus(self, other: Topics) -> Self {
        Self(self.0 & !other.0)
    }

    /// This set less one topic.
    pub fn without(self, topic: Topic) -> Self {
        Self(self.0 & !topic.bit())
    }

    /// Whether the topic is in it.
    pub fn contains(self, topic: Topic) -> bool {
        self.0 & topic.bit() != 0
    }

    /// Whether there is no topic in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Words separated by `;`, as in the people file and the store.
    pub fn to_words(self) -> String {
        let words: Vec<&str> =
            Topic::ALL.iter().filter(|(topic, _)| self.contains(*topic)).map(|(_, word)| *word).collect();
        words.join(";")
    }

    /// Reads words separated by `;`; the error is the word that names no topic.
    pub fn parse(words: &str) -> Result<Self, String> {
        words.split(';').map(str::trim).filter(|word| !word.is_empty()).try_fold(Self::NONE, |topics, word| {
            Topic::parse(word).map(|topic| topics.with(topic)).ok_or_else(|| word.to_owned())
        })
    }
}

impl From<Topic> for Topics {
    fn from(topic: Topic) -> Self {
        Self::NONE.with(topic)
    }
}
