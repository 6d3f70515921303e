//! One of the staff answers the person of a case, or says why she may not. Whoever answers first takes the case.

use jiff::Timestamp;

use crate::content::{Channel, Content, Rule};
use crate::domain::address::Locale;
use crate::domain::care::{
    Act, Actor, Asked, Author, CaseState, Deed, Label, Member, NoAnswer, Said, Subject, may_answer,
};
use crate::domain::catalogue::keys;
use crate::domain::ids::{StaffId, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::domain::text::{SplitUnit, segment, segment_count};
use crate::service::audit::note;
use crate::service::context::Context;
use crate::service::take_alert::take_alert;
use crate::store::case_entries::{self, Entry};
use crate::store::cases::{self, Case};
use crate::store::{StoreError, Tx, outbox, staff};

/// Parts of an answer, at most.
const MOST_PARTS: usize = 2;

/// What one of the staff wants to say.
#[derive(Debug, Clone)]
pub enum Words {
    /// Her own words.
    Own(Body),
    /// The ready answer of this number, from 1.
    Ready(usize),
    /// Signs without a letter that are no number of a ready answer: to the person they would say nothing.
    Signs,
}

impl Words {
    /// Reads them: a number alone stands for a ready answer, as it is typed in a list: `1`, `1.`, `1)`, `(1)`.
    pub fn read(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() || text.chars().any(char::is_alphabetic) {
            return Words::Own(Body::new(text.to_owned()));
        }
        let around = |sign: char| sign.is_whitespace() || ".,:;)(".contains(sign);
        match text.trim_matches(around).parse::<usize>() {
            Ok(number) if (1..=keys::READY.len()).contains(&number) => Words::Ready(number),
            _ => Words::Signs,
        }
    }
}

/// Why nothing was sent. Nothing of the person is in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CaseError {
    /// No such case.
    #[error("there is no case {0}; see: fitila case list")]
    Unknown(Label),
    /// Somebody who may not care for people.
    #[error("only case workers and the safeguarding lead may do this; see: fitila staff list")]
    NotYours,
    /// A number that only the lead may see.
    #[error(
        "the number of a report, of a call in silence or of a case that another answers is shown to the safeguarding lead only: ask her"
    )]
    LeadOnly,
    /// She asked in silence.
    #[error(
        "{0} asked in silence: nobody writes to her or calls her, for somebody else may hold the phone. Follow the plan that was agreed with her"
    )]
    Silent(Label),
    /// It is closed.
    #[error("{0} is closed: she can be answered when she writes again")]
    Closed(Label),
    /// She had herself erased.
    #[error("{0}: she had her number erased and cannot be written to")]
    Erased(Label),
    /// Somebody else answers it.
    #[error("{0} is answered by {1}: ask her, or the safeguarding lead")]
    Anothers(Label, String),
    /// It is no good time.
    #[error("{0} said that it is no good time: you can answer when she writes again")]
    NotNow(Label),
    /// Too late.
    #[error(
        "{0} last wrote {1} minutes ago. We do not write first, because somebody else may hold the phone: you can answer when she writes again"
    )]
    Late(Label, i64),
    /// Its words are not for phones.
    #[error("{0} can be read in the list only; see: fitila case show")]
    ListOnly(Label),
    /// No words.
    #[error("write what to say after {0}, or the number of a ready answer: 1 to 5")]
    NoWords(Label),
    /// Too long.
    #[error("this takes {parts} parts, and 2 fit: say it in {most} letters or fewer")]
    TooLong {
        /// What it takes.
        parts: usize,
        /// Letters of its alphabet that fit.
        most: usize,
    },
    /// Words that may harm.
    #[error("this may not be sent ({0:?}): {1}")]
    Harmful(Rule, String),
    /// Words that name the danger on a phone that others may read.
    #[error(
        "this names the danger, and others may read the phone: {0}. Say it otherwise, or give --because with the reason"
    )]
    NamesDanger(String),
}

/// The ready answers in a language, with the number by which each is sent.
pub fn ready_answers(content: &Content, locale: Locale) -> Vec<(usize, String)> {
    let text = |key| content.compose(&key, locale, Channel::Sms, &[]).map(|composed| composed.text);
    (1..).zip(keys::READY.map(|key| text(key).unwrap_or_default())).collect()
}

/// Who answers, and as whom she is written down.
#[derive(Debug, Clone)]
pub(super) struct Speaker<'a> {
    pub(super) member: &'a Member,
    pub(super) actor: Actor,
    /// Why words that name the danger must be said all the same.
    pub(super) because: Option<&'a str>,
}

/// Answers, in the write that is open.
pub(super) fn answer_case(
    tx: &mut Tx<'_>,
    context: &Context,
    speaker: &Speaker<'_>,
    (label, words): (&Label, &Words),
    now: Timestamp,
) -> Result<Result<Case, CaseError>, StoreError> {
    let Some(case) = cases::find_locked(tx, label)? else { return Ok(Err(CaseError::Unknown(label.clone()))) };
    if let Err(refused) = may_answer(&asked(&case), speaker.member, now) {
        return Ok(Err(in_words(tx, label, refused)?));
    }
    let (Some(account), Some(to)) = (case.account.clone(), case.subscriber) else {
        return Ok(Err(CaseError::Erased(label.clone())));
    };
    let content = context.content();
    let text = match compose(&content, &case, words, speaker.because) {
        Ok(text) => text,
        Err(error) => return Ok(Err(error)),
    };
    let message = MobileTerminated {
        id: TerminatedId(context.random().id(now)),
        account,
        to,
        segments: segment_count(&text),
        text: Body::new(text.clone()),
        urgency: Urgency::Safety,
        cause: Cause::Answer(None),
        due_at: now,
        // Later somebody else may hold the phone.
        expires_at: case.window_until.unwrap_or(now),
    };
    outbox::queue(tx, &message, now)?;
    if case.state == CaseState::Open {
        cases::assign(tx, case.id, speaker.member.id, now)?;
    }
    take_alert(tx, context, label, speaker.member, speaker.actor.clone(), now)?;
    cases::answered(tx, case.id, now)?;
    let entry = Entry {
        id: context.random().id(now),
        author: Author::Staff,
        staff: Some(speaker.member.id),
        what: Said::Text,
        body: Some(Body::new(text)),
        at: now,
    };
    case_entries::enter(tx, case.id, &entry)?;
    let detail = speaker.because.map(str::to_owned);
    let deed = Deed { actor: speaker.actor.clone(), act: Act::CaseReplied, subject: Subject::Case(case.id), detail };
    note(tx, context, &deed)?;
    Ok(Ok(case))
}

/// What decides whether a case may be answered.
pub(super) fn asked(case: &Case) -> Asked {
    Asked {
        kind: case.kind,
        state: case.state,
        assigned_to: case.assigned_to,
        is_reachable: case.subscriber.is_some(),
        last_in_at: case.last_in_at,
        window_until: case.window_until,
    }
}

/// Why she may not be written to, in words.
pub(super) fn in_words(tx: &mut Tx<'_>, label: &Label, refused: NoAnswer) -> Result<CaseError, StoreError> {
    let label = label.clone();
    Ok(match refused {
        NoAnswer::Silent => CaseError::Silent(label),
        NoAnswer::Closed => CaseError::Closed(label),
        NoAnswer::Erased => CaseError::Erased(label),
        NoAnswer::Anothers(id) => CaseError::Anothers(label, name_of(tx, id)?),
        NoAnswer::NotNow => CaseError::NotNow(label),
        NoAnswer::Late { minutes } => CaseError::Late(label, minutes),
    })
}

/// What somebody of the staff is called.
pub(super) fn name_of(tx: &mut Tx<'_>, id: StaffId) -> Result<String, StoreError> {
    let found = staff::all(tx)?.into_iter().find(|account| account.member.id == id);
    Ok(found.map_or_else(|| "somebody who left".to_owned(), |account| account.member.name))
}

/// The words as they leave: checked, and with the line that says that they may be deleted, where it fits.
fn compose(content: &Content, case: &Case, words: &Words, because: Option<&str>) -> Result<String, CaseError> {
    let text = match words {
        Words::Ready(number) => {
            let key = number.checked_sub(1).and_then(|place| keys::READY.into_iter().nth(place));
            let composed = key.and_then(|key| content.compose(&key, case.locale, Channel::Sms, &[]));
            return composed.map(|composed| composed.text).ok_or_else(|| CaseError::NoWords(case.label.clone()));
        }
        Words::Signs => return Err(CaseError::NoWords(case.label.clone())),
        Words::Own(body) if body.expose().is_empty() => return Err(CaseError::NoWords(case.label.clone())),
        Words::Own(body) => body.expose().to_owned(),
    };
    for (rule, why) in content.objections_to_reply(case.locale, &text) {
        if rule != Rule::C05 {
            return Err(CaseError::Harmful(rule, why));
        }
        if because.is_none() {
            return Err(CaseError::NamesDanger(why));
        }
    }
    let count = segment_count(&text);
    if count > MOST_PARTS {
        let most = MOST_PARTS * segment(&text, SplitUnit::CodePoint).encoding().concatenated_budget();
        return Err(CaseError::TooLong { parts: count, most });
    }
    let hint = content.compose(&keys::DELETE_HINT, case.locale, Channel::Sms, &[]).map(|hint| hint.text);
    let Some(hint) = hint else { return Ok(text) };
    // Without a stop her words and the hint would read as one sentence.
    let stop = if text.ends_with(char::is_alphanumeric) { "." } else { "" };
    let longer = format!("{text}{stop} {}", hint.trim());
    Ok(if segment_count(&longer) == count { longer } else { text })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_alone_is_a_ready_answer_and_bare_signs_are_none() {
        for (text, number) in [
            ("1", Some(1)),
            (" 5 ", Some(5)),
            ("1.", Some(1)),
            ("2)", Some(2)),
            ("(3)", Some(3)),
            ("4 .", Some(4)),
            ("0", None),
            ("6", None),
            ("6.", None),
            ("2 3", None),
            ("2,3", None),
            ("-1", None),
            ("?", None),
            ("...", None),
            ("08030000000", None),
        ] {
            match (Words::read(text), number) {
                (Words::Ready(read), Some(number)) => assert_eq!(read, number, "{text}"),
                (Words::Signs, None) => {}
                (words, _) => panic!("{text}: {words:?}"),
            }
        }
        for text in ["1 hour", "ok", "\u{1eb9}", "I am here. 1."] {
            assert!(matches!(Words::read(text), Words::Own(body) if body.expose() == text), "{text}");
        }
    }
}
