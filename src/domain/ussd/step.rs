//! One press of a key: from where a dialogue stands to where it goes. What that changes is decided by the
//! conversation; nothing is said here.

use crate::domain::consent::Household;
use crate::domain::ussd::menu::{Menu, MenuOption, Node, NodeKind, OnChoose, Screens};
use crate::domain::ussd::session::Position;

/// The key that leads nowhere, on every screen and for everybody: it is what may be agreed as a call for help in silence.
pub const NOWHERE: &str = "99";

/// Where a key leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Moved {
    /// The same screen again: the key means nothing here.
    Same,
    /// To a node, noting something on the way.
    To {
        /// The node's name.
        node: String,
        /// What the option noted.
        noted: Option<OnChoose>,
    },
    /// To another page of the same list.
    Page(usize),
    /// A word for an input node; the node below it deals with it.
    Typed {
        /// The node that takes the word.
        node: String,
        /// The word.
        word: String,
    },
    /// The person leaves.
    Leave,
}

/// Answers one key press. `pages` is how many pages the present node has in the person's language.
pub fn step(menu: &Menu, position: &Position, input: &str, pages: usize) -> Moved {
    let node = menu.node(&position.node);
    let input = input.trim();
    match input {
        NOWHERE => Moved::Same,
        "0" if node.parent.is_empty() => Moved::Leave,
        "0" if position.page > 0 => Moved::Page(position.page - 1),
        "0" => Moved::To { node: node.parent.clone(), noted: None },
        "00" => Moved::To { node: Menu::ROOT.to_owned(), noted: None },
        _ => forward(menu, node, position, input, pages),
    }
}

fn forward(menu: &Menu, node: &Node, position: &Position, input: &str, pages: usize) -> Moved {
    let chosen = input.parse::<u8>().ok().filter(|_| input.len() == 1);
    if let Some(option) = chosen.and_then(|digit| node.options.iter().find(|option| option.digit == digit)) {
        return Moved::To { node: option.to.clone(), noted: option.on_choose.clone() };
    }
    if let Some(moved) = several(node, input) {
        return moved;
    }
    match node.kind {
        NodeKind::List if input == "1" && position.page + 1 < pages => Moved::Page(position.page + 1),
        NodeKind::Input if !input.is_empty() => below(menu, node)
            .map_or(Moved::Same, |below| Moved::Typed { node: below.key.clone(), word: input.to_owned() }),
        _ => Moved::Same,
    }
}

/// Several choices at once, which lead where the last of them leads.
fn several(node: &Node, input: &str) -> Option<Moved> {
    if !node.several || Household::is_age(input) {
        return None;
    }
    let digits = input.chars().filter(|c| !matches!(c, ' ' | ',' | '.'));
    let chosen: Option<Vec<&MenuOption>> =
        digits.map(|c| node.options.iter().find(|option| c.to_digit(10) == Some(u32::from(option.digit)))).collect();
    let chosen = chosen?;
    let last = chosen.iter().max_by_key(|option| option.digit)?;
    let who = chosen.iter().fold(Household::NONE, |all, option| match option.on_choose {
        Some(OnChoose::Who(household)) => all.union(household),
        _ => all,
    });
    Some(Moved::To { node: last.to.clone(), noted: Some(OnChoose::Who(who)) })
}

fn below<'a>(menu: &'a Menu, input: &Node) -> Option<&'a Node> {
    menu.nodes()
        .find(|node| node.parent == input.key && matches!(node.screens, Screens::Open { .. } | Screens::OneOf(_)))
}
