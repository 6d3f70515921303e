//! Who agreed to what, and how it is proved. Consent changes here and nowhere else.

mod role;
mod topic;
mod subscription;
mod guardian;
mod household;

pub use guardian::{AdultAgreement, AgeBand, allowed_topics};
pub use household::{Household, User};
pub use role::{Role, Roles};
pub use subscription::{Change, ConsentEvent, How, Standing, Subscription, Wording};
pub use topic::{Topic, Topics};
