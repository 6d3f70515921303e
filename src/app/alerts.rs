//! `fitila alert …`. What is done with one is done with its case.

use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::app::cases::{self, span};
use crate::app::cli::{AlertVerb, CaseVerb};
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::app::times::local;
use crate::domain::address::Email;
use crate::domain::care::{AlertState, NoticeState};
use crate::service::{AlertLine, Context, count_long_waiting, list_alerts};
use crate::store::notices::Given;

/// Does what a verb about alerts says.
pub async fn alert(context: &Context, verb: AlertVerb) -> Ended {
    let verb = match verb {
        AlertVerb::List { by: None, json } => {
            let count = count_long_waiting(context).await.map_err(Failure::wrong)?;
            match json.json {
                true => say_json(&(0..count).map(|_| unmarked()).collect::<Vec<_>>()),
                false => print_count(count),
            }
            return Ok(());
        }
        AlertVerb::List { by: Some(by), json } => {
            let by = Email::parse(&by).map_err(|error| Failure::wrong(format!("--as: {error}")))?;
            let lines = list_alerts(context, by).await.map_err(Failure::wrong)?.map_err(Failure::wrong)?;
            match json.json {
                true => say_json(&lines.iter().map(line).collect::<Vec<_>>()),
                false => print_lines(&lines, &context.rules().zone),
            }
            return Ok(());
        }
        AlertVerb::Ack { which } => CaseVerb::Take { which },
        AlertVerb::Note { which, words } => CaseVerb::Note { which, words },
        AlertVerb::Close { which, outcome } => CaseVerb::Close { which, outcome },
    };
    cases::case(context, verb).await
}

fn print_count(count: u64) {
    match count {
        0 => say("No alert has waited for 15 minutes. Staff see those that are open by --as."),
        _ => say(&format!("{count} alerts wait for more than 15 minutes. Staff see them by --as.")),
    }
}

/// An alert of which only that it waits too long may be known.
fn unmarked() -> Value {
    json!({
        "label": null,
        "kind": null,
        "cause": null,
        "state": AlertState::Raised.as_str(),
        "rung": null,
        "raised_at": null,
        "waits_minutes": 15,
        "taken_by": null,
        "taken_at": null,
        "notices": [],
    })
}

fn print_lines(lines: &[AlertLine], zone: &TimeZone) {
    if lines.is_empty() {
        return say("No alert is open.");
    }
    for AlertLine { alert, waits, taken_by, notices } in lines {
        let state = match (alert.state, taken_by) {
            (AlertState::Raised, _) => "nobody has taken it".to_owned(),
            (_, name) => format!("taken by {}", name.as_deref().unwrap_or("somebody who left")),
        };
        let rung = alert.rung.map_or("nobody told yet".to_owned(), |rung| format!("rung {rung}"));
        say(&format!(
            "{}  {:7} {:10} since {:12} {rung}; {state}",
            alert.label,
            alert.kind.as_str(),
            alert.cause.as_str(),
            span(*waits)
        ));
        for (given, name) in notices {
            let at = local(given.at, zone);
            say(&format!("      {at}  rung {} {:4} {name}: {}", given.rung, given.way.as_str(), came(given)));
        }
    }
}

/// What came of a notice: of one by SMS what came of its message.
fn came(given: &Given) -> &'static str {
    match (given.state, given.message) {
        (NoticeState::Outbox, Some(message)) => message.as_str(),
        // The message was removed after its time, or its words could not be put together.
        (NoticeState::Outbox, None) => "unknown",
        (state, _) => state.as_str(),
    }
}

fn line(AlertLine { alert, waits, taken_by, notices }: &AlertLine) -> Value {
    let notices: Vec<Value> = notices
        .iter()
        .map(|(given, name)| {
            json!({
                "at": given.at.to_string(),
                "rung": given.rung,
                "name": name,
                "way": given.way.as_str(),
                "state": came(given),
            })
        })
        .collect();
    json!({
        "label": alert.label.as_str(),
        "kind": alert.kind.as_str(),
        "cause": alert.cause.as_str(),
        "state": alert.state.as_str(),
        "rung": alert.rung,
        "raised_at": alert.raised_at.to_string(),
        "waits_minutes": waits.as_mins(),
        "taken_by": taken_by,
        "taken_at": alert.taken.map(|(_, at)| at.to_string()),
        "notices": notices,
    })
}
