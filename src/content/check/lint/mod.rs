//! What a text may not say, whoever wrote it. Each file is one thought; each rule looks at the words and says what it
//! found. Nothing here knows where a text lies or whether it is finished.

mod draft;
mod clauses;
mod numbers;
mod links;
mod letters;
mod promises;
mod identity;
mod shouting;
mod reading;
mod money;
mod keywords;
mod names;
mod claims;

pub(super) use draft::{Draft, Remark};

use crate::content::lexicon::Lexicon;
use crate::content::placeholders;

/// All that can be said of the words of one text.
pub(super) fn remarks(lexicon: &Lexicon, draft: &Draft) -> Vec<Remark> {
    let clauses = clauses::split(&placeholders::without(draft.template));
    let mut all = label_remarks(lexicon, draft);
    all.extend(reading::remarks(lexicon, draft.locale, &clauses));
    all.extend(keywords::remark(lexicon, draft.locale, &clauses));
    all.extend(claims::remark(lexicon, draft, &clauses));
    all
}

/// What can be said of a label of the menu too, which is no sentence.
pub(super) fn label_remarks(lexicon: &Lexicon, draft: &Draft) -> Vec<Remark> {
    let words = placeholders::without(draft.template);
    let clauses = clauses::split(&words);
    let mut all = Vec::new();
    all.extend(numbers::remark(lexicon, &words));
    all.extend(links::remark(&words));
    all.extend(letters::remarks(lexicon, draft));
    all.extend(promises::remarks(lexicon, draft, &words, &clauses));
    all.extend(identity::remark(lexicon, draft, &clauses));
    all.extend(shouting::remark(lexicon, &words, &clauses));
    all.extend(money::remarks(lexicon, draft.locale, &clauses));
    all.extend(names::remark(lexicon, draft, &words));
    all
}
