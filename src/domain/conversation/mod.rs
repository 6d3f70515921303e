//! The top of the core: what one text or one turn leads to, decided from values alone.

mod rulebook;
mod talk;
mod profile;
mod referral;
mod effect;
mod turn;
mod settings;
mod series;
mod coded;
mod training;
mod enrol;
mod area;
mod care;
mod sign;
mod respond;
mod dial;
mod dial_consent;
mod dial_care;
mod dial_training;

pub use dial::{Dialled, Dialling, Shown, dial};
pub use effect::{Effect, Kept, Response, Say, Sign};
pub use profile::{Discretion, Language, Profile, Whereabouts};
pub use respond::respond;
pub use rulebook::Rulebook;
pub use sign::pressed as key_pressed;
pub use talk::{Care, Question, Talk};
