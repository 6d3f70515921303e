//! Fixture files: `tests/fixtures/gateways/<provider>/{inbound,outbound,receipt}/<case>.json`, each a list of cases.

use std::path::PathBuf;

use fitila::gateway::Registry;
use serde::de::DeserializeOwned;

/// One file of cases.
pub struct File<T> {
    pub provider: &'static str,
    pub stem: String,
    pub cases: Vec<T>,
}

pub fn folder(provider: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gateways").join(provider)
}

/// All files of one kind for all providers, sorted; a folder that is not there has none.
pub fn files<T: DeserializeOwned>(kind: &str) -> Vec<File<T>> {
    let mut files = Vec::new();
    for provider in Registry::providers() {
        for stem in stems(provider, kind) {
            let path = folder(provider).join(kind).join(format!("{stem}.json"));
            let text = std::fs::read_to_string(&path).unwrap();
            let cases: Vec<T> =
                serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            assert!(!cases.is_empty(), "{}: no case", path.display());
            files.push(File { provider, stem, cases });
        }
    }
    files
}

/// The names of the files of one kind, without extension.
pub fn stems(provider: &str, kind: &str) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder(provider).join(kind)) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut stems: Vec<String> = names.map(|name| name.strip_suffix(".json").expect("only .json").to_owned()).collect();
    stems.sort();
    stems
}
