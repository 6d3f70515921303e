//! Who agreed to what, and how it is proved. Consent changes here and nowhere else.

mod guardian;
mod subscription;

pub use guardian::AgeBand;
pub use subscription::{Change, ConsentEvent, How, Standing, Subscription, Topic, Topics, Wording};
