//! Rows of the facts files: help lines, and the facts that texts state.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Table;

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::read::{self, Placed};

/// A help line or a service. What is not read here is kept for the people who look after the file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Line {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) number: String,
    pub(super) fact: Option<String>,
    /// What it helps with. A line without it is only listed among the numbers.
    pub(super) kind: Option<String>,
    pub(super) area: Option<String>,
    pub(super) hours: Option<String>,
    pub(super) languages: Option<Vec<String>>,
    #[serde(rename = "toll_free")]
    _toll_free: Option<bool>,
    #[serde(rename = "source")]
    _source: Vec<String>,
    #[serde(rename = "confidence")]
    _confidence: Option<String>,
    #[serde(rename = "checked_on")]
    _checked_on: Option<Date>,
    pub(super) review_by: Date,
    #[serde(default)]
    pub(super) verified: bool,
}

/// A fact that texts state.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    pub(super) id: String,
    #[serde(rename = "text")]
    _text: String,
    #[serde(rename = "source")]
    _source: Vec<String>,
    #[serde(rename = "confidence")]
    _confidence: Option<String>,
    pub(super) review_by: Date,
}

/// Help lines and facts of the files.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    pub(super) lines: Vec<Placed<Line>>,
    /// What is given to those who need it, and listed nowhere.
    pub(super) services: Vec<Placed<Line>>,
    pub(super) facts: Vec<Placed<Fact>>,
    placeholders: BTreeMap<String, Placed<String>>,
}

/// The placeholders that a help line fills.
const HOTLINES: [&str; 2] = ["hotline", "hotline_intl"];

impl Facts {
    /// Lays a file over what is there, by id.
    pub(super) fn lay_over(&mut self, file: &File, mut table: Table, faults: &mut Vec<Fault>) {
        for (name, there) in [("line", &mut self.lines), ("service", &mut self.services)] {
            for (id, row) in read::rows(file, &mut table, name, "id", faults) {
                let is_same = |other: &Placed<Line>| other.row.id == id;
                if read::take_out(file, there, &id, &row, is_same, faults) {
                    continue;
                }
                match read::typed::<Line>(file, &id, row).and_then(dialled) {
                    Ok(row) => read::lay(there, row, is_same),
                    Err(fault) => faults.push(fault),
                }
            }
        }
        for (id, row) in read::rows(file, &mut table, "fact", "id", faults) {
            let is_same = |other: &Placed<Fact>| other.row.id == id;
            if read::take_out(file, &mut self.facts, &id, &row, is_same, faults) {
                continue;
            }
            match read::typed::<Fact>(file, &id, row) {
                Ok(row) => read::lay(&mut self.facts, row, is_same),
                Err(fault) => faults.push(fault),
            }
        }
        for (name, value) in read::part(file, &mut table, "placeholders", faults) {
            let line = read::typed::<String>(file, &format!("placeholders.{name}"), value);
            match line {
                Ok(line) if HOTLINES.contains(&name.as_str()) => {
                    self.placeholders.insert(name, line);
                }
                Ok(_) => faults.push(Fault::new(
                    &file.name,
                    &name,
                    "is not filled by a help line; hotline and hotline_intl are",
                )),
                Err(fault) => faults.push(fault),
            }
        }
        read::leftover(file, &table, "placeholders, line, service and fact", faults);
    }

    /// The number that fills a placeholder.
    pub(super) fn number(&self, placeholder: &str) -> Option<&str> {
        self.line(placeholder).map(|line| line.number.as_str())
    }

    /// The line that fills a placeholder.
    pub(super) fn line(&self, placeholder: &str) -> Option<&Line> {
        let id = &self.placeholders.get(placeholder)?.row;
        self.lines.iter().find(|line| line.row.id == *id).map(|line| &line.row)
    }

    /// Placeholders that no help line fills.
    pub(super) fn faults(&self) -> Vec<Fault> {
        let unfilled = HOTLINES.into_iter().filter(|name| self.number(name).is_none());
        let fault = |name: &str| match self.placeholders.get(name) {
            Some(Placed { file, row }) => Fault::new(file, name, format!("no [[line]] has the id \"{row}\"")),
            None => Fault::new("config/facts.toml", name, "name the help line that fills it under [placeholders]"),
        };
        unfilled.map(fault).collect()
    }
}

/// A number that a handset can dial, so that nothing else can slip into a text by this way.
fn dialled(line: Placed<Line>) -> Result<Placed<Line>, Fault> {
    let digits = line.row.number.strip_prefix('+').unwrap_or(&line.row.number);
    let right = (3..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if right {
        return Ok(line);
    }
    let why =
        format!("\"{}\" cannot be dialled: write 3 to 15 digits, with a + before a country code", line.row.number);
    Err(Fault::new(&line.file, &format!("{}.number", line.row.id), why))
}
