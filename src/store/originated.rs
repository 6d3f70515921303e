//! Messages from handsets.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::ids::{AccountName, OriginatedId, SubscriberId};
use crate::domain::message::Body;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis};
use crate::store::schema::originated;
use crate::store::seal::Place;

pub(super) const BODY: Place = Place("originated.body_sealed");

/// A message to be kept.
#[derive(Debug, Clone)]
pub struct NewOriginated<'a> {
    /// Its id.
    pub id: OriginatedId,
    /// The account through which it came.
    pub account: &'a AccountName,
    /// What makes a repeat the same.
    pub dedupe_key: [u8; 16],
    /// Who wrote.
    pub from: SubscriberId,
    /// The words; `None` where they may not be kept.
    pub text: Option<&'a Body>,
    /// When the gateway says that it was sent.
    pub sent_at: Option<Timestamp>,
    /// When we got it.
    pub received_at: Timestamp,
}

/// Keeps a message; errors with `Duplicate` when it was kept before.
pub fn keep(tx: &mut Tx<'_>, message: &NewOriginated<'_>) -> Result<(), StoreError> {
    let sealed = message.text.map(|text| tx.sealer.seal(BODY, message.id.0, text.expose().as_bytes())).transpose()?;
    let row = (
        originated::id.eq(bytes(&message.id.0)),
        originated::account.eq(message.account.as_str()),
        originated::dedupe_key.eq(&message.dedupe_key[..]),
        originated::subscriber_id.eq(bytes(&message.from.0)),
        originated::body_sealed.eq(sealed),
        originated::sent_at.eq(message.sent_at.map(millis)),
        originated::received_at.eq(millis(message.received_at)),
    );
    tx.execute(diesel::insert_into(originated::table).values(row))?;
    Ok(())
}

/// Removes the words of one person; the rows stay, so that a late repeat stays harmless. Says how many had words.
pub fn erase(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<usize, StoreError> {
    let rows = originated::table
        .filter(originated::subscriber_id.eq(bytes(&subscriber.0)))
        .filter(originated::body_sealed.is_not_null());
    Ok(tx.execute(diesel::update(rows).set(originated::body_sealed.eq(None::<Vec<u8>>)))?)
}
