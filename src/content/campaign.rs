//! The words of a campaign: a text that may be sent first, with the line that says how to end it in the same language.

use jiff::civil::Date;

use crate::content::material;
use crate::content::rulebook::{Content, PastReview};
use crate::content::wording;
use crate::domain::address::Locale;
use crate::domain::catalogue::{Entry, Review, Text, Variant, keys};
use crate::domain::consent::Topic;
use crate::domain::conversation::Discretion;
use crate::domain::ids::ContentKey;
use crate::domain::text::{Encoding, SplitUnit, segment};

/// What a campaign sends to one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampaignText {
    /// The language of the words, which may be the programme's own.
    pub locale: Locale,
    /// The words, with the line that says how to end it.
    pub text: String,
    /// Billed parts.
    pub segments: usize,
    /// How they are encoded on the air.
    pub encoding: Encoding,
    /// Whether a native speaker has read all of them.
    pub review: Review,
    /// Which of the texts that it is made of somebody must still review.
    pub unreviewed: Vec<ContentKey>,
    /// Fingerprint of text and last line together: which wording somebody accepted.
    pub version: String,
    /// After this day no new campaign may use the text, until its facts have been looked at again.
    pub review_by: Option<Date>,
}

/// Why a campaign cannot carry a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotForCampaigns {
    /// No text has this key.
    #[error("there is no text \"{key}\"{}", nearest.as_ref().map(|near| format!("; did you mean \"{near}\"?")).unwrap_or_default())]
    UnknownKey {
        /// What was asked for.
        key: ContentKey,
        /// The text for campaigns whose name is most like it.
        nearest: Option<ContentKey>,
    },
    /// The text is an answer or a part of other texts.
    #[error(
        "text \"{0}\" is not written for campaigns: choose one that has campaign or series among its channels in index.toml"
    )]
    NotACampaignText(ContentKey),
    /// The text may only answer a person's own request.
    #[error("text \"{0}\" is only ever an answer to a person's own request: choose one of class open or discreet")]
    Sensitive(ContentKey),
    /// The text has open placeholders, and a campaign has nothing to fill them with.
    #[error("text \"{key}\" needs {}: a campaign cannot fill that yet, choose a text without it", placeholders.join(", "))]
    NeedsValues {
        /// The text.
        key: ContentKey,
        /// What must be filled.
        placeholders: Vec<String>,
    },
    /// Nobody has looked again at what the text states.
    #[error("{}", past_review(.key, .due))]
    PastReview {
        /// The text.
        key: ContentKey,
        /// What must be looked at.
        due: PastReview,
    },
}

fn past_review(key: &ContentKey, due: &PastReview) -> String {
    let by = due.review_by;
    match &due.fact {
        Some(fact) => format!(
            "text \"{key}\" states fact {fact}, which was to be looked at again by {by}: look at its source again and \
             write a later review_by for {fact} in facts.toml, or choose another text"
        ),
        None => format!(
            "text \"{key}\" was to be looked at again by {by}: look at it again and write a later review_by for it in \
             index.toml, or choose another text"
        ),
    }
}

impl Content {
    /// The words of a campaign for people of one language. In quiet mode they say nothing but that something is there.
    pub fn campaign_text(
        &self,
        key: &ContentKey,
        locale: Locale,
        discretion: Discretion,
    ) -> Result<CampaignText, NotForCampaigns> {
        let entry = self.sent_first(key)?;
        let said = match (discretion, entry.topic) {
            (Discretion::Full, _) => key.clone(),
            (Discretion::Quiet, Some(Topic::Training)) => keys::QUIET_TRAINING,
            (Discretion::Quiet, _) => keys::QUIET_TIP,
        };
        // Text and footer are of one language: where one of them lacks hers, both are in the programme's own.
        let catalogue = &self.rulebook.catalogue;
        let variant = |key: &ContentKey, locale| catalogue.entry(key).and_then(|entry| entry.sms.get(&locale));
        let both = [locale, catalogue.default_locale()]
            .into_iter()
            .find_map(|locale| Some((locale, variant(&said, locale)?, variant(&keys::BROADCAST_FOOTER, locale)?)));
        let (locale, variant, footer) = both.ok_or_else(|| NotForCampaigns::NotACampaignText(key.clone()))?;
        let text = words(&said, variant)? + &words(&keys::BROADCAST_FOOTER, footer)?;
        let segmentation = segment(&text, SplitUnit::CodePoint);
        let version = wording::fingerprint([("text", &*variant.version), ("footer", &*footer.version)].into_iter());
        let parts = [(&said, variant), (&keys::BROADCAST_FOOTER, footer)];
        let unreviewed = parts.iter().filter(|(_, part)| part.review.needs_acceptance());
        Ok(CampaignText {
            locale,
            unreviewed: unreviewed.map(|(key, _)| (*key).clone()).collect(),
            segments: segmentation.count(),
            encoding: segmentation.encoding(),
            review: variant.review.max(footer.review),
            version,
            review_by: self.campaigns.get(key).and_then(Option::as_ref).map(|due| due.review_by),
            text,
        })
    }

    /// Errors when what a text states must be looked at again before a campaign on this day may carry it.
    pub fn looked_at(&self, key: &ContentKey, day: Date) -> Result<(), NotForCampaigns> {
        let due = self.campaigns.get(key).and_then(Option::as_ref).filter(|due| due.review_by < day);
        due.map_or(Ok(()), |due| Err(NotForCampaigns::PastReview { key: key.clone(), due: due.clone() }))
    }

    /// The texts that a campaign may carry, sorted.
    pub fn campaign_keys(&self) -> Vec<&ContentKey> {
        let mut keys: Vec<&ContentKey> = self.campaigns.keys().filter(|key| self.sent_first(key).is_ok()).collect();
        keys.sort();
        keys
    }

    fn sent_first(&self, key: &ContentKey) -> Result<&Entry, NotForCampaigns> {
        let Some(entry) = self.rulebook.catalogue.entry(key) else {
            let known: Vec<&str> = self.campaigns.keys().map(ContentKey::as_str).collect();
            let nearest = material::nearest(key.as_str(), &known).map(ContentKey::named);
            return Err(NotForCampaigns::UnknownKey { key: key.clone(), nearest });
        };
        if !entry.class.may_be_sent_first() {
            return Err(NotForCampaigns::Sensitive(key.clone()));
        }
        if !self.campaigns.contains_key(key) {
            return Err(NotForCampaigns::NotACampaignText(key.clone()));
        }
        let open = entry.sms.values().find_map(|variant| match &variant.text {
            Text::Open(placeholders) => Some(placeholders.clone()),
            Text::Fixed(_) => None,
        });
        match open {
            Some(placeholders) => Err(NotForCampaigns::NeedsValues { key: key.clone(), placeholders }),
            None => Ok(entry),
        }
    }
}

fn words(key: &ContentKey, variant: &Variant) -> Result<String, NotForCampaigns> {
    match &variant.text {
        Text::Fixed(words) => Ok(words.to_string()),
        Text::Open(placeholders) => {
            Err(NotForCampaigns::NeedsValues { key: key.clone(), placeholders: placeholders.clone() })
        }
    }
}
