//! All that a conversation may ask of the shell.

use crate::domain::address::Locale;
use crate::domain::care::Call;
use crate::domain::consent::ConsentEvent;
use crate::domain::conversation::profile::Profile;
use crate::domain::ids::ContentKey;
use crate::domain::message::Urgency;
use crate::domain::training::Inquiry;

/// A text to be said, with what must be filled into it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Say {
    /// Which text.
    pub key: ContentKey,
    /// In which language.
    pub locale: Locale,
    /// Values by placeholder; empty for a fixed text.
    pub values: Vec<(&'static str, String)>,
    /// How soon it must leave.
    pub urgency: Urgency,
}

/// What anybody may send or press, and what may have been agreed with one person as a call for help in silence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sign {
    /// A market word, by the key of all its forms.
    Word(String),
    /// The key of a menu that leads nowhere.
    Key,
}

/// A kind of write that a conversation asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Queue an answer.
    Reply(Say),
    /// Keep a change of consent with its proof.
    RecordConsent(ConsentEvent),
    /// Look up whether this was agreed with her as a call for help. It is looked up for everybody, and changes no answer.
    LookUp(Sign),
    /// Say the next text of the series that asks by this keyword, to a person who is in it; else say this.
    NextStep {
        /// The keyword.
        keyword: String,
        /// What anybody else is told.
        otherwise: Say,
    },
    /// Rest all her series for a month, and say until when; where she is in none, say the other.
    RestSeries {
        /// What lacks only the day.
        said: Say,
        /// For a person without a series.
        otherwise: Say,
    },
    /// Look up what she asks about trainings, and say what follows from it; the text names her language.
    Inquire {
        /// What she asks.
        inquiry: Inquiry,
        /// What is said where nothing is found.
        otherwise: Say,
    },
    /// What waits to be sent first gives way to words that only say that something is there, in this language.
    Hush(Locale),
    /// She turns to a person of the programme: it goes into her case, and somebody is called to it.
    Call(Call),
    /// She wrote, and may be in a talk with a person of the programme: who answers her is told that she is there. It changes
    /// no answer.
    IsThere,
    /// Withdraw all that was planned to be sent first to this person.
    CancelPlanned,
    /// Remove her number and all words of hers, and leave the mark that keeps her STOP.
    Erase,
}

/// Whether the words of a text may be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Sealed, for as long as retention allows.
    Sealed,
    /// Not at all: answers of the job-offer checker are nobody's business.
    Nothing,
}

/// What a text led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// The person as she is known now.
    pub profile: Profile,
    /// What must be written.
    pub effects: Vec<Effect>,
    /// Whether her words may be kept.
    pub kept: Kept,
}
