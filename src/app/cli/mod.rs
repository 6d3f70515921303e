//! The command line: a promise that others script against.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

mod json;
mod staff;
mod people;
mod series;
mod campaigns;
mod cases;
mod alerts;
mod trainings;

pub use alerts::AlertVerb;
pub use campaigns::{AudienceArgs, CampaignVerb};
pub use cases::{CaseArgs, CaseVerb};
mod cover;
pub use cover::CoverVerb;
pub use json::Json;
pub use people::PeopleVerb;
pub use series::SeriesVerb;
pub use staff::{AboutArgs, AsArgs, AuditVerb, StaffVerb};
pub use trainings::{NewTraining, NumbersArgs, TrainingVerb};

/// An SMS and USSD service with which a community organisation protects girls and families.
#[derive(Debug, Parser)]
#[command(name = "fitila", version, about, after_help = "Example: fitila serve\nWithout a verb: serve.")]
pub struct Cli {
    /// The configuration file; else fitila.toml in this folder, if there is one, else the defaults.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// What to do; serve, if nothing is said.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Run the service: webhooks, sending, the handset.
    #[command(after_help = "Example: fitila serve --config /etc/fitila.toml")]
    Serve,
    /// Check configuration, keywords, menu, texts in every language, and facts past their review date.
    #[command(
        after_help = "Example: fitila check --json\nExample: fitila check --print yo --html > yoruba.html\nExit status 1 when there is an error."
    )]
    Check(CheckArgs),
    /// Look at this set-up (disk, clock, database, key, gateways, facts, queue) and say what is wrong and what to do.
    #[command(
        after_help = "Example: fitila doctor --json\nA line each: ok, look or bad, what was found, what to do. Exit status 1 when something is bad. It changes nothing and may run beside fitila serve."
    )]
    Doctor(Json),
    /// A phone in the terminal: type a text, or dial the code.
    #[command(
        after_help = "Example: fitila handset --number +2340000000001\nTalks to a running service, or to one of its own in memory."
    )]
    Handset(HandsetArgs),
    /// People and their agreements.
    People {
        /// What to do with them.
        #[command(subcommand)]
        verb: PeopleVerb,
    },
    /// Remove what has been kept long enough; a running service does it every night by itself.
    #[command(after_help = "Example: fitila retention --dry-run")]
    Retention(RetentionArgs),
    /// Campaigns: one message to many people who agreed.
    Campaign {
        /// What to do with them.
        #[command(subcommand)]
        verb: Box<CampaignVerb>,
    },
    /// Who works for the programme, and who is on duty.
    Staff {
        /// What to do with them.
        #[command(subcommand)]
        verb: StaffVerb,
    },
    /// What staff did: the record that nobody can change unseen.
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        verb: AuditVerb,
    },
    /// Cases: people who asked for a person.
    Case {
        /// What to do with them.
        #[command(subcommand)]
        verb: CaseVerb,
    },
    /// Alerts: somebody needs a person of the programme now.
    Alert {
        /// What to do with them.
        #[command(subcommand)]
        verb: AlertVerb,
    },
    /// Calls for help in silence: what was agreed with whom.
    Cover {
        /// What to do with them.
        #[command(subcommand)]
        verb: CoverVerb,
    },
    /// Trainings: courses that somebody here has checked, each with a code that can be tested.
    Training {
        /// What to do with them.
        #[command(subcommand)]
        verb: TrainingVerb,
    },
    /// Series: one text a week to people who joined.
    Series {
        /// What to do with them.
        #[command(subcommand)]
        verb: SeriesVerb,
    },
}

/// Whether retention removes anything.
#[derive(Debug, Args)]
pub struct RetentionArgs {
    /// Only count what is overdue.
    #[arg(long)]
    pub dry_run: bool,
    #[command(flatten)]
    pub json: Json,
}

/// What to look at.
#[derive(Debug, Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub json: Json,
    /// Print all that is said in one language, with English beside it, for a native speaker to read.
    #[arg(long, value_name = "LANGUAGE")]
    pub print: Option<String>,
    /// With --print: as a page for a browser and for paper, with a box to tick beside every text.
    #[arg(long)]
    pub html: bool,
}

/// Which phone.
#[derive(Debug, Args)]
pub struct HandsetArgs {
    /// A practice number, +2340000000000 to +2340000000099.
    #[arg(long, default_value = "+2340000000001")]
    pub number: String,
}
