//! The words with which a training is announced: filled, with the line that says how to end it, in one language.

use crate::content::campaign::CampaignText;
use crate::content::programme::Channel;
use crate::content::rulebook::Content;
use crate::content::wording;
use crate::domain::address::Locale;
use crate::domain::catalogue::keys;
use crate::domain::conversation::Discretion;
use crate::domain::ids::ContentKey;
use crate::domain::text::{SplitUnit, segment};

impl Content {
    /// An announcement for people of one language; in quiet mode it only says that something is there. Where one of its
    /// parts lacks the language, both are in the programme's own. Its version is that of the templates, not of a course.
    pub fn alert_text(
        &self,
        key: &ContentKey,
        values: &[(&'static str, String)],
        locale: Locale,
        discretion: Discretion,
    ) -> Option<CampaignText> {
        let catalogue = &self.rulebook.catalogue;
        let said = if discretion == Discretion::Quiet { &keys::QUIET_TRAINING } else { key };
        let parts = [said, &keys::BROADCAST_FOOTER];
        let has_all = |locale: &Locale| {
            parts.iter().all(|part| catalogue.entry(part).is_some_and(|entry| entry.sms.contains_key(locale)))
        };
        let locale = [locale, catalogue.default_locale()].into_iter().find(has_all)?;
        let words = |part| self.compose(part, locale, Channel::Sms, values);
        let text = words(said)?.text + &words(&keys::BROADCAST_FOOTER)?.text;
        let variant = |part: &ContentKey| catalogue.entry(part).and_then(|entry| entry.sms.get(&locale));
        let (body, footer) = (variant(said)?, variant(&keys::BROADCAST_FOOTER)?);
        let unreviewed = [(said, body), (&keys::BROADCAST_FOOTER, footer)];
        let unreviewed = unreviewed.iter().filter(|(_, part)| part.review.needs_acceptance());
        let segmentation = segment(&text, SplitUnit::CodePoint);
        Some(CampaignText {
            locale,
            unreviewed: unreviewed.map(|(key, _)| (*key).clone()).collect(),
            segments: segmentation.count(),
            encoding: segmentation.encoding(),
            review: body.review.max(footer.review),
            version: wording::fingerprint([("text", &*body.version), ("footer", &*footer.version)].into_iter()),
            review_by: None,
            text,
        })
    }
}
