//! Somebody of the staff takes an alert: from then on nobody is told of it any more.

use jiff::Timestamp;

use crate::domain::care::{Act, Actor, Deed, Label, Member, Subject};
use crate::domain::ids::StaffId;
use crate::service::context::Context;
use crate::store::alerts::Acknowledged;
use crate::store::{StoreError, Tx, alerts, audit};

/// Gives the alert of this label to one of the staff, in the write of her word, and writes down that she said so.
pub(super) fn take_alert(
    tx: &mut Tx<'_>,
    context: &Context,
    label: &Label,
    member: &Member,
    actor: Actor,
    now: Timestamp,
) -> Result<Acknowledged, StoreError> {
    let acknowledged = alerts::acknowledge(tx, label, member.id, now)?;
    if let Acknowledged::Now(case) = acknowledged {
        let deed = Deed { actor, act: Act::AlertAcknowledged, subject: Subject::Case(case), detail: None };
        audit::append(tx, context.random().id(now), &deed, now)?;
        tracing::info!(case.id = %case, "alert.acknowledged: somebody takes care of case {case}");
    }
    Ok(acknowledged)
}

/// Whether an alert that was taken before is her own.
pub(super) fn is_hers(acknowledged: Acknowledged, member: StaffId) -> bool {
    match acknowledged {
        Acknowledged::Now(_) => true,
        Acknowledged::Before { by, .. } => by == member,
        Acknowledged::NoneOpen => false,
    }
}
