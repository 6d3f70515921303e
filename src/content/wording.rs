//! Short fingerprints of words, to tell one wording from another.

use sha2::{Digest, Sha256};

use crate::domain::text::compose;

/// A fingerprint of named templates: eight hexadecimal digits. However an editor composes its letters, it is the same.
pub(super) fn fingerprint<'a>(templates: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut digest = Sha256::new();
    for (name, template) in templates {
        // Bytes that no text holds, so that one template can never pass for two.
        digest.update(name.as_bytes());
        digest.update([0]);
        digest.update(compose(template).as_bytes());
        digest.update([0]);
    }
    data_encoding::HEXLOWER.encode(&digest.finalize()[..4])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(templates: &[(&str, &str)]) -> String {
        fingerprint(templates.iter().copied())
    }

    #[test]
    fn one_letter_or_another_field_makes_another_version() {
        assert_eq!(of(&[("sms", "Reply YES.")]), of(&[("sms", "Reply YES.")]));
        assert_ne!(of(&[("sms", "Reply YES.")]), of(&[("sms", "Reply NO.")]));
        assert_ne!(of(&[("sms", "a")]), of(&[("ussd", "a")]));
        assert_ne!(of(&[("sms", "a"), ("ussd", "a")]), of(&[("sms", "a")]));
        assert_eq!(of(&[("sms", "E\u{301}")]), of(&[("sms", "\u{c9}")]));
        assert_eq!(of(&[]).len(), 8);
    }
}
