//! The tree as a value, what is wrong with it, and the one place that reads the disk.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// Path from the repository's root, with `/`, to the file's text.
pub type Tree = BTreeMap<String, String>;

/// One broken rule, in the form an editor can jump to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    pub file: String,
    pub line: usize,
    pub rule: &'static str,
    pub detail: String,
}

impl Violation {
    pub fn new(file: &str, line: usize, rule: &'static str, detail: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, rule, detail: detail.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}: {}", self.file, self.line, self.rule, self.detail)
    }
}

/// The real tree. A folder that is not there yet is empty, not an error.
pub fn load() -> Tree {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut tree = Tree::new();
    for folder in ["src", "migrations", "message-templates", "tests/fixtures/gateways"] {
        walk(root, &root.join(folder), &mut tree);
    }
    tree
}

fn walk(root: &Path, folder: &Path, tree: &mut Tree) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            walk(root, &path, tree);
        } else if let Ok(inside) = path.strip_prefix(root) {
            // What is not text (an asset) counts as present and empty.
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            tree.insert(inside.to_string_lossy().replace('\\', "/"), text);
        }
    }
}
