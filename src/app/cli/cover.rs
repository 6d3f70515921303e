//! Verbs about calls for help in silence.

use clap::{Args, Subcommand};

use crate::app::cli::json::Json;

/// Verbs about calls for help in silence.
#[derive(Debug, Subcommand)]
pub enum CoverVerb {
    /// Keep what was agreed with a person, face to face or by voice: one of the market words, and a plan.
    #[command(
        after_help = "Example: fitila cover set - --as amina@example.org < agreed.txt\nReads from standard input, so that nothing stands in a history: the number (if NUMBER is -), the word, then the plan in as many lines as it needs."
    )]
    Set {
        #[command(flatten)]
        who: CoverArgs,
    },
    /// The agreements that are yours, or all for the safeguarding lead; those to be agreed anew first.
    #[command(after_help = "Example: fitila cover list --as amina@example.org")]
    List {
        /// The address of a case worker or the safeguarding lead.
        #[arg(long = "as", value_name = "EMAIL")]
        by: String,
        #[command(flatten)]
        json: Json,
    },
    /// End an agreement: her word gives a tip and nothing else.
    #[command(after_help = "Example: echo 08030000000 | fitila cover retire - --as amina@example.org")]
    Retire {
        #[command(flatten)]
        who: CoverArgs,
    },
}

/// Which person, and who does it.
#[derive(Debug, Args)]
pub struct CoverArgs {
    /// The number, or - to read it from standard input, so that it stands in no history.
    pub number: String,
    /// The address of a case worker or the safeguarding lead.
    #[arg(long = "as", value_name = "EMAIL")]
    pub by: String,
}
