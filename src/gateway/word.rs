//! A provider's own words, made fit to be kept, shown and logged. They may repeat what we sent, so what could be
//! a number is blotted out.

/// Characters of a provider's word that are kept.
const KEPT: usize = 64;
/// Digits in a row that may be a subscriber's number; codes and prices are shorter.
const NUMBER_LIKE: usize = 7;
/// An id longer than this is none that a gateway made, and would not fit into an index.
const ID_LIMIT: usize = 255;

/// The first 64 printable ASCII characters, long runs of digits as `#`.
pub fn cut(text: &str) -> String {
    let mut kept = String::with_capacity(KEPT);
    let mut run = String::new();
    for next in text.chars().filter(|c| matches!(c, ' '..='~')).map(Some).chain([None]) {
        if let Some(digit) = next.filter(char::is_ascii_digit) {
            run.push(digit);
            continue;
        }
        kept.push_str(if run.len() >= NUMBER_LIKE { "#" } else { &run });
        run.clear();
        kept.extend(next);
        if kept.len() >= KEPT {
            break;
        }
    }
    kept.truncate(KEPT);
    kept.trim().to_owned()
}

/// Whether this can be an id of the gateway: not empty, printable ASCII, short enough to be indexed.
pub fn is_id(text: &str) -> bool {
    (1..=ID_LIMIT).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}

/// Whether two words of a provider are the same, whatever their case, spaces and hyphens.
pub fn same(a: &str, b: &str) -> bool {
    letters(a).eq(letters(b))
}

fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_short_printable_and_holds_no_number() {
        for (text, expected) in [
            ("UserInBlackList", "UserInBlackList"),
            ("  odd\r\n\tẹ word\0", "odd word"),
            ("no route to +2348031234567 now", "no route to +# now"),
            ("2348031234567", "#"),
            ("code 502, NGN 4.0000", "code 502, NGN 4.0000"),
            ("", ""),
        ] {
            assert_eq!(cut(text), expected, "text: {text:?}");
        }
        assert_eq!(cut(&"x".repeat(500)).len(), 64);
    }

    #[test]
    fn spelling_does_not_make_another_word() {
        assert!(same("UserInBlackList", "userinblacklist"));
        assert!(same("Invalid sender-id", "InvalidSenderId"));
        assert!(!same("Sent", "Sen"));
    }
}
