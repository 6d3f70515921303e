//! All messages of one person with their words, for the copy of her record that she may ask for. Nothing else reads so
//! much of anybody.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::care::{Author, CaseKind, Said};
use crate::domain::ids::{CampaignId, SubscriberId};
use crate::domain::message::{Body, DeliveryState};
use crate::store::broadcasts;
use crate::store::case_entries::{self, Entry};
use crate::store::cases;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::originated::BODY;
use crate::store::outbox::TEXT;
use crate::store::rows::{bytes, time, uuid};
use crate::store::schema::{broadcasts as broadcast, campaigns, originated, outbox, ussd_sessions};

/// A message from or to a person.
#[derive(Debug, Clone)]
pub struct Exchanged {
    /// When it came in, or was put in to be sent.
    pub at: Timestamp,
    /// The words; `None` where they were not kept or are removed by now.
    pub text: Option<Body>,
    /// What became of a message to her; `None` for one from her.
    pub sent: Option<Sent>,
}

/// What became of a message to a person.
#[derive(Debug, Clone)]
pub struct Sent {
    /// Where it stands.
    pub state: DeliveryState,
    /// The campaign that it belongs to, by number and name.
    pub campaign: Option<(CampaignId, String)>,
}

/// When a dialogue that is still remembered began, and when its last turn was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialled {
    /// Its first turn.
    pub opened_at: Timestamp,
    /// Its last.
    pub updated_at: Timestamp,
}

/// The dialogues of a person that are still remembered, oldest first.
pub fn dialogues(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Dialled>, StoreError> {
    let rows: Vec<(i64, i64)> = tx.load(
        ussd_sessions::table
            .filter(ussd_sessions::subscriber_id.eq(bytes(&subscriber.0)))
            .order(ussd_sessions::opened_at)
            .select((ussd_sessions::opened_at, ussd_sessions::updated_at)),
    )?;
    rows.into_iter()
        .map(|(opened_at, updated_at)| {
            let place = "ussd_sessions.opened_at";
            Ok(Dialled { opened_at: time(opened_at, place)?, updated_at: time(updated_at, place)? })
        })
        .collect()
}

/// What was said to and by a person in her cases, oldest first. What staff wrote for staff is not hers, and that she asked
/// in silence is told to nobody.
pub fn case_words(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Entry>, StoreError> {
    let mut said = Vec::new();
    for case in cases::of_person(tx, subscriber)?.into_iter().filter(|case| case.kind != CaseKind::Silent) {
        let entries = case_entries::entries(tx, case.id)?.into_iter();
        said.extend(entries.filter(|entry| entry.author == Author::Person || entry.what == Said::Text));
    }
    Ok(said)
}

/// All messages from and to a person, oldest first.
pub fn messages(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Exchanged>, StoreError> {
    let mut all = received(tx, subscriber)?;
    all.extend(sent(tx, subscriber)?);
    all.sort_by_key(|message| (message.at, message.sent.is_some()));
    Ok(all)
}

fn received(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Exchanged>, StoreError> {
    let rows: Vec<(Vec<u8>, Option<Vec<u8>>, i64)> =
        tx.load(originated::table.filter(originated::subscriber_id.eq(bytes(&subscriber.0))).select((
            originated::id,
            originated::body_sealed,
            originated::received_at,
        )))?;
    rows.into_iter()
        .map(|(id, sealed, at)| {
            let id = uuid(&id, "originated.id")?;
            let text = sealed.map(|sealed| tx.sealer.open_text(BODY, id, &sealed)).transpose()?;
            Ok(Exchanged { at: time(at, "originated.received_at")?, text: text.map(Body::new), sent: None })
        })
        .collect()
}

type SentRow = (Vec<u8>, Option<Vec<u8>>, Option<i64>, Option<i64>, String, i64);

fn sent(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Exchanged>, StoreError> {
    let rows: Vec<SentRow> = tx.load(outbox::table.filter(outbox::subscriber_id.eq(bytes(&subscriber.0))).select((
        outbox::id,
        outbox::text_sealed,
        outbox::text_id,
        outbox::broadcast_id,
        outbox::state,
        outbox::created_at,
    )))?;
    let mut messages = Vec::with_capacity(rows.len());
    for (id, sealed, text_id, broadcast_id, state, at) in rows {
        let id = uuid(&id, "outbox.id")?;
        let text = match (sealed, text_id) {
            (Some(sealed), _) => Some(Body::new(tx.sealer.open_text(TEXT, id, &sealed)?)),
            (None, Some(text_id)) => Some(broadcasts::words(tx, text_id)?),
            (None, None) => None,
        };
        let campaign = broadcast_id.map(|id| campaign_of(tx, id)).transpose()?.flatten();
        let state = DeliveryState::parse(&state).ok_or(StoreError::Unreadable("outbox.state"))?;
        let sent = Some(Sent { state, campaign });
        messages.push(Exchanged { at: time(at, "outbox.created_at")?, text, sent });
    }
    Ok(messages)
}

fn campaign_of(tx: &mut Tx<'_>, broadcast_id: i64) -> Result<Option<(CampaignId, String)>, StoreError> {
    let found: Option<(i64, String)> = tx.first(
        broadcast::table
            .inner_join(campaigns::table.on(campaigns::id.eq(broadcast::campaign_id)))
            .filter(broadcast::id.eq(broadcast_id))
            .select((campaigns::id, campaigns::name)),
    )?;
    Ok(found.map(|(id, name)| (CampaignId(id), name)))
}
