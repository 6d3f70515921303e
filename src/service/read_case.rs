//! One of the staff who is far from the list reads a case on her own phone: on a night bus nobody can answer well what
//! she has not read. No number is in it, and when the person is erased, so is the message.

use jiff::Timestamp;

use crate::domain::care::{
    Act, Actor, Author, CaseKind, CaseState, Deed, Label, Member, ReadWhere, Said, Spoken, Subject, excerpt,
    may_work_on,
};
use crate::domain::ids::TerminatedId;
use crate::domain::message::Body;
use crate::service::answer_case::{CaseError, asked, name_of};
use crate::service::audit::note;
use crate::service::context::Context;
use crate::service::staff_handset::clock_time;
use crate::service::take_alert::take_alert;
use crate::store::case_entries::{self, Entry};
use crate::store::cases::{self, Case};
use crate::store::{StoreError, Tx};

/// Whether what was said in a case of this kind may be read on a phone. A tip may name its sender, and what was agreed
/// with one who calls in silence must lie on no phone.
pub(super) fn is_for_phones(context: &Context, kind: CaseKind) -> bool {
    let is_talk = matches!(kind, CaseKind::Help | CaseKind::Talk);
    is_talk && context.rules().read_where == ReadWhere::PhoneToo
}

/// What she reads, as it is texted to her in the message `id`. Whoever reads a case that nobody has taken takes it.
pub(super) fn read_case(
    tx: &mut Tx<'_>,
    context: &Context,
    member: &Member,
    (label, id): (&Label, TerminatedId),
    now: Timestamp,
) -> Result<Result<Body, CaseError>, StoreError> {
    let Some(case) = cases::find_locked(tx, label)? else { return Ok(Err(CaseError::Unknown(label.clone()))) };
    if let Err(refused) = may_read(tx, context, member, &case)? {
        return Ok(Err(refused));
    }
    let entries = case_entries::entries(tx, case.id)?;
    let head = format!("{label} {}:", clock_time(context, case.last_in_at, now));
    let Some(words) = excerpt(&head, &spoken(&entries)) else { return Ok(Err(CaseError::ListOnly(label.clone()))) };
    let actor = Actor::by_phone(member);
    if case.state == CaseState::Open {
        cases::assign(tx, case.id, member.id, now)?;
    }
    take_alert(tx, context, label, member, actor.clone(), now)?;
    let lent = Entry {
        id: id.0,
        author: Author::Staff,
        staff: Some(member.id),
        what: Said::Lent,
        body: Some(Body::new("read it on her phone")),
        at: now,
    };
    case_entries::enter(tx, case.id, &lent)?;
    note(tx, context, &Deed { actor, act: Act::CaseRead, subject: Subject::Case(case.id), detail: None })?;
    Ok(Ok(Body::new(words)))
}

fn may_read(
    tx: &mut Tx<'_>,
    context: &Context,
    member: &Member,
    case: &Case,
) -> Result<Result<(), CaseError>, StoreError> {
    let label = case.label.clone();
    if !may_work_on(&asked(case), member) {
        let holder = case.assigned_to.map(|id| name_of(tx, id)).transpose()?.unwrap_or_default();
        return Ok(Err(CaseError::Anothers(label, holder)));
    }
    Ok(match case.kind {
        _ if case.state == CaseState::Closed => Err(CaseError::Closed(label)),
        _ if case.subscriber.is_none() => Err(CaseError::Erased(label)),
        CaseKind::Silent => Err(CaseError::Silent(label)),
        kind if !is_for_phones(context, kind) => Err(CaseError::ListOnly(label)),
        _ => Ok(()),
    })
}

fn spoken(entries: &[Entry]) -> Vec<Spoken<'_>> {
    entries
        .iter()
        .map(|entry| Spoken {
            author: entry.author,
            what: entry.what,
            words: entry.body.as_ref().map_or("", |body| body.expose()),
        })
        .collect()
}
