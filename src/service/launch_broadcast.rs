//! A campaign whose time has come: its texts and its people are frozen into one row each, then it is sent, and when
//! nothing is left to do it is finished. Each step is one write, and any node or a new start may take the next.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::content::Content;
use crate::domain::address::Locale;
use crate::domain::campaign::{CampaignState, Clearance, Exclusion, clear};
use crate::domain::conversation::Discretion;
use crate::domain::ids::TerminatedId;
use crate::domain::message::Body;
use crate::service::context::Context;
use crate::service::plan_campaign::allowed_topic;
use crate::store::broadcasts::{FrozenText, KeptBroadcast, NewBroadcast, NewText, Reached, Recipient};
use crate::store::campaigns::KeptCampaign;
use crate::store::people::{Listed, Stretch};
use crate::store::{Lane, StoreError, Tx, broadcasts, campaigns, people};

/// People frozen in one write, at most: it must not hold up the answers of others.
const BATCH: usize = 500;

/// Whether there is more to do at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is.
    More,
    /// Not now.
    Done,
}

/// Launches campaigns whose time has come, freezes the next people of those that are launched, and finishes those that
/// have nothing left to do.
pub async fn advance_campaigns(context: &Context) -> Result<Progress, StoreError> {
    let inside = context.clone();
    context.store().write(Lane::Bulk, move |tx| advance(tx, &inside)).await
}

fn advance(tx: &mut Tx<'_>, context: &Context) -> Result<Progress, StoreError> {
    let now = context.clock().now();
    let mut progress = Progress::Done;
    for campaign in campaigns::in_state(tx, CampaignState::Scheduled)? {
        if campaign.plan.at <= now {
            launch(tx, context, &campaign, now)?;
            progress = Progress::More;
        }
    }
    for campaign in campaigns::in_state(tx, CampaignState::Sending)? {
        let Some(broadcast) = broadcasts::of(tx, campaign.id)? else { continue };
        if !broadcast.frozen {
            freeze(tx, context, &campaign, &broadcast, now)?;
            return Ok(Progress::More);
        }
        if !broadcasts::is_open(tx, broadcast.id)? {
            broadcasts::finish(tx, broadcast.id, now)?;
            campaigns::change(tx, campaign.id, CampaignState::Sending, CampaignState::Finished, now)?;
            tracing::info!(campaign.id = %campaign.id, "Campaign {} is finished", campaign.id);
        }
    }
    Ok(progress)
}

fn launch(tx: &mut Tx<'_>, context: &Context, campaign: &KeptCampaign, now: Timestamp) -> Result<(), StoreError> {
    let content = context.content();
    let day = context.rules().zone.to_datetime(now).date();
    let topic = match allowed_topic(&content, &campaign.plan.message, day) {
        Ok(topic) => topic,
        Err(why) => {
            tracing::error!(campaign.id = %campaign.id, "Campaign {} is cancelled: {why}", campaign.id);
            campaigns::change(tx, campaign.id, CampaignState::Scheduled, CampaignState::Cancelled, now)?;
            return Ok(());
        }
    };
    if !campaigns::change(tx, campaign.id, CampaignState::Scheduled, CampaignState::Sending, now)? {
        return Ok(());
    }
    let expires_at = campaign.plan.at + campaign.plan.expires_after;
    let account = context.account_for(None);
    let broadcast = broadcasts::launch(tx, &NewBroadcast { campaign: campaign.id, topic, account, expires_at }, now)?;
    for (locale, discretion) in variants(&content) {
        if let Ok(text) = content.campaign_text(&campaign.plan.message, locale, discretion) {
            let clearance = clear(text.review, text.locale, &text.version, campaign.plan.acceptance.as_ref());
            let body = Body::new(text.text);
            let text = NewText { locale, discretion, body, segments: text.segments, clearance };
            broadcasts::freeze_text(tx, broadcast, &text, context.random().id(now))?;
        }
    }
    tracing::info!(campaign.id = %campaign.id, "Campaign {} is launched", campaign.id);
    Ok(())
}

fn variants(content: &Content) -> impl Iterator<Item = (Locale, Discretion)> {
    let both = |locale: &Locale| [(*locale, Discretion::Full), (*locale, Discretion::Quiet)];
    content.rulebook.locales.iter().flat_map(both).collect::<Vec<_>>().into_iter()
}

fn freeze(
    tx: &mut Tx<'_>,
    context: &Context,
    campaign: &KeptCampaign,
    broadcast: &KeptBroadcast,
    now: Timestamp,
) -> Result<(), StoreError> {
    let content = context.content();
    let (default, areas) = (content.rulebook.default_locale(), &content.rulebook.areas);
    let mut audience = campaign.plan.audience.clone();
    audience.settle(areas);
    let texts = Texts::new(broadcasts::texts(tx, broadcast.id)?, default);
    // Held, so that whoever asks for quiet does so before this or after it.
    let Stretch { people: mut listed, is_last } = people::hold_after(tx, broadcast.resume_after, BATCH, default)?;
    if listed.is_empty() && !is_last {
        return Ok(());
    }
    let mut reached = Reached {
        last: listed.last().map(|listed| listed.id).or(broadcast.resume_after),
        complete: is_last,
        excluded: broadcast.excluded.clone(),
    };
    let mut recipients = Vec::with_capacity(listed.len());
    for person in &mut listed {
        person.candidate.settle(areas);
        match audience.qualify(broadcast.topic, &person.candidate, now, &context.rules().zone) {
            Ok(()) => match texts.of(person.candidate.language, person.discretion) {
                Some(text) if text.clearance == Clearance::Withheld => {
                    count(&mut reached.excluded, Exclusion::UnreviewedText);
                }
                text => recipients.extend(text.map(|text| recipient(context, text, person, now))),
            },
            Err(Exclusion::Unmatched) => {}
            Err(exclusion) => count(&mut reached.excluded, exclusion),
        }
    }
    broadcasts::freeze(tx, broadcast, &recipients, &reached, campaign.plan.at, now)
}

fn recipient(context: &Context, text: &FrozenText, person: &Listed, now: Timestamp) -> Recipient {
    Recipient {
        message: TerminatedId(context.random().id(now)),
        subscriber: person.id,
        account: context.account_for(person.account.as_ref()),
        text_id: text.id,
        segments: text.segments,
    }
}

fn count(excluded: &mut BTreeMap<String, u64>, exclusion: Exclusion) {
    *excluded.entry(exclusion.as_str().to_owned()).or_default() += 1;
}

/// The frozen texts by language and discretion.
struct Texts {
    by: HashMap<(Locale, bool), FrozenText>,
    default: Locale,
}

impl Texts {
    fn new(texts: Vec<FrozenText>, default: Locale) -> Self {
        let by = texts.into_iter().map(|text| ((text.locale, text.discretion == Discretion::Quiet), text)).collect();
        Self { by, default }
    }

    fn of(&self, locale: Locale, discretion: Discretion) -> Option<&FrozenText> {
        let quiet = discretion == Discretion::Quiet;
        self.by.get(&(locale, quiet)).or_else(|| self.by.get(&(self.default, quiet)))
    }
}
