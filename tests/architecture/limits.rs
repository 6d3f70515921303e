//! What a reader meets first: names that say something, a first line that says what for, and sizes that fit a screen.

use crate::layout::{EMPTY_NAMES, FILE_LINES, FUNCTION_LINES};
use crate::source::{self, Source, Sources};
use crate::tree::Violation;

pub fn check(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, source) in sources {
        found.extend(first_line(file, source));
        found.extend(file_length(file, source));
        found.extend(function_lengths(file, source));
        found.extend(empty_names(file, source));
    }
    found
}

fn first_line(file: &str, source: &Source) -> Option<Violation> {
    let missing = !source.text.starts_with("//!");
    missing.then(|| Violation::new(file, 1, "first line", "a file begins with `//!` and what it is for"))
}

fn file_length(file: &str, source: &Source) -> Option<Violation> {
    let lines = source.text.lines().count();
    (lines > FILE_LINES)
        .then(|| Violation::new(file, FILE_LINES + 1, "file length", format!("{lines} lines, {FILE_LINES} at most")))
}

/// From the `fn` line to its closing brace. Tables of cases in test modules may be long.
fn function_lengths(file: &str, source: &Source) -> Vec<Violation> {
    let tokens = &source.tokens;
    let mut found = Vec::new();
    for start in 0..tokens.len().saturating_sub(1) {
        let is_function = tokens[start].text == "fn" && tokens[start + 1].is_word();
        if !is_function || source.is_test(tokens[start].line) {
            continue;
        }
        let Some(body) = body_of(source, start) else {
            continue;
        };
        let last = tokens.get(source::closing(tokens, body)).map_or(usize::MAX, |token| token.line);
        let lines = last.saturating_sub(tokens[start].line) + 1;
        if lines > FUNCTION_LINES {
            let detail = format!("fn {} has {lines} lines, {FUNCTION_LINES} at most", tokens[start + 1].text);
            found.push(Violation::new(file, tokens[start].line, "function length", detail));
        }
    }
    found
}

/// The opening brace of the function at `start`; none for a declaration in a trait.
fn body_of(source: &Source, start: usize) -> Option<usize> {
    let mut at = start;
    while let Some(token) = source.tokens.get(at) {
        match token.text.as_str() {
            "(" | "[" => at = source::closing(&source.tokens, at),
            "{" => return Some(at),
            ";" => return None,
            _ => {}
        }
        at += 1;
    }
    None
}

fn empty_names(file: &str, source: &Source) -> Vec<Violation> {
    let violation = |line, name: &str| {
        Violation::new(file, line, "empty name", format!("{name} says nothing: name the concept it helps"))
    };
    let of_file = file.split('/').map(|step| step.trim_end_matches(".rs")).filter(|step| EMPTY_NAMES.contains(step));
    let inline = source.modules().into_iter().filter(|(name, _, inline)| *inline && EMPTY_NAMES.contains(name));
    let inline = inline.map(|(name, line, _)| violation(line, name));
    of_file.map(|name| violation(1, name)).chain(inline).collect()
}
