//! Who may import whom: ranks and peers, faces, siblings, the crate root, `super`.

use crate::layout::{self, ADAPTERS, ENTRY_POINTS, NEVER};
use crate::paths::{self, Named};
use crate::source::{Source, Sources};
use crate::tree::Violation;

pub fn check(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, source) in sources {
        if let Some(module) = layout::module_of(file).filter(|module| layout::rank(module).is_none()) {
            found.push(Violation::new(file, 1, "rank", format!("{module} has no rank: add it to layout.rs")));
        }
        if file == "src/lib.rs" {
            found.extend(re_exports(file, source));
        }
        for path in &source.paths {
            let broken = [
                super_path(source, path),
                from_main(file, path),
                rank(file, path),
                entry_point(sources, file, path),
                own_face(sources, file, path),
                sibling_order(sources, file, path),
            ];
            let broken = broken.into_iter().flatten();
            found.extend(broken.map(|(rule, detail)| Violation::new(file, path.line, rule, detail)));
        }
    }
    found
}

type Broken = Option<(&'static str, String)>;

/// The crate root lists modules; it passes nothing on.
fn re_exports<'a>(file: &'a str, source: &'a Source) -> impl Iterator<Item = Violation> + 'a {
    let passes_on = source.tokens.windows(2).filter(|two| two[0].text == "pub" && two[1].text == "use");
    passes_on.map(move |two| Violation::new(file, two[0].line, "crate root", "no re-exports at the crate root"))
}

/// `super::` hides where a thing lives; a test module's `use super::*` is the one exception.
fn super_path(source: &Source, path: &Named) -> Broken {
    if path.segments[0] != "super" {
        return None;
    }
    let glob = path.in_use && path.shown() == "super::*" && source.is_test(path.line);
    (!glob).then(|| ("super", format!("{}: name it from crate::, or `use super::*` in a test module", path.shown())))
}

/// `main.rs` starts the composition root and knows nothing else.
fn from_main(file: &str, path: &Named) -> Broken {
    let inside = file == "src/main.rs" && (path.starts_with(&["crate"]) || path.starts_with(&["fitila"]));
    let other = path.segments.get(1).is_none_or(|module| module != "app");
    (inside && other).then(|| ("main", format!("main.rs imports app only, not {}", path.shown())))
}

/// Lower ranks only: not above, not beside.
fn rank(file: &str, path: &Named) -> Broken {
    let importer = layout::module_of(file)?;
    if !path.starts_with(&["crate"]) {
        return None;
    }
    let imported = path.segments.get(1)?.as_str();
    if importer == imported {
        return None;
    }
    if imported == "app" {
        return Some(("rank", "nobody imports app".to_owned()));
    }
    if NEVER.contains(&(importer, imported)) {
        return Some(("rank", format!("{importer} may not import {imported}")));
    }
    let mine = layout::rank(importer)?;
    let Some(theirs) = layout::rank(imported) else {
        return Some(("crate root", format!("crate::{imported} is no ranked module; the root passes nothing on")));
    };
    match mine.cmp(&theirs) {
        std::cmp::Ordering::Greater => None,
        std::cmp::Ordering::Equal => Some(("rank", format!("{importer} may not import its peer {imported}"))),
        std::cmp::Ordering::Less => {
            Some(("rank", format!("{importer} (rank {mine}) may not import {imported} (rank {theirs})")))
        }
    }
}

/// Webhook, api, staff and worker know the adapters' types from their faces and ask the service for the rest.
fn entry_point(sources: &Sources, file: &str, path: &Named) -> Broken {
    let importer = layout::module_of(file)?;
    if layout::rank(importer) != Some(ENTRY_POINTS) || !path.starts_with(&["crate"]) {
        return None;
    }
    let adapter = path.segments.get(1).filter(|module| layout::rank(module) == Some(ADAPTERS))?;
    let face = paths::face_of(sources, &format!("src/{adapter}"))?;
    let target = paths::resolve(sources, file, path)?;
    (target != face).then(|| ("entry point", format!("{importer} may use the face of {adapter} only, not {target}")))
}

/// From inside a folder its face is out of bounds: the face imports its children, so that would be a circle.
fn own_face(sources: &Sources, file: &str, path: &Named) -> Broken {
    if !path.starts_with(&["crate"]) || layout::module_of(file).is_none() {
        return None;
    }
    let target = paths::resolve(sources, file, path)?;
    let inside = file.starts_with(&format!("{}/", paths::children_of(&target)));
    let itself = target == file && file.ends_with("/mod.rs");
    (inside || itself).then(|| ("own face", format!("{} is the face of this folder: name the file", path.shown())))
}

/// Inside a folder a file imports only siblings that stand above it in the `mod` lines.
fn sibling_order(sources: &Sources, file: &str, path: &Named) -> Broken {
    if !path.starts_with(&["crate"]) {
        return None;
    }
    let target = paths::resolve(sources, file, path)?;
    let importer: Vec<&str> = steps(file);
    let imported: Vec<&str> = steps(&target);
    let shared = importer.iter().zip(&imported).take_while(|(a, b)| a == b).count();
    // The first step is the top-level module: ranks order those.
    if shared == 0 {
        return None;
    }
    let (mine, theirs) = (importer.get(shared)?, imported.get(shared)?);
    let face = &sources[&paths::face_of(sources, &format!("src/{}", importer[..shared].join("/")))?];
    let place = |name: &str| face.modules().iter().position(|(module, ..)| *module == name);
    let (mine_at, theirs_at) = (place(mine)?, place(theirs)?);
    (theirs_at > mine_at)
        .then(|| ("sibling order", format!("{mine} imports {theirs}, which stands below it in the folder's mod lines")))
}

/// `src/gateway/wire.rs` → gateway, wire; `src/gateway/mod.rs` → gateway.
fn steps(file: &str) -> Vec<&str> {
    let inside = file.trim_start_matches("src/").trim_end_matches(".rs");
    inside.split('/').filter(|step| *step != "mod").collect()
}
