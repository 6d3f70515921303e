//! A subscriber's number: parsed once at the door, printed only masked.

use std::sync::LazyLock;

use phonenumber::{Mode, country};
use unicode_normalization::UnicodeNormalization;

/// A number in E.164. `Debug` masks it and there is no `Display`: [`Msisdn::expose`] is the one way to see it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Msisdn(u64);

/// Why a text is not a number that can be texted; it never holds the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mobile number: write it like 0803 000 0000 or +234 803 000 0000")]
pub struct NotANumber;

/// The practice numbers of the handset: +234 000 000 0000 to 0099. No network can reach them.
const PRACTICE: std::ops::RangeInclusive<u64> = 2_340_000_000_000..=2_340_000_000_099;

static METADATA: LazyLock<&'static phonenumber::metadata::Database> =
    LazyLock::new(|| &phonenumber::metadata::DATABASE);

impl Msisdn {
    /// Parses a number as people and gateways write it; one without a country is Nigerian.
    /// Errors on short codes, sender names, numbers that exist nowhere and practice numbers.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        if let Some(known) = nigerian_mobile(text) {
            return Ok(known);
        }
        let text: String = text.nfkc().collect();
        // E.164 has at most 15 digits; what people put between them is a few characters more.
        if text.len() > 40 || !text.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c)) {
            return Err(NotANumber);
        }
        let number = phonenumber::parse_with(&METADATA, Some(country::NG), text.trim()).map_err(|_| NotANumber)?;
        if !number.is_valid() {
            return Err(NotANumber);
        }
        let digits = number.format().mode(Mode::E164).to_string();
        Self::from_digits(digits.trim_start_matches('+')).filter(|msisdn| !msisdn.is_practice()).ok_or(NotANumber)
    }

    /// Parses a practice number, which only the simulator may use.
    pub fn parse_practice(text: &str) -> Result<Self, NotANumber> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        Self::from_digits(&digits).filter(Msisdn::is_practice).ok_or(NotANumber)
    }

    /// The `n`-th practice number, 0 to 99.
    pub fn practice(n: u8) -> Self {
        Self(PRACTICE.start() + u64::from(n.min(99)))
    }

    /// Whether it is a Nigerian number: from another country short codes cannot be called.
    pub fn is_nigerian(&self) -> bool {
        self.0.to_string().starts_with("234")
    }

    /// Whether this is one of the handset's practice numbers.
    pub fn is_practice(&self) -> bool {
        PRACTICE.contains(&self.0)
    }

    /// Takes back the digits that [`Msisdn::expose`] gave, as the store keeps them.
    pub fn from_digits(digits: &str) -> Option<Self> {
        let right = (7..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        if right { digits.parse().ok().map(Self) } else { None }
    }

    /// The whole number in E.164 with its `+`. Only adapters that must hand it on may call this.
    pub fn expose(&self) -> String {
        format!("+{}", self.0)
    }

    /// Country, dots and the last three digits, for people who may not see the number.
    pub fn masked(&self) -> String {
        let digits = self.0.to_string();
        let (head, tail) = (&digits[..3], &digits[digits.len() - 3..]);
        format!("+{head}\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}{tail}")
    }

    /// Whether something like a number stands in words: seven digits in a row, or a mobile number with gaps in it.
    pub fn stands_in(words: &str) -> bool {
        let words: String = words.nfkc().collect();
        let is_gap = |c: char| " +-().".contains(c);
        words.split(|c: char| !c.is_ascii_digit() && !is_gap(c)).any(|stretch| {
            let runs: Vec<&str> = stretch.split(is_gap).filter(|run| !run.is_empty()).collect();
            // A date has gaps too, and is no mobile number.
            let is_number = |runs: &[&str]| {
                let digits = runs.concat();
                // "2026-11-28 09" has ten digits too; a number begins like this, or with a plus.
                let is_ours = ["0", "234", "7", "8", "9"].iter().any(|head| digits.starts_with(head));
                digits.len() >= 10 && (stretch.contains('+') || is_ours && Self::parse(&digits).is_ok())
            };
            let from = |first: usize| (first + 1..=runs.len().min(first + 8)).any(|end| is_number(&runs[first..end]));
            runs.iter().any(|run| run.len() >= 7) || (0..runs.len()).any(from)
        })
    }

    /// Loads the numbering plans, so that the first message does not wait for them.
    pub fn warm_up() {
        LazyLock::force(&METADATA);
        let _ = Self::parse("+2348030000000");
    }
}

/// A Nigerian mobile number in E.164, as gateways write it. New ranges are opened before numbering plans list them, and
/// a person must not be dropped for that: any 070, 071, 080, 081, 090 or 091 counts, but for toll-free 0800.
fn nigerian_mobile(text: &str) -> Option<Msisdn> {
    let national = text.strip_prefix("+234").filter(|rest| rest.len() == 10)?;
    let digits = national.as_bytes();
    let mobile = matches!(digits[0], b'7'..=b'9') && matches!(digits[1], b'0' | b'1') && !national.starts_with("800");
    if mobile { Msisdn::from_digits(&text[1..]) } else { None }
}

impl std::fmt::Debug for Msisdn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_many_spellings_and_one_form() {
        for text in ["08031234567", "2348031234567", "0803 123 4567", "+234 (0) 803 123 4567", "＋2348031234567"] {
            assert_eq!(Msisdn::parse(text).unwrap().expose(), "+2348031234567", "text: {text:?}");
        }
    }

    #[test]
    fn short_codes_names_and_nonsense_are_no_numbers() {
        for text in [
            "",
            "12345",
            "919",
            "MTN",
            "080312345678",
            "+23480",
            "0803123456\0",
            "٠٨٠",
            "+23480312345a7",
            "+2340000000001",
            &"9".repeat(500),
        ] {
            assert_eq!(Msisdn::parse(text), Err(NotANumber), "text: {text:?}");
        }
    }

    #[test]
    fn a_number_is_seen_among_words_and_a_date_is_none() {
        for (words, found) in [
            ("call her on 08031234567", true),
            ("0803 123 4567, Amina", true),
            ("(+234) 803-123.4567", true),
            ("0 8 0 3 1 2 3 4 5 6 7", false),
            ("０８０３１２３４５６７", true),
            ("01 2345678", true),
            ("+44 7700 900 123", true),
            ("803 123 4567", true),
            ("Bisi phoned on 28-11-2026 09:00", false),
            ("Amina visited on 2026-11-28 09:00", false),
            ("Amina visited on 03-12-2026 at 0900", false),
            ("28 November 2026, 20 places, 3 rooms", false),
            ("", false),
        ] {
            assert_eq!(Msisdn::stands_in(words), found, "{words}");
        }
    }

    #[test]
    fn it_prints_masked() {
        let number = Msisdn::parse("+2348031234567").unwrap();
        assert_eq!(format!("{number:?}"), "+234\u{2022}\u{2022}\u{2022}\u{2022}\u{2022}567");
    }

    #[test]
    fn practice_numbers_are_kept_apart() {
        assert!(Msisdn::parse_practice("+2340000000099").unwrap().is_practice());
        assert_eq!(Msisdn::parse_practice("+2340000000100"), Err(NotANumber));
        assert_eq!(Msisdn::practice(1).expose(), "+2340000000001");
    }
}
