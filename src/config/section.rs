//! Reads one section key by key. What was asked for is what is known: `finish` refuses the rest by name.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::path::Path;

use toml::Value;

use crate::config::error::{self, ConfigError, Place};
use crate::config::secret::Secret;
use crate::config::tree::{Leaf, Node, Table};

/// A section that is being read.
pub struct Section {
    name: String,
    place: Place,
    left: BTreeMap<String, Node>,
    /// Keys asked for, with their place where they were there.
    asked: BTreeMap<&'static str, Option<Place>>,
}

impl Section {
    /// Begins to read a table under this dotted name.
    pub fn new(name: impl Into<String>, table: Table) -> Self {
        Self { name: name.into(), place: table.place, left: table.entries, asked: BTreeMap::new() }
    }

    /// Text that `parse` turns into a value; `expected` completes "must be".
    pub fn read<T>(
        &mut self,
        key: &'static str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Result<T, ConfigError> {
        let leaf = self.leaf(key, expected)?;
        let text = leaf.text().ok_or_else(|| self.wrong_type(key, expected, &Node::Leaf(leaf.clone())))?;
        parse(text).ok_or_else(|| self.refuse(key, format!("must be {expected}")))
    }

    /// A list of texts, each of which `parse` turns into a value.
    pub fn list<T>(
        &mut self,
        key: &'static str,
        expected: &'static str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Vec<T>, ConfigError> {
        let leaf = self.leaf(key, expected)?;
        let Value::Array(items) = &leaf.value else {
            return Err(self.wrong_type(key, expected, &Node::Leaf(leaf)));
        };
        let item = |item: &Value| item.as_str().and_then(&parse);
        let all: Option<Vec<T>> = items.iter().map(item).collect();
        all.ok_or_else(|| self.refuse(key, format!("must be {expected}")))
    }

    /// A number that is not below zero.
    pub fn amount(&mut self, key: &'static str, expected: &'static str) -> Result<f64, ConfigError> {
        /// Far above any budget, and small enough that hundredths stay exact.
        const MOST: f64 = 1e12;
        let leaf = self.leaf(key, expected)?;
        let number = match leaf.value {
            Value::Integer(whole) => whole as f64,
            Value::Float(number) => number,
            _ => return Err(self.wrong_type(key, expected, &Node::Leaf(leaf))),
        };
        let right = (0.0..=MOST).contains(&number);
        if right { Ok(number) } else { Err(self.refuse(key, format!("must be {expected}"))) }
    }

    /// A whole number of this range; `None` where the key is absent.
    pub fn whole(
        &mut self,
        key: &'static str,
        expected: &'static str,
        range: RangeInclusive<i64>,
    ) -> Result<Option<i64>, ConfigError> {
        let Some(node) = self.take(key) else {
            return Ok(None);
        };
        let Node::Leaf(Leaf { value: Value::Integer(number), .. }) = node else {
            return Err(self.wrong_type(key, expected, &node));
        };
        let right = range.contains(&number);
        if right { Ok(Some(number)) } else { Err(self.refuse(key, format!("must be {expected}"))) }
    }

    /// Text, or `{ file = "path" }`; `None` where the key is absent or empty.
    pub fn secret(&mut self, key: &'static str) -> Result<Option<Secret>, ConfigError> {
        const EXPECTED: &str = "text in quotes or { file = \"path\" }";
        let Some(node) = self.take(key) else {
            return Ok(None);
        };
        if let Some(path) = secret_file(&node) {
            return self.read_secret(key, node.place(), path).map(Some);
        }
        let Node::Leaf(leaf) = &node else {
            return Err(self.wrong_type(key, EXPECTED, &node));
        };
        let text = leaf.text().ok_or_else(|| self.wrong_type(key, EXPECTED, &node))?;
        Ok((!text.is_empty()).then(|| Secret::new(text)))
    }

    /// What nobody asked for, as plain TOML with its secrets read, and where each key of the section stands.
    pub fn rest(mut self) -> Result<(toml::Table, BTreeMap<String, Place>), ConfigError> {
        let left = std::mem::take(&mut self.left);
        let unasked = left.iter().map(|(key, node)| (key.clone(), node.place().clone()));
        let asked = self.asked.iter().filter_map(|(key, place)| Some((key.to_string(), place.clone()?)));
        let places = unasked.chain(asked).collect();
        let plain = left.into_iter().map(|(key, node)| {
            let value = self.plain(&key, node)?;
            Ok((key, value))
        });
        Ok((plain.collect::<Result<_, ConfigError>>()?, places))
    }

    /// Ends the reading; errors when something is left that nobody asked for.
    pub fn finish(self) -> Result<(), ConfigError> {
        let Some((key, node)) = self.left.into_iter().next() else {
            return Ok(());
        };
        let hint = error::hint(&key, self.asked.into_keys(), |name| format!("\"{name}\""));
        Err(ConfigError::UnknownKey { place: node.place().clone(), key, section: self.name, hint })
    }

    /// Refuses the value of a key that was asked for; the reason follows the key in the sentence.
    pub fn refuse(&self, key: &str, reason: impl Into<String>) -> ConfigError {
        let place = self.asked.get(key).cloned().flatten().unwrap_or_else(|| self.place.clone());
        ConfigError::Refused { place, key: self.dotted(key), reason: reason.into() }
    }

    fn take(&mut self, key: &'static str) -> Option<Node> {
        let node = self.left.remove(key);
        self.asked.insert(key, node.as_ref().map(|node| node.place().clone()));
        node
    }

    fn leaf(&mut self, key: &'static str, expected: &'static str) -> Result<Leaf, ConfigError> {
        match self.take(key) {
            Some(Node::Leaf(leaf)) => Ok(leaf),
            Some(node) => Err(self.wrong_type(key, expected, &node)),
            None => Err(ConfigError::Missing {
                place: self.place.clone(),
                section: self.name.clone(),
                key: key.to_owned(),
                expected,
            }),
        }
    }

    /// Numbers and dates of the environment stay text: a sender or a key may well be all digits.
    fn plain(&self, key: &str, node: Node) -> Result<Value, ConfigError> {
        if let Some(path) = secret_file(&node) {
            let secret = self.read_secret(key, node.place(), path)?;
            return Ok(Value::String(secret.expose().to_owned()));
        }
        match node {
            Node::Leaf(Leaf {
                value: Value::Integer(_) | Value::Float(_) | Value::Datetime(_),
                raw: Some(raw),
                ..
            }) => Ok(Value::String(raw)),
            Node::Leaf(leaf) => Ok(leaf.value),
            Node::Table(table) => {
                let entries = table.entries.into_iter().map(|(below, node)| {
                    let value = self.plain(&format!("{key}.{below}"), node)?;
                    Ok((below, value))
                });
                Ok(Value::Table(entries.collect::<Result<_, ConfigError>>()?))
            }
        }
    }

    fn read_secret(&self, key: &str, place: &Place, path: &str) -> Result<Secret, ConfigError> {
        Secret::read(Path::new(path)).map_err(|reason| ConfigError::SecretFile {
            place: place.clone(),
            key: self.dotted(key),
            path: path.to_owned(),
            reason,
        })
    }

    fn wrong_type(&self, key: &str, expected: &'static str, node: &Node) -> ConfigError {
        let place = node.place().clone();
        ConfigError::WrongType { place, key: self.dotted(key), expected, found: node.kind() }
    }

    fn dotted(&self, key: &str) -> String {
        format!("{}.{key}", self.name)
    }
}

/// The path of `{ file = "path" }`, which is nothing else.
fn secret_file(node: &Node) -> Option<&str> {
    let Node::Table(table) = node else {
        return None;
    };
    match table.entries.get("file") {
        Some(Node::Leaf(leaf)) if table.entries.len() == 1 => leaf.text(),
        _ => None,
    }
}
