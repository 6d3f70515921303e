//! A person turns to a person of the programme: what is written down of it.

use serde::{Deserialize, Serialize};

use crate::domain::care::case::CaseKind;

/// Somebody turns to us for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call {
    /// What it is about.
    pub kind: CaseKind,
    /// Which case it goes to.
    pub into: Into,
    /// What she wants of us.
    pub wants: Wants,
    /// What of it goes into the case.
    pub words: Words,
}

/// Which case a call goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Into {
    /// One of its own.
    New,
    /// Hers that is open or was closed lately, else a new one.
    Hers,
    /// Only hers, if there is one.
    HersOnly,
}

/// What somebody wants of us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wants {
    /// She has not said.
    Unsaid,
    /// That somebody writes to her.
    Writing,
    /// That somebody calls her.
    Calling,
    /// That nobody writes just now.
    Quiet,
}

/// What goes into a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Words {
    /// The text that she sent.
    Message,
    /// What she chose on a screen or answered to us.
    Chosen(Chosen),
}

/// What somebody chose, in the words that staff read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    /// The help screen.
    HelpScreen,
    /// To be written to.
    Write,
    /// To be called.
    CallBack,
    /// Not to be called.
    NoCall,
    /// A word that the service answers by itself.
    Keyword,
    /// STOP.
    Stop,
    /// A worry: a child was taken.
    ChildTaken,
    /// A worry: somebody may travel.
    MayTravel,
    /// A worry: a child at hard work.
    HardWork,
    /// Another worry.
    OtherWorry,
}

impl Chosen {
    /// The words of the file of screens, for a worry.
    pub const WORRIES: [(Chosen, &'static str); 4] = [
        (Chosen::ChildTaken, "child-taken"),
        (Chosen::MayTravel, "may-travel"),
        (Chosen::HardWork, "hard-work"),
        (Chosen::OtherWorry, "other"),
    ];

    /// What staff read.
    pub fn as_str(self) -> &'static str {
        match self {
            Chosen::HelpScreen => "opened the help screen",
            Chosen::Write => "asks that somebody writes to her",
            Chosen::CallBack => "asks to be called, or may be called",
            Chosen::NoCall => "does not want to be called",
            Chosen::Keyword => "wrote a word that the service answered as anybody's",
            Chosen::ChildTaken => "chose: a child was taken",
            Chosen::Stop => "sent STOP: nobody writes to her until she writes again",
            Chosen::MayTravel => "chose: somebody may travel",
            Chosen::HardWork => "chose: a child at hard work",
            Chosen::OtherWorry => "chose: another worry",
        }
    }
}
