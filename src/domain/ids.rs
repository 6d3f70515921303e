//! Typed identifiers, so that one kind can never stand where another is meant. It makes none: ids that need
//! a clock or randomness are made by `service`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    };
}

uuid_id!(/// A person known by number.
    SubscriberId);
uuid_id!(/// A message from the handset to us.
    OriginatedId);
uuid_id!(/// A message from us to the handset.
    TerminatedId);
uuid_id!(/// One USSD dialogue, as we keep it.
    SessionRowId);
uuid_id!(/// Somebody of the programme's staff.
    StaffId);
uuid_id!(/// A conversation with a person of the programme.
    CaseId);
uuid_id!(/// A person needs somebody.
    AlertId);
uuid_id!(/// One notice of an alert to one of the staff.
    NoticeId);
number_id!(/// What staff plan and watch; printed by the command line.
    CampaignId);
number_id!(/// One firing of a campaign.
    BroadcastId);
number_id!(/// A course that the programme vouches for.
    TrainingId);

/// The name of a gateway account, as the configuration spells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountName(std::sync::Arc<str>);

impl AccountName {
    /// Takes a name that the configuration has already accepted.
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    /// The name as configured.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for AccountName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a series, as its file spells it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SeriesKey(std::sync::Arc<str>);

impl SeriesKey {
    /// A name that a file or a person gives.
    pub fn named(name: &str) -> Self {
        Self(name.into())
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for SeriesKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The stable name of a text, the same in every language.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentKey(Cow<'static, str>);

impl ContentKey {
    /// A key that the code itself says.
    pub const fn known(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// A key that a file or a person names.
    pub fn named(name: &str) -> Self {
        Self(Cow::Owned(name.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ContentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
