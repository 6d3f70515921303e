//! Trainings by menu: a code that is typed, and the list of courses. What is found only the shell knows.

use crate::domain::catalogue::keys;
use crate::domain::conversation::coded::coded;
use crate::domain::conversation::dial::{Dialled, Shown, Turn};
use crate::domain::conversation::effect::Say;
use crate::domain::conversation::settings::check_word;
use crate::domain::conversation::training;
use crate::domain::ids::ContentKey;
use crate::domain::message::Urgency;
use crate::domain::training::{Code, Inquiry};
use crate::domain::ussd::{OnEnter, Position};

impl Turn<'_> {
    pub(super) fn typed(&mut self, node: &str, word: &str) -> Dialled {
        let code = Code::read(word).or_else(|| coded(&self.rulebook.keywords, word).map(|(_, code)| code));
        let typed = check_word(word).filter(|typed| typed.contains(|c: char| c.is_ascii_digit()));
        let Some(typed) = code.as_ref().map(Code::to_string).or(typed) else { return self.show() };
        self.dialogue.position = Some(Position::at(node));
        let applies = self.rulebook.menu.node(node).on_enter == Some(OnEnter::Apply);
        let values = vec![("verify_code", typed)];
        match (code, training::refused(&self.profile).filter(|_| applies)) {
            (Some(_), Some(key)) => self.show_open(key, Vec::new()),
            (Some(code), None) if applies => self.seek(Inquiry::Apply(code), keys::VERIFY_UNKNOWN, values),
            (Some(code), None) => self.seek(Inquiry::Verify(code), keys::VERIFY_UNKNOWN, values),
            (None, _) => self.show_open(keys::VERIFY_UNKNOWN, values),
        }
    }

    pub(super) fn courses(&mut self) -> Dialled {
        let seeker = training::seeker(&self.profile, self.rulebook);
        self.seek(Inquiry::Offers(seeker), keys::TRAINING_NONE, Vec::new())
    }

    fn seek(&mut self, inquiry: Inquiry, key: ContentKey, values: Vec<(&'static str, String)>) -> Dialled {
        let node = self.rulebook.menu.node(&self.position().node);
        let page = self.position().page;
        let otherwise = Say { key, locale: self.locale(), values, urgency: Urgency::Reply };
        let shown = Shown::Sought { inquiry, otherwise, page, navigation: self.navigation() };
        self.taken(shown, node.ends)
    }
}
