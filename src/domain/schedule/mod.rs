//! When a message leaves: hours, waits, rates and ends. Times come in as arguments and go out as values;
//! nothing here sleeps, and nothing here decides who may be written to.

mod window;
mod hours;
mod retry;
mod bucket;
mod throttle;
mod breaker;
pub mod expiry;
pub mod nightly;

pub use breaker::Breaker;
pub use hours::{Leave, QuietHours, may_leave};
pub use retry::next_attempt;
pub use throttle::Throttle;
pub use window::{NotAWindow, TimeOfDay, Window};
