//! What stands beside the code and must be complete: migrations in pairs, texts in every locale, gateway fixtures.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Tree, Violation};

pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = migrations(tree);
    found.extend(templates(tree));
    found.extend(fixtures(tree));
    found
}

/// Each step exists for both databases, up and down.
fn migrations(tree: &Tree) -> Vec<Violation> {
    let here: BTreeSet<(&str, &str)> = tree
        .keys()
        .filter_map(|path| path.strip_prefix("migrations/")?.split_once('/'))
        .filter(|(_, file)| file.ends_with(".sql"))
        .collect();
    let steps: BTreeSet<&str> = here.iter().filter_map(|(_, file)| Some(file.rsplit_once('/')?.0)).collect();
    let mut found = Vec::new();
    for step in steps {
        for database in ["sqlite", "postgres"] {
            for file in ["up.sql", "down.sql"] {
                if !here.contains(&(database, format!("{step}/{file}").as_str())) {
                    let path = format!("migrations/{database}/{step}/{file}");
                    found.push(Violation::new(
                        &path,
                        1,
                        "migration pair",
                        "missing: a step exists for both, up and down",
                    ));
                }
            }
        }
    }
    found
}

/// Every locale has the files and keys that any other has.
fn templates(tree: &Tree) -> Vec<Violation> {
    let mut locales: BTreeMap<&str, BTreeMap<&str, BTreeSet<String>>> = BTreeMap::new();
    for (path, text) in tree {
        let Some((locale, file)) = path.strip_prefix("message-templates/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        if file.ends_with(".toml") {
            locales.entry(locale).or_default().insert(file, keys(text));
        }
    }
    let mut all: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (file, keys) in locales.values().flatten() {
        all.entry(file).or_default().extend(keys.iter().map(String::as_str));
    }
    let mut found = Vec::new();
    for (locale, files) in &locales {
        for (file, wanted) in &all {
            let path = format!("message-templates/{locale}/{file}");
            let Some(present) = files.get(file) else {
                found.push(Violation::new(
                    &path,
                    1,
                    "template file",
                    "another locale has this file, this one does not",
                ));
                continue;
            };
            let missing = wanted.iter().filter(|key| !present.contains(**key));
            found.extend(missing.map(|key| Violation::new(&path, 1, "template key", format!("[{key}] is missing"))));
        }
    }
    found
}

/// The first part of each table header; keys that stand before the first header count too.
fn keys(text: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    let (mut in_table, mut in_text) = (false, false);
    for line in text.lines().map(str::trim) {
        let opens_or_closes = (line.matches("\"\"\"").count() + line.matches("'''").count()) % 2 == 1;
        if in_text {
            in_text = !opens_or_closes;
            continue;
        }
        in_text = opens_or_closes;
        let header = line.starts_with('[');
        in_table |= header;
        let key = match line.split_once('=') {
            _ if header => line.trim_start_matches('[').split([']', '.']).next(),
            Some((key, _)) if !in_table && !line.starts_with('#') => Some(key),
            _ => None,
        };
        keys.extend(key.map(|key| key.trim().trim_matches(['"', '\'']).to_owned()));
    }
    keys
}

/// A gateway without captured cases is not supported.
fn fixtures(tree: &Tree) -> Vec<Violation> {
    let gateways: BTreeMap<&str, &str> = tree
        .keys()
        .filter_map(|path| Some((path.strip_prefix("src/gateway/")?.split_once('/')?.0, path.as_str())))
        .collect();
    let covered = |name: &str| {
        let folder = format!("tests/fixtures/gateways/{name}/");
        tree.keys().any(|path| path.starts_with(&folder))
    };
    let bare = gateways.into_iter().filter(|(name, _)| !covered(name));
    bare.map(|(name, file)| {
        Violation::new(file, 1, "gateway fixtures", format!("tests/fixtures/gateways/{name}/ has no file"))
    })
    .collect()
}
