//! Which nodes and options of the tree exist now: languages as the programme has them, and what needs somebody on
//! duty only while somebody is. No words yet.

use std::collections::{HashMap, HashSet};

use crate::content::languages::Languages;
use crate::content::material::Material;
use crate::content::read::Placed;
use crate::content::tree::{DoesWord, KindWord, NodeRow, OptionRow, ZoneWord};
use crate::domain::address::Locale;
use crate::domain::area::State;
use crate::domain::care::Duty;
use crate::domain::catalogue::keys;
use crate::domain::ussd::Menu;

/// Where the label of an option is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    /// At this place among the node's labels.
    Nth(usize),
    /// It is the name of a language or of a state.
    Name(String),
}

/// A node with the options that it has now.
#[derive(Debug, Clone)]
pub(super) struct Branch {
    pub(super) file: std::sync::Arc<str>,
    pub(super) row: NodeRow,
    pub(super) options: Vec<(OptionRow, Label)>,
    /// How many labels the node must have in the files: one for each option that is written down. `None` where the
    /// options are languages or states, which have names of their own.
    pub(super) labels: Option<usize>,
}

/// The nodes that exist now.
pub(super) fn build(material: &Material, languages: &Languages, duty: Duty) -> Vec<Branch> {
    let written: Vec<Branch> = with_languages(material, languages);
    let mut now = written.clone();
    if duty == Duty::Unstaffed {
        for branch in &mut now {
            branch.options.retain(|(option, _)| !option.staffed);
            if branch.options.is_empty() && branch.row.kind == KindWord::Prompt {
                branch.row.kind = KindWord::Text;
            }
        }
    }
    // What leads nowhere already in the files stays, so that it is reported; what lost its only way goes.
    let before = reached(material.nodes.iter().map(|placed| (&placed.row, placed.row.options.iter().collect())));
    let after =
        reached(now.iter().map(|branch| (&branch.row, branch.options.iter().map(|(option, _)| option).collect())));
    now.retain(|branch| after.contains(&branch.row.key) || !before.contains(&branch.row.key));
    now
}

/// Gives every menu of languages exactly those of the programme, each with a node that takes it.
fn with_languages(material: &Material, languages: &Languages) -> Vec<Branch> {
    let mut takes: HashMap<Locale, String> = HashMap::new();
    for placed in &material.nodes {
        if let Some(locale) = placed.row.sets_language() {
            takes.entry(locale).or_insert_with(|| placed.row.key.clone());
        }
    }
    let nodes: HashSet<&str> = takes.values().map(String::as_str).collect();
    let lists_languages =
        |row: &NodeRow| !row.options.is_empty() && row.options.iter().all(|option| nodes.contains(option.to.as_str()));
    let target = |locale: Locale| takes.get(&locale).cloned().unwrap_or_else(|| format!("lang.{locale}"));
    let branch = |placed: &Placed<NodeRow>| {
        let row = placed.row.clone();
        let lists = lists_languages(&row);
        let options = if let Some(zone) = row.zone {
            states(material, zone)
        } else if lists {
            let each = languages.numbered();
            each.map(|(digit, locale, name)| {
                (OptionRow::leading_to(digit, target(locale)), Label::Name(name.to_owned()))
            })
            .collect()
        } else {
            row.options.iter().cloned().zip((0..).map(Label::Nth)).collect()
        };
        Branch {
            file: placed.file.clone(),
            labels: (!lists && row.zone.is_none()).then_some(row.options.len()),
            row,
            options,
        }
    };
    let mut all: Vec<Branch> = material.nodes.iter().map(branch).collect();
    let new = languages.numbered().filter(|(_, locale, _)| !takes.contains_key(locale));
    all.extend(new.map(|(_, locale, _)| taking(locale, target(locale))));
    all
}

/// The states of a zone, each leading to the node that takes it. So the menu always has those of the list.
fn states(material: &Material, zone: ZoneWord) -> Vec<(OptionRow, Label)> {
    let takes = material.nodes.iter().find(|placed| placed.row.does == Some(DoesWord::SetArea));
    let to = takes.map_or("area.set", |placed| placed.row.key.as_str());
    let states = (1..=u8::MAX).zip(material.areas.states_in(zone.into()));
    let choice = |(digit, state): (u8, &State)| {
        let leading = OptionRow::leading_to(digit, to.to_owned());
        (OptionRow { area: Some(state.id.clone()), ..leading }, Label::Name(state.name.clone()))
    };
    states.map(choice).collect()
}

/// A node that takes a language which the files do not know.
fn taking(locale: Locale, key: String) -> Branch {
    let row = NodeRow {
        key,
        kind: KindWord::Text,
        parent: Menu::LANGUAGE.to_owned(),
        depth: 2,
        _page_of: None,
        messages: vec![keys::LANGUAGE_SET.as_str().to_owned()],
        options: Vec::new(),
        several: false,
        does: Some(DoesWord::SetLanguage),
        locale: Some(locale),
        zone: None,
        ends: false,
        resume: true,
    };
    Branch { file: "config/menu.toml".into(), row, options: Vec::new(), labels: Some(0) }
}

/// The nodes that a person can come to.
fn reached<'a>(nodes: impl Iterator<Item = (&'a NodeRow, Vec<&'a OptionRow>)>) -> HashSet<String> {
    let nodes: HashMap<&str, (&NodeRow, Vec<&OptionRow>)> =
        nodes.map(|(row, options)| (row.key.as_str(), (row, options))).collect();
    let mut reached: HashSet<String> = HashSet::new();
    let mut ahead = vec![Menu::ROOT, Menu::ROOT_QUIET, Menu::LANGUAGE];
    while let Some(key) = ahead.pop() {
        let Some((row, options)) = nodes.get(key).filter(|_| reached.insert(key.to_owned())) else { continue };
        ahead.extend(options.iter().map(|option| option.to.as_str()));
        // An input node leads on by what is typed.
        if row.kind == KindWord::Input {
            ahead.extend(
                nodes.values().filter(|(below, _)| below.parent == row.key).map(|(below, _)| below.key.as_str()),
            );
        }
    }
    reached
}
