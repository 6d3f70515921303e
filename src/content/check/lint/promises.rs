//! C04 and C05: what promises safety, what shows a stranger too much, and what shames.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::draft::{Draft, Remark};
use crate::content::fault::Rule;
use crate::content::lexicon::{ByLocale, Lexicon, words_of};

/// What stands for words that ask: no word at all.
const ASKED: &str = "?";

/// All such words of a draft.
pub(super) fn remarks(lexicon: &Lexicon, draft: &Draft, words: &str, clauses: &[Clause]) -> Vec<Remark> {
    let lists = &lexicon.lists;
    let words = words_of(words);
    let find_in = |list: &ByLocale, words: &[String]| {
        let (from, to) = *list.places_with_english(draft.locale, words).first()?;
        Some(words[from..to].join(" "))
    };
    let find = |list: &ByLocale| find_in(list, &words);
    let stated: Vec<String> = clauses.iter().flat_map(|clause| stated(lexicon, clause)).collect();
    let promise = find_in(&lists.promises, &stated).map(|said| {
        let why = format!("says \"{said}\": no text may promise safety; say what to look out for");
        Remark::error(Rule::C04, why)
    });
    let guarded = if is_guarded(lexicon, draft.key) { find(&lists.guarded) } else { None };
    let guarded = guarded.map(|said| {
        let why = format!("says \"{said}\": this text may be read by somebody else on the phone, use an everyday word");
        Remark::error(Rule::C05, why)
    });
    let shaming = find(&lists.shaming).map(|said| {
        Remark::error(Rule::C05, format!("says \"{said}\", which shames the reader: say what was done to her instead"))
    });
    promise.into_iter().chain(guarded).chain(shaming).collect()
}

/// The words of a clause without those that ask whether somebody is safe: who asks promises nothing.
fn stated(lexicon: &Lexicon, clause: &Clause) -> Vec<String> {
    let lists = &lexicon.lists;
    let mut words = clause.words.clone();
    let mut asked = lists.asks_safety.places_of_all(&words);
    asked.retain(|(from, _)| clause.asks || *from == 0);
    if clause.asks {
        asked.extend(lists.asks_safety_in_questions.places_of_all(&words));
    }
    // "Are you there, you are safe?" is no such question.
    asked.retain(|(from, to)| !clause.pauses.iter().any(|pause| from < pause && pause < to));
    for (from, to) in asked {
        words[from..to].fill(ASKED.to_owned());
    }
    words
}

/// Whether a key's words may be read by somebody else.
fn is_guarded(lexicon: &Lexicon, key: &str) -> bool {
    lexicon.lists.guarded_keys.iter().any(|listed| match listed.strip_suffix('*') {
        Some(start) => key.starts_with(start),
        None => key == listed,
    })
}
