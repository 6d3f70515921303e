//! The mark of the last row of the audit: without it a tail that was cut off would leave a chain that looks whole.

use diesel::prelude::*;

use crate::domain::care::framed;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::schema::meta;
use crate::store::seal::Sealer;

/// The row of `meta` that holds it.
const HEAD: &str = "audit_head";

/// The mark of the last row.
pub(super) enum Head {
    /// There is none: somebody took it away, as one is made with the database.
    Missing,
    /// Place and hash of the last row, by a mark that only the key makes.
    Proven(i64, Vec<u8>),
    /// Somebody changed it.
    Unproven,
}

/// The mark as it stands.
pub(super) fn head(tx: &mut Tx<'_>) -> Result<Head, StoreError> {
    let value: Option<Vec<u8>> = tx.first(meta::table.filter(meta::name.eq(HEAD)).select(meta::value))?;
    let Some(value) = value else { return Ok(Head::Missing) };
    let parts = value.split_first_chunk::<8>().and_then(|(place, rest)| Some((place, rest.split_first_chunk::<32>()?)));
    let Some((place, (hash, proof))) = parts else { return Ok(Head::Unproven) };
    let place = i64::from_be_bytes(*place);
    let right = proof == prove(tx.sealer, place, hash);
    Ok(if right { Head::Proven(place, hash.to_vec()) } else { Head::Unproven })
}

/// Place and hash of the last row, by its mark; `None` while that is missing or not ours.
pub fn last(tx: &mut Tx<'_>) -> Result<Option<(i64, Vec<u8>)>, StoreError> {
    Ok(match head(tx)? {
        Head::Proven(place, hash) => Some((place, hash)),
        Head::Missing | Head::Unproven => None,
    })
}

/// The mark of an audit without rows. It is made with the database, so that one that was emptied is not taken for new.
pub(super) fn first_mark(sealer: &Sealer) -> (&'static str, Vec<u8>) {
    (HEAD, mark(sealer, 0, &[0; 32]))
}

fn mark(sealer: &Sealer, place: i64, hash: &[u8; 32]) -> Vec<u8> {
    [&place.to_be_bytes()[..], hash, &prove(sealer, place, hash)].concat()
}

/// Moves the mark to the row that was just added.
pub(super) fn set_head(tx: &mut Tx<'_>, place: i64, hash: &[u8; 32]) -> Result<(), StoreError> {
    let value = mark(tx.sealer, place, hash);
    let insert = diesel::insert_into(meta::table).values((meta::name.eq(HEAD), meta::value.eq(&value)));
    tx.execute(insert.on_conflict(meta::name).do_update().set(meta::value.eq(&value)))?;
    Ok(())
}

/// Rows hold their hashes openly, so the head needs a proof of its own: else who cuts the tail could copy it from them.
fn prove(sealer: &Sealer, place: i64, hash: &[u8]) -> [u8; 32] {
    sealer.audit_hash(&framed(&[Some(b"head"), Some(&place.to_be_bytes()), Some(hash)]))
}
