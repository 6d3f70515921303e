//! A person writes again in a case that somebody answers: she who does is told by SMS, not more often than she can heed.

use jiff::{SignedDuration, Timestamp};

use crate::content::Channel;
use crate::domain::catalogue::keys;
use crate::domain::ids::{AlertId, NoticeId, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::service::context::Context;
use crate::service::staff_handset::{account_to, handset_of, language_of};
use crate::store::cases::Case;
use crate::store::notices::{self, NewNotice};
use crate::store::{StoreError, Tx, alerts, outbox, staff};

/// She is told once in this time at most, however many texts come.
const ONCE_IN: SignedDuration = SignedDuration::from_mins(2);
/// Later the window in which she may answer is over.
const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(15);

/// Tells who answers a case that its person wrote again. While nobody has taken the alert, its ladder does that.
pub(super) fn tell_holder(
    tx: &mut Tx<'_>,
    context: &Context,
    case: &Case,
    alert: AlertId,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(holder) = case.assigned_to else { return Ok(()) };
    let Some(taken_at) = alerts::taken_at(tx, alert)? else { return Ok(()) };
    let Some(rung) = notices::again_at(tx, alert, holder, taken_at, now - ONCE_IN)? else { return Ok(()) };
    let Some(number) = staff::number_of(tx, holder)? else { return Ok(()) };
    let Some(member) = staff::members(tx)?.into_iter().find(|member| member.id == holder) else { return Ok(()) };
    let values = [("label", case.label.to_string())];
    let locale = language_of(context, &member);
    let Some(words) = context.content().compose(&keys::STAFF_AGAIN, locale, Channel::Sms, &values) else {
        tracing::error!("The text staff_again could not be composed; {holder} was not texted");
        return Ok(());
    };
    let message = TerminatedId(context.random().id(now));
    let id = NoticeId(context.random().id(now));
    if !notices::add(tx, &NewNotice { id, alert, to: holder, rung, message: Some(message) }, now)? {
        return Ok(());
    }
    let account = account_to(context, &number);
    let text = MobileTerminated {
        id: message,
        to: handset_of(tx, context, &number, &account, now)?,
        account,
        text: Body::new(words.text),
        segments: words.segments,
        urgency: Urgency::Safety,
        cause: Cause::Answer(None),
        due_at: now,
        expires_at: now + EXPIRES_AFTER,
    };
    outbox::queue(tx, &text, now)?;
    Ok(())
}
