//! `fitila people …`.

use std::fs::File;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use crate::app::cli::Json;
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::domain::address::Msisdn;
use crate::service::{Context, Mode, Record, Report, import_people, show_person};

/// Adds people from a file and reports line by line what was not taken.
pub async fn import(context: &Context, path: &Path, mode: Mode, json: Json) -> Ended {
    let name = path.display();
    let file = File::open(path).map_err(|error| Failure::wrong(format!("{name} cannot be read: {error}")))?;
    let bar = progress_bar();
    let report = import_people(context, file, mode, |rows| bar.set_position(rows)).await;
    bar.finish_and_clear();
    let report = report.map_err(|error| Failure::wrong(format!("{name}: {error}")))?;
    if json.json {
        say_json(&report);
    } else {
        print(&report, mode);
    }
    if report.refused.is_empty() { Ok(()) } else { Err(Failure::Found) }
}

fn progress_bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let style =
        ProgressStyle::with_template("{spinner} {pos} rows").unwrap_or_else(|_| ProgressStyle::default_spinner());
    ProgressBar::new_spinner().with_style(style)
}

fn print(report: &Report, mode: Mode) {
    for refusal in &report.refused {
        say(&format!("row {}, {}: {}", refusal.row, refusal.column, refusal.what));
    }
    let taken = match mode {
        Mode::Write => "added",
        Mode::DryRun => "would be added",
    };
    let refused = report.refused.len() as u64 - report.stopped;
    say(&format!(
        "{} people {taken}, {} known already, {} have stopped texts and stay stopped, {refused} rows to fix.",
        report.added, report.updated, report.stopped
    ));
}

/// A record as it is printed.
#[derive(Serialize)]
pub(super) struct Shown {
    standing: &'static str,
    topics: String,
    language: String,
    area: Option<String>,
    role: Option<String>,
    age_band: Option<&'static str>,
    group: Option<String>,
    network: Option<&'static str>,
    quiet: bool,
    hours: Option<String>,
    since: String,
    joined_at: Option<String>,
    texts_received: i64,
    texts_sent: i64,
    dialogues: i64,
    agreements: Vec<Agreement>,
}

#[derive(Serialize)]
struct Agreement {
    at: String,
    change: String,
    topics: String,
    how: String,
    wording: Option<String>,
}

/// Shows what is held of a number; `-` reads it from standard input.
pub async fn show(context: &Context, number: &str, json: Json) -> Ended {
    let number = number_of(number)?;
    let Some(record) = show_person(context, number).await.map_err(Failure::wrong)? else {
        say("Nothing is held of this number.");
        return Err(Failure::Found);
    };
    let shown = shown(&record);
    if json.json {
        say_json(&shown);
    } else {
        print_person(&shown);
    }
    Ok(())
}

/// The number that an argument names; `-` reads it from standard input.
pub(super) fn number_of(argument: &str) -> Result<Msisdn, Failure> {
    number_at("NUMBER", argument)
}

/// The number that an argument of this name gives; `-` reads it from standard input.
pub(super) fn number_at(name: &str, argument: &str) -> Result<Msisdn, Failure> {
    let text = match argument {
        "-" => read_number(name)?,
        number => number.to_owned(),
    };
    let parsed = Msisdn::parse(&text).or_else(|_| Msisdn::parse_practice(&text));
    parsed.map_err(|error| Failure::wrong(format!("{name}: {error}")))
}

fn read_number(name: &str) -> Result<String, Failure> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|_| Failure::wrong(format!("{name}: nothing came on standard input")))?;
    Ok(line.trim().to_owned())
}

/// A record in words.
pub(super) fn shown(record: &Record) -> Shown {
    let candidate = &record.held.candidate;
    Shown {
        standing: candidate.standing.as_str(),
        topics: candidate.topics.to_words(),
        language: candidate.language.to_string(),
        area: record.area.clone(),
        role: Some(candidate.roles.to_words()).filter(|words| !words.is_empty()),
        age_band: candidate.age_band.map(|band| band.as_str()),
        group: candidate.group.clone(),
        network: candidate.network.map(|network| network.as_str()),
        quiet: record.held.discretion == crate::domain::conversation::Discretion::Quiet,
        hours: record.held.hours.clone(),
        // To the day: to the second it would tell whose first text a case is.
        since: record.held.created_at.strftime("%Y-%m-%d").to_string(),
        joined_at: candidate.joined_at.map(|at| at.to_string()),
        texts_received: record.held.texts_received,
        texts_sent: record.held.texts_sent,
        dialogues: record.held.dialogues,
        agreements: record
            .proofs
            .iter()
            .map(|proof| Agreement {
                at: proof.at.to_string(),
                change: proof.change.clone(),
                topics: proof.topics.clone(),
                how: proof.how.clone(),
                wording: proof.wording.as_ref().map(|(key, locale, version)| format!("{key}/{locale}/{version}")),
            })
            .collect(),
    }
}

/// Prints a record for a person to read.
pub(super) fn print_person(shown: &Shown) {
    let or_none = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
    say(&format!(
        "Standing:  {} ({})",
        shown.standing,
        if shown.topics.is_empty() { "no topics" } else { &shown.topics }
    ));
    say(&format!("Language:  {}    Quiet texts: {}", shown.language, if shown.quiet { "yes" } else { "no" }));
    say(&format!("Area:      {}    Group: {}", or_none(&shown.area), or_none(&shown.group)));
    let (role, age, network) = (or_none(&shown.role), shown.age_band.unwrap_or("-"), shown.network.unwrap_or("-"));
    say(&format!("Role:      {role}    Age: {age}    Network: {network}"));
    if let Some(joined) = &shown.joined_at {
        say(&format!("Joined:    {joined}"));
    }
    say(&format!("Hours:     {}", shown.hours.clone().unwrap_or_else(|| "any hour of the day".into())));
    say(&format!(
        "Known since {}; {} texts received, {} texts to them, {} dialogues",
        shown.since, shown.texts_received, shown.texts_sent, shown.dialogues
    ));
    for agreement in &shown.agreements {
        let wording = agreement.wording.as_deref().map(|wording| format!(", asked with {wording}")).unwrap_or_default();
        say(&format!("{}  {} {} by {}{wording}", agreement.at, agreement.change, agreement.topics, agreement.how));
    }
}
