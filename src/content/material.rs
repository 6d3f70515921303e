//! All rows of all files: the shipped ones, and the programme's laid over them. Nothing is rendered or judged here.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use toml::Table;

use crate::content::areas;
use crate::content::facts::Facts;
use crate::content::fault::Fault;
use crate::content::files::{self, File, Place};
use crate::content::lexicon::Lexicon;
use crate::content::programme::ProgrammeTexts;
use crate::content::read::{self, Placed};
use crate::content::series::{self, SeriesRow};
use crate::content::texts::{IndexRow, Labels, TextRow};
use crate::content::tree::{self, NodeRow};
use crate::content::words::Words;
use crate::domain::address::Locale;
use crate::domain::area::Gazetteer;

/// What the files say.
#[derive(Debug, Clone, Default)]
pub(super) struct Material {
    pub(super) index: BTreeMap<String, Placed<IndexRow>>,
    pub(super) texts: BTreeMap<Locale, BTreeMap<String, Placed<TextRow>>>,
    pub(super) labels: BTreeMap<Locale, Labels>,
    pub(super) samples: BTreeMap<String, Vec<String>>,
    pub(super) words: Words,
    pub(super) facts: Facts,
    pub(super) areas: Arc<Gazetteer>,
    pub(super) nodes: Vec<Placed<NodeRow>>,
    /// Nodes that the programme's folder took out.
    pub(super) removed: BTreeSet<String>,
    pub(super) lexicon: Lexicon,
    pub(super) series: Vec<Placed<SeriesRow>>,
    /// Languages that the programme's folder has and its settings do not name.
    pub(super) unused: BTreeSet<Locale>,
}

/// Reads everything, as far as it can be read, and says what could not.
pub(super) fn gather(input: &ProgrammeTexts) -> (Material, Vec<Fault>) {
    let mut material = Material::default();
    let mut faults = Vec::new();
    material.lay_over(&files::shipped(), input, &mut faults);
    material.unused.clear();
    if let Some(folder) = &input.folder {
        let (files, unread) = files::laid_over(folder);
        faults.extend(unread);
        material.lay_over(&files, input, &mut faults);
    }
    faults.extend(material.facts.faults());
    faults.extend(material.unknown_keys());
    material.lexicon.teach(&material.words);
    (material, faults)
}

impl Material {
    fn lay_over(&mut self, files: &[File], input: &ProgrammeTexts, faults: &mut Vec<Fault>) {
        let mut seen = HashSet::new();
        for file in files {
            let table = match read::table(file) {
                Ok(table) => table,
                Err(fault) => {
                    faults.push(fault);
                    continue;
                }
            };
            match file.place {
                Place::Labels(locale) | Place::Texts(locale) if !input.locales.contains(&locale) => {
                    self.unused.insert(locale);
                }
                Place::Labels(locale) => self.labels.entry(locale).or_default().lay_over(file, table, faults),
                Place::Texts(locale) => self.lay_texts(file, locale, table, &mut seen, faults),
                Place::Index => self.lay_index(file, table, faults),
                Place::Samples => each(file, table, faults, |key, row: Placed<Vec<String>>| {
                    self.samples.insert(key, row.row);
                }),
                Place::Keywords => self.words.lay_over(file, table, faults),
                Place::Facts => self.facts.lay_over(file, table, faults),
                Place::Areas => self.areas = Arc::new(areas::read(file, table, faults)),
                Place::Lint => self.lexicon.read(file, table, faults),
                Place::Menu => tree::lay_over(&mut self.nodes, &mut self.removed, file, table, faults),
                Place::Series => series::lay_over(&mut self.series, file, table, faults),
            }
        }
    }

    /// A row for a shipped text may be more careful than the shipped one, never less: what only ever answers is not sent
    /// first because a file says so, and what states a fact goes on stating where it comes from.
    fn lay_index(&mut self, file: &File, table: Table, faults: &mut Vec<Fault>) {
        let mut careless = Vec::new();
        let index = &mut self.index;
        each(file, table, faults, |key, row: Placed<IndexRow>| {
            if let Some(shipped) = index.get(&key) {
                let why = shipped.row.careless(&row.row).map(|why| Fault::new(&file.name, &key, why));
                careless.extend(why);
            }
            index.insert(key, row);
        });
        faults.extend(careless);
    }

    fn lay_texts(
        &mut self,
        file: &File,
        locale: Locale,
        table: Table,
        seen: &mut HashSet<(Locale, String)>,
        faults: &mut Vec<Fault>,
    ) {
        let mut twice = Vec::new();
        let texts = self.texts.entry(locale).or_default();
        each(file, table, faults, |key, row| {
            if !seen.insert((locale, key.clone())) {
                twice.push(Fault::new(&file.name, &key, "is in another file of this language too: keep one"));
            }
            texts.insert(key, row);
        });
        faults.append(&mut twice);
    }

    fn unknown_keys(&self) -> Vec<Fault> {
        let all = self.texts.values().flatten().filter(|(key, _)| !self.index.contains_key(*key));
        let known: Vec<&str> = self.index.keys().map(String::as_str).collect();
        let why = |key: &str| match nearest(key, &known) {
            Some(near) => format!("is not in index.toml; did you mean \"{near}\"?"),
            None => "is not in index.toml: add a row that gives its class and channels".to_owned(),
        };
        all.map(|(key, text)| Fault::new(&text.file, key, why(key))).collect()
    }

    /// The text of a key in one language.
    pub(super) fn text(&self, locale: Locale, key: &str) -> Option<&Placed<TextRow>> {
        self.texts.get(&locale)?.get(key)
    }

    /// The longest value that a placeholder is tried with.
    pub(super) fn longest(&self, placeholder: &str) -> Option<&str> {
        self.samples.get(placeholder)?.iter().map(String::as_str).max_by_key(|value| value.chars().count())
    }
}

fn each<T: serde::de::DeserializeOwned>(
    file: &File,
    table: Table,
    faults: &mut Vec<Fault>,
    mut lay: impl FnMut(String, Placed<T>),
) {
    for (key, value) in table {
        match read::typed(file, &key, value) {
            Ok(row) => lay(key, row),
            Err(fault) => faults.push(fault),
        }
    }
}

/// The known name that is most like one that is not.
pub(super) fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let distance = |other: &str| strsim::osa_distance(name, other);
    let near = known.iter().copied().min_by_key(|other| distance(other))?;
    (distance(near) <= name.len().max(6) / 3).then_some(near)
}
