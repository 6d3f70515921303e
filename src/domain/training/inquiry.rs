//! What people ask about trainings, and what follows from what is found. Nothing is looked up here.

use jiff::Timestamp;

use crate::domain::address::Locale;
use crate::domain::area::Area;
use crate::domain::consent::Roles;
use crate::domain::training::code::Code;
use crate::domain::training::course::{Standing, Training};
use crate::domain::training::guess::Guesses;

/// Somebody who looks for a course, as far as she said who she is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seeker {
    /// Her language.
    pub language: Locale,
    /// Where she lives.
    pub area: Option<Area>,
    /// As what she signed up.
    pub roles: Roles,
}

impl Seeker {
    /// Whether a course is shown to her. What she never said shuts nobody out: she asked.
    pub fn is_shown(&self, training: &Training) -> bool {
        let audience = &training.course.audience;
        let lives_there =
            |whole: &Area| self.area.as_ref().is_none_or(|hers| hers.lies_in(whole) || whole.lies_in(hers));
        (audience.languages.is_empty() || audience.languages.contains(&self.language))
            && audience.area.as_ref().is_none_or(lives_there)
            && audience.role.is_none_or(|role| self.roles.is_empty() || self.roles.contains(role))
    }

    /// How far a course is from her: 0 where it is for her own area or a part of it, 1 where it is for more, 2 where it is
    /// for everybody. Of who never said where she lives all are the same.
    pub fn distance(&self, training: &Training) -> u8 {
        match (&self.area, &training.course.audience.area) {
            (None, _) => 0,
            (Some(hers), Some(area)) if area.lies_in(hers) => 0,
            (Some(_), Some(_)) => 1,
            (Some(_), None) => 2,
        }
    }
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inquiry {
    /// Is this code ours?
    Verify(Code),
    /// She wants a place.
    Apply(Code),
    /// Which courses are open for her?
    Offers(Seeker),
}

/// What a code turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Not looked at: too many wrong ones today.
    Wait,
    /// Not ours.
    NotOurs,
    /// Ours, and open.
    Ours,
    /// Ours, and all places have been asked for.
    Full,
    /// Ours, and closed.
    Closed,
}

/// What somebody asked for a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// She is called back.
    Asked,
    /// All places were asked for: she waits for the next course.
    Waiting,
}

impl Interest {
    /// The word of the store, of staff and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Interest::Asked => "asked",
            Interest::Waiting => "waiting",
        }
    }

    /// The interest that a word names; what cannot be read waits.
    pub fn parse(word: &str) -> Self {
        if word == "asked" { Interest::Asked } else { Interest::Waiting }
    }
}

/// What comes of asking for a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// There is no such place to ask for.
    Not(Found),
    /// She had asked before, and it stands so.
    Before(Interest),
    /// Her interest is to be kept so.
    Now(Interest),
}

/// What a code is. `training` is what bears it.
pub fn verify(guesses: Guesses, training: Option<&Training>, now: Timestamp) -> Found {
    match training.map(|training| training.standing(now)) {
        _ if !guesses.may_try() => Found::Wait,
        None => Found::NotOurs,
        Some(Standing::Closed) => Found::Closed,
        Some(Standing::Full) => Found::Full,
        Some(Standing::Open) => Found::Ours,
    }
}

/// What comes of asking for a place with a code. `before` is what she had asked for already. Who waits and asks again when
/// there is a place once more gets it.
pub fn register(guesses: Guesses, training: Option<&Training>, before: Option<Interest>, now: Timestamp) -> Registered {
    match (verify(guesses, training, now), before) {
        (Found::Ours | Found::Full, Some(Interest::Asked)) => Registered::Before(Interest::Asked),
        (Found::Full, Some(Interest::Waiting)) => Registered::Before(Interest::Waiting),
        (Found::Ours, None | Some(Interest::Waiting)) => Registered::Now(Interest::Asked),
        (Found::Full, None) => Registered::Now(Interest::Waiting),
        (found, _) => Registered::Not(found),
    }
}
