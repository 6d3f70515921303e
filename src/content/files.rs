//! The files that content is read from: those compiled in, and those of the programme's folder. It reads them and
//! knows what each is for; it never looks inside.

use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

use rust_embed::RustEmbed;

use crate::content::fault::Fault;
use crate::domain::address::Locale;

/// The shipped texts.
#[derive(RustEmbed)]
#[folder = "message-templates/"]
struct Templates;

/// The other shipped files; settings lie in the same folder and are not content.
const SHIPPED: [(&str, Place, &str); 6] = [
    ("config/keywords.toml", Place::Keywords, include_str!("../../config/keywords.toml")),
    ("config/facts.toml", Place::Facts, include_str!("../../config/facts.toml")),
    ("config/menu.toml", Place::Menu, include_str!("../../config/menu.toml")),
    ("config/areas.toml", Place::Areas, include_str!("../../config/areas.toml")),
    ("config/lint.toml", Place::Lint, include_str!("../../config/lint.toml")),
    ("config/series.toml", Place::Series, include_str!("../../config/series.toml")),
];

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Class, channels and placeholders of every text.
    Index,
    /// What open placeholders are tried with.
    Samples,
    /// The words that people send.
    Keywords,
    /// Help lines and facts.
    Facts,
    /// The USSD tree.
    Menu,
    /// States and local governments.
    Areas,
    /// Words that no text may hold. A programme cannot lay its own over them.
    Lint,
    /// Which texts come one a week, and to whom.
    Series,
    /// Titles and labels of the tree in one language.
    Labels(Locale),
    /// Texts of one language.
    Texts(Locale),
}

impl Place {
    /// What the file at this path is for, as the shipped and the programme's folder both have it.
    fn of(path: &str) -> Option<Self> {
        match path {
            "index.toml" => Some(Place::Index),
            "samples.toml" => Some(Place::Samples),
            "keywords.toml" => Some(Place::Keywords),
            "facts.toml" => Some(Place::Facts),
            "menu.toml" => Some(Place::Menu),
            "series.toml" => Some(Place::Series),
            _ => {
                let (folder, file) = path.split_once('/')?;
                let locale = Locale::parse(folder).ok()?;
                let right = file.ends_with(".toml") && !file.contains('/');
                right.then_some(if file == "menu.toml" { Place::Labels(locale) } else { Place::Texts(locale) })
            }
        }
    }
}

/// A file and what it is for.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// As the person who edits it knows it.
    pub(super) name: Arc<str>,
    pub(super) place: Place,
    pub(super) text: Cow<'static, str>,
}

/// All that is compiled in.
pub(super) fn shipped() -> Vec<File> {
    let templates = Templates::iter().filter_map(|path| {
        let place = Place::of(&path)?;
        let text = match Templates::get(&path)?.data {
            Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
        };
        Some(File { name: format!("message-templates/{path}").into(), place, text })
    });
    let others = SHIPPED.iter().map(|(name, place, text)| File {
        name: (*name).into(),
        place: *place,
        text: Cow::Borrowed(text),
    });
    templates.chain(others).collect()
}

/// All that the programme's folder holds, in the order of its names. A file whose name says nothing to us is a fault:
/// a slip of the pen must not silently leave the shipped text in force.
pub(super) fn laid_over(folder: &Path) -> (Vec<File>, Vec<Fault>) {
    let mut found = Found::default();
    for (name, is_folder) in found.list(folder) {
        let path = folder.join(&name);
        if !is_folder {
            found.read(&path, &name);
        } else if Locale::parse(&name).is_ok() {
            for (file, is_folder) in found.list(&path) {
                if is_folder {
                    found.refuse(&path.join(&file), "is not read: texts lie in the folder of their language itself");
                } else {
                    found.read(&path.join(&file), &format!("{name}/{file}"));
                }
            }
        } else {
            found.refuse(&path, "is not named like a language: texts lie in folders such as en or pcm");
        }
    }
    (found.files, found.faults)
}

#[derive(Default)]
struct Found {
    files: Vec<File>,
    faults: Vec<Fault>,
}

impl Found {
    /// Names in a folder, and whether each is a folder; hidden ones are somebody else's.
    fn list(&mut self, folder: &Path) -> Vec<(String, bool)> {
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                self.refuse(folder, &format!("cannot be read: {error}"));
                return Vec::new();
            }
        };
        let named = entries.flatten().map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            (name, entry.path().is_dir())
        });
        let mut names: Vec<_> = named.filter(|(name, _)| !name.starts_with('.')).collect();
        names.sort();
        names
    }

    fn read(&mut self, path: &Path, inside: &str) {
        if !inside.ends_with(".toml") {
            // What an editor made of a name must not silently leave the shipped text in force.
            if inside.to_ascii_lowercase().contains(".toml") {
                self.refuse(path, "is not read: its name must end in .toml");
            }
            return;
        }
        let Some(place) = Place::of(inside).filter(|place| *place != Place::Samples) else {
            let known = "index.toml, keywords.toml, facts.toml, menu.toml, series.toml and <language>/<subject>.toml";
            return self.refuse(path, &format!("is not read: the files of this folder are {known}"));
        };
        match std::fs::read_to_string(path) {
            Ok(text) => self.files.push(File { name: shown(path), place, text: Cow::Owned(text) }),
            Err(error) => self.refuse(path, &format!("cannot be read: {error}")),
        }
    }

    fn refuse(&mut self, path: &Path, why: &str) {
        self.faults.push(Fault::new(&shown(path), "", why));
    }
}

fn shown(path: &Path) -> Arc<str> {
    path.display().to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_a_file_is_for() {
        let en = Locale::parse("en").unwrap();
        for (path, place) in [
            ("index.toml", Some(Place::Index)),
            ("en/core.toml", Some(Place::Texts(en))),
            ("en/menu.toml", Some(Place::Labels(en))),
            ("menu.toml", Some(Place::Menu)),
            ("keyword.toml", None),
            ("areas.toml", None),
            ("lint.toml", None),
            ("English/core.toml", None),
            ("en/old/core.toml", None),
            ("en/core.txt", None),
        ] {
            assert_eq!(Place::of(path), place, "path: {path}");
        }
    }

    #[test]
    fn everything_is_compiled_in() {
        let files = shipped();
        let count = |wanted: fn(&Place) -> bool| files.iter().filter(|file| wanted(&file.place)).count();
        assert_eq!(count(|place| matches!(place, Place::Labels(_))), 5);
        assert_eq!(count(|place| matches!(place, Place::Texts(_))), 70);
        assert_eq!(count(|place| !matches!(place, Place::Texts(_) | Place::Labels(_))), 8);
    }
}
