//! A place or a line that helps, as the programme's list has it.

use std::sync::Arc;

use jiff::civil::Date;

use crate::domain::address::Locale;
use crate::domain::area::Area;
use crate::domain::care::OfficeHours;
use crate::domain::catalogue::keys;
use crate::domain::ids::ContentKey;

/// What somebody needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ServiceKind {
    /// A way out.
    Rescue,
    /// Somebody who listens.
    Counsellor,
    /// Health care.
    Clinic,
    /// Advice on the law.
    Lawyer,
    /// School or a trade.
    School,
}

impl ServiceKind {
    /// All kinds with the words of the files and the texts that name such a service.
    pub const ALL: [(ServiceKind, &'static str, ContentKey); 5] = [
        (ServiceKind::Rescue, "rescue", keys::REFERRAL_RESCUE),
        (ServiceKind::Counsellor, "counsellor", keys::REFERRAL_COUNSELLOR),
        (ServiceKind::Clinic, "clinic", keys::REFERRAL_CLINIC),
        (ServiceKind::Lawyer, "lawyer", keys::REFERRAL_LAWYER),
        (ServiceKind::School, "school", keys::REFERRAL_SCHOOL),
    ];

    /// The kind that a word of the files names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name, _)| *name == word).map(|(kind, ..)| *kind)
    }

    /// The kind that a text names a service of; `None` for every other text.
    pub fn named_in(key: &ContentKey) -> Option<Self> {
        Self::ALL.iter().find(|(_, _, text)| text == key).map(|(kind, ..)| *kind)
    }
}

/// A service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its short name.
    pub name: Arc<str>,
    /// Its number.
    pub number: Arc<str>,
    /// What it helps with.
    pub kind: ServiceKind,
    /// Where; `None` for all of Nigeria.
    pub area: Option<Area>,
    /// What is spoken there.
    pub languages: Vec<Locale>,
    /// When it answers; `None` where nobody has asked.
    pub hours: Option<OfficeHours>,
    /// The last day on which its number may be given alone.
    pub review_by: Date,
}
