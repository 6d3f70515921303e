//! Finds every path a file names (`crate::a::b`, `std::fs::read`), in `use` trees and inline, and the file it leads to.

use crate::source::{Sources, Token};

/// One path as written out in full: a `use` tree with braces becomes several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    pub segments: Vec<String>,
    pub line: usize,
    pub in_use: bool,
}

impl Named {
    pub fn starts_with(&self, start: &[&str]) -> bool {
        self.segments.len() >= start.len() && self.segments.iter().zip(start).all(|(a, b)| a == b)
    }

    pub fn shown(&self) -> String {
        self.segments.join("::")
    }
}

pub fn collect(tokens: &[Token]) -> Vec<Named> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let next = tokens.get(at + 1).map_or("", |token| token.text.as_str());
        let starts_path = tokens[at].is_word() && next == "::";
        let is_use = tokens[at].text == "use" && next != "<";
        // `pub(in crate::store)` is a visibility, not an import.
        let is_visibility = at >= 2 && tokens[at - 1].text == "in" && tokens[at - 2].text == "(";
        if is_use {
            at = use_tree(tokens, at + 1, &[], &mut found);
        } else if starts_path {
            let (segments, end) = plain_path(tokens, at);
            if !is_visibility {
                found.push(Named { segments, line: tokens[at].line, in_use: false });
            }
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

/// `a::b::c` from `at`; where it ends. A turbofish ends it too.
fn plain_path(tokens: &[Token], mut at: usize) -> (Vec<String>, usize) {
    let mut segments = vec![tokens[at].text.clone()];
    at += 1;
    while tokens.get(at).is_some_and(|token| token.text == "::") && tokens.get(at + 1).is_some_and(Token::is_word) {
        segments.push(tokens[at + 1].text.clone());
        at += 2;
    }
    (segments, at)
}

/// One branch of a `use` tree behind `prefix`; returns where it ends (at `,`, `}` or behind `;`).
fn use_tree(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Named>) -> usize {
    let mut segments = prefix.to_vec();
    let line = tokens.get(at).map_or(0, |token| token.line);
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = use_tree(tokens, at, &segments, found);
                    if tokens.get(at).is_some_and(|token| token.text == ",") {
                        at += 1;
                    }
                }
                return past_semicolon(tokens, at + 1);
            }
            "," | "}" | ";" => break,
            "as" => at += 2,
            "::" => at += 1,
            // `a::{self}` is `a`.
            "self" if !segments.is_empty() => at += 1,
            _ => {
                segments.push(token.text.clone());
                at += 1;
            }
        }
    }
    if !segments.is_empty() {
        found.push(Named { segments, line, in_use: true });
    }
    past_semicolon(tokens, at)
}

fn past_semicolon(tokens: &[Token], at: usize) -> usize {
    if tokens.get(at).is_some_and(|token| token.text == ";") { at + 1 } else { at }
}

/// The file of `src` that a path leads to: the longest part of it that is a module with a file.
/// A path that begins with a child module of `from` counts as well (a face that re-exports).
pub fn resolve(sources: &Sources, from: &str, path: &Named) -> Option<String> {
    let (folder, rest): (String, &[String]) = match path.segments.first()?.as_str() {
        "crate" => ("src".to_owned(), &path.segments[1..]),
        "self" => (children_of(from), &path.segments[1..]),
        first => {
            let is_child = sources[from].modules().iter().any(|(name, _, inline)| *name == first && !inline);
            (is_child.then(|| children_of(from))?, &path.segments[..])
        }
    };
    (1..=rest.len()).rev().find_map(|length| {
        let base = format!("{folder}/{}", rest[..length].join("/"));
        [format!("{base}.rs"), format!("{base}/mod.rs")].into_iter().find(|file| sources.contains_key(file))
    })
}

/// The folder where the modules declared in `file` live.
pub fn children_of(file: &str) -> String {
    let stem = file.trim_end_matches(".rs");
    for face in ["/mod", "/lib", "/main"] {
        if let Some(folder) = stem.strip_suffix(face) {
            return folder.to_owned();
        }
    }
    stem.to_owned()
}

/// The file that declares the modules of `folder`.
pub fn face_of(sources: &Sources, folder: &str) -> Option<String> {
    [format!("{folder}/mod.rs"), format!("{folder}.rs"), format!("{folder}/lib.rs")]
        .into_iter()
        .find(|file| sources.contains_key(file))
}
