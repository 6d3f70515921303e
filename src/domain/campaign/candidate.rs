//! What an audience may know of a person: never a number, a name or a message.

use jiff::Timestamp;

use crate::domain::address::{Locale, Network};
use crate::domain::area::{Area, Gazetteer};
use crate::domain::consent::{AdultAgreement, AgeBand, Roles, Standing, Topics};

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

/// A person for whom an audience is asked whether she qualifies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The language of her texts.
    pub language: Locale,
    /// Where she lives: a state or a local government.
    pub area: Option<Area>,
    /// As what those who share the phone signed up.
    pub roles: Roles,
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
