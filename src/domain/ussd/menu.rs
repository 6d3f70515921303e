//! The tree of screens, validated and laid out when it is built, so that a turn only looks things up.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use crate::domain::address::Locale;
use crate::domain::area::Area;
use crate::domain::care::{Chosen, Wants};
use crate::domain::consent::{AgeBand, Household};
use crate::domain::ids::ContentKey;
use crate::domain::schedule::Window;

/// Deepest level of the tree: more is lost on a small screen.
const DEEPEST: u8 = 4;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeKind {
    /// A title and numbered choices.
    Menu,
    /// A text that asks for a digit.
    Prompt,
    /// A text.
    Text,
    /// Lines from the configuration, on as many pages as they need.
    List,
    /// Asks for a word.
    Input,
}

/// What entering a node changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnEnter {
    /// Agrees to the weekly tips.
    JoinTips,
    /// Agrees to news of courses.
    JoinTraining,
    /// Ends all messages.
    Stop,
    /// Ends news of courses.
    StopTraining,
    /// Makes texts plain and short.
    QuietOn,
    /// Brings full texts back.
    QuietOff,
    /// Takes the hours of the option that led here.
    SetHours,
    /// Takes the area of the option that led here.
    SetArea,
    /// Takes this language.
    SetLanguage(Locale),
    /// Removes the person's record.
    Erase,
    /// Begins the job-offer checker anew.
    AskCheck,
    /// Shows the checker's result.
    CheckResult,
    /// Says whether the word that was typed is ours.
    Verify,
    /// Asks for a person.
    AskPerson(Wants),
    /// Asks for a place with the word that was typed.
    Apply,
    /// Lists the courses that are open.
    Courses,
}

/// What choosing an option notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OnChoose {
    /// An answer of the checker.
    Answer(bool),
    /// The hours in which we may write; `None` for any hour.
    Hours(Option<Window>),
    /// How old the person says she is.
    Age(AgeBand),
    /// A parent or guardian answers for the girl of 13 to 17 who uses the phone.
    Guardian,
    /// Who uses the phone.
    Who(Household),
    /// Where the person lives.
    Area(Area),
    /// A worry about somebody else.
    Worry(Chosen),
    /// Whether somebody may call about it.
    MayCall(Chosen),
}

/// A numbered choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MenuOption {
    /// The digit to press.
    pub digit: u8,
    /// The node that it leads to.
    pub to: String,
    /// What it notes on the way.
    pub on_choose: Option<OnChoose>,
}

/// What a node says, by language. Static screens are whole, with options and navigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screens {
    /// One screen, or the pages of a list.
    Pages(HashMap<Locale, Vec<Arc<str>>>),
    /// One of several texts, chosen when the node is entered.
    OneOf(HashMap<ContentKey, HashMap<Locale, Arc<str>>>),
    /// A text that must be filled first; navigation stands apart.
    Open {
        /// The texts that it may say.
        keys: Vec<ContentKey>,
        /// The lines below it; the first is the option that leads on in a list.
        navigation: HashMap<Locale, Arc<str>>,
    },
}

/// A node as content builds it.
#[derive(Debug, Clone)]
pub struct NodeSpec {
    /// Its name.
    pub key: String,
    /// What it is.
    pub kind: NodeKind,
    /// The node that `0` goes back to; empty at the root.
    pub parent: String,
    /// Its level, from 1.
    pub depth: u8,
    /// Its choices.
    pub options: Vec<MenuOption>,
    /// Whether several digits may be pressed at once, as in 24.
    pub several: bool,
    /// What entering it changes.
    pub on_enter: Option<OnEnter>,
    /// Whether the dialogue ends here.
    pub ends: bool,
    /// Whether a redial may resume here: never where another holder of the phone must not look.
    pub resumes: bool,
    /// The texts that it may say.
    pub messages: Vec<ContentKey>,
    /// Its screens.
    pub screens: Screens,
}

impl NodeSpec {
    /// The lines below a text that is filled, in a language.
    pub fn navigation(&self, locale: Locale) -> Option<&Arc<str>> {
        match &self.screens {
            Screens::Open { navigation, .. } => navigation.get(&locale),
            Screens::Pages(_) | Screens::OneOf(_) => None,
        }
    }
}

/// A node of a validated tree.
pub type Node = NodeSpec;

/// The whole tree.
#[derive(Debug, Clone)]
pub struct Menu {
    nodes: HashMap<String, Node>,
}

/// What is wrong with a tree, and at which node.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MenuFault {
    /// Two nodes of one name.
    #[error("menu node \"{0}\" is there twice: rename one")]
    Twice(String),
    /// An option or parent names no node.
    #[error("menu node \"{node}\" leads to \"{to}\", which is not there")]
    Nowhere {
        /// The node.
        node: String,
        /// The name that it gives.
        to: String,
    },
    /// Two options of one digit, or a digit that is not 1 to 7.
    #[error("menu node \"{node}\" has a wrong or doubled digit {digit}: options are 1 to 7, each once")]
    Digit {
        /// The node.
        node: String,
        /// The digit.
        digit: u8,
    },
    /// A level deeper than 4.
    #[error("menu node \"{0}\" is deeper than 4 levels: move it up")]
    TooDeep(String),
    /// A node that the rules themselves name is missing.
    #[error("the menu has no node \"{0}\"")]
    Missing(&'static str),
    /// No path leads to a node.
    #[error("no option leads to menu node \"{0}\"")]
    Unreachable(String),
}

impl Menu {
    /// Options of one node, at most.
    pub const MOST_OPTIONS: u8 = 7;
    /// The node shown first.
    pub const ROOT: &'static str = "root";
    /// The node shown instead of the first while texts are to be plain.
    pub const ROOT_QUIET: &'static str = "root_quiet";
    /// The node that asks for a language at first contact.
    pub const LANGUAGE: &'static str = "lang";

    /// Validates a tree; lists all that is wrong with it.
    pub fn new(specs: Vec<NodeSpec>) -> Result<Self, Vec<MenuFault>> {
        let mut faults = Vec::new();
        let mut nodes = HashMap::new();
        for spec in specs {
            let key = spec.key.clone();
            if nodes.insert(key.clone(), spec).is_some() {
                faults.push(MenuFault::Twice(key));
            }
        }
        for name in [Self::ROOT, Self::ROOT_QUIET, Self::LANGUAGE] {
            if !nodes.contains_key(name) {
                faults.push(MenuFault::Missing(name));
            }
        }
        for node in nodes.values() {
            faults.extend(faults_of(node, &nodes));
        }
        faults.extend(unreachable(&nodes));
        faults.sort_by_key(ToString::to_string);
        if faults.is_empty() { Ok(Self { nodes }) } else { Err(faults) }
    }

    /// A node by name. A name that a former version stored and this one lacks gives the root.
    pub fn node(&self, key: &str) -> &Node {
        self.nodes.get(key).unwrap_or_else(|| &self.nodes[Self::ROOT])
    }

    /// All nodes.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.nodes.values()
    }
}

fn faults_of(node: &Node, nodes: &HashMap<String, Node>) -> Vec<MenuFault> {
    let mut faults = Vec::new();
    let nowhere = |to: &str| MenuFault::Nowhere { node: node.key.clone(), to: to.to_owned() };
    if !node.parent.is_empty() && !nodes.contains_key(&node.parent) {
        faults.push(nowhere(&node.parent));
    }
    let mut digits = HashSet::new();
    for option in &node.options {
        if !(1..=Menu::MOST_OPTIONS).contains(&option.digit) || !digits.insert(option.digit) {
            faults.push(MenuFault::Digit { node: node.key.clone(), digit: option.digit });
        }
        if !nodes.contains_key(&option.to) {
            faults.push(nowhere(&option.to));
        }
    }
    if node.depth > DEEPEST {
        faults.push(MenuFault::TooDeep(node.key.clone()));
    }
    faults
}

fn unreachable(nodes: &HashMap<String, Node>) -> Vec<MenuFault> {
    let mut reached: HashSet<&str> = HashSet::new();
    let mut ahead = vec![Menu::ROOT, Menu::ROOT_QUIET, Menu::LANGUAGE];
    while let Some(key) = ahead.pop() {
        if let Some(node) = nodes.get(key).filter(|_| reached.insert(key)) {
            ahead.extend(node.options.iter().map(|option| option.to.as_str()));
        }
    }
    // An input node leads on by what is typed, so what stands below it is reached through it.
    let below_input = |node: &Node| nodes.get(&node.parent).is_some_and(|parent| parent.kind == NodeKind::Input);
    let left = nodes.values().filter(|node| !reached.contains(node.key.as_str()) && !below_input(node));
    left.map(|node| MenuFault::Unreachable(node.key.clone())).collect()
}
