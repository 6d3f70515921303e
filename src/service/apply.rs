//! The only executor of effects: what the core asked for becomes rows, inside the write in which it was decided.

use jiff::{SignedDuration, Timestamp};

use crate::content::{Channel, Composed, Content, group};
use crate::domain::address::Locale;
use crate::domain::catalogue::{Class, keys};
use crate::domain::consent::{Change, ConsentEvent};
use crate::domain::conversation::{Discretion, Effect, Say, Sign};
use crate::domain::ids::{ContentKey, SubscriberId, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::domain::schedule::expiry;
use crate::domain::training::Code;
use crate::service::enrol::Person;
use crate::service::inquire::inquire;
use crate::service::open_case::{is_there, open_case, stopped};
use crate::service::random::Random;
use crate::service::scene::Scene;
use crate::service::silent::{self, Heed, With};
use crate::service::tell_holder::{Eraser, tell_of_erasure};
use crate::store::marks::{self, Mark};
use crate::store::{StoreError, Tx, cases, consents, erasures, hushed, outbox};

/// Courses that one TRAINING is answered with: each is a text of its own. All are on the screen, and a last text says so.
const MOST_COURSES: usize = 2;

/// What was done, for the shell to tell others after the commit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Applied {
    /// Answers that were queued.
    pub(super) replies: usize,
    /// Whether a STOP was heard.
    pub(super) stopped: bool,
    /// Whether staff must be told of a case.
    pub(super) called: bool,
    /// A sign of a person that could not be looked up, or whose alert could not be written.
    pub(super) unheard: Option<(SubscriberId, Sign)>,
}

impl Applied {
    /// Looks up whether a sign is a call for help in silence.
    pub(super) fn heed(&mut self, tx: &mut Tx<'_>, with: &With<'_>, subscriber: SubscriberId, sign: &Sign) {
        match silent::heed(tx, with, subscriber, sign) {
            Heed::Nothing => {}
            Heed::Raised => self.called = true,
            Heed::Failed => self.unheard = Some((subscriber, sign.clone())),
        }
    }
}

/// Writes effects, in their order.
pub(super) fn apply(tx: &mut Tx<'_>, scene: &Scene<'_>, effects: &[Effect]) -> Result<Applied, StoreError> {
    let mut applied = Applied::default();
    for effect in effects {
        match effect {
            Effect::Reply(say) => applied.replies += reply(tx, scene, say)?,
            Effect::RecordConsent(event) => {
                record(tx, scene, event)?;
                if event.change == Change::OptedOut {
                    applied.stopped = true;
                    stopped(tx, scene)?;
                }
            }
            Effect::NextStep { keyword, otherwise } => applied.replies += next_step(tx, scene, keyword, otherwise)?,
            Effect::RestSeries { said, otherwise } => applied.replies += rest(tx, scene, said, otherwise)?,
            Effect::LookUp(sign) => {
                let with = With { context: scene.context, now: scene.now };
                applied.heed(tx, &with, scene.subscriber, sign);
            }
            Effect::Inquire { inquiry, otherwise } => {
                let said = inquire(tx, &scene.inquirer(), inquiry, otherwise)?;
                let more = (said.len() > MOST_COURSES).then(|| Say { key: keys::TRAINING_MORE, ..otherwise.clone() });
                for say in said.iter().take(MOST_COURSES).chain(&more) {
                    applied.replies += reply(tx, scene, say)?;
                }
            }
            Effect::Hush(locale) => hush(tx, scene, *locale)?,
            Effect::Call(call) => applied.called |= open_case(tx, scene, call)?,
            Effect::IsThere => is_there(tx, scene)?,
            Effect::CancelPlanned => {
                outbox::cancel_planned(tx, scene.subscriber, scene.now)?;
            }
            Effect::Erase => erase(tx, scene)?,
        }
    }
    Ok(applied)
}

/// From the moment in which she wants it, nothing that has not left yet speaks plainly.
fn hush(tx: &mut Tx<'_>, scene: &Scene<'_>, locale: Locale) -> Result<(), StoreError> {
    hushed::hush_campaigns(tx, scene.subscriber, scene.now)?;
    for (message, step) in hushed::waiting_steps(tx, scene.subscriber)? {
        let quiet = match scene.content.step_text(&step, locale, Discretion::Quiet) {
            Ok(text) => Some((Body::new(text.words.text), text.words.segments, text.group)),
            // It names no text where it is the code of a training.
            Err(_) => Code::read(step.as_str()).and_then(|_| quiet_alert(scene, locale)),
        };
        let words = quiet.as_ref().map(|(text, segments, group)| (text, *segments, *group));
        hushed::say_instead(tx, message, words, scene.now)?;
    }
    Ok(())
}

/// The quiet words for a training. Full ones that wait were cleared in her language; these say less.
fn quiet_alert(scene: &Scene<'_>, locale: Locale) -> Option<(Body, usize, i64)> {
    let text = scene.content.alert_text(&keys::TRAINING_ALERT, &[], locale, Discretion::Quiet)?;
    Some((Body::new(text.text.as_str()), text.segments, group(&text.text)))
}

fn reply(tx: &mut Tx<'_>, scene: &Scene<'_>, say: &Say) -> Result<usize, StoreError> {
    let Some(composed) = scene.content.compose(&say.key, say.locale, Channel::Sms, &say.values) else {
        tracing::error!(content.key = %say.key, "Text {} could not be composed; nothing was answered", say.key);
        return Ok(0);
    };
    outbox::queue(tx, &answer(scene, say, composed), scene.now)?;
    Ok(1)
}

fn answer(scene: &Scene<'_>, say: &Say, composed: Composed) -> MobileTerminated {
    MobileTerminated {
        id: TerminatedId(scene.random.id(scene.now)),
        account: scene.account.clone(),
        to: scene.subscriber,
        text: Body::new(composed.text),
        segments: composed.segments,
        urgency: say.urgency,
        cause: Cause::Answer(scene.message),
        due_at: scene.now,
        expires_at: scene.now + expires_after(scene.content, say),
    }
}

/// The next text of a series that she is in, else what anybody else is told.
fn next_step(tx: &mut Tx<'_>, scene: &Scene<'_>, keyword: &str, otherwise: &Say) -> Result<usize, StoreError> {
    let person =
        Person { content: scene.content, rules: scene.rules, subscriber: scene.subscriber, hours: scene.hours };
    while let Some(step) = person.early(tx, keyword, scene.now)? {
        let say = Say { key: step.step.clone(), values: Vec::new(), ..otherwise.clone() };
        let Some(composed) = scene.content.compose(&say.key, say.locale, Channel::Sms, &[]) else { break };
        // One that she had before, whatever her place says, is not said again.
        if outbox::queue_step(tx, &answer(scene, &say, composed), &step, scene.now)? {
            return Ok(1);
        }
    }
    reply(tx, scene, otherwise)
}

fn rest(tx: &mut Tx<'_>, scene: &Scene<'_>, said: &Say, otherwise: &Say) -> Result<usize, StoreError> {
    let person =
        Person { content: scene.content, rules: scene.rules, subscriber: scene.subscriber, hours: scene.hours };
    match person.rest(tx, scene.now)? {
        Some(until) => {
            let day = scene.rules.zone.to_datetime(until).strftime("%-d %b").to_string();
            let mut said = said.clone();
            said.values.push(("until", day));
            reply(tx, scene, &said)
        }
        None => reply(tx, scene, otherwise),
    }
}

/// A sensitive answer that comes late comes to whoever holds the phone by then.
fn expires_after(content: &Content, say: &Say) -> SignedDuration {
    let class = content.rulebook.catalogue.entry(&say.key).map(|entry| entry.class);
    match (class, say.urgency) {
        (Some(Class::Sensitive | Class::Crisis), _) | (_, Urgency::Safety) => expiry::SENSITIVE_ANSWER,
        (_, Urgency::Confirmation) => expiry::CONFIRMATION,
        _ => expiry::REPLY,
    }
}

fn record(tx: &mut Tx<'_>, scene: &Scene<'_>, event: &ConsentEvent) -> Result<(), StoreError> {
    let version = event.wording.as_ref().and_then(|wording| version(scene.content, &wording.key, wording.locale));
    let id = scene.random.id(scene.now);
    consents::record(tx, id, scene.subscriber, event, version.as_deref(), scene.message, scene.now)
}

/// The fingerprint of the words that were put to the person, on whichever channel.
fn version(content: &Content, key: &ContentKey, locale: Locale) -> Option<String> {
    let catalogue = &content.rulebook.catalogue;
    let spoken = catalogue.sms(key, locale).or_else(|| catalogue.ussd(key, locale))?;
    Some(spoken.variant.version.to_string())
}

fn erase(tx: &mut Tx<'_>, scene: &Scene<'_>) -> Result<(), StoreError> {
    let hers = cases::of_person(tx, scene.subscriber)?;
    erasures::erase(tx, scene.subscriber, scene.now)?;
    // After it, as it takes the words of her cases.
    tell_of_erasure(tx, scene.context, &hers, Eraser::Phone, scene.now)?;
    note_removal(tx, scene.random, scene.now)
}

/// Notes that bytes were removed which must leave the disk too.
pub(super) fn note_removal(tx: &mut Tx<'_>, random: &Random, now: Timestamp) -> Result<(), StoreError> {
    marks::set(tx, Mark::Removal, random.fence())?;
    marks::set(tx, Mark::RemovedAt, now.as_millisecond())
}
