//! A person writes again in a case that somebody answers: she who does is told, not more often than she can heed.

use jiff::{SignedDuration, Timestamp};

use crate::domain::care::{Author, CaseKind, CaseState, HERS_FIRST, Said, Way};
use crate::domain::catalogue::keys;
use crate::domain::ids::{AlertId, ContentKey, NoticeId, TerminatedId};
use crate::domain::message::Body;
use crate::service::context::Context;
use crate::service::staff_handset::{StaffText, text_staff};
use crate::store::case_entries::{self, Entry};
use crate::store::cases::Case;
use crate::store::notices::{self, NewNotice};
use crate::store::{StoreError, Tx, alerts, staff};

/// She is told once in this time at most, however many texts come.
const ONCE_IN: SignedDuration = SignedDuration::from_mins(2);
/// Later the window in which she may answer is over.
const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// By whom a person is erased, as it stands in her cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Eraser {
    /// From her phone.
    Phone,
    /// By staff, who say that she asked for it.
    Staff,
}

impl Eraser {
    fn words(self) -> &'static str {
        match self {
            Eraser::Phone => "she, or whoever holds her phone, erased what we keep of her",
            Eraser::Staff => "staff erased what we keep of her, at her wish; see: fitila audit list",
        }
    }
}

/// Writes into the cases of a person that are not over that she is being erased, and tells who answers them: it may have
/// been somebody else who holds her phone.
pub(super) fn tell_of_erasure(
    tx: &mut Tx<'_>,
    context: &Context,
    open: &[Case],
    by: Eraser,
    now: Timestamp,
) -> Result<(), StoreError> {
    for case in open.iter().filter(|case| case.state != CaseState::Closed) {
        let entry = Entry {
            id: context.random().id(now),
            author: Author::System,
            staff: None,
            what: Said::Event,
            body: Some(Body::new(by.words())),
            at: now,
        };
        case_entries::enter(tx, case.id, &entry)?;
        if let Some(alert) = alerts::taken_of(tx, case.id)? {
            tell(tx, context, (case, alert), &Told { key: &keys::STAFF_ERASED, unless_since: now }, now)?;
        }
    }
    Ok(())
}

/// Tells who answers a case that its person wrote again. While nobody has taken the alert, its ladder does that.
pub(super) fn tell_holder(
    tx: &mut Tx<'_>,
    context: &Context,
    case: &Case,
    alert: AlertId,
    now: Timestamp,
) -> Result<(), StoreError> {
    // What came since she last read or answered it is news to her, however soon.
    let heeded_at = case_entries::last_of_staff(tx, case.id)?;
    let unless_since = heeded_at.map_or(now - ONCE_IN, |at| at.max(now - ONCE_IN));
    tell(tx, context, (case, alert), &Told { key: &keys::STAFF_AGAIN, unless_since }, now)
}

/// What she is told, unless she was told something of the alert since this moment.
struct Told<'a> {
    key: &'a ContentKey,
    unless_since: Timestamp,
}

fn tell(
    tx: &mut Tx<'_>,
    context: &Context,
    (case, alert): (&Case, AlertId),
    told: &Told<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(holder) = case.assigned_to else { return Ok(()) };
    let Some(taken_at) = alerts::taken_at(tx, alert)? else { return Ok(()) };
    let Some(member) = staff::members(tx)?.into_iter().find(|member| member.id == holder) else { return Ok(()) };
    for way in Way::to(&member, context.post()) {
        let Some(rung) = notices::again_at(tx, alert, (holder, way), taken_at, told.unless_since)? else { continue };
        let id = NoticeId(context.random().id(now));
        let message = (way == Way::Sms).then(|| TerminatedId(context.random().id(now)));
        notices::add(tx, &NewNotice { id, alert, to: holder, rung, message }, now)?;
        match message {
            None => context.wake_mail(),
            Some(id) => {
                let values = [("label", case.label.to_string())];
                let due_after = if case.kind == CaseKind::Silent { HERS_FIRST } else { SignedDuration::ZERO };
                let key = told.key;
                let text = StaffText { id, key, values: &values, due_after, expires_after: EXPIRES_AFTER };
                text_staff(tx, context, &member, &text, now)?;
            }
        }
    }
    Ok(())
}
