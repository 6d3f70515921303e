//! `[content]`: the programme's own texts, keywords, menu and facts.

use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::section::Section;

/// Where the programme's own content lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// The folder laid over the shipped content, if the programme has one.
    pub folder: Option<PathBuf>,
}

impl Content {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        let folder = |text: &str| {
            let text = text.trim();
            (!text.contains('\0')).then(|| (!text.is_empty()).then(|| text.into()))
        };
        Ok(Self { folder: section.read("folder", "the path of a folder, or \"\" for none", folder)? })
    }
}
