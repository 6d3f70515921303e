//! No circle between files, over every path they name.

use std::collections::{BTreeMap, BTreeSet};

use crate::paths;
use crate::source::Sources;
use crate::tree::Violation;

/// File → the files it names, each with the first line that does.
type Graph<'a> = BTreeMap<&'a str, BTreeMap<String, usize>>;

pub fn check(sources: &Sources) -> Vec<Violation> {
    let graph = build(sources);
    let mut walk = Walk { graph: &graph, done: BTreeSet::new(), trail: Vec::new(), found: Vec::new() };
    for file in graph.keys() {
        walk.visit(file);
    }
    walk.found
}

/// The roots are left out: `lib.rs` only lists modules and nobody can import `main.rs`.
fn build(sources: &Sources) -> Graph<'_> {
    let mut graph = Graph::new();
    for file in sources.keys().filter(|file| *file != "src/lib.rs" && *file != "src/main.rs") {
        let mut names = BTreeMap::new();
        for path in &sources[file].paths {
            if let Some(target) = paths::resolve(sources, file, path).filter(|target| target != file) {
                names.entry(target).or_insert(path.line);
            }
        }
        graph.insert(file, names);
    }
    graph
}

struct Walk<'a> {
    graph: &'a Graph<'a>,
    done: BTreeSet<String>,
    trail: Vec<String>,
    found: Vec<Violation>,
}

impl Walk<'_> {
    /// Depth first; an edge back into the trail closes a circle and is reported where it is written.
    fn visit(&mut self, file: &str) {
        if self.done.contains(file) {
            return;
        }
        self.trail.push(file.to_owned());
        let graph = self.graph;
        for (target, line) in graph.get(file).into_iter().flatten() {
            if let Some(start) = self.trail.iter().position(|step| step == target) {
                let circle = format!("{} → {target}", self.trail[start..].join(" → "));
                self.found.push(Violation::new(file, *line, "cycle", circle));
            } else {
                self.visit(target);
            }
        }
        self.trail.pop();
        self.done.insert(file.to_owned());
    }
}
