//! Every screen of the tree in one language, in the order in which a person comes to it.

use crate::content::material::Material;
use crate::content::programme::Channel;
use crate::content::rulebook::Content;
use crate::domain::address::Locale;
use crate::domain::ids::ContentKey;
use crate::domain::ussd::{Menu, Node, OnEnter, Screens, lay_out, septets_on_air};

/// One screen as the phone shows it.
#[derive(Debug)]
pub(super) struct Screen {
    /// The node, and which of its screens.
    pub(super) name: String,
    pub(super) text: String,
    pub(super) septets: usize,
}

/// All of them. Where nobody on duty makes a difference, both are there.
pub(super) fn all(material: &Material, staffed: &Content, unstaffed: &Content, locale: Locale) -> Vec<Screen> {
    let mut all = Vec::new();
    // Whoever chooses another language reads what follows in that one.
    let others = |key: &String| match staffed.rulebook.menu.node(key).on_enter {
        Some(OnEnter::SetLanguage(chosen)) => chosen != locale,
        _ => false,
    };
    for key in in_menu_order(&staffed.rulebook.menu).into_iter().filter(|key| !others(key)) {
        let one = screens(material, staffed, staffed.rulebook.menu.node(&key), locale);
        let exists = unstaffed.rulebook.menu.nodes().any(|node| node.key == key);
        let other =
            if exists { screens(material, unstaffed, unstaffed.rulebook.menu.node(&key), locale) } else { Vec::new() };
        let differs: Vec<(String, String)> = other.iter().filter(|screen| !one.contains(screen)).cloned().collect();
        let note = if exists { "" } else { ", only while somebody is on duty" };
        all.extend(one.into_iter().map(|(name, text)| screen(format!("{key}{name}{note}"), text)));
        let when = ", while nobody is on duty";
        all.extend(differs.into_iter().map(|(name, text)| screen(format!("{key}{name}{when}"), text)));
    }
    all
}

fn screen(name: String, text: String) -> Screen {
    // The brackets around what a message fills do not go out, nor do they count.
    let bare: String = text.chars().filter(|c| !matches!(c, '[' | ']')).collect();
    Screen { name, septets: septets_on_air(&bare).unwrap_or_default(), text }
}

/// Names of nodes, each below the option that leads to it.
fn in_menu_order(menu: &Menu) -> Vec<String> {
    let mut order: Vec<String> = Vec::new();
    let mut below: Vec<String> = [Menu::ROOT_QUIET, Menu::ROOT, Menu::LANGUAGE].map(str::to_owned).to_vec();
    while let Some(key) = below.pop() {
        if order.contains(&key) {
            continue;
        }
        let node = menu.node(&key);
        order.push(key);
        // What is typed leads on to the nodes that hang below.
        let mut hanging: Vec<String> = menu
            .nodes()
            .filter(|other| node.options.is_empty() && other.parent == node.key)
            .map(|other| other.key.clone())
            .collect();
        hanging.sort();
        let next = node.options.iter().map(|option| option.to.clone()).chain(hanging);
        below.extend(next.collect::<Vec<_>>().into_iter().rev());
    }
    let mut rest: Vec<String> = menu.nodes().map(|node| node.key.clone()).filter(|key| !order.contains(key)).collect();
    rest.sort();
    order.extend(rest);
    order
}

/// Each screen of a node with what tells it from the others.
fn screens(material: &Material, content: &Content, node: &Node, locale: Locale) -> Vec<(String, String)> {
    match &node.screens {
        Screens::Pages(pages) => {
            let pages = pages.get(&locale).map(Vec::as_slice).unwrap_or_default();
            let name = |n: usize| if pages.len() > 1 { format!(", page {n}") } else { String::new() };
            (1..).zip(pages).map(|(n, page)| (name(n), page.to_string())).collect()
        }
        Screens::OneOf(texts) => {
            let mut all: Vec<(String, String)> = Vec::new();
            for (key, by_locale) in texts {
                all.extend(by_locale.get(&locale).map(|text| (format!(", {key}"), text.to_string())));
            }
            all.sort();
            all
        }
        Screens::Open { keys, navigation } => {
            let line = navigation.get(&locale).map(ToString::to_string).unwrap_or_default();
            let several = keys.len() > 1;
            let name = |key: &ContentKey| if several { format!(", {key}") } else { String::new() };
            keys.iter().map(|key| (name(key), lay_out(&filled(material, content, key, locale), &[], &line))).collect()
        }
    }
}

/// An open text with the longest values, in square brackets.
fn filled(material: &Material, content: &Content, key: &ContentKey, locale: Locale) -> String {
    let values =
        material.samples.keys().filter_map(|name| Some((name.as_str(), format!("[{}]", material.longest(name)?))));
    let values: Vec<(&str, String)> = values.collect();
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let spoken = content.rulebook.catalogue.ussd(key, locale).map_or(locale, |spoken| spoken.locale);
    let filled = content.renderer.fill(Channel::Ussd, spoken, key.as_str(), &values);
    filled.or_else(|| content.compose(key, locale, Channel::Ussd, &[]).map(|fixed| fixed.text)).unwrap_or_default()
}
