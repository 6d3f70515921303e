//! What an audience may know of a person: never a number, a name or a message.

use jiff::Timestamp;

use crate::domain::address::{Locale, Network};
use crate::domain::area::{Area, Gazetteer};
use crate::domain::consent::{AgeBand, Standing, Topics};

/// As what somebody signed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A parent or guardian.
    Parent,
    /// A girl or a young woman.
    Girl,
    /// Anybody else who cares: a teacher, a leader, a neighbour.
    Community,
}

impl Role {
    /// All roles with the words of files and of the command line.
    pub const ALL: [(Role, &'static str); 3] =
        [(Role::Parent, "parent"), (Role::Girl, "girl"), (Role::Community, "community")];

    /// The word for this role.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, word)| word)
    }

    /// The role that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(role, _)| *role)
    }
}

/// Whether texts can get to the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// As far as we know they do.
    Working,
    /// A gateway has said that no such number works.
    NotWorking,
    /// A number of the practice handset.
    Practice,
}

/// Whether a guardian's or a staff member's agreement is recorded, which a child needs for course
/// alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AdultAgreement {
    /// There is one.
    Recorded,
    /// There is none.
    Missing,
}

/// A person for whom an audience is asked whether she qualifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The language of her texts.
    pub language: Locale,
    /// Where she lives: a state or a local government.
    pub area: Option<Area>,
    /// As what she signed up.
    pub role: Option<Role>,
    /// How old she says she is.
    pub age_band: Option<AgeBand>,
    /// Whether an adult agreed for a child.
    pub adult_agreement: AdultAgreement,
    /// What she agreed to get.
    pub topics: Topics,
    /// Where she stands with us.
    pub standing: Standing,
    /// Her network, where a gateway named it.
    pub network: Option<Network>,
    /// The group she was imported with.
    pub group: Option<String>,
    /// When she joined.
    pub joined_at: Option<Timestamp>,
    /// Nothing is sent first before this.
    pub paused_until: Option<Timestamp>,
    /// Whether texts get there.
    pub reach: Reach,
}

impl Candidate {
    /// Reads her area by the list, where it was written down before there was one.
    pub fn settle(&mut self, areas: &Gazetteer) {
        self.area = self.area.take().map(|area| areas.read(&area));
    }
}
