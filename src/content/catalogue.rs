//! Builds the catalogue: every text in every language of the programme, rendered where it is the same in every
//! message, and measured.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::content::fault::{Fault, Rule};
use crate::content::languages::Languages;
use crate::content::material::Material;
use crate::content::placeholders::{self, STATIC};
use crate::content::programme::{Channel, ProgrammeTexts};
use crate::content::render::Renderer;
use crate::content::review::ReviewLine;
use crate::content::texts::TextRow;
use crate::domain::address::Locale;
use crate::domain::care::Duty;
use crate::domain::catalogue::{Catalogue, Entry, Text, Variant, keys};
use crate::domain::ids::ContentKey;
use crate::domain::text::{SplitUnit, segment};

/// Keys that the rules show on screens, beyond those that the menu names.
const ON_SCREENS: &[ContentKey] = &[
    keys::AGE_UNDER13,
    keys::ALREADY_STOPPED,
    keys::CHECK_RESULT_CAREFUL,
    keys::CHECK_RESULT_NONE,
    keys::CHECK_RESULT_STOP,
    keys::CONSENT,
    keys::DIRECTORY_ITEM,
    keys::ERASE_DONE,
    keys::ERROR,
    keys::GUARDIAN_PROMPT,
    keys::HOURS_SET,
    keys::AREA_SET,
    keys::LANGUAGE_SET,
    keys::MORE_NONE,
    keys::REFERRAL_LATER,
    keys::REFERRAL_NONE,
    keys::REFERRAL_OLD,
    keys::RESUME_PROMPT,
    keys::SESSION_OVER,
    keys::STOP_CONFIRM,
    keys::VERIFY_UNKNOWN,
    keys::VERIFY_OK,
    keys::VERIFY_OK_FEE,
    keys::VERIFY_EXPIRED,
    keys::VERIFY_WAIT,
    keys::APPLY_DONE,
    keys::APPLY_AGAIN,
    keys::TRAINING_FULL,
    keys::TRAINING_ITEM,
    keys::TRAINING_ITEM_FEE,
    keys::TRAINING_NONE,
    keys::AGE_MINOR,
];

/// Keys that the rules say on screens only.
const NEVER_BY_SMS: &[ContentKey] = &[keys::CONSENT, keys::DIRECTORY_ITEM, keys::RESUME_PROMPT, keys::SESSION_OVER];

/// Keeps one copy of equal words: most texts are the same by SMS and on a screen, and a text that falls back to the
/// programme's own language is the same in all that lack it.
#[derive(Default)]
pub(super) struct Shared(HashSet<Arc<str>>);

impl Shared {
    /// The one copy.
    pub(super) fn keep(&mut self, words: &str) -> Arc<str> {
        if let Some(kept) = self.0.get(words) {
            return Arc::clone(kept);
        }
        let kept: Arc<str> = words.into();
        self.0.insert(Arc::clone(&kept));
        kept
    }
}

/// Builds the catalogue; open templates are kept in the renderer.
pub(super) fn build(
    input: &ProgrammeTexts,
    material: &Material,
    duty: Duty,
    renderer: &mut Renderer,
    shared: &mut Shared,
) -> (Catalogue, Vec<Fault>) {
    let languages = Languages::new(input, &material.words);
    let mut builder = Builder { material, duty, languages, renderer, shared, faults: Vec::new() };
    let mut entries = HashMap::new();
    for (key, row) in &material.index {
        let sms = builder.variants(input, key, Channel::Sms);
        let ussd = builder.variants(input, key, Channel::Ussd);
        let entry = Entry { class: row.row.class, topic: row.row.consent, offers: row.row.offers, sms, ussd };
        entries.insert(ContentKey::named(key), entry);
    }
    let mut faults = builder.faults;
    faults.extend(missing(&entries, input.default));
    (Catalogue::new(entries, input.default), faults)
}

struct Builder<'a> {
    material: &'a Material,
    duty: Duty,
    languages: Languages,
    renderer: &'a mut Renderer,
    shared: &'a mut Shared,
    faults: Vec<Fault>,
}

impl Builder<'_> {
    fn variants(&mut self, input: &ProgrammeTexts, key: &str, channel: Channel) -> HashMap<Locale, Variant> {
        let mut variants = HashMap::new();
        for locale in &input.locales {
            let Some(placed) = self.material.text(*locale, key) else { continue };
            let with_marks = channel == Channel::Sms && input.marked.contains(locale);
            let marked = placed.row.marked(self.duty).filter(|_| with_marks);
            let Some(template) = marked.or(placed.row.template(channel, self.duty)) else { continue };
            match self.variant(*locale, key, channel, template, &placed.row) {
                Ok(variant) => {
                    variants.insert(*locale, variant);
                }
                Err(why) => self.faults.push(Fault::new(&placed.file, key, why).under(Rule::C03)),
            }
        }
        variants
    }

    fn variant(
        &mut self,
        locale: Locale,
        key: &str,
        channel: Channel,
        written: &str,
        row: &TextRow,
    ) -> Result<Variant, String> {
        let template = match key == keys::LANGUAGE_PROMPT.as_str() {
            true => self.languages.listed_in(written),
            false => written.to_owned(),
        };
        let open = open_names(self.material, &template)?;
        let longest = with_longest(self.material, self.renderer, channel, &template)?;
        let text = if open.is_empty() {
            Text::Fixed(self.shared.keep(&longest))
        } else {
            self.renderer.keep(channel, locale, key, &template)?;
            Text::Open(open.into_iter().map(str::to_owned).collect())
        };
        let segmentation = segment(&longest, SplitUnit::CodePoint);
        let version = row.version();
        Ok(Variant {
            text,
            encoding: segmentation.encoding(),
            // A screen is one thing, however long; whether it fits is for the menu to say.
            segments: if channel == Channel::Ussd { 1 } else { segmentation.count() },
            review: ReviewLine::parse(&row.review).of(&version),
            version: self.shared.keep(&version),
        })
    }
}

/// The placeholders that each message fills; `Err` where a name is not known.
fn open_names<'a>(material: &Material, template: &'a str) -> Result<Vec<&'a str>, String> {
    let names = placeholders::names(template).map_err(|what| {
        format!("\"{what}\" is no placeholder: write a known name in double braces, like {{{{hotline}}}}")
    })?;
    let open: Vec<&str> = names.into_iter().filter(|name| !STATIC.contains(name)).collect();
    match open.iter().find(|name| !material.samples.contains_key(**name)) {
        Some(unknown) => {
            let known: Vec<&str> = STATIC.into_iter().chain(material.samples.keys().map(String::as_str)).collect();
            Err(format!("{{{{{unknown}}}}} is not known; known are {}", known.join(", ")))
        }
        None => Ok(open),
    }
}

/// A template filled with the longest values that it must hold.
pub(super) fn with_longest(
    material: &Material,
    renderer: &Renderer,
    channel: Channel,
    template: &str,
) -> Result<String, String> {
    let open = open_names(material, template)?;
    let values: Vec<(&str, &str)> = open.into_iter().filter_map(|name| Some((name, material.longest(name)?))).collect();
    renderer.once(channel, template, &values)
}

/// What the rules say and the programme's own language lacks: every other language may fall back, this one cannot.
fn missing(entries: &HashMap<ContentKey, Entry>, default: Locale) -> Vec<Fault> {
    let has = |key: &ContentKey, channel: Channel| {
        entries.get(key).is_some_and(|entry| match channel {
            Channel::Sms => entry.sms.contains_key(&default),
            Channel::Ussd => entry.ussd.contains_key(&default),
        })
    };
    let fault = |key: &ContentKey, field: &str| {
        let file = format!("message-templates/{default}");
        Fault::new(&file, key.as_str(), format!("has no {field} text, and the rules say it")).under(Rule::C02)
    };
    let by_sms = keys::ALL.iter().filter(|key| !NEVER_BY_SMS.contains(key) && !has(key, Channel::Sms));
    let on_screens = ON_SCREENS.iter().filter(|key| !has(key, Channel::Ussd));
    by_sms.map(|key| fault(key, "sms")).chain(on_screens.map(|key| fault(key, "ussd"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_words_are_kept_once() {
        let mut shared = Shared::default();
        assert!(Arc::ptr_eq(&shared.keep("a"), &shared.keep("a")));
    }
}
