//! What may be named where: the pure core's forbidden words, and crates that have one home.

use crate::layout::{self, FORBIDDEN_IN_DOMAIN, FORBIDDEN_STD_IN_DOMAIN, HOMES};
use crate::source::{Source, Sources};
use crate::tree::Violation;

pub fn check(sources: &Sources) -> Vec<Violation> {
    let mut found = Vec::new();
    for (file, source) in sources {
        found.extend(crate_homes(file, source));
        if layout::module_of(file) == Some("domain") {
            found.extend(impure(file, source));
        }
    }
    found
}

fn crate_homes(file: &str, source: &Source) -> Vec<Violation> {
    let mut found = Vec::new();
    for token in source.tokens.iter().filter(|token| token.is_word()) {
        let Some((_, homes)) = HOMES.iter().find(|(crates, _)| crates.contains(&token.text.as_str())) else {
            continue;
        };
        if !homes.iter().any(|home| is_at(file, home)) {
            let detail = format!("{} may be named in {} only", token.text, homes.join(", "));
            found.push(Violation::new(file, token.line, "home", detail));
        }
    }
    found
}

/// `gateway/http.rs` is that file; `store` is the folder or the file of that module.
fn is_at(file: &str, home: &str) -> bool {
    if home.ends_with(".rs") { file == format!("src/{home}") } else { layout::module_of(file) == Some(home) }
}

fn impure(file: &str, source: &Source) -> Vec<Violation> {
    let violation = |line, what: &str| Violation::new(file, line, "pure domain", format!("domain may not name {what}"));
    let words = source.tokens.iter().filter(|token| FORBIDDEN_IN_DOMAIN.contains(&token.text.as_str()));
    // `Timestamp::now()` is found as a path; here it is `clock.now()` and the like.
    let calls = source.tokens.windows(4).filter(|four| {
        let [before, name, open, close] = four else {
            return false;
        };
        before.text != "::" && name.text == "now" && open.text == "(" && close.text == ")"
    });
    let paths = source.paths.iter().filter(|path| {
        let of_std = path.starts_with(&["std"])
            && path.segments.get(1).is_some_and(|module| FORBIDDEN_STD_IN_DOMAIN.contains(&module.as_str()));
        of_std || path.segments.last().is_some_and(|last| last == "now")
    });
    let words = words.map(|token| violation(token.line, &token.text));
    let calls = calls.map(|four| violation(four[1].line, "now()"));
    words.chain(calls).chain(paths.map(|path| violation(path.line, &path.shown()))).collect()
}
