//! `fitila cover …`.

use std::io::Read;

use serde_json::{Value, json};

use crate::app::cli::CoverVerb;
use crate::app::exit::{Ended, Failure, complain, say, say_json};
use crate::app::people::number_of;
use crate::domain::address::{Email, Msisdn};
use crate::domain::care::OfficeHours;
use crate::domain::keyword::TipUse;
use crate::service::{Agreement, Context, Review, list_covers, retire_cover, set_cover};
use crate::store::covers::Cover;

/// Does one of them.
pub async fn cover(context: &Context, office: &OfficeHours, verb: CoverVerb) -> Ended {
    match verb {
        CoverVerb::Set { who } => {
            let by = email(&who.by)?;
            let agreement = read_agreement(&who.number)?;
            let used = context.content().rulebook.keywords.tip_use(&agreement.word);
            let kept = set_cover(context, by, agreement, office.clone()).await.map_err(Failure::wrong)?;
            say(&format!("Kept. Agree it anew by {}.", day(context, &kept)));
            if used == Some(TipUse::Everyday) {
                complain(
                    "families often text this word alone, as what is to be bought: somebody else on her phone may call by \
                     mistake. Better agree one that nobody there would text",
                );
            }
            Ok(())
        }
        CoverVerb::Retire { who } => {
            let by = email(&who.by)?;
            match retire_cover(context, by, number_of(&who.number)?).await.map_err(Failure::wrong)? {
                true => say("Ended. The word gives a tip and nothing else."),
                false => say("Nothing was agreed with this number, so nothing was ended."),
            }
            Ok(())
        }
        CoverVerb::List { by, json } => {
            let all = list_covers(context, email(&by)?).await.map_err(Failure::wrong)?;
            if json.json {
                say_json(&all.iter().map(|(cover, review)| as_json(cover, *review)).collect::<Vec<Value>>());
                return Ok(());
            }
            for (cover, review) in &all {
                let due = if *review == Review::Due { "  AGREE ANEW" } else { "" };
                let (number, seen) = (masked(cover), cover.last_seen_at.map_or("-".into(), |at| at.to_string()));
                let by_day = day(context, cover);
                say(&format!("{number:<16} by {:<28} anew by {by_day}  last called {seen}{due}", cover.set_by));
            }
            Ok(())
        }
    }
}

fn as_json(cover: &Cover, review: Review) -> Value {
    json!({
        "number": masked(cover),
        "set_by": cover.set_by,
        "set_at": cover.set_at.to_string(),
        "review_by": cover.review_by.to_string(),
        "review_due": review == Review::Due,
        "last_called_at": cover.last_seen_at.map(|at| at.to_string()),
    })
}

fn masked(cover: &Cover) -> String {
    cover.number.map_or("-".into(), |number| number.masked())
}

fn day(context: &Context, cover: &Cover) -> String {
    context.rules().zone.to_datetime(cover.review_by).strftime("%-d %b %Y").to_string()
}

fn email(by: &str) -> Result<Email, Failure> {
    Email::parse(by).map_err(|error| Failure::wrong(format!("--as: {error}")))
}

/// The number, where it is not an argument; the word; the plan.
fn read_agreement(argument: &str) -> Result<Agreement, Failure> {
    let mut text = String::new();
    let unread = |_| Failure::wrong("standard input cannot be read: give it the word, then the plan, a line each");
    std::io::stdin().lock().read_to_string(&mut text).map_err(unread)?;
    let mut lines = text.lines();
    let number: Msisdn = match argument {
        "-" => number_of(lines.next().unwrap_or_default().trim())?,
        number => number_of(number)?,
    };
    let word = lines.next().unwrap_or_default().trim().to_owned();
    Ok(Agreement { number, word, plan: lines.collect::<Vec<_>>().join("\n") })
}
