//! The page of each language as a reviewer reads it. A change of any word or screen shows in the diff of these files.

use std::path::PathBuf;
use std::process::{Command, Output};

use fitila::content::{PageForm, print_page};

use crate::{LANGUAGES, locale, programme};

/// Set to write the pages anew.
const RENEW: &str = "FITILA_RENEW_PAGES";

#[test]
fn every_text_and_screen_is_on_its_page() {
    let mut stale = Vec::new();
    for code in LANGUAGES {
        let page = print_page(&programme(), locale(code), PageForm::Text).unwrap();
        let path = PathBuf::from(format!("tests/content/pages/{code}.txt"));
        if std::env::var_os(RENEW).is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &page).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        if kept != page {
            let line = kept.lines().zip(page.lines()).position(|(one, other)| one != other);
            stale.push(format!("{} from line {}", path.display(), line.map_or(1, |line| line + 1)));
        }
        let wide = page.lines().find(|line| line.chars().count() > 100);
        assert_eq!(wide, None, "a line of {code} is too wide for a terminal");
    }
    assert!(
        stale.is_empty(),
        "{}: texts or screens have changed. Write the pages anew with {RENEW}=1 cargo nextest run -E 'test(pages)' and \
         read the diff",
        stale.join(", ")
    );
}

#[test]
fn a_page_shows_words_costs_and_english_beside_them() {
    let page = print_page(&programme(), locale("yo"), PageForm::Text).unwrap();
    for part in [
        "WOCON in Yoruba (yo)",
        "201 texts,",
        "trick_fee: open; campaign, SMS reply, screen; version ",
        "Etan: koko sanwo fun fisa, foomu tabi ikose.",
        "English Trick: pay first for a visa, form or training.",
        "with its marks (",
        "review  no native speaker has read this",
        "by SMS, while nobody is on duty",
        "[Mon 12 Jan 9am]",
        "    | 1 Ye ise wo\n",
        "iranlowo",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("{{"));
    let english = print_page(&programme(), locale("en"), PageForm::Text).unwrap();
    assert!(!english.contains("English Trick") && english.contains("a draft that nobody has signed off"));
}

#[test]
fn the_paper_page_needs_nothing_from_elsewhere() {
    let page = print_page(&programme(), locale("ig"), PageForm::Html).unwrap();
    for part in ["<script", "src=", "href=", "url(", "@import", "{{"] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(
        page.matches("class=\"box\"").count() > 134 && page.contains("Reviewer's role") && page.contains("size: A4")
    );
    assert!(page.contains("na-enye ndi ogbenye okaiwu") && page.contains("n&#39;efu"));
}

/// Runs the program in an empty folder, so with its defaults.
fn fitila(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_fitila"));
    command.args(arguments).current_dir(folder.path()).output().unwrap()
}

#[test]
fn the_verb_prints_pages_and_names_rules() {
    let said = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    for (arguments, part) in [
        (&["check", "--html"][..], "fitila check --print yo --html"),
        (&["check", "--print", "fr"], "they are en, ha, yo, ig, pcm"),
        (&["check", "--print", "Yoruba!"], "they are en, ha, yo, ig, pcm"),
        (&["check", "--print", "yo", "--json"], "leave out --json"),
    ] {
        let output = fitila(arguments);
        let complaint = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!((output.status.code(), complaint.lines().count()), (Some(2), 1), "{arguments:?}: {complaint}");
        assert!(complaint.contains(part) && output.stdout.is_empty(), "{arguments:?}: {complaint}");
    }
    let text = fitila(&["check", "--print", "yo"]);
    assert!(text.status.success() && said(&text).contains(" in Yoruba (yo)\n"));
    let paper = fitila(&["check", "--print", "yo", "--html"]);
    assert!(
        paper.status.success() && said(&paper).starts_with("<!DOCTYPE html>") && said(&paper).ends_with("</html>\n")
    );
    assert!(said(&fitila(&["check", "--json"])).contains("\"rule\": \"C17\""));
    assert!(
        said(&fitila(&["check"])).contains(
            "(--accept-unreviewed yo); no native speaker has approved the labels of the screens in yo (C17)\n"
        )
    );
}
