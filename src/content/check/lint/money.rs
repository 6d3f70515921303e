//! C13: a text that asks for money, and words that lure or that networks refuse. That we never ask is the strongest
//! defence against somebody who copies us.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::draft::Remark;
use crate::content::check::lint::identity::is_turned_round;
use crate::content::fault::Rule;
use crate::content::lexicon::{ByLocale, Lexicon};
use crate::domain::address::Locale;

/// The first request and the first lure.
pub(super) fn remarks(lexicon: &Lexicon, locale: Locale, clauses: &[Clause]) -> Vec<Remark> {
    let first = |list: &ByLocale| clauses.iter().find_map(|clause| said(lexicon, list, locale, clause));
    let asks = first(&lexicon.lists.asks_money).map(|said| {
        Remark::error(Rule::C13, format!("asks for money: \"{said}\". No text of ours ever does; take it out"))
    });
    let lures = first(&lexicon.lists.gain).map(|said| {
        let why = format!("says \"{said}\", as swindlers do, and some networks refuse it: use another word");
        Remark::warning(Rule::C13, why)
    });
    asks.into_iter().chain(lures).collect()
}

fn said(lexicon: &Lexicon, list: &ByLocale, locale: Locale, clause: &Clause) -> Option<String> {
    let words = &clause.words;
    let places = lexicon.places(list, locale, words);
    let mut ours = places.into_iter().filter(|(from, to)| !is_turned_round(lexicon, locale, clause, *from, *to));
    ours.next().map(|(from, to)| words[from..to].join(" "))
}
