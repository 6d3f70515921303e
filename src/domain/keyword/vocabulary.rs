//! Words that mean something only beside a keyword or as the answer to a question: topics, who uses a phone, hours.
//! They are data, in any number of languages, and kept folded.

use std::collections::HashMap;

use crate::domain::consent::{Topic, User};
use crate::domain::text::fold;

/// A stretch of the day as people name it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PartOfDay {
    /// Until noon.
    Morning,
    /// From noon.
    Afternoon,
    /// Before dark.
    Evening,
    /// After dark, when nothing is sent first.
    Night,
}

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sense {
    /// A topic that one can join or leave.
    Topic(Topic),
    /// Somebody who uses the phone.
    User(User),
    /// Not any more: QUIET OFF.
    Off,
    /// Any hour: TIME ANY.
    Any,
    /// That was all: DONE.
    Done,
    /// May stand beside an age: I am 17 years old.
    Age,
    /// Stands between two answers: 2 and 4.
    And,
    /// Stands before the first hour: from.
    From,
    /// Stands between two hours: till.
    Until,
    /// From this hour on.
    After,
    /// Up to this hour.
    Before,
    /// Says that a number is an hour: o'clock.
    OClock,
    /// Half an hour more.
    HalfPast,
    /// A stretch of the day.
    Part(PartOfDay),
    /// A number that is spelled out.
    Number(u8),
}

impl Sense {
    /// The sense that a name in the files stands for.
    pub fn parse(name: &str) -> Option<Self> {
        if let Some(topic) = name.strip_prefix("topic-") {
            return Topic::parse(topic).map(Sense::Topic);
        }
        if let Some(user) = name.strip_prefix("user-") {
            return User::parse(user).map(Sense::User);
        }
        if let Some(number) = name.strip_prefix("number-") {
            return number.parse().ok().filter(|number| (1..=12).contains(number)).map(Sense::Number);
        }
        Some(match name {
            "off" => Sense::Off,
            "any" => Sense::Any,
            "done" => Sense::Done,
            "age" => Sense::Age,
            "and" => Sense::And,
            "from" => Sense::From,
            "until" => Sense::Until,
            "after" => Sense::After,
            "before" => Sense::Before,
            "o-clock" => Sense::OClock,
            "half-past" => Sense::HalfPast,
            "morning" => Sense::Part(PartOfDay::Morning),
            "afternoon" => Sense::Part(PartOfDay::Afternoon),
            "evening" => Sense::Part(PartOfDay::Evening),
            "night" => Sense::Part(PartOfDay::Night),
            _ => return None,
        })
    }
}

/// The words of all senses. One word may have several: which counts depends on where it stands.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    senses: HashMap<String, Vec<Sense>>,
    longest: usize,
}

impl Vocabulary {
    /// Takes words with their senses; they are folded here.
    pub fn new(words: impl IntoIterator<Item = (Sense, String)>) -> Self {
        let mut vocabulary = Self::default();
        for (sense, word) in words {
            let word = fold(&word);
            vocabulary.longest = vocabulary.longest.max(word.split(' ').count());
            let senses = vocabulary.senses.entry(word).or_default();
            if !senses.contains(&sense) {
                senses.push(sense);
            }
        }
        vocabulary
    }

    /// Whether a folded word or phrase has this sense.
    pub fn means(&self, folded: &str, sense: Sense) -> bool {
        self.of(folded).contains(&sense)
    }

    /// The topic that a folded word names.
    pub fn topic(&self, folded: &str) -> Option<Topic> {
        self.of(folded).iter().find_map(|sense| if let Sense::Topic(topic) = sense { Some(*topic) } else { None })
    }

    /// Who uses a phone, as a folded word names her.
    pub fn user(&self, folded: &str) -> Option<User> {
        self.of(folded).iter().find_map(|sense| if let Sense::User(user) = sense { Some(*user) } else { None })
    }

    /// All senses of a folded word or phrase.
    pub(super) fn of(&self, folded: &str) -> &[Sense] {
        self.senses.get(folded).map(Vec::as_slice).unwrap_or_default()
    }

    /// Words in the longest phrase.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn senses_have_names_in_the_files() {
        for (name, sense) in [
            ("topic-safety", Some(Sense::Topic(Topic::Safety))),
            ("user-parent", Some(Sense::User(User::Parent))),
            ("number-12", Some(Sense::Number(12))),
            ("evening", Some(Sense::Part(PartOfDay::Evening))),
            ("number-13", None),
            ("topic-weather", None),
            ("noon", None),
        ] {
            assert_eq!(Sense::parse(name), sense, "{name}");
        }
    }
}
