//! A text from a phone of the staff that asks for something. From anybody else the same words are an ordinary text, so
//! that nobody learns that they mean anything.

use jiff::Timestamp;

use crate::content::Channel;
use crate::domain::address::Msisdn;
use crate::domain::care::{Actor, CaseKind, CaseState, Label, Meant, Member, Order, Reading, WINDOW};
use crate::domain::catalogue::keys;
use crate::domain::ids::{AccountName, ContentKey, OriginatedId, SubscriberId, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::domain::schedule::expiry;
use crate::domain::text::segment_count;
use crate::service::answer_case::{CaseError, Speaker, Words, answer_case, ready_answers};
use crate::service::context::Context;
use crate::service::read_case::{is_for_phones, read_case};
use crate::service::staff_handset::{clock_time, language_of};
use crate::service::take_alert::{is_hers, take_alert};
use crate::store::alerts::Acknowledged;
use crate::store::{StoreError, Tx, alerts, cases, outbox, staff};

/// Alerts that are named in one answer, at most; those that wait longest.
const MOST_NAMED: i64 = 5;

/// What staff are answered.
enum Answer {
    /// These texts, one after the other, filled with the same.
    Texts(Vec<ContentKey>, Vec<(&'static str, String)>),
    /// What a person wrote.
    Words(Body),
}

impl Answer {
    fn text(key: ContentKey, values: Vec<(&'static str, String)>) -> Self {
        Answer::Texts(vec![key], values)
    }
}

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
    let mut over = None;
    for (label, order) in reading.if_open {
        match cases::find(tx, &label)?.map(|case| case.state) {
            Some(CaseState::Closed) if !matches!(order, Order::Unclear) => over = Some(Order::Read(label)),
            Some(CaseState::Open | CaseState::Assigned) => return Ok(Some((member, order))),
            Some(CaseState::Closed) | None => {}
        }
    }
    // The label of a case that is over is no riddle either.
    Ok(reading.by_word.or(over).map(|order| (member, order)))
}

/// Does what one of the staff asks for, and queues the answer to her phone.
pub(super) fn obey(
    tx: &mut Tx<'_>,
    context: &Context,
    (member, order): &(Member, Order),
    (to, account, message): (SubscriberId, &AccountName, OriginatedId),
    now: Timestamp,
) -> Result<usize, StoreError> {
    let id = TerminatedId(context.random().id(now));
    let answer = match order {
        Order::Acknowledge(Meant::Named(label)) => acknowledge(tx, context, member, label, now)?,
        // Somebody woken at night: where only one alert waits, it is clear which she means.
        Order::Acknowledge(Meant::TheOnly) => match alerts::unacknowledged(tx, MOST_NAMED)?.as_slice() {
            [] => Answer::text(keys::STAFF_NONE_WAITS, Vec::new()),
            [label] => acknowledge(tx, context, member, label, now)?,
            several => {
                let labels: Vec<&str> = several.iter().map(Label::as_str).collect();
                Answer::text(keys::STAFF_ACK_WHICH, vec![("labels", labels.join(", "))])
            }
        },
        Order::Acknowledge(Meant::Unreadable(Some(word))) => {
            Answer::text(keys::STAFF_NO_LABEL, vec![("label", word.clone())])
        }
        Order::Acknowledge(Meant::Unreadable(None)) => Answer::text(keys::STAFF_ACK_HOW, Vec::new()),
        Order::Bare(label) if alerts::waits(tx, label)? => acknowledge(tx, context, member, label, now)?,
        Order::Bare(label) | Order::Read(label) => read(tx, context, member, (label, id), now)?,
        Order::Reply(label, words) => reply(tx, context, member, (label, &Words::read(words)), now)?,
        Order::ReadyTexts(label) => ready_texts(tx, context, label)?,
        Order::Unclear => Answer::text(keys::STAFF_HOW, Vec::new()),
    };
    // Words of a person are read at once or not at all.
    let expires_after = if matches!(answer, Answer::Words(_)) { WINDOW } else { expiry::REPLY };
    let text = match answer {
        Answer::Words(words) => words,
        Answer::Texts(texts, values) => {
            let locale = language_of(context, member);
            let content = context.content();
            let composed = texts.iter().map(|key| content.compose(key, locale, Channel::Sms, &values));
            let Some(texts) = composed.map(|one| Some(one?.text)).collect::<Option<Vec<String>>>() else {
                tracing::error!("An answer to {} could not be composed; nothing was answered", member.id);
                return Ok(0);
            };
            Body::new(texts.join(" "))
        }
    };
    let answer = MobileTerminated {
        id,
        account: account.clone(),
        to,
        segments: segment_count(text.expose()),
        text,
        urgency: Urgency::Reply,
        cause: Cause::Answer(Some(message)),
        due_at: now,
        expires_at: now + expires_after,
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
        Ok(_) => Answer::text(keys::STAFF_REPLIED, vec![label]),
        Err(CaseError::Unknown(_)) => Answer::text(keys::STAFF_NO_LABEL, vec![label]),
        Err(CaseError::Anothers(_, name)) => Answer::text(keys::STAFF_OTHER, vec![label, ("name", name)]),
        Err(CaseError::Silent(_)) => Answer::text(keys::STAFF_SILENT, vec![label]),
        Err(CaseError::Erased(_)) => Answer::text(keys::STAFF_ERASED, vec![label]),
        Err(CaseError::Closed(_) | CaseError::ListOnly(_) | CaseError::NotYours | CaseError::LeadOnly) => {
            Answer::text(keys::STAFF_CLOSED, vec![label])
        }
        Err(CaseError::NotNow(_)) => Answer::text(keys::STAFF_NOTNOW, vec![label]),
        Err(CaseError::Late(..)) => Answer::text(keys::STAFF_LATE, vec![label]),
        Err(CaseError::NoWords(_)) => Answer::text(keys::STAFF_HOW, Vec::new()),
        Err(CaseError::TooLong { most, .. }) => {
            Answer::text(keys::STAFF_TOO_LONG, vec![label, ("most", most.to_string())])
        }
        Err(CaseError::Harmful(..) | CaseError::NamesDanger(_)) => Answer::text(keys::STAFF_WORDS, vec![label]),
    })
}

/// The ready texts, numbered, in the language of the person of a case.
fn ready_texts(tx: &mut Tx<'_>, context: &Context, label: &Label) -> Result<Answer, StoreError> {
    let Some(case) = cases::find(tx, label)? else {
        return Ok(Answer::text(keys::STAFF_NO_LABEL, vec![("label", label.to_string())]));
    };
    if case.kind == CaseKind::Silent {
        return Ok(Answer::text(keys::STAFF_PLAN, vec![("label", label.to_string())]));
    }
    let lines = ready_answers(&context.content(), case.locale);
    let lines: Vec<String> = lines.into_iter().map(|(number, text)| format!("{number} {text}")).collect();
    Ok(Answer::Words(Body::new(lines.join("\n"))))
}

/// Shows on her phone what the person of a case wrote, or says where it can be read.
fn read(
    tx: &mut Tx<'_>,
    context: &Context,
    member: &Member,
    (label, id): (&Label, TerminatedId),
    now: Timestamp,
) -> Result<Answer, StoreError> {
    let read = read_case(tx, context, member, (label, id), now)?;
    // She may think that she has it.
    if matches!(read, Err(CaseError::Silent(_) | CaseError::ListOnly(_))) && alerts::waits(tx, label)? {
        return acknowledge(tx, context, member, label, now);
    }
    let label = ("label", label.to_string());
    Ok(match read {
        Ok(words) => Answer::Words(words),
        Err(CaseError::Unknown(_)) => Answer::text(keys::STAFF_NO_LABEL, vec![label]),
        Err(CaseError::Anothers(_, name)) => Answer::text(keys::STAFF_WITH, vec![label, ("name", name)]),
        Err(CaseError::Silent(_)) => Answer::text(keys::STAFF_PLAN, vec![label]),
        Err(CaseError::Erased(_)) => Answer::text(keys::STAFF_ERASED, vec![label]),
        Err(CaseError::Closed(_)) => Answer::text(keys::STAFF_OVER, vec![label]),
        Err(_) => Answer::text(keys::STAFF_LIST_ONLY, vec![label]),
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
    let case = cases::find(tx, label)?;
    let values = vec![("label", label.to_string())];
    Ok(match acknowledged {
        _ if is_hers(acknowledged, member.id) => {
            let what_now = match &case {
                Some(case) if case.subscriber.is_none() => keys::STAFF_ERASED,
                Some(case) if case.kind == CaseKind::Silent => keys::STAFF_PLAN,
                Some(case) if is_for_phones(context, case.kind) => keys::STAFF_READ_HOW,
                _ => keys::STAFF_LIST_ONLY,
            };
            Answer::Texts(vec![keys::STAFF_ACKED, what_now], values)
        }
        Acknowledged::Before { by, at } => {
            let name = staff::all(tx)?.into_iter().find(|account| account.member.id == by);
            let name = name.map(|account| account.member.name).unwrap_or_default();
            let more = [("name", name), ("at", clock_time(context, at, now))];
            Answer::text(keys::STAFF_TAKEN, values.into_iter().chain(more).collect())
        }
        Acknowledged::NoneOpen if case.is_some_and(|case| case.state == CaseState::Closed) => {
            Answer::text(keys::STAFF_OVER, values)
        }
        Acknowledged::Now(_) | Acknowledged::NoneOpen => Answer::text(keys::STAFF_NO_LABEL, values),
    })
}
