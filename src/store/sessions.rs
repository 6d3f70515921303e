//! USSD dialogues between turns.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::{SessionRowId, SubscriberId};
use crate::domain::ussd::{Dialogue, Position};
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, uuid};
use crate::store::schema::ussd_sessions;
use crate::store::seal::Place;

const STATE: Place = Place("ussd_sessions.state_sealed");
/// How long after its last turn a dialogue can be taken up again by dialling.
const RESUMABLE: SignedDuration = SignedDuration::from_mins(10);

/// A dialogue that we know.
#[derive(Debug, Clone)]
pub struct KnownSession {
    /// Its row.
    pub id: SessionRowId,
    /// Whose it is.
    pub subscriber: SubscriberId,
    /// Where it stands.
    pub dialogue: Dialogue,
}

type SessionRow = (Vec<u8>, Vec<u8>, Vec<u8>);

/// Finds a dialogue by the keyed hash of the gateway's id.
pub fn find(tx: &mut Tx<'_>, session_key: &[u8; 16]) -> Result<Option<KnownSession>, StoreError> {
    let found: Option<SessionRow> =
        tx.first(ussd_sessions::table.filter(ussd_sessions::session_key.eq(&session_key[..])).select((
            ussd_sessions::id,
            ussd_sessions::subscriber_id,
            ussd_sessions::state_sealed,
        )))?;
    found.map(|row| open(tx, row)).transpose()
}

/// Where this person's last dialogue broke off, if that was within ten minutes and it did not end.
pub fn broken_off(tx: &mut Tx<'_>, subscriber: SubscriberId, now: Timestamp) -> Result<Option<Position>, StoreError> {
    let found: Option<(SessionRow, bool)> = tx.first(
        ussd_sessions::table
            .filter(ussd_sessions::subscriber_id.eq(bytes(&subscriber.0)))
            .filter(ussd_sessions::updated_at.gt(millis(now - RESUMABLE)))
            .order(ussd_sessions::updated_at.desc())
            .select((
                (ussd_sessions::id, ussd_sessions::subscriber_id, ussd_sessions::state_sealed),
                ussd_sessions::ended,
            )),
    )?;
    let Some((row, false)) = found else { return Ok(None) };
    let dialogue = open(tx, row)?.dialogue;
    // Broken off at the offer to go on: what was offered is still open.
    Ok(dialogue.offered.or(dialogue.position))
}

fn open(tx: &Tx<'_>, (id, subscriber, state): SessionRow) -> Result<KnownSession, StoreError> {
    let id = uuid(&id, "ussd_sessions.id")?;
    let dialogue =
        serde_json::from_slice(&tx.sealer.open(STATE, id, &state)?).map_err(|_| StoreError::Unreadable(STATE.0))?;
    let subscriber = SubscriberId(uuid(&subscriber, "ussd_sessions.subscriber_id")?);
    Ok(KnownSession { id: SessionRowId(id), subscriber, dialogue })
}

/// Keeps a new dialogue.
pub fn add(
    tx: &mut Tx<'_>,
    id: SessionRowId,
    session_key: &[u8; 16],
    subscriber: SubscriberId,
    dialogue: &Dialogue,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = (
        ussd_sessions::id.eq(bytes(&id.0)),
        ussd_sessions::session_key.eq(&session_key[..]),
        ussd_sessions::subscriber_id.eq(bytes(&subscriber.0)),
        ussd_sessions::state_sealed.eq(seal(tx, id, dialogue)?),
        ussd_sessions::ended.eq(dialogue.position.is_none()),
        ussd_sessions::opened_at.eq(millis(now)),
        ussd_sessions::updated_at.eq(millis(now)),
    );
    // Two copies of a first turn at once: the one that lost reads what the other wrote.
    match tx.execute(diesel::insert_into(ussd_sessions::table).values(row)).map_err(StoreError::from) {
        Err(StoreError::Duplicate) => Err(StoreError::Collided),
        added => added.map(|_| ()),
    }
}

/// Keeps where a dialogue stands now.
pub fn save(tx: &mut Tx<'_>, id: SessionRowId, dialogue: &Dialogue, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        ussd_sessions::state_sealed.eq(seal(tx, id, dialogue)?),
        ussd_sessions::ended.eq(dialogue.position.is_none()),
        ussd_sessions::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(ussd_sessions::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Removes all dialogues of a person; says how many.
pub fn erase(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<usize, StoreError> {
    let rows = ussd_sessions::table.filter(ussd_sessions::subscriber_id.eq(bytes(&subscriber.0)));
    Ok(tx.execute(diesel::delete(rows))?)
}

/// Gives the last screen of an erased person to her mark, so that a late repeat of that turn still finds it.
pub(super) fn hand_over(tx: &mut Tx<'_>, from: SubscriberId, to: SubscriberId) -> Result<(), StoreError> {
    let rows = ussd_sessions::table.filter(ussd_sessions::subscriber_id.eq(bytes(&from.0)));
    tx.execute(diesel::update(rows).set(ussd_sessions::subscriber_id.eq(bytes(&to.0))))?;
    Ok(())
}

fn seal(tx: &Tx<'_>, id: SessionRowId, dialogue: &Dialogue) -> Result<Vec<u8>, StoreError> {
    let state = serde_json::to_vec(dialogue).map_err(|_| StoreError::Unreadable(STATE.0))?;
    tx.sealer.seal(STATE, id.0, &state)
}
