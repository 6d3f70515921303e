//! Trainings that can be trusted: a course with a code that nobody can guess, and what is said of a code.

mod code;
mod start;
mod course;
mod guess;
mod inquiry;

pub use code::{Code, TRIES};
pub use course::{Cost, Course, Standing, Training};
pub use guess::{Guesses, MOST_WRONG, MOST_WRONG_BRAKED, MOST_WRONG_OF_ALL};
pub use inquiry::{Found, Inquiry, Interest, Registered, Seeker, register, verify};
pub use start::{Moment, NotAMoment};
