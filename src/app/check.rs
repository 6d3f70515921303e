//! `fitila check`: configuration and content, looked at without a database or a network.

use serde::Serialize;

use crate::app::assemble::{programme_texts, registry};
use crate::app::cli::{CheckArgs, Json};
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::config::Settings;
use crate::content::{
    About, Finding, Level, Marks, PageForm, Reviews, Rule, check as check_content, marks, print_page,
};
use crate::domain::address::Locale;
use crate::domain::campaign::Naira;
use crate::domain::care::Duty;
use crate::service::Clock;

/// The codes of the demonstration, which no real handset reaches.
const DEMO_SHORT_CODE: &str = "32627";
const DEMO_USSD_CODE: &str = "*347*627#";

#[derive(Serialize)]
struct Line {
    level: &'static str,
    /// The rule, C01 to C18.
    rule: Option<&'static str>,
    file: String,
    key: String,
    message: String,
    /// How far a language is reviewed, on the line that tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reviews: Option<Reviews>,
}

/// Looks, lists, and fails when there is an error.
pub fn check(settings: &Settings, json: Json) -> Ended {
    let lines = findings(settings)?;
    let errors = lines.iter().filter(|line| line.level == "error").count();
    if json.json {
        say_json(&lines);
    } else {
        for line in &lines {
            let key = if line.key.is_empty() { String::new() } else { format!(" {}:", line.key) };
            let rule = line.rule.map(|rule| format!(" ({rule})")).unwrap_or_default();
            say(&format!("{}: {}:{key} {}{rule}", line.level, line.file, line.message));
        }
        say(&match (errors, lines.len() - errors) {
            (0, 0) => "Everything is in order.".to_owned(),
            (0, warnings) => format!("No errors, {warnings} to know about."),
            (errors, warnings) => format!("{errors} to mend, {warnings} to know about."),
        });
    }
    if errors == 0 { Ok(()) } else { Err(Failure::Found) }
}

/// Prints all that is said in one language.
pub fn print(settings: &Settings, arguments: &CheckArgs) -> Ended {
    let CheckArgs { print, html, json } = arguments;
    let Some(named) = print else {
        return Err(Failure::wrong(
            "--html writes a page of one language: name it, as in fitila check --print yo --html",
        ));
    };
    if json.json {
        return Err(Failure::wrong("--print writes a page for people: leave out --json"));
    }
    let input = programme_texts(settings);
    let locale = Locale::parse(named).ok().filter(|locale| input.locales.contains(locale)).ok_or_else(|| {
        let languages: Vec<&str> = input.locales.iter().map(Locale::as_str).collect();
        Failure::wrong(format!(
            "--print: \"{named}\" is no language of this programme; they are {}",
            languages.join(", ")
        ))
    })?;
    let form = if *html { PageForm::Html } else { PageForm::Text };
    let page = print_page(&input, locale, form).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        Failure::wrong(format!("the texts cannot be used yet: {first} (run: fitila check)"))
    })?;
    say(page.trim_end());
    Ok(())
}

/// What `serve` warns of where `check` fails or warns: a real account with the demonstration's codes, and the like.
pub fn warnings_at_start(settings: &Settings) -> Vec<String> {
    let mut warnings = of_settings(settings);
    warnings.extend(of_content(settings).into_iter().filter(|line| line.level == "error"));
    warnings.into_iter().map(|line| format!("{}: {}", line.key, line.message)).collect()
}

fn findings(settings: &Settings) -> Result<Vec<Line>, Failure> {
    registry(settings)?;
    let mut lines = of_settings(settings);
    lines.extend(of_marks(settings));
    lines.extend(of_content(settings));
    lines.sort_by_key(|line| line.level != "error");
    Ok(lines)
}

/// Whether an account reaches real handsets.
fn has_real_account(settings: &Settings) -> bool {
    settings.gateways.iter().any(|gateway| gateway.provider != "simulator")
}

fn of_settings(settings: &Settings) -> Vec<Line> {
    let line = |level, key: &str, message: &str| Line {
        level,
        rule: None,
        file: "configuration".into(),
        key: key.into(),
        message: message.into(),
        reviews: None,
    };
    let mut lines = Vec::new();
    if has_real_account(settings) {
        let demo = "this is the demonstration's code, which no real phone reaches; write the one that you were given";
        if settings.programme.short_code.to_string() == DEMO_SHORT_CODE {
            lines.push(line("error", "programme.short_code", demo));
        }
        if settings.programme.ussd_code.to_string() == DEMO_USSD_CODE {
            lines.push(line("error", "programme.ussd_code", demo));
        }
    }
    if settings.http.exposes_local_pages() {
        lines.push(line(
            "warning",
            "http.public_url",
            "http.listen is open to the network while public_url is this machine: handset and metrics are open to all",
        ));
    }
    for key in settings.not_in_effect() {
        lines.push(line("warning", key, "this version does not act on this setting yet"));
    }
    lines
}

/// What the marks cost that the programme chose.
fn of_marks(settings: &Settings) -> Vec<Line> {
    let price = Naira::parse(settings.budget.naira_per_segment).unwrap_or(Naira::ZERO);
    marks(&programme_texts(settings), Duty::Unstaffed)
        .iter()
        .map(|marks| Line {
            level: "warning",
            file: "configuration".into(),
            key: "content.marked".into(),
            message: price_of(marks, price),
            rule: None,
            reviews: None,
        })
        .collect()
}

fn price_of(marks: &Marks, price: Naira) -> String {
    let Marks { language, texts, marked_parts, plain_parts } = *marks;
    if texts == 0 {
        return format!("no text in {language} has a form with marks (sms_marked): take {language} out, or write them");
    }
    let counted = format!(
        "{texts} texts in {language} go out with marks, in {marked_parts} parts where {plain_parts} would do without"
    );
    if price == Naira::ZERO {
        return counted;
    }
    let each = |parts: usize| Naira::from_kobo(price.times(parts as u64).kobo() / texts as i64);
    format!("{counted}: {} naira a message instead of {}", each(marked_parts), each(plain_parts))
}

fn of_content(settings: &Settings) -> Vec<Line> {
    let today = settings.programme.time_zone.to_datetime(Clock::System.now()).date();
    let real = has_real_account(settings);
    check_content(&programme_texts(settings), Duty::Unstaffed, today)
        .into_iter()
        .map(|finding| Line {
            level: level(&finding, real),
            rule: finding.rule.map(Rule::as_str),
            file: finding.file,
            key: finding.key,
            message: finding.message,
            reviews: finding.reviews,
        })
        .collect()
}

/// A help line that nobody has called may stand in a demonstration, not before real people.
fn level(finding: &Finding, real: bool) -> &'static str {
    match (finding.level, finding.about) {
        (Level::Error, _) => "error",
        (Level::Warning, About::UnverifiedLine) if real => "error",
        (Level::Warning, _) => "warning",
    }
}
