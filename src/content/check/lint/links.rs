//! C14: a link, or a name on another service. A link on a shared phone leaves a trace, and links are what swindlers send.

use crate::content::check::lint::draft::Remark;
use crate::content::fault::Rule;

/// What gives a link away.
const LINKS: [&str; 4] = ["http", "www", "bit.ly", "://"];
const DOMAINS: [&str; 25] = [
    ".com", ".ng", ".org", ".net", ".info", ".io", ".link", ".africa", ".co", ".me", ".ly", ".to", ".cc", ".gg", ".tv",
    ".uk", ".ru", ".cn", ".app", ".site", ".online", ".shop", ".xyz", ".click", ".live",
];

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
    // Whatever the end of the name, a path behind it makes it one: go.example/jobs.
    let path = word.split_once('/').is_some_and(|(host, rest)| {
        let end = host.rsplit_once('.').filter(|(name, _)| name.ends_with(char::is_alphanumeric));
        let is_end = |end: &str| end.len() >= 2 && end.chars().all(|c| c.is_ascii_alphabetic());
        end.is_some_and(|(_, end)| is_end(end)) && rest.starts_with(char::is_alphanumeric)
    });
    let handle = word.split_once('@').is_some_and(|(_, name)| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    LINKS.iter().any(|link| word.contains(link)) || DOMAINS.into_iter().any(domain) || path || handle
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
            ("Ask t.me/abc", true),
            ("Ask t.me", true),
            ("wa.me/2348030000000", true),
            ("go.example/jobs", true),
            ("jobs.ru now", true),
            ("yes/no", false),
            ("9am/5pm", false),
            ("St. Mary/St. John", false),
            ("Hair, nails etc.", false),
            ("Come.Tell me", false),
            ("Text TRAINING.", false),
            ("Come. Now", false),
            ("ile.nga", false),
        ] {
            assert_eq!(remark(template).is_some(), found, "template: {template}");
        }
    }
}
