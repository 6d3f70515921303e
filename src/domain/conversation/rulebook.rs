//! All that the rules look up, as one immutable value. A new edition replaces it whole.

use std::sync::Arc;

use crate::domain::address::Locale;
use crate::domain::area::Gazetteer;
use crate::domain::care::Duty;
use crate::domain::catalogue::Catalogue;
use crate::domain::ids::SeriesKey;
use crate::domain::keyword::KeywordTable;
use crate::domain::referral::Directory;
use crate::domain::series::Series;
use crate::domain::ussd::Menu;

/// Keywords, menu and texts of a programme, checked.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// The words that people send.
    pub keywords: KeywordTable,
    /// The tree that people dial.
    pub menu: Menu,
    /// The texts that come one a week to people who joined.
    pub series: Vec<Series>,
    /// The texts.
    pub catalogue: Catalogue,
    /// The states and local governments.
    pub areas: Arc<Gazetteer>,
    /// The services that people are led to.
    pub directory: Directory,
    /// The programme's languages, in the order in which people are offered them.
    pub locales: Vec<Locale>,
    /// Whether somebody of the programme is there to answer; the texts and screens are made for it.
    pub duty: Duty,
    /// A check word to show as an example; no training has it.
    pub example_code: String,
}

impl Rulebook {
    /// The series of this name.
    pub fn series(&self, key: &SeriesKey) -> Option<&Series> {
        self.series.iter().find(|series| series.key == *key)
    }

    /// The language to speak to somebody whose language is not known.
    pub fn default_locale(&self) -> Locale {
        self.catalogue.default_locale()
    }
}
