//! Every text of every language: there, with the right placeholders, in letters that travel, and short enough.

use std::collections::BTreeSet;

use crate::content::catalogue;
use crate::content::check::lint::{self, Draft, Remark};
use crate::content::fault::{About, Finding, Level, Rule};
use crate::content::languages::Languages;
use crate::content::material::Material;
use crate::content::placeholders;
use crate::content::programme::{Channel, ProgrammeTexts};
use crate::content::read::Placed;
use crate::content::render::Renderer;
use crate::content::review::{ReviewLine, Reviews, right_line};
use crate::content::texts::{IndexRow, TextRow};
use crate::domain::address::Locale;
use crate::domain::care::Duty;
use crate::domain::catalogue::{Class, keys};
use crate::domain::text::{Encoding, SplitUnit, plain, segment, segment_count};

/// Parts that any answer may have, at most: the third one arrives late or never on a poor network.
const MOST_SEGMENTS: usize = 2;
/// Parts that a text with its marks may have.
pub(super) const MOST_MARKED: usize = 3;

/// All findings about texts.
pub(super) fn check(input: &ProgrammeTexts, material: &Material, renderer: &Renderer) -> Vec<Finding> {
    let mut found = Vec::new();
    for (key, row) in &material.index {
        for locale in &input.locales {
            match material.text(*locale, key) {
                Some(text) => found.extend(missing_fields(key, row, text)),
                None => found.push(missing_text(*locale, key)),
            }
            if let Some(text) = material.text(*locale, key) {
                let own = material.text(input.default, key).map(|text| &text.row);
                found.extend(placeholder_findings(key, row, text, own));
                found.extend(review_line(key, text));
                found.extend(words(material, *locale, key, row, text));
                found.extend(untranslated(material, *locale, key, text));
                found.extend(sizes(input, material, renderer, key, row, text));
            }
        }
    }
    found.extend(input.locales.iter().filter_map(|locale| reviews(material, *locale)));
    let labels = input.locales.iter().filter_map(|locale| material.labels.get(locale));
    found.extend(labels.filter_map(|labels| review_finding(&labels.file, "review", &labels.review, &labels.version())));
    found
}

fn missing_text(locale: Locale, key: &str) -> Finding {
    let why = format!("has no text in {locale}: people get it in another language");
    Finding::error(&format!("message-templates/{locale}"), key, why).under(Rule::C02)
}

fn missing_fields(key: &str, row: &Placed<IndexRow>, text: &Placed<TextRow>) -> Vec<Finding> {
    let lacks = |channel| {
        let template = text.row.template(channel, Duty::Staffed);
        row.row.needs(channel) && template.is_none_or(|template| template.trim().is_empty())
    };
    let fields = [(Channel::Sms, "sms"), (Channel::Ussd, "ussd")].into_iter().filter(|(channel, _)| lacks(*channel));
    fields
        .map(|(_, field)| Finding::error(&text.file, key, format!("has no {field}, which index.toml asks for")))
        .map(|finding| finding.under(Rule::C02))
        .collect()
}

/// A translation must fill what the programme's own language fills, or a person gets half a message.
fn placeholder_findings(
    key: &str,
    row: &Placed<IndexRow>,
    text: &Placed<TextRow>,
    own: Option<&TextRow>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let own: Vec<_> = own.into_iter().flat_map(TextRow::templates).collect();
    for (field, _, template) in text.row.templates() {
        let Ok(names) = placeholders::names(template) else { continue };
        let names: BTreeSet<&str> = names.into_iter().collect();
        for name in names.iter().filter(|name| !row.row.placeholders.iter().any(|listed| listed == **name)) {
            let why = format!("{field} uses {{{{{name}}}}}, which its row in index.toml does not list");
            found.push(Finding::error(&text.file, key, why));
        }
        let other = own.iter().find(|(own, ..)| *own == field);
        let wanted = other.and_then(|(_, _, template)| placeholders::names(template).ok());
        let Some(wanted) = wanted.map(BTreeSet::from_iter) else { continue };
        for name in wanted.difference(&names) {
            found.push(Finding::error(
                &text.file,
                key,
                format!("{field} lacks {{{{{name}}}}}, which the other languages have"),
            ));
        }
    }
    found.into_iter().map(|finding| finding.under(Rule::C03)).collect()
}

/// What rules say of the words.
fn words(
    material: &Material,
    locale: Locale,
    key: &str,
    row: &Placed<IndexRow>,
    text: &Placed<TextRow>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    for (field, channel, template) in text.row.templates() {
        let draft = Draft {
            key,
            subject: &row.row.subject,
            locale,
            channel,
            has_facts: !row.row.facts.is_empty(),
            is_sent_first: row.row.is_for_campaigns(),
            template,
        };
        let remarks = lint::remarks(&material.lexicon, &draft);
        found.extend(remarks.into_iter().map(|remark| finding(&text.file, key, field, remark)));
    }
    found
}

/// A remark with where it was made.
pub(super) fn finding(file: &str, key: &str, field: &str, remark: Remark) -> Finding {
    let why = format!("{field} {}", remark.message);
    let finding = match remark.level {
        Level::Error => Finding::error(file, key, why),
        Level::Warning => Finding::warning(About::Content, file, key, why),
    };
    finding.under(remark.rule)
}

/// A text that was copied and not translated.
fn untranslated(material: &Material, locale: Locale, key: &str, text: &Placed<TextRow>) -> Vec<Finding> {
    let lists = &material.lexicon.lists;
    let is_english = |locale: &Locale| locale.as_str() == "en";
    if is_english(&locale)
        || lists.like_english.contains(&locale)
        || lists.same_everywhere.iter().any(|same| same == key)
    {
        return Vec::new();
    }
    let english = material.texts.iter().find(|(locale, _)| is_english(locale)).and_then(|(_, texts)| texts.get(key));
    let Some(english) = english else { return Vec::new() };
    let same = |field: &str, template: &str| {
        english.row.templates().any(|(other, _, words)| other == field && words.trim() == template.trim())
    };
    let fields =
        text.row.templates().filter(|(field, _, template)| !template.trim().is_empty() && same(field, template));
    let why = |field| format!("{field} is the English text: translate it into {locale}");
    fields.map(|(field, ..)| Finding::error(&text.file, key, why(field)).under(Rule::C02)).collect()
}

/// Whether it is short enough on its channel, filled with the longest values.
fn sizes(
    input: &ProgrammeTexts,
    material: &Material,
    renderer: &Renderer,
    key: &str,
    row: &Placed<IndexRow>,
    text: &Placed<TextRow>,
) -> Vec<Finding> {
    let mut found = Vec::new();
    let one_only = row.row.class == Class::Crisis || row.row.is_for_campaigns();
    for (field, _, template) in text.row.templates().filter(|(_, channel, _)| *channel == Channel::Sms) {
        let listed =
            (key == keys::LANGUAGE_PROMPT.as_str()).then(|| Languages::new(input, &material.words).listed_in(template));
        let template = listed.as_deref().unwrap_or(template);
        // A template that cannot be rendered is a fault of building, and told there.
        let Ok(filled) = catalogue::with_longest(material, renderer, Channel::Sms, template) else { continue };
        let segmentation = segment(&filled, SplitUnit::CodePoint);
        let unit = if segmentation.encoding() == Encoding::Gsm7 { "septets" } else { "units" };
        let size = format!("{field} takes {} {unit} in {} parts", segmentation.units(), segmentation.count());
        match segmentation.count() {
            1 => {}
            _ if one_only => found.push(Finding::error(&text.file, key, format!("{size}: shorten it to one part"))),
            2..=MOST_SEGMENTS => {
                found.push(Finding::warning(About::Content, &text.file, key, format!("{size}: one part is better")));
            }
            _ => found.push(Finding::error(&text.file, key, format!("{size}: {MOST_SEGMENTS} are the most"))),
        }
    }
    found.extend(marked(material, renderer, key, text));
    found.into_iter().map(|finding| finding.under(Rule::C01)).collect()
}

/// The text with its marks is the same text, and not too dear.
fn marked(material: &Material, renderer: &Renderer, key: &str, text: &Placed<TextRow>) -> Option<Finding> {
    let marked = text.row.sms_marked.as_deref()?;
    if text.row.sms.as_deref() != Some(plain(marked).as_str()) {
        return Some(Finding::error(&text.file, key, "sms_marked without its marks must equal sms"));
    }
    let filled = catalogue::with_longest(material, renderer, Channel::Sms, marked).ok()?;
    let parts = segment_count(&filled);
    let why = format!("sms_marked takes {parts} parts: {MOST_MARKED} are the most");
    (parts > MOST_MARKED).then(|| Finding::error(&text.file, key, why))
}

/// A review line that says nothing, or approves other words than these. Either names the line that would be right.
fn review_line(key: &str, text: &Placed<TextRow>) -> Option<Finding> {
    review_finding(&text.file, key, &text.row.review, &text.row.version())
}

fn review_finding(file: &str, key: &str, review: &str, version: &str) -> Option<Finding> {
    match ReviewLine::parse(review) {
        ReviewLine::Unknown => {
            let why = format!(
                "review \"{review}\" is not understood: write \"none (machine draft)\", \"none (draft)\" or \"{}\"",
                right_line(version)
            );
            Some(Finding::error(file, key, why).under(Rule::C17))
        }
        ReviewLine::Approved { role, on, version: approved } if approved != version => {
            let why = format!(
                "was approved in other words, by {role} on {on}: have it read again; its version is now {version}"
            );
            Some(Finding::warning(About::Unreviewed, file, key, why).under(Rule::C17))
        }
        _ => None,
    }
}

fn reviews(material: &Material, locale: Locale) -> Option<Finding> {
    let of = |key: &String| {
        let row = &material.text(locale, key)?.row;
        Some(ReviewLine::parse(&row.review).of(&row.version()))
    };
    let reviews = Reviews::count(locale, material.index.keys().map(of));
    let Reviews { texts, unreviewed, drafts, missing, .. } = reviews;
    let mut told = Vec::new();
    if unreviewed > 0 {
        told.push(format!(
            "{unreviewed} of {texts} texts in {locale} were approved by no native speaker: they answer people, and a \
             campaign in them needs somebody's name (--accept-unreviewed {locale})"
        ));
    }
    let labels = material.labels.get(&locale);
    if labels.is_some_and(|labels| ReviewLine::parse(&labels.review).of(&labels.version()).needs_acceptance()) {
        told.push(format!("no native speaker has approved the labels of the screens in {locale}"));
    }
    if drafts > 0 {
        told.push(format!(
            "{drafts} of {texts} texts in {locale} are drafts: sign them off before real people get them"
        ));
    }
    if missing > 0 {
        told.push(format!("{missing} texts are missing in {locale}: people get them in another language"));
    }
    let file = format!("message-templates/{locale}");
    (!told.is_empty())
        .then(|| Finding::warning(About::Unreviewed, &file, "", told.join("; ")).under(Rule::C17).counting(reviews))
}
