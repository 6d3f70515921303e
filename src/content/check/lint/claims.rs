//! C16: what a text says of law, health or a service must rest on a fact that somebody looks after.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::draft::{Draft, Remark};
use crate::content::fault::Rule;
use crate::content::lexicon::Lexicon;

/// The first claim of a text that names no fact.
pub(super) fn remark(lexicon: &Lexicon, draft: &Draft, clauses: &[Clause]) -> Option<Remark> {
    if draft.has_facts {
        return None;
    }
    let said = clauses.iter().find_map(|clause| {
        let (from, to) = *lexicon.places(&lexicon.lists.claims, draft.locale, &clause.words).first()?;
        Some(clause.words[from..to].join(" "))
    })?;
    let why = format!("says \"{said}\" and names no fact: add the id of a row of config/facts.toml in index.toml");
    // What goes to many people unasked must be right; an answer may still go out.
    Some(if draft.is_sent_first { Remark::error(Rule::C16, why) } else { Remark::warning(Rule::C16, why) })
}
