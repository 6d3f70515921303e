//! Which variant of a text a person gets: her language, else the programme's own.

use std::collections::HashMap;

use crate::domain::address::Locale;
use crate::domain::care::Wants;
use crate::domain::catalogue::variant::{Class, Variant};
use crate::domain::consent::Topic;
use crate::domain::ids::ContentKey;

/// All variants of one text.
#[derive(Debug, Clone)]
pub struct Entry {
    /// How careful it must be handled.
    pub class: Class,
    /// What a person must have agreed to before it may be sent first; `None` where it never may.
    pub topic: Option<Topic>,
    /// What the answer 1 or YES to it asks for, where it offers a person.
    pub offers: Option<Wants>,
    /// SMS texts by language.
    pub sms: HashMap<Locale, Variant>,
    /// USSD texts by language.
    pub ussd: HashMap<Locale, Variant>,
}

/// A variant with the language that it is really in.
#[derive(Debug, Clone, Copy)]
pub struct Spoken<'a> {
    /// The language of the words, which may be the programme's default.
    pub locale: Locale,
    /// The words.
    pub variant: &'a Variant,
}

/// All texts of the programme.
#[derive(Debug, Clone)]
pub struct Catalogue {
    entries: HashMap<ContentKey, Entry>,
    default: Locale,
}

impl Catalogue {
    /// Gathers texts that content has checked; `default` is the programme's own language.
    pub fn new(entries: HashMap<ContentKey, Entry>, default: Locale) -> Self {
        Self { entries, default }
    }

    /// The entry of a key.
    pub fn entry(&self, key: &ContentKey) -> Option<&Entry> {
        self.entries.get(key)
    }

    /// All entries.
    pub fn entries(&self) -> impl Iterator<Item = (&ContentKey, &Entry)> {
        self.entries.iter()
    }

    /// The SMS text for a person of this language. `None` only for a key that has no SMS text at all.
    pub fn sms(&self, key: &ContentKey, locale: Locale) -> Option<Spoken<'_>> {
        self.choose(&self.entries.get(key)?.sms, locale)
    }

    /// The USSD text for a person of this language.
    pub fn ussd(&self, key: &ContentKey, locale: Locale) -> Option<Spoken<'_>> {
        self.choose(&self.entries.get(key)?.ussd, locale)
    }

    /// The programme's own language.
    pub fn default_locale(&self) -> Locale {
        self.default
    }

    fn choose<'a>(&self, variants: &'a HashMap<Locale, Variant>, locale: Locale) -> Option<Spoken<'a>> {
        [locale, self.default]
            .into_iter()
            .find_map(|locale| variants.get(&locale).map(|variant| Spoken { locale, variant }))
    }
}
