//! Turning to a person of the programme by menu.

use crate::domain::care::{Call, CaseKind, Chosen, Into, Wants, Words};
use crate::domain::conversation::dial::{Dialled, Turn};
use crate::domain::conversation::effect::Effect;
use crate::domain::conversation::profile::HELP_PAUSE;

impl Turn<'_> {
    /// She looks at the screen for those in need: somebody is called, and nothing is sent to her unasked on its heels.
    pub(super) fn look_for_help(&mut self) {
        self.profile.pause(self.now + HELP_PAUSE);
        self.turn_to(CaseKind::Help, Into::Hers, Wants::Unsaid, Chosen::HelpScreen);
    }

    /// She asks for a person, who writes to her or calls.
    pub(super) fn ask_for_a_person(&mut self, wants: Wants) -> Dialled {
        let chosen = if wants == Wants::Calling { Chosen::CallBack } else { Chosen::Write };
        self.profile.pause(self.now + HELP_PAUSE);
        self.turn_to(CaseKind::Help, Into::Hers, wants, chosen);
        self.show()
    }

    /// She chose what her worry is.
    pub(super) fn worry(&mut self, chosen: Chosen) {
        self.report(Into::New, Wants::Unsaid, chosen);
    }

    /// Whether somebody may call her about it.
    pub(super) fn may_call(&mut self, chosen: Chosen) {
        let wants = if chosen == Chosen::CallBack { Wants::Calling } else { Wants::Quiet };
        self.report(Into::HersOnly, wants, chosen);
    }

    fn report(&mut self, into: Into, wants: Wants, chosen: Chosen) {
        let call = Call { kind: CaseKind::Report, into, wants, words: Words::Chosen(chosen) };
        self.effects.push(Effect::Call(call));
    }

    fn turn_to(&mut self, kind: CaseKind, into: Into, wants: Wants, chosen: Chosen) {
        self.profile.talk.turn_to_care(self.now);
        self.effects.push(Effect::Call(Call { kind, into, wants, words: Words::Chosen(chosen) }));
    }
}
