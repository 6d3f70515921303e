//! `[content]`: the programme's own texts, keywords, menu and facts.

use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::section::Section;
use crate::domain::address::Locale;

/// Where the programme's own content lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The folder laid over the shipped content, if the programme has one.
    pub folder: Option<PathBuf>,
    /// Languages whose SMS go out with their marks; among those of the programme.
    pub marked: Vec<Locale>,
}

impl Content {
    /// Reads the section; `languages` are the programme's.
    pub(in crate::config) fn read(section: &mut Section, languages: &[Locale]) -> Result<Self, ConfigError> {
        const MARKED: &str = "a list of language codes, such as [\"yo\", \"ig\"]";
        let folder = |text: &str| {
            let text = text.trim();
            (!text.contains('\0')).then(|| (!text.is_empty()).then(|| text.into()))
        };
        let folder = section.read("folder", "the path of a folder, or \"\" for none", folder)?;
        let marked = section.list("marked", MARKED, |text| Locale::parse(text).ok())?;
        if let Some(unknown) = marked.iter().find(|language| !languages.contains(language)) {
            let known: Vec<&str> = languages.iter().map(Locale::as_str).collect();
            let reason = format!("names \"{unknown}\", which is not one of programme.languages: {}", known.join(", "));
            return Err(section.refuse("marked", reason));
        }
        Ok(Self { folder, marked })
    }
}
