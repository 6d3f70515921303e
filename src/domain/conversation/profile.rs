//! What is known of a person when she writes.

use jiff::{SignedDuration, Timestamp};

use crate::domain::address::Locale;
use crate::domain::area::Area;
use crate::domain::consent::{
    AdultAgreement, AgeBand, Change, ConsentEvent, Household, How, Roles, Subscription, Topic, Topics, Wording,
    allowed_topics,
};
use crate::domain::conversation::rulebook::Rulebook;
use crate::domain::conversation::talk::Talk;
use crate::domain::schedule::Window;
use crate::domain::series::Grounds;

/// After a call for help nothing is sent first for this long, so that no tip arrives on its heels.
pub(super) const HELP_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// How a person's language became known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// She used a word that only this language has.
    Learned(Locale),
    /// She chose it.
    Chosen(Locale),
}

impl Language {
    /// The language.
    pub fn locale(self) -> Locale {
        match self {
            Language::Learned(locale) | Language::Chosen(locale) => locale,
        }
    }
}

/// How plainly what arrives may speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discretion {
    /// Full texts.
    Full,
    /// What arrives unasked says nothing; the rest is pulled by dialling.
    Quiet,
}

/// From where she writes, as her number tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// A Nigerian number.
    Home,
    /// Another country's: the help line is reached by its long number.
    Abroad,
}

/// A person as the rules see her. No number and no name is among it.
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    /// Where she stands with us.
    pub subscription: Subscription,
    /// Her language, once it is known.
    pub language: Option<Language>,
    /// How plainly we may speak.
    pub discretion: Discretion,
    /// The hours in which we may write first, where she set any.
    pub hours: Option<Window>,
    /// As what those who share the phone signed up.
    pub roles: Roles,
    /// How old the youngest of them who gets our texts says she is.
    pub age_band: Option<AgeBand>,
    /// Whether an adult's agreement for a child is recorded.
    pub adult_agreement: AdultAgreement,
    /// From where she writes; it is not kept.
    pub whereabouts: Whereabouts,
    /// Where she lives, if she said it.
    pub area: Option<Area>,
    /// Nothing is sent first before this.
    pub paused_until: Option<Timestamp>,
    /// The open question and what was answered lately.
    pub talk: Talk,
}

impl Profile {
    /// Somebody who writes for the first time.
    pub fn new() -> Self {
        Self {
            subscription: Subscription::NEW,
            language: None,
            discretion: Discretion::Full,
            hours: None,
            roles: Roles::NONE,
            age_band: None,
            adult_agreement: AdultAgreement::Missing,
            whereabouts: Whereabouts::Home,
            area: None,
            paused_until: None,
            talk: Talk::default(),
        }
    }

    /// The language to answer in.
    pub fn locale(&self, rulebook: &Rulebook) -> Locale {
        // A language that the programme no longer offers has no screens.
        let offered = |locale: &Locale| rulebook.locales.contains(locale);
        self.language.map(Language::locale).filter(offered).unwrap_or_else(|| rulebook.default_locale())
    }

    /// Takes the language of a word, unless the person chose one herself. Words of the programme's own language are on
    /// every poster: they do not take away a language that is known.
    pub fn learn(&mut self, locale: Option<Locale>, rulebook: &Rulebook) {
        let Some(locale) = locale.filter(|locale| rulebook.locales.contains(locale)) else { return };
        let chosen = matches!(self.language, Some(Language::Chosen(_)));
        let poster = self.language.is_some() && locale == rulebook.default_locale();
        if !chosen && !poster {
            self.language = Some(Language::Learned(locale));
        }
    }

    /// What her places in series rest upon.
    pub fn grounds(&self) -> Grounds {
        Grounds {
            subscription: self.subscription,
            roles: self.roles,
            age_band: self.age_band,
            adult_agreement: self.adult_agreement,
            hours: self.hours,
        }
    }

    /// STOP, by whichever way. What was asked before it is no longer open. `None` when she had stopped already.
    pub fn opt_out(&mut self, how: How, now: Timestamp) -> Option<ConsentEvent> {
        self.talk.close_question();
        let (subscription, event) = self.subscription.opt_out(how, now)?;
        self.subscription = subscription;
        Some(event)
    }

    /// Takes who uses the phone. Topics that their age does not allow are held back, with the event that proves it.
    pub fn take_household(&mut self, household: Household, how: How, now: Timestamp) -> Option<ConsentEvent> {
        self.roles = household.roles();
        self.take_age(household.age_band()?, how, now)
    }

    /// Takes an age, as above.
    pub fn take_age(&mut self, age: AgeBand, how: How, now: Timestamp) -> Option<ConsentEvent> {
        self.age_band = Some(age);
        let forbidden = Topics::ALL.minus(self.allowed_topics());
        let (subscription, event) = self.subscription.hold_back(forbidden, how, now)?;
        self.subscription = subscription;
        Some(event)
    }

    /// Takes an adult's agreement to news of courses for a child: her parent's, her guardian's or the programme's.
    pub fn take_adult_agreement(&mut self, how: How, wording: Option<Wording>, now: Timestamp) -> ConsentEvent {
        self.adult_agreement = AdultAgreement::Recorded;
        ConsentEvent { change: Change::AdultAgreed, topics: Topic::Training.into(), how, wording, at: now }
    }

    /// The programme writes down an agreement that was given on paper or by voice, as far as age and STOP allow.
    pub fn write_down(&mut self, topics: Topics, how: String, now: Timestamp) -> Option<ConsentEvent> {
        let (subscription, event) = self.subscription.write_down(topics.both(self.allowed_topics()), how, now)?;
        self.subscription = subscription;
        Some(event)
    }

    /// What may be sent first to somebody of her age.
    pub fn allowed_topics(&self) -> Topics {
        allowed_topics(self.age_band, self.adult_agreement)
    }

    /// Sends nothing first before `until`; an earlier, longer pause stays.
    pub fn pause(&mut self, until: Timestamp) {
        self.paused_until = self.paused_until.max(Some(until));
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::new()
    }
}
