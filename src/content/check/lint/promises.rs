//! C04 and C05: what promises safety, what shows a stranger too much, and what shames.

use crate::content::check::lint::draft::{Draft, Remark};
use crate::content::fault::Rule;
use crate::content::lexicon::{ByLocale, Lexicon, words_of};

/// All such words of a draft.
pub(super) fn remarks(lexicon: &Lexicon, draft: &Draft, words: &str) -> Vec<Remark> {
    let lists = &lexicon.lists;
    let words = words_of(words);
    let find = |list: &ByLocale| {
        let (from, to) = *list.places_with_english(draft.locale, &words).first()?;
        Some(words[from..to].join(" "))
    };
    let promise = find(&lists.promises).map(|said| {
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

/// Whether a key's words may be read by somebody else.
fn is_guarded(lexicon: &Lexicon, key: &str) -> bool {
    lexicon.lists.guarded_keys.iter().any(|listed| match listed.strip_suffix('*') {
        Some(start) => key.starts_with(start),
        None => key == listed,
    })
}
