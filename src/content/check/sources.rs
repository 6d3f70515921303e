//! Help lines, facts, keywords and the index: what is old, what nobody has called, what leads nowhere.

use jiff::civil::Date;

use crate::content::check::endings;
use crate::content::check::texts::MOST_MARKED;
use crate::content::fault::{About, Finding, Rule};
use crate::content::material::Material;
use crate::content::programme::ProgrammeTexts;
use crate::domain::catalogue::keys;
use crate::domain::conversation::Discretion;
use crate::domain::keyword::Does;

use crate::content::rulebook::Content;

/// Help lines and facts.
pub(super) fn facts(material: &Material, today: Date) -> Vec<Finding> {
    let mut found = Vec::new();
    let known = |id: &String| material.facts.facts.iter().any(|fact| fact.row.id == *id);
    for placed in material.facts.lines.iter().chain(&material.facts.services) {
        let line = &placed.row;
        if !line.verified {
            let why = format!("nobody has called {} ({}) yet: call it and set verified", line.number, line.name);
            found.push(Finding::warning(About::UnverifiedLine, &placed.file, &line.id, why));
        }
        if line.review_by < today {
            found.push(past(&placed.file, &line.id, line.review_by, "call it again"));
        }
        if let Some(fact) = line.fact.as_ref().filter(|fact| !known(fact)) {
            found.push(Finding::error(&placed.file, &line.id, format!("names fact \"{fact}\", which is not there")));
        }
    }
    for placed in material.facts.facts.iter().filter(|placed| placed.row.review_by < today) {
        let uses = material.index.values().filter(|row| row.row.facts.contains(&placed.row.id)).count();
        let what = format!("look at its source again; no new campaign may use the {uses} texts that state it");
        found.push(past(&placed.file, &placed.row.id, placed.row.review_by, &what));
    }
    for (key, placed) in &material.index {
        let unknown = placed.row.facts.iter().filter(|id| !known(id));
        found.extend(
            unknown.map(|id| Finding::error(&placed.file, key, format!("names fact \"{id}\", which is not there"))),
        );
        // Facts of their own tell the same.
        if let Some(day) = placed.row.review_by.filter(|day| placed.row.facts.is_empty() && *day < today) {
            found.push(past(&placed.file, key, day, "look at it again; no new campaign may use it"));
        }
    }
    found.into_iter().map(|finding| finding.under(Rule::C16)).collect()
}

fn past(file: &str, key: &str, day: Date, what: &str) -> Finding {
    Finding::warning(About::PastReview, file, key, format!("was to be looked at again by {day}: {what}"))
}

/// What the index lets the system send first.
pub(super) fn index(material: &Material) -> Vec<Finding> {
    let mut found = Vec::new();
    for (key, placed) in material.index.iter().filter(|(_, placed)| placed.row.is_for_campaigns()) {
        if let Some(why) = endings::of_class(placed.row.class) {
            found.push(Finding::error(&placed.file, key, why).under(Rule::C09));
        } else if placed.row.consent.is_none() {
            let why = "may be sent first and names no consent: say which topic people must have agreed to";
            found.push(Finding::error(&placed.file, key, why));
        }
    }
    found
}

/// Every campaign text with its footer, in every language, in one SMS; with marks it may take more.
pub(super) fn campaigns(input: &ProgrammeTexts, content: &Content, material: &Material) -> Vec<Finding> {
    let mut found = Vec::new();
    for key in content.campaign_keys() {
        for locale in &input.locales {
            let Ok(text) = content.campaign_text(key, *locale, Discretion::Full) else { continue };
            let file = material.text(text.locale, key.as_str()).map_or("", |text| &text.file);
            // A language that lacks the text or its ending gets both in the programme's own, and is told of once, as a missing
            // translation.
            let is_own = text.locale == *locale;
            let ending = is_own.then(|| endings::missing(content, *locale, &text.text)).flatten();
            found.extend(ending.map(|why| Finding::error(file, key.as_str(), why).under(Rule::C07)));
            // Marks were chosen, and what they cost is told by itself.
            let most = if input.marked.contains(&text.locale) { MOST_MARKED } else { 1 };
            if text.segments > most {
                let why = format!("takes {} parts with broadcast_footer: shorten it to {}", text.segments, most);
                found.push(Finding::error(file, key.as_str(), why).under(Rule::C01));
            }
        }
    }
    for locale in &input.locales {
        let footer = keys::BROADCAST_FOOTER;
        let file = material.text(*locale, footer.as_str());
        let useless = file.and_then(|_| endings::useless(content, *locale));
        let file = file.map_or("", |text| &text.file);
        found.extend(useless.map(|why| Finding::error(file, footer.as_str(), why).under(Rule::C07)));
    }
    found
}

/// Words that a language lacks.
pub(super) fn words(input: &ProgrammeTexts, material: &Material) -> Vec<Finding> {
    let mut found = Vec::new();
    for placed in &material.words.keywords {
        for locale in input.locales.iter().filter(|locale| !placed.row.words.contains_key(locale)) {
            let why = format!("has no word in {locale}");
            // STOP and HELP must be there in every language, and so must the answers to a question about consent.
            let vital = placed.row.reserved || matches!(Does::of(&placed.row.key), Does::Yes | Does::No);
            found.push(match vital {
                true => Finding::error(&placed.file, &placed.row.key, why),
                false => Finding::warning(About::Content, &placed.file, &placed.row.key, why),
            });
        }
    }
    let unnamed = input.locales.iter().filter(|locale| !material.words.language_names.contains_key(locale));
    found.extend(unnamed.map(|locale| {
        let why = format!("has no name for {locale}: it is offered as \"{}\"", locale.as_str().to_uppercase());
        Finding::warning(About::Content, "config/keywords.toml", "language_names", why)
    }));
    found.extend(tip_words(input, material));
    let unused = material.unused.iter().map(|locale| {
        let why = format!("has texts in {locale}, which programme.languages does not name: they are not used");
        Finding::warning(About::Content, locale.as_str(), "", why)
    });
    found.extend(unused);
    found
}

/// Fewer market words than these say too much about whoever sends one.
const FEWEST_TIP_WORDS: usize = 12;

/// One of the market words may be somebody's call for help: it must be one of many, and one of many in her language.
fn tip_words(input: &ProgrammeTexts, material: &Material) -> Vec<Finding> {
    let all = &material.words.tip_words;
    let file = all.last().map_or("config/keywords.toml", |tip| &*tip.file);
    let too_few = |count: usize, of: &str| {
        format!(
            "there are {count} market words{of}: keep {FEWEST_TIP_WORDS} or more, so that none says anything about whoever sends it"
        )
    };
    let mut found = Vec::new();
    if all.len() < FEWEST_TIP_WORDS {
        found.push(Finding::error(file, "tip_word", too_few(all.len(), "")));
    }
    for locale in &input.locales {
        let count = all.iter().filter(|tip| tip.row.words.contains_key(locale)).count();
        if count < FEWEST_TIP_WORDS {
            let why = too_few(count, &format!(" in {locale}"));
            found.push(Finding::warning(About::Content, file, "tip_word", why));
        }
    }
    found
}
