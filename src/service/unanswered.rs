//! An answer to a call for help could not be handed over in time: somebody of the staff is called to her.

use jiff::Timestamp;

use crate::domain::care::{CaseKind, CaseState, Cause};
use crate::domain::ids::{AlertId, SubscriberId};
use crate::service::random::Random;
use crate::store::{StoreError, Tx, alerts, cases};

/// Raises the alert in her case, if she has one that is not over; says whether it did. Staff, who are texted with the same
/// urgency, have none.
pub(super) fn left_unanswered(
    tx: &mut Tx<'_>,
    random: &Random,
    person: SubscriberId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let case = cases::last_of(tx, person, &[CaseKind::Help, CaseKind::Talk])?;
    let Some(case) = case.filter(|case| case.state != CaseState::Closed) else { return Ok(false) };
    alerts::raise(tx, AlertId(random.id(now)), case.id, Cause::Unanswered, now)?;
    tracing::error!(case.id = %case.id, "An answer in case {} could not be handed over in time; staff are called to it", case.id);
    Ok(true)
}
