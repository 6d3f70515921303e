//! `fitila case …`.

use std::io::Read;

use jiff::SignedDuration;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::app::cli::{CaseArgs, CaseVerb};
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::app::times::local;
use crate::domain::address::Email;
use crate::domain::care::{Author, CaseKind, CaseState, Label, Outcome, Said};
use crate::domain::catalogue::keys;
use crate::domain::message::Body;
use crate::service::{
    CASES_LISTED, CaseError, CaseLine, CaseView, Context, Reason, Words, close_case, language_of_case, list_cases,
    note_case, ready_answers, reply_case, reveal_number, show_case, take_case,
};
use crate::store::StoreError;
use crate::store::cases::Which;

/// How a day is printed.
const DAY: &str = "%-d %b %Y";
/// Letters of a text from standard input, at most.
const MOST_LETTERS: u64 = 4_000;

/// Does what a verb about cases says.
pub async fn case(context: &Context, verb: CaseVerb) -> Ended {
    match verb {
        CaseVerb::List { all, json } => {
            let which = if all { Which::All } else { Which::Open };
            let lines = list_cases(context, which).await.map_err(Failure::wrong)?;
            match json.json {
                true => say_json(&lines.iter().map(line).collect::<Vec<_>>()),
                false => print_lines(&lines),
            }
        }
        CaseVerb::Show { which, json } => {
            let (label, by) = read(&which)?;
            let view = done(show_case(context, &by, &label).await)?;
            match json.json {
                true => say_json(&view_json(&view)),
                false => print_view(&view, &context.rules().zone),
            }
        }
        CaseVerb::Take { which } => {
            let (label, by) = read(&which)?;
            done(take_case(context, &by, &label).await)?;
            say(&format!("{label} is yours."));
        }
        CaseVerb::Reply { which, words, template, because } => {
            let (label, by) = read(&which)?;
            let words = said(words, template)?;
            let because = because.map(|why| Reason::parse(&why)).transpose();
            let because = because.map_err(|error| Failure::wrong(format!("--because: {error}")))?;
            let because = because.map(|why| why.as_str().to_owned());
            done(reply_case(context, &by, &label, words, because).await)?;
            say(&format!("The answer to {label} is on its way."));
        }
        CaseVerb::Templates { label, json } => templates(context, &read_label(&label)?, json.json).await?,
        CaseVerb::Note { which, words } => {
            let (label, by) = read(&which)?;
            let words = from_argument(&words)?;
            if words.is_empty() {
                return Err(Failure::wrong("WORDS: the note is empty; write what your colleagues must know"));
            }
            done(note_case(context, &by, &label, Body::new(words)).await)?;
            say(&format!("The note is in {label}."));
        }
        CaseVerb::Reveal { which, reason } => {
            let (label, by) = read(&which)?;
            let reason = why(&reason)?;
            let number = done(reveal_number(context, &by, &label, &reason).await)?;
            say(&number.expose());
        }
        CaseVerb::Close { which, outcome } => {
            let (label, by) = read(&which)?;
            let outcome = Outcome::parse(&outcome).ok_or_else(|| {
                let known: Vec<&str> = Outcome::ALL.iter().map(|(_, word)| *word).collect();
                Failure::wrong(format!("--outcome: \"{outcome}\" is none; they are {}", known.join(", ")))
            })?;
            done(close_case(context, &by, &label, outcome).await)?;
            say(&format!("{label} is closed."));
        }
    }
    Ok(())
}

fn done<T>(worked: Result<Result<T, CaseError>, StoreError>) -> Result<T, Failure> {
    worked.map_err(Failure::wrong)?.map_err(Failure::wrong)
}

fn read(which: &CaseArgs) -> Result<(Label, Email), Failure> {
    let by = Email::parse(&which.actor).map_err(|error| Failure::wrong(format!("--as: {error}")))?;
    Ok((read_label(&which.label)?, by))
}

/// Why a number is asked for.
pub(super) fn why(reason: &str) -> Result<Reason, Failure> {
    Reason::parse(reason).map_err(|error| Failure::wrong(format!("--reason: {error}")))
}

fn read_label(label: &str) -> Result<Label, Failure> {
    Label::parse(label).ok_or_else(|| Failure::wrong("LABEL: a label has four signs, like 7F3K; see: fitila case list"))
}

fn said(words: Option<String>, template: Option<usize>) -> Result<Words, Failure> {
    match (words, template) {
        (_, Some(number)) if (1..=keys::READY.len()).contains(&number) => Ok(Words::Ready(number)),
        (_, Some(_)) => Err(Failure::wrong(format!("--template: they are 1 to {}", keys::READY.len()))),
        (Some(words), None) => Ok(Words::read(&from_argument(&words)?)),
        (None, None) => Err(Failure::wrong("WORDS: write what to say, or give --template with its number")),
    }
}

fn from_argument(words: &str) -> Result<String, Failure> {
    if words != "-" {
        return Ok(words.trim().to_owned());
    }
    let mut text = String::new();
    let read = std::io::stdin().lock().take(MOST_LETTERS).read_to_string(&mut text);
    read.map_err(|error| Failure::wrong(format!("standard input cannot be read: {error}")))?;
    Ok(text.trim().to_owned())
}

async fn templates(context: &Context, label: &Label, json: bool) -> Ended {
    let locale = language_of_case(context, label).await.map_err(Failure::wrong)?;
    let Some(locale) = locale else { return Err(Failure::wrong(CaseError::Unknown(label.clone()))) };
    let ready = ready_answers(&context.content(), locale);
    if json {
        say_json(&ready.iter().map(|(number, text)| json!({ "number": number, "text": text })).collect::<Vec<_>>());
    } else {
        ready.iter().for_each(|(number, text)| say(&format!("{number}  {text}")));
    }
    Ok(())
}

/// How long, in the two largest units.
pub(super) fn span(time: SignedDuration) -> String {
    let minutes = time.as_mins();
    match (minutes / 1440, minutes / 60 % 24, minutes % 60) {
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

fn window(line: &CaseLine) -> String {
    match (line.case.kind, line.window) {
        (CaseKind::Silent, _) => "never write or call".to_owned(),
        // To the minute it would tell who reported.
        (CaseKind::Report, Some(_)) => "answer at once".to_owned(),
        (_, Some(left)) => format!("answer within {}", span(left)),
        (_, None) => "answer when she writes again".to_owned(),
    }
}

fn print_lines(lines: &[CaseLine]) {
    if lines.is_empty() {
        return say("No one is waiting.");
    }
    for line in lines {
        let case = &line.case;
        let holder = line.holder.as_deref().unwrap_or("nobody");
        let state = match case.outcome {
            Some(outcome) if case.state == CaseState::Closed => format!("closed, {}", outcome.as_str()),
            _ => window(line),
        };
        say(&format!(
            "{}  {:7} {:4} waits {:12} with {holder}; {state}",
            case.label,
            case.kind.as_str(),
            case.locale.as_str(),
            span(line.waits)
        ));
    }
    if lines.len() == CASES_LISTED {
        say(&format!(
            "These are the {CASES_LISTED} that were heard last, and there may be more: close those that are over."
        ));
    }
}

fn print_view(view: &CaseView, zone: &TimeZone) {
    print_lines(std::slice::from_ref(&view.line));
    match &view.agreed {
        Some(agreed) => {
            let (set_at, review_by) = (agreed.set_at.strftime(DAY), agreed.review_by.strftime(DAY));
            say(&format!("agreed with {} on {set_at}, to be agreed anew by {review_by}:", agreed.set_by));
            agreed.plan.expose().lines().for_each(|line| say(&format!("    {line}")));
        }
        None if view.line.case.kind == CaseKind::Silent => {
            say("No plan is kept any more: ask the safeguarding lead, and do not write or call.");
        }
        None => {}
    }
    for (entry, name) in &view.entries {
        let from = match (entry.author, entry.what) {
            (Author::Person, _) => "person".to_owned(),
            (Author::System, _) => "service".to_owned(),
            (Author::Staff, Said::Note) => format!("note of {}", name.as_deref().unwrap_or("staff")),
            (Author::Staff, _) => name.clone().unwrap_or_else(|| "staff".to_owned()),
        };
        let words = entry.body.as_ref().map_or("[erased]", |body| body.expose());
        say(&format!("{}  {from}: {words}", local(entry.at, zone)));
    }
}

fn line(line: &CaseLine) -> Value {
    let case = &line.case;
    json!({
        "label": case.label.as_str(),
        "kind": case.kind.as_str(),
        "state": case.state.as_str(),
        "language": case.locale.as_str(),
        "assigned_to": line.holder,
        "opened_at": case.opened_at.to_string(),
        "last_in_at": case.last_in_at.to_string(),
        "last_out_at": case.last_out_at.map(|at| at.to_string()),
        "may_answer_until": line.window.and(case.window_until).filter(|_| case.kind != CaseKind::Report).map(|at| at.to_string()),
        "closed_at": case.closed_at.map(|at| at.to_string()),
        "outcome": case.outcome.map(Outcome::as_str),
    })
}

fn view_json(view: &CaseView) -> Value {
    let mut whole = line(&view.line);
    let entries: Vec<Value> = view
        .entries
        .iter()
        .map(|(entry, name)| {
            json!({
                "at": entry.at.to_string(),
                "author": entry.author.as_str(),
                "name": name,
                "what": entry.what.as_str(),
                "text": entry.body.as_ref().map(|body| body.expose().to_owned()),
            })
        })
        .collect();
    whole["entries"] = Value::Array(entries);
    whole["agreed"] = json!(view.agreed.as_ref().map(|agreed| {
        json!({
            "plan": agreed.plan.expose(),
            "by": agreed.set_by,
            "at": agreed.set_at.to_string(),
            "review_by": agreed.review_by.to_string(),
        })
    }));
    whole
}
