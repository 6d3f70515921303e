//! Cases of somebody who answers nobody any more: they are open again, and colleagues are called to whoever may be waiting
//! in one.

use jiff::{SignedDuration, Timestamp};

use crate::domain::care::{Author, Cause, Said};
use crate::domain::ids::{AlertId, StaffId};
use crate::domain::message::Body;
use crate::service::context::Context;
use crate::store::case_entries::{self, Entry};
use crate::store::{StoreError, Tx, alerts, cases};

/// Who wrote within this may be waiting; of the others colleagues hear when they write again.
const MAY_WAIT: SignedDuration = SignedDuration::from_hours(24);

/// Opens the cases that one of the staff holds; says how many.
pub(super) fn hand_on(tx: &mut Tx<'_>, context: &Context, from: StaffId, now: Timestamp) -> Result<usize, StoreError> {
    let held = cases::held_by(tx, from)?;
    for case in &held {
        cases::release(tx, case.id, now)?;
        alerts::close(tx, case.id, now)?;
        let entry = Entry {
            id: context.random().id(now),
            author: Author::System,
            staff: None,
            what: Said::Event,
            body: Some(Body::new("open again: who answered it does not answer any more".to_owned())),
            at: now,
        };
        case_entries::enter(tx, case.id, &entry)?;
        if now.duration_since(case.last_in_at) < MAY_WAIT {
            alerts::raise(tx, AlertId(context.random().id(now)), case.id, Cause::of(case.kind), now)?;
        }
    }
    Ok(held.len())
}
