//! A conversation with a person of the programme, and when it may be answered.

use jiff::{SignedDuration, Timestamp};

/// How long after the person's last word staff may write: later somebody else may hold the phone.
pub const WINDOW: SignedDuration = SignedDuration::from_mins(15);
/// A closed case is opened again by a new message for this long.
const REOPENS: SignedDuration = SignedDuration::from_hours(30 * 24);

/// What a case is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseKind {
    /// Somebody called for help.
    Help,
    /// Somebody wants to talk.
    Talk,
    /// Somebody asked for help in silence. Nobody writes to her or calls her.
    Silent,
    /// Somebody told of a worry about another person. Her number is shown to nobody.
    Report,
}

impl CaseKind {
    const ALL: [(CaseKind, &'static str); 4] = [
        (CaseKind::Help, "help"),
        (CaseKind::Talk, "talk"),
        (CaseKind::Silent, "silent"),
        (CaseKind::Report, "report"),
    ];

    /// The word of the store and of the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(kind, _)| *kind)
    }
}

/// Where a case stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CaseState {
    /// Nobody has taken it.
    Open,
    /// Somebody of the staff answers it.
    Assigned,
    /// It is over.
    Closed,
}

impl CaseState {
    const ALL: [(CaseState, &'static str); 3] =
        [(CaseState::Open, "open"), (CaseState::Assigned, "assigned"), (CaseState::Closed, "closed")];

    /// The word of the store and of the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(state, _)| *state)
    }

    /// Whether a new message opens a case that was closed at `closed_at` again.
    pub fn reopens(self, closed_at: Option<Timestamp>, now: Timestamp) -> bool {
        self == CaseState::Closed && closed_at.is_some_and(|at| now.duration_since(at) < REOPENS)
    }
}

/// How a case ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// She got what she asked for.
    Helped,
    /// Somebody else takes care of it now.
    Referred,
    /// She could not be reached.
    Unreached,
    /// It was no call for help.
    Mistaken,
    /// Something else.
    Other,
}

impl Outcome {
    /// All outcomes with the words of the command line.
    pub const ALL: [(Outcome, &'static str); 5] = [
        (Outcome::Helped, "helped"),
        (Outcome::Referred, "referred"),
        (Outcome::Unreached, "unreached"),
        (Outcome::Mistaken, "mistaken"),
        (Outcome::Other, "other"),
    ];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(outcome, _)| *outcome == self).map_or("", |(_, word)| word)
    }

    /// The outcome that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(outcome, _)| *outcome)
    }
}

/// Who an entry of a case comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Author {
    /// The person who asked.
    Person,
    /// Somebody of the staff.
    Staff,
    /// The service itself.
    System,
}

impl Author {
    const ALL: [(Author, &'static str); 3] =
        [(Author::Person, "person"), (Author::Staff, "staff"), (Author::System, "system")];

    /// The word of the store.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(author, _)| *author == self).map_or("", |(_, word)| word)
    }

    /// The author that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(author, _)| *author)
    }
}

/// What an entry of a case is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// Words of the person, or an answer to her.
    Text,
    /// Staff's own words for staff.
    Note,
    /// Something happened: it was opened, taken, its number was shown.
    Event,
    /// It was closed.
    Closed,
    /// Her words went to the phone of one of the staff, in the message that has the id of this entry.
    Lent,
}

impl Said {
    const ALL: [(Said, &'static str); 5] = [
        (Said::Text, "text"),
        (Said::Note, "note"),
        (Said::Event, "event"),
        (Said::Closed, "closed"),
        (Said::Lent, "lent"),
    ];

    /// The word of the store.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(said, _)| *said == self).map_or("", |(_, word)| word)
    }

    /// What a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(said, _)| *said)
    }
}
