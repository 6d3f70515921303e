//! How many wrong codes a person may try in a day. Right codes never count, and past the limit a right code gets the
//! same answer as a wrong one.

/// Wrong codes of one person in one day.
pub const MOST_WRONG: u32 = 5;
/// Wrong codes of all people in one day, from which on each person has fewer.
pub const MOST_WRONG_OF_ALL: u32 = 500;
/// Wrong codes of one person from then on, whatever she tried before.
pub const MOST_WRONG_BRAKED: u32 = 1;

/// The wrong codes of a day so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Guesses {
    /// Hers.
    pub own: u32,
    /// Those of hers that came after the brake.
    pub own_braked: u32,
    /// Those of all people.
    pub of_all: u32,
}

impl Guesses {
    /// Whether all people together have been wrong so often that each has fewer codes from now on.
    pub fn is_braked(self) -> bool {
        self.of_all >= MOST_WRONG_OF_ALL
    }

    /// Whether a further code is looked at. The brake keeps nobody from testing a message: whoever had a slip before it has
    /// one more.
    pub fn may_try(self) -> bool {
        self.own < MOST_WRONG && !(self.is_braked() && self.own_braked >= MOST_WRONG_BRAKED)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_wrong_codes_a_day_and_one_when_many_guess() {
        for (own, own_braked, of_all, may_try) in [
            (0, 0, 0, true),
            (4, 0, 499, true),
            (5, 0, 5, false),
            (0, 0, 500, true),
            (1, 0, 500, true),
            (4, 0, 500, true),
            (5, 0, 500, false),
            (1, 1, 501, false),
            (2, 1, 501, false),
            (0, 0, u32::MAX, true),
        ] {
            let guesses = Guesses { own, own_braked, of_all };
            assert_eq!(guesses.may_try(), may_try, "{guesses:?}");
        }
    }

    /// The numbers of docs/trainings.md.
    #[test]
    fn a_hundred_phones_hardly_ever_find_a_code() {
        let (codes, kept, phones) = (219_740_912.0_f64, 100.0, 100.0);
        let a_day = phones * f64::from(MOST_WRONG) * kept / codes;
        assert!(a_day < 1.0 / 4_000.0, "one in {} days", 1.0 / a_day);
        // Ten thousand phones: those that were wrong before the brake have one more as well.
        let braked = f64::from(MOST_WRONG_OF_ALL) + 10_000.0 * f64::from(MOST_WRONG_BRAKED);
        assert_eq!((codes / (braked * kept)).round(), 209.0);
        // Four signs of the same kind would not do.
        let of_four = 25f64.powi(4) - 17f64.powi(4) - 8f64.powi(4);
        assert!(phones * f64::from(MOST_WRONG) * kept / of_four > 1.0 / 7.0);
    }
}
