//! Three readings of a text: the key that matching works on, the ASCII that a USSD screen can show, and the composed form that goes out by SMS.
//! Never guesses: two spellings have one key only by the tables here. Folding loses meaning (ọkọ́ and ọkọ̀ are different words), so the original is what is kept.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The key of a text for matching: lower-case letters and digits without marks, words apart by one space.
pub fn fold(text: &str) -> String {
    let mut key = Key::with_capacity(text.len());
    if text.is_ascii() {
        text.chars().for_each(|c| key.push(c.to_ascii_lowercase()));
    } else {
        // An apostrophe must go before decomposition, which makes a space and a mark of `´`.
        let kept = text.chars().filter(|&c| !is_apostrophe(c));
        kept.nfkd().flat_map(char::to_lowercase).for_each(|c| key.push(c));
    }
    key.text
}

/// A text in printable ASCII and line feeds, for USSD screens: letters lose their dots, hooks and tones, and what has no ASCII likeness becomes `?`.
///
/// Every character that comes out is in GSM-7, so a grave accent becomes an apostrophe.
pub fn plain(text: &str) -> String {
    let is_plain = |byte: u8| matches!(byte, b'\n' | b' '..=b'~') && byte != b'`';
    if text.bytes().all(is_plain) {
        return text.to_owned();
    }
    let one_line_end = text.replace("\r\n", "\n");
    let apart = one_line_end.chars().map(|c| if is_apostrophe(c) { '\'' } else { c });
    apart.nfkd().fold(String::with_capacity(text.len()), |mut screen, c| {
        push_plain(&mut screen, c);
        screen
    })
}

/// A text in composed form (NFC), in which a letter with marks costs the fewest units.
pub fn compose(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
}

/// A key being written: a gap becomes one space, and only between two words.
struct Key {
    text: String,
    has_gap: bool,
}

impl Key {
    fn with_capacity(capacity: usize) -> Key {
        Key { text: String::with_capacity(capacity), has_gap: false }
    }

    /// Takes a decomposed, lower-case character.
    fn push(&mut self, c: char) {
        match base_letter(c) {
            c if c.is_ascii_lowercase() || c.is_ascii_digit() => self.write(c),
            c if is_silent(c) || is_apostrophe(c) => {}
            // What stays a capital without a small letter is a symbol, such as 🅐.
            c if c.is_alphanumeric() && !c.is_uppercase() => self.write(c),
            _ => self.has_gap = true,
        }
    }

    fn write(&mut self, c: char) {
        if self.has_gap && !self.text.is_empty() {
            self.text.push(' ');
        }
        self.has_gap = false;
        self.text.push(c);
    }
}

/// Appends the ASCII likeness of a decomposed character.
fn push_plain(screen: &mut String, c: char) {
    match base_letter(c) {
        '\n' | '\r' => screen.push('\n'),
        '\0' | '\t' => screen.push(' '),
        c if is_apostrophe(c) => screen.push('\''),
        c @ ' '..='~' => screen.push(c),
        c if is_silent(c) => {}
        '₦' => screen.push('N'),
        '“' | '”' | '„' | '«' | '»' => screen.push('"'),
        '\u{2010}'..='\u{2015}' | '\u{2212}' => screen.push('-'),
        // The fraction slash, out of ½.
        '\u{2044}' => screen.push('/'),
        c if c.is_whitespace() => screen.push(' '),
        _ => screen.push('?'),
    }
}

/// The letter under a hook, which Unicode does not decompose, or under a dot that is missing: ı is a common way to type ị.
fn base_letter(c: char) -> char {
    match c {
        'ɓ' => 'b',
        'ɗ' => 'd',
        'ƙ' => 'k',
        'ƴ' => 'y',
        'Ɓ' => 'B',
        'Ɗ' => 'D',
        'Ƙ' => 'K',
        'Ƴ' => 'Y',
        'ı' => 'i',
        other => other,
    }
}

/// Marks that people and keyboards write for the same apostrophe: `'yar`, `’yar`, `ʼyar`.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´')
}

/// Characters that leave no trace: marks, format characters that keyboards and copying put in, and controls that are not white space.
fn is_silent(c: char) -> bool {
    match c {
        // In a text from a careless gateway a NUL stands where a space was.
        '\0' => false,
        '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => true,
        '\u{2060}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}' => true,
        c => is_combining_mark(c) || (c.is_control() && !c.is_whitespace()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::gsm7::septet_count;
    use proptest::prelude::*;

    #[test]
    fn spellings_of_one_word_have_one_key() {
        for (text, expected) in [
            ("", ""),
            (" Stop. ", "stop"),
            ("ＳＴＯＰ", "stop"),
            ("STÓP\u{200B}", "stop"),
            ("S\u{AD}TO\u{2060}P\u{FEFF}", "stop"),
            ("S‑T", "s t"),
            ("STOP\0ALL", "stop all"),
            ("stop\r\n\tplease", "stop please"),
            ("st\u{7}op", "stop"),
            ("STOP❤\u{FE0F}", "stop"),
            ("🅐 STOP 🇳🇬", "stop"),
            ("ÌRÀNLỌ́WỌ́", "iranlowo"),
            ("I\u{300}RA\u{300}NLO\u{323}\u{301}WO\u{301}\u{323}", "iranlowo"),
            ("Ẹ jọ̀ọ́, ṣé?", "e joo se"),
            ("e\u{329}", "e"),
            ("Kwụsị ṅụọ", "kwusi nuo"),
            ("kwụsı", "kwusi"),
            ("Ɓarna ƊAUKI ƙarya Ƴa", "barna dauki karya ya"),
            ("'yar ’yar ‘yar ʼyar `yar ´yar", "yar yar yar yar yar yar"),
            ("don't", "dont"),
            ("QUIET-OFF/now", "quiet off now"),
            ("TRUE   K7P4!!", "true k7p4"),
            ("₦5,000", "5 000"),
            ("...", ""),
            ("İ", "i"),
            ("ПОМОЩЬ", "помощь"),
        ] {
            assert_eq!(fold(text), expected, "text: {text:?}");
        }
    }

    #[test]
    fn a_screen_shows_printable_ascii() {
        for (text, expected) in [
            ("1. Menu\n0. Back", "1. Menu\n0. Back"),
            ("a\r\nb\rc\td", "a\nb\nc d"),
            ("Ẹ káàbọ̀ ṣé", "E kaabo se"),
            ("e\u{323}\u{301}", "e"),
            ("Ɓ ɓ Ɗ ɗ Ƙ ƙ Ƴ ƴ ṅ ị ụ", "B b D d K k Y y n i u"),
            ("₦500", "N500"),
            ("’yar ‘a’ ʼb `c´", "'yar 'a' 'b 'c'"),
            ("“a” – b — c…", "\"a\" - b - c..."),
            ("a\u{A0}b\u{200B}c", "a bc"),
            ("½", "1/2"),
            ("ＯＫ", "OK"),
            ("😜 好", "? ?"),
            ("🏳️‍🌈", "??"),
            ("", ""),
        ] {
            assert_eq!(plain(text), expected, "text: {text:?}");
        }
    }

    #[test]
    fn outbound_letters_are_composed() {
        for (text, expected) in [
            ("e\u{323}\u{301}", "ẹ\u{301}"),
            ("e\u{301}\u{323}", "ẹ\u{301}"),
            ("n\u{307}", "ṅ"),
            ("I\u{323}", "Ị"),
            ("ＳＴＯＰ’", "ＳＴＯＰ’"),
            ("plain", "plain"),
        ] {
            assert_eq!(compose(text), expected, "text: {text:?}");
        }
    }

    fn is_key(key: &str) -> bool {
        let is_settled = |c: char| c.to_lowercase().eq([c]) && !c.is_uppercase() && !is_combining_mark(c);
        key.split(' ').all(|word| !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() && is_settled(c)))
            || key.is_empty()
    }

    fn is_screen(text: &str) -> bool {
        septet_count(text).is_some() && text.chars().all(|c| matches!(c, '\n' | ' '..='~'))
    }

    #[test]
    fn every_character_there_is_folds_to_a_settled_key() {
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            let (key, screen) = (fold(&text), plain(&text));
            assert!(is_key(&key) && fold(&key) == key, "character: {c:?}, key: {key:?}");
            assert!(is_screen(&screen) && plain(&screen) == screen, "character: {c:?}, screen: {screen:?}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let key = fold(&text);
            prop_assert!(is_key(&key), "key: {:?}", key);
            prop_assert_eq!(fold(&key), key);
        }

        #[test]
        fn ascii_has_the_key_it_would_have_in_a_longer_text(text in "[\0-\u{7F}]{0,80}") {
            // The letter at the end is not ASCII, so the whole text goes the long way.
            prop_assert_eq!(fold(&(text.clone() + "ọ")), fold(&(text + "o")));
        }

        #[test]
        fn composition_and_screens_do_not_change_the_key(text in "[a-zA-Zẹọṣịụṅɓɗƙƴ₦\u{300}\u{301}\u{323} ,.’]{0,80}") {
            let key = fold(&text);
            prop_assert_eq!(&fold(&compose(&text)), &key);
            prop_assert_eq!(fold(&plain(&text.replace('₦', " "))), key);
        }

        #[test]
        fn a_screen_is_plain_for_any_text(text in any::<String>()) {
            let screen = plain(&text);
            prop_assert!(is_screen(&screen), "screen: {:?}", screen);
            prop_assert_eq!(plain(&screen), screen);
        }

        #[test]
        fn composing_twice_changes_nothing(text in any::<String>()) {
            let composed = compose(&text);
            prop_assert_eq!(compose(&composed), composed);
        }
    }
}
