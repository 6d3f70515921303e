//! Market words, and the key that leads nowhere: anybody may send or press them, and for one person they may be a call for
//! help in silence. All are answered here alike, and only the shell looks up what was agreed with whom.

use crate::domain::catalogue::{Class, keys};
use crate::domain::conversation::effect::{Effect, Sign};
use crate::domain::conversation::turn::Turn;
use crate::domain::keyword::Route;
use crate::domain::ussd::NOWHERE;

/// What the last key press must be looked up as; `dialled` is all that was typed, parts joined by `*`. It does not matter
/// whether the turn can be taken: a turn may be lost on the way, and she has pressed the key all the same.
pub fn pressed(dialled: &str) -> Option<Effect> {
    let last =
        dialled.trim_end_matches(|sign: char| sign == '#' || sign == '*' || sign.is_whitespace()).rsplit('*').next();
    let keys = last.unwrap_or_default().chars().filter(|sign| !sign.is_whitespace());
    keys.eq(NOWHERE.chars()).then_some(Effect::LookUp(Sign::Key))
}

impl Turn<'_> {
    /// A market word is looked up for everybody, whatever the answer will be, and whether there is one at all.
    pub(super) fn look_up(&mut self, route: &Route, text: &str) {
        if let (Route::TipWord, Some(key)) = (route, self.rulebook.keywords.tip_key(text)) {
            self.effects.push(Effect::LookUp(Sign::Word(key.to_owned())));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_key_is_heard_whatever_stands_before_and_around_it() {
        for (dialled, is_sign) in [
            ("99", true),
            (" 99 ", true),
            ("9 9", true),
            ("99#", true),
            ("1*99#", true),
            ("1*2*99", true),
            ("99*", true),
            ("2*99 # ", true),
            ("99*1", false),
            ("199", false),
            ("999", false),
            ("9*9", false),
            ("", false),
            ("#", false),
        ] {
            assert_eq!(pressed(dialled).is_some(), is_sign, "{dialled:?}");
        }
    }
}
