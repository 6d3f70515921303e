//! What a person may ask of her series: the next text early, and a rest. Whether she is in one only the shell knows, so
//! each effect also holds what anybody else is told.

use crate::domain::catalogue::keys;
use crate::domain::consent::Standing;
use crate::domain::conversation::effect::{Effect, Say};
use crate::domain::conversation::turn::Turn;
use crate::domain::keyword::Keyword;
use crate::domain::message::Urgency;

impl Turn<'_> {
    /// After information was given by keyword: a person in the series of this keyword gets its next text instead.
    pub(super) fn prefer_step(&mut self, keyword: &Keyword) {
        let asks = self.rulebook.series.iter().any(|series| series.keyword == keyword.key);
        if !asks || self.profile.subscription.standing != Standing::Active {
            return;
        }
        match self.effects.pop() {
            Some(Effect::Reply(otherwise)) if keyword.answers.contains(&otherwise.key) => {
                self.effects.push(Effect::NextStep { keyword: keyword.key.clone(), otherwise });
            }
            other => self.effects.extend(other),
        }
    }

    /// REST: the weekly texts rest for a month. Answers still come.
    pub(super) fn rest(&mut self) {
        if self.profile.subscription.standing != Standing::Active {
            return self.reply(keys::REST_NONE);
        }
        if !self.say(keys::REST_SET, Vec::new(), Urgency::Reply) {
            return;
        }
        if let Some(Effect::Reply(said)) = self.effects.pop() {
            let otherwise = Say { key: keys::REST_NONE, ..said.clone() };
            self.effects.push(Effect::RestSeries { said, otherwise });
        }
    }
}
