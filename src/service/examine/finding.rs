//! One line of an examination.

use serde::Serialize;

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// As it should be.
    Ok,
    /// Somebody should look at it.
    Look,
    /// It is wrong.
    Bad,
}

impl Verdict {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Ok => "ok",
            Verdict::Look => "look",
            Verdict::Bad => "bad",
        }
    }
}

/// What was found, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examined {
    /// What was looked at.
    pub what: &'static str,
    /// How it stands.
    pub verdict: Verdict,
    /// What was found.
    pub found: String,
    /// What to do; empty when there is nothing to do.
    pub mend: String,
}

impl Examined {
    pub(super) fn ok(what: &'static str, found: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Ok, found: found.into(), mend: String::new() }
    }

    pub(super) fn look(what: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Look, found: found.into(), mend: mend.into() }
    }

    pub(super) fn bad(what: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { what, verdict: Verdict::Bad, found: found.into(), mend: mend.into() }
    }
}
