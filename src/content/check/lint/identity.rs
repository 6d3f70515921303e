//! C08: a text that asks who or where a person is. What she sends could be read by the person who controls her.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::draft::{Draft, Remark};
use crate::content::fault::Rule;
use crate::content::lexicon::Lexicon;
use crate::domain::address::Locale;

/// Words between asking and what is asked for, at most.
const REACH: usize = 5;
/// Words before a request in which "no" turns it round.
const NO_BEFORE: usize = 3;
/// Words after it.
const NO_AFTER: usize = 2;

/// The first question for a name, a place, an age, a picture or a number of a document.
pub(super) fn remark(lexicon: &Lexicon, draft: &Draft, clauses: &[Clause]) -> Option<Remark> {
    if lexicon.lists.identity_asked_in.iter().any(|key| key == draft.key) {
        return None;
    }
    let said = clauses.iter().find_map(|clause| asked(lexicon, draft.locale, clause))?;
    let why = format!("asks \"{said}\": no text may ask for a name, place, age, picture or document; take it out");
    Some(Remark::error(Rule::C08, why))
}

fn asked(lexicon: &Lexicon, locale: Locale, clause: &Clause) -> Option<String> {
    let lists = &lexicon.lists;
    let words = &clause.words;
    let mut found = lexicon.places(&lists.asks, locale, words);
    if clause.asks {
        found.extend(lexicon.places(&lists.asks_in_questions, locale, words));
    }
    for (from, to) in lexicon.places(&lists.asking, locale, words) {
        let ahead = &words[to..words.len().min(to + REACH)];
        let whats = lexicon.places(&lists.identity, locale, ahead);
        found.extend(whats.into_iter().map(|(_, end)| (from, to + end)));
    }
    if found.is_empty() {
        return None;
    }
    let others = lexicon.places(&lists.of_others, locale, words);
    let of_others = |from: usize, to: usize| others.iter().any(|(start, end)| *start <= from + 1 && *end <= to);
    let mut ours = found.into_iter();
    let ours = ours.find(|(from, to)| !of_others(*from, *to) && !is_turned_round(lexicon, locale, clause, *from, *to));
    ours.map(|(from, to)| words[from..to].join(" "))
}

/// Whether a word near a request says that it is none.
pub(super) fn is_turned_round(lexicon: &Lexicon, locale: Locale, clause: &Clause, from: usize, to: usize) -> bool {
    let words = &clause.words;
    // "Do not worry, send your name" is a request.
    let pause = clause.pauses.iter().copied().filter(|pause| *pause <= from).max().unwrap_or_default();
    let start = from.saturating_sub(NO_BEFORE).max(pause);
    let near = &words[start..words.len().min(to + NO_AFTER)];
    let negations = lexicon.places(&lexicon.lists.negations, locale, near);
    // After a request, "no" begins something else more often than not: only what stands for "is not needed" counts.
    negations.iter().any(|(own, end)| end - own > 1 || start + end <= to)
}
