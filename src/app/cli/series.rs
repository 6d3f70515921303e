//! Verbs about series.

use clap::Subcommand;

use crate::app::cli::json::Json;

/// Verbs about series.
#[derive(Debug, Subcommand)]
pub enum SeriesVerb {
    /// All series, with how many people are in each.
    #[command(after_help = "Example: fitila series list --json")]
    List(Json),
    /// One series: its texts, who is where, who rests, and which language waits for a review or an acceptance.
    #[command(after_help = "Example: fitila series show skills --json")]
    Show {
        /// Its key.
        key: String,
        #[command(flatten)]
        json: Json,
    },
    /// Put your name to texts of a series that no native speaker has reviewed, so that they are sent.
    #[command(
        after_help = "Example: fitila series accept skills --accept-unreviewed yo,ha --as amina@example.org\nIt holds for the texts as they are now: words that change need a new acceptance."
    )]
    Accept {
        /// Its key.
        key: String,
        /// The languages, by code.
        #[arg(long, value_name = "LANGUAGES", value_delimiter = ',', required = true)]
        accept_unreviewed: Vec<String>,
        /// Who accepts them.
        #[arg(long = "as", value_name = "EMAIL")]
        accepted_by: String,
        #[command(flatten)]
        json: Json,
    },
}
