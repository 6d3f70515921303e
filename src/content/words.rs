//! Rows of the keyword files: the words that people send, in every language that has any.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::read::{self, Placed};
use crate::domain::address::Locale;
use crate::domain::keyword::{Fillers, Match, Sense};

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
    #[serde(default)]
    reserved: bool,
    #[serde(rename = "match")]
    matches: MatchWord,
    #[serde(default)]
    answers: Vec<String>,
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

/// One market word in every language that has it.
#[derive(Debug, Clone)]
pub(super) struct TipWord {
    pub(super) key: String,
    pub(super) words: BTreeMap<Locale, String>,
}

/// All words of the files.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) keywords: Vec<Placed<KeywordRow>>,
    pub(super) tip_words: Vec<Placed<TipWord>>,
    pub(super) language_names: BTreeMap<Locale, Vec<String>>,
    pub(super) fillers: Fillers,
    /// By sense and language.
    pub(super) vocabulary: BTreeMap<(String, Locale), Placed<Vec<String>>>,
}

impl Words {
    /// Lays a file over what is there: keywords and market words by key, language names by language.
    pub(super) fn lay_over(&mut self, file: &File, mut table: Table, faults: &mut Vec<Fault>) {
        for (key, row) in read::rows(file, &mut table, "keyword", "key", faults) {
            match keyword(file, &key, row) {
                Ok(row) => read::lay(&mut self.keywords, row, |other| other.row.key == key),
                Err(fault) => faults.push(fault),
            }
        }
        for (key, row) in read::rows(file, &mut table, "tip_word", "key", faults) {
            match tip_word(file, &key, row) {
                Ok(row) => read::lay(&mut self.tip_words, row, |other| other.row.key == key),
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

/// Fields that are not languages go to the head, which refuses those that it does not know.
fn keyword(file: &File, key: &str, row: Value) -> Result<Placed<KeywordRow>, Fault> {
    let (words, head) = split(row);
    let Placed { row: head, .. } = read::typed::<Head>(file, key, Value::Table(head))?;
    let words = words.into_iter().map(|(locale, value)| by_locale(file, key, &locale, value));
    let row = KeywordRow {
        key: key.to_owned(),
        reserved: head.reserved,
        matches: match head.matches {
            MatchWord::Whole => Match::Whole,
            MatchWord::First => Match::First,
            MatchWord::Prompt => Match::Prompt,
        },
        answers: head.answers,
        words: words.collect::<Result<_, Fault>>()?,
    };
    Ok(Placed { file: file.name.clone(), row })
}

fn tip_word(file: &File, key: &str, row: Value) -> Result<Placed<TipWord>, Fault> {
    let (mut words, head) = split(row);
    words.extend(head.into_iter().filter(|(field, _)| field != "key"));
    let words = words.into_iter().map(|(locale, value)| by_locale(file, key, &locale, value));
    let words = words.collect::<Result<_, Fault>>()?;
    Ok(Placed { file: file.name.clone(), row: TipWord { key: key.to_owned(), words } })
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
