//! Joining and leaving by text: what is asked, one question at a time, and what the answers change.

use jiff::SignedDuration;

use crate::domain::catalogue::keys;
use crate::domain::consent::{AdultAgreement, AgeBand, Household, How, Role, Standing, Topic, Topics, Wording};
use crate::domain::conversation::effect::Effect;
use crate::domain::conversation::talk::Question;
use crate::domain::conversation::turn::Turn;
use crate::domain::ids::ContentKey;

/// A second STOP is answered once in this time.
const STOPPED_NOTE_EVERY: SignedDuration = SignedDuration::from_hours(24);

impl Turn<'_> {
    /// START, which also takes a STOP back.
    pub(super) fn start(&mut self) {
        let subscription = self.profile.subscription;
        match subscription.standing {
            Standing::Stopped | Standing::Erased => {
                let lifted = subscription.lift(How::Sms, self.now);
                self.change(lifted);
                self.ask(Question::StartAgain, keys::START_AFTER_STOP);
            }
            Standing::Pending => self.ask(Question::StartAgain, keys::START_AFTER_STOP),
            // Perhaps somebody else holds the phone now, or the wrong number was typed.
            _ if self.profile.age_band == Some(AgeBand::Under13) => self.ask(Question::Household, keys::WHO_PROMPT),
            _ if !Topics::WEEKLY.minus(subscription.topics).is_empty() => {
                self.ask(Question::OptIn, keys::OPTIN_PROMPT);
            }
            _ if self.profile.roles.is_empty() => self.ask(Question::Household, keys::WHO_PROMPT),
            _ => self.reply(keys::ALREADY_JOINED),
        }
    }

    /// START with a topic.
    pub(super) fn start_topic(&mut self, topic: Topic) {
        let barred = self.profile.subscription.standing.is_barred();
        if barred || self.profile.age_band == Some(AgeBand::Under13) {
            self.start();
        } else if topic == Topic::Training {
            self.training();
        } else if self.profile.subscription.topics.contains(topic) {
            self.reply(keys::ALREADY_JOINED);
        } else {
            self.ask(Question::OptInTopic(topic), keys::OPTIN_PROMPT);
        }
    }

    /// She said YES to what was asked in these words.
    pub(super) fn join(&mut self, topics: Topics, asked: ContentKey) {
        let topics = topics.both(self.profile.allowed_topics());
        if self.profile.subscription.standing.is_barred() {
            return self.note_stopped();
        }
        if topics.is_empty() {
            return self.ask(Question::Household, keys::WHO_PROMPT);
        }
        self.agree(topics, asked);
        self.go_on_joining();
    }

    /// What is still to be known of somebody who joined.
    pub(super) fn go_on_joining(&mut self) {
        if self.profile.language.is_none() {
            self.ask(Question::JoinLanguage, keys::LANGUAGE_PROMPT);
        } else if self.profile.roles.is_empty() {
            self.ask(Question::Household, keys::WHO_PROMPT);
        } else {
            self.reply(keys::OPTIN_CONFIRM);
        }
    }

    /// NO in the middle of joining takes back what she had just agreed to.
    pub(super) fn think_better(&mut self) {
        if self.profile.subscription.standing == Standing::Active {
            let left = self.profile.subscription.leave(Topics::WEEKLY, How::Sms, self.now);
            self.change(left);
            if self.profile.subscription.standing.is_barred() {
                self.effects.push(Effect::CancelPlanned);
            }
        }
        self.reply(keys::OPTIN_DECLINED);
    }

    /// She said who uses the phone.
    pub(super) fn told_household(&mut self, household: Household) {
        let held = self.profile.take_household(household, How::Sms, self.now);
        self.effects.extend(held.map(Effect::RecordConsent));
        match self.profile.subscription.standing {
            Standing::Stopped | Standing::Erased => self.note_stopped(),
            _ if self.profile.age_band == Some(AgeBand::Under13) => self.reply(keys::AGE_UNDER13),
            Standing::Active => self.reply(keys::OPTIN_CONFIRM),
            Standing::Pending => self.ask(Question::StartAgain, keys::START_AFTER_STOP),
            Standing::None => self.ask(Question::OptIn, keys::OPTIN_PROMPT),
        }
    }

    /// TRAINING: news of courses, offered once to everybody who has not stopped our texts.
    pub(super) fn training(&mut self) {
        let subscription = self.profile.subscription;
        let may_offer = matches!(subscription.standing, Standing::None | Standing::Active);
        if self.profile.age_band == Some(AgeBand::Under13) {
            self.reply(keys::AGE_UNDER13);
        } else if may_offer && !subscription.topics.contains(Topic::Training) {
            self.ask(Question::Training, keys::TRAINING_PROMPT);
        } else {
            self.offers();
        }
    }

    /// She wants news of courses. A child gets it once an adult agrees.
    pub(super) fn wants_training(&mut self) {
        match self.profile.age_band {
            _ if self.profile.subscription.standing.is_barred() => self.note_stopped(),
            None => self.ask(Question::Age, keys::AGE_PROMPT),
            Some(AgeBand::Under13) => self.reply(keys::AGE_UNDER13),
            Some(AgeBand::From13To17) if self.profile.adult_agreement == AdultAgreement::Missing => {
                self.ask(Question::Guardian, keys::GUARDIAN_PROMPT);
            }
            Some(AgeBand::From13To17 | AgeBand::Adult) => self.join_training(keys::TRAINING_PROMPT),
        }
    }

    /// The number of her age band, or 4 for a parent or guardian.
    pub(super) fn told_age(&mut self, choice: u8) {
        let age = match choice {
            1 => AgeBand::Under13,
            2 => AgeBand::From13To17,
            _ => AgeBand::Adult,
        };
        if choice == 4 {
            self.profile.roles = self.profile.roles.with(Role::Parent);
        }
        self.is_of(age);
    }

    /// Her age in years.
    pub(super) fn told_years(&mut self, years: u8) {
        self.is_of(AgeBand::of_years(years));
    }

    fn is_of(&mut self, age: AgeBand) {
        let held = self.profile.take_age(age, How::Sms, self.now);
        self.effects.extend(held.map(Effect::RecordConsent));
        self.wants_training();
    }

    /// A parent or guardian agreed to news of courses for the girl who uses the phone.
    pub(super) fn guardian_agreed(&mut self) {
        if self.profile.subscription.standing.is_barred() {
            return self.note_stopped();
        }
        let wording = Wording { key: keys::GUARDIAN_PROMPT, locale: self.profile.locale(self.rulebook) };
        let agreed = self.profile.take_adult_agreement(How::Sms, Some(wording), self.now);
        self.effects.push(Effect::RecordConsent(agreed));
        self.join_training(keys::GUARDIAN_PROMPT);
    }

    fn join_training(&mut self, asked: ContentKey) {
        self.agree(Topic::Training.into(), asked);
        self.reply(keys::TRAINING_ENROLLED);
    }

    fn agree(&mut self, topics: Topics, asked: ContentKey) {
        let wording = Wording { key: asked, locale: self.profile.locale(self.rulebook) };
        let joined = self.profile.subscription.opt_in(topics, How::Sms, wording, self.now);
        self.change(joined);
    }

    /// STOP.
    pub(super) fn stop(&mut self) {
        match self.profile.opt_out(How::Sms, self.now) {
            Some(event) => {
                self.effects.extend([Effect::RecordConsent(event), Effect::CancelPlanned]);
                self.confirm(keys::STOP_CONFIRM);
            }
            None => self.note_stopped(),
        }
    }

    /// STOP with a topic. Whoever leaves the last one has stopped.
    pub(super) fn leave(&mut self, topic: Topic) {
        self.profile.talk.close_question();
        let before = self.profile.subscription.standing;
        let left = self.profile.subscription.leave(topic.into(), How::Sms, self.now);
        self.change(left);
        match (before, self.profile.subscription.standing) {
            (Standing::Active, Standing::Active) => self.confirm(left_text(topic)),
            (Standing::Active, _) => {
                self.effects.push(Effect::CancelPlanned);
                self.confirm(keys::STOP_CONFIRM);
            }
            _ => self.note_stopped(),
        }
    }

    fn note_stopped(&mut self) {
        if !self.profile.talk.was_told(&keys::ALREADY_STOPPED, STOPPED_NOTE_EVERY, self.now) {
            self.confirm(keys::ALREADY_STOPPED);
        }
    }
}

/// The text that says that a topic has ended.
fn left_text(topic: Topic) -> ContentKey {
    match topic {
        Topic::Safety => keys::STOP_SAFETY_CONFIRM,
        Topic::Tips => keys::STOP_TIPS_CONFIRM,
        Topic::Training => keys::STOP_TRAINING_CONFIRM,
    }
}
