//! A Rust file as tokens without comments and literals: enough to see names, paths and braces, and no more.

use std::collections::BTreeMap;

use crate::paths::{self, Named};
use crate::tree::Tree;

/// One word or sign of a file, with its line (from 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    pub line: usize,
}

impl Token {
    /// Whether this is a name or keyword.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// What the rules need to know about a file.
pub struct Source {
    pub text: String,
    pub tokens: Vec<Token>,
    pub paths: Vec<Named>,
    /// First and last line of each inline test module; a file called `tests.rs` is one as a whole.
    pub tests: Vec<(usize, usize)>,
}

impl Source {
    pub fn is_test(&self, line: usize) -> bool {
        self.tests.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    /// Names of `mod name;` in the order of the file, and whether each has its body here (`mod name { … }`).
    pub fn modules(&self) -> Vec<(&str, usize, bool)> {
        let declared = self.tokens.windows(3).filter(|three| three[0].text == "mod" && three[1].is_word());
        declared.map(|three| (three[1].text.as_str(), three[1].line, three[2].text == "{")).collect()
    }
}

/// All Rust files of `src`, by path.
pub type Sources = BTreeMap<String, Source>;

pub fn read_all(tree: &Tree) -> Sources {
    let rust = tree.iter().filter(|(path, _)| path.starts_with("src/") && path.ends_with(".rs"));
    rust.map(|(path, text)| (path.clone(), read(path, text))).collect()
}

fn read(path: &str, text: &str) -> Source {
    let tokens = tokenize(&strip(text));
    let tests = if path.ends_with("/tests.rs") { vec![(1, usize::MAX)] } else { test_modules(&tokens) };
    Source { text: text.to_owned(), paths: paths::collect(&tokens), tests, tokens }
}

/// The same text with comments and the insides of literals as blanks; lines stay where they are.
pub fn strip(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = end_of_comment(&chars, at).or_else(|| end_of_literal(&chars, at));
        match end {
            Some(end) => {
                kept.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
                at = end;
            }
            None => {
                kept.push(chars[at]);
                at += 1;
            }
        }
    }
    kept
}

fn end_of_comment(chars: &[char], at: usize) -> Option<usize> {
    match (chars[at], chars.get(at + 1)) {
        ('/', Some('/')) => Some(find(chars, at, '\n')),
        ('/', Some('*')) => {
            let (mut depth, mut at) = (1, at + 2);
            while at < chars.len() && depth > 0 {
                match (chars[at], chars.get(at + 1)) {
                    ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
                    ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
                    _ => at += 1,
                }
            }
            Some(at.min(chars.len()))
        }
        _ => None,
    }
}

/// Strings (plain, byte, C, raw) and characters; a lifetime is not a character.
fn end_of_literal(chars: &[char], at: usize) -> Option<usize> {
    let in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match chars[at] {
        '"' => Some(end_of_quoted(chars, at + 1, '"')),
        '\'' if chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'') => {
            Some(end_of_quoted(chars, at + 1, '\''))
        }
        'r' | 'b' | 'c' if !in_word => {
            let mut next = at + 1;
            if chars[at] != 'r' && chars.get(next) == Some(&'r') {
                next += 1;
            }
            let raw = chars[next - 1] == 'r';
            let hashes = chars[next..].iter().take_while(|c| **c == '#').count();
            let quote = chars.get(next + hashes) == Some(&'"');
            (raw && quote).then(|| end_of_raw(chars, next + hashes + 1, hashes))
        }
        _ => None,
    }
}

fn end_of_quoted(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

fn end_of_raw(chars: &[char], mut at: usize, hashes: usize) -> usize {
    while at < chars.len() {
        at = find(chars, at, '"') + 1;
        if chars.iter().skip(at).take_while(|c| **c == '#').count() >= hashes {
            return (at + hashes).min(chars.len());
        }
    }
    chars.len()
}

fn find(chars: &[char], from: usize, wanted: char) -> usize {
    chars.iter().skip(from).position(|c| *c == wanted).map_or(chars.len(), |distance| from + distance)
}

/// Words, `::`, and every other sign alone.
fn tokenize(stripped: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    for (number, text) in stripped.lines().enumerate() {
        let mut rest = text.trim_start();
        while let Some(first) = rest.chars().next() {
            let word = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let length = if word > 0 {
                word
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push(Token { text: rest[..length].to_owned(), line: number + 1 });
            rest = rest[length..].trim_start();
        }
    }
    tokens
}

/// `#[cfg(test)] mod name { … }`, also behind `cfg(all(test, …))` and further attributes.
fn test_modules(tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for start in 0..tokens.len() {
        let word = |offset: usize| tokens.get(start + offset).map_or("", |token| token.text.as_str());
        if (word(0), word(1), word(2)) != ("#", "[", "cfg") {
            continue;
        }
        let condition = closing(tokens, start + 1);
        if !tokens[start..condition].iter().any(|token| token.text == "test") {
            continue;
        }
        let mut item = condition + 1;
        while tokens.get(item).is_some_and(|token| token.text == "#") {
            item = closing(tokens, item + 1) + 1;
        }
        let is_module = tokens.get(item).is_some_and(|token| token.text == "mod");
        if is_module && tokens.get(item + 2).is_some_and(|token| token.text == "{") {
            let last = closing(tokens, item + 2).min(tokens.len() - 1);
            found.push((tokens[start].line, tokens[last].line));
        }
    }
    found
}

/// Index of the sign that closes the bracket at `open`; the end when there is none.
pub fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0;
    for (index, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth -= 1;
                if depth == 0 {
                    return index;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}
