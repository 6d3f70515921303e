//! Which message goes first.

use serde::{Deserialize, Serialize};

/// The order in which messages leave: a person in danger before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// An answer to a call for help.
    Safety,
    /// An answer to a person who wrote.
    Reply,
    /// The word that a STOP or START was heard.
    Confirmation,
    /// The next text of a series, which we begin.
    Series,
    /// Campaigns, which we begin.
    Broadcast,
}

impl Urgency {
    /// All, the most urgent first.
    pub const ALL: [Urgency; 5] =
        [Urgency::Safety, Urgency::Reply, Urgency::Confirmation, Urgency::Series, Urgency::Broadcast];

    /// The rank kept in the store: small leaves first.
    pub fn rank(self) -> i32 {
        match self {
            Urgency::Safety => 0,
            Urgency::Reply => 1,
            Urgency::Confirmation => 2,
            Urgency::Series => 3,
            Urgency::Broadcast => 4,
        }
    }

    /// The urgency of a stored rank; an unknown rank is bulk, which waits for all else.
    pub fn from_rank(rank: i32) -> Self {
        Self::ALL.into_iter().find(|urgency| urgency.rank() == rank).unwrap_or(Urgency::Broadcast)
    }

    /// The word used in metrics and logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Urgency::Safety => "safety",
            Urgency::Reply => "reply",
            Urgency::Confirmation => "confirmation",
            Urgency::Series => "series",
            Urgency::Broadcast => "broadcast",
        }
    }

    /// Whether we begin the talk, so that quiet hours, consent and pauses decide.
    pub fn is_bulk(self) -> bool {
        matches!(self, Urgency::Series | Urgency::Broadcast)
    }
}
