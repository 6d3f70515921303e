//! What can be wrong with the settings: each error is one line that names the place, the key and the mend.
//! It never holds a value that may be a secret.

use std::sync::Arc;

/// Where a setting was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// Line of a file.
    File {
        /// The path as it was given.
        path: Arc<str>,
        /// Counted from 1.
        line: usize,
    },
    /// This variable of the environment.
    Variable(Arc<str>),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Place::File { path, line } => write!(f, "{path}: line {line}"),
            Place::Variable(name) => f.write_str(name),
        }
    }
}

/// Why the settings cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read at all.
    #[error("{path}: cannot be read: {reason}")]
    Unreadable {
        /// The path as it was given.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// The file is not TOML.
    #[error("{place}: not understood: {reason}")]
    Syntax {
        /// Where the reader stopped.
        place: Place,
        /// What it met.
        reason: String,
    },
    /// There is no such section.
    #[error("{place}: unknown section [{name}]; {hint}")]
    UnknownSection {
        /// Where it is named first.
        place: Place,
        /// As it was written.
        name: String,
        /// The nearest known name, or all of them.
        hint: String,
    },
    /// There is no such key in this section.
    #[error("{place}: unknown key \"{key}\" in [{section}]; {hint}")]
    UnknownKey {
        /// Where it stands.
        place: Place,
        /// As it was written.
        key: String,
        /// Its section.
        section: String,
        /// The nearest known name, or all of them.
        hint: String,
    },
    /// A key or a part of one stands where a section must.
    #[error("{place}: {name} is a section, not a single value: {mend}")]
    NotASection {
        /// Where it stands.
        place: Place,
        /// The section.
        name: String,
        /// What to write.
        mend: String,
    },
    /// The section lacks a key that has no default.
    #[error("{place}: [{section}] lacks {key}, which must be {expected}")]
    Missing {
        /// Where the section begins.
        place: Place,
        /// The section.
        section: String,
        /// The key.
        key: String,
        /// What it takes.
        expected: &'static str,
    },
    /// The value is of another type.
    #[error("{place}: {key} must be {expected}; it is {found}")]
    WrongType {
        /// Where it stands.
        place: Place,
        /// Section and key.
        key: String,
        /// What it takes.
        expected: &'static str,
        /// What kind of value was found.
        found: &'static str,
    },
    /// The value has the right type and makes no sense.
    #[error("{place}: {key} {reason}")]
    Refused {
        /// Where it stands.
        place: Place,
        /// Section and key.
        key: String,
        /// What is wrong and what to write instead.
        reason: String,
    },
    /// A secret's file cannot be used.
    #[error("{place}: {key}: cannot take the secret from {path}: {reason}")]
    SecretFile {
        /// Where it is named.
        place: Place,
        /// Section and key.
        key: String,
        /// The file as it is named.
        path: String,
        /// Why not.
        reason: String,
    },
}

/// What to say beside an unknown name: the nearest known one, else all of them. `frame` puts a name the way the
/// reader would write it.
pub fn hint<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, frame: impl Fn(&str) -> String) -> String {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(name, &known) {
        Some(near) => format!("did you mean {}?", frame(near)),
        None if known.is_empty() => "nothing may stand here".to_owned(),
        None => {
            let all: Vec<String> = known.iter().map(|name| frame(name)).collect();
            format!("known are {}", all.join(", "))
        }
    }
}

/// The known name that was probably meant: at most a third of the letters away, or begun and not finished.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = name.to_lowercase();
    let distance = |known: &str| strsim::osa_distance(&name, &known.to_lowercase());
    let begun = |known: &str| name.chars().count() >= 3 && known.to_lowercase().starts_with(&name);
    let limit = (name.chars().count() / 3).max(1);
    let near = known.iter().copied().min_by_key(|known| distance(known));
    near.filter(|known| distance(known) <= limit).or_else(|| known.iter().copied().find(|known| begun(known)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_near() {
        let known = ["listen", "public_url", "trusted_proxies"];
        for (name, near) in [
            ("lisen", Some("listen")),
            ("Listen", Some("listen")),
            ("publicurl", Some("public_url")),
            ("trusted_proxy", Some("trusted_proxies")),
            ("public", Some("public_url")),
            ("port", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, &known), near, "name: {name:?}");
        }
    }
}
