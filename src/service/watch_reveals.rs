//! Many numbers shown to one of the staff within an hour are more than anybody can call: those who lead the safeguarding
//! are told. Nothing is refused, as it may be a night on which many are in danger.

use jiff::{SignedDuration, Timestamp};

use crate::domain::care::{Act, Actor};
use crate::service::context::Context;
use crate::service::page_leads::text_leads;
use crate::store::{StoreError, Tx, audit};

/// So many within the hour are told of, once until the hour has fewer.
const MANY: i64 = 20;
const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// Looks at what one of the staff was shown, in the write that shows her one more.
pub(super) fn watch_reveals(
    tx: &mut Tx<'_>,
    context: &Context,
    actor: &Actor,
    now: Timestamp,
) -> Result<(), StoreError> {
    if audit::count_since(tx, actor, Act::NumberRevealed, now - HOUR)? != MANY {
        return Ok(());
    }
    tracing::warn!(
        "reveals.many: {MANY} numbers within an hour were shown to one of the staff; see: fitila audit list"
    );
    text_leads(tx, context, now)?;
    Ok(())
}
