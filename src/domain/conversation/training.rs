//! What a person asks about trainings: whether a code is ours, for a place, and which courses are open. What is found
//! only the shell knows, so that each effect also holds what is said where there is nothing.

use crate::domain::catalogue::keys;
use crate::domain::consent::{AgeBand, Topic};
use crate::domain::conversation::effect::Effect;
use crate::domain::conversation::profile::Profile;
use crate::domain::conversation::rulebook::Rulebook;
use crate::domain::conversation::settings::check_word;
use crate::domain::conversation::turn::Turn;
use crate::domain::ids::ContentKey;
use crate::domain::keyword::Does;
use crate::domain::message::Urgency;
use crate::domain::training::{Code, Inquiry, Seeker};

impl Turn<'_> {
    /// A code without its word before it.
    pub(super) fn take_code(&mut self, does: Does, code: &Code) {
        match does {
            Does::Apply => self.apply(code.as_str()),
            _ => self.verify(code.as_str()),
        }
    }

    /// TRUE with a code.
    pub(super) fn verify(&mut self, argument: &str) {
        match (Code::read(argument), check_word(argument)) {
            (Some(code), _) => self.inquire(Inquiry::Verify(code.clone()), code.to_string()),
            // What is no code at all is no guess either. A swindler's own word is not ours; a word of the language is no
            // check word of anybody's, and she is told how to test one.
            (None, Some(word)) if word.contains(|c: char| c.is_ascii_digit()) => {
                self.say(keys::VERIFY_UNKNOWN, vec![("verify_code", word)], Urgency::Reply);
            }
            (None, _) => self.explain(keys::VERIFY_PROMPT),
        }
    }

    /// APPLY with a code.
    pub(super) fn apply(&mut self, argument: &str) {
        match (Code::read(argument), refused(&self.profile)) {
            (Some(_), Some(key)) => self.reply(key),
            (Some(code), None) => self.inquire(Inquiry::Apply(code.clone()), code.to_string()),
            (None, _) => self.explain(keys::APPLY_PROMPT),
        }
    }

    /// TRAINING of somebody who gets news of courses, or may not be asked.
    pub(super) fn offers(&mut self) {
        let inquiry = Inquiry::Offers(seeker(&self.profile, self.rulebook));
        if self.say(keys::TRAINING_NONE, Vec::new(), Urgency::Reply) {
            self.seek(inquiry);
        }
    }

    fn inquire(&mut self, inquiry: Inquiry, code: String) {
        if self.say(keys::VERIFY_UNKNOWN, vec![("verify_code", code)], Urgency::Reply) {
            self.seek(inquiry);
        }
    }

    /// Puts the question in the place of the answer that was just given.
    fn seek(&mut self, inquiry: Inquiry) {
        match self.effects.pop() {
            Some(Effect::Reply(otherwise)) => self.effects.push(Effect::Inquire { inquiry, otherwise }),
            other => self.effects.extend(other),
        }
    }

    fn explain(&mut self, key: ContentKey) {
        let example = self.rulebook.example_code.clone();
        self.say(key, vec![("verify_code", example)], Urgency::Reply);
    }
}

/// Why nobody of her age is written down for a place: a child needs an adult who agreed.
pub(super) fn refused(profile: &Profile) -> Option<ContentKey> {
    match profile.age_band {
        Some(AgeBand::Under13) => Some(keys::AGE_UNDER13),
        _ if !profile.allowed_topics().contains(Topic::Training) => Some(keys::AGE_MINOR),
        _ => None,
    }
}

/// Who looks for a course, as far as she said it.
pub(super) fn seeker(profile: &Profile, rulebook: &Rulebook) -> Seeker {
    let area = profile.area.as_ref().map(|area| rulebook.areas.read(area));
    Seeker { language: profile.locale(rulebook), area, roles: profile.roles }
}
