//! The review line of a text: which words were approved, by whom and when. Words that were changed since have lost
//! their approval.

use jiff::civil::Date;
use serde::Serialize;

use crate::domain::address::Locale;
use crate::domain::catalogue::Review;

/// A translation that nobody has read.
const MACHINE_DRAFT: &str = "none (machine draft)";
/// Written in this very language.
const DRAFT: &str = "none (draft)";

/// What a review line says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ReviewLine<'a> {
    /// Nobody has read it; a text without the line says the same.
    Nobody,
    /// The programme wrote it in this language itself.
    Draft,
    /// Somebody of this role approved the words of this version.
    Approved { role: &'a str, on: Date, version: &'a str },
    /// Nothing that we understand.
    Unknown,
}

impl<'a> ReviewLine<'a> {
    /// Reads the line.
    pub(super) fn parse(line: &'a str) -> Self {
        match line.trim() {
            "" | "none" | MACHINE_DRAFT => ReviewLine::Nobody,
            DRAFT => ReviewLine::Draft,
            line => approved(line).unwrap_or(ReviewLine::Unknown),
        }
    }

    /// What it means for words of this version.
    pub(super) fn of(self, now: &str) -> Review {
        match self {
            ReviewLine::Draft => Review::Draft,
            ReviewLine::Approved { version, .. } if version == now => Review::Reviewed,
            _ => Review::Unreviewed,
        }
    }
}

/// The line that approves words of this version.
pub(super) fn right_line(version: &str) -> String {
    format!("reviewed by ROLE on 2026-12-01, version {version}")
}

fn approved(line: &str) -> Option<ReviewLine<'_>> {
    let (rest, version) = line.strip_prefix("reviewed by ")?.rsplit_once(", version ")?;
    let (role, on) = rest.rsplit_once(" on ")?;
    let (role, version) = (role.trim(), version.trim());
    let is_version = version.len() == 8 && version.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let on = on.trim().parse().ok()?;
    (is_version && !role.is_empty()).then_some(ReviewLine::Approved { role, on, version })
}

/// How far the texts of one language are reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reviews {
    /// The language.
    pub language: Locale,
    /// Texts that it has.
    pub texts: usize,
    /// Approved by a native speaker, in these very words.
    pub reviewed: usize,
    /// Written in this language by the programme, and not signed off by a second reader.
    pub drafts: usize,
    /// Approved by nobody.
    pub unreviewed: usize,
    /// Texts that it lacks: people get them in the programme's own language.
    pub missing: usize,
}

impl Reviews {
    /// Counts the reviews of texts; `None` is a text that the language lacks.
    pub(super) fn count(language: Locale, all: impl Iterator<Item = Option<Review>>) -> Self {
        let mut counted = Self { language, texts: 0, reviewed: 0, drafts: 0, unreviewed: 0, missing: 0 };
        for review in all {
            match review {
                Some(Review::Reviewed) => counted.reviewed += 1,
                Some(Review::Draft) => counted.drafts += 1,
                Some(Review::Unreviewed) => counted.unreviewed += 1,
                None => counted.missing += 1,
            }
        }
        counted.texts = counted.reviewed + counted.drafts + counted.unreviewed;
        counted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_approval_is_for_one_version_only() {
        let line = "reviewed by native speaker, Ibadan on 2026-12-01, version 1a2b3c4d";
        let on = "2026-12-01".parse().unwrap();
        let parsed = ReviewLine::parse(line);
        assert_eq!(parsed, ReviewLine::Approved { role: "native speaker, Ibadan", on, version: "1a2b3c4d" });
        assert_eq!((parsed.of("1a2b3c4d"), parsed.of("1a2b3c4e")), (Review::Reviewed, Review::Unreviewed));
        assert_eq!(ReviewLine::parse(&right_line("1a2b3c4d")).of("1a2b3c4d"), Review::Reviewed);
    }

    #[test]
    fn what_is_no_approval_approves_nothing() {
        for (line, expected) in [
            ("", ReviewLine::Nobody),
            ("none (machine draft)", ReviewLine::Nobody),
            ("none (draft)", ReviewLine::Draft),
            ("reviewed", ReviewLine::Unknown),
            ("reviewed 2026-12-01", ReviewLine::Unknown),
            ("reviewed by on 2026-12-01, version 1a2b3c4d", ReviewLine::Unknown),
            ("reviewed by teacher on 1 December, version 1a2b3c4d", ReviewLine::Unknown),
            ("reviewed by teacher on 2026-12-01, version 1A2B3C4D", ReviewLine::Unknown),
            ("reviewed by teacher on 2026-12-01", ReviewLine::Unknown),
            ("approved", ReviewLine::Unknown),
        ] {
            let parsed = ReviewLine::parse(line);
            assert_eq!(parsed, expected, "line: {line:?}");
            assert_ne!(parsed.of("1a2b3c4d"), Review::Reviewed);
        }
    }
}
