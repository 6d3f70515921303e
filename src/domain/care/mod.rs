//! When a person needs a person: who of the programme is there, the conversation that opens, and the alert that calls
//! somebody to it.

mod duty;
mod office;
mod label;
mod role;
mod staff;
mod case;
mod alert;
mod ladder;
mod notice;
mod order;

pub use alert::{Alert, AlertState, Cause};
pub use case::{Author, CaseKind, CaseState, Outcome, Said, WINDOW};
pub use duty::Duty;
pub use label::Label;
pub use ladder::{Climb, LEAVES_WITHIN, Left, Pace, Post, Waiting, Way, called_again, climb};
pub use notice::{MAIL_AGAIN, MAIL_TRIED_FOR, NoticeState};
pub use office::OfficeHours;
pub use order::Order;
pub use role::{StaffRole, StaffRoles};
pub use staff::{Member, Roster};
