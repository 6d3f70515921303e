//! C10: capitals and exclamation marks that shout. They look like the messages of swindlers, and they frighten.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::draft::Remark;
use crate::content::fault::Rule;
use crate::content::lexicon::Lexicon;

/// Of a hundred letters, this many in shouted words are too many.
const MOST_CAPITALS: usize = 30;

/// The first sentence that shouts.
pub(super) fn remark(lexicon: &Lexicon, words: &str, clauses: &[Clause]) -> Option<Remark> {
    if words.contains("!!") {
        return Some(Remark::warning(Rule::C10, "shouts \"!!\": say it calmly, with a full stop"));
    }
    let loud = clauses.iter().find(|clause| shouts(lexicon, &clause.written))?;
    Some(Remark::warning(Rule::C10, format!("shouts \"{}\": write it in small letters", loud.written.trim())))
}

fn shouts(lexicon: &Lexicon, written: &str) -> bool {
    let mut letters = 0;
    let mut capitals = 0;
    for word in written.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        let of_word = word.chars().filter(|c| c.is_alphabetic()).count();
        if is_shouted(word) {
            if lexicon.is_keyword(word) || lexicon.is_capital_word(word) {
                continue;
            }
            capitals += of_word;
        }
        letters += of_word;
    }
    capitals * 100 > letters * MOST_CAPITALS
}

/// Two letters or more, all of them capitals.
pub(super) fn is_shouted(word: &str) -> bool {
    let word = word.trim_matches('\'');
    word.chars().count() > 1 && word.chars().all(|c| (c.is_alphabetic() && c.is_uppercase()) || c == '\'')
}
