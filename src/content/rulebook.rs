//! From files to the one value that the rules look things up in.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::content::catalogue::{self, Shared};
use crate::content::fault::Fault;
use crate::content::lexicon::Lexicon;
use crate::content::material::{self, Material};
use crate::content::menu;
use crate::content::programme::ProgrammeTexts;
use crate::content::render::Renderer;
use crate::content::screens::Layout;
use crate::content::sequence;
use crate::content::services;
use crate::content::table;
use crate::content::texts::IndexRow;
use crate::domain::care::Duty;
use crate::domain::conversation::Rulebook;
use crate::domain::ids::ContentKey;
use crate::domain::ussd::Menu;

/// Shown where a text explains the check word and there is no sample.
const EXAMPLE_CODE: &str = "K7P4XM";

/// The rulebook, and what renders the few texts that are filled for each message.
#[derive(Debug)]
pub struct Content {
    /// What the rules look up.
    pub rulebook: Arc<Rulebook>,
    pub(super) renderer: Renderer,
    /// The texts that may be sent first, each with the first of its facts that must be looked at again.
    pub(super) campaigns: HashMap<ContentKey, Option<PastReview>>,
    /// What a single text is judged by.
    pub(super) lexicon: Lexicon,
    pub(super) filed: HashMap<ContentKey, Filed>,
}

/// What a text states, and the day after which no new campaign may state it until somebody has looked at it again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PastReview {
    /// The day by which it must be looked at.
    pub review_by: Date,
    /// The fact; `None` where the text has a day of its own in the index.
    pub fact: Option<String>,
}

/// What the index says of a text that its words do not tell.
#[derive(Debug, Clone)]
pub(super) struct Filed {
    pub(super) subject: String,
    pub(super) has_facts: bool,
}

/// Builds the content of a programme, or says all that keeps it from being used.
pub fn build(input: &ProgrammeTexts, duty: Duty) -> Result<Content, Vec<Fault>> {
    let (material, faults) = material::gather(input);
    if faults.is_empty() { assemble(input, &material, duty) } else { Err(faults) }
}

/// Builds it both ways: for when somebody is there to answer, and for when nobody is.
pub fn build_both(input: &ProgrammeTexts) -> Result<(Content, Content), Vec<Fault>> {
    let (material, faults) = material::gather(input);
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok((assemble(input, &material, Duty::Staffed)?, assemble(input, &material, Duty::Unstaffed)?))
}

/// Puts rows that were read together.
pub(super) fn assemble(input: &ProgrammeTexts, material: &Material, duty: Duty) -> Result<Content, Vec<Fault>> {
    if !input.locales.contains(&input.default) {
        let why = format!("\"{}\" is not one of the programme's languages", input.default);
        return Err(vec![Fault::new("settings", "programme.default_language", why)]);
    }
    if input.locales.len() > usize::from(Menu::MOST_OPTIONS) {
        let (languages, most) = (input.locales.len(), Menu::MOST_OPTIONS);
        let why = format!("names {languages} languages, and a screen has room for {most}: leave some out");
        return Err(vec![Fault::new("settings", "programme.languages", why)]);
    }
    let mut renderer = Renderer::new(input, &material.facts);
    let mut shared = Shared::default();
    let (catalogue, mut faults) = catalogue::build(input, material, duty, &mut renderer, &mut shared);
    let keywords = table::build(material, &catalogue).map_err(|more| faults.extend(more)).ok();
    let series = sequence::build(material, &catalogue, keywords.as_ref()).map_err(|more| faults.extend(more)).ok();
    let directory = services::build(input, material).map_err(|more| faults.extend(more)).ok();
    let menu = {
        let mut layout = Layout { input, material, catalogue: &catalogue, renderer: &renderer, shared: &mut shared };
        menu::build(input, material, duty, &mut layout).map_err(|more| faults.extend(more)).ok()
    };
    let (Some(keywords), Some(menu), Some(series), Some(directory), true) =
        (keywords, menu, series, directory, faults.is_empty())
    else {
        return Err(faults);
    };
    let example_code = material.samples.get("verify_code").and_then(|codes| codes.first());
    let rulebook = Rulebook {
        keywords,
        menu,
        series,
        catalogue,
        areas: Arc::clone(&material.areas),
        directory,
        locales: input.locales.clone(),
        duty,
        example_code: example_code.map_or(EXAMPLE_CODE, String::as_str).to_owned(),
    };
    let filed = material.index.iter().map(|(key, placed)| {
        let filed = Filed { subject: placed.row.subject.clone(), has_facts: !placed.row.facts.is_empty() };
        (ContentKey::named(key), filed)
    });
    Ok(Content {
        rulebook: Arc::new(rulebook),
        renderer,
        campaigns: campaigns(material),
        lexicon: material.lexicon.clone(),
        filed: filed.collect(),
    })
}

fn campaigns(material: &Material) -> HashMap<ContentKey, Option<PastReview>> {
    let sent_first = material.index.iter().filter(|(_, placed)| placed.row.is_for_campaigns());
    sent_first.map(|(key, placed)| (ContentKey::named(key), due(material, &placed.row))).collect()
}

/// The first thing in a text that must be looked at again. Its facts tell the day; only a text without facts has one
/// of its own, so that whoever looked at a fact need not go through all texts that state it.
fn due(material: &Material, row: &IndexRow) -> Option<PastReview> {
    let named = material.facts.facts.iter().filter(|fact| row.facts.contains(&fact.row.id));
    let facts = named.map(|fact| PastReview { review_by: fact.row.review_by, fact: Some(fact.row.id.clone()) }).min();
    facts.or_else(|| row.review_by.map(|review_by| PastReview { review_by, fact: None }))
}
