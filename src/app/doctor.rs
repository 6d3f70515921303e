//! `fitila doctor`: what is wrong with this set-up and what to do, a line each.

use crate::app::assemble::{opening, programme_texts, registry};
use crate::app::cli::Json;
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::config::Settings;
use crate::service::{Clock, Patient, Verdict, examine};

/// Looks at everything; fails when something is wrong.
pub fn doctor(settings: &Settings, json: Json) -> Ended {
    let registry = registry(settings).map_err(|failure| match failure {
        Failure::Wrong(line) => line,
        Failure::Found => "the accounts cannot be used".to_owned(),
    });
    let registry = registry.as_ref().map_err(String::as_str);
    let (opening, texts) = (opening(settings), programme_texts(settings));
    let patient = Patient { settings, opening: &opening, registry, texts: &texts };
    let examined = examine(&patient, Clock::System.now());
    if json.json {
        say_json(&examined);
    } else {
        for one in &examined {
            let mend = if one.mend.is_empty() { String::new() } else { format!(" \u{2014} {}", one.mend) };
            say(&format!("{:<5} {}: {}{mend}", one.verdict.as_str(), one.what, one.found));
        }
    }
    if examined.iter().any(|one| one.verdict == Verdict::Bad) { Err(Failure::Found) } else { Ok(()) }
}
