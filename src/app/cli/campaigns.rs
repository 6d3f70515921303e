//! Verbs about campaigns.

use clap::{Args, Subcommand};

use crate::app::cli::json::Json;

/// Verbs about campaigns.
#[derive(Debug, Subcommand)]
pub enum CampaignVerb {
    /// Who would get a message, in which words, at what cost.
    #[command(after_help = "Example: fitila campaign preview --message family_02_city --language yo --language ha")]
    Preview {
        /// The message, by key.
        #[arg(long)]
        message: String,
        #[command(flatten)]
        audience: AudienceArgs,
        #[command(flatten)]
        json: Json,
    },
    /// Plan a campaign and print its number.
    #[command(
        after_help = "Example: fitila campaign new --message family_02_city --at 2026-12-01T09:00 --expires 6h\nExample: fitila campaign new --message family_02_city --accept-unreviewed yo,ha --as amina@example.org\nWords that no native speaker has reviewed are sent only when somebody answers for them by name."
    )]
    New {
        /// The message, by key.
        #[arg(long)]
        message: String,
        #[command(flatten)]
        audience: AudienceArgs,
        /// When, in the programme's time zone unless it carries an offset; now, if nothing is said.
        #[arg(long, value_name = "TIME")]
        at: Option<String>,
        /// How long a message may wait: 24h, 90m.
        #[arg(long, value_name = "DURATION")]
        expires: Option<String>,
        /// What to call it.
        #[arg(long)]
        name: Option<String>,
        /// Languages whose words may be sent though no native speaker has reviewed them: yo,ha. Needs --as.
        #[arg(long, value_name = "CODES", value_delimiter = ',')]
        accept_unreviewed: Vec<String>,
        /// Who plans it, and answers for what is accepted.
        #[arg(long = "as", value_name = "EMAIL")]
        planned_by: Option<String>,
        #[command(flatten)]
        json: Json,
    },
    /// All campaigns, the newest first.
    #[command(after_help = "Example: fitila campaign list --json")]
    List(Json),
    /// One campaign and its ledger.
    #[command(after_help = "Example: fitila campaign show 3 --json")]
    Show {
        /// Its number.
        id: i64,
        #[command(flatten)]
        json: Json,
    },
    /// Take a campaign back: what has not left stays here.
    #[command(after_help = "Example: fitila campaign cancel 3")]
    Cancel {
        /// Its number.
        id: i64,
        #[command(flatten)]
        json: Json,
    },
}

/// Who gets a campaign; filters are combined with and.
#[derive(Debug, Args)]
pub struct AudienceArgs {
    /// A language; may be given several times, any of them fits.
    #[arg(long, value_name = "CODE")]
    pub language: Vec<String>,
    /// A state with all that lies in it, or a local government: Lagos, "Ikeja, Lagos".
    #[arg(long, value_name = "NAME")]
    pub area: Option<String>,
    /// parent, girl or community.
    #[arg(long)]
    pub role: Option<String>,
    /// A topic that people agreed to: safety, tips or training.
    #[arg(long)]
    pub topic: Option<String>,
    /// A network: mtn, airtel, glo, 9mobile or other.
    #[arg(long)]
    pub network: Option<String>,
    /// Joined on this day or later.
    #[arg(long, value_name = "DATE")]
    pub joined_since: Option<String>,
    /// A group of an import.
    #[arg(long, value_name = "NAME")]
    pub group: Option<String>,
}
