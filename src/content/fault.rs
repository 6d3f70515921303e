//! What is wrong with content, said so that the person who edits it knows where to go and what to do.

use crate::content::review::Reviews;

/// What keeps the content from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file to edit.
    pub file: String,
    /// The key, node or line in it; empty where the whole file is meant.
    pub key: String,
    /// What is wrong, and where it can be told, what to write instead.
    pub message: String,
}

impl Fault {
    pub(super) fn new(file: &str, key: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), key: key.to_owned(), message: message.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.key.as_str() {
            "" => write!(f, "{}: {}", self.file, self.message),
            key => write!(f, "{}: {key}: {}", self.file, self.message),
        }
    }
}

impl std::error::Error for Fault {}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Level {
    /// It must be put right.
    Error,
    /// Somebody should know.
    Warning,
}

/// What kind of thing a finding is about, for those who treat one kind in their own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum About {
    /// Texts, words, menu, files.
    Content,
    /// A help line that nobody has called yet: no real handset should be sent to it.
    UnverifiedLine,
    /// A help line, fact or text that should have been looked at again by now.
    PastReview,
    /// Texts that no native speaker has read.
    Unreviewed,
}

/// One line of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How much it weighs.
    pub level: Level,
    /// What kind of thing it is about.
    pub about: About,
    /// The file to edit.
    pub file: String,
    /// The key, node or line in it; empty where the whole file is meant.
    pub key: String,
    /// What is wrong, and where it can be told, what to write instead.
    pub message: String,
    /// How far a language is reviewed, where the finding is about that.
    pub reviews: Option<Reviews>,
}

impl Finding {
    pub(super) fn error(file: &str, key: &str, message: impl Into<String>) -> Self {
        Self::new(Level::Error, About::Content, file, key, message)
    }

    pub(super) fn warning(about: About, file: &str, key: &str, message: impl Into<String>) -> Self {
        Self::new(Level::Warning, about, file, key, message)
    }

    /// The same, with how far a language is reviewed.
    pub(super) fn counting(self, reviews: Reviews) -> Self {
        Self { reviews: Some(reviews), ..self }
    }

    fn new(level: Level, about: About, file: &str, key: &str, message: impl Into<String>) -> Self {
        Self { level, about, file: file.to_owned(), key: key.to_owned(), message: message.into(), reviews: None }
    }
}

impl From<Fault> for Finding {
    fn from(fault: Fault) -> Self {
        Self::error(&fault.file, &fault.key, fault.message)
    }
}
