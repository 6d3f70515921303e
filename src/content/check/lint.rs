//! What no text may hold, whoever wrote it: each rule looks at the words of a template and says what it found.
//! Each rule has a number, C01 to C18, which a finding names.

use crate::content::placeholders;
use crate::domain::text::septets;

/// The one run of digits that texts may show: how six answers are written.
const SIX_ANSWERS: &str = "121222";
/// Digits in a row that look like a phone number, at least.
const PHONE_DIGITS: usize = 5;
/// What gives a link away.
const LINKS: [&str; 4] = ["http", "www", "bit.ly", "://"];
const DOMAINS: [&str; 5] = [".com", ".ng", ".org", ".net", ".info"];

/// C06: a phone number or code typed into a text. Numbers are configuration, so that one edit changes them all.
pub(super) fn phone_number(template: &str) -> Option<String> {
    let words = placeholders::without(template).replace(SIX_ANSWERS, "\u{1}");
    digit_run(&words).or_else(|| dialled_code(&words)).or_else(|| spelled_number(&words))
}

/// C14: a link or a name on another service.
pub(super) fn link(template: &str) -> Option<String> {
    let words = placeholders::without(template).to_lowercase();
    let word = |word: &&str| {
        let domain = |end: &str| {
            word.match_indices(end).any(|(at, _)| {
                let before = word[..at].chars().last().is_some_and(char::is_alphanumeric);
                before && !word[at + end.len()..].starts_with(|c: char| c.is_alphanumeric())
            })
        };
        let handle = word.split_once('@').is_some_and(|(_, name)| name.starts_with(|c: char| c.is_ascii_alphabetic()));
        LINKS.iter().any(|link| word.contains(link)) || DOMAINS.into_iter().any(domain) || handle
    };
    words.split_whitespace().find(word).map(str::to_owned)
}

/// C12: the first character that SMS cannot carry in its cheap alphabet, with what to write instead.
pub(super) fn outside_gsm7(template: &str) -> Option<String> {
    let found = template.chars().find(|c| septets(*c).is_none())?;
    Some(instead(found, "makes the whole text cost two or three times as much"))
}

/// C12: the first character that a USSD screen cannot show, with what to write instead.
pub(super) fn outside_ascii(template: &str) -> Option<String> {
    let found = template.chars().find(|c| *c != '\n' && (!(' '..='~').contains(c) || *c == '`'))?;
    Some(instead(found, "cannot be shown on a USSD screen"))
}

fn instead(found: char, why: &str) -> String {
    let plain = crate::domain::text::plain(&found.to_string());
    match plain.trim() {
        "" | "?" => format!("\"{}\" {why}: leave it out", found.escape_debug()),
        plain => format!("\"{found}\" {why}: write \"{plain}\""),
    }
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
            assert_eq!(phone_number(template).is_some(), found, "template: {template}");
        }
    }

    #[test]
    fn links_are_seen_and_sentences_are_not() {
        for (template, found) in [
            ("Visit bit.ly/x", true),
            ("www.jobs.ng", true),
            ("see jobs.com.", true),
            ("https://a.b", true),
            ("write to @agent", true),
            ("Text TRAINING.", false),
            ("Come. Now", false),
            ("ile.nga", false),
        ] {
            assert_eq!(link(template).is_some(), found, "template: {template}");
        }
    }

    #[test]
    fn what_costs_more_is_named_with_what_to_write() {
        assert_eq!(outside_gsm7("don't pay N50"), None);
        assert!(outside_gsm7("don’t pay").is_some_and(|why| why.contains("write \"'\"")));
        assert!(outside_gsm7("₦50").is_some_and(|why| why.contains("write \"N\"")));
        assert!(outside_ascii("café").is_some_and(|why| why.contains("write \"e\"")));
        assert!(outside_ascii("a\tb").is_some_and(|why| why.contains("leave it out")));
    }
}
