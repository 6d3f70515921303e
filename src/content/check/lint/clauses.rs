//! A text cut into what is said in one breath: at full stops, colons, question marks and line ends.

use crate::content::lexicon::words_of;

/// Words that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clause {
    pub(super) written: String,
    /// Folded, one by one.
    pub(super) words: Vec<String>,
    /// Places among the words that follow a comma.
    pub(super) pauses: Vec<usize>,
    pub(super) asks: bool,
}

/// The clauses of a text, in their order.
pub(super) fn split(text: &str) -> Vec<Clause> {
    let mut all = Vec::new();
    let mut written = String::new();
    for c in text.chars().chain(['\n']) {
        match c {
            '.' | '!' | '?' | ':' | ';' | '\n' => {
                all.push((std::mem::take(&mut written), c == '?'));
            }
            c => written.push(c),
        }
    }
    let clauses = all.into_iter().map(|(written, asks)| {
        let mut pauses = Vec::new();
        let mut words = Vec::new();
        for part in written.split(',') {
            pauses.push(words.len());
            words.extend(words_of(part));
        }
        Clause { written, words, pauses, asks }
    });
    clauses.filter(|clause| !clause.words.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_told_from_a_statement() {
        let clauses = split("Tip 1: Wait. Is it you?\n1 Yes");
        let told: Vec<(&str, bool)> = clauses.iter().map(|clause| (clause.written.trim(), clause.asks)).collect();
        assert_eq!(told, [("Tip 1", false), ("Wait", false), ("Is it you", true), ("1 Yes", false)]);
    }
}
