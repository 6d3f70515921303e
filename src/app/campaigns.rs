//! `fitila campaign …`.

use serde_json::{Value, json};

use crate::app::cli::{CampaignVerb, Json};
use crate::app::exit::{Ended, Failure, say, say_json};
use crate::app::times::{audience, duration, time};
use crate::domain::ids::{CampaignId, ContentKey};
use crate::service::{
    CampaignError, Context, PlanRequest, Preview, Watched, cancel_campaign, list_campaigns, plan_campaign,
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
        CampaignVerb::New { message, audience: flags, at, expires, name, planned_by, json } => {
            let zone = &context.rules().zone;
            let request = PlanRequest {
                name,
                message: ContentKey::named(&message),
                audience: audience(&flags, rulebook)?,
                at: at.as_deref().map(|at| time(at, zone)).transpose()?,
                expires_after: expires.as_deref().map(duration).transpose()?,
                created_by: planned_by,
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

async fn new(context: &Context, request: PlanRequest, json: Json) -> Ended {
    for row in preview_campaign(context, &request.message, &request.audience).await.map_err(failed)?.languages {
        if !row.reviewed && row.recipients > 0 {
            tracing::warn!("no native speaker has reviewed the {} text of {}", row.language, request.message);
            crate::app::exit::complain(&format!(
                "warning: no native speaker has reviewed the {} text, which {} people would get",
                row.language, row.recipients
            ));
        }
    }
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
        "counts": watched.counts,
        "excluded": watched.excluded,
    })
}

fn print_campaign(context: &Context, watched: &Watched) {
    let campaign = &watched.campaign;
    let at = context.rules().zone.to_datetime(campaign.plan.at);
    say(&format!("Campaign {}: {}", campaign.id, campaign.plan.name));
    say(&format!("Message {}, planned for {at}", campaign.plan.message));
    say(&format!("State: {}", campaign.state.as_str()));
    if let Value::Object(counts) = json!(watched.counts) {
        for (state, count) in counts {
            say(&format!("{:>8}  {}", count.to_string(), state.replace('_', " ")));
        }
    }
    for (reason, count) in &watched.excluded {
        say(&format!("{count:>8}  left out: {}", reason.replace('_', " ")));
    }
}

fn print_preview(preview: &Preview) {
    for row in &preview.languages {
        let quiet = if row.quiet { ", plain text for people in quiet mode" } else { "" };
        let reviewed = if row.reviewed { "reviewed" } else { "not reviewed by a native speaker" };
        say(&format!(
            "{}: {} people, {} SMS page(s) each, {} in all, {} naira; {reviewed}{quiet}",
            row.language, row.recipients, row.segments_each, row.segments, row.naira
        ));
        say(&format!("    {}", row.text));
    }
    for (count, sentence) in &preview.excluded_plainly {
        say(&format!("left out: {count} {sentence}"));
    }
    say(&format!("{} people, {} SMS pages, {} naira", preview.recipients, preview.segments, preview.naira));
}
