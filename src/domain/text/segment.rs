//! Counts the segments that an operator bills for a text.
//! Never shortens, re-encodes or splits the text itself.

use unicode_segmentation::UnicodeSegmentation;

use crate::domain::text::gsm7::{septet_count, septets};

/// How a message travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// The 7-bit default alphabet; units are septets.
    Gsm7,
    /// Sixteen bits a unit; units are UTF-16 code units.
    Ucs2,
}

impl Encoding {
    /// Units that fit in a message of one segment: 140 octets.
    const fn single_budget(self) -> usize {
        match self {
            Encoding::Gsm7 => 160,
            Encoding::Ucs2 => 70,
        }
    }

    /// Units that fit in each segment of a longer message, beside the header of 6 octets.
    pub const fn concatenated_budget(self) -> usize {
        match self {
            Encoding::Gsm7 => 153,
            Encoding::Ucs2 => 67,
        }
    }
}

/// What is never cut by the border between two segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SplitUnit {
    /// A visible character with all its marks, as Twilio splits.
    Grapheme,
    /// A code point, so only an escape pair or a surrogate pair stays together: what operators and handsets do.
    CodePoint,
}

/// How a text falls into segments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segmentation {
    encoding: Encoding,
    units: usize,
    lengths: Vec<usize>,
}

impl Segmentation {
    /// The encoding the text needs.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Number of billed segments. At least 1: an empty text is one empty segment, as in Twilio's calculator.
    pub fn count(&self) -> usize {
        self.lengths.len()
    }

    /// Septets or UTF-16 units of the whole message, headers not included.
    pub fn units(&self) -> usize {
        self.units
    }

    /// Units in each segment, its header not included.
    pub fn lengths(&self) -> &[usize] {
        &self.lengths
    }
}

/// Lays a text out in segments.
pub fn segment(text: &str, unit: SplitUnit) -> Segmentation {
    let mut lengths = Vec::with_capacity(1);
    let (encoding, units) = lay_out(text, unit, |length| lengths.push(length));
    Segmentation { encoding, units, lengths }
}

/// Number of segments when only code points are indivisible. Allocates nothing, for costing a whole broadcast.
pub fn segment_count(text: &str) -> usize {
    let mut count = 0;
    lay_out(text, SplitUnit::CodePoint, |_| count += 1);
    count
}

/// Reports the length of each segment in turn; returns the encoding and the units of the whole.
fn lay_out(text: &str, unit: SplitUnit, close: impl FnMut(usize)) -> (Encoding, usize) {
    if let Some(units) = septet_count(text) {
        // Nothing in GSM-7 combines but CR with LF, and those two may part; so both split units agree.
        fill(Encoding::Gsm7, units, text.chars().filter_map(septets), close);
        return (Encoding::Gsm7, units);
    }
    let units = text.chars().map(char::len_utf16).sum();
    match unit {
        SplitUnit::CodePoint => fill(Encoding::Ucs2, units, text.chars().map(char::len_utf16), close),
        SplitUnit::Grapheme => fill(Encoding::Ucs2, units, grapheme_sizes(text), close),
    }
    (Encoding::Ucs2, units)
}

/// Fills segments greedily with pieces that are never cut.
fn fill(encoding: Encoding, units: usize, pieces: impl Iterator<Item = usize>, mut close: impl FnMut(usize)) {
    if units <= encoding.single_budget() {
        return close(units);
    }
    let budget = encoding.concatenated_budget();
    let mut length = 0;
    for piece in pieces {
        if length + piece > budget {
            close(length);
            length = 0;
        }
        length += piece;
    }
    close(length);
}

/// UTF-16 units of each grapheme.
///
/// Two kinds are cut into their code points: CR LF, because Twilio's calculator cuts it, and a
/// grapheme that no segment could hold, because the message must go out somehow.
fn grapheme_sizes(text: &str) -> impl Iterator<Item = usize> + '_ {
    text.graphemes(true).flat_map(|grapheme| {
        let units: usize = grapheme.chars().map(char::len_utf16).sum();
        let is_cut = grapheme == "\r\n" || units > Encoding::Ucs2.concatenated_budget();
        let code_points = is_cut.then(|| grapheme.chars().map(char::len_utf16));
        (!is_cut).then_some(units).into_iter().chain(code_points.into_iter().flatten())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Pieces that meet at the borders: basic and extension characters, marks, emoji, flags, line ends.
    fn mixed_text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a",
            "stop ",
            "€",
            "[",
            "\r\n",
            "\n",
            "ẹ\u{301}",
            "ọ",
            "ɗ",
            "e\u{323}\u{301}",
            "’",
            "😜",
            "🇳🇬",
            "👩‍👩‍👧",
            "🏳️‍🌈",
        ]);
        (0..200usize, prop::collection::vec(piece, 0..200))
            .prop_map(|(plain, pieces)| "x".repeat(plain) + &pieces.concat())
    }

    #[test]
    fn lengths_follow_the_budgets() {
        for (text, encoding, lengths) in [
            (String::new(), Encoding::Gsm7, vec![0]),
            ("a".repeat(160), Encoding::Gsm7, vec![160]),
            ("a".repeat(161), Encoding::Gsm7, vec![153, 8]),
            ("a".repeat(306), Encoding::Gsm7, vec![153, 153]),
            ("a".repeat(307), Encoding::Gsm7, vec![153, 153, 1]),
            ("ọ".repeat(70), Encoding::Ucs2, vec![70]),
            ("ọ".repeat(71), Encoding::Ucs2, vec![67, 4]),
            ("ọ".repeat(134), Encoding::Ucs2, vec![67, 67]),
            ("ọ".repeat(135), Encoding::Ucs2, vec![67, 67, 1]),
            ("ẹ\u{301}".repeat(35), Encoding::Ucs2, vec![70]),
            // One letter outside the alphabet triples the price of a full segment.
            ("a".repeat(159) + "ẹ", Encoding::Ucs2, vec![67, 67, 26]),
        ] {
            let segmentation = segment(&text, SplitUnit::CodePoint);
            assert_eq!(segmentation.encoding(), encoding, "text: {text:?}");
            assert_eq!(segmentation.lengths(), lengths, "text: {text:?}");
        }
    }

    #[test]
    fn pairs_are_never_split() {
        for (text, lengths) in [
            ("a".repeat(152) + "€" + &"a".repeat(7), vec![152, 9]),
            ("a".repeat(151) + "€" + &"a".repeat(8), vec![153, 8]),
            ("ọ".repeat(66) + "😜" + "ọọọ", vec![66, 5]),
            ("ọ".repeat(65) + "😜" + "ọọọọ", vec![67, 4]),
        ] {
            for unit in [SplitUnit::CodePoint, SplitUnit::Grapheme] {
                assert_eq!(segment(&text, unit).lengths(), lengths, "text: {text:?}, {unit:?}");
            }
        }
    }

    #[test]
    fn only_the_grapheme_mode_keeps_marks_and_flags_whole() {
        for (text, by_code_point, by_grapheme) in [
            ("ẹ\u{301}".repeat(36), vec![67, 5], vec![66, 6]),
            ("ọ".repeat(65) + "🇳🇬" + "ọọ", vec![67, 4], vec![65, 6]),
            ("ọ".repeat(66) + "\r\n" + "ọọọ", vec![67, 4], vec![67, 4]),
        ] {
            assert_eq!(segment(&text, SplitUnit::CodePoint).lengths(), by_code_point, "text: {text:?}");
            assert_eq!(segment(&text, SplitUnit::Grapheme).lengths(), by_grapheme, "text: {text:?}");
        }
    }

    #[test]
    fn a_grapheme_that_no_segment_holds_is_cut_at_code_points() {
        let text = "o".to_owned() + &"\u{301}".repeat(99);
        assert_eq!(segment(&text, SplitUnit::Grapheme).lengths(), [67, 33]);
    }

    proptest! {
        #[test]
        fn lengths_add_up_and_keep_the_budget(text in prop_oneof![any::<String>(), mixed_text()]) {
            for unit in [SplitUnit::CodePoint, SplitUnit::Grapheme] {
                let segmentation = segment(&text, unit);
                let encoding = segmentation.encoding();
                let budget = match segmentation.count() {
                    1 => encoding.single_budget(),
                    _ => encoding.concatenated_budget(),
                };
                prop_assert_eq!(segmentation.lengths().iter().sum::<usize>(), segmentation.units());
                prop_assert!(segmentation.lengths().iter().all(|&length| length <= budget));
                prop_assert!(text.is_empty() || segmentation.lengths().iter().all(|&length| length > 0));
            }
        }

        #[test]
        fn the_hot_path_counts_what_the_layout_counts(text in prop_oneof![any::<String>(), mixed_text()]) {
            prop_assert_eq!(segment_count(&text), segment(&text, SplitUnit::CodePoint).count());
        }

        #[test]
        fn whole_graphemes_never_need_fewer_segments(text in mixed_text()) {
            prop_assert!(segment(&text, SplitUnit::Grapheme).count() >= segment_count(&text));
        }
    }
}
