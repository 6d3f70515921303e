//! From rows of the facts files to the services that people are given.

use std::sync::Arc;

use crate::content::facts::Line;
use crate::content::fault::Fault;
use crate::content::material::Material;
use crate::content::programme::ProgrammeTexts;
use crate::content::read::Placed;
use crate::domain::address::Locale;
use crate::domain::area::Area;
use crate::domain::care::OfficeHours;
use crate::domain::referral::{Directory, Service, ServiceKind};
use crate::domain::text::plain;

/// Letters of a name, at most: two names and two numbers must fit into one SMS and on one screen.
const LONGEST_NAME: usize = 20;
/// The area of a service for everybody.
const NATION: &str = "Nigeria";

/// Builds the list, or says all that is wrong with it.
pub(super) fn build(input: &ProgrammeTexts, material: &Material) -> Result<Directory, Vec<Fault>> {
    let facts = &material.facts;
    let (mut services, mut faults) = (Vec::new(), Vec::new());
    let lines = facts.lines.iter().filter(|placed| placed.row.kind.is_some());
    for placed in lines.chain(&facts.services) {
        match service(input, material, placed) {
            Ok(service) => services.push(service),
            Err(more) => faults.extend(more),
        }
    }
    let line = |placeholder: &str| facts.line(placeholder).map(|line| Arc::new(hotline(line)));
    // Where one of the two is missing, that was told when the facts were read.
    match (line("hotline"), line("hotline_intl"), faults.is_empty()) {
        (Some(national), Some(abroad), true) => {
            Ok(Directory { services: services.into(), national, abroad, zone: input.zone.clone() })
        }
        _ => Err(faults),
    }
}

fn service(input: &ProgrammeTexts, material: &Material, placed: &Placed<Line>) -> Result<Service, Vec<Fault>> {
    let row = &placed.row;
    let mut faults = Vec::new();
    let mut wrong = |field: &str, why: String| {
        faults.push(Fault::new(&placed.file, &format!("{}.{field}", row.id), why));
    };
    let kind = row.kind.as_deref().and_then(ServiceKind::parse);
    if kind.is_none() {
        let kinds: Vec<&str> = ServiceKind::ALL.iter().map(|(_, word, _)| *word).collect();
        wrong("kind", format!("is not one that people are led to: write {}", kinds.join(", ")));
    }
    let area = match row.area.as_deref() {
        None => {
            wrong("area", format!("is missing: write \"{NATION}\", a state or a local government"));
            None
        }
        Some(NATION) => None,
        Some(name) => material.areas.one(name).map_err(|why| wrong("area", format!("\"{name}\": {why}"))).ok(),
    };
    let languages = languages(input, row).unwrap_or_else(|why| {
        wrong("languages", why);
        Vec::new()
    });
    let hours = hours(row.hours.as_deref()).unwrap_or_else(|why| {
        wrong("hours", format!("{why}, or \"24 hours\", or \"unknown\""));
        None
    });
    let letters = row.name.chars().count();
    if !row.name.is_ascii() || letters == 0 || letters > LONGEST_NAME {
        wrong(
            "name",
            format!("has {letters} letters: write 1 to {LONGEST_NAME} plain ones, like \"{}\"", shorter(row)),
        );
    }
    match kind {
        Some(kind) if faults.is_empty() => Ok(of(row, kind, area, languages, hours)),
        _ => Err(faults),
    }
}

fn shorter(row: &Line) -> String {
    let name: String = plain(&row.name).chars().filter(char::is_ascii).take(LONGEST_NAME).collect();
    name.trim_end().to_owned()
}

/// The line that stands for all services which are not there. Where it is no service itself, its hours may be any words.
fn hotline(row: &Line) -> Service {
    of(row, ServiceKind::Rescue, None, Vec::new(), hours(row.hours.as_deref()).unwrap_or(None))
}

fn of(
    row: &Line,
    kind: ServiceKind,
    area: Option<Area>,
    languages: Vec<Locale>,
    hours: Option<OfficeHours>,
) -> Service {
    let (name, number) = (row.name.as_str().into(), row.number.as_str().into());
    Service { name, number, kind, area, languages, hours, review_by: row.review_by }
}

fn hours(text: Option<&str>) -> Result<Option<OfficeHours>, String> {
    match text {
        None | Some("unknown") => Ok(None),
        Some("24 hours") => Ok(Some(OfficeHours::ALWAYS)),
        Some(text) => OfficeHours::parse(text).map(Some),
    }
}

/// Where nobody has asked, the programme's own language is spoken.
fn languages(input: &ProgrammeTexts, row: &Line) -> Result<Vec<Locale>, String> {
    let codes = row.languages.as_deref().unwrap_or_default();
    if codes.is_empty() {
        return Ok(vec![input.default]);
    }
    let known = |code: &String| {
        let locale = Locale::parse(code).ok().filter(|locale| input.locales.contains(locale));
        locale.ok_or_else(|| {
            let all: Vec<&str> = input.locales.iter().map(Locale::as_str).collect();
            format!("\"{code}\" is no language of the programme: they are {}", all.join(", "))
        })
    };
    codes.iter().map(known).collect()
}
