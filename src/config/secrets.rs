//! `[secrets]`: where the key lies that opens numbers, names and texts.

use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::section::Section;

/// Where the key lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secrets {
    /// The file of the key, made on the first start.
    pub key_file: PathBuf,
}

impl Secrets {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const KEY: &str = "the path of the key file, such as \"/etc/fitila/fitila.key\"";
        let path = |text: &str| (!text.trim().is_empty() && !text.contains('\0')).then(|| text.into());
        Ok(Self { key_file: section.read("key_file", KEY, path)? })
    }
}
