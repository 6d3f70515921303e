//! Each rule is shown to be able to fail: a tiny tree that breaks it, and the report it must give.

use std::collections::BTreeSet;

use crate::tree::Tree;

/// Rust files get the first line they must have, so their code begins on line 2.
fn tree(files: &[(&str, &str)]) -> Tree {
    let with_head = files.iter().map(|(path, text)| {
        let head = if path.ends_with(".rs") { "//! For the proof.\n" } else { "" };
        ((*path).to_owned(), format!("{head}{text}"))
    });
    with_head.collect()
}

/// Reports as `file:line rule`.
pub fn reports(tree: &Tree) -> BTreeSet<String> {
    let found = crate::check(tree);
    found.iter().map(|violation| format!("{}:{} {}", violation.file, violation.line, violation.rule)).collect()
}

#[track_caller]
pub fn breaks(files: &[(&str, &str)], expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|report| (*report).to_owned()).collect();
    assert_eq!(reports(&tree(files)), expected, "in {files:?}");
}
