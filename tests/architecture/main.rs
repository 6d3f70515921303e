//! Keeps the rules of docs/architecture.md ("Direction"), as a plain test: std only, no build of the program.
//!
//! The checker is a function from a tree of files (path → text) to violations, so every rule is proved to be able to
//! fail: `proofs_of_*.rs` break each one in a tiny tree. The last word is the real tree, below.
//! To change a rule, change `layout.rs` (the tables) and say why in the commit.

mod face;
mod graph;
mod layout;
mod limits;
mod material;
mod paths;
mod proof;
mod proofs_of_content;
mod proofs_of_direction;
mod source;
mod tree;
mod words;

use crate::tree::{Tree, Violation};

/// Every rule over one tree; in the order of the files, so that a reader mends from the top.
fn check(tree: &Tree) -> Vec<Violation> {
    let sources = source::read_all(tree);
    let mut found = Vec::new();
    found.extend(face::check(&sources));
    found.extend(graph::check(&sources));
    found.extend(words::check(&sources));
    found.extend(limits::check(&sources));
    found.extend(material::check(tree));
    found.sort();
    found.dedup();
    found
}

#[test]
fn the_tree_keeps_its_direction() {
    let tree = tree::load();
    assert!(tree.contains_key("src/main.rs"), "the real tree was not found, so nothing was checked");
    let found = check(&tree);
    assert!(
        found.is_empty(),
        "{} rules of docs/architecture.md are broken:\n{}",
        found.len(),
        found.iter().map(|violation| format!("  {violation}\n")).collect::<String>()
    );
}
