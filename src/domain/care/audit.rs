//! What is kept of what staff do, so that somebody may ask about it later: who, what, about whom. No number and no words
//! of a person are among it.

use crate::domain::address::Email;
use crate::domain::care::staff::Member;
use crate::domain::ids::{AlertId, CaseId, SubscriberId};

/// What was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Act {
    /// Somebody joined the staff.
    StaffAdded,
    /// What somebody of the staff may do, or how she is reached, was changed.
    StaffChanged,
    /// Somebody was put on duty or taken off it.
    DutyChanged,
    /// An account was switched off.
    StaffDisabled,
    /// An account was switched on again.
    StaffEnabled,
    /// Somebody said that they take care of an alert.
    AlertAcknowledged,
    /// An alert was closed.
    AlertClosed,
    /// Somebody took a case.
    CaseTaken,
    /// The words of a case were read.
    CaseRead,
    /// A person was answered.
    CaseReplied,
    /// A note was written into a case.
    CaseNoted,
    /// A case was closed.
    CaseClosed,
    /// A number was shown in full.
    NumberRevealed,
    /// The numbers of all who asked for a place in a training were shown.
    NumbersShown,
    /// All that is held of a person was printed.
    PersonExported,
    /// A person was erased at her wish.
    PersonErased,
    /// A person's secret word was set.
    CoverSet,
    /// A person's secret word was taken back.
    CoverRetired,
    /// A training was posted.
    TrainingAdded,
    /// A training was closed.
    TrainingClosed,
}

impl Act {
    /// All acts with the words of the store and of the command line.
    pub const ALL: [(Act, &'static str); 20] = [
        (Act::StaffAdded, "staff_added"),
        (Act::StaffChanged, "staff_changed"),
        (Act::DutyChanged, "duty_changed"),
        (Act::StaffDisabled, "staff_disabled"),
        (Act::StaffEnabled, "staff_enabled"),
        (Act::AlertAcknowledged, "alert_acknowledged"),
        (Act::AlertClosed, "alert_closed"),
        (Act::CaseTaken, "case_taken"),
        (Act::CaseRead, "case_read"),
        (Act::CaseReplied, "case_replied"),
        (Act::CaseNoted, "case_noted"),
        (Act::CaseClosed, "case_closed"),
        (Act::NumberRevealed, "number_revealed"),
        (Act::NumbersShown, "numbers_shown"),
        (Act::PersonExported, "person_exported"),
        (Act::PersonErased, "person_erased"),
        (Act::CoverSet, "cover_set"),
        (Act::CoverRetired, "cover_retired"),
        (Act::TrainingAdded, "training_added"),
        (Act::TrainingClosed, "training_closed"),
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(act, _)| *act == self).map_or("", |(_, word)| word)
    }
}

/// Who did it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who gave her address at the command line.
    Named(Email),
    /// Whoever sat at the command line and gave no name.
    Console,
    /// Somebody of the staff, by a text from her own phone: her address.
    Phone(String),
}

impl Actor {
    /// One of the staff who texted from her own phone.
    pub fn by_phone(member: &Member) -> Self {
        Actor::Phone(member.email.clone())
    }

    /// As it is kept and shown.
    pub fn to_words(&self) -> String {
        match self {
            Actor::Named(email) => email.to_string(),
            Actor::Console => "console".to_owned(),
            Actor::Phone(email) => format!("phone of {email}"),
        }
    }
}

/// What it was done to. It never is a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Somebody of the staff: her address.
    Staff(String),
    /// A case, by its id.
    Case(CaseId),
    /// An alert, by its id.
    Alert(AlertId),
    /// A person whom we serve.
    Person(SubscriberId),
    /// A person of whom nothing may be left that leads to her.
    Forgotten,
    /// Anything else, by its kind and its own name: `training K7P4XM`.
    Other(String),
}

impl Subject {
    /// As it is kept and shown.
    pub fn to_words(&self) -> String {
        match self {
            Subject::Staff(email) => format!("staff {email}"),
            Subject::Case(id) => format!("case {id}"),
            Subject::Alert(id) => format!("alert {id}"),
            Subject::Person(id) => format!("person {id}"),
            Subject::Forgotten => "an erased person".to_owned(),
            Subject::Other(name) => name.clone(),
        }
    }
}

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deed {
    /// Who did it.
    pub actor: Actor,
    /// What was done.
    pub act: Act,
    /// What it was done to.
    pub subject: Subject,
    /// More about it for who may open it: a reason, what was changed. It is sealed.
    pub detail: Option<String>,
}

/// The columns of a row, framed so that no two rows can be mistaken for each other: each part stands behind its length,
/// and what is absent is told from what is empty.
pub fn framed(parts: &[Option<&[u8]>]) -> Vec<u8> {
    let mut framed = Vec::with_capacity(parts.iter().map(|part| 9 + part.map_or(0, <[u8]>::len)).sum());
    for part in parts {
        framed.push(u8::from(part.is_some()));
        let part = part.unwrap_or_default();
        framed.extend_from_slice(&(part.len() as u64).to_be_bytes());
        framed.extend_from_slice(part);
    }
    framed
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_act_has_a_word_of_its_own() {
        let words: std::collections::BTreeSet<&str> = Act::ALL.iter().map(|(_, word)| *word).collect();
        assert_eq!(words.len(), Act::ALL.len());
        assert!(words.iter().all(|word| !word.is_empty()));
    }

    #[test]
    fn absent_and_empty_are_two_things() {
        assert_ne!(framed(&[None]), framed(&[Some(b"")]));
    }

    fn parts() -> impl Strategy<Value = Vec<Option<Vec<u8>>>> {
        // Short parts of few values, so that two lists often hold the same bytes, divided otherwise.
        prop::collection::vec(prop::option::of(prop::collection::vec(0u8..3, 0..4)), 0..5)
    }

    fn frame(parts: &[Option<Vec<u8>>]) -> Vec<u8> {
        framed(&parts.iter().map(|part| part.as_deref()).collect::<Vec<_>>())
    }

    proptest! {
        #[test]
        fn only_the_same_parts_give_the_same_frame(one in parts(), other in parts()) {
            prop_assert_eq!(frame(&one) == frame(&other), one == other);
        }

        #[test]
        fn parts_that_are_divided_otherwise_give_another_frame(part in prop::collection::vec(any::<u8>(), 2..20), at in 1usize..19) {
            prop_assume!(at < part.len());
            let (head, tail) = part.split_at(at);
            prop_assert_ne!(framed(&[Some(&part), Some(b"")]), framed(&[Some(head), Some(tail)]));
        }
    }
}
