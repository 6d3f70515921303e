//! A text comes in; what follows from it.

use jiff::{SignedDuration, Timestamp};

use crate::domain::advice::{Answers, Band, band};
use crate::domain::catalogue::keys;
use crate::domain::consent::{How, Standing, Topic, Topics, Wording};
use crate::domain::conversation::effect::{Effect, Kept, Response, Say};
use crate::domain::conversation::profile::{Discretion, Profile};
use crate::domain::conversation::rulebook::Rulebook;
use crate::domain::conversation::settings;
use crate::domain::conversation::talk::Question;
use crate::domain::conversation::turn::Turn;
use crate::domain::ids::ContentKey;
use crate::domain::keyword::{Answer, Does, Keyword, Route, route};
use crate::domain::message::Urgency;

/// A second STOP is answered once in this time.
const STOPPED_NOTE_EVERY: SignedDuration = SignedDuration::from_hours(24);
/// After a text that may be a cry for help or a clumsy STOP, nothing is sent first for this long.
const UNCLEAR_STOP_PAUSE: SignedDuration = SignedDuration::from_hours(24);
/// After a call for help nothing is sent first for this long, so that no tip arrives on its heels.
const HELP_PAUSE: SignedDuration = SignedDuration::from_hours(1);

/// Answers a text. `profile` is the person as she is known, `now` when the text came in.
pub fn respond(text: &str, profile: Profile, rulebook: &Rulebook, now: Timestamp) -> Response {
    let prompt = profile.talk.question(now).map(|question| question.prompt(rulebook.locales.len()));
    let routed = route(&rulebook.keywords, text, prompt);
    let mut turn = Turn { profile, rulebook, now, effects: Vec::new(), kept: Kept::Sealed };
    turn.profile.learn(routed.locale, rulebook);
    turn.take(routed.route);
    Response { profile: turn.profile, effects: turn.effects, kept: turn.kept }
}

impl Turn<'_> {
    fn take(&mut self, route: Route) {
        match route {
            Route::Answer(answer) => self.answered(answer),
            Route::Stop => self.stop(),
            Route::StopTopic(topic) => self.leave(topic),
            Route::StopAndHelp => self.stop_and_help(),
            Route::StopOrHelp => {
                self.profile.pause(self.now + UNCLEAR_STOP_PAUSE);
                self.reply(keys::STOP_OR_HELP);
            }
            Route::Start => self.start(),
            Route::Erase => self.ask(Question::Erase, keys::ERASE_PROMPT),
            Route::Help => self.help(),
            Route::Keyword { index, argument } => {
                let rulebook = self.rulebook;
                self.keyword(rulebook.keywords.keyword(index), &argument);
            }
            Route::TipWord => self.tip(),
            Route::Unknown => self.reply(keys::UNKNOWN),
            Route::TooLong => self.reply(keys::TOO_LONG),
        }
    }

    fn keyword(&mut self, keyword: &Keyword, argument: &str) {
        match keyword.does {
            Does::More => self.more(),
            Does::Language => settings::language(self, argument),
            Does::CheckJob => match Answers::parse(argument) {
                Some(answers) => self.job_offer(answers),
                None => self.ask(Question::CheckJob, keys::CHECK_ALL),
            },
            Does::Verify => self.verify(argument),
            Does::Discreet => settings::discretion(self, argument),
            Does::SafeHours => settings::hours(self, argument),
            Does::Rest => self.rest(),
            Does::Inform => {
                self.inform(keyword);
                self.prefer_step(keyword);
            }
            // Yes and no without an open question mean nothing; the others are routed before keywords.
            Does::Yes | Does::No | Does::Stop | Does::Start | Does::Help | Does::Erase => self.reply(keys::UNKNOWN),
        }
    }

    fn answered(&mut self, answer: Answer) {
        let Some(question) = self.profile.talk.question(self.now) else { return self.reply(keys::UNKNOWN) };
        if answer != Answer::NotSix {
            self.profile.talk.close_question();
        }
        match (question, answer) {
            (Question::OptIn, Answer::Yes) => self.join(keys::OPTIN_PROMPT),
            (Question::StartAgain, Answer::Yes) => self.join(keys::START_AFTER_STOP),
            (Question::OptIn | Question::StartAgain, _) => self.reply(keys::OPTIN_DECLINED),
            (Question::Language, Answer::Choice(choice)) => settings::choose_language(self, choice),
            (Question::CheckJob, Answer::Six(answers)) => self.job_offer(answers),
            (Question::CheckJob, _) => {
                self.kept = Kept::Nothing;
                self.reply(keys::CHECK_AGAIN);
            }
            (Question::Erase, Answer::Yes) => self.erase(),
            (Question::Erase, _) => self.reply(keys::ERASE_KEPT),
            (Question::Language, _) => self.reply(keys::UNKNOWN),
        }
    }

    fn stop(&mut self) {
        self.profile.talk.close_question();
        let stopped = self.profile.subscription.opt_out(How::Sms, self.now);
        if self.change(stopped) {
            self.effects.push(Effect::CancelPlanned);
            self.confirm(keys::STOP_CONFIRM);
        } else if !self.profile.talk.was_told(&keys::ALREADY_STOPPED, STOPPED_NOTE_EVERY, self.now) {
            self.confirm(keys::ALREADY_STOPPED);
        }
    }

    fn stop_and_help(&mut self) {
        let stopped = self.profile.subscription.opt_out(How::Sms, self.now);
        if self.change(stopped) {
            self.effects.push(Effect::CancelPlanned);
        }
        self.help();
    }

    fn leave(&mut self, topic: Topic) {
        let left = self.profile.subscription.leave(topic.into(), How::Sms, self.now);
        self.change(left);
        self.confirm(keys::STOP_TRAINING_CONFIRM);
    }

    fn start(&mut self) {
        match self.profile.subscription.standing {
            Standing::Active => self.reply(keys::ALREADY_JOINED),
            Standing::Stopped | Standing::Erased => {
                let lifted = self.profile.subscription.lift(How::Sms, self.now);
                self.change(lifted);
                self.ask(Question::StartAgain, keys::START_AFTER_STOP);
            }
            Standing::Pending => self.ask(Question::StartAgain, keys::START_AFTER_STOP),
            Standing::None => self.ask(Question::OptIn, keys::OPTIN_PROMPT),
        }
    }

    fn join(&mut self, asked: ContentKey) {
        let wording = Wording { key: asked, locale: self.profile.locale(self.rulebook) };
        let joined = self.profile.subscription.opt_in(Topics::WEEKLY, How::Sms, wording, self.now);
        self.change(joined);
        self.reply(keys::OPTIN_CONFIRM);
    }

    fn erase(&mut self) {
        let locale = self.profile.locale(self.rulebook);
        let (erased, event) = self.profile.subscription.erase(How::Sms, self.now);
        self.change(Some((erased, event)));
        self.effects.push(Effect::CancelPlanned);
        self.effects.push(Effect::Erase);
        self.profile = Profile { subscription: erased, ..Profile::new() };
        self.kept = Kept::Nothing;
        let say = Say { key: keys::ERASE_DONE, locale, values: Vec::new(), urgency: Urgency::Confirmation };
        self.effects.push(Effect::Reply(say));
    }

    fn help(&mut self) {
        self.profile.talk.close_question();
        self.profile.pause(self.now + HELP_PAUSE);
        let key = match self.profile.discretion {
            Discretion::Full => keys::CRISIS_HELP,
            Discretion::Quiet => keys::CRISIS_HELP_DISCREET,
        };
        self.say(key, Vec::new(), Urgency::Safety);
    }

    /// Information by keyword. The same keyword again goes on where the last reading stopped.
    fn inform(&mut self, keyword: &Keyword) {
        let next = self.profile.talk.next_of(&keyword.key) % keyword.answers.len().max(1);
        match keyword.answers.get(next) {
            Some(key) => {
                self.profile.talk.read(&keyword.key, next + 1);
                self.reply_discreetly(key.clone());
            }
            None => self.reply(keys::UNKNOWN),
        }
    }

    fn more(&mut self) {
        let reading = self.profile.talk.reading();
        let keywords = self.rulebook.keywords.keywords();
        let keyword = keywords.iter().find(|keyword| Some(keyword.key.as_str()) == reading);
        let next = keyword.map(|keyword| (keyword, self.profile.talk.next_of(&keyword.key)));
        match next.and_then(|(keyword, next)| keyword.answers.get(next).map(|key| (keyword, next, key))) {
            Some((keyword, next, key)) => {
                self.profile.talk.read(&keyword.key, next + 1);
                self.reply_discreetly(key.clone());
            }
            None => self.reply(keys::MORE_NONE),
        }
    }

    fn tip(&mut self) {
        let rulebook = self.rulebook;
        match rulebook.keywords.keywords().iter().find(|keyword| keyword.key == "tips") {
            Some(tips) => self.inform(tips),
            None => self.reply(keys::UNKNOWN),
        }
    }

    fn job_offer(&mut self, answers: Answers) {
        self.kept = Kept::Nothing;
        self.profile.talk.close_question();
        self.reply(match band(answers) {
            Band::Stop => keys::CHECK_RESULT_STOP,
            Band::Careful => keys::CHECK_RESULT_CAREFUL,
            Band::None => keys::CHECK_RESULT_NONE,
        });
    }

    fn verify(&mut self, argument: &str) {
        let code = settings::check_word(argument);
        let (key, code) = match code {
            Some(code) => (keys::VERIFY_UNKNOWN, code),
            None => (keys::VERIFY_PROMPT, self.rulebook.example_code.clone()),
        };
        self.say(key, vec![("verify_code", code)], Urgency::Reply);
    }
}
