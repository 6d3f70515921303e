//! C06: a phone number or code typed into a text. Numbers are configuration, so that one edit changes them all.

use crate::content::check::lint::draft::Remark;
use crate::content::fault::Rule;
use crate::content::lexicon::{Lexicon, words_of};

/// The one run of digits that texts may show: how six answers are written.
const SIX_ANSWERS: &str = "121222";
/// Digits in a row that look like a phone number, at least.
const PHONE_DIGITS: usize = 5;

/// Of those, how many must be words where digits are said in words.
const SAID_DIGITS: usize = 3;

/// The first number in the words.
pub(super) fn remark(lexicon: &Lexicon, words: &str) -> Option<Remark> {
    let words = words.replace(SIX_ANSWERS, "\u{1}");
    let number = written_number(&words).or_else(|| said_number(lexicon, &words))?;
    let why = format!("holds the number \"{number}\": use {{{{hotline}}}} or another placeholder, numbers change");
    Some(Remark::error(Rule::C06, why))
}

fn written_number(words: &str) -> Option<String> {
    digit_run(words).or_else(|| dialled_code(words)).or_else(|| spelled_number(words))
}

/// `nine zero eight 0 three`, in any language.
fn said_number(lexicon: &Lexicon, words: &str) -> Option<String> {
    let words = words_of(words);
    let said: Vec<usize> =
        lexicon.lists.digit_words.places_of_all(&words).into_iter().map(|(place, _)| place).collect();
    let (mut start, mut spoken, mut digits) = (0, 0, 0);
    for (place, word) in words.iter().enumerate() {
        if said.contains(&place) {
            (spoken, digits) = (spoken + 1, digits + 1);
        } else if word.bytes().all(|byte| byte.is_ascii_digit()) {
            digits += word.len();
        } else {
            (start, spoken, digits) = (place + 1, 0, 0);
        }
        if spoken >= SAID_DIGITS && digits >= PHONE_DIGITS {
            return Some(words[start..=place].join(" "));
        }
    }
    None
}

/// Five or more digits, whatever people put between them.
fn digit_run(words: &str) -> Option<String> {
    let mut run = String::new();
    let digits = |run: &str| run.chars().filter(char::is_ascii_digit).count();
    for c in words.chars().chain(['\n']) {
        match c {
            '0'..='9' => run.push(c),
            ' ' | '-' | '+' | '(' | ')' if !run.is_empty() => run.push(c),
            _ if digits(&run) >= PHONE_DIGITS => return Some(run.trim().to_owned()),
            _ => run.clear(),
        }
    }
    None
}

/// `*347#`.
fn dialled_code(words: &str) -> Option<String> {
    words.match_indices('*').find_map(|(at, _)| {
        let rest = &words[at + 1..];
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '*')?;
        (end > 0 && rest[end..].starts_with('#')).then(|| format!("*{}#", &rest[..end]))
    })
}

/// `0800-RESCUE`.
fn spelled_number(words: &str) -> Option<String> {
    let mut each = words.split_whitespace();
    let is_spelled = |word: &&str| {
        let rest = word.strip_prefix("0800").or_else(|| word.strip_prefix("0700"));
        rest.is_some_and(|rest| rest.trim_start_matches('-').starts_with(|c: char| c.is_ascii_uppercase()))
    };
    each.find(is_spelled).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::placeholders::without;

    #[test]
    fn phone_numbers_are_seen_and_years_are_not() {
        for (template, found) in [
            ("Call 08030000000", true),
            ("Call 0803 000-0000.", true),
            ("Dial *347#", true),
            ("Dial *347*2#", true),
            ("Call 0800-RESCUE", true),
            ("Call {{hotline}}", false),
            ("Dial {{ussd_code}}", false),
            ("Nigerian law (2015): 2 years or more", false),
            ("like 121222: 1 Trip?", false),
            ("6 digits, 1=yes 2=no, like 121222", false),
            ("How old?\n1 Under 13\n2 13 to 17\n3 18 or more", false),
            ("8am-12pm, 12pm-4pm", false),
            ("12{{hotline}}345", false),
        ] {
            assert_eq!(
                written_number(&without(template).replace(SIX_ANSWERS, "\u{1}")).is_some(),
                found,
                "template: {template}"
            );
        }
    }
}
