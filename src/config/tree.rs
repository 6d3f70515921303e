//! Settings before they have types: tables in tables, where each value knows its place, so that an error found
//! after the merge still names the line.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use toml::de::{DeTable, DeValue, ValueDeserializer};
use toml::{Spanned, Value};

use crate::config::error::{ConfigError, Place};

/// The defaults, which explain every key.
const DEFAULTS: &str = include_str!("../../config/default.toml");
const DEFAULTS_NAME: &str = "config/default.toml";
const PREFIX: &str = "FITILA__";

/// A table or a value. No `Debug`: it may hold secrets.
pub enum Node {
    /// Keys below.
    Table(Table),
    /// A value.
    Leaf(Leaf),
}

/// Keys and what they hold.
pub struct Table {
    /// Where it is named first.
    pub place: Place,
    /// By key.
    pub entries: BTreeMap<String, Node>,
}

/// A value that is no table.
#[derive(Clone)]
pub struct Leaf {
    /// Where it stands.
    pub place: Place,
    /// As TOML reads it.
    pub value: Value,
    /// As the environment has it: a key that takes text takes this as it is, so that 32627 needs no quotes there.
    pub raw: Option<String>,
}

impl Node {
    /// Where it stands.
    pub fn place(&self) -> &Place {
        match self {
            Node::Table(table) => &table.place,
            Node::Leaf(leaf) => &leaf.place,
        }
    }

    /// What it is, for a person.
    pub fn kind(&self) -> &'static str {
        match self {
            Node::Table(_) => "a section",
            Node::Leaf(leaf) => match &leaf.value {
                Value::String(_) => "text",
                Value::Integer(_) | Value::Float(_) => "a number",
                Value::Boolean(_) => "true or false",
                Value::Datetime(_) => "a date",
                Value::Array(_) => "a list",
                Value::Table(_) => "a section",
            },
        }
    }
}

impl Leaf {
    /// The value as text, where it is text or came without a type.
    pub fn text(&self) -> Option<&str> {
        self.value.as_str().or(self.raw.as_deref())
    }
}

impl Table {
    /// Lays another table over this one: what it names wins, key by key.
    pub fn lay(&mut self, over: Table) {
        for (key, node) in over.entries {
            match (self.entries.get_mut(&key), node) {
                (Some(Node::Table(below)), Node::Table(above)) => below.lay(above),
                (_, node) => {
                    self.entries.insert(key, node);
                }
            }
        }
    }

    /// Whether a table of this name stands here with something in it.
    pub fn has_something_in(&self, name: &str) -> bool {
        match self.entries.get(name) {
            Some(Node::Table(table)) => !table.entries.is_empty(),
            Some(Node::Leaf(_)) => true,
            None => false,
        }
    }
}

/// What is compiled in.
pub fn defaults() -> Result<Table, ConfigError> {
    parse(DEFAULTS, DEFAULTS_NAME)
}

/// Reads a file, which must be there.
pub fn from_file(path: &Path) -> Result<Table, ConfigError> {
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text, &name),
        Err(error) => Err(ConfigError::Unreadable { path: name, reason: error.to_string() }),
    }
}

/// Takes the variables that begin with `FITILA__`; the rest are not ours.
pub fn from_environment(variables: impl Iterator<Item = (String, String)>) -> Result<Table, ConfigError> {
    let mut ours: Vec<(String, String)> = variables.filter(|(name, _)| name.starts_with(PREFIX)).collect();
    ours.sort();
    let mut root = Table { place: Place::Variable(PREFIX.into()), entries: BTreeMap::new() };
    for (name, raw) in ours {
        let place = Place::Variable(name.as_str().into());
        let keys = keys_of(&name, &place)?;
        let leaf = Leaf { place: place.clone(), value: Value::String(raw.clone()), raw: None };
        let mut node = match DeValue::parse(&raw) {
            Ok(value) => typed(value, &|_| place.clone()).unwrap_or(Node::Leaf(leaf)),
            Err(_) => Node::Leaf(leaf),
        };
        if let Node::Leaf(leaf) = &mut node {
            leaf.raw = (!leaf.value.is_str()).then_some(raw);
        }
        root.lay(nested(keys, node, &place));
    }
    Ok(root)
}

/// `FITILA__GATEWAYS__MY_AT__API_KEY` → gateways, my-at, api_key. An account's name has hyphens and no underscores,
/// and a variable the reverse.
fn keys_of(name: &str, place: &Place) -> Result<Vec<String>, ConfigError> {
    let lower = name[PREFIX.len()..].to_lowercase();
    let mut keys: Vec<String> = lower.split("__").map(str::to_owned).collect();
    if keys.len() < 2 || keys.iter().any(String::is_empty) {
        let mend = "write FITILA__SECTION__KEY, such as FITILA__HTTP__LISTEN".to_owned();
        return Err(ConfigError::NotASection { place: place.clone(), name: lower, mend });
    }
    if keys[0] == "gateways" {
        keys[1] = keys[1].replace('_', "-");
    }
    Ok(keys)
}

fn nested(keys: Vec<String>, node: Node, place: &Place) -> Table {
    let mut node = node;
    for key in keys.into_iter().rev() {
        let entries = BTreeMap::from([(key, node)]);
        node = Node::Table(Table { place: place.clone(), entries });
    }
    match node {
        Node::Table(table) => table,
        Node::Leaf(leaf) => Table { place: leaf.place, entries: BTreeMap::new() },
    }
}

fn parse(text: &str, name: &str) -> Result<Table, ConfigError> {
    let path: Arc<str> = name.into();
    let place = |at: usize| {
        let line = 1 + text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        Place::File { path: path.clone(), line }
    };
    let refused = |error: toml::de::Error| {
        let at = error.span().map_or(0, |span| span.start);
        ConfigError::Syntax { place: place(at), reason: error.message().replace('\n', " ") }
    };
    let root = DeTable::parse(text).map_err(refused)?;
    let entries = entries(root.into_inner(), &place).map_err(refused)?;
    Ok(Table { place: place(0), entries })
}

type PlaceOf<'a> = dyn Fn(usize) -> Place + 'a;

/// A table's place is where its name stands first; so is a value's.
fn entries(table: DeTable<'_>, place: &PlaceOf) -> Result<BTreeMap<String, Node>, toml::de::Error> {
    let node = |(key, value): (Spanned<_>, Spanned<DeValue<'_>>)| {
        let at = key.span().start;
        let mut node = typed(value, place)?;
        match &mut node {
            Node::Table(table) => table.place = place(at),
            Node::Leaf(leaf) => leaf.place = place(at),
        }
        let key: std::borrow::Cow<'_, str> = key.into_inner();
        Ok((key.into_owned(), node))
    };
    table.into_iter().map(node).collect()
}

fn typed(value: Spanned<DeValue<'_>>, place: &PlaceOf) -> Result<Node, toml::de::Error> {
    let span = value.span();
    let at = place(span.start);
    match value.into_inner() {
        DeValue::Table(table) => Ok(Node::Table(Table { place: at, entries: entries(table, place)? })),
        other => {
            let value = Value::deserialize(ValueDeserializer::from(Spanned::new(span, other)))?;
            Ok(Node::Leaf(Leaf { place: at, value, raw: None }))
        }
    }
}
