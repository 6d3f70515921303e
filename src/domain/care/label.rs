//! What staff call a case, so that they need no number and no name: `7F3K`.

/// Letters and digits that are not taken for one another when read aloud or by a poor light: no 0, 1, I, L, O, S, U, Z.
const SIGNS: &[u8; 28] = b"23456789ABCDEFGHJKMNPQRTVWXY";
/// Signs in a label.
const LENGTH: usize = 4;

/// The label of a case.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Label(String);

impl Label {
    /// The label that a random number gives: one of 614 656.
    pub fn drawn(mut number: u64) -> Self {
        let signs = SIGNS.len() as u64;
        let label = (0..LENGTH).map(|_| {
            let sign = SIGNS[usize::try_from(number % signs).unwrap_or(0)];
            number /= signs;
            char::from(sign)
        });
        Self(label.collect())
    }

    /// Reads a label as people type it: in small letters, with a # before it.
    pub fn parse(text: &str) -> Option<Self> {
        let label = text.trim().trim_start_matches('#').to_ascii_uppercase();
        let fits = label.len() == LENGTH && label.bytes().all(|sign| SIGNS.contains(&sign));
        fits.then_some(Self(label))
    }

    /// A label that the store holds.
    pub fn stored(label: &str) -> Self {
        Self(label.to_owned())
    }

    /// The signs.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_is_read_as_it_is_typed() {
        let label = Label::drawn(123_456);
        for typed in [label.to_string(), format!(" #{label} "), label.to_string().to_lowercase()] {
            assert_eq!(Label::parse(&typed), Some(label.clone()), "{typed}");
        }
        for typed in ["", "7F3", "7F3K2", "7F0K", "7FIK", "ẹẹẹẹ"] {
            assert_eq!(Label::parse(typed), None, "{typed}");
        }
    }

    #[test]
    fn numbers_give_labels_of_their_own() {
        let labels: std::collections::BTreeSet<Label> = (0..10_000).map(Label::drawn).collect();
        assert_eq!(labels.len(), 10_000);
    }
}
