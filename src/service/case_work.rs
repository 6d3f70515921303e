//! What staff do with cases: look, read, answer, note, take, close, and ask for the number. Each leaves a trace in the
//! audit, in the same write.

use jiff::{SignedDuration, Timestamp};

use crate::domain::address::{Email, Locale, Msisdn};
use crate::domain::care::{
    Act, Actor, Author, CaseKind, CaseState, Deed, Label, Member, Outcome, Said, StaffRole, Subject, may_work_on,
};
use crate::domain::message::Body;
use crate::service::answer_case::{CaseError, Speaker, Words, answer_case, asked, name_of};
use crate::service::audit::note;
use crate::service::context::Context;
use crate::service::take_alert::take_alert;
use crate::service::watch_reveals::watch_reveals;
use crate::store::case_entries::{self, Entry};
use crate::store::cases::{self, Case, Which};
use crate::store::covers::{self, Agreed};
use crate::store::{Lane, StoreError, Tx, alerts, staff, subscribers};

/// Cases in a list, at most: those heard last.
pub const CASES_LISTED: usize = 500;

/// What came of a piece of work: it was done, or why not.
pub type Worked<T> = Result<Result<T, CaseError>, StoreError>;

/// A case as staff see it in a list. No word and no number of the person is in it.
#[derive(Debug, Clone)]
pub struct CaseLine {
    /// The case.
    pub case: Case,
    /// Who answers it.
    pub holder: Option<String>,
    /// How long she has waited since her last word.
    pub waits: SignedDuration,
    /// How long she may still be answered; `None` when she may not.
    pub window: Option<SignedDuration>,
}

/// A case with all that was said in it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// The case.
    pub line: CaseLine,
    /// What was said and done, with the name of who of the staff did it.
    pub entries: Vec<(Entry, Option<String>)>,
    /// What was agreed with a person who calls in silence; `None` for any other, and once it was ended.
    pub agreed: Option<Agreed>,
}

/// Letters of a reason, at least.
const LEAST_LETTERS: usize = 4;

/// Why something out of the ordinary is done. The audit keeps it for good, in words that more people read than a case's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason(String);

/// Why something is no reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReasonError {
    /// It says nothing.
    #[error("this is too short: say why in {LEAST_LETTERS} letters or more")]
    Short,
    /// There is a number in it.
    #[error("leave the telephone number out: the audit keeps what you write here")]
    HoldsNumber,
}

impl Reason {
    /// A reason in words.
    pub fn parse(text: &str) -> Result<Self, ReasonError> {
        let text = text.trim();
        if text.chars().count() < LEAST_LETTERS {
            return Err(ReasonError::Short);
        }
        match Msisdn::stands_in(text) {
            true => Err(ReasonError::HoldsNumber),
            false => Ok(Self(text.to_owned())),
        }
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Cases, those that wait longest first.
pub async fn list_cases(context: &Context, which: Which) -> Result<Vec<CaseLine>, StoreError> {
    let now = context.clock().now();
    context
        .store()
        .read(move |tx| {
            let cases = cases::list(tx, which, i64::try_from(CASES_LISTED).unwrap_or(i64::MAX))?;
            cases.into_iter().map(|case| line(tx, case, now)).collect()
        })
        .await
}

/// Reads a case: only who may work on it, and it is written down that she did.
pub async fn show_case(context: &Context, by: &Email, label: &Label) -> Worked<CaseView> {
    work(context, by, label, |tx, desk| {
        desk.note(tx, Act::CaseRead, None)?;
        let mut entries = Vec::new();
        for mut entry in case_entries::entries(tx, desk.case.id)? {
            entry.at = shown_at(desk.case.kind, entry.at);
            let name = entry.staff.map(|id| name_of(tx, id)).transpose()?;
            entries.push((entry, name));
        }
        let calls_in_silence = desk.case.subscriber.filter(|_| desk.case.kind == CaseKind::Silent);
        let agreed = calls_in_silence.map(|id| covers::agreed(tx, id)).transpose()?.flatten();
        Ok(Ok(CaseView { line: line(tx, desk.case.clone(), desk.now)?, entries, agreed }))
    })
    .await
}

/// Takes a case: its alert climbs no further. Whoever was called to an alert may take it from who had the case before.
pub async fn take_case(context: &Context, by: &Email, label: &Label) -> Worked<()> {
    at_desk(context, by, label, Open::ToWhomItCalls, |tx, desk| {
        if desk.case.state == CaseState::Closed {
            return Ok(Err(CaseError::Closed(desk.case.label.clone())));
        }
        cases::assign(tx, desk.case.id, desk.member.id, desk.now)?;
        take_alert(tx, desk.context, &desk.case.label, &desk.member, desk.actor.clone(), desk.now)?;
        desk.note(tx, Act::CaseTaken, None)?;
        Ok(Ok(()))
    })
    .await
}

/// Answers the person of a case.
pub async fn reply_case(
    context: &Context,
    by: &Email,
    label: &Label,
    words: Words,
    because: Option<String>,
) -> Worked<()> {
    let (inside, by, label) = (context.clone(), by.clone(), label.clone());
    let answered = context
        .store()
        .write_again(Lane::Urgent, move |tx| {
            let Some(member) = member(tx, &by)? else { return Ok(Err(CaseError::NotYours)) };
            let actor = Actor::Named(by.clone());
            let speaker = Speaker { member: &member, actor, because: because.as_deref() };
            answer_case(tx, &inside, &speaker, (&label, &words), inside.clock().now())
        })
        .await?;
    context.wake_senders();
    Ok(answered.map(|_| ()))
}

/// Writes staff's own words into a case.
pub async fn note_case(context: &Context, by: &Email, label: &Label, words: Body) -> Worked<()> {
    work(context, by, label, move |tx, desk| {
        desk.enter(tx, Said::Note, words.clone())?;
        desk.note(tx, Act::CaseNoted, None)?;
        Ok(Ok(()))
    })
    .await
}

/// Closes a case with all its alerts.
pub async fn close_case(context: &Context, by: &Email, label: &Label, outcome: Outcome) -> Worked<()> {
    work(context, by, label, move |tx, desk| {
        if !cases::close(tx, desk.case.id, outcome, desk.now)? {
            return Ok(Err(CaseError::Closed(desk.case.label.clone())));
        }
        alerts::close(tx, desk.case.id, desk.now)?;
        desk.enter(tx, Said::Closed, Body::new(format!("closed: {}", outcome.as_str())))?;
        desk.note(tx, Act::CaseClosed, Some(outcome.as_str().to_owned()))?;
        Ok(Ok(()))
    })
    .await
}

/// Shows the number of a person: to who answers her, and of a tip or of a call in silence to the safeguarding lead only.
pub async fn reveal_number(context: &Context, by: &Email, label: &Label, reason: &Reason) -> Worked<Msisdn> {
    let reason = reason.0.clone();
    work(context, by, label, move |tx, desk| {
        let is_lead = desk.member.roles.contains(StaffRole::Lead);
        let is_holder = desk.case.assigned_to == Some(desk.member.id);
        let hidden = matches!(desk.case.kind, CaseKind::Report | CaseKind::Silent);
        if !is_lead && (hidden || !is_holder) {
            return Ok(Err(CaseError::LeadOnly));
        }
        let number = desk.case.subscriber.map(|id| subscribers::number_of(tx, id)).transpose()?.flatten();
        let Some(number) = number else { return Ok(Err(CaseError::Erased(desk.case.label.clone()))) };
        desk.enter(tx, Said::Event, Body::new("the number was shown".to_owned()))?;
        desk.note(tx, Act::NumberRevealed, Some(reason.clone()))?;
        watch_reveals(tx, desk.context, &desk.actor, desk.now)?;
        Ok(Ok(number))
    })
    .await
}

/// A case and who works on it.
struct Desk<'a> {
    context: &'a Context,
    case: Case,
    member: Member,
    actor: Actor,
    now: Timestamp,
}

impl Desk<'_> {
    fn note(&self, tx: &mut Tx<'_>, act: Act, detail: Option<String>) -> Result<(), StoreError> {
        let deed = Deed { actor: self.actor.clone(), act, subject: Subject::Case(self.case.id), detail };
        note(tx, self.context, &deed)
    }

    fn enter(&self, tx: &mut Tx<'_>, what: Said, body: Body) -> Result<(), StoreError> {
        let entry = Entry {
            id: self.context.random().id(self.now),
            author: Author::Staff,
            staff: Some(self.member.id),
            what,
            body: Some(body),
            at: self.now,
        };
        case_entries::enter(tx, self.case.id, &entry)
    }
}

/// To whom of those who care for people a case is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    /// To who has it, to the leads, and to all while nobody has.
    ToWhoHasIt,
    /// To all, too, while its alert waits: the ladder may have called any of them.
    ToWhomItCalls,
}

/// Does something with a case, if who asks for it may.
async fn work<T: Send + 'static>(
    context: &Context,
    by: &Email,
    label: &Label,
    does: impl Fn(&mut Tx<'_>, &Desk<'_>) -> Worked<T> + Send + Sync + 'static,
) -> Worked<T> {
    at_desk(context, by, label, Open::ToWhoHasIt, does).await
}

async fn at_desk<T: Send + 'static>(
    context: &Context,
    by: &Email,
    label: &Label,
    open: Open,
    does: impl Fn(&mut Tx<'_>, &Desk<'_>) -> Worked<T> + Send + Sync + 'static,
) -> Worked<T> {
    let (inside, by, label) = (context.clone(), by.clone(), label.clone());
    context
        .store()
        .write_again(Lane::Urgent, move |tx| {
            let Some(member) = member(tx, &by)? else { return Ok(Err(CaseError::NotYours)) };
            let Some(case) = cases::find_locked(tx, &label)? else { return Ok(Err(CaseError::Unknown(label.clone()))) };
            let is_called = open == Open::ToWhomItCalls && alerts::waits(tx, &label)?;
            if !is_called && !may_work_on(&asked(&case), &member) {
                let holder = case.assigned_to.map(|id| name_of(tx, id)).transpose()?.unwrap_or_default();
                return Ok(Err(CaseError::Anothers(label.clone(), holder)));
            }
            let actor = Actor::Named(by.clone());
            does(tx, &Desk { context: &inside, case, member, actor, now: inside.clock().now() })
        })
        .await
}

/// Who of the staff has this address and may care for people.
fn member(tx: &mut Tx<'_>, email: &Email) -> Result<Option<Member>, StoreError> {
    let found = staff::find_by_email(tx, email)?.filter(|account| account.active);
    Ok(found.map(|account| account.member).filter(|member| member.roles.may_care()))
}

fn line(tx: &mut Tx<'_>, mut case: Case, now: Timestamp) -> Result<CaseLine, StoreError> {
    (case.opened_at, case.last_in_at) = (shown_at(case.kind, case.opened_at), shown_at(case.kind, case.last_in_at));
    let holder = case.assigned_to.map(|id| name_of(tx, id)).transpose()?;
    let window = case.window_until.filter(|until| *until > now && case.kind != CaseKind::Silent);
    let window = window.map(|until| until.duration_since(now));
    Ok(CaseLine { waits: now.duration_since(case.last_in_at), window, holder, case })
}

/// A moment of a case as staff see it. Those of a report, to the second, would tell who reported to whoever can look when a
/// number was heard of: they are shown to the hour.
pub(super) fn shown_at(kind: CaseKind, at: Timestamp) -> Timestamp {
    const HOUR: i64 = 3600;
    match kind {
        CaseKind::Report => Timestamp::from_second(at.as_second().div_euclid(HOUR) * HOUR).unwrap_or(at),
        CaseKind::Help | CaseKind::Talk | CaseKind::Silent => at,
    }
}

/// The language in which the person of a case is answered.
pub async fn language_of_case(context: &Context, label: &Label) -> Result<Option<Locale>, StoreError> {
    let label = label.clone();
    context.store().read(move |tx| Ok(cases::find(tx, &label)?.map(|case| case.locale))).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_says_something_and_holds_no_number() {
        for (text, read) in [
            ("call back, she agreed", Ok(())),
            (" asked on 24 Nov at 9 ", Ok(())),
            ("why", Err(ReasonError::Short)),
            ("   ", Err(ReasonError::Short)),
            ("call 08031112277", Err(ReasonError::HoldsNumber)),
            ("call +234 (803) 111-2277", Err(ReasonError::HoldsNumber)),
        ] {
            assert_eq!(Reason::parse(text).map(|_| ()), read, "{text}");
        }
        assert!(ReasonError::Short.to_string().contains("4 letters"));
    }
}
