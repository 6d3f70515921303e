//! What people read: every text, word and screen of the shipped content, and what happens when a programme lays its
//! own folder over it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should say where")]

mod series;
mod texts;
mod screens;
mod overlay;
mod campaigns;
mod findings;
mod reviews;
mod live;
mod marked;
mod facts;
mod services;
mod guide;
mod areas;
mod lint;
mod pages;

use std::collections::BTreeMap;

use fitila::content::{Content, ProgrammeTexts, build};
use fitila::domain::address::Locale;
use fitila::domain::care::Duty;
use fitila::domain::ussd::Screens;
use jiff::civil::{Date, date};
use tempfile::TempDir;

const LANGUAGES: [&str; 5] = ["en", "ha", "yo", "ig", "pcm"];

fn locale(code: &str) -> Locale {
    Locale::parse(code).unwrap()
}

fn programme() -> ProgrammeTexts {
    ProgrammeTexts {
        name: "WOCON".into(),
        ussd_code: "*347*627#".into(),
        short_code: "32627".into(),
        locales: LANGUAGES.map(locale).to_vec(),
        default: locale("en"),
        marked: Vec::new(),
        zone: jiff::tz::TimeZone::get("Africa/Lagos").unwrap(),
        folder: None,
    }
}

fn shipped() -> Content {
    build(&programme(), Duty::Unstaffed).expect("the shipped content is whole")
}

fn today() -> Date {
    date(2027, 1, 15)
}

/// A programme's folder with these files.
fn folder(files: &[(&str, &str)]) -> (TempDir, ProgrammeTexts) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let input = ProgrammeTexts { folder: Some(folder.path().to_owned()), ..programme() };
    (folder, input)
}

fn samples() -> BTreeMap<String, Vec<String>> {
    toml::from_str(&std::fs::read_to_string("message-templates/samples.toml").unwrap()).unwrap()
}

/// Every value of every placeholder, one set for each place in the longest row of samples.
fn sample_values() -> Vec<Vec<(&'static str, String)>> {
    let samples = samples();
    let most = samples.values().map(Vec::len).max().unwrap();
    let value = |row: &[String], n: usize| row[n.min(row.len() - 1)].clone();
    let named = |name: &str| -> &'static str { String::leak(name.to_owned()) };
    (0..most).map(|n| samples.iter().map(|(name, row)| (named(name), value(row, n))).collect()).collect()
}

fn page(content: &Content, node: &str, code: &str) -> String {
    let node = content.rulebook.menu.node(node);
    let Screens::Pages(pages) = &node.screens else { panic!("{} has no pages", node.key) };
    pages[&locale(code)].iter().map(|page| page.to_string()).collect::<Vec<_>>().join("\n---\n")
}
