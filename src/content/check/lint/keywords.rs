//! C15: a word that people are told to send must be one that we understand, in the language of the text.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::draft::Remark;
use crate::content::check::lint::shouting::is_shouted;
use crate::content::fault::Rule;
use crate::content::lexicon::{Lexicon, words_of};
use crate::domain::address::Locale;

/// The first word in capitals that is no keyword of this language.
pub(super) fn remark(lexicon: &Lexicon, locale: Locale, clauses: &[Clause]) -> Option<Remark> {
    let word = clauses.iter().find_map(|clause| wrong_word(lexicon, locale, &clause.written))?;
    let own = lexicon.own_word(locale, &word);
    let why = match own {
        Some(own) => format!("tells people to send \"{word}\", which is no word of this language: write {own}"),
        None => format!("tells people to send \"{word}\", which is no keyword: choose one of config/keywords.toml"),
    };
    Some(Remark::error(Rule::C15, why))
}

fn wrong_word(lexicon: &Lexicon, locale: Locale, written: &str) -> Option<String> {
    let mut is_prompted = false;
    for word in written.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        if !is_shouted(word) {
            is_prompted |= !lexicon.places(&lexicon.lists.prompting, locale, &words_of(word)).is_empty();
            continue;
        }
        // A language that has no word for it yet is understood in the words of the others.
        let is_borrowed = lexicon.is_keyword(word) && lexicon.own_word(locale, word).is_none();
        let is_known = lexicon.teaches(locale, word) || lexicon.is_capital_word(word) || is_borrowed;
        // Without a verb before it, capitals may only shout; a keyword of another language is always meant as one.
        if !is_known && (is_prompted || lexicon.is_keyword(word)) {
            return Some(word.to_owned());
        }
    }
    None
}
