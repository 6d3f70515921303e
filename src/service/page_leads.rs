//! Tells those who lead the safeguarding that a call for help could not be noted. It needs none of the tables of alerts,
//! as those are what failed.

use jiff::{SignedDuration, Timestamp};

use crate::domain::care::{HERS_FIRST, Member, StaffRole};
use crate::domain::catalogue::keys;
use crate::domain::ids::TerminatedId;
use crate::service::context::Context;
use crate::service::staff_handset::{StaffText, text_staff};
use crate::store::marks::{self, Mark};
use crate::store::{Lane, StoreError, Tx, staff};

/// They are not told again sooner, however often it fails.
const ONCE_IN: SignedDuration = SignedDuration::from_hours(1);

/// Tells them. Never fails: what failed goes on.
pub(super) async fn page_leads(context: &Context) {
    let inside = context.clone();
    match context.store().write(Lane::Urgent, move |tx| page(tx, &inside)).await {
        Ok(Paged::Before) => {}
        Ok(Paged::Now(0)) => {
            tracing::error!(
                "An alert is missing, and nobody of the staff has a phone to be told of it: see fitila doctor"
            );
        }
        Ok(Paged::Now(_)) => context.wake_senders(),
        Err(error) => tracing::error!("An alert is missing, and nobody could be told of it: {error}"),
    }
}

enum Paged {
    Before,
    Now(usize),
}

fn page(tx: &mut Tx<'_>, context: &Context) -> Result<Paged, StoreError> {
    let now = context.clock().now();
    marks::hold(tx)?;
    let last = marks::get(tx, Mark::LeadsPaged)?.and_then(|last| Timestamp::from_millisecond(last).ok());
    if last.is_some_and(|last| now.duration_since(last) < ONCE_IN) {
        return Ok(Paged::Before);
    }
    marks::set(tx, Mark::LeadsPaged, now.as_millisecond())?;
    Ok(Paged::Now(text_leads(tx, context, now)?))
}

/// Texts all who lead, or whoever may care for people where no lead has a phone, to look at the server; says how many.
pub(super) fn text_leads(tx: &mut Tx<'_>, context: &Context, now: Timestamp) -> Result<usize, StoreError> {
    let members = staff::members(tx)?;
    let leads: Vec<&Member> =
        members.iter().filter(|member| member.has_phone && member.roles.contains(StaffRole::Lead)).collect();
    let carers = || members.iter().filter(|member| member.has_phone && member.roles.may_care()).collect();
    let mut told = 0;
    for member in if leads.is_empty() { carers() } else { leads } {
        let id = TerminatedId(context.random().id(now));
        let due_after = HERS_FIRST;
        let text = StaffText { id, key: &keys::STAFF_BROKEN, values: &[], due_after, expires_after: ONCE_IN };
        told += usize::from(text_staff(tx, context, member, &text, now)?);
    }
    Ok(told)
}
