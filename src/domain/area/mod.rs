//! Where somebody lives, as far as we ask: a state of Nigeria, or one of its local governments, and nothing nearer.

mod place;
mod spelling;
mod nearest;
mod gazetteer;
mod choice;

pub use choice::NotOneArea;
pub use gazetteer::{Found, Gazetteer, GazetteerFault};
pub use place::{Area, LocalGovernment, State, Town, Zone};
