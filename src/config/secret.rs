//! A word that must not be seen: a token, a password, a key. It reaches no log and leaves no trace in memory.

use std::path::Path;

use zeroize::Zeroizing;

/// A secret from the settings. `Debug` shows nothing of it, there is no `Display` and no `==`: compare tokens in
/// constant time.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a secret out of clear text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Reads a secret from a file that holds nothing else; blanks and the line end around it do not count.
    /// Errors say why, without the path.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
        let text = Zeroizing::new(text);
        match text.trim() {
            "" => Err("the file is empty".to_owned()),
            one if one.contains('\n') => Err("the file holds more than one line".to_owned()),
            one => Ok(Self::new(one)),
        }
    }

    /// The secret itself, for the one who must hand it on or compare it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(\u{2022}\u{2022}\u{2022})")
    }
}

/// Whether a token is long enough to be unguessable and needs no escape in an address: 22 letters, digits, `-`
/// and `_` hold 128 random bits.
pub fn is_strong_token(token: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    token.len() >= 22 && token.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_dots() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret:?} {secret:#?}"), "Secret(•••) Secret(•••)");
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn a_strong_token_is_long_and_plain() {
        for (token, strong) in [
            ("abcdefghijklmnopqrstuv", true),
            ("ABCDEF-hijkl_nopqr0123456", true),
            ("abcdefghijklmnopqrstu", false),
            ("abcdefghijklmnopqrst/uv", false),
            ("abcdefghijklmnopqrst uv", false),
            ("abcdefghijklmnopqrstüv", false),
            ("", false),
        ] {
            assert_eq!(is_strong_token(token), strong, "token: {token:?}");
        }
    }
}
