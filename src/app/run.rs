//! From the command line to the verb.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::app::assemble::{assemble, opening};
use crate::app::cli::{CheckArgs, Cli, PeopleVerb, Verb};
use crate::app::exit::{Ended, Failure, finish};
use crate::app::requests::Confirmation;
use crate::app::{
    alerts, campaigns, cases, check, cover, doctor, handset, people, requests, retention, series, serve, staff,
    trainings,
};
use crate::config::Settings;
use crate::service::{Clock, Context, Mode, Run, refresh_roster};
use crate::store::Opening;

/// Reads the command line, does what it says, and gives the exit status.
pub fn run() -> ExitCode {
    // What is written, the database most of all, is nobody else's to read.
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => return finish(Err(Failure::Wrong(in_one_line(&error)))),
        Err(help) => {
            let _ = help.print();
            return ExitCode::SUCCESS;
        }
    };
    finish(settings(cli.config).and_then(|settings| run_verb(&settings, cli.verb.unwrap_or(Verb::Serve))))
}

/// What is wrong with the arguments, without the pages that follow it.
fn in_one_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let lines = text.lines().take_while(|line| !line.starts_with("Usage:")).map(str::trim);
    let said: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    let verb = usage_of(&text).unwrap_or_else(|| "fitila".to_owned());
    format!("{}; see: {verb} --help", said.join(" ").trim_start_matches("error: "))
}

/// The verb whose usage an error quotes: `fitila staff add`.
fn usage_of(text: &str) -> Option<String> {
    let usage = text.lines().find_map(|line| line.strip_prefix("Usage: "))?;
    let words: Vec<&str> = usage
        .split(' ')
        .take_while(|word| !word.starts_with('-') && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
        .collect();
    (words.first() == Some(&"fitila")).then(|| words.join(" "))
}

fn run_verb(settings: &Settings, verb: Verb) -> Ended {
    match verb {
        Verb::Serve => serve::serve(settings),
        Verb::Check(CheckArgs { print: None, html: false, json }) => check::check(settings, json),
        Verb::Check(arguments) => check::print(settings, &arguments),
        Verb::Doctor(json) => doctor::doctor(settings, json),
        Verb::Handset(arguments) => handset::handset(settings, &arguments.number),
        Verb::People { verb: PeopleVerb::Import { file, dry_run, json } } => {
            let mode = if dry_run { Mode::DryRun } else { Mode::Write };
            beside(settings, async |context| people::import(context, &file, mode, json).await)
        }
        Verb::People { verb: PeopleVerb::Show { number, json } } => {
            of_what_is_there(settings)?;
            beside(settings, async |context| people::show(context, &number, json).await)
        }
        Verb::Staff { verb } => beside(settings, async |context| staff::staff(context, verb).await),
        Verb::Audit { verb } => {
            of_what_is_there(settings)?;
            beside(settings, async |context| staff::audit(context, verb).await)
        }
        Verb::Cover { verb } => {
            beside(settings, async |context| cover::cover(context, &settings.care.office_hours, verb).await)
        }
        Verb::Training { verb } => beside(settings, async |context| trainings::training(context, verb).await),
        Verb::Series { verb } => beside(settings, async |context| series::series(context, verb).await),
        Verb::People { verb: PeopleVerb::Export { who, json } } => {
            of_what_is_there(settings)?;
            beside(settings, async |context| requests::export(context, &who.number, &who.who, json).await)
        }
        Verb::People { verb: PeopleVerb::Erase { who, yes } } => {
            of_what_is_there(settings)?;
            let confirmation = if yes { Confirmation::Given } else { Confirmation::Asked };
            beside(settings, async |context| requests::erase(context, &who.number, &who.who, confirmation).await)
        }
        Verb::Retention(arguments) => {
            let run = if arguments.dry_run { Run::Count } else { Run::Remove };
            beside(settings, async |context| retention::retention(context, run, arguments.json).await)
        }
        Verb::Case { verb } => beside(settings, async |context| cases::case(context, verb).await),
        Verb::Alert { verb } => beside(settings, async |context| alerts::alert(context, verb).await),
        Verb::Campaign { verb } => beside(settings, async |context| campaigns::campaign(context, *verb).await),
    }
}

/// An answer about a person is false when it comes from a new, empty database in the wrong place.
fn of_what_is_there(settings: &Settings) -> Result<(), Failure> {
    match opening(settings) {
        Opening::Sqlite(path) if !path.exists() => Err(Failure::wrong(format!(
            "database.url: there is no database at {}; name the one that fitila serve made",
            path.display()
        ))),
        Opening::Sqlite(_) | Opening::Postgres(_) => Ok(()),
    }
}

/// Runs a verb that may stand beside a running service.
fn beside(settings: &Settings, verb: impl AsyncFnOnce(&Context) -> Ended) -> Ended {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::wrong(format!("the runtime could not start: {error}")))?;
    let context = assemble(settings, Clock::System)?.context;
    runtime.block_on(async {
        refresh_roster(&context).await.map_err(Failure::wrong)?;
        verb(&context).await
    })
}

fn settings(named: Option<PathBuf>) -> Result<Settings, Failure> {
    let here = Path::new("fitila.toml");
    let file = named.or_else(|| here.exists().then(|| here.to_owned()));
    let environment =
        std::env::vars_os().filter_map(|(name, value)| name.into_string().ok().zip(value.into_string().ok()));
    Settings::load(file.as_deref(), environment).map_err(Failure::wrong)
}
