//! C08: a text that asks who or where a person is. What she sends could be read by the person who controls her.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::{Draft, Remark};
use crate::content::fault::Rule;
use crate::content::lexicon::{ByLocale, Lexicon, Phrase};
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
    let places = |list: &ByLocale| -> Vec<(usize, usize)> {
        heard(lexicon, list, locale).into_iter().filter_map(|phrase| phrase.place(words)).collect()
    };
    let mut found = places(&lists.asks);
    if clause.asks {
        found.extend(places(&lists.asks_in_questions));
    }
    for asking in heard(lexicon, &lists.asking, locale) {
        let Some((from, to)) = asking.place(words) else { continue };
        let ahead = &words[to..words.len().min(to + REACH)];
        let whats = heard(lexicon, &lists.identity, locale).into_iter().filter_map(|what| what.place(ahead));
        found.extend(whats.map(|(_, end)| (from, to + end)));
    }
    let of_others = heard(lexicon, &lists.of_others, locale);
    let others = |from: usize, to: usize| {
        of_others.iter().any(|phrase| phrase.place(&words[..to]).is_some_and(|(start, _)| start <= from + 1))
    };
    let found = found
        .into_iter()
        .find(|(from, to)| !others(*from, *to) && !is_turned_round(lexicon, locale, words, *from, *to));
    found.map(|(from, to)| words[from..to].join(" "))
}

/// Whether a word near a request says that it is none.
pub(super) fn is_turned_round(lexicon: &Lexicon, locale: Locale, words: &[String], from: usize, to: usize) -> bool {
    let near = &words[from.saturating_sub(NO_BEFORE)..words.len().min(to + NO_AFTER)];
    // After a request, "no" begins something else more often than not: only what stands for "is not needed" counts.
    let (before, _) = near.split_at(near.len().min(from - from.saturating_sub(NO_BEFORE) + (to - from)));
    let negations = heard(lexicon, &lexicon.lists.negations, locale);
    negations.iter().any(|no| {
        let long = no.place(near).is_some_and(|(start, end)| end - start > 1);
        long || no.place(before).is_some()
    })
}

/// The phrases of a language; a language near to English has those of English too.
pub(super) fn heard<'a>(lexicon: &'a Lexicon, list: &'a ByLocale, locale: Locale) -> Vec<&'a Phrase> {
    match lexicon.lists.like_english.contains(&locale) {
        true => list.with_english(locale).collect(),
        false => list.of(locale).iter().collect(),
    }
}
