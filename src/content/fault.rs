//! What is wrong with content, said so that the person who edits it knows where to go and what to do.

use crate::content::review::Reviews;

/// The rules for what is said to people. Staff and scripts refer to them by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// One SMS, one screen.
    C01,
    /// Every text in every language.
    C02,
    /// Placeholders are known, and the same in every language.
    C03,
    /// No text promises safety.
    C04,
    /// Words that must not stand on a shared handset, and words that shame.
    C05,
    /// Numbers are configuration.
    C06,
    /// What is sent first says how to end it.
    C07,
    /// No text asks who or where a person is.
    C08,
    /// Sensitive texts only ever answer.
    C09,
    /// No shouting.
    C10,
    /// Short sentences, short words.
    C11,
    /// Letters that travel.
    C12,
    /// No text asks for money; none lures with gain.
    C13,
    /// No links.
    C14,
    /// Keywords that exist, in the language of the text.
    C15,
    /// Claims rest on facts that somebody looks after.
    C16,
    /// A native speaker has read it.
    C17,
    /// No persons, and towns only where a course is.
    C18,
}

impl Rule {
    /// Its number.
    pub fn as_str(self) -> &'static str {
        match self {
            Rule::C01 => "C01",
            Rule::C02 => "C02",
            Rule::C03 => "C03",
            Rule::C04 => "C04",
            Rule::C05 => "C05",
            Rule::C06 => "C06",
            Rule::C07 => "C07",
            Rule::C08 => "C08",
            Rule::C09 => "C09",
            Rule::C10 => "C10",
            Rule::C11 => "C11",
            Rule::C12 => "C12",
            Rule::C13 => "C13",
            Rule::C14 => "C14",
            Rule::C15 => "C15",
            Rule::C16 => "C16",
            Rule::C17 => "C17",
            Rule::C18 => "C18",
        }
    }
}

/// What keeps the content from being used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The rule that it breaks; `None` for a file that cannot be read or a tree that does not hold together.
    pub rule: Option<Rule>,
    /// The file to edit.
    pub file: String,
    /// The key, node or line in it; empty where the whole file is meant.
    pub key: String,
    /// What is wrong, and where it can be told, what to write instead.
    pub message: String,
}

impl Fault {
    pub(super) fn new(file: &str, key: &str, message: impl Into<String>) -> Self {
        Self { rule: None, file: file.to_owned(), key: key.to_owned(), message: message.into() }
    }

    pub(super) fn under(self, rule: Rule) -> Self {
        Self { rule: Some(rule), ..self }
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
    /// The rule that it is about; `None` for a file that cannot be read, or a word or node that is missing.
    pub rule: Option<Rule>,
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
        let (file, key, message) = (file.to_owned(), key.to_owned(), message.into());
        Self { rule: None, level, about, file, key, message, reviews: None }
    }

    pub(super) fn under(self, rule: Rule) -> Self {
        Self { rule: Some(rule), ..self }
    }
}

impl From<Fault> for Finding {
    fn from(fault: Fault) -> Self {
        Self { rule: fault.rule, ..Self::error(&fault.file, &fault.key, fault.message) }
    }
}
