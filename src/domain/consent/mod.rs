//! Who agreed to what, and how it is proved. Consent changes here and nowhere else.

mod role;
mod subscription;
mod guardian;

pub use guardian::{AdultAgreement, AgeBand, allowed_topics};
pub use role::{Role, Roles};
pub use subscription::{Change, ConsentEvent, How, Standing, Subscription, Topic, Topics, Wording};
