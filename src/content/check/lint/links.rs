//! C14: a link, or a name on another service. A link on a shared phone leaves a trace, and links are what swindlers send.

use crate::content::check::lint::draft::Remark;
use crate::content::fault::Rule;

/// What gives a link away.
const LINKS: [&str; 5] = ["http", "www", "bit.ly", "://", "wa.me"];
const DOMAINS: [&str; 9] = [".com", ".ng", ".org", ".net", ".info", ".io", ".link", ".africa", ".co"];

/// The first link in the words.
pub(super) fn remark(words: &str) -> Option<Remark> {
    let words = words.to_lowercase();
    let link = words.split_whitespace().find(|word| is_link(word))?;
    Some(Remark::error(Rule::C14, format!("holds \"{link}\": no text may hold a link or a handle")))
}

fn is_link(word: &str) -> bool {
    let domain = |end: &str| {
        word.match_indices(end).any(|(at, _)| {
            let before = word[..at].chars().last().is_some_and(char::is_alphanumeric);
            before && !word[at + end.len()..].starts_with(|c: char| c.is_alphanumeric())
        })
    };
    let handle = word.split_once('@').is_some_and(|(_, name)| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    LINKS.iter().any(|link| word.contains(link)) || DOMAINS.into_iter().any(domain) || handle
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(remark(template).is_some(), found, "template: {template}");
        }
    }
}
