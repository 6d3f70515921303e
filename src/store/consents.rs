//! The proofs of consent: written once, never changed. An erasure removes them, but for what it was itself.

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::consent::{Change, ConsentEvent};
use crate::domain::ids::{OriginatedId, SubscriberId};
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::consent_events;
use crate::store::seal::Place;

const HOW: Place = Place("consent_events.how_sealed");

/// A proof as it is read again.
#[derive(Debug, Clone)]
pub struct Proof {
    /// What changed.
    pub change: String,
    /// Topics, separated by `;`.
    pub topics: String,
    /// By which way.
    pub how: String,
    /// The words that were put to the person: key, language, version.
    pub wording: Option<(String, String, String)>,
    /// When.
    pub at: Timestamp,
}

/// Keeps a change of consent. `version` names the very words of the wording.
pub fn record(
    tx: &mut Tx<'_>,
    id: Uuid,
    subscriber: SubscriberId,
    event: &ConsentEvent,
    version: Option<&str>,
    message: Option<OriginatedId>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let wording = event.wording.as_ref();
    let row = (
        consent_events::id.eq(bytes(&id)),
        consent_events::subscriber_id.eq(bytes(&subscriber.0)),
        consent_events::change.eq(event.change.as_str()),
        consent_events::topics.eq(event.topics.to_words()),
        consent_events::how_sealed.eq(tx.sealer.seal(HOW, id, event.how.to_text().as_bytes())?),
        consent_events::wording_key.eq(wording.map(|wording| wording.key.as_str())),
        consent_events::wording_locale.eq(wording.map(|wording| wording.locale.as_str())),
        consent_events::wording_version.eq(version),
        consent_events::originated_id.eq(message.as_ref().map(|message| bytes(&message.0))),
        consent_events::at.eq(millis(event.at)),
        consent_events::recorded_at.eq(millis(now)),
    );
    tx.execute(diesel::insert_into(consent_events::table).values(row))?;
    Ok(())
}

/// Removes the proofs of an erased person but the last, which says that she asked for it and when; says how many.
pub fn erase(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<usize, StoreError> {
    let hers = consent_events::table.filter(consent_events::subscriber_id.eq(bytes(&subscriber.0)));
    let asked = hers.filter(consent_events::change.eq(Change::Erased.as_str()));
    let last: Option<Vec<u8>> = tx.first(asked.order(consent_events::id.desc()).select(consent_events::id))?;
    let gone = tx.execute(diesel::delete(hers.filter(consent_events::id.ne(last.clone().unwrap_or_default()))))?;
    if let Some(last) = last {
        let row = (consent_events::topics.eq(""), consent_events::originated_id.eq(None::<Vec<u8>>));
        tx.execute(diesel::update(consent_events::table.find(last)).set(row))?;
    }
    Ok(gone)
}

/// Removes all proofs of a person.
pub(super) fn forget(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<(), StoreError> {
    let rows = consent_events::table.filter(consent_events::subscriber_id.eq(bytes(&subscriber.0)));
    tx.execute(diesel::delete(rows))?;
    Ok(())
}

/// Gives what is left of the proofs of an erased person to her mark.
pub(super) fn hand_over(tx: &mut Tx<'_>, from: SubscriberId, to: SubscriberId) -> Result<(), StoreError> {
    let rows = consent_events::table.filter(consent_events::subscriber_id.eq(bytes(&from.0)));
    tx.execute(diesel::update(rows).set(consent_events::subscriber_id.eq(bytes(&to.0))))?;
    Ok(())
}

type ProofRow = (Vec<u8>, String, String, Vec<u8>, Option<String>, Option<String>, Option<String>, i64);

/// All proofs of one person, oldest first.
pub fn of(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Proof>, StoreError> {
    let rows: Vec<ProofRow> = tx.load(
        consent_events::table
            .filter(consent_events::subscriber_id.eq(bytes(&subscriber.0)))
            .order(consent_events::id)
            .select((
                consent_events::id,
                consent_events::change,
                consent_events::topics,
                consent_events::how_sealed,
                consent_events::wording_key,
                consent_events::wording_locale,
                consent_events::wording_version,
                consent_events::at,
            )),
    )?;
    rows.into_iter().map(|row| proof(tx, row)).collect()
}

fn proof(tx: &Tx<'_>, row: ProofRow) -> Result<Proof, StoreError> {
    let (id, change, topics, how, key, locale, version, at) = row;
    let how = tx.sealer.open_text(HOW, uuid(&id, "consent_events.id")?, &how)?;
    let wording = key.zip(locale).map(|(key, locale)| (key, locale, version.unwrap_or_default()));
    Ok(Proof { change, topics, how, wording, at: time(at, "consent_events.at")? })
}
