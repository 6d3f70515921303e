//! The code of a training: short enough to type, and one of too many to be guessed. `docs/trainings.md` has the numbers.

/// Signs of a code. Each is like no other of them by a poor light or when it is read aloud.
const SIGNS: &[u8; 25] = b"23456789ACDEFHJKMNPRTVWXY";
/// How often a code is drawn before something is wrong with chance: nearly each draw gives a new one.
pub const TRIES: usize = 20;

/// What a person types to test a message or to ask for a place: `K7P4XM`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Code(String);

impl Code {
    /// Signs in a code.
    pub const LENGTH: usize = 6;

    /// The code that a random number gives: one of 219 740 912. `None` for the few numbers that give none, since a code
    /// has a letter and a digit, so that it is no word and no number.
    pub fn drawn(mut number: u64) -> Option<Self> {
        let signs = SIGNS.len() as u64;
        let drawn = (0..Self::LENGTH).map(|_| {
            let sign = SIGNS[usize::try_from(number % signs).unwrap_or(0)];
            number /= signs;
            char::from(sign)
        });
        Self::exact(drawn.collect())
    }

    /// Reads a code as people type it: in small letters, with spaces or hyphens in it, or with a sign that looks like the
    /// right one. Beside other words, the first word that is a code, or else the first that are one together.
    pub fn read(typed: &str) -> Option<Self> {
        let read = |text: &str| {
            // A word without a digit is a word, whatever its letters are like.
            if !text.contains(|c: char| c.is_ascii_digit()) {
                return None;
            }
            let signs = text.chars().filter(char::is_ascii_alphanumeric).map(meant);
            Self::exact(signs.take(Self::LENGTH + 1).collect())
        };
        let words: Vec<&str> = typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        // "At 2 pm" has enough signs and is no code: one of the pieces must look like a part of one.
        let together = |pieces: &[&str]| pieces.iter().any(|piece| is_mixed(piece)).then(|| read(&pieces.concat()))?;
        let in_pieces = || [2, 3].into_iter().find_map(|count| words.windows(count).find_map(together));
        read(typed).or_else(|| words.iter().find_map(|word| read(word))).or_else(in_pieces)
    }

    /// Reads a code in a text that did not say that one comes, in one piece or in several. It must have been typed with a
    /// letter and a digit, and each of several pieces with a digit: `SEWING`, `200000` and `YES 2PM` are none.
    pub fn plain(pieces: &[&str]) -> Option<Self> {
        let typed = pieces.concat();
        let has_digit = |piece: &&str| piece.contains(|c: char| c.is_ascii_digit());
        if !is_mixed(&typed) || !pieces.iter().all(has_digit) || typed.chars().count() != Self::LENGTH {
            return None;
        }
        Self::exact(typed.chars().map(meant).collect())
    }

    /// A code that the store holds.
    pub fn stored(code: &str) -> Self {
        Self(code.to_owned())
    }

    /// The signs.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn exact(code: String) -> Option<Self> {
        let known = code.len() == Self::LENGTH && code.bytes().all(|sign| SIGNS.contains(&sign));
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        (known && digits > 0 && digits < Self::LENGTH).then_some(Self(code))
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether a word has letters and digits.
fn is_mixed(word: &str) -> bool {
    word.contains(|c: char| c.is_ascii_digit()) && word.contains(|c: char| c.is_ascii_alphabetic())
}

/// The sign that somebody meant who typed one that no code has.
fn meant(typed: char) -> char {
    match typed.to_ascii_uppercase() {
        'B' => '8',
        'G' => '6',
        'S' => '5',
        'Z' => '2',
        'U' => 'V',
        '0' | 'O' => 'D',
        sign => sign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_is_typed() {
        let code = Code::stored("K7P4XM");
        for typed in [
            "K7P4XM",
            " k7p4xm ",
            "K7P-4XM",
            "K7P 4XM",
            "k7 p4 xm",
            "K7P4XM?",
            "is K7P4XM yours",
            "\"K7P4XM\"",
            "K7P4XM.Thanks",
            "the word K7P-4XM to 32627",
            "K7 P4XM to 32627",
            "is it K7P4 XM",
        ] {
            assert_eq!(Code::read(typed).as_ref(), Some(&code), "{typed}");
        }
        for (typed, meant) in [("KBPG5S", "K8P655"), ("SZUO3X", "52VD3X"), ("a0a0a2", "ADADA2")] {
            assert_eq!(Code::read(typed), Some(Code::stored(meant)), "{typed}");
        }
    }

    #[test]
    fn what_is_no_code_is_none() {
        for typed in [
            "",
            "K7P4",
            "K7P4XMX",
            "K7P4X1",
            "KKPPXX",
            "234567",
            "tailor",
            "poster",
            "I saw it on a poster",
            "I come at 2 pm",
            "ẹẹẹẹẹẹ",
        ] {
            assert_eq!(Code::read(typed), None, "{typed}");
        }
    }

    #[test]
    fn nobody_is_taken_to_have_typed_a_code_who_did_not() {
        for pieces in [&["37EF2C"][..], &["37ef2c"], &["37E", "F2C"], &["3", "7EF2C"], &["37", "EF2", "C2"]] {
            assert_eq!(Code::plain(pieces).is_some(), pieces.concat().len() == 6, "{pieces:?}");
        }
        for pieces in [&["sewing"][..], &["200000"], &["234567"], &["yes", "2pm"], &["37EF", "AC"], &["tailor"], &[]] {
            assert_eq!(Code::plain(pieces), None, "{pieces:?}");
        }
    }

    #[test]
    fn numbers_give_codes_of_their_own_that_are_read_back() {
        let mut codes = std::collections::BTreeSet::new();
        for number in 0..20_000u64 {
            let Some(code) = Code::drawn(number * 12_197) else { continue };
            assert_eq!(Code::read(code.as_str()), Some(code.clone()));
            assert!(codes.insert(code));
        }
        assert!(codes.len() > 17_000, "only {}", codes.len());
    }

    #[test]
    fn there_are_as_many_as_the_document_says() {
        let (all, letters, digits) = (25u64.pow(6), 17u64.pow(6), 8u64.pow(6));
        assert_eq!(SIGNS.iter().filter(|sign| sign.is_ascii_digit()).count(), 8);
        assert_eq!(all - letters - digits, 219_740_912);
    }
}
