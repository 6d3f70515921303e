//! The words of a message, which never reach a log.

/// A message body. `Debug` shows only its length and there is no `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Body(String);

impl Body {
    /// Wraps the words of a message.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The words themselves, for the core, the seal and the gateway's encoder.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Body({} bytes)", self.0.len())
    }
}
