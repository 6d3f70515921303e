//! The page for a terminal.

use crate::content::page::gather::{Page, Said, Shown};

/// Columns of the page.
const WIDTH: usize = 96;
/// Columns before the words.
const INDENT: usize = 10;

/// The whole page.
pub(super) fn written(page: &Page) -> String {
    let mut out = String::new();
    let mut line = |text: &str| {
        out.push_str(text.trim_end());
        out.push('\n');
    };
    let texts: usize = page.subjects.iter().map(|(_, texts)| texts.len()).sum();
    line(&format!("{} in {} ({})", page.programme, page.language, page.locale));
    line(&format!("{texts} texts, {} screens. Version of these words: {}.", page.screens.len(), page.version));
    line("What each message fills stands in [square brackets], with the longest value that it must hold.");
    for (title, texts) in &page.subjects {
        heading(&mut line, title);
        texts.iter().for_each(|text| shown(&mut line, text));
    }
    heading(&mut line, "Screens, as the phone shows them");
    for screen in &page.screens {
        line("");
        line(&format!("{} ({} septets)", screen.name, screen.septets));
        let rows = screen.text.lines().flat_map(|row| wrapped(row, WIDTH - 6));
        rows.for_each(|row| line(&format!("    | {row}")));
    }
    heading(&mut line, "Words that people send");
    line("");
    for word in &page.words {
        let head = format!("{:<14}{:<14}", word.key, word.main);
        let others = wrapped(&word.others.join(", "), WIDTH - 28);
        line(&format!("{head}{}", others.first().map_or("", String::as_str)));
        others.iter().skip(1).for_each(|row| line(&format!("{:28}{row}", "")));
    }
    out
}

fn heading(line: &mut impl FnMut(&str), title: &str) {
    line("");
    line("");
    line(title);
    line(&"=".repeat(title.chars().count()));
}

fn shown(line: &mut impl FnMut(&str), text: &Shown) {
    line("");
    line(&format!("{}: {}; {}; version {}", text.key, text.class, text.ways, text.version));
    text.said.iter().for_each(|form| said(line, form));
    line(&format!("  review  {}", text.review));
}

fn said(line: &mut impl FnMut(&str), form: &Said) {
    line(&format!("  {} ({})", form.how, form.cost));
    rows(line, "", &form.words);
    if let Some(english) = &form.english {
        rows(line, "English", english);
    }
}

fn rows(line: &mut impl FnMut(&str), name: &str, words: &str) {
    let rows = words.lines().flat_map(|row| wrapped(row.trim(), WIDTH - INDENT));
    for (n, row) in rows.enumerate() {
        let name = if n == 0 { name } else { "" };
        line(&format!("  {name:<width$}{row}", width = INDENT - 2));
    }
}

/// Rows of at most so many letters.
fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match rows.last_mut() {
            Some(row) if row.chars().count() + 1 + word.chars().count() <= width => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows
}
