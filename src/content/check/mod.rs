//! Everything that can be said against content before it meets a person: what keeps it from being used, and what
//! somebody should put right. It changes nothing.

mod lint;
mod texts;
mod menu;
mod endings;
mod sources;
mod one_text;

pub use one_text::{Judged, Purpose, lint_text};

use jiff::civil::Date;

use crate::content::fault::{About, Finding};
use crate::content::material;
use crate::content::programme::ProgrammeTexts;
use crate::content::render::Renderer;
use crate::content::rulebook;
use crate::domain::care::Duty;

/// All findings about the content of a programme, errors first. `today` is the day by which reviews are due.
pub fn check(input: &ProgrammeTexts, duty: Duty, today: Date) -> Vec<Finding> {
    let (material, faults) = material::gather(input);
    let mut found: Vec<Finding> = faults.into_iter().map(Finding::from).collect();
    let renderer = Renderer::new(input, &material.facts);
    found.extend(texts::check(input, &material, &renderer));
    found.extend(menu::labels(input, &material, duty));
    found.extend(sources::facts(&material, today));
    found.extend(sources::index(&material));
    found.extend(sources::words(input, &material));
    match rulebook::assemble(input, &material, duty) {
        Ok(content) => {
            found.extend(menu::screens(&content, &material));
            found.extend(sources::campaigns(input, &content, &material));
        }
        Err(faults) => found.extend(faults.into_iter().map(Finding::from)),
    }
    found.sort_by(|one, other| {
        (one.level, &one.file, &one.key, &one.message).cmp(&(other.level, &other.file, &other.key, &other.message))
    });
    found.dedup();
    found
}

/// Help lines, facts and texts that must have been looked at again before a day: [`check`] without the rest.
pub fn reviews_due(input: &ProgrammeTexts, day: Date) -> Vec<Finding> {
    let (material, _) = material::gather(input);
    let found = sources::facts(&material, day);
    found.into_iter().filter(|finding| finding.about == About::PastReview).collect()
}
