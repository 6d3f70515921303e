//! Dated texts relative to joining: which series there are, who is in one, and which of its texts is due when.
//! It knows no database and sends nothing.

mod plan;
mod calendar;
mod enrolment;

pub use calendar::Calendar;
pub use enrolment::{Enrolment, EnrolmentState, Limits, Next};
pub use plan::{Grounds, Series, SeriesStep};
