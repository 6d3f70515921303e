//! What content must know of the programme. Plain values: the settings they come from are no business of texts.

use std::path::PathBuf;

use jiff::tz::TimeZone;

use crate::domain::address::Locale;

/// Who speaks, in which languages, and where the programme's own texts lie.
#[derive(Debug, Clone)]
pub struct ProgrammeTexts {
    /// What the programme calls itself.
    pub name: String,
    /// What people dial.
    pub ussd_code: String,
    /// Where people text to.
    pub short_code: String,
    /// The languages, in the order in which people are offered them.
    pub locales: Vec<Locale>,
    /// The language for somebody who has chosen none; one of `locales`.
    pub default: Locale,
    /// Languages whose SMS go out with their marks, where a text has such a form. Screens are always plain.
    pub marked: Vec<Locale>,
    /// The folder that is laid over the shipped content.
    pub folder: Option<PathBuf>,
    /// The zone of the hours in which services are open.
    pub zone: TimeZone,
}

/// The way a text travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Channel {
    /// As a text message.
    Sms,
    /// On a USSD screen.
    Ussd,
}
