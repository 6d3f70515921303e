//! C12: letters that do not travel, letters that cost two places, and stray spaces.

use crate::content::check::lint::draft::{Draft, Remark};
use crate::content::fault::Rule;
use crate::content::lexicon::Lexicon;
use crate::content::programme::Channel;
use crate::domain::text::{SplitUnit, plain, segment, septets};

/// Everything about the letters of a draft.
pub(super) fn remarks(lexicon: &Lexicon, draft: &Draft) -> Vec<Remark> {
    let strange = match draft.channel {
        Channel::Sms => outside_gsm7(draft.template),
        Channel::Ussd => outside_ascii(draft.template),
    };
    let is_part = lexicon.lists.parts.iter().any(|part| part == draft.key);
    let strange = strange.map(|why| Remark::error(Rule::C12, why));
    let doubled = doubled(draft).map(|why| Remark::warning(Rule::C12, why));
    let spaces = stray_space(draft.template, is_part).map(|why| Remark::warning(Rule::C12, why));
    strange.into_iter().chain(doubled).chain(spaces).collect()
}

/// The first character that SMS cannot carry in its cheap alphabet, with what to write instead.
fn outside_gsm7(template: &str) -> Option<String> {
    let (place, found) = (1..).zip(template.chars()).find(|(_, c)| septets(*c).is_none())?;
    let (before, after) = (segment(template, SplitUnit::CodePoint), segment(&plain(template), SplitUnit::CodePoint));
    let why = format!(
        "makes the whole text cost two or three times as much ({} units in {} parts, without it {} in {})",
        before.units(),
        before.count(),
        after.units(),
        after.count()
    );
    Some(instead(found, place, &why))
}

/// The first character that a USSD screen cannot show, with what to write instead.
fn outside_ascii(template: &str) -> Option<String> {
    let strange = |c: char| c != '\n' && (!(' '..='~').contains(&c) || c == '`');
    let (place, found) = (1..).zip(template.chars()).find(|(_, c)| strange(*c))?;
    Some(instead(found, place, "cannot be shown on a USSD screen"))
}

fn instead(found: char, place: usize, why: &str) -> String {
    let plain = plain(&found.to_string());
    match plain.trim() {
        "" | "?" => format!("\"{}\" at letter {place} {why}: leave it out", found.escape_debug()),
        plain => format!("\"{found}\" at letter {place} {why}: write \"{plain}\""),
    }
}

/// A letter of the alphabet's extension, which takes two places. Braces of placeholders do not go out.
fn doubled(draft: &Draft) -> Option<String> {
    let words = crate::content::placeholders::without(draft.template);
    let found = words.chars().find(|c| septets(*c) == Some(2))?;
    Some(format!("\"{found}\" takes two places of 160: write it in another way"))
}

fn stray_space(template: &str, is_part: bool) -> Option<String> {
    let start = if is_part { template.strip_prefix(' ').unwrap_or(template) } else { template };
    let stray = start.starts_with(char::is_whitespace) || start.ends_with(char::is_whitespace);
    let double = start.contains("  ") || start.contains(" \n") || start.contains("\n ");
    let before_mark = [" .", " ,", " ?", " !"].iter().any(|mark| start.contains(mark));
    (stray || double || before_mark).then(|| "holds a space that says nothing: take it out".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_costs_more_is_named_with_what_to_write() {
        assert_eq!(outside_gsm7("don't pay N50"), None);
        let why = outside_gsm7("don’t pay").unwrap();
        assert_eq!(
            why,
            "\"’\" at letter 4 makes the whole text cost two or three times as much (9 units in 1 parts, without it 9 in 1): write \"'\""
        );
        assert!(outside_gsm7("₦50").is_some_and(|why| why.contains("write \"N\"")));
        assert!(outside_gsm7("a – b").is_some_and(|why| why.contains("write \"-\"")));
        assert!(outside_gsm7("iṣẹ́").is_some_and(|why| why.contains("write \"s\"")));
        assert!(outside_gsm7("ɗaya").is_some_and(|why| why.contains("write \"d\"")));
        assert!(outside_ascii("café").is_some_and(|why| why.contains("at letter 4") && why.contains("write \"e\"")));
        assert!(outside_ascii("a\tb").is_some_and(|why| why.contains("leave it out")));
    }

    #[test]
    fn spaces_that_say_nothing_are_seen() {
        for (template, is_part, found) in [
            ("Wait. Ask.", false, false),
            ("Wait.  Ask.", false, true),
            ("Wait. ", false, true),
            (" Wait.", false, true),
            (" Wait.", true, false),
            ("Wait .", false, true),
            ("Agree?\n1 Yes", false, false),
        ] {
            assert_eq!(stray_space(template, is_part).is_some(), found, "template: {template:?}");
        }
    }
}
