//! From files to the one value that the rules look things up in.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::content::catalogue::{self, Shared};
use crate::content::fault::Fault;
use crate::content::material::{self, Material};
use crate::content::menu;
use crate::content::programme::{Duty, ProgrammeTexts};
use crate::content::render::Renderer;
use crate::content::screens::Layout;
use crate::content::sequence;
use crate::content::table;
use crate::domain::conversation::Rulebook;
use crate::domain::ids::ContentKey;

/// Shown where a text explains the check word and there is no sample.
const EXAMPLE_CODE: &str = "K7P4";

/// The rulebook, and what renders the few texts that are filled for each message.
#[derive(Debug)]
pub struct Content {
    /// What the rules look up.
    pub rulebook: Arc<Rulebook>,
    pub(super) renderer: Renderer,
    /// The texts that may be sent first, each with the day by which its facts must be looked at again.
    pub(super) campaigns: HashMap<ContentKey, Option<Date>>,
}

/// Builds the content of a programme, or says all that keeps it from being used.
pub fn build(input: &ProgrammeTexts, duty: Duty) -> Result<Content, Vec<Fault>> {
    let (material, faults) = material::gather(input);
    if faults.is_empty() { assemble(input, &material, duty) } else { Err(faults) }
}

/// Puts rows that were read together.
pub(super) fn assemble(input: &ProgrammeTexts, material: &Material, duty: Duty) -> Result<Content, Vec<Fault>> {
    if !input.locales.contains(&input.default) {
        let why = format!("\"{}\" is not one of the programme's languages", input.default);
        return Err(vec![Fault::new("settings", "programme.default_language", why)]);
    }
    let mut renderer = Renderer::new(input, &material.facts);
    let mut shared = Shared::default();
    let (catalogue, mut faults) = catalogue::build(input, material, duty, &mut renderer, &mut shared);
    let keywords = table::build(material, &catalogue).map_err(|more| faults.extend(more)).ok();
    let series = sequence::build(material, &catalogue, keywords.as_ref()).map_err(|more| faults.extend(more)).ok();
    let menu = {
        let mut layout = Layout { input, material, catalogue: &catalogue, renderer: &renderer, shared: &mut shared };
        menu::build(input, material, duty, &mut layout).map_err(|more| faults.extend(more)).ok()
    };
    let (Some(keywords), Some(menu), Some(series), true) = (keywords, menu, series, faults.is_empty()) else {
        return Err(faults);
    };
    let example_code = material.samples.get("verify_code").and_then(|codes| codes.first());
    let rulebook = Rulebook {
        keywords,
        menu,
        series,
        catalogue,
        locales: input.locales.clone(),
        example_code: example_code.map_or(EXAMPLE_CODE, String::as_str).to_owned(),
    };
    Ok(Content { rulebook: Arc::new(rulebook), renderer, campaigns: campaigns(material) })
}

fn campaigns(material: &Material) -> HashMap<ContentKey, Option<Date>> {
    let sent_first = material.index.iter().filter(|(_, placed)| placed.row.is_for_campaigns());
    let review_by = |key: &str| {
        let row = &material.index[key].row;
        row.review_by.into_iter().chain(material.facts.review_by(&row.facts)).min()
    };
    sent_first.map(|(key, _)| (ContentKey::named(key), review_by(key))).collect()
}
