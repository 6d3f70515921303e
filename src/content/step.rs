//! The words of a step of a series, and which parts of them somebody must accept because no native speaker has read
//! them.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use crate::content::campaign::{CampaignText, NotForCampaigns};
use crate::content::rulebook::Content;
use crate::domain::address::Locale;
use crate::domain::catalogue::keys;
use crate::domain::consent::Topic;
use crate::domain::conversation::Discretion;
use crate::domain::ids::ContentKey;

/// What a series sends to one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepText {
    /// The words, with the line that says how to end it.
    pub words: CampaignText,
    /// Parts that nobody has read, each with the fingerprint of its words: they wait for a review or an acceptance.
    pub unread: Vec<(ContentKey, Arc<str>)>,
    /// The same for the same words.
    pub group: i64,
}

impl Content {
    /// The words of a step for people of one language; in quiet mode they only say that something is there.
    pub fn step_text(
        &self,
        step: &ContentKey,
        locale: Locale,
        discretion: Discretion,
    ) -> Result<StepText, NotForCampaigns> {
        let words = self.campaign_text(step, locale, discretion)?;
        let catalogue = &self.rulebook.catalogue;
        let topic = catalogue.entry(step).and_then(|entry| entry.topic);
        let said = match (discretion, topic) {
            (Discretion::Full, _) => step.clone(),
            (Discretion::Quiet, Some(Topic::Training)) => keys::QUIET_TRAINING,
            (Discretion::Quiet, _) => keys::QUIET_TIP,
        };
        let mut unread = Vec::new();
        for part in [said, keys::BROADCAST_FOOTER] {
            let variant = catalogue.entry(&part).and_then(|entry| entry.sms.get(&words.locale));
            let variant = variant.filter(|variant| variant.review.needs_acceptance());
            unread.extend(variant.map(|variant| (part, variant.version.clone())));
        }
        let group = group(&words.text);
        Ok(StepText { words, unread, group })
    }
}

/// What messages of equal words share, so that they leave in one call. Below zero, where no text of a broadcast is.
pub fn group(text: &str) -> i64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    -1 - i64::try_from(hasher.finish() >> 1).unwrap_or(0)
}
