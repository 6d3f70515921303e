//! The verbs about series, in words and as JSON.

use serde_json::{Value, json};

use crate::app::cli::{Json, SeriesVerb};
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::domain::address::Locale;
use crate::domain::catalogue::Review;
use crate::domain::ids::SeriesKey;
use crate::service::{Context, LanguageView, SeriesError, SeriesView, accept_series, list_series, show_series};

/// Does one of them.
pub async fn series(context: &Context, verb: SeriesVerb) -> Ended {
    match verb {
        SeriesVerb::List(json) => list(context, json).await,
        SeriesVerb::Show { key, json } => {
            let view = show_series(context, &SeriesKey::named(&key)).await.map_err(failed)?;
            if json.json {
                say_json(&as_json(&view));
            } else {
                print(context, &view);
            }
            Ok(())
        }
        SeriesVerb::Accept { key, accept_unreviewed, accepted_by, json } => {
            accept(context, &SeriesKey::named(&key), &accept_unreviewed, &accepted_by, json).await
        }
    }
}

fn failed(error: SeriesError) -> Failure {
    Failure::wrong(error)
}

async fn accept(context: &Context, key: &SeriesKey, languages: &[String], by: &str, json: Json) -> Ended {
    let codes = languages.iter().map(|code| Locale::parse(code.trim()).map_err(Failure::wrong));
    let locales = codes.collect::<Result<Vec<_>, _>>()?;
    let accepted = accept_series(context, key, &locales, by).await.map_err(failed)?;
    if json.json {
        let languages: Vec<Value> =
            accepted.iter().map(|(locale, texts)| json!({ "language": locale.as_str(), "texts": texts })).collect();
        say_json(&json!({ "series": key.as_str(), "accepted_by": by.trim(), "languages": languages }));
        return Ok(());
    }
    for (locale, texts) in accepted {
        say(&format!("{texts} {locale} texts of series {key} are accepted as they are now, by {}.", by.trim()));
    }
    Ok(())
}

async fn list(context: &Context, json: Json) -> Ended {
    let all = list_series(context).await.map_err(failed)?;
    if json.json {
        say_json(&all.iter().map(as_json).collect::<Vec<Value>>());
        return Ok(());
    }
    for view in &all {
        say(&format!(
            "{:<12} {:>3} texts {:>7} people {:>7} resting {:>7} done {:>7} waiting for a review or an acceptance",
            view.series.key,
            view.steps.len(),
            view.active,
            view.resting,
            view.done,
            view.waiting()
        ));
    }
    Ok(())
}

fn as_json(view: &SeriesView) -> Value {
    let series = &view.series;
    let steps: Vec<Value> = view
        .steps
        .iter()
        .enumerate()
        .map(|(n, (key, people))| json!({ "step": n + 1, "message": key.as_str(), "people": people }))
        .collect();
    json!({
        "key": series.key.as_str(),
        "topic": series.topic.as_str(),
        "roles": series.roles.to_words(),
        "hour": series.at.to_string(),
        "weekday": weekday(view),
        "people": view.active,
        "resting": view.resting,
        "done": view.done,
        "ended": view.ended,
        "waiting": view.waiting(),
        "steps": steps,
        "languages": view.languages.iter().map(language_json).collect::<Vec<Value>>(),
    })
}

fn language_json(language: &LanguageView) -> Value {
    let (by, at) = language.accepted.clone().unzip();
    json!({
        "language": language.locale.as_str(),
        "reviewed": language.review == Review::Reviewed,
        "accepted_by": by,
        "accepted_at": at.map(|at| at.to_string()),
        "waiting": language.waiting,
    })
}

fn weekday(view: &SeriesView) -> Option<String> {
    view.series.weekday.map(|weekday| format!("{weekday:?}").to_lowercase())
}

fn print(context: &Context, view: &SeriesView) {
    let series = &view.series;
    let day = weekday(view).unwrap_or_else(|| "the weekday on which each person joined".to_owned());
    say(&format!("Series {}: one text a week, on {day}, from {}", series.key, series.at));
    let roles = if series.roles.is_empty() { "nobody by role".to_owned() } else { series.roles.to_words() };
    let unsaid = if series.for_unsaid { ", and people who never said who they are" } else { "" };
    say(&format!("For: {roles}{unsaid}; topic {}; keyword {}", series.topic.as_str(), series.keyword));
    say(&format!("{:>8}  to get more texts", view.active));
    say(&format!("{:>8}  of them resting", view.resting));
    say(&format!("{:>8}  had all", view.done));
    say(&format!("{:>8}  left", view.ended));
    say("People by the text that is next:");
    for (n, (key, people)) in view.steps.iter().enumerate() {
        say(&format!("{people:>8}  {:>2} {key}", n + 1));
    }
    for language in &view.languages {
        let review = match (language.review, &language.accepted) {
            (Review::Reviewed, _) => "reviewed by a native speaker".to_owned(),
            (Review::Draft, _) => "a draft that nobody has signed off".to_owned(),
            (Review::Unreviewed, Some((by, at))) => {
                format!("not reviewed; accepted by {by} on {}", context.rules().zone.to_datetime(*at).date())
            }
            (Review::Unreviewed, None) => "not reviewed by a native speaker".to_owned(),
        };
        say(&format!("{}: {review}", language.locale));
        if language.waiting > 0 {
            say(&format!(
                "    waiting for a review or an acceptance: {} in {}",
                people(language.waiting),
                language.locale
            ));
        }
    }
}

fn people(count: u64) -> String {
    if count == 1 { "1 person".to_owned() } else { format!("{count} people") }
}
