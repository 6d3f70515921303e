//! Verbs about alerts: somebody needs a person of the programme now.

use clap::Subcommand;

use crate::app::cli::cases::CaseArgs;
use crate::app::cli::json::Json;

/// Verbs about alerts.
#[derive(Debug, Subcommand)]
pub enum AlertVerb {
    /// Alerts that are not over, first those that nobody has taken: who was told, by which way, and what came of it.
    /// Without --as only that some wait for more than 15 minutes.
    #[command(after_help = "Example: fitila alert list --as amina@example.org --json")]
    List {
        /// The address of a case worker or of the safeguarding lead.
        #[arg(long = "as", value_name = "EMAIL")]
        by: Option<String>,
        #[command(flatten)]
        json: Json,
    },
    /// Take an alert: nobody else is told of it, and its case is yours.
    #[command(after_help = "Example: fitila alert ack 7F3K --as amina@example.org")]
    Ack {
        #[command(flatten)]
        which: CaseArgs,
    },
    /// Write something for your colleagues into the case of an alert.
    #[command(after_help = "Example: echo \"The sister was called\" | fitila alert note 7F3K - --as amina@example.org")]
    Note {
        #[command(flatten)]
        which: CaseArgs,
        /// The words, or - to read them from standard input.
        words: String,
    },
    /// Close the case of an alert with all its alerts.
    #[command(after_help = "Example: fitila alert close 7F3K --as amina@example.org --outcome helped")]
    Close {
        #[command(flatten)]
        which: CaseArgs,
        /// How it ended: helped, referred, unreached, mistaken or other.
        #[arg(long)]
        outcome: String,
    },
}
