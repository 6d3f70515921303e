//! Background work in the same process: a step function per file, and the loop that runs them until told to stop.

mod run;
mod scheduler;
mod series;
mod announcer;
mod reaper;
mod keeper;
mod sender;
mod roster;
mod alerts;

pub use alerts::{alerts, postman};
pub use announcer::announcer;
pub use keeper::keeper;
pub use reaper::reaper;
pub use roster::roster;
pub use run::Stop;
pub use scheduler::scheduler;
pub use sender::sender;
pub use series::series;
