//! A USSD turn comes in; the screen that answers it and what follows from it.

use std::sync::Arc;

use jiff::Timestamp;

use crate::domain::address::Locale;
use crate::domain::advice::{Answers, Band, band};
use crate::domain::area::Area;
use crate::domain::catalogue::{Class, Text, keys};
use crate::domain::consent::{AgeBand, How, Role, Topic, Topics};
use crate::domain::conversation::area;
use crate::domain::conversation::effect::{Effect, Say};
use crate::domain::conversation::profile::{Discretion, Language, Profile};
use crate::domain::conversation::referral::refer;
use crate::domain::conversation::rulebook::Rulebook;
use crate::domain::conversation::settings::hours_values;
use crate::domain::conversation::sign;
use crate::domain::ids::ContentKey;
use crate::domain::message::Urgency;
use crate::domain::referral::ServiceKind;
use crate::domain::schedule::Window;
use crate::domain::training::Inquiry;
use crate::domain::ussd::{Dialogue, Menu, Moved, OnChoose, OnEnter, Position, Received, Screens, TurnKey, step};

/// What a turn is decided from.
pub struct Dialling<'a> {
    /// The dialogue so far; `None` for one that we do not know.
    pub dialogue: Option<Dialogue>,
    /// Where this person's last dialogue broke off, if that was within ten minutes.
    pub broken_off: Option<Position>,
    /// The person as she is known.
    pub profile: Profile,
    /// All that was typed in this dialogue, parts joined by `*`.
    pub text: &'a str,
    /// The keyed hash of such a text.
    pub key: &'a dyn Fn(&str) -> TurnKey,
}

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// A whole screen.
    Fixed(Arc<str>),
    /// A text to be filled, with the navigation line below it.
    Open {
        /// The text.
        say: Say,
        /// The line below it.
        navigation: Arc<str>,
    },
    /// What is found on looking up what she asks about trainings.
    Sought {
        /// What she asks.
        inquiry: Inquiry,
        /// What is said where nothing is found.
        otherwise: Say,
        /// Which of several courses, from 0; after the last the last again.
        page: usize,
        /// The lines below it; the first is the option that leads to the next course.
        navigation: Arc<str>,
    },
}

/// What a turn led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Dialled {
    /// The turn was answered before: the same bytes again, and nothing changes.
    Again {
        /// The screen of then.
        screen: String,
        /// Whether it ended the dialogue.
        ends: bool,
    },
    /// The turn cannot be taken: an end without any change, and the next dial offers to go on. A key is looked up all the
    /// same.
    Refused(Shown, Vec<Effect>),
    /// The turn was taken.
    Taken {
        /// The dialogue now; the screen is yet to be noted in it.
        dialogue: Box<Dialogue>,
        /// The person as she is known now.
        profile: Box<Profile>,
        /// What must be written.
        effects: Vec<Effect>,
        /// The screen.
        shown: Shown,
        /// Whether it ends the dialogue.
        ends: bool,
    },
}

/// Answers one turn.
pub fn dial(dialling: Dialling, rulebook: &Rulebook, now: Timestamp) -> Dialled {
    let sign = sign::pressed(dialling.text);
    let mut dialled = take(dialling, rulebook, now);
    // A repeat of a turn is no new press.
    if let Dialled::Taken { effects, .. } | Dialled::Refused(_, effects) = &mut dialled {
        effects.splice(0..0, sign);
    }
    dialled
}

fn take(dialling: Dialling, rulebook: &Rulebook, now: Timestamp) -> Dialled {
    let locale = dialling.profile.locale(rulebook);
    let Some(dialogue) = dialling.dialogue else {
        return begin(dialling.profile, dialling.broken_off, rulebook, now);
    };
    let input = match dialogue.receive(dialling.text, dialling.key) {
        Received::Next(input) => input.to_owned(),
        Received::Repeat(taken) => return Dialled::Again { screen: taken.screen.clone(), ends: taken.ends },
        Received::AfterEnd | Received::OutOfOrder | Received::TooMuch => {
            return Dialled::Refused(fixed(rulebook, &keys::SESSION_OVER, locale), Vec::new());
        }
    };
    let mut turn =
        Turn { dialogue, profile: dialling.profile, rulebook, now, effects: Vec::new(), hours: None, area: None };
    turn.press(&input)
}

/// The first screen: the language once, then the menu, or the offer to go on.
fn begin(profile: Profile, broken_off: Option<Position>, rulebook: &Rulebook, now: Timestamp) -> Dialled {
    let first = if profile.language.is_none() { Menu::LANGUAGE } else { Menu::ROOT };
    // To go on at the root is no different from starting there.
    let worth_it = |position: &Position| {
        let node = rulebook.menu.node(&position.node);
        node.resumes && !node.parent.is_empty() && profile.language.is_some()
    };
    let offered = broken_off.filter(worth_it);
    let dialogue = Dialogue { turns: Vec::new(), position: Some(Position::at(first)), offered: offered.clone() };
    let mut turn = Turn { dialogue, profile, rulebook, now, effects: Vec::new(), hours: None, area: None };
    match offered {
        Some(_) => {
            let shown = fixed(rulebook, &keys::RESUME_PROMPT, turn.locale());
            turn.taken(shown, false)
        }
        None => turn.enter(first),
    }
}

/// One turn being answered.
pub(super) struct Turn<'a> {
    pub(super) dialogue: Dialogue,
    pub(super) profile: Profile,
    pub(super) rulebook: &'a Rulebook,
    pub(super) now: Timestamp,
    pub(super) effects: Vec<Effect>,
    pub(super) hours: Option<Option<Window>>,
    pub(super) area: Option<Area>,
}

impl Turn<'_> {
    fn press(&mut self, input: &str) -> Dialled {
        if let Some(offered) = self.dialogue.offered.take() {
            return match input.trim() {
                "1" => {
                    self.dialogue.position = Some(offered);
                    self.show()
                }
                "2" | "0" | "00" => self.enter(Menu::ROOT),
                _ => {
                    self.dialogue.offered = Some(offered);
                    let shown = fixed(self.rulebook, &keys::RESUME_PROMPT, self.locale());
                    self.taken(shown, false)
                }
            };
        }
        let position = self.position();
        match step(&self.rulebook.menu, &position, input, self.pages(&position)) {
            Moved::Same => self.misread(input),
            Moved::Page(page) => {
                self.dialogue.position = Some(Position { page, ..position });
                self.show()
            }
            Moved::To { node, noted } => {
                if !matches!(noted, Some(OnChoose::Answer(_))) {
                    self.clear_answers();
                }
                self.note(noted);
                self.enter(&node)
            }
            Moved::Typed { node, word } => self.typed(&node, &word),
            Moved::Leave => {
                let shown = fixed(self.rulebook, &keys::MORE_NONE, self.locale());
                self.taken(shown, true)
            }
        }
    }

    pub(super) fn note(&mut self, noted: Option<OnChoose>) {
        match noted {
            Some(OnChoose::Answer(yes)) => {
                if let Some(position) = &mut self.dialogue.position {
                    position.answers.push(yes);
                }
            }
            Some(OnChoose::Hours(window)) => self.hours = Some(window),
            Some(OnChoose::Age(age)) => {
                let held = self.profile.take_age(age, How::Ussd, self.now);
                self.effects.extend(held.map(Effect::RecordConsent));
            }
            Some(OnChoose::Guardian) => {
                self.profile.roles = self.profile.roles.with(Role::Parent);
                let held = self.profile.take_age(AgeBand::From13To17, How::Ussd, self.now);
                self.effects.extend(held.map(Effect::RecordConsent));
            }
            Some(OnChoose::Who(household)) => {
                let held = self.profile.take_household(household, How::Ussd, self.now);
                self.effects.extend(held.map(Effect::RecordConsent));
            }
            Some(OnChoose::Area(area)) => self.area = Some(area),
            Some(OnChoose::Worry(chosen)) => self.worry(chosen),
            Some(OnChoose::MayCall(chosen)) => self.may_call(chosen),
            None => {}
        }
    }

    /// Goes to a node: what entering it changes, then its screen.
    pub(super) fn enter(&mut self, key: &str) -> Dialled {
        let rulebook = self.rulebook;
        let quiet = key == Menu::ROOT && self.profile.discretion == Discretion::Quiet;
        let node = rulebook.menu.node(if quiet { Menu::ROOT_QUIET } else { key });
        let answers = self.position().answers;
        self.dialogue.position = Some(Position { answers, ..Position::at(&node.key) });
        let is_crisis = |key| rulebook.catalogue.entry(key).is_some_and(|entry| entry.class == Class::Crisis);
        if node.on_enter.is_none() && node.messages.iter().any(is_crisis) {
            self.look_for_help();
        }
        match node.on_enter {
            None => self.show(),
            Some(OnEnter::SetLanguage(locale)) => self.set_language(locale),
            Some(OnEnter::AskCheck) => {
                self.clear_answers();
                self.show()
            }
            Some(OnEnter::CheckResult) => self.check_result(),
            Some(OnEnter::SetHours) => self.set_hours(),
            Some(OnEnter::SetArea) => self.set_area(),
            Some(OnEnter::Verify | OnEnter::Apply | OnEnter::Courses) => self.show(),
            Some(OnEnter::QuietOn) => self.set_discretion(Discretion::Quiet),
            Some(OnEnter::QuietOff) => self.set_discretion(Discretion::Full),
            Some(OnEnter::JoinTips) => self.join(Topics::WEEKLY, keys::CONSENT),
            Some(OnEnter::JoinTraining) => self.join_training(),
            Some(OnEnter::Stop) => self.stop(),
            Some(OnEnter::StopTraining) => self.leave(Topic::Training),
            Some(OnEnter::Erase) => self.erase(),
            Some(OnEnter::AskPerson(wants)) => self.ask_for_a_person(wants),
        }
    }

    /// At first contact the menu follows at once; later the change is confirmed.
    fn set_language(&mut self, locale: Locale) -> Dialled {
        let first = self.profile.language.is_none();
        self.profile.language = Some(Language::Chosen(locale));
        if first { self.enter(Menu::ROOT) } else { self.show() }
    }

    fn set_discretion(&mut self, discretion: Discretion) -> Dialled {
        self.profile.discretion = discretion;
        if discretion == Discretion::Quiet {
            self.effects.push(Effect::Hush(self.locale()));
        }
        self.show()
    }

    fn set_hours(&mut self) -> Dialled {
        let window = self.hours.take().flatten();
        self.profile.hours = window;
        self.show_open(keys::HOURS_SET, hours_values(window))
    }

    fn set_area(&mut self) -> Dialled {
        let Some(chosen) = self.area.take() else { return self.show() };
        let values = area::values(&self.rulebook.areas, &chosen);
        self.profile.area = Some(chosen);
        self.show_open(keys::AREA_SET, values)
    }

    fn check_result(&mut self) -> Dialled {
        let answers = self.position().answers;
        let key = match Answers::from_turns(&answers).map(band) {
            Some(Band::Careful) => keys::CHECK_RESULT_CAREFUL,
            Some(Band::None) => keys::CHECK_RESULT_NONE,
            // Six answers are always there; were one missing, a warning does the least harm.
            Some(Band::Stop) | None => keys::CHECK_RESULT_STOP,
        };
        self.clear_answers();
        self.show_one(&key)
    }

    pub(super) fn navigation(&self) -> Arc<str> {
        let node = self.rulebook.menu.node(&self.position().node);
        node.navigation(self.locale()).cloned().unwrap_or_else(|| "".into())
    }

    /// The screen of the present node.
    pub(super) fn show(&mut self) -> Dialled {
        let position = self.position();
        let node = self.rulebook.menu.node(&position.node);
        match &node.screens {
            Screens::Pages(pages) => {
                let pages = pages.get(&self.locale()).map(Vec::as_slice).unwrap_or_default();
                let screen = pages.get(position.page).or(pages.first()).cloned();
                self.show_or_end(screen, node.ends)
            }
            Screens::OneOf(_) => match position.said.clone().or_else(|| node.messages.first().cloned()) {
                Some(key) => self.show_one(&key),
                None => self.show_or_end(None, true),
            },
            Screens::Open { .. } if node.on_enter == Some(OnEnter::Courses) => self.courses(),
            Screens::Open { keys, .. } => match keys.first().and_then(|key| Some((key, ServiceKind::named_in(key)?))) {
                Some((key, kind)) => {
                    let (key, values) = refer(key, kind, &self.profile, self.rulebook, self.now);
                    self.show_open(key, values)
                }
                None => self.show_again_below(&node.parent),
            },
        }
    }

    /// A filled text is not kept, so an unknown key below it shows the node above.
    fn show_again_below(&mut self, parent: &str) -> Dialled {
        self.dialogue.position = Some(Position::at(parent));
        self.show()
    }

    fn show_one(&mut self, key: &ContentKey) -> Dialled {
        if let Some(position) = &mut self.dialogue.position {
            position.said = Some(key.clone());
        }
        let node = self.rulebook.menu.node(&self.position().node);
        let screen = match &node.screens {
            Screens::OneOf(texts) => texts.get(key).and_then(|texts| texts.get(&self.locale())).cloned(),
            _ => None,
        };
        self.show_or_end(screen, node.ends)
    }

    pub(super) fn show_open(&mut self, key: ContentKey, values: Vec<(&'static str, String)>) -> Dialled {
        let node = self.rulebook.menu.node(&self.position().node);
        let say = Say { key, locale: self.locale(), values, urgency: Urgency::Reply };
        let shown = Shown::Open { say, navigation: self.navigation() };
        self.taken(shown, node.ends)
    }

    /// A screen that is missing is a fault of content that building the rulebook refuses; were it to happen all the
    /// same, the person is told the help line instead of nothing.
    fn show_or_end(&mut self, screen: Option<Arc<str>>, ends: bool) -> Dialled {
        match screen {
            Some(screen) => self.taken(Shown::Fixed(screen), ends),
            None => {
                let shown = fixed(self.rulebook, &keys::ERROR, self.locale());
                self.taken(shown, true)
            }
        }
    }

    pub(super) fn taken(&mut self, shown: Shown, ends: bool) -> Dialled {
        Dialled::Taken {
            dialogue: Box::new(self.dialogue.clone()),
            profile: Box::new(self.profile.clone()),
            effects: std::mem::take(&mut self.effects),
            shown,
            ends,
        }
    }

    pub(super) fn locale(&self) -> Locale {
        self.profile.locale(self.rulebook)
    }

    pub(super) fn position(&self) -> Position {
        self.dialogue.position.clone().unwrap_or_else(|| Position::at(Menu::ROOT))
    }

    fn clear_answers(&mut self) {
        if let Some(position) = &mut self.dialogue.position {
            position.answers.clear();
        }
    }

    fn pages(&self, position: &Position) -> usize {
        match &self.rulebook.menu.node(&position.node).screens {
            Screens::Pages(pages) => pages.get(&self.locale()).map_or(1, Vec::len),
            // How many courses there are only the shell knows: it stays on the last.
            Screens::Open { .. } => usize::MAX,
            Screens::OneOf(_) => 1,
        }
    }
}

/// A fixed USSD text; the key's name never shows, even where the text is missing.
pub(super) fn fixed(rulebook: &Rulebook, key: &ContentKey, locale: Locale) -> Shown {
    let say = || Say { key: key.clone(), locale, values: Vec::new(), urgency: Urgency::Reply };
    match rulebook.catalogue.ussd(key, locale).map(|spoken| &spoken.variant.text) {
        Some(Text::Fixed(text)) => Shown::Fixed(Arc::clone(text)),
        _ => Shown::Open { say: say(), navigation: "".into() },
    }
}
