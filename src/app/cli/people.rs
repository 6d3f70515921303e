//! Verbs about people and their agreements.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use crate::app::cli::json::Json;
use crate::app::cli::staff::AsArgs;

/// Verbs about people.
#[derive(Debug, Subcommand)]
pub enum PeopleVerb {
    /// Add people who agreed on paper or by voice, from a CSV file.
    #[command(
        after_help = "Example: fitila people import families.csv --dry-run\nColumns: number, language, area, role, topics, age_band, group, consent_at, consent_how, adult_consent_how. area is a state or a local government: Lagos; Ikeja, Lagos. Nobody is texted by an import, and nobody who stopped is started again."
    )]
    Import {
        /// The file.
        file: PathBuf,
        /// Only look at the file.
        #[arg(long)]
        dry_run: bool,
        #[command(flatten)]
        json: Json,
    },
    /// Show what is held of one person.
    #[command(after_help = "Example: echo 08030000000 | fitila people show -")]
    Show {
        /// The number, or - to read it from standard input, so that it stands in no history.
        number: String,
        #[command(flatten)]
        json: Json,
    },
    /// Everything that is held of one person, to hand to her: a request on paper. The words stand in it for the lead only.
    #[command(
        after_help = "Example: echo 08030000000 | fitila people export - > record.txt\nExit status 1 when nothing is held of the number."
    )]
    Export {
        #[command(flatten)]
        who: NumberArgs,
        #[command(flatten)]
        json: Json,
    },
    /// Erase one person: a request on paper. Nothing is texted to her; only she can sign up again.
    #[command(
        after_help = "Example: echo 08030000000 | fitila people erase - --yes\nA number of which nothing is held is no failure: nothing is left to erase."
    )]
    Erase {
        #[command(flatten)]
        who: NumberArgs,
        /// Do not ask.
        #[arg(long)]
        yes: bool,
    },
}

/// Which person.
#[derive(Debug, Args)]
pub struct NumberArgs {
    /// The number, or - to read it from standard input, so that it stands in no history.
    pub number: String,
    #[command(flatten)]
    pub who: AsArgs,
}
