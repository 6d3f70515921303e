//! What staff plan and watch: who qualifies, what it costs, where it stands and how far it is.
//! Sends nothing: a firing is a broadcast, whose rows the store keeps.

mod candidate;
mod audience;
mod cost;
mod acceptance;
mod plan;
mod progress;
mod gate;

pub use acceptance::{Acceptance, AcceptedText, Clearance, clear};
pub use audience::{Audience, Exclusion, NotAnAudience};
pub use candidate::{Candidate, Reach};
pub use cost::{Naira, NotAPrice};
pub use gate::{Gate, Gated, gate};
pub use plan::CampaignState;
pub use progress::Counts;
