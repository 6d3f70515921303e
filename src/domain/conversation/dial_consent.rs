//! Joining, leaving and erasing by menu: what a turn changes of consent.

use crate::domain::catalogue::keys;
use crate::domain::consent::{AgeBand, ConsentEvent, How, Standing, Subscription, Topic, Topics, Wording};
use crate::domain::conversation::dial::{Dialled, Turn, fixed};
use crate::domain::conversation::effect::Effect;
use crate::domain::conversation::profile::Profile;
use crate::domain::ids::ContentKey;
use crate::domain::keyword::AGES;
use crate::domain::ussd::{NOWHERE, OnChoose};

impl Turn<'_> {
    /// A key that leads nowhere. Where an age is asked for, two digits are one: 17. A single digit is a slip, which must not
    /// make a child of her, and the key that may be agreed as a call for help in silence is no age on any screen.
    pub(super) fn misread(&mut self, input: &str) -> Dialled {
        let typed = Some(input.trim()).filter(|typed| typed.len() == 2 && *typed != NOWHERE);
        let years = typed.and_then(|typed| typed.parse().ok()).filter(|years| AGES.contains(years));
        let age = years.map(|years| OnChoose::Age(AgeBand::of_years(years)));
        let node = self.rulebook.menu.node(&self.position().node);
        match node.options.iter().find(|option| age.is_some() && option.on_choose == age) {
            Some(option) => {
                self.note(age);
                self.enter(&option.to)
            }
            None => self.show(),
        }
    }

    pub(super) fn join(&mut self, topics: Topics, asked: ContentKey) -> Dialled {
        let lifted = self.profile.subscription.lift(How::Ussd, self.now);
        self.change(lifted);
        let topics = topics.both(self.profile.allowed_topics());
        if topics.is_empty() {
            let shown = fixed(self.rulebook, &keys::AGE_UNDER13, self.locale());
            return self.taken(shown, true);
        }
        let wording = Wording { key: asked, locale: self.locale() };
        let joined = self.profile.subscription.opt_in(topics, How::Ussd, wording, self.now);
        self.change(joined);
        self.show()
    }

    /// For a girl of 13 to 17 it was her parent or guardian who was asked.
    pub(super) fn join_training(&mut self) -> Dialled {
        if self.profile.age_band != Some(AgeBand::From13To17) {
            return self.join(Topic::Training.into(), keys::CONSENT);
        }
        let wording = Wording { key: keys::GUARDIAN_PROMPT, locale: self.locale() };
        let agreed = self.profile.take_adult_agreement(How::Ussd, Some(wording), self.now);
        self.effects.push(Effect::RecordConsent(agreed));
        self.join(Topic::Training.into(), keys::GUARDIAN_PROMPT)
    }

    /// Leaves a topic. Whoever leaves the last one has stopped, and is told so.
    pub(super) fn leave(&mut self, topic: Topic) -> Dialled {
        self.profile.talk.close_question();
        let before = self.profile.subscription.standing;
        let left = self.profile.subscription.leave(topic.into(), How::Ussd, self.now);
        self.change(left);
        let said = match (before, self.profile.subscription.standing) {
            (Standing::Active, Standing::Active) | (Standing::None, _) => return self.show(),
            (Standing::Active, _) => keys::STOP_CONFIRM,
            _ => keys::ALREADY_STOPPED,
        };
        self.effects.push(Effect::CancelPlanned);
        let shown = fixed(self.rulebook, &said, self.locale());
        self.taken(shown, true)
    }

    pub(super) fn stop(&mut self) -> Dialled {
        let stopped = self.profile.opt_out(How::Ussd, self.now);
        let already = stopped.is_none();
        self.effects.extend(stopped.map(Effect::RecordConsent));
        self.effects.push(Effect::CancelPlanned);
        if already {
            let shown = fixed(self.rulebook, &keys::ALREADY_STOPPED, self.locale());
            return self.taken(shown, true);
        }
        self.show()
    }

    pub(super) fn erase(&mut self) -> Dialled {
        let shown = fixed(self.rulebook, &keys::ERASE_DONE, self.locale());
        let (erased, event) = self.profile.subscription.erase(How::Ussd, self.now);
        self.change(Some((erased, event)));
        self.effects.extend([Effect::CancelPlanned, Effect::Erase]);
        self.profile = Profile { subscription: erased, ..Profile::new() };
        self.taken(shown, true)
    }

    fn change(&mut self, changed: Option<(Subscription, ConsentEvent)>) -> bool {
        let Some((subscription, event)) = changed else { return false };
        self.profile.subscription = subscription;
        self.effects.push(Effect::RecordConsent(event));
        true
    }
}
