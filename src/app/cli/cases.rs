//! Verbs about cases: conversations with people who asked for a person.

use clap::{Args, Subcommand};

use crate::app::cli::json::Json;

/// Verbs about cases.
#[derive(Debug, Subcommand)]
pub enum CaseVerb {
    /// Cases that are not closed, those that wait longest first. No words and no numbers are in it.
    #[command(after_help = "Example: fitila case list --json")]
    List {
        /// Closed ones too.
        #[arg(long)]
        all: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Read a case. It is written down that you did.
    #[command(after_help = "Example: fitila case show 7F3K --as amina@example.org")]
    Show {
        #[command(flatten)]
        which: CaseArgs,
        #[command(flatten)]
        json: Json,
    },
    /// Take a case: it is yours, and its alert goes to nobody else.
    #[command(after_help = "Example: fitila case take 7F3K --as amina@example.org")]
    Take {
        #[command(flatten)]
        which: CaseArgs,
    },
    /// Answer, within 15 minutes of her last word: in your words, or by the number of a ready text in her language.
    #[command(
        after_help = "Example: echo \"Can you talk now?\" | fitila case reply 7F3K - --as amina@example.org\nExample: fitila case reply 7F3K --template 1 --as amina@example.org\nSee: fitila case templates 7F3K"
    )]
    Reply {
        #[command(flatten)]
        which: CaseArgs,
        /// The words, or - to read them from standard input, so that they stand in no history. A number alone is a ready text.
        words: Option<String>,
        /// The number of a ready text.
        #[arg(long, value_name = "NUMBER", conflicts_with = "words")]
        template: Option<usize>,
        /// Why words that name the danger must be said on a phone that others may read.
        #[arg(long, value_name = "REASON")]
        because: Option<String>,
    },
    /// The ready texts in her language, with their numbers.
    #[command(after_help = "Example: fitila case templates 7F3K --json")]
    Templates {
        /// Its label.
        label: String,
        #[command(flatten)]
        json: Json,
    },
    /// Write something for your colleagues into a case.
    #[command(
        after_help = "Example: echo \"Will be called by the clinic\" | fitila case note 7F3K - --as amina@example.org"
    )]
    Note {
        #[command(flatten)]
        which: CaseArgs,
        /// The words, or - to read them from standard input.
        words: String,
    },
    /// Show the number of a person, with a reason that is kept: to who answers her; of a report or a call in silence to the lead only.
    #[command(after_help = "Example: fitila case reveal 7F3K --as lead@example.org --reason \"call back, she agreed\"")]
    Reveal {
        #[command(flatten)]
        which: CaseArgs,
        /// Why.
        #[arg(long, value_name = "REASON")]
        reason: String,
    },
    /// Close a case with all its alerts. A new message within 30 days opens it again.
    #[command(after_help = "Example: fitila case close 7F3K --as amina@example.org --outcome helped")]
    Close {
        #[command(flatten)]
        which: CaseArgs,
        /// How it ended: helped, referred, unreached, mistaken or other.
        #[arg(long)]
        outcome: String,
    },
}

/// Which case, and who works on it.
#[derive(Debug, Args)]
pub struct CaseArgs {
    /// Its label.
    pub label: String,
    /// Who does this: a case worker or the safeguarding lead.
    #[arg(long = "as", value_name = "EMAIL")]
    pub actor: String,
}
