//! A person needs somebody: what raised the alert, and where it stands.

use jiff::{SignedDuration, Timestamp};

use crate::domain::care::case::CaseKind;

/// What comes within this of when somebody took the alert, or last answered, joins the alert that is there. It is not
/// counted from her last call: whoever calls every 29 minutes, and is heard by one person only, would never be heard by
/// another.
const JOINS: SignedDuration = SignedDuration::from_mins(30);

/// Why an alert was raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cause {
    /// A call for help, or a wish to talk.
    Call,
    /// A call for help in silence.
    Silent,
    /// A worry about somebody else.
    Report,
    /// An answer to a call for help could not be handed over in time.
    Unanswered,
}

impl Cause {
    const ALL: [(Cause, &'static str); 4] = [
        (Cause::Call, "call"),
        (Cause::Silent, "silent"),
        (Cause::Report, "report"),
        (Cause::Unanswered, "unanswered"),
    ];

    /// Why somebody is called to a case of this kind.
    pub fn of(kind: CaseKind) -> Self {
        match kind {
            CaseKind::Help | CaseKind::Talk => Cause::Call,
            CaseKind::Silent => Cause::Silent,
            CaseKind::Report => Cause::Report,
        }
    }

    /// The word of the store and of the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(cause, _)| *cause == self).map_or("", |(_, word)| word)
    }

    /// The cause that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(cause, _)| *cause)
    }
}

/// Where an alert stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AlertState {
    /// Nobody has said yet that they take it; it goes up the ladder.
    Raised,
    /// Somebody takes care of it.
    Acknowledged,
    /// It is over.
    Closed,
}

impl AlertState {
    const ALL: [(AlertState, &'static str); 3] =
        [(AlertState::Raised, "raised"), (AlertState::Acknowledged, "acknowledged"), (AlertState::Closed, "closed")];

    /// The word of the store and of the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(state, _)| *state)
    }
}

/// What decides whether a new call joins an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alert {
    /// Where it stands.
    pub state: AlertState,
    /// Why it was raised.
    pub cause: Cause,
    /// When somebody of the staff took it, or last answered her since; `None` while nobody has taken it.
    pub tended_at: Option<Timestamp>,
}

impl Alert {
    /// Whether a call at `now` is the same alert: nobody has taken it yet, or somebody has just done so.
    pub fn takes_in(&self, cause: Cause, now: Timestamp) -> bool {
        let same = self.cause == cause || self.cause == Cause::Silent;
        match self.state {
            // Somebody is being called to her already: a second ladder would tell everybody twice.
            AlertState::Raised => true,
            AlertState::Acknowledged => same && self.tended_at.is_some_and(|at| now.duration_since(at) < JOINS),
            AlertState::Closed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_in_vain_is_called_for_once_and_anew_after_somebody_took_it() {
        let now: Timestamp = "2026-12-04T11:00:00Z".parse().unwrap();
        for (state, joins) in
            [(AlertState::Raised, true), (AlertState::Acknowledged, false), (AlertState::Closed, false)]
        {
            let alert = Alert { state, cause: Cause::Call, tended_at: Some(now) };
            assert_eq!(alert.takes_in(Cause::Unanswered, now), joins, "{state:?}");
        }
    }

    #[test]
    fn however_often_she_calls_somebody_else_hears_her_half_an_hour_after_it_was_taken() {
        let taken: Timestamp = "2026-12-04T11:00:00Z".parse().unwrap();
        let alert = Alert { state: AlertState::Acknowledged, cause: Cause::Silent, tended_at: Some(taken) };
        for (minutes, joins) in [(0, true), (29, true), (30, false), (58, false)] {
            let now = taken + SignedDuration::from_mins(minutes);
            assert_eq!(alert.takes_in(Cause::Silent, now), joins, "{minutes}");
        }
        let raised = Alert { state: AlertState::Raised, cause: Cause::Silent, tended_at: None };
        assert!(raised.takes_in(Cause::Silent, taken + JOINS * 9), "its ladder is being climbed");
    }
}
