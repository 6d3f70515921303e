//! Whether somebody is there to answer.

/// Whether somebody of the programme is there to answer. Texts that promise an answer exist in both ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duty {
    /// Somebody is.
    Staffed,
    /// Nobody is: texts give the help line instead of a promise.
    Unstaffed,
}
