//! From templates to words: escaping off (an apostrophe must stay one byte), a missing value is an error, and the
//! result is composed for SMS and made plain for USSD.

use std::collections::BTreeMap;

use handlebars::Handlebars;

use crate::content::facts::Facts;
use crate::content::placeholders::STATIC;
use crate::content::programme::{Channel, ProgrammeTexts};
use crate::domain::address::Locale;
use crate::domain::text::{compose, plain, septet_count};

/// Renders templates with what is the same in every message, and keeps those that each message fills.
pub(super) struct Renderer {
    handlebars: Handlebars<'static>,
    same: BTreeMap<&'static str, String>,
}

impl Renderer {
    /// A renderer that knows the programme's codes and help lines.
    pub(super) fn new(input: &ProgrammeTexts, facts: &Facts) -> Self {
        let mut handlebars = Handlebars::new();
        handlebars.register_escape_fn(handlebars::no_escape);
        handlebars.set_strict_mode(true);
        let value = |name: &str| match name {
            "programme" => spelled(&input.name),
            "ussd_code" => input.ussd_code.clone(),
            "short_code" => input.short_code.clone(),
            hotline => facts.number(hotline).unwrap_or_default().to_owned(),
        };
        Self { handlebars, same: STATIC.into_iter().map(|name| (name, value(name))).collect() }
    }

    /// Renders a template that is not kept.
    pub(super) fn once(&self, channel: Channel, template: &str, values: &[(&str, &str)]) -> Result<String, String> {
        if !template.contains("{{") {
            return Ok(on_air(channel, template));
        }
        let words = self.handlebars.render_template(template, &self.data(values)).map_err(|error| error.to_string())?;
        Ok(on_air(channel, &words))
    }

    /// Keeps a template, ready to be filled for each message.
    pub(super) fn keep(&mut self, channel: Channel, locale: Locale, key: &str, template: &str) -> Result<(), String> {
        let kept = self.handlebars.register_template_string(&name(channel, locale, key), template);
        kept.map_err(|error| error.to_string())
    }

    /// Fills a template that was kept. `None` where there is none of that name, or a value is missing.
    pub(super) fn fill(&self, channel: Channel, locale: Locale, key: &str, values: &[(&str, &str)]) -> Option<String> {
        let words = self.handlebars.render(&name(channel, locale, key), &self.data(values)).ok()?;
        Some(on_air(channel, &words))
    }

    /// Filled words with the programme's own values taken out again: its number in a text is no number that somebody
    /// typed.
    pub(super) fn without_own_values(&self, words: &str) -> String {
        let mut values: Vec<(&str, &str)> = self.same.iter().map(|(name, value)| (*name, value.as_str())).collect();
        // A name of two letters would be found inside other words.
        values.retain(|(_, value)| value.len() > 2);
        values.sort_by_key(|(_, value)| std::cmp::Reverse(value.len()));
        values.iter().fold(words.to_owned(), |words, (name, value)| words.replace(value, &format!("{{{{{name}}}}}")))
    }

    /// Whether the words hold the number that people text to.
    pub(super) fn names_short_code(&self, words: &str) -> bool {
        self.same.get("short_code").is_some_and(|code| words.contains(code.as_str()))
    }

    fn data<'a>(&'a self, values: &[(&'a str, &'a str)]) -> BTreeMap<&'a str, &'a str> {
        let same = self.same.iter().map(|(name, value)| (*name, value.as_str()));
        same.chain(values.iter().copied()).collect()
    }
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Renderer({} templates)", self.handlebars.get_templates().len())
    }
}

/// A name with letters outside GSM-7 is written without its marks: else every text that names the programme would
/// cost two or three times as much.
fn spelled(name: &str) -> String {
    let name = compose(name);
    if septet_count(&name).is_some() { name } else { plain(&name) }
}

/// As it goes out: composed by SMS, in the letters that every handset has on USSD.
fn on_air(channel: Channel, words: &str) -> String {
    match channel {
        Channel::Sms => compose(words),
        Channel::Ussd => plain(words),
    }
}

fn name(channel: Channel, locale: Locale, key: &str) -> String {
    match channel {
        Channel::Sms => format!("sms/{locale}/{key}"),
        Channel::Ussd => format!("ussd/{locale}/{key}"),
    }
}
