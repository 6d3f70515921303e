//! Builds the menu: the nodes that exist now, with their screens and with what they set off.

use crate::content::branches::{self, Branch};
use crate::content::fault::Fault;
use crate::content::languages::Languages;
use crate::content::material::Material;
use crate::content::programme::ProgrammeTexts;
use crate::content::screens::Layout;
use crate::content::tree::{AnswerWord, OptionRow};
use crate::domain::area::Area;
use crate::domain::care::{Chosen, Duty};
use crate::domain::consent::{AgeBand, Household, User};
use crate::domain::ids::ContentKey;
use crate::domain::schedule::Window;
use crate::domain::ussd::{Menu, MenuFault, MenuOption, NodeSpec, OnChoose};

/// Builds the menu, or says all that is wrong with it.
pub(super) fn build(
    input: &ProgrammeTexts,
    material: &Material,
    duty: Duty,
    layout: &mut Layout,
) -> Result<Menu, Vec<Fault>> {
    let branches = branches::build(material, &Languages::new(input, &material.words), duty);
    let (mut specs, mut faults) = (Vec::new(), Vec::new());
    for branch in &branches {
        match node(branch, layout) {
            Ok(spec) => specs.push(spec),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Menu::new(specs).map_err(|faults| faults.iter().map(|fault| placed(fault, &branches)).collect())
}

fn node(branch: &Branch, layout: &mut Layout) -> Result<NodeSpec, Fault> {
    let row = &branch.row;
    let fault = |why: String| Fault::new(&branch.file, &row.key, why);
    let on_enter = row.on_enter().map_err(fault)?;
    let options = branch.options.iter().map(|(option, _)| choice(option).map_err(fault));
    Ok(NodeSpec {
        key: row.key.clone(),
        kind: row.kind.into(),
        parent: row.parent.clone(),
        depth: row.depth,
        options: options.collect::<Result<_, Fault>>()?,
        several: row.several,
        on_enter,
        ends: row.ends,
        resumes: row.resume,
        messages: row.messages.iter().map(|key| ContentKey::named(key)).collect(),
        screens: layout.screens(branch)?,
    })
}

fn choice(option: &OptionRow) -> Result<MenuOption, String> {
    let answer = option.answer.map(|answer| OnChoose::Answer(answer == AnswerWord::Yes));
    let hours = option.hours.as_deref().map(hours).transpose()?;
    let age = option.age_band.as_deref().map(age).transpose()?;
    let who = option.who.as_deref().map(who).transpose()?;
    let area = option.area.as_deref().map(|id| OnChoose::Area(Area::stored(id)));
    let worry = option.worry.as_deref().map(worry).transpose()?;
    let call = option
        .call
        .map(|answer| OnChoose::MayCall(if answer == AnswerWord::Yes { Chosen::CallBack } else { Chosen::NoCall }));
    let mut noted = [answer, hours, age, who, area, worry, call].into_iter().flatten();
    let on_choose = noted.next();
    if noted.next().is_some() {
        return Err(format!(
            "option {} has more than one of answer, hours, age_band, who, area, worry and call",
            option.digit
        ));
    }
    Ok(MenuOption { digit: option.digit, to: option.to.clone(), on_choose })
}

fn hours(text: &str) -> Result<OnChoose, String> {
    match text {
        "any" => Ok(OnChoose::Hours(None)),
        _ => Window::parse(text)
            .map(|window| OnChoose::Hours(Some(window)))
            .map_err(|error| format!("\"{text}\": {error}")),
    }
}

fn age(text: &str) -> Result<OnChoose, String> {
    let known = || {
        let bands: Vec<&str> = AgeBand::ALL.iter().map(|(_, word)| *word).collect();
        format!("\"{text}\" is no age band; they are guardian, {}", bands.join(", "))
    };
    match text {
        "guardian" => Ok(OnChoose::Guardian),
        _ => AgeBand::parse(text).map(OnChoose::Age).ok_or_else(known),
    }
}

fn worry(text: &str) -> Result<OnChoose, String> {
    let found = Chosen::WORRIES.iter().find(|(_, word)| *word == text);
    let known = || {
        let words: Vec<&str> = Chosen::WORRIES.iter().map(|(_, word)| *word).collect();
        format!("\"{text}\" is no worry; they are {}", words.join(", "))
    };
    found.map(|(chosen, _)| OnChoose::Worry(*chosen)).ok_or_else(known)
}

fn who(text: &str) -> Result<OnChoose, String> {
    let known = || {
        let users: Vec<&str> = User::ALL.iter().map(|(_, word)| *word).collect();
        format!("\"{text}\" is nobody who uses a phone; they are {}", users.join(", "))
    };
    User::parse(text).map(|user| OnChoose::Who(Household::NONE.with(user))).ok_or_else(known)
}

/// A fault of the tree with the file of the node that it is about.
fn placed(fault: &MenuFault, branches: &[Branch]) -> Fault {
    let node = match fault {
        MenuFault::Twice(node) | MenuFault::TooDeep(node) | MenuFault::Unreachable(node) => node,
        MenuFault::Nowhere { node, .. } | MenuFault::Digit { node, .. } => node,
        MenuFault::Missing(node) => *node,
    };
    let branch = branches.iter().find(|branch| branch.row.key == node);
    Fault::new(branch.map_or("config/menu.toml", |branch| &branch.file), node, fault.to_string())
}
