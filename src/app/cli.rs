//! The command line: a promise that others script against.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

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

/// Output for programs.
#[derive(Debug, Args, Clone, Copy)]
pub struct Json {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
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
    /// Everything that is held of one person, with all words, to hand to her: a request on paper.
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
}

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
