//! `fitila campaign …`.

use serde_json::{Value, json};

use crate::app::cli::{CampaignVerb, Json};
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::app::times::{audience, duration, language, time};
use crate::domain::address::{Email, Locale};
use crate::domain::campaign::Exclusion;
use crate::domain::ids::{CampaignId, ContentKey};
use crate::service::{
    Accepting, CampaignError, Context, PlanRequest, Preview, Watched, cancel_campaign, list_campaigns, plan_campaign,
    preview_campaign, show_campaign,
};

/// Does what is asked about campaigns.
pub async fn campaign(context: &Context, verb: CampaignVerb) -> Ended {
    let content = context.content();
    let rulebook = &content.rulebook;
    match verb {
        CampaignVerb::Preview { message, audience: flags, json } => {
            let audience = audience(&flags, rulebook)?;
            let preview = preview_campaign(context, &ContentKey::named(&message), &audience).await.map_err(failed)?;
            if json.json {
                say_json(&preview);
            } else {
                print_preview(&preview);
            }
            Ok(())
        }
        CampaignVerb::New { message, audience: flags, at, expires, name, accept_unreviewed, planned_by, json } => {
            let zone = &context.rules().zone;
            let planned_by = planned_by.as_deref().map(email).transpose()?;
            let request = PlanRequest {
                name,
                message: ContentKey::named(&message),
                audience: audience(&flags, rulebook)?,
                at: at.as_deref().map(|at| time(at, zone)).transpose()?,
                expires_after: expires.as_deref().map(duration).transpose()?,
                accepting: accepting(&accept_unreviewed, planned_by.as_ref(), &rulebook.locales)?,
                created_by: planned_by.map(|by| by.to_string()),
            };
            new(context, request, json).await
        }
        CampaignVerb::List(json) => list(context, json).await,
        CampaignVerb::Show { id, json } => {
            let watched = show_campaign(context, CampaignId(id)).await.map_err(failed)?;
            if json.json {
                say_json(&as_json(&watched));
            } else {
                print_campaign(context, &watched);
            }
            Ok(())
        }
        CampaignVerb::Cancel { id, json } => {
            let withdrawn = cancel_campaign(context, CampaignId(id)).await.map_err(failed)?;
            if json.json {
                say_json(&json!({ "id": id, "state": "cancelled", "withdrawn": withdrawn }));
            } else {
                say(&format!("Campaign {id} is cancelled; {withdrawn} messages had not left and will not."));
            }
            Ok(())
        }
    }
}

fn failed(error: CampaignError) -> Failure {
    Failure::wrong(error)
}

fn email(text: &str) -> Result<Email, Failure> {
    Email::parse(text).map_err(|error| Failure::wrong(format!("--as: {error}")))
}

/// Who answers for which languages; nobody, where none is accepted.
pub(super) fn accepting(
    codes: &[String],
    by: Option<&Email>,
    locales: &[Locale],
) -> Result<Option<Accepting>, Failure> {
    let mut languages = Vec::new();
    for code in codes {
        let locale = language("--accept-unreviewed", code, locales)?;
        if !languages.contains(&locale) {
            languages.push(locale);
        }
    }
    match by {
        _ if languages.is_empty() => Ok(None),
        Some(by) => Ok(Some(Accepting { by: by.clone(), languages })),
        None => Err(Failure::wrong("--accept-unreviewed: say who answers for it with --as EMAIL")),
    }
}

async fn new(context: &Context, request: PlanRequest, json: Json) -> Ended {
    let id = plan_campaign(context, request).await.map_err(failed)?;
    if json.json {
        say_json(&json!({ "id": id.0, "state": "scheduled" }));
    } else {
        say(&id.to_string());
    }
    Ok(())
}

async fn list(context: &Context, json: Json) -> Ended {
    let all = list_campaigns(context).await.map_err(failed)?;
    if json.json {
        say_json(&all.iter().map(as_json).collect::<Vec<Value>>());
        return Ok(());
    }
    if all.is_empty() {
        say("No campaigns yet. Plan one with: fitila campaign new --message KEY");
    }
    for watched in &all {
        let campaign = &watched.campaign;
        let planned = watched.counts.planned();
        say(&format!(
            "{:>4}  {:<10} {:>7} people  {}",
            campaign.id,
            campaign.state.as_str(),
            planned,
            campaign.plan.name
        ));
    }
    Ok(())
}

fn as_json(watched: &Watched) -> Value {
    let campaign = &watched.campaign;
    json!({
        "id": campaign.id.0,
        "name": campaign.plan.name,
        "state": campaign.state.as_str(),
        "message": campaign.plan.message.as_str(),
        "at": campaign.plan.at.to_string(),
        "planned_by": campaign.plan.created_by,
        "accepted_unreviewed": campaign.plan.acceptance.as_ref().map(|acceptance| json!({
            "languages": acceptance.languages,
            "by": acceptance.by,
            "at": acceptance.at.to_string(),
        })),
        "counts": watched.counts,
        "excluded": watched.excluded,
    })
}

fn print_campaign(context: &Context, watched: &Watched) {
    let campaign = &watched.campaign;
    let at = context.rules().zone.to_datetime(campaign.plan.at);
    say(&format!("Campaign {}: {}", campaign.id, campaign.plan.name));
    say(&format!("Message {}, planned for {at}", campaign.plan.message));
    if let Some(acceptance) = &campaign.plan.acceptance {
        let languages: Vec<&str> = acceptance.languages.iter().map(Locale::as_str).collect();
        let on = context.rules().zone.to_datetime(acceptance.at).date();
        say(&format!("{} answers for unreviewed texts in {}, since {on}", acceptance.by, languages.join(", ")));
    }
    say(&format!("State: {}", campaign.state.as_str()));
    if let Value::Object(counts) = json!(watched.counts) {
        for (state, count) in counts {
            say(&format!("{:>8}  {}", count.to_string(), state.replace('_', " ")));
        }
    }
    for (reason, count) in &watched.excluded {
        let known = Exclusion::SHOWN.iter().find(|(_, word)| word == reason);
        let plainly = known.map_or(reason.as_str(), |(exclusion, _)| exclusion.sentence());
        say(&format!("{count:>8}  left out: {plainly}"));
    }
}

fn print_preview(preview: &Preview) {
    for row in &preview.languages {
        let quiet = if row.quiet { ", plain text for people in quiet mode" } else { "" };
        let unread: Vec<&str> = row.unreviewed.iter().map(ContentKey::as_str).collect();
        let reviewed = match (row.reviewed, row.needs_acceptance) {
            (true, _) => "reviewed".to_owned(),
            (false, false) => "a draft of the programme".to_owned(),
            (false, true) => format!("not reviewed by a native speaker: {}", unread.join(", ")),
        };
        say(&format!(
            "{}: {} people, {} SMS page(s) each, {} in all, {} naira; {reviewed}{quiet}",
            row.language, row.recipients, row.segments_each, row.segments, row.naira
        ));
        say(&format!("    {}", row.text));
    }
    for (count, sentence) in &preview.excluded_plainly {
        say(&format!("left out: {count} {sentence}"));
    }
    if !preview.needs_acceptance.is_empty() {
        let languages: Vec<&str> = preview.needs_acceptance.iter().map(Locale::as_str).collect();
        say(&format!(
            "No native speaker has reviewed the words that people would get in {}: campaign new asks for \
             --accept-unreviewed {} --as EMAIL",
            languages.join(", "),
            languages.join(",")
        ));
    }
    if let Some(why) = &preview.locked {
        say(&format!("No campaign may carry it now: {why}"));
    }
    say(&format!("{} people, {} SMS pages, {} naira", preview.recipients, preview.segments, preview.naira));
}
