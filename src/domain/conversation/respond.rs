//! A text comes in; what follows from it.

use jiff::{SignedDuration, Timestamp};

use crate::domain::advice::{Answers, Band, band};
use crate::domain::care::Chosen;
use crate::domain::catalogue::keys;
use crate::domain::consent::{How, Topics};
use crate::domain::conversation::area;
use crate::domain::conversation::care::Told;
use crate::domain::conversation::coded::coded;
use crate::domain::conversation::effect::{Effect, Kept, Response, Say};
use crate::domain::conversation::profile::Profile;
use crate::domain::conversation::rulebook::Rulebook;
use crate::domain::conversation::settings;
use crate::domain::conversation::talk::Question;
use crate::domain::conversation::turn::Turn;
use crate::domain::keyword::{Answer, Does, Keyword, Route, route};
use crate::domain::message::Urgency;

/// After a text that may be a cry for help or a clumsy STOP, nothing is sent first for this long.
const UNCLEAR_STOP_PAUSE: SignedDuration = SignedDuration::from_hours(24);

/// Answers a text. `profile` is the person as she is known, `now` when the text came in.
pub fn respond(text: &str, profile: Profile, rulebook: &Rulebook, now: Timestamp) -> Response {
    let prompt = profile.talk.question(now).map(|question| question.prompt(rulebook.locales.len()));
    let routed = route(&rulebook.keywords, text, prompt);
    let mut turn = Turn { profile, rulebook, now, effects: Vec::new(), kept: Kept::Sealed };
    turn.profile.learn(routed.locale, rulebook);
    // A YES that comes after something else was said erases nobody and agrees for nobody.
    let grave = matches!(turn.profile.talk.question(now), Some(Question::Erase | Question::Guardian));
    if grave && !matches!(routed.route, Route::Answer(_)) {
        turn.profile.talk.close_question();
    }
    turn.look_up(&routed.route, text);
    let ends = turn.profile.talk.question(now) == Some(Question::Erase) || is_left_alone(&routed.route);
    // One word that is no answer is a slip, and the question is put once more. More may be a story, or a cry: they get the
    // answer with the help line in it.
    let is_slip = routed.route == Route::Unknown && text.split_whitespace().nth(1).is_none();
    let code = match routed.route {
        Route::Unknown | Route::TooLong => coded(&rulebook.keywords, text),
        _ => None,
    };
    match code {
        Some((does, code)) => turn.take_code(does, &code),
        None if is_slip && turn.ask_again() => {}
        None => turn.take(routed.route),
    }
    if !ends {
        turn.is_there();
    }
    Response { profile: turn.profile, effects: turn.effects, kept: turn.kept }
}

/// Whether a text does not say that she can be answered: what ends something, and what may be a call in silence.
fn is_left_alone(route: &Route) -> bool {
    matches!(route, Route::Stop | Route::StopTopic(_) | Route::Erase | Route::TipWord)
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
                self.perhaps_a_cry();
            }
            Route::Start => self.start(),
            Route::StartTopic(topic) => self.start_topic(topic),
            Route::Erase => self.ask(Question::Erase, keys::ERASE_PROMPT),
            Route::Help => self.help(),
            Route::Keyword { index, argument } => {
                let rulebook = self.rulebook;
                self.keyword(rulebook.keywords.keyword(index), &argument);
            }
            Route::TipWord => self.tip(),
            Route::Unknown => self.unclear(keys::UNKNOWN),
            Route::TooLong => self.unclear(keys::TOO_LONG),
        }
    }

    /// Puts the open question once more; says whether it did.
    fn ask_again(&mut self) -> bool {
        let Some(question) = self.profile.talk.question(self.now) else { return false };
        let Some(key) = question.again().filter(|key| !self.profile.talk.was_put_twice(key, self.now)) else {
            return false;
        };
        self.ask(question, key);
        true
    }

    fn keyword(&mut self, keyword: &Keyword, argument: &str) {
        match keyword.does {
            Does::More => self.more(),
            Does::Language => settings::language(self, argument),
            Does::CheckJob => match Answers::parse(argument) {
                Some(answers) => self.job_offer(answers),
                None => match coded(&self.rulebook.keywords, argument) {
                    Some((does, code)) => self.take_code(does, &code),
                    None => self.ask(Question::CheckJob, keys::CHECK_ALL),
                },
            },
            Does::Verify => self.verify(argument),
            Does::Apply => self.apply(argument),
            Does::Discreet => settings::discretion(self, argument),
            Does::SafeHours => settings::hours(self, argument),
            Does::Rest => self.rest(),
            Does::Inform => {
                self.inform(keyword);
                self.prefer_step(keyword);
            }
            Does::Training => self.training(),
            Does::Talk => self.talk_to_somebody(keyword),
            Does::Report => self.report(argument),
            Does::Area => area::area(self, argument),
            // Yes and no without an open question mean nothing; the others are routed before keywords.
            Does::Yes | Does::No | Does::Stop | Does::Start | Does::Help | Does::Erase => self.reply(keys::UNKNOWN),
        }
    }

    fn answered(&mut self, answer: Answer) {
        let Some(question) = self.profile.talk.question(self.now) else { return self.reply(keys::UNKNOWN) };
        if !matches!(answer, Answer::NotSix | Answer::NoAge) {
            self.profile.talk.close_question();
        }
        match (question, answer) {
            (Question::OptIn, Answer::Yes) => self.join(Topics::WEEKLY, keys::OPTIN_PROMPT),
            (Question::OptInTopic(topic), Answer::Yes) => self.join(topic.into(), keys::OPTIN_PROMPT),
            (Question::StartAgain, Answer::Yes) => self.join(Topics::WEEKLY, keys::START_AFTER_STOP),
            (Question::OptIn | Question::OptInTopic(_) | Question::StartAgain, _) => self.reply(keys::OPTIN_DECLINED),
            (Question::JoinLanguage, Answer::Choice(choice)) => {
                settings::take_language(self, choice);
                self.go_on_joining();
            }
            (Question::JoinLanguage | Question::Household, Answer::No) => self.think_better(),
            (Question::Age, Answer::No) => self.reply(keys::TRAINING_DECLINED),
            (Question::Household, Answer::Household(household)) => self.told_household(household),
            (Question::Training, Answer::Yes) => self.wants_training(),
            (Question::Training, _) => self.reply(keys::TRAINING_DECLINED),
            (Question::Age, Answer::Choice(choice)) => self.told_age(choice),
            (Question::Age, Answer::Years(years)) => self.told_years(years),
            (Question::Age, Answer::NoAge) if self.ask_again() => {}
            (Question::Guardian, Answer::Yes) => self.guardian_agreed(),
            (Question::Guardian, _) => self.reply(keys::AGE_MINOR),
            (Question::Hours, Answer::Hours(hours)) => settings::take_hours(self, hours),
            (Question::Language, Answer::Choice(choice)) => {
                settings::take_language(self, choice);
                self.reply(keys::LANGUAGE_SET);
            }
            (Question::CheckJob, Answer::Six(answers)) => self.job_offer(answers),
            (Question::CheckJob, _) => {
                self.kept = Kept::Nothing;
                self.reply(keys::CHECK_AGAIN);
            }
            (Question::Erase, Answer::Yes) => self.erase(),
            (Question::Erase, _) => self.reply(keys::ERASE_KEPT),
            (Question::Person(wants), Answer::Yes) => self.wants_a_person(wants),
            (Question::GoodTime, Answer::Yes) => self.good_time(),
            (Question::Person(_) | Question::GoodTime, _) => self.not_now(),
            (Question::Report, Answer::Done) => self.end_report(Told::Nothing),
            (Question::ReportMore, Answer::Done) => self.end_report(Told::Something),
            (Question::Report | Question::ReportMore, Answer::ToldAndDone) => self.tell_and_end(question),
            (Question::Report, _) => self.begin_report(),
            (Question::ReportMore, _) => self.go_on_reporting(),
            (Question::ReportCall, Answer::Yes) => self.may_be_called(Chosen::CallBack),
            (Question::ReportCall, _) => self.may_be_called(Chosen::NoCall),
            (
                Question::Language | Question::JoinLanguage | Question::Household | Question::Age | Question::Hours,
                _,
            ) => self.reply(keys::UNKNOWN),
        }
    }

    fn stop_and_help(&mut self) {
        if let Some(event) = self.profile.opt_out(How::Sms, self.now) {
            self.effects.extend([Effect::RecordConsent(event), Effect::CancelPlanned]);
        }
        self.help();
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

    /// Information by keyword. The same keyword again goes on where the last reading stopped.
    pub(super) fn inform(&mut self, keyword: &Keyword) {
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

    fn job_offer(&mut self, answers: Answers) {
        self.kept = Kept::Nothing;
        self.profile.talk.close_question();
        self.reply(match band(answers) {
            Band::Stop => keys::CHECK_RESULT_STOP,
            Band::Careful => keys::CHECK_RESULT_CAREFUL,
            Band::None => keys::CHECK_RESULT_NONE,
        });
    }
}
