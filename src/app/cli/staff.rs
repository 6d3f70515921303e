//! Verbs about the staff and about what they did.

use clap::{Args, Subcommand};

use crate::app::cli::json::Json;

/// Who does it.
#[derive(Debug, Args, Clone)]
pub struct AsArgs {
    /// Who of the staff does this; without it the audit says: console.
    #[arg(long = "as", value_name = "EMAIL")]
    pub actor: Option<String>,
}

/// Who somebody is and how she is reached.
#[derive(Debug, Args)]
pub struct AboutArgs {
    /// What she may do: admin, manager, writer, case-worker, lead, viewer. May be given again.
    #[arg(long, value_name = "ROLE")]
    pub role: Vec<String>,
    /// Where calls for help are texted to her; - reads it from standard input, so that it stands in no history.
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
    /// She is not texted any more.
    #[arg(long, conflicts_with = "phone")]
    pub no_phone: bool,
    /// A language in which she can answer; without any: all. May be given again.
    #[arg(long, value_name = "CODE")]
    pub language: Vec<String>,
}

/// Verbs about the staff.
#[derive(Debug, Subcommand)]
pub enum StaffVerb {
    /// Add somebody to the staff.
    #[command(
        after_help = "Example: echo 08030000000 | fitila staff add Amina --email amina@example.org --role case-worker --phone - --on-duty"
    )]
    Add {
        /// What she is called.
        name: String,
        /// Her address, by which the other verbs name her.
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        #[command(flatten)]
        about: AboutArgs,
        /// Calls for help come to her; needs --phone and the role case-worker or lead.
        #[arg(long)]
        on_duty: bool,
        #[command(flatten)]
        who: AsArgs,
        #[command(flatten)]
        json: Json,
    },
    /// List the staff, those that are switched off too. Numbers are masked.
    #[command(after_help = "Example: fitila staff list --json")]
    List {
        #[command(flatten)]
        json: Json,
    },
    /// Switch an account off; it stays in the list and in the audit.
    #[command(after_help = "Example: fitila staff disable amina@example.org")]
    Disable {
        /// Her address.
        email: String,
        #[command(flatten)]
        who: AsArgs,
    },
    /// Switch an account on again; she is not on duty until you say so.
    #[command(after_help = "Example: fitila staff enable amina@example.org")]
    Enable {
        /// Her address.
        email: String,
        #[command(flatten)]
        who: AsArgs,
    },
    /// Put somebody on duty, or take her off.
    #[command(after_help = "Example: fitila staff duty amina@example.org on")]
    Duty {
        /// Her address.
        email: String,
        /// on or off.
        #[arg(value_parser = ["on", "off"])]
        state: String,
        #[command(flatten)]
        who: AsArgs,
    },
    /// Change what somebody is called, may do, or how she is reached. Roles and languages replace the old ones.
    #[command(after_help = "Example: fitila staff change amina@example.org --role lead --role case-worker")]
    Change {
        /// Her address.
        email: String,
        /// What she is called.
        #[arg(long)]
        name: Option<String>,
        #[command(flatten)]
        about: AboutArgs,
        #[command(flatten)]
        who: AsArgs,
    },
}

/// Verbs about what staff did.
#[derive(Debug, Subcommand)]
pub enum AuditVerb {
    /// Prove that no entry was changed, taken out or cut off.
    #[command(
        after_help = "Example: fitila audit verify --head 17:9f3ac8d207b1e645\nExit status 1 when the record is broken."
    )]
    Verify {
        /// An entry as the log named it (audit.head); give the last one that you find there.
        #[arg(long, value_name = "PLACE:HASH")]
        head: Option<String>,
    },
    /// List what was done.
    #[command(after_help = "Example: fitila audit list --since 2026-12-01")]
    List {
        /// From this day on, in the programme's time zone.
        #[arg(long, value_name = "DATE")]
        since: Option<String>,
        #[command(flatten)]
        json: Json,
    },
}
