//! When a person needs a person: who of the programme is there, the conversation that opens, and the alert that calls
//! somebody to it.

mod duty;
mod office;
mod label;
mod role;
mod staff;
mod audit;
mod case;
mod excerpt;
mod answer;
mod call;
mod alert;
mod ladder;
mod notice;
mod order;

pub use alert::{Alert, AlertState, Cause};
pub use answer::{Asked, NoAnswer, may_answer, may_work_on};
pub use audit::{Act, Actor, Deed, Subject, framed};
pub use call::{Call, Chosen, Into, Wants, Words};
pub use case::{Author, CaseKind, CaseState, Outcome, Said, WINDOW};
pub use duty::Duty;
pub use excerpt::{ReadWhere, Spoken, excerpt};
pub use label::Label;
pub use ladder::{Climb, HERS_FIRST, LEAVES_WITHIN, Left, Pace, Post, Waiting, Way, called_again, climb};
pub use notice::{MAIL_AGAIN, MAIL_TRIED_FOR, NoticeState};
pub use office::OfficeHours;
pub use order::{Meant, Order, Reading};
pub use role::{StaffRole, StaffRoles};
pub use staff::{Member, Roster};
