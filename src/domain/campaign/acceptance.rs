//! Somebody's name under texts that no native speaker has reviewed, before they are sent first. Answers go out without
//! it: an unreviewed answer beats none.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::domain::address::{Email, Locale};
use crate::domain::catalogue::Review;

/// Who answers for which unreviewed words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Who accepted.
    pub by: Email,
    /// When.
    pub at: Timestamp,
    /// The languages that were accepted.
    pub languages: Vec<Locale>,
    /// The very words of those languages.
    pub texts: Vec<AcceptedText>,
}

/// One text that was accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedText {
    /// The language of its words.
    pub language: Locale,
    /// The fingerprint of its words.
    pub version: String,
}

impl Acceptance {
    /// Whether it is for these very words. Changed words must be accepted anew.
    pub fn covers(&self, language: Locale, version: &str) -> bool {
        self.texts.iter().any(|text| text.language == language && text.version == version)
    }
}

/// Whether words may be sent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clearance {
    /// They may.
    Cleared,
    /// Not before somebody reviews or accepts them.
    Withheld,
}

/// Whether words of this review, language and version may be sent first, with or without somebody's name.
pub fn clear(review: Review, language: Locale, version: &str, acceptance: Option<&Acceptance>) -> Clearance {
    let accepted = || acceptance.is_some_and(|acceptance| acceptance.covers(language, version));
    if !review.needs_acceptance() || accepted() { Clearance::Cleared } else { Clearance::Withheld }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn locale(code: &str) -> Locale {
        Locale::parse(code).unwrap()
    }

    fn yoruba() -> Acceptance {
        Acceptance {
            by: Email::parse("amina@example.org").unwrap(),
            at: "2026-12-01T09:00:00Z".parse().unwrap(),
            languages: vec![locale("yo")],
            texts: vec![AcceptedText { language: locale("yo"), version: "1a2b3c4d".into() }],
        }
    }

    #[test]
    fn only_the_very_words_that_somebody_accepted_are_cleared() {
        for (review, language, version, clearance) in [
            (Review::Unreviewed, "yo", "1a2b3c4d", Clearance::Cleared),
            (Review::Unreviewed, "yo", "1a2b3c4e", Clearance::Withheld),
            (Review::Unreviewed, "ig", "1a2b3c4d", Clearance::Withheld),
            (Review::Draft, "en", "00000000", Clearance::Cleared),
            (Review::Reviewed, "ha", "00000000", Clearance::Cleared),
        ] {
            assert_eq!(clear(review, locale(language), version, Some(&yoruba())), clearance, "{review:?} {language}");
        }
        assert_eq!(clear(Review::Unreviewed, locale("yo"), "1a2b3c4d", None), Clearance::Withheld);
        assert_eq!(clear(Review::Draft, locale("yo"), "1a2b3c4d", None), Clearance::Cleared);
    }

    #[test]
    fn it_is_kept_and_read_back() {
        let json = serde_json::to_string(&yoruba()).unwrap();
        assert_eq!(
            json,
            r#"{"by":"amina@example.org","at":"2026-12-01T09:00:00Z","languages":["yo"],"texts":[{"language":"yo","version":"1a2b3c4d"}]}"#
        );
        assert_eq!(serde_json::from_str::<Acceptance>(&json).unwrap(), yoruba());
    }
}
