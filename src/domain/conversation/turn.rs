//! One text being answered: who wrote, what is known, and what has been asked of the shell so far.

use jiff::Timestamp;

use crate::domain::care::Duty;
use crate::domain::catalogue::{Class, keys};
use crate::domain::consent::{ConsentEvent, Subscription};
use crate::domain::conversation::effect::{Effect, Kept, Say};
use crate::domain::conversation::profile::{Discretion, Profile};
use crate::domain::conversation::referral;
use crate::domain::conversation::rulebook::Rulebook;
use crate::domain::conversation::talk::{Allowed, Question};
use crate::domain::ids::ContentKey;
use crate::domain::message::Urgency;
use crate::domain::referral::ServiceKind;

/// One text being answered.
pub(super) struct Turn<'a> {
    pub(super) profile: Profile,
    pub(super) rulebook: &'a Rulebook,
    pub(super) now: Timestamp,
    pub(super) effects: Vec<Effect>,
    pub(super) kept: Kept,
}

impl Turn<'_> {
    /// Asks a question, and remembers it only when it is really put.
    pub(super) fn ask(&mut self, question: Question, key: ContentKey) {
        self.ask_as(question, key, Urgency::Reply);
    }

    /// Asks a question that must leave as soon as this.
    pub(super) fn ask_as(&mut self, question: Question, key: ContentKey, urgency: Urgency) {
        if self.say(key, Vec::new(), urgency) {
            self.profile.talk.ask(question, self.now);
        }
    }

    /// Takes a change of consent; says whether there was one.
    pub(super) fn change(&mut self, changed: Option<(Subscription, ConsentEvent)>) -> bool {
        let Some((subscription, event)) = changed else { return false };
        self.profile.subscription = subscription;
        self.effects.push(Effect::RecordConsent(event));
        true
    }

    /// In quiet mode a sensitive text is not sent: the person is told to dial for it.
    pub(super) fn reply_discreetly(&mut self, key: ContentKey) {
        let class = self.rulebook.catalogue.entry(&key).map(|entry| entry.class);
        let sensitive = matches!(class, Some(Class::Discreet | Class::Sensitive | Class::Crisis));
        let hidden = sensitive && self.profile.discretion == Discretion::Quiet;
        if hidden {
            return self.reply(keys::QUIET_REPLY);
        }
        match ServiceKind::named_in(&key) {
            Some(kind) => {
                let (said, values) = referral::refer(&key, kind, &self.profile, self.rulebook, self.now);
                self.say_for(&key, said, values, Urgency::Reply);
            }
            None => self.reply(key),
        }
    }

    /// A confirmation, which leaves after answers and before campaigns.
    pub(super) fn confirm(&mut self, key: ContentKey) {
        self.say(key, Vec::new(), Urgency::Confirmation);
    }

    /// A plain answer.
    pub(super) fn reply(&mut self, key: ContentKey) {
        self.say(key, Vec::new(), Urgency::Reply);
    }

    /// An answer, unless it would be one of a storm; says whether these very words go out.
    pub(super) fn say(&mut self, key: ContentKey, values: Vec<(&'static str, String)>, urgency: Urgency) -> bool {
        self.say_for(&key.clone(), key, values, urgency)
    }

    /// The same for a text that stands for another one: the one that was asked for is counted.
    fn say_for(
        &mut self,
        asked: &ContentKey,
        key: ContentKey,
        values: Vec<(&'static str, String)>,
        urgency: Urgency,
    ) -> bool {
        let allowed = self.profile.talk.allows(asked, urgency, self.now);
        let (key, values) = match allowed {
            Allowed::Yes => (key, values),
            Allowed::SlowDown => (keys::SLOW_DOWN, Vec::new()),
            Allowed::No => return false,
        };
        // What it offers is promised only while somebody is there.
        let offers = self.rulebook.catalogue.entry(&key).and_then(|entry| entry.offers);
        if let (Some(wants), Duty::Staffed) = (offers, self.rulebook.duty) {
            self.profile.talk.ask(Question::Person(wants), self.now);
        }
        self.profile.talk.tell(if allowed == Allowed::Yes { asked } else { &key }, self.now);
        let locale = self.profile.locale(self.rulebook);
        self.effects.push(Effect::Reply(Say { key, locale, values, urgency }));
        allowed == Allowed::Yes
    }
}
