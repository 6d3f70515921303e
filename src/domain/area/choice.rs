//! The one area that staff meant, or what to write instead. What they wrote is never repeated: it may be anything.

use crate::domain::area::gazetteer::{Found, Gazetteer};
use crate::domain::area::place::Area;

/// Why a name is not one area.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotOneArea {
    /// Nothing bears it.
    #[error("no state or local government is called so; {}", instead(.near.as_deref()))]
    Unknown {
        /// A listed name that is like it.
        near: Option<String>,
    },
    /// Several bear it.
    #[error("several places are called so: {}; write one of these", .names.join("; "))]
    Several {
        /// Their names with their states.
        names: Vec<String>,
    },
}

impl Gazetteer {
    /// The one area of a name.
    pub fn one(&self, text: &str) -> Result<Area, NotOneArea> {
        match self.find(text) {
            Found::One(area) => Ok(area),
            Found::Several(areas) => {
                Err(NotOneArea::Several { names: areas.iter().map(|area| self.name(area).to_owned()).collect() })
            }
            Found::None { nearest } => {
                Err(NotOneArea::Unknown { near: nearest.map(|area| self.name(&area).to_owned()) })
            }
        }
    }
}

fn instead(near: Option<&str>) -> String {
    match near {
        Some(near) => format!("did you mean \"{near}\"?"),
        None => "write a state, or a local government with its state, like \"Ikeja, Lagos\"".to_owned(),
    }
}
