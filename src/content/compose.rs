//! Says a text: fixed ones as they are, open ones filled for this message.

use crate::content::programme::Channel;
use crate::content::rulebook::Content;
use crate::domain::address::Locale;
use crate::domain::catalogue::Text;
use crate::domain::ids::ContentKey;
use crate::domain::text::{Encoding, SplitUnit, segment};

/// A text as it goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Composed {
    /// The words.
    pub text: String,
    /// How they are encoded on the air.
    pub encoding: Encoding,
    /// Billed parts; 1 on a screen.
    pub segments: usize,
}

impl Content {
    /// A text in a language, else in the programme's own. `values` fill what is open in it; a fixed text takes none.
    /// `None` where there is no such text on this channel, or a value is missing.
    pub fn compose(
        &self,
        key: &ContentKey,
        locale: Locale,
        channel: Channel,
        values: &[(&'static str, String)],
    ) -> Option<Composed> {
        let catalogue = &self.rulebook.catalogue;
        let spoken = match channel {
            Channel::Sms => catalogue.sms(key, locale),
            Channel::Ussd => catalogue.ussd(key, locale),
        }?;
        let (encoding, segments) = (spoken.variant.encoding, spoken.variant.segments);
        match &spoken.variant.text {
            Text::Fixed(words) => Some(Composed { text: words.to_string(), encoding, segments }),
            Text::Open(_) => {
                let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let text = self.renderer.fill(channel, spoken.locale, key.as_str(), &values)?;
                let segmentation = segment(&text, SplitUnit::CodePoint);
                let segments = if channel == Channel::Ussd { 1 } else { segmentation.count() };
                Some(Composed { encoding: segmentation.encoding(), segments, text })
            }
        }
    }
}
