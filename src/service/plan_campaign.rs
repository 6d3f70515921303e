//! Planning a campaign: who would get it and what it would cost, then keeping it, watching it and taking it back.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::content::{Content, NotForCampaigns};
use crate::domain::address::{Email, Locale};
use crate::domain::campaign::{Acceptance, AcceptedText, Audience, CampaignState, Counts, Exclusion};
use crate::domain::catalogue::Review;
use crate::domain::consent::Topic;
use crate::domain::conversation::Discretion;
use crate::domain::ids::{CampaignId, ContentKey};
use crate::service::context::Context;
use crate::store::campaigns::{KeptCampaign, NewCampaign};
use crate::store::{Lane, StoreError, broadcasts, campaigns, people};

/// People read at once.
const BATCH: usize = 500;

/// Why a campaign cannot be planned or changed.
#[derive(Debug, thiserror::Error)]
pub enum CampaignError {
    /// The message is not one that may be sent first.
    #[error("--message: {0}")]
    Message(#[from] NotForCampaigns),
    /// People would get words that no native speaker reviewed, and nobody puts a name to them.
    #[error(
        "--accept-unreviewed: no native speaker has reviewed what people would get of {message} in {}: have it reviewed, \
         leave these languages out with --language, or answer for it with --accept-unreviewed {} --as EMAIL",
        counted(.unanswered), listed(.needed)
    )]
    Unreviewed {
        /// The message.
        message: ContentKey,
        /// The languages that nobody answers for.
        unanswered: Vec<Unanswered>,
        /// All languages of the audience that somebody must answer for.
        needed: Vec<Locale>,
    },
    /// Its words in a language break a rule that no text may break; the last is what is wrong.
    #[error("--message: the {1} text of {0} {3} ({2}); mend it, then look with: fitila check")]
    AgainstRules(ContentKey, Locale, &'static str, String),
    /// It would expire before it could leave.
    #[error("--at: it is past, and every message would expire; leave --at out to send now")]
    Past,
    /// There is no such campaign.
    #[error("there is no campaign {0}; see: fitila campaign list")]
    Unknown(CampaignId),
    /// It is over.
    #[error("campaign {0} is {1}, so nothing can be cancelled")]
    Over(CampaignId, &'static str),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A language in which people would get words that nobody reviewed and nobody answers for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unanswered {
    /// The language.
    pub language: Locale,
    /// People who would get them.
    pub people: u64,
    /// The texts that must be reviewed.
    pub texts: Vec<ContentKey>,
}

fn counted(unanswered: &[Unanswered]) -> String {
    let each = unanswered.iter().map(|Unanswered { language, people, texts }| {
        let texts: Vec<&str> = texts.iter().map(ContentKey::as_str).collect();
        format!("{language} ({people} people: {})", texts.join(", "))
    });
    each.collect::<Vec<_>>().join("; ")
}

fn listed(locales: &[Locale]) -> String {
    locales.iter().map(Locale::as_str).collect::<Vec<_>>().join(",")
}

/// Who would get a campaign and what it would cost.
#[derive(Debug, Clone, Serialize)]
pub struct Preview {
    /// By language, and apart for people in quiet mode.
    pub languages: Vec<PreviewRow>,
    /// People who would get it.
    pub recipients: u64,
    /// Billed parts in all.
    pub segments: u64,
    /// What they cost, in naira.
    pub naira: String,
    /// Languages in which people would get words that no native speaker reviewed: somebody must answer for them.
    pub needs_acceptance: Vec<Locale>,
    /// Why no campaign may carry the message now: what it states must be looked at again.
    pub locked: Option<String>,
    /// Who would be left out, by reason.
    pub excluded: BTreeMap<String, u64>,
    /// The same reasons in plain words.
    #[serde(skip)]
    pub excluded_plainly: Vec<(u64, &'static str)>,
}

/// One language of a preview.
#[derive(Debug, Clone, Serialize)]
pub struct PreviewRow {
    /// The language of the words.
    pub language: Locale,
    /// Whether it is the plain text for people in quiet mode.
    pub quiet: bool,
    /// People who would get it.
    pub recipients: u64,
    /// Billed parts of one message.
    pub segments_each: u64,
    /// Billed parts of all.
    pub segments: u64,
    /// What they cost, in naira.
    pub naira: String,
    /// Whether a native speaker has reviewed the words.
    pub reviewed: bool,
    /// Whether somebody must put a name to them before they are sent first.
    pub needs_acceptance: bool,
    /// Which texts of it must be reviewed first.
    pub unreviewed: Vec<ContentKey>,
    /// The fingerprint of the words.
    pub version: String,
    /// The words as they arrive.
    pub text: String,
}

/// Counts who would get a message now.
pub async fn preview_campaign(
    context: &Context,
    message: &ContentKey,
    audience: &Audience,
) -> Result<Preview, CampaignError> {
    let content = context.content();
    let topic = campaign_topic(&content, message)?;
    let default = content.rulebook.default_locale();
    let mut recipients: BTreeMap<(Locale, bool), u64> = BTreeMap::new();
    let mut excluded: BTreeMap<Exclusion, u64> = BTreeMap::new();
    let (now, zone) = (context.clock().now(), &context.rules().zone);
    // Somebody whose language the programme no longer offers gets the programme's own.
    let offered = |locale| if content.rulebook.locales.contains(&locale) { locale } else { default };
    let areas = &content.rulebook.areas;
    let mut audience = audience.clone();
    audience.settle(areas);
    let mut last = None;
    loop {
        let from = last;
        let mut listed = context.store().read(move |tx| people::after(tx, from, BATCH, default)).await?;
        for person in &mut listed {
            person.candidate.settle(areas);
            let quiet = person.discretion == Discretion::Quiet;
            match audience.qualify(topic, &person.candidate, now, zone) {
                Ok(()) => *recipients.entry((offered(person.candidate.language), quiet)).or_default() += 1,
                Err(Exclusion::Unmatched) => {}
                Err(exclusion) => *excluded.entry(exclusion).or_default() += 1,
            }
        }
        last = listed.last().map(|person| person.id);
        if listed.len() < BATCH {
            break;
        }
    }
    Ok(priced(context, &content, message, recipients, &excluded))
}

fn priced(
    context: &Context,
    content: &Content,
    message: &ContentKey,
    recipients: BTreeMap<(Locale, bool), u64>,
    excluded: &BTreeMap<Exclusion, u64>,
) -> Preview {
    let price = context.rules().price;
    let mut rows = Vec::new();
    let languages = content.rulebook.locales.iter().flat_map(|locale| [(*locale, false), (*locale, true)]);
    for (locale, quiet) in languages {
        let count = recipients.get(&(locale, quiet)).copied().unwrap_or(0);
        let discretion = if quiet { Discretion::Quiet } else { Discretion::Full };
        let Ok(text) = content.campaign_text(message, locale, discretion) else { continue };
        // Every language is shown, so that staff see what they would send; quiet texts only where somebody gets one.
        if quiet && count == 0 {
            continue;
        }
        let each = text.segments as u64;
        rows.push(PreviewRow {
            language: text.locale,
            quiet,
            recipients: count,
            segments_each: each,
            segments: each * count,
            naira: price.times(each * count).to_string(),
            reviewed: text.review == Review::Reviewed,
            needs_acceptance: text.review.needs_acceptance(),
            unreviewed: text.unreviewed,
            version: text.version,
            text: text.text,
        });
    }
    let segments = rows.iter().map(|row| row.segments).sum();
    let mut needs_acceptance: Vec<Locale> =
        rows.iter().filter(|row| row.needs_acceptance && row.recipients > 0).map(|row| row.language).collect();
    needs_acceptance.dedup();
    let today = day(context, context.clock().now());
    Preview {
        needs_acceptance,
        locked: content.looked_at(message, today).err().map(|why| why.to_string()),
        recipients: rows.iter().map(|row| row.recipients).sum(),
        segments,
        naira: price.times(segments).to_string(),
        languages: rows,
        excluded: excluded.iter().map(|(exclusion, count)| (exclusion.as_str().to_owned(), *count)).collect(),
        excluded_plainly: excluded.iter().map(|(exclusion, count)| (*count, exclusion.sentence())).collect(),
    }
}

/// What people must have agreed to before they get this message; errors when it is none that may be sent first.
pub(super) fn campaign_topic(content: &Content, message: &ContentKey) -> Result<Topic, NotForCampaigns> {
    content.campaign_text(message, content.rulebook.default_locale(), Discretion::Full)?;
    let topic = content.rulebook.catalogue.entry(message).and_then(|entry| entry.topic);
    topic.ok_or_else(|| NotForCampaigns::NotACampaignText(message.clone()))
}

/// The same for a campaign on a day: what its message states must have been looked at.
pub(super) fn allowed_topic(content: &Content, message: &ContentKey, day: Date) -> Result<Topic, NotForCampaigns> {
    let topic = campaign_topic(content, message)?;
    content.looked_at(message, day)?;
    Ok(topic)
}

fn day(context: &Context, at: Timestamp) -> Date {
    context.rules().zone.to_datetime(at).date()
}

/// Somebody answers for words that no native speaker reviewed.
#[derive(Debug, Clone)]
pub struct Accepting {
    /// Who.
    pub by: Email,
    /// In these languages.
    pub languages: Vec<Locale>,
}

/// What staff plan.
#[derive(Debug, Clone)]
pub struct PlanRequest {
    /// What they call it; `None` takes the message's name.
    pub name: Option<String>,
    /// The message.
    pub message: ContentKey,
    /// Who gets it.
    pub audience: Audience,
    /// Not before this; `None` for now.
    pub at: Option<Timestamp>,
    /// How long a message may wait; `None` for what the settings say.
    pub expires_after: Option<SignedDuration>,
    /// Who plans it.
    pub created_by: Option<String>,
    /// Who answers for words that no native speaker reviewed.
    pub accepting: Option<Accepting>,
}

/// Keeps a campaign; it is launched when its time comes. Refused while people would get words that nobody reviewed and
/// nobody answers for: who joins later is looked at again at the launch.
pub async fn plan_campaign(context: &Context, request: PlanRequest) -> Result<CampaignId, CampaignError> {
    let content = context.content();
    let now = context.clock().now();
    let at = request.at.unwrap_or(now);
    allowed_topic(&content, &request.message, day(context, at.max(now)))?;
    let expires_after = request.expires_after.unwrap_or(context.rules().expires_after);
    if at + expires_after <= now {
        return Err(CampaignError::Past);
    }
    let acceptance = request.accepting.map(|accepting| accept(&content, &request.message, accepting, now));
    let preview = preview_campaign(context, &request.message, &request.audience).await?;
    answered_for(&request.message, &preview, acceptance.as_ref())?;
    within_rules(&content, &request.message, &preview)?;
    let plan = NewCampaign {
        name: request.name.unwrap_or_else(|| request.message.to_string()),
        message: request.message,
        audience: request.audience,
        at,
        expires_after,
        created_by: request.created_by,
        acceptance,
    };
    let kept = context.store().write(Lane::Urgent, move |tx| campaigns::add(tx, &plan, CampaignState::Scheduled, now));
    Ok(kept.await?)
}

/// Errors when words that people would get break a rule.
fn within_rules(content: &Content, message: &ContentKey, preview: &Preview) -> Result<(), CampaignError> {
    for row in preview.languages.iter().filter(|row| row.recipients > 0) {
        if let Some((rule, why)) = content.objection(message, row.language, &row.text) {
            return Err(CampaignError::AgainstRules(message.clone(), row.language, rule.as_str(), why));
        }
    }
    Ok(())
}

/// The very words that somebody answers for: full ones, and the plain ones for people in quiet mode.
fn accept(content: &Content, message: &ContentKey, accepting: Accepting, at: Timestamp) -> Acceptance {
    let Accepting { by, languages } = accepting;
    let both = |language: &Locale| [(*language, Discretion::Full), (*language, Discretion::Quiet)];
    let texts = languages.iter().flat_map(both).filter_map(|(language, discretion)| {
        let text = content.campaign_text(message, language, discretion).ok()?;
        // Where a language lacks the text, people get it in another one, for which nobody answers here.
        (text.locale == language).then_some(AcceptedText { language, version: text.version })
    });
    Acceptance { by, at, texts: texts.collect(), languages }
}

/// Errors when somebody would get words that need a name and have none.
fn answered_for(message: &ContentKey, preview: &Preview, acceptance: Option<&Acceptance>) -> Result<(), CampaignError> {
    let mut unanswered: Vec<Unanswered> = Vec::new();
    for row in preview.languages.iter().filter(|row| row.needs_acceptance && row.recipients > 0) {
        if acceptance.is_some_and(|acceptance| acceptance.covers(row.language, &row.version)) {
            continue;
        }
        if unanswered.last().is_none_or(|last| last.language != row.language) {
            unanswered.push(Unanswered { language: row.language, people: 0, texts: Vec::new() });
        }
        let Some(last) = unanswered.last_mut() else { continue };
        last.people += row.recipients;
        last.texts.extend(row.unreviewed.iter().filter(|key| !last.texts.contains(key)).cloned().collect::<Vec<_>>());
    }
    if unanswered.is_empty() {
        return Ok(());
    }
    let needed = preview.needs_acceptance.clone();
    Err(CampaignError::Unreviewed { message: message.clone(), unanswered, needed })
}

/// A campaign with its ledger.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The campaign.
    pub campaign: KeptCampaign,
    /// Its messages by state.
    pub counts: Counts,
    /// Who was left out when it was launched, by reason.
    pub excluded: BTreeMap<String, u64>,
}

/// A campaign by number.
pub async fn show_campaign(context: &Context, id: CampaignId) -> Result<Watched, CampaignError> {
    let found = context.store().read(move |tx| {
        let Some(campaign) = campaigns::find(tx, id)? else { return Ok(None) };
        let excluded = broadcasts::of(tx, id)?.map(|broadcast| broadcast.excluded).unwrap_or_default();
        Ok(Some(Watched { campaign, counts: campaigns::counts(tx, id)?, excluded }))
    });
    found.await?.ok_or(CampaignError::Unknown(id))
}

/// All campaigns, the newest first.
pub async fn list_campaigns(context: &Context) -> Result<Vec<Watched>, CampaignError> {
    let all = context.store().read(|tx| {
        let campaigns = campaigns::all(tx)?;
        campaigns
            .into_iter()
            .map(|campaign| {
                let counts = campaigns::counts(tx, campaign.id)?;
                Ok(Watched { campaign, counts, excluded: BTreeMap::new() })
            })
            .collect()
    });
    Ok(all.await?)
}

/// Takes a campaign back: what has not left stays here. Gives how many messages that were.
pub async fn cancel_campaign(context: &Context, id: CampaignId) -> Result<usize, CampaignError> {
    let now = context.clock().now();
    let state = context
        .store()
        .write(Lane::Urgent, move |tx| {
            let Some(campaign) = campaigns::find(tx, id)? else { return Ok(Err(None)) };
            if !campaign.state.may_cancel() {
                return Ok(Err(Some(campaign.state)));
            }
            campaigns::change(tx, id, campaign.state, CampaignState::Cancelled, now)?;
            Ok(Ok(campaigns::cancel_queued(tx, id, now)?))
        })
        .await?;
    state.map_err(|state| match state {
        None => CampaignError::Unknown(id),
        Some(state) => CampaignError::Over(id, state.as_str()),
    })
}
