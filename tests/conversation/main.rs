//! Whole conversations with the pure core and the shipped texts: no store, no clock, no network.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should fail where it stands")]

mod enrol;
mod everyday;
mod histories;
mod hours;
mod area;
mod care;
mod job_offer;
mod new_language;
mod person;
mod silent;
mod stop;
mod training;
mod words;
