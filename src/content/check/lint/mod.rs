//! What a text may not say, whoever wrote it. Each file is one thought; each rule looks at the words and says what it
//! found. Nothing here knows where a text lies or whether it is finished.

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

use crate::content::fault::{Level, Rule};
use crate::content::lexicon::Lexicon;
use crate::content::placeholders;
use crate::content::programme::Channel;
use crate::domain::address::Locale;

/// What a rule says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Remark {
    pub(super) rule: Rule,
    pub(super) level: Level,
    pub(super) message: String,
}

impl Remark {
    fn error(rule: Rule, message: impl Into<String>) -> Self {
        Self { rule, level: Level::Error, message: message.into() }
    }

    fn warning(rule: Rule, message: impl Into<String>) -> Self {
        Self { rule, level: Level::Warning, message: message.into() }
    }
}

/// A text, and what must be known to judge it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Draft<'a> {
    pub(super) key: &'a str,
    /// The subject that it belongs to; empty for a label.
    pub(super) subject: &'a str,
    pub(super) locale: Locale,
    pub(super) channel: Channel,
    /// Whether facts are named for it.
    pub(super) has_facts: bool,
    /// Whether the system may send it first.
    pub(super) is_sent_first: bool,
    pub(super) template: &'a str,
}

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
    all.extend(numbers::remark(&words));
    all.extend(links::remark(&words));
    all.extend(letters::remarks(lexicon, draft));
    all.extend(promises::remarks(lexicon, draft, &words));
    all.extend(identity::remark(lexicon, draft, &clauses));
    all.extend(shouting::remark(lexicon, &words, &clauses));
    all.extend(money::remarks(lexicon, draft.locale, &clauses));
    all.extend(names::remark(lexicon, draft, &words));
    all
}
