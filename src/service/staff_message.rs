//! A text from a phone of the staff that asks for something. From anybody else the same words are an ordinary text, so
//! that nobody learns that they mean anything.

use jiff::{SignedDuration, Timestamp};

use crate::content::Channel;
use crate::domain::address::Msisdn;
use crate::domain::care::{Actor, CaseState, Label, Meant, Member, Order, Reading};
use crate::domain::catalogue::keys;
use crate::domain::ids::{AccountName, ContentKey, OriginatedId, SubscriberId, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::domain::schedule::expiry;
use crate::service::answer_case::{CaseError, Speaker, Words, answer_case};
use crate::service::context::Context;
use crate::service::staff_handset::language_of;
use crate::service::take_alert::{is_hers, take_alert};
use crate::store::alerts::Acknowledged;
use crate::store::{StoreError, Tx, alerts, cases, outbox, staff};

/// A day: an answer about an older alert names the day too.
const TODAY: SignedDuration = SignedDuration::from_hours(12);

/// What staff are answered: a text and what fills it.
type Answer = (ContentKey, Vec<(&'static str, String)>);

/// Who of the staff asks for what with this text; `None` for everybody and everything else. Only a text that has a word
/// of the staff or the signs of a label costs a look.
pub(super) fn order_of(tx: &mut Tx<'_>, from: &Msisdn, text: &str) -> Result<Option<(Member, Order)>, StoreError> {
    let reading = Reading::of(text);
    if reading.is_nothing() {
        return Ok(None);
    }
    let Some(member) = staff::find_by_number(tx, from)?.filter(|member| member.roles.may_care()) else {
        return Ok(None);
    };
    for (label, order) in reading.if_open {
        if cases::find(tx, &label)?.is_some_and(|case| case.state != CaseState::Closed) {
            return Ok(Some((member, order)));
        }
    }
    Ok(reading.by_word.map(|order| (member, order)))
}

/// Does what one of the staff asks for, and queues the answer to her phone.
pub(super) fn obey(
    tx: &mut Tx<'_>,
    context: &Context,
    (member, order): &(Member, Order),
    (to, account, message): (SubscriberId, &AccountName, OriginatedId),
    now: Timestamp,
) -> Result<usize, StoreError> {
    let (key, values) = match order {
        Order::Acknowledge(Meant::Named(label)) => acknowledge(tx, context, member, label, now)?,
        // Somebody woken at night: where only one alert waits, it is clear which she means.
        Order::Acknowledge(Meant::TheOnly) => match alerts::unacknowledged(tx, 2)?.as_slice() {
            [label] => acknowledge(tx, context, member, label, now)?,
            _ => (keys::STAFF_ACK_HOW, Vec::new()),
        },
        Order::Acknowledge(Meant::Unreadable(Some(word))) => (keys::STAFF_NO_LABEL, vec![("label", word.clone())]),
        Order::Acknowledge(Meant::Unreadable(None)) => (keys::STAFF_ACK_HOW, Vec::new()),
        Order::Bare(label) if alerts::waits(tx, label)? => acknowledge(tx, context, member, label, now)?,
        Order::Reply(label, words) => reply(tx, context, member, (label, &Words::read(words)), now)?,
        Order::Bare(_) | Order::Unclear => (keys::STAFF_HOW, Vec::new()),
    };
    let locale = language_of(context, member);
    let Some(words) = context.content().compose(&key, locale, Channel::Sms, &values) else {
        tracing::error!(content.key = %key, "Text {key} could not be composed; nothing was answered");
        return Ok(0);
    };
    let answer = MobileTerminated {
        id: TerminatedId(context.random().id(now)),
        account: account.clone(),
        to,
        text: Body::new(words.text),
        segments: words.segments,
        urgency: Urgency::Reply,
        cause: Cause::Answer(Some(message)),
        due_at: now,
        expires_at: now + expiry::REPLY,
    };
    outbox::queue(tx, &answer, now)?;
    Ok(1)
}

/// Answers the person of a case, or says to her who would why she may not.
fn reply(
    tx: &mut Tx<'_>,
    context: &Context,
    member: &Member,
    answer: (&Label, &Words),
    now: Timestamp,
) -> Result<Answer, StoreError> {
    let speaker = Speaker { member, actor: Actor::by_phone(member), because: None };
    let answered = answer_case(tx, context, &speaker, answer, now)?;
    let label = ("label", answer.0.to_string());
    Ok(match answered {
        Ok(_) => (keys::STAFF_REPLIED, vec![label]),
        Err(CaseError::Unknown(_)) => (keys::STAFF_NO_LABEL, vec![label]),
        Err(CaseError::Anothers(_, name)) => (keys::STAFF_OTHER, vec![label, ("name", name)]),
        Err(CaseError::Silent(_)) => (keys::STAFF_SILENT, vec![label]),
        Err(CaseError::Closed(_) | CaseError::Erased(_) | CaseError::NotYours) => (keys::STAFF_CLOSED, vec![label]),
        Err(CaseError::NotNow(_)) => (keys::STAFF_NOTNOW, vec![label]),
        Err(CaseError::Late(..)) => (keys::STAFF_LATE, vec![label]),
        Err(CaseError::NoWords(_)) => (keys::STAFF_HOW, Vec::new()),
        Err(CaseError::TooLong { most, .. }) => (keys::STAFF_TOO_LONG, vec![label, ("most", most.to_string())]),
        Err(CaseError::Harmful(..) | CaseError::NamesDanger(_)) => (keys::STAFF_WORDS, vec![label]),
    })
}

fn acknowledge(
    tx: &mut Tx<'_>,
    context: &Context,
    member: &Member,
    label: &Label,
    now: Timestamp,
) -> Result<Answer, StoreError> {
    let acknowledged = take_alert(tx, context, label, member, Actor::by_phone(member), now)?;
    let label = ("label", label.to_string());
    Ok(match acknowledged {
        _ if is_hers(acknowledged, member.id) => (keys::STAFF_ACKED, vec![label]),
        Acknowledged::Before { by, at } => {
            let name = staff::all(tx)?.into_iter().find(|account| account.member.id == by);
            let name = name.map(|account| account.member.name).unwrap_or_default();
            (keys::STAFF_TAKEN, vec![label, ("name", name), ("at", clock_time(context, at, now))])
        }
        Acknowledged::Now(_) | Acknowledged::NoneOpen => (keys::STAFF_NO_LABEL, vec![label]),
    })
}

fn clock_time(context: &Context, at: Timestamp, now: Timestamp) -> String {
    let format = if now.duration_since(at) < TODAY { "%H:%M" } else { "%-d %b %H:%M" };
    context.rules().zone.to_datetime(at).strftime(format).to_string()
}
