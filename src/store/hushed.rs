//! What waits for a person who from now on wants nothing to be said plainly: its words give way to those that only say
//! that something is there.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::ids::{ContentKey, SubscriberId, TerminatedId};
use crate::domain::message::{Body, DeliveryState, Urgency};
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::outbox::TEXT;
use crate::store::rows::{bytes, millis, uuid};
use crate::store::schema::{broadcast_texts, outbox};

/// Gives every waiting text of a campaign the quiet words of its language. One that has none is withdrawn.
pub fn hush_campaigns(tx: &mut Tx<'_>, subscriber: SubscriberId, now: Timestamp) -> Result<(), StoreError> {
    let waiting: Vec<(Vec<u8>, Option<i64>)> = tx.load(
        outbox::table
            .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
            .filter(outbox::state.eq_any(waiting_states()))
            .filter(outbox::broadcast_id.is_not_null())
            .select((outbox::id, outbox::text_id)),
    )?;
    for (id, text) in waiting {
        let Some(text) = text else { continue };
        let columns = (broadcast_texts::broadcast_id, broadcast_texts::locale, broadcast_texts::quiet);
        let (broadcast, locale, is_quiet): (i64, String, bool) =
            tx.one(broadcast_texts::table.find(text).select(columns))?;
        if is_quiet {
            continue;
        }
        let quiet: Option<(i64, i32)> = tx.first(
            broadcast_texts::table
                .filter(broadcast_texts::broadcast_id.eq(broadcast))
                .filter(broadcast_texts::locale.eq(locale))
                .filter(broadcast_texts::quiet.eq(true))
                .filter(broadcast_texts::withheld.eq(false))
                .select((broadcast_texts::id, broadcast_texts::segments)),
        )?;
        match quiet {
            Some((text, segments)) => {
                let row = (outbox::text_id.eq(Some(text)), outbox::segments.eq(segments));
                tx.execute(diesel::update(outbox::table.find(&id)).set(row))?;
            }
            None => withdraw(tx, &id, now)?,
        }
    }
    Ok(())
}

/// Texts of series that wait for a person: which row, and which step it is.
pub fn waiting_steps(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<(TerminatedId, ContentKey)>, StoreError> {
    let waiting: Vec<(Vec<u8>, Option<String>)> = tx.load(
        outbox::table
            .filter(outbox::subscriber_id.eq(bytes(&subscriber.0)))
            .filter(outbox::state.eq_any(waiting_states()))
            .filter(outbox::urgency.eq(Urgency::Series.rank()))
            .select((outbox::id, outbox::step)),
    )?;
    let named = waiting.into_iter().filter_map(|(id, step)| Some((id, step?)));
    named.map(|(id, step)| Ok((TerminatedId(uuid(&id, "outbox.id")?), ContentKey::named(&step)))).collect()
}

/// Gives a waiting text of a series other words, or withdraws it where there are none. `group` is equal for equal words.
pub fn say_instead(
    tx: &mut Tx<'_>,
    id: TerminatedId,
    words: Option<(&Body, usize, i64)>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some((text, segments, group)) = words else { return withdraw(tx, bytes(&id.0), now) };
    let row = (
        outbox::text_sealed.eq(Some(tx.sealer.seal(TEXT, id.0, text.expose().as_bytes())?)),
        outbox::segments.eq(i32::try_from(segments).unwrap_or(i32::MAX)),
        outbox::text_id.eq(Some(group)),
    );
    tx.execute(diesel::update(outbox::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

fn withdraw(tx: &mut Tx<'_>, id: &[u8], now: Timestamp) -> Result<(), StoreError> {
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some("quiet")),
        outbox::updated_at.eq(millis(now)),
    );
    let waiting = outbox::table.find(id).filter(outbox::state.eq(DeliveryState::Queued.as_str()));
    tx.execute(diesel::update(waiting).set(row))?;
    Ok(())
}

/// What may still leave. One that is being handed over right now may come back, and must not leave later as it was.
fn waiting_states() -> [&'static str; 2] {
    [DeliveryState::Queued.as_str(), DeliveryState::Submitting.as_str()]
}
