//! Market words, and the key that leads nowhere: anybody may send or press them, and for one person they may be a call for
//! help in silence. All are answered here alike, and only the shell looks up what was agreed with whom.

use crate::domain::catalogue::{Class, keys};
use crate::domain::conversation::effect::{Effect, Sign};
use crate::domain::conversation::turn::Turn;
use crate::domain::keyword::Route;
use crate::domain::text::fold;
use crate::domain::ussd::NOWHERE;

/// What a key press must be looked up as.
pub(super) fn pressed(input: &str) -> Option<Effect> {
    (input.trim() == NOWHERE).then_some(Effect::LookUp(Sign::Key))
}

impl Turn<'_> {
    /// A market word is looked up for everybody, whatever the answer will be, and whether there is one at all.
    pub(super) fn look_up(&mut self, route: &Route, text: &str) {
        if *route == Route::TipWord {
            self.effects.push(Effect::LookUp(Sign::Word(fold(text))));
        }
    }

    /// The next tip that may stand on any phone. Whoever sends a market word is answered here and nowhere else.
    pub(super) fn tip(&mut self) {
        let rulebook = self.rulebook;
        let Some(tips) = rulebook.keywords.keywords().iter().find(|keyword| keyword.key == "tips") else {
            return self.reply(keys::UNKNOWN);
        };
        let (next, count) = (self.profile.talk.next_of(&tips.key), tips.answers.len());
        let is_open = |key| rulebook.catalogue.entry(key).is_some_and(|entry| entry.class == Class::Open);
        match (next..next + count).map(|place| place % count).find(|place| is_open(&tips.answers[*place])) {
            Some(place) => {
                self.profile.talk.read(&tips.key, place + 1);
                self.reply(tips.answers[place].clone());
            }
            None => self.reply(keys::UNKNOWN),
        }
    }
}
