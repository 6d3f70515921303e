//! Every screen of the tree in every language, and the labels that it is made of.

use crate::content::branches;
use crate::content::check::lint::{self, Draft};
use crate::content::check::texts;
use crate::content::fault::{Finding, Rule};
use crate::content::languages::Languages;
use crate::content::material::Material;
use crate::content::programme::{Channel, ProgrammeTexts};
use crate::content::read::Placed;
use crate::content::rulebook::Content;
use crate::content::texts::{Labels, NodeLabels};
use crate::content::tree::KindWord;
use crate::domain::address::Locale;
use crate::domain::care::Duty;
use crate::domain::catalogue::Text;
use crate::domain::ids::ContentKey;
use crate::domain::ussd::{Node, SCREEN_LIMIT, Screens, lay_out, septets_on_air};

/// Findings about labels, which need no finished tree.
pub(super) fn labels(input: &ProgrammeTexts, material: &Material, duty: Duty) -> Vec<Finding> {
    let branches = branches::build(material, &Languages::new(input, &material.words), duty);
    let mut found = Vec::new();
    for locale in &input.locales {
        let file = format!("message-templates/{locale}/menu.toml");
        let none = Labels::default();
        let labels = material.labels.get(locale).unwrap_or(&none);
        let titled = branches.iter().filter(|branch| matches!(branch.row.kind, KindWord::Menu | KindWord::Input));
        let missing = titled.map(|branch| branch.row.key.as_str()).filter(|key| !labels.nodes.contains_key(*key));
        found.extend(
            missing.map(|key| Finding::error(&file, key, "has no title and labels in this language").under(Rule::C02)),
        );
        let lines = [
            ("nav.back_home", &labels.navigation.back_home),
            ("nav.exit", &labels.navigation.exit),
            ("nav.next", &labels.navigation.next),
        ];
        for (key, line) in lines {
            match line {
                None => found.push(Finding::error(&file, key, "is missing in this language").under(Rule::C02)),
                Some(line) => found.extend(words(material, *locale, &labels.file, key, line)),
            }
        }
        for (node, placed) in &labels.nodes {
            if !material.removed.contains(node) && !material.nodes.iter().any(|other| other.row.key == *node) {
                found.push(Finding::error(&placed.file, node, "has labels, and the menu has no such node"));
            }
            let all = std::iter::once(&placed.row.title).chain(&placed.row.labels);
            found.extend(all.flat_map(|label| words(material, *locale, &placed.file, node, label)));
            found.extend(untranslated(material, *locale, node, placed));
        }
    }
    found
}

fn words(material: &Material, locale: Locale, file: &str, key: &str, label: &str) -> Vec<Finding> {
    let channel = Channel::Ussd;
    let (has_facts, is_sent_first) = (true, false);
    let draft = Draft { key, subject: "", locale, channel, has_facts, is_sent_first, template: label };
    let remarks = lint::label_remarks(&material.lexicon, &draft);
    remarks.into_iter().map(|remark| texts::finding(file, key, &format!("\"{label}\""), remark)).collect()
}

/// Labels of a node of which all are the English ones. A single one may be a loanword.
fn untranslated(material: &Material, locale: Locale, node: &str, own: &Placed<NodeLabels>) -> Option<Finding> {
    let is_english = |locale: &Locale| locale.as_str() == "en";
    if is_english(&locale) || material.lexicon.lists.like_english.contains(&locale) {
        return None;
    }
    let english = material.labels.iter().find(|(locale, _)| is_english(locale))?.1.nodes.get(node)?;
    // Names of languages and hours are the same everywhere: the title tells.
    let same = english.row.title == own.row.title && english.row.labels == own.row.labels;
    let why = format!("has the English title and labels: translate them into {locale}");
    (same && !own.row.title.starts_with("{{")).then(|| Finding::error(&own.file, node, why).under(Rule::C02))
}

/// Findings about finished screens.
pub(super) fn screens(content: &Content, material: &Material) -> Vec<Finding> {
    let menu = &content.rulebook.menu;
    let mut nodes: Vec<&Node> = menu.nodes().collect();
    nodes.sort_by(|one, other| one.key.cmp(&other.key));
    let mut found: Vec<Finding> = nodes.into_iter().flat_map(|node| of_node(content, material, node)).collect();
    // Texts that the rules show without the tree.
    for (key, entry) in content.rulebook.catalogue.entries() {
        for (locale, variant) in &entry.ussd {
            let words = match &variant.text {
                Text::Fixed(words) => words.to_string(),
                Text::Open(_) => filled(content, material, key, *locale),
            };
            let file = material.text(*locale, key.as_str()).map_or("", |text| &text.file);
            found.extend(too_long(file, key.as_str(), *locale, &words));
        }
    }
    found
}

fn of_node(content: &Content, material: &Material, node: &Node) -> Vec<Finding> {
    let file = material.nodes.iter().find(|placed| placed.row.key == node.key);
    let file = file.map_or("config/menu.toml", |placed| &placed.file);
    let mut screens: Vec<(Locale, String)> = Vec::new();
    match &node.screens {
        Screens::Pages(all) => {
            screens.extend(all.iter().flat_map(|(locale, pages)| pages.iter().map(|page| (*locale, page.to_string()))));
        }
        Screens::OneOf(texts) => {
            screens.extend(texts.values().flatten().map(|(locale, screen)| (*locale, screen.to_string())));
        }
        Screens::Open { keys, navigation } => {
            for (locale, line) in navigation {
                let texts = keys.iter().map(|key| filled(content, material, key, *locale));
                screens.extend(texts.map(|text| (*locale, lay_out(&text, &[], line))));
            }
        }
    }
    screens.iter().filter_map(|(locale, screen)| too_long(file, &node.key, *locale, screen)).collect()
}

/// An open text with the longest values that it must hold.
fn filled(content: &Content, material: &Material, key: &ContentKey, locale: Locale) -> String {
    let values: Vec<(&str, &str)> =
        material.samples.keys().filter_map(|name| Some((name.as_str(), material.longest(name)?))).collect();
    let spoken = content.rulebook.catalogue.ussd(key, locale).map_or(locale, |spoken| spoken.locale);
    let filled = content.renderer.fill(Channel::Ussd, spoken, key.as_str(), &values);
    filled.or_else(|| content.compose(key, locale, Channel::Ussd, &[]).map(|fixed| fixed.text)).unwrap_or_default()
}

fn too_long(file: &str, key: &str, locale: Locale, screen: &str) -> Option<Finding> {
    match septets_on_air(screen) {
        Some(septets) if septets <= SCREEN_LIMIT => None,
        Some(septets) => {
            let why = format!("its screen in {locale} takes {septets} septets, {SCREEN_LIMIT} fit: shorten its words");
            Some(Finding::error(file, key, why).under(Rule::C01))
        }
        None => {
            let why = format!("its screen in {locale} holds a letter that USSD cannot carry");
            Some(Finding::error(file, key, why).under(Rule::C12))
        }
    }
}
