//! A text that is judged, and what is said of it.

use crate::content::fault::{Level, Rule};
use crate::content::programme::Channel;
use crate::domain::address::Locale;

/// What a rule says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::content::check) struct Remark {
    pub(in crate::content::check) rule: Rule,
    pub(in crate::content::check) level: Level,
    pub(in crate::content::check) message: String,
}

impl Remark {
    pub(super) fn error(rule: Rule, message: impl Into<String>) -> Self {
        Self { rule, level: Level::Error, message: message.into() }
    }

    pub(super) fn warning(rule: Rule, message: impl Into<String>) -> Self {
        Self { rule, level: Level::Warning, message: message.into() }
    }
}

/// A text, and what must be known to judge it.
#[derive(Debug, Clone, Copy)]
pub(in crate::content::check) struct Draft<'a> {
    pub(in crate::content::check) key: &'a str,
    /// The subject that it belongs to; empty for a label.
    pub(in crate::content::check) subject: &'a str,
    pub(in crate::content::check) locale: Locale,
    pub(in crate::content::check) channel: Channel,
    /// Whether facts are named for it.
    pub(in crate::content::check) has_facts: bool,
    /// Whether the system may send it first.
    pub(in crate::content::check) is_sent_first: bool,
    pub(in crate::content::check) template: &'a str,
}
