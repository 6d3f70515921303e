//! An area as it is kept, and the rows of the list that says which areas there are.

use std::fmt;
use std::sync::Arc;

use crate::domain::text::fold;

/// A state or a local government by its id: `lagos`, `lagos/ikeja`. What was written down before there was a list is
/// kept as it was written, and is an area of that name only.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Area(Arc<str>);

impl Area {
    /// An area as it is kept.
    pub fn stored(text: &str) -> Self {
        Self(text.into())
    }

    /// A local government by the ids of its state and of itself.
    pub(super) fn local(state: &str, local: &str) -> Self {
        Self(format!("{state}/{local}").into())
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The state's id.
    pub fn state(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(state, _)| state)
    }

    /// Whether this area is the other one or a part of it.
    pub fn lies_in(&self, whole: &Area) -> bool {
        self == whole || self.state() == whole.as_str() || fold(&self.0) == fold(&whole.0)
    }
}

/// Where a person lives is nobody's business but the rules': a log shows only whether it is known.
impl fmt::Debug for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Area(…)")
    }
}

/// The six parts of Nigeria that the states are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Zone {
    /// The middle of the country with Abuja.
    NorthCentral,
    /// From Bauchi to Lake Chad.
    NorthEast,
    /// From Kaduna to Sokoto.
    NorthWest,
    /// The Igbo states.
    SouthEast,
    /// The coast from Edo to Cross River.
    SouthSouth,
    /// The Yoruba states with Lagos.
    SouthWest,
}

impl Zone {
    /// All zones with the words of the files, in the order in which the menu shows them.
    pub const ALL: [(Zone, &'static str); 6] = [
        (Zone::NorthCentral, "north-central"),
        (Zone::NorthEast, "north-east"),
        (Zone::NorthWest, "north-west"),
        (Zone::SouthEast, "south-east"),
        (Zone::SouthSouth, "south-south"),
        (Zone::SouthWest, "south-west"),
    ];

    /// The word for this zone.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(zone, _)| *zone == self).map_or("", |(_, word)| word)
    }

    /// The zone that a word names, in whatever spelling folds to the same.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| fold(name) == fold(word)).map(|(zone, _)| *zone)
    }
}

/// A state as the list has it.
#[derive(Debug, Clone)]
pub struct State {
    /// Its id, which never changes.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: Zone,
    /// What else people call it.
    pub short: Vec<String>,
    /// Its local governments.
    pub local_governments: Vec<LocalGovernment>,
}

impl State {
    /// The state as an area.
    pub fn area(&self) -> Area {
        Area::stored(&self.id)
    }
}

/// A local government as the list has it.
#[derive(Debug, Clone)]
pub struct LocalGovernment {
    /// Its name.
    pub name: String,
    /// Other spellings and former names.
    pub other: Vec<String>,
}

/// A town or quarter that people name instead of the local governments in which it lies.
#[derive(Debug, Clone)]
pub struct Town {
    /// Its names.
    pub names: Vec<String>,
    /// The ids of the local governments.
    pub areas: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_lies_in_its_state_and_in_itself() {
        for (area, whole, expected) in [
            ("lagos", "lagos", true),
            ("lagos/ikeja", "lagos", true),
            ("lagos/ikeja", "lagos/ikeja", true),
            ("lagos", "lagos/ikeja", false),
            ("lagos/epe", "lagos/ikeja", false),
            ("ogun/ifo", "og", false),
            ("Òkè-Odò", "oke odo", true),
            ("Oke", "oke odo", false),
        ] {
            assert_eq!(Area::stored(area).lies_in(&Area::stored(whole)), expected, "{area} in {whole}");
        }
    }

    #[test]
    fn zones_are_read_as_they_are_written() {
        for (zone, word) in Zone::ALL {
            assert_eq!((Zone::parse(word), zone.as_str()), (Some(zone), word));
        }
        assert_eq!(Zone::parse("South South"), Some(Zone::SouthSouth));
        assert_eq!(Zone::parse("east"), None);
    }

    #[test]
    fn a_log_does_not_show_where_somebody_lives() {
        assert!(!format!("{:?}", Area::stored("lagos/ikeja")).contains("ikeja"));
    }
}
