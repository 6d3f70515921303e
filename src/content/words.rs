//! Rows of the keyword files: the words that people send, in every language that has any.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::read::{self, Placed};
use crate::domain::address::Locale;
use crate::domain::keyword::{Does, Fillers, Match, Sense, TipUse};

/// The words of one keyword in one language.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spelled {
    pub(super) main: String,
    pub(super) display: Option<String>,
    pub(super) marked: Option<String>,
    #[serde(default)]
    pub(super) synonyms: Vec<String>,
    #[serde(default)]
    pub(super) misspellings: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    #[serde(rename = "key")]
    _key: String,
    reserved: Option<bool>,
    #[serde(rename = "match")]
    matches: Option<MatchWord>,
    answers: Option<Vec<String>>,
    #[serde(rename = "args")]
    _args: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum MatchWord {
    Whole,
    First,
    Prompt,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    #[serde(rename = "order")]
    _order: Option<Vec<String>>,
    stop_fillers: Option<Vec<String>>,
    stop_objects: Option<Vec<String>>,
    tip_fillers: Option<Vec<String>>,
    #[serde(rename = "review")]
    _review: Option<String>,
}

/// One keyword with its words.
#[derive(Debug, Clone)]
pub(super) struct KeywordRow {
    pub(super) key: String,
    pub(super) reserved: bool,
    pub(super) matches: Match,
    pub(super) answers: Vec<String>,
    pub(super) words: BTreeMap<Locale, Spelled>,
}

/// One market word with its forms in every language that has it.
#[derive(Debug, Clone)]
pub(super) struct TipWordRow {
    pub(super) key: String,
    pub(super) used: TipUse,
    pub(super) words: BTreeMap<Locale, Vec<String>>,
}

/// All words of the files.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) keywords: Vec<Placed<KeywordRow>>,
    pub(super) tip_words: Vec<Placed<TipWordRow>>,
    pub(super) language_names: BTreeMap<Locale, Vec<String>>,
    pub(super) fillers: Fillers,
    /// By sense and language.
    pub(super) vocabulary: BTreeMap<(String, Locale), Placed<Vec<String>>>,
}

impl Words {
    /// Lays a file over what is there: keywords and market words by key and language, language names by language. So a
    /// new language brings its words without those of the others.
    pub(super) fn lay_over(&mut self, file: &File, mut table: Table, faults: &mut Vec<Fault>) {
        for (key, row) in read::rows(file, &mut table, "keyword", "key", faults) {
            let is_same = |other: &Placed<KeywordRow>| other.row.key == key;
            if let Err(fault) = may_be_removed(file, &key, &row) {
                faults.push(fault);
                continue;
            }
            if read::take_out(file, &mut self.keywords, &key, &row, is_same, faults) {
                continue;
            }
            let before = self.keywords.iter().find(|other| is_same(other)).map(|placed| &placed.row);
            match keyword(file, &key, row, before) {
                Ok(row) => read::lay(&mut self.keywords, row, is_same),
                Err(fault) => faults.push(fault),
            }
        }
        for (key, row) in read::rows(file, &mut table, "tip_word", "key", faults) {
            let is_same = |other: &Placed<TipWordRow>| other.row.key == key;
            if read::take_out(file, &mut self.tip_words, &key, &row, is_same, faults) {
                continue;
            }
            let before = self.tip_words.iter().find(|other| is_same(other)).map(|placed| &placed.row);
            match tip_word(file, &key, row, before) {
                Ok(row) => read::lay(&mut self.tip_words, row, is_same),
                Err(fault) => faults.push(fault),
            }
        }
        for (locale, names) in read::part(file, &mut table, "language_names", faults) {
            match by_locale::<Vec<String>>(file, "language_names", &locale, names) {
                Ok((locale, names)) => {
                    self.language_names.insert(locale, names);
                }
                Err(fault) => faults.push(fault),
            }
        }
        for (sense, by_language) in read::part(file, &mut table, "vocabulary", faults) {
            self.lay_sense(file, &sense, by_language, faults);
        }
        if let Some(rules) = table.remove("rules") {
            match read::typed::<Rules>(file, "rules", rules) {
                Ok(Placed { row, .. }) => {
                    let own = &mut self.fillers;
                    own.polite = row.stop_fillers.unwrap_or(std::mem::take(&mut own.polite));
                    own.asking = row.tip_fillers.unwrap_or(std::mem::take(&mut own.asking));
                    own.objects = row.stop_objects.unwrap_or(std::mem::take(&mut own.objects));
                }
                Err(fault) => faults.push(fault),
            }
        }
        // Notes for the people who choose the words.
        table.remove("collision");
        read::leftover(file, &table, "rules, language_names, vocabulary, keyword, tip_word and collision", faults);
    }
}

impl Words {
    fn lay_sense(&mut self, file: &File, sense: &str, by_language: Value, faults: &mut Vec<Fault>) {
        let place = format!("vocabulary.{sense}");
        if Sense::parse(sense).is_none() {
            faults.push(Fault::new(
                &file.name,
                &place,
                "is no sense that Fitila knows: see the shipped file".to_owned(),
            ));
            return;
        }
        let Value::Table(by_language) = by_language else {
            faults.push(Fault::new(&file.name, &place, "must be a table of lists, one for each language".to_owned()));
            return;
        };
        for (locale, words) in by_language {
            match by_locale::<Vec<String>>(file, &place, &locale, words) {
                Ok((locale, row)) => {
                    let words = Placed { file: file.name.clone(), row };
                    self.vocabulary.insert((sense.to_owned(), locale), words);
                }
                Err(fault) => faults.push(fault),
            }
        }
    }
}

/// Only what gives information may go: a person must always be able to stop, to call for help and to set what she wants.
fn may_be_removed(file: &File, key: &str, row: &Value) -> Result<(), Fault> {
    let is_asked = row.get("removed").and_then(Value::as_bool) == Some(true);
    if !is_asked || Does::of(key) == Does::Inform {
        return Ok(());
    }
    Err(Fault::new(
        &file.name,
        key,
        "cannot be removed: people must always have this word; only words that give texts can",
    ))
}

/// Fields that are not languages go to the head, which refuses those that it does not know. What a row does not say
/// stays as it was before.
fn keyword(file: &File, key: &str, row: Value, before: Option<&KeywordRow>) -> Result<Placed<KeywordRow>, Fault> {
    let (words, head) = split(row);
    let Placed { row: head, .. } = read::typed::<Head>(file, key, Value::Table(head))?;
    let mut all = before.map(|before| before.words.clone()).unwrap_or_default();
    for (locale, value) in words {
        let (locale, spelled) = by_locale(file, key, &locale, value)?;
        all.insert(locale, spelled);
    }
    let matches = head.matches.map(|word| match word {
        MatchWord::Whole => Match::Whole,
        MatchWord::First => Match::First,
        MatchWord::Prompt => Match::Prompt,
    });
    let row = KeywordRow {
        key: key.to_owned(),
        reserved: head.reserved.or(before.map(|before| before.reserved)).unwrap_or(false),
        matches: matches
            .or(before.map(|before| before.matches))
            .ok_or_else(|| Fault::new(&file.name, key, "has no match: write match = \"whole\" or match = \"first\""))?,
        answers: head.answers.or(before.map(|before| before.answers.clone())).unwrap_or_default(),
        words: all,
    };
    Ok(Placed { file: file.name.clone(), row })
}

fn tip_word(file: &File, key: &str, row: Value, before: Option<&TipWordRow>) -> Result<Placed<TipWordRow>, Fault> {
    let (mut words, head) = split(row);
    let used = match head.get("everyday").map(Value::as_bool) {
        None => before.map_or(TipUse::Rare, |before| before.used),
        Some(Some(true)) => TipUse::Everyday,
        Some(Some(false)) => TipUse::Rare,
        Some(None) => return Err(Fault::new(&file.name, key, "everyday must be true or false")),
    };
    words.extend(head.into_iter().filter(|(field, _)| field != "key" && field != "everyday"));
    let mut all = before.map(|before| before.words.clone()).unwrap_or_default();
    for (locale, value) in words {
        let forms = if value.is_str() { Value::Array(vec![value]) } else { value };
        let (locale, forms) = by_locale::<Vec<String>>(file, key, &locale, forms)?;
        all.insert(locale, forms);
    }
    Ok(Placed { file: file.name.clone(), row: TipWordRow { key: key.to_owned(), used, words: all } })
}

/// Parts a row into what is said per language and the rest. `key` would pass for a language code and is none.
fn split(row: Value) -> (Table, Table) {
    let Value::Table(table) = row else { return (Table::new(), Table::new()) };
    table.into_iter().partition(|(field, _)| field != "key" && Locale::parse(field).is_ok())
}

fn by_locale<T: serde::de::DeserializeOwned>(
    file: &File,
    key: &str,
    locale: &str,
    value: Value,
) -> Result<(Locale, T), Fault> {
    let code = Locale::parse(locale).map_err(|error| Fault::new(&file.name, key, error.to_string()))?;
    read::typed(file, &format!("{key}.{locale}"), value).map(|placed| (code, placed.row))
}
