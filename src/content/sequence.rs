//! Builds the series of the rulebook from their rows, or says what is wrong with them.

use jiff::civil::Weekday;

use crate::content::fault::Fault;
use crate::content::material::Material;
use crate::content::series::SeriesRow;
use crate::domain::catalogue::{Catalogue, Text};
use crate::domain::consent::{Role, Roles, Topic};
use crate::domain::ids::{ContentKey, SeriesKey};
use crate::domain::keyword::{Does, KeywordTable};
use crate::domain::schedule::TimeOfDay;
use crate::domain::series::Series;

/// Builds the series, or says what is wrong with them.
pub(super) fn build(
    material: &Material,
    catalogue: &Catalogue,
    keywords: Option<&KeywordTable>,
) -> Result<Vec<Series>, Vec<Fault>> {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for placed in &material.series {
        let refuse = |why: String| Fault::new(&placed.file, &placed.row.key, why);
        match series(material, &placed.row, catalogue, keywords) {
            Ok(series) => all.push(series),
            Err(why) => faults.extend(why.into_iter().map(refuse)),
        }
    }
    if faults.is_empty() { Ok(all) } else { Err(faults) }
}

fn series(
    material: &Material,
    row: &SeriesRow,
    catalogue: &Catalogue,
    keywords: Option<&KeywordTable>,
) -> Result<Series, Vec<String>> {
    let mut wrong = Vec::new();
    let topic = Topic::parse(&row.topic);
    let at = TimeOfDay::parse(&row.hour);
    let weekday = row.weekday.as_deref().map(weekday);
    let roles = Roles::parse(&row.roles.join(";"));
    if topic.is_none() {
        wrong.push("topic: write safety, tips or training".to_owned());
    }
    if at.is_none() {
        wrong.push("hour: write an hour such as \"17:00\" or \"5pm\"".to_owned());
    }
    if weekday == Some(None) {
        wrong.push("weekday: write a day such as \"saturday\", or leave it out".to_owned());
    }
    let known: Vec<&str> = Role::ALL.iter().map(|(_, word)| *word).collect();
    if let Err(word) = &roles {
        wrong.push(format!("roles: \"{word}\" is none; write {}", known.join(", ")));
    }
    if let Some(keywords) = keywords {
        let informs = |does: Does| does == Does::Inform;
        if !keywords.keywords().iter().any(|keyword| keyword.key == row.keyword && informs(keyword.does)) {
            wrong.push(format!("keyword: \"{}\" is no keyword that gives information", row.keyword));
        }
    }
    if row.steps.is_empty() {
        wrong.push("steps: name at least one text".to_owned());
    }
    for (n, step) in row.steps.iter().enumerate() {
        if row.steps[..n].contains(step) {
            wrong.push(format!("steps: \"{step}\" is there twice; each person gets it once"));
        }
        wrong
            .extend(topic.and_then(|topic| unfit(material, step, topic, catalogue)).map(|why| format!("steps: {why}")));
    }
    match (topic, at, roles, wrong.is_empty()) {
        (Some(topic), Some(at), Ok(roles), true) => Ok(Series {
            key: SeriesKey::named(&row.key),
            topic,
            roles,
            for_unsaid: row.without_role,
            keyword: row.keyword.clone(),
            weekday: weekday.flatten(),
            at,
            steps: row.steps.iter().map(|step| ContentKey::named(step)).collect(),
        }),
        _ => Err(wrong),
    }
}

/// Why a text cannot be a step of a series.
fn unfit(material: &Material, step: &str, topic: Topic, catalogue: &Catalogue) -> Option<String> {
    let Some((entry, placed)) = catalogue.entry(&ContentKey::named(step)).zip(material.index.get(step)) else {
        return Some(format!("there is no text \"{step}\""));
    };
    let is_open = entry.sms.values().any(|variant| matches!(variant.text, Text::Open(_)));
    if !entry.class.may_be_sent_first() {
        Some(format!("\"{step}\" is only ever an answer: choose one of class open or discreet"))
    } else if !placed.row.is_for_series() {
        Some(format!("\"{step}\" does not have series among its channels in index.toml"))
    } else if entry.topic != Some(topic) {
        let consent = entry.topic.map_or("nothing", Topic::as_str);
        Some(format!("\"{step}\" asks for consent to {consent}, the series to {}", topic.as_str()))
    } else if is_open {
        Some(format!("\"{step}\" has open placeholders, which a series cannot fill"))
    } else {
        None
    }
}

fn weekday(word: &str) -> Option<Weekday> {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let place = days.iter().position(|day| word.trim().eq_ignore_ascii_case(day))?;
    Weekday::from_monday_zero_offset(i8::try_from(place).ok()?).ok()
}
