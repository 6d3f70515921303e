//! The code of a language. A new language is data: nothing here knows which ones exist.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A language code of two or three lower-case letters (`en`, `pcm`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locale([u8; 3]);

/// What is said of a text that is no language code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a language code: write two or three small letters, such as en or pcm")]
pub struct NotALocale(String);

impl Locale {
    /// Parses a code; errors when it is not two or three small ASCII letters.
    pub fn parse(text: &str) -> Result<Self, NotALocale> {
        let bytes = text.as_bytes();
        let right = (2..=3).contains(&bytes.len()) && bytes.iter().all(u8::is_ascii_lowercase);
        if !right {
            return Err(NotALocale(text.chars().take(12).collect()));
        }
        let mut code = [0; 3];
        code[..bytes.len()].copy_from_slice(bytes);
        Ok(Self(code))
    }

    /// The code as text.
    pub fn as_str(&self) -> &str {
        let end = if self.0[2] == 0 { 2 } else { 3 };
        std::str::from_utf8(&self.0[..end]).unwrap_or("en")
    }
}

impl std::fmt::Display for Locale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Locale {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Locale {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_small_letters_make_a_code() {
        for (text, right) in [("en", true), ("pcm", true), ("EN", false), ("e", false), ("engl", false), ("é1", false)]
        {
            assert_eq!(Locale::parse(text).is_ok(), right, "text: {text:?}");
        }
        assert_eq!(Locale::parse("ha").unwrap().as_str(), "ha");
    }
}
