//! The GSM 7-bit default alphabet (3GPP TS 23.038) and what each character costs.
//! Knows no national shift tables: none of them has the letters of Yoruba, Igbo or Hausa, so they would never save a segment.

/// Cost of each ASCII character, so that the common text is one look-up a byte. 0 means "not in GSM-7".
const ASCII: [u8; 128] = ascii_costs();

const fn ascii_costs() -> [u8; 128] {
    let mut costs = [0; 128];
    let mut byte = b' ';
    while byte <= b'~' {
        costs[byte as usize] = match byte {
            b'[' | b'\\' | b']' | b'^' | b'{' | b'|' | b'}' | b'~' => 2,
            // The grave accent is the one printable ASCII character that GSM-7 lacks.
            b'`' => 0,
            _ => 1,
        };
        byte += 1;
    }
    costs[b'\n' as usize] = 1;
    costs[b'\r' as usize] = 1;
    // Form feed is in the extension table. A tab is in neither table.
    costs[0x0C] = 2;
    costs
}

/// Septets that a character costs in GSM-7: 1, or 2 when it needs the escape to the extension table.
pub fn septets(c: char) -> Option<usize> {
    if let Some(&cost) = ASCII.get(c as usize) {
        return (cost > 0).then_some(usize::from(cost));
    }
    match c {
        '€' => Some(2),
        '¡' | '£' | '¤' | '¥' | '§' | '¿' => Some(1),
        'Ä' | 'Å' | 'Æ' | 'Ç' | 'É' | 'Ñ' | 'Ö' | 'Ø' | 'Ü' | 'ß' => Some(1),
        'à' | 'ä' | 'å' | 'æ' | 'è' | 'é' | 'ì' | 'ñ' | 'ò' | 'ö' | 'ø' | 'ù' | 'ü' => Some(1),
        'Γ' | 'Δ' | 'Θ' | 'Λ' | 'Ξ' | 'Π' | 'Σ' | 'Φ' | 'Ψ' | 'Ω' => Some(1),
        _ => None,
    }
}

/// Septets of a whole text, or `None` when one character forces UCS-2.
pub fn septet_count(text: &str) -> Option<usize> {
    text.chars().try_fold(0, |total, c| Some(total + septets(c)?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The basic table in the order of TS 23.038, without the escape itself.
    const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?\
        ¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
    const EXTENSION: &str = "\u{0C}^{}\\[~]|€";

    #[test]
    fn exactly_the_two_tables_are_in_gsm7() {
        assert_eq!(BASIC.chars().count(), 127);
        for c in '\0'..=char::MAX {
            let expected = match c {
                c if BASIC.contains(c) => Some(1),
                c if EXTENSION.contains(c) => Some(2),
                _ => None,
            };
            assert_eq!(septets(c), expected, "character: {c:?}");
        }
    }

    #[test]
    fn one_letter_outside_the_alphabet_forces_ucs2() {
        for (text, expected) in [
            ("", Some(0)),
            ("STOP", Some(4)),
            ("a€", Some(3)),
            ("{name}", Some(8)),
            ("line\r\nline", Some(10)),
            ("tab\t", None),
            ("don`t", None),
            ("don’t", None),
            ("₦500", None),
            ("ọmọ", None),
            ("á", None),
            ("e\u{300}", None),
            ("\0", None),
        ] {
            assert_eq!(septet_count(text), expected, "text: {text:?}");
        }
    }

    proptest! {
        #[test]
        fn a_text_costs_the_sum_of_its_parts(left in any::<String>(), right in any::<String>()) {
            let parts = septet_count(&left).zip(septet_count(&right));
            prop_assert_eq!(septet_count(&(left + &right)), parts.map(|(a, b)| a + b));
        }

        #[test]
        fn an_ascii_text_costs_between_one_and_two_septets_a_character(text in "[ -_a-~\n\r]{0,400}") {
            let cost = septet_count(&text);
            prop_assert!(cost.is_some_and(|cost| (text.len()..=2 * text.len()).contains(&cost)));
        }
    }
}
