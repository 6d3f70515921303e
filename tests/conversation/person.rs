//! Somebody who writes and dials, and what she is answered.

use fitila::content::{Content, ProgrammeTexts, build};
use fitila::domain::address::Locale;
use fitila::domain::care::Duty;
use fitila::domain::catalogue::Text;
use fitila::domain::conversation::{Dialled, Dialling, Effect, Kept, Profile, Shown, dial, respond};
use fitila::domain::ussd::{Dialogue, TurnKey};
use jiff::{SignedDuration, Timestamp};

/// The five languages.
pub const LOCALES: [&str; 5] = ["en", "ha", "yo", "ig", "pcm"];

/// The shipped texts, with nobody on duty.
pub fn content() -> Content {
    content_with(Duty::Unstaffed)
}

/// The shipped texts.
pub fn content_with(duty: Duty) -> Content {
    let locales: Vec<Locale> = LOCALES.iter().map(|code| Locale::parse(code).unwrap()).collect();
    let programme = ProgrammeTexts {
        name: "WOCON".into(),
        ussd_code: "*347*627#".into(),
        short_code: "32627".into(),
        default: locales[0],
        locales,
        marked: Vec::new(),
        zone: jiff::tz::TimeZone::get("Africa/Lagos").unwrap(),
        folder: None,
    };
    build(&programme, duty).expect("the shipped texts build")
}

/// A person with her phone.
pub struct Person<'a> {
    pub content: &'a Content,
    pub profile: Profile,
    pub now: Timestamp,
    pub kept: Kept,
    dialogue: Option<Dialogue>,
    typed: String,
    effects: Vec<Effect>,
}

impl<'a> Person<'a> {
    pub fn new(content: &'a Content) -> Self {
        let now = "2026-12-01T09:00:00Z".parse().unwrap();
        let (dialogue, typed, effects) = (None, String::new(), Vec::new());
        Self { content, profile: Profile::new(), now, kept: Kept::Sealed, dialogue, typed, effects }
    }

    /// Texts, and gives the keys of the answers with their language.
    pub fn texts(&mut self, text: &str) -> Vec<String> {
        self.now += SignedDuration::from_secs(20);
        let response = respond(text, self.profile.clone(), &self.content.rulebook, self.now);
        self.profile = response.profile;
        self.kept = response.kept;
        self.effects = response.effects;
        let replies = self.effects.iter().filter_map(|effect| match effect {
            Effect::Reply(say) => Some(format!("{}/{}", say.key, say.locale)),
            // What somebody is told who is in no series.
            Effect::NextStep { otherwise, .. } | Effect::RestSeries { otherwise, .. } => {
                Some(format!("{}/{}", otherwise.key, otherwise.locale))
            }
            _ => None,
        });
        replies.collect()
    }

    /// What the last text or turn asked of the shell besides answers.
    pub fn effects(&self) -> &[Effect] {
        &self.effects
    }

    pub fn waits(&mut self, minutes: i64) {
        self.now += SignedDuration::from_mins(minutes);
    }

    /// Dials anew and gives the first screen.
    pub fn dials(&mut self) -> String {
        self.dialogue = None;
        self.typed.clear();
        self.turn()
    }

    /// Answers a screen and gives the next.
    pub fn presses(&mut self, keys: &str) -> String {
        self.typed = if self.typed.is_empty() { keys.to_owned() } else { format!("{}*{keys}", self.typed) };
        self.turn()
    }

    fn turn(&mut self) -> String {
        self.now += SignedDuration::from_secs(5);
        let key = |text: &str| {
            let mut bytes = [0u8; 16];
            for (n, byte) in text.bytes().enumerate() {
                bytes[n % 16] = bytes[n % 16].wrapping_mul(31).wrapping_add(byte);
            }
            TurnKey(bytes)
        };
        let dialling = Dialling {
            dialogue: self.dialogue.clone(),
            broken_off: None,
            profile: self.profile.clone(),
            text: &self.typed,
            key: &key,
        };
        match dial(dialling, &self.content.rulebook, self.now) {
            Dialled::Again { screen, .. } => screen,
            Dialled::Refused(shown, _) => self.words(&shown),
            Dialled::Taken { mut dialogue, profile, effects, shown, ends } => {
                let screen = self.words(&shown);
                dialogue.note(&self.typed, key(&self.typed), &screen, ends);
                self.dialogue = Some(*dialogue);
                self.profile = *profile;
                self.effects = effects;
                screen
            }
        }
    }

    fn words(&self, shown: &Shown) -> String {
        match shown {
            Shown::Fixed(text) => text.to_string(),
            Shown::Open { say, .. } | Shown::Sought { otherwise: say, .. } => format!("{}/{}", say.key, say.locale),
        }
    }

    /// The dialogue as it would be kept.
    pub fn dialogue(&self) -> &Dialogue {
        self.dialogue.as_ref().unwrap()
    }

    /// A fixed SMS text.
    pub fn sms_text(&self, key: &str, locale: &str) -> String {
        let key = fitila::domain::ids::ContentKey::named(key);
        let spoken = self.content.rulebook.catalogue.sms(&key, Locale::parse(locale).unwrap()).unwrap();
        match &spoken.variant.text {
            Text::Fixed(text) => text.to_string(),
            Text::Open(_) => panic!("{key} is no fixed text"),
        }
    }
}
