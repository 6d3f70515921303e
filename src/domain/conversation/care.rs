//! Turning to a person of the programme by text: what is answered, and what reaches the case.

use crate::domain::care::{Call, CaseKind, Chosen, Duty, Into, WINDOW, Wants, Words};
use crate::domain::catalogue::keys;
use crate::domain::conversation::effect::Effect;
use crate::domain::conversation::profile::{Discretion, HELP_PAUSE, Whereabouts};
use crate::domain::conversation::talk::{Care, Question};
use crate::domain::conversation::turn::Turn;
use crate::domain::ids::ContentKey;
use crate::domain::keyword::Keyword;
use crate::domain::message::Urgency;

impl Turn<'_> {
    /// A call for help: the answer at once, and somebody is called.
    pub(super) fn help(&mut self) {
        let tells = matches!(self.profile.talk.question(self.now), Some(Question::Report | Question::ReportMore));
        self.profile.talk.close_question();
        self.profile.pause(self.now + HELP_PAUSE);
        let key = match (self.profile.whereabouts, self.profile.discretion) {
            // The discreet text names a number that cannot be called from there.
            (Whereabouts::Abroad, _) => keys::CRISIS_ABROAD,
            (Whereabouts::Home, Discretion::Full) => keys::CRISIS_HELP,
            (Whereabouts::Home, Discretion::Quiet) => keys::CRISIS_HELP_DISCREET,
        };
        self.say(key, Vec::new(), Urgency::Safety);
        self.call(CaseKind::Help, Into::Hers, Wants::Unsaid);
        if tells {
            self.tell_of_a_worry(Into::Hers);
        }
    }

    /// It began with STOP and may be a cry: somebody reads it.
    pub(super) fn perhaps_a_cry(&mut self) {
        self.reply(keys::STOP_OR_HELP);
        self.call(CaseKind::Help, Into::Hers, Wants::Unsaid);
    }

    /// TALK: what a counsellor does, and somebody is called.
    pub(super) fn talk_to_somebody(&mut self, keyword: &Keyword) {
        self.inform(keyword);
        self.call(CaseKind::Talk, Into::Hers, Wants::Unsaid);
    }

    /// Words without a keyword. In the middle of a talk with a person they are for her; soon after it they reach her too,
    /// but whoever holds the phone by then is told nothing of it.
    pub(super) fn unclear(&mut self, otherwise: ContentKey) {
        if self.profile.talk.is_reporting(self.now) {
            // The report was ended, or broken off by STOP, and there is more to tell.
            return self.add_to_report();
        }
        match self.profile.talk.care(self.now) {
            Care::None => self.reply(otherwise),
            Care::Before => {
                self.reply(otherwise);
                self.call(CaseKind::Help, Into::HersOnly, Wants::Unsaid);
            }
            Care::Now => {
                if !self.profile.talk.was_told(&keys::CRISIS_ACK, WINDOW, self.now) {
                    self.acknowledge();
                }
                self.call(CaseKind::Help, Into::HersOnly, Wants::Unsaid);
            }
        }
    }

    /// 1 or YES to the offer of a person.
    pub(super) fn wants_a_person(&mut self, wants: Wants) {
        match wants {
            Wants::Calling => self.reply(keys::CALL_ACK),
            Wants::Writing | Wants::Unsaid | Wants::Quiet => self.acknowledge(),
        }
        let chosen = if wants == Wants::Calling { Chosen::CallBack } else { Chosen::Write };
        self.turn_to(Call { kind: CaseKind::Help, into: Into::Hers, wants, words: Words::Chosen(chosen) });
    }

    /// She may not be written to just now.
    pub(super) fn not_now(&mut self) {
        self.reply(keys::CRISIS_LATER);
        self.call(CaseKind::Help, Into::HersOnly, Wants::Quiet);
    }

    /// Now is a good time: whoever takes the case writes next.
    pub(super) fn good_time(&mut self) {
        self.call(CaseKind::Help, Into::HersOnly, Wants::Writing);
    }

    /// REPORT, perhaps with the first words of it.
    pub(super) fn report(&mut self, argument: &str) {
        if argument.is_empty() {
            self.reply_discreetly(keys::REPORT_PROMPT);
            // Where she is told to dial for it, what she texts is taken all the same.
            self.profile.talk.ask(Question::Report, self.now);
        } else {
            self.begin_report();
        }
    }

    /// The first words of a worry.
    pub(super) fn begin_report(&mut self) {
        self.ask(Question::ReportMore, keys::REPORT_MORE);
        self.profile.talk.ask(Question::ReportMore, self.now);
        self.tell_of_a_worry(Into::New);
    }

    fn add_to_report(&mut self) {
        self.ask(Question::ReportMore, keys::REPORT_MORE);
        self.profile.talk.ask(Question::ReportMore, self.now);
        self.tell_of_a_worry(Into::Hers);
    }

    /// More of it: nothing is said, so that she can write on.
    pub(super) fn go_on_reporting(&mut self) {
        self.profile.talk.ask(Question::ReportMore, self.now);
        self.tell_of_a_worry(Into::Hers);
    }

    /// DONE. `told` is whether there was anything.
    pub(super) fn end_report(&mut self, told: Told) {
        match told {
            // Thanks would sound as if something had come.
            Told::Nothing => self.report(""),
            // One text, since two that leave together may arrive in any order.
            Told::Something if self.rulebook.duty == Duty::Staffed => {
                self.ask(Question::ReportCall, keys::REPORT_CALLBACK);
            }
            Told::Something => self.reply(keys::REPORT_THANKS),
        }
    }

    /// The last words of a worry with DONE behind them.
    pub(super) fn tell_and_end(&mut self, question: Question) {
        self.tell_of_a_worry(if question == Question::Report { Into::New } else { Into::Hers });
        self.end_report(Told::Something);
    }

    /// Whether somebody may call about a worry.
    pub(super) fn may_be_called(&mut self, chosen: Chosen) {
        let (wants, key) = match chosen {
            Chosen::CallBack => (Wants::Calling, keys::CALL_ACK),
            _ => (Wants::Quiet, keys::REPORT_LIMITS),
        };
        self.reply(key);
        self.profile.talk.turn_to_report(self.now);
        self.effects.push(Effect::Call(Call {
            kind: CaseKind::Report,
            into: Into::HersOnly,
            wants,
            words: Words::Chosen(chosen),
        }));
    }

    /// Whatever she writes within a month of a talk with a person says that she is there. Nothing on the phone shows it, and
    /// the talk is no nearer by it: by now somebody else may hold the phone.
    pub(super) fn is_there(&mut self) {
        let called = |effect: &Effect| matches!(effect, Effect::Call(call) if call.kind != CaseKind::Report);
        if self.profile.talk.care(self.now) != Care::None && !self.effects.iter().any(called) {
            self.effects.push(Effect::IsThere);
        }
    }

    fn acknowledge(&mut self) {
        self.ask_as(Question::GoodTime, keys::CRISIS_ACK, Urgency::Safety);
    }

    fn tell_of_a_worry(&mut self, into: Into) {
        self.profile.talk.turn_to_report(self.now);
        let call = Call { kind: CaseKind::Report, into, wants: Wants::Unsaid, words: Words::Message };
        self.effects.push(Effect::Call(call));
    }

    fn call(&mut self, kind: CaseKind, into: Into, wants: Wants) {
        self.turn_to(Call { kind, into, wants, words: Words::Message });
    }

    fn turn_to(&mut self, call: Call) {
        self.profile.talk.turn_to_care(self.now);
        self.effects.push(Effect::Call(call));
    }
}

/// Whether a report has words yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// Not yet.
    Nothing,
    /// Yes.
    Something,
}
