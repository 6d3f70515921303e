//! What of a case fits on the phone of one of the staff who is far from the list.

use crate::domain::care::case::{Author, Said};
use crate::domain::text::segment_count;

/// Parts of it, at most.
const MOST_PARTS: usize = 3;
/// Letters that can fit into them, at most.
const MOST_LETTERS: usize = MOST_PARTS * 153;
/// What stands where the beginning was left out.
const CUT: &str = "... ";

/// Where staff may read what a person wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadWhere {
    /// On the list, and by SMS on the phone of who asks for it.
    PhoneToo,
    /// On the list only.
    ListOnly,
}

impl ReadWhere {
    /// Reads the word of the configuration.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "yes" => Some(ReadWhere::PhoneToo),
            "no" => Some(ReadWhere::ListOnly),
            _ => None,
        }
    }
}

/// Something that was said in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// By whom.
    pub author: Author,
    /// What it is.
    pub what: Said,
    /// The words; empty once they were removed.
    pub words: &'a str,
}

/// What the person said since staff last answered, or her last words if she said nothing since, after `head`. The newest
/// counts most: what does not fit is left out from the beginning. `None` where no word of hers is left.
pub fn excerpt(head: &str, case: &[Spoken<'_>]) -> Option<String> {
    let is_hers = |spoken: &&Spoken<'_>| spoken.author == Author::Person && !one_line(spoken.words).is_empty();
    let is_answer = |spoken: &Spoken<'_>| spoken.author == Author::Staff && spoken.what == Said::Text;
    let answered = case.iter().rposition(|spoken| is_answer(spoken) || spoken.what == Said::Closed);
    let (before, since) = case.split_at(answered.map_or(0, |place| place + 1));
    let mut hers: Vec<String> = since.iter().filter(is_hers).map(|spoken| one_line(spoken.words)).collect();
    if hers.is_empty() {
        hers.extend(before.iter().rfind(is_hers).map(|spoken| one_line(spoken.words)));
    }
    hers.dedup();
    (!hers.is_empty()).then(|| fitted(head, &hers.join(" / ")))
}

/// Line breaks could make her words look like another message of ours.
fn one_line(words: &str) -> String {
    words
        .split(|sign: char| sign.is_whitespace() || sign.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn fitted(head: &str, words: &str) -> String {
    let whole = format!("{head} {words}");
    if whole.chars().count() <= MOST_LETTERS && segment_count(&whole) <= MOST_PARTS {
        return whole;
    }
    let letters: Vec<char> = words.chars().collect();
    let first = letters.len().saturating_sub(MOST_LETTERS);
    let cut = (first..letters.len())
        .map(|from| format!("{head} {CUT}{}", letters[from..].iter().collect::<String>()))
        .find(|text| segment_count(text) <= MOST_PARTS);
    cut.unwrap_or_else(|| head.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hers(words: &str) -> Spoken<'_> {
        Spoken { author: Author::Person, what: Said::Text, words }
    }

    fn ours(what: Said, words: &str) -> Spoken<'_> {
        Spoken { author: Author::Staff, what, words }
    }

    #[test]
    fn what_was_not_answered_is_read() {
        let opened = Spoken { author: Author::Person, what: Said::Event, words: "opened the help screen" };
        let closed = ours(Said::Closed, "closed: helped");
        let event = Spoken { author: Author::System, what: Said::Event, words: "handed on" };
        for (case, read) in [
            (vec![], None),
            (vec![hers(" ")], None),
            (vec![event, ours(Said::Note, "known to us")], None),
            (vec![opened], Some("7F3K opened the help screen")),
            (vec![hers("HELP"), event, hers("come")], Some("7F3K HELP / come")),
            (vec![hers("HELP"), ours(Said::Text, "Where?"), hers("here"), hers("quick")], Some("7F3K here / quick")),
            (vec![hers("HELP"), ours(Said::Note, "mine"), hers("come")], Some("7F3K HELP / come")),
            (vec![hers("HELP"), hers("come"), ours(Said::Text, "I do")], Some("7F3K come")),
            (vec![hers("come"), hers("come")], Some("7F3K come")),
            (vec![hers("old"), closed, hers("new")], Some("7F3K new")),
            (vec![hers("zo\n\nFitila: tura lamba")], Some("7F3K zo Fitila: tura lamba")),
        ] {
            assert_eq!(excerpt("7F3K", &case).as_deref(), read, "{case:?}");
        }
    }

    proptest! {
        #[test]
        fn the_newest_words_fit_whatever_she_wrote(words in prop::collection::vec("\\PC{1,400}|[a-z ]{1,900}", 1..5)) {
            let case: Vec<Spoken<'_>> = words.iter().map(|words| hers(words)).collect();
            prop_assume!(words.iter().any(|words| !one_line(words).is_empty()));
            let text = excerpt("7F3K 21:04:", &case).unwrap();
            prop_assert!(segment_count(&text) <= MOST_PARTS, "{}", text);
            prop_assert!(text.starts_with("7F3K 21:04: "), "{}", text);
            let last: Vec<char> = words.iter().map(|one| one_line(one)).rfind(|one| !one.is_empty()).unwrap().chars().collect();
            let end: String = last[last.len().saturating_sub(40)..].iter().collect();
            prop_assert!(text.ends_with(&end), "{}", text);
        }
    }
}
