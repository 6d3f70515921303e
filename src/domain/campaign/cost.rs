//! Money in kobo, whole numbers only: what segments cost, before and after they are sent.

use serde::{Deserialize, Serialize};

/// Kobo in a naira.
const KOBO: i64 = 100;
/// More than any programme has; a price above it is a slip of the keyboard.
const HIGHEST: f64 = 1e12;

/// An amount of naira, kept in kobo. Sums stop at the largest number instead of going wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Naira(i64);

/// What is said of a number in the settings that is no price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount of naira: write 0 or more with at most two decimals, such as 4.0 or 5.62")]
pub struct NotAPrice;

impl Naira {
    /// Nothing.
    pub const ZERO: Naira = Naira(0);

    /// An amount as the store keeps it.
    pub const fn from_kobo(kobo: i64) -> Self {
        Self(kobo)
    }

    /// An amount as the settings write it, in naira with at most two decimals.
    pub fn parse(naira: f64) -> Result<Self, NotAPrice> {
        let kobo = (naira * KOBO as f64).round();
        // The nearest whole kobo must be the very number that was written, or a fraction of a kobo was meant.
        let is_right = (0.0..=HIGHEST).contains(&naira) && kobo / KOBO as f64 == naira;
        if is_right { Ok(Self(kobo as i64)) } else { Err(NotAPrice) }
    }

    /// The amount in kobo.
    pub fn kobo(self) -> i64 {
        self.0
    }

    /// What so many segments cost when one costs this.
    pub fn times(self, segments: u64) -> Self {
        Self(self.0.saturating_mul(i64::try_from(segments).unwrap_or(i64::MAX)))
    }
}

impl std::ops::Add for Naira {
    type Output = Naira;

    fn add(self, other: Naira) -> Naira {
        Naira(self.0.saturating_add(other.0))
    }
}

impl std::iter::Sum for Naira {
    fn sum<I: Iterator<Item = Naira>>(amounts: I) -> Naira {
        amounts.fold(Naira::ZERO, |sum, amount| sum + amount)
    }
}

impl std::fmt::Display for Naira {
    /// `48,672.00`, without the word.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (naira, kobo) = (self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        let digits = naira.to_string();
        let mut grouped = String::with_capacity(digits.len() * 4 / 3);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                grouped.push(',');
            }
            grouped.push(digit);
        }
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{grouped}.{kobo:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn amounts_are_shown_with_kobo_and_grouped() {
        for (kobo, expected) in [
            (0, "0.00"),
            (5, "0.05"),
            (400, "4.00"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (4_867_200, "48,672.00"),
            (12_345_678_901, "123,456,789.01"),
            (-430_000, "-4,300.00"),
            (i64::MIN, "-92,233,720,368,547,758.08"),
        ] {
            assert_eq!(Naira::from_kobo(kobo).to_string(), expected);
        }
    }

    #[test]
    fn a_price_has_at_most_two_decimals_and_is_not_negative() {
        for (naira, kobo) in [(0.0, 0), (4.0, 400), (5.62, 562), (0.29, 29), (1.1, 110), (250_000.0, 25_000_000)] {
            assert_eq!(Naira::parse(naira).map(Naira::kobo), Ok(kobo), "naira: {naira}");
        }
        for naira in [-0.01, 4.125, 0.001, 1e13, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(Naira::parse(naira), Err(NotAPrice), "naira: {naira}");
        }
    }

    #[test]
    fn costs_add_up_and_never_turn_around() {
        let price = Naira::parse(6.0).unwrap();
        let by_language = [812, 804, 5_070, 776, 650].map(|segments| price.times(segments));
        assert_eq!(by_language.into_iter().sum::<Naira>().to_string(), "48,672.00");
        assert_eq!(price.times(u64::MAX), Naira::from_kobo(i64::MAX));
        assert_eq!(price.times(u64::MAX) + price, Naira::from_kobo(i64::MAX));
    }

    proptest! {
        #[test]
        fn every_amount_of_kobo_is_read_from_its_decimals(kobo in 0i64..100_000_000_000) {
            let written: f64 = format!("{}.{:02}", kobo / 100, kobo % 100).parse().unwrap();
            prop_assert_eq!(Naira::parse(written).map(Naira::kobo), Ok(kobo));
        }
    }
}
