//! Broadcasts: one firing of a campaign, its frozen texts and the rows of its people.

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::address::Locale;
use crate::domain::campaign::Clearance;
use crate::domain::consent::Topic;
use crate::domain::conversation::Discretion;
use crate::domain::ids::{AccountName, BroadcastId, CampaignId, SubscriberId, TerminatedId};
use crate::domain::message::{Body, DeliveryState, Urgency};
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::{broadcast_texts, broadcasts, outbox};
use crate::store::seal::Place;

const TEXT: Place = Place("broadcast_texts.text_sealed");

/// A broadcast to be launched.
#[derive(Debug, Clone)]
pub struct NewBroadcast {
    /// The campaign that it fires.
    pub campaign: CampaignId,
    /// What its people must have agreed to.
    pub topic: Topic,
    /// The account that sends it.
    pub account: AccountName,
    /// Never after this.
    pub expires_at: Timestamp,
}

/// A broadcast as it is kept.
#[derive(Debug, Clone)]
pub struct KeptBroadcast {
    /// Its number.
    pub id: BroadcastId,
    /// What its people must have agreed to.
    pub topic: Topic,
    /// The account that sends it.
    pub account: AccountName,
    /// The last person who was looked at, while freezing goes on.
    pub resume_after: Option<SubscriberId>,
    /// Whether all its people are frozen.
    pub frozen: bool,
    /// Who was left out so far, by reason.
    pub excluded: BTreeMap<String, u64>,
    /// Never after this.
    pub expires_at: Timestamp,
}

/// A frozen text.
#[derive(Debug, Clone)]
pub struct FrozenText {
    /// Its number.
    pub id: i64,
    /// Its language.
    pub locale: Locale,
    /// For whom: people who get full texts, or plain ones.
    pub discretion: Discretion,
    /// Billed parts.
    pub segments: i32,
    /// Whether it may go to anybody.
    pub clearance: Clearance,
}

/// A text to be frozen.
#[derive(Debug, Clone)]
pub struct NewText {
    /// For people of this language.
    pub locale: Locale,
    /// For whom: people who get full texts, or plain ones.
    pub discretion: Discretion,
    /// Its words.
    pub body: Body,
    /// Billed parts.
    pub segments: usize,
    /// Whether it may go to anybody.
    pub clearance: Clearance,
}

/// Begins a broadcast.
pub fn launch(tx: &mut Tx<'_>, new: &NewBroadcast, now: Timestamp) -> Result<BroadcastId, StoreError> {
    let row = (
        broadcasts::campaign_id.eq(new.campaign.0),
        broadcasts::topic.eq(new.topic.as_str()),
        broadcasts::account.eq(new.account.as_str()),
        broadcasts::resume_after.eq(place(None)),
        broadcasts::frozen.eq(false),
        broadcasts::excluded.eq("{}"),
        broadcasts::expires_at.eq(millis(new.expires_at)),
        broadcasts::launched_at.eq(millis(now)),
    );
    let id: i64 = tx.one(diesel::insert_into(broadcasts::table).values(row).returning(broadcasts::id))?;
    Ok(BroadcastId(id))
}

/// Freezes a text. `seal_id` is a fresh id to bind its seal to.
pub fn freeze_text(tx: &mut Tx<'_>, broadcast: BroadcastId, text: &NewText, seal_id: Uuid) -> Result<(), StoreError> {
    let row = (
        broadcast_texts::broadcast_id.eq(broadcast.0),
        broadcast_texts::locale.eq(text.locale.as_str()),
        broadcast_texts::quiet.eq(text.discretion == Discretion::Quiet),
        broadcast_texts::seal_id.eq(bytes(&seal_id)),
        broadcast_texts::text_sealed.eq(tx.sealer.seal(TEXT, seal_id, text.body.expose().as_bytes())?),
        broadcast_texts::segments.eq(i32::try_from(text.segments).unwrap_or(i32::MAX)),
        broadcast_texts::withheld.eq(text.clearance == Clearance::Withheld),
    );
    tx.execute(diesel::insert_into(broadcast_texts::table).values(row))?;
    Ok(())
}

/// The broadcast of a campaign, once it was launched.
pub fn of(tx: &mut Tx<'_>, campaign: CampaignId) -> Result<Option<KeptBroadcast>, StoreError> {
    type Row = (i64, String, String, Vec<u8>, bool, String, i64);
    let row: Option<Row> = tx.first(broadcasts::table.filter(broadcasts::campaign_id.eq(campaign.0)).select((
        broadcasts::id,
        broadcasts::topic,
        broadcasts::account,
        broadcasts::resume_after,
        broadcasts::frozen,
        broadcasts::excluded,
        broadcasts::expires_at,
    )))?;
    let Some((id, topic, account, resume_after, frozen, excluded, expires_at)) = row else { return Ok(None) };
    Ok(Some(KeptBroadcast {
        id: BroadcastId(id),
        topic: Topic::parse(&topic).ok_or(StoreError::Unreadable("broadcasts.topic"))?,
        account: AccountName::new(&account),
        resume_after: reached(&resume_after)?,
        frozen,
        excluded: serde_json::from_str(&excluded).map_err(|_| StoreError::Unreadable("broadcasts.excluded"))?,
        expires_at: time(expires_at, "broadcasts.expires_at")?,
    }))
}

/// The frozen texts of a broadcast.
pub fn texts(tx: &mut Tx<'_>, broadcast: BroadcastId) -> Result<Vec<FrozenText>, StoreError> {
    let rows: Vec<(i64, String, bool, i32, bool)> =
        tx.load(broadcast_texts::table.filter(broadcast_texts::broadcast_id.eq(broadcast.0)).select((
            broadcast_texts::id,
            broadcast_texts::locale,
            broadcast_texts::quiet,
            broadcast_texts::segments,
            broadcast_texts::withheld,
        )))?;
    rows.into_iter()
        .map(|(id, locale, quiet, segments, withheld)| {
            let locale = Locale::parse(&locale).map_err(|_| StoreError::Unreadable("broadcast_texts.locale"))?;
            let discretion = if quiet { Discretion::Quiet } else { Discretion::Full };
            let clearance = if withheld { Clearance::Withheld } else { Clearance::Cleared };
            Ok(FrozenText { id, locale, discretion, segments, clearance })
        })
        .collect()
}

/// The words of a frozen text.
pub fn words(tx: &mut Tx<'_>, text_id: i64) -> Result<Body, StoreError> {
    let (seal_id, sealed): (Vec<u8>, Vec<u8>) =
        tx.one(broadcast_texts::table.find(text_id).select((broadcast_texts::seal_id, broadcast_texts::text_sealed)))?;
    Ok(Body::new(tx.sealer.open_text(TEXT, uuid(&seal_id, "broadcast_texts.seal_id")?, &sealed)?))
}

/// One person's row, to be frozen.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The id of her message.
    pub message: TerminatedId,
    /// Who.
    pub subscriber: SubscriberId,
    /// The account that sends it.
    pub account: AccountName,
    /// The frozen text that she gets.
    pub text_id: i64,
    /// Its billed parts.
    pub segments: i32,
}

/// Freezes people and notes how far it came, in one step. A node that lost the race finds another place noted: error
/// `Duplicate`, and nothing is kept.
pub fn freeze(
    tx: &mut Tx<'_>,
    broadcast: &KeptBroadcast,
    recipients: &[Recipient],
    reached: &Reached,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let here = broadcasts::table
        .find(broadcast.id.0)
        .filter(broadcasts::frozen.eq(false))
        .filter(broadcasts::resume_after.eq(place(broadcast.resume_after)));
    let excluded =
        serde_json::to_string(&reached.excluded).map_err(|_| StoreError::Unreadable("broadcasts.excluded"))?;
    let row = (
        broadcasts::resume_after.eq(place(reached.last)),
        broadcasts::frozen.eq(reached.complete),
        broadcasts::excluded.eq(excluded),
    );
    if tx.execute(diesel::update(here).set(row))? != 1 {
        return Err(StoreError::Duplicate);
    }
    for recipient in recipients {
        let row = (
            outbox::id.eq(bytes(&recipient.message.0)),
            outbox::account.eq(recipient.account.as_str()),
            outbox::subscriber_id.eq(bytes(&recipient.subscriber.0)),
            outbox::broadcast_id.eq(Some(broadcast.id.0)),
            outbox::text_id.eq(Some(recipient.text_id)),
            outbox::segments.eq(recipient.segments),
            outbox::urgency.eq(Urgency::Broadcast.rank()),
            outbox::state.eq(DeliveryState::Queued.as_str()),
            outbox::attempt.eq(0),
            outbox::fence.eq(0),
            outbox::due_at.eq(millis(due_at)),
            outbox::expires_at.eq(millis(broadcast.expires_at)),
            outbox::created_at.eq(millis(now)),
            outbox::updated_at.eq(millis(now)),
        );
        tx.execute(diesel::insert_into(outbox::table).values(row))?;
    }
    Ok(())
}

/// How a place is kept: the id of a person, or nothing at the beginning.
fn place(last: Option<SubscriberId>) -> Vec<u8> {
    last.map(|id| bytes(&id.0).to_vec()).unwrap_or_default()
}

fn reached(place: &[u8]) -> Result<Option<SubscriberId>, StoreError> {
    if place.is_empty() { Ok(None) } else { uuid(place, "broadcasts.resume_after").map(|id| Some(SubscriberId(id))) }
}

/// How far freezing came.
#[derive(Debug, Clone)]
pub struct Reached {
    /// The last person who was looked at.
    pub last: Option<SubscriberId>,
    /// Whether she was the last of all.
    pub complete: bool,
    /// Who was left out so far, by reason.
    pub excluded: BTreeMap<String, u64>,
}

/// Whether any message of a broadcast is still to be sent or on its way.
pub fn is_open(tx: &mut Tx<'_>, broadcast: BroadcastId) -> Result<bool, StoreError> {
    let open: Option<Vec<u8>> = tx.first(
        outbox::table
            .filter(outbox::broadcast_id.eq(Some(broadcast.0)))
            .filter(outbox::state.eq_any([DeliveryState::Queued.as_str(), DeliveryState::Submitting.as_str()]))
            .select(outbox::id),
    )?;
    Ok(open.is_some())
}

/// Notes that nothing of a broadcast is left to do.
pub fn finish(tx: &mut Tx<'_>, broadcast: BroadcastId, now: Timestamp) -> Result<(), StoreError> {
    let row = broadcasts::table.find(broadcast.0);
    tx.execute(diesel::update(row).set(broadcasts::finished_at.eq(Some(millis(now)))))?;
    Ok(())
}
