//! Verbs about trainings.

use clap::{Args, Subcommand};

use crate::app::cli::json::Json;
use crate::app::cli::staff::AsArgs;

/// Verbs about trainings.
#[derive(Debug, Subcommand)]
pub enum TrainingVerb {
    /// Post a training and print its code. People whom it is for are told of it once.
    #[command(
        after_help = "Example: fitila training add --title Tailoring --place Ikorodu --starts 2027-01-12T09:00 --closes 2027-01-09 --area Lagos --issuer \"Ikorodu women's centre\" --checked \"Amina visited on 3 December\" --as ngozi@example.org\nPost only what one of you has visited or phoned."
    )]
    Add(Box<NewTraining>),
    /// All trainings, the newest first, and how many wrong codes were tried today.
    #[command(after_help = "Example: fitila training list --json")]
    List(Json),
    /// One training: what was posted, who was told, how often its code was tested.
    #[command(after_help = "Example: fitila training show K7P4XM")]
    Show {
        /// Its code.
        code: String,
        #[command(flatten)]
        json: Json,
    },
    /// Who asked for a place, the first first. Numbers are masked; to call them back show them with a reason that is kept.
    #[command(
        after_help = "Example: fitila training interests K7P4XM --json\nExample: fitila training interests K7P4XM --numbers --as amina@example.org --reason \"call back for January\""
    )]
    Interests {
        /// Its code.
        code: String,
        #[command(flatten)]
        numbers: NumbersArgs,
        #[command(flatten)]
        json: Json,
    },
    /// Close a training before its time: nobody is told any more, and its code is answered as closed.
    #[command(after_help = "Example: fitila training close K7P4XM --as ngozi@example.org")]
    Close {
        /// Its code.
        code: String,
        #[command(flatten)]
        who: AsArgs,
        #[command(flatten)]
        json: Json,
    },
}

/// Whether numbers are shown in full, to whom and why.
#[derive(Debug, Args)]
pub struct NumbersArgs {
    /// Show the numbers in full.
    #[arg(long, requires = "actor", requires = "reason")]
    pub numbers: bool,
    /// Who calls them back: role lead, manager or case-worker.
    #[arg(long = "as", value_name = "EMAIL", requires = "numbers")]
    pub actor: Option<String>,
    /// Why; the audit keeps it. It holds no number.
    #[arg(long, value_name = "WORDS", requires = "numbers")]
    pub reason: Option<String>,
}

/// What is posted.
#[derive(Debug, Args)]
pub struct NewTraining {
    /// What is taught, in few words.
    #[arg(long)]
    pub title: String,
    /// Where.
    #[arg(long)]
    pub place: String,
    /// When it starts: 2027-01-12, or 2027-01-12T09:00.
    #[arg(long, value_name = "DAY")]
    pub starts: String,
    /// The last day on which a girl may ask for a place.
    #[arg(long, value_name = "DAY")]
    pub closes: String,
    /// Who gives it.
    #[arg(long, value_name = "NAME")]
    pub issuer: String,
    /// Who of you visited or phoned, and when.
    #[arg(long, value_name = "HOW")]
    pub checked: String,
    /// Who posts it, and answers for what is accepted.
    #[arg(long = "as", value_name = "EMAIL")]
    pub posted_by: String,
    /// A state with all that lies in it, or a local government: Lagos, "Ikeja, Lagos".
    #[arg(long, value_name = "NAME")]
    pub area: Option<String>,
    /// A language; may be given several times, any of them fits.
    #[arg(long, value_name = "CODE")]
    pub language: Vec<String>,
    /// girl, parent or community.
    #[arg(long = "for", value_name = "ROLE")]
    pub role: Option<String>,
    /// What it costs, in naira; nothing, if nothing is said. No text names the sum.
    #[arg(long, value_name = "NAIRA", default_value_t = 0)]
    pub cost: u32,
    /// How many places there are.
    #[arg(long, value_name = "COUNT")]
    pub seats: Option<u32>,
    /// Languages whose words may be sent though no native speaker has reviewed them: yo,ha.
    #[arg(long, value_name = "CODES", value_delimiter = ',')]
    pub accept_unreviewed: Vec<String>,
    #[command(flatten)]
    pub json: Json,
}
