//! Messages in both directions and what becomes of them.

mod body;
mod urgency;
mod delivery;
mod originated;
mod terminated;

pub use body::Body;
pub use delivery::{DeliveryState, Evidence};
pub use originated::{DedupeKey, MobileOriginated};
pub use terminated::{Cause, MobileTerminated};
pub use urgency::Urgency;
