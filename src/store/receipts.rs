//! Delivery reports as they came.

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::ids::AccountName;
use crate::domain::message::Evidence;
use crate::store::connection::Tx;
use crate::store::dialect::lock_external_id;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis};
use crate::store::schema::receipts;

/// A report to be kept.
#[derive(Debug, Clone)]
pub struct NewReceipt<'a> {
    /// Its id.
    pub id: Uuid,
    /// The account through which it came.
    pub account: &'a AccountName,
    /// The gateway's id of the message.
    pub external_id: &'a str,
    /// The gateway's own word.
    pub status: &'a str,
    /// What it proves, where we know the word.
    pub evidence: Option<Evidence>,
    /// The gateway's reason.
    pub reason: Option<&'a str>,
}

/// Keeps a report; says whether it is new. The same report again is no news.
pub fn keep(tx: &mut Tx<'_>, receipt: &NewReceipt<'_>, now: Timestamp) -> Result<bool, StoreError> {
    lock_external_id(tx.connection, receipt.external_id)?;
    let same = same(receipt.account, receipt.external_id, receipt.status);
    if tx.first::<Vec<u8>, _>(same.select(receipts::id))?.is_some() {
        return Ok(false);
    }
    let row = (
        receipts::id.eq(bytes(&receipt.id)),
        receipts::account.eq(receipt.account.as_str()),
        receipts::external_id.eq(receipt.external_id),
        receipts::status.eq(receipt.status),
        receipts::evidence.eq(receipt.evidence.map(word)),
        receipts::reason.eq(receipt.reason),
        receipts::matched.eq(false),
        receipts::at.eq(millis(now)),
    );
    tx.execute(diesel::insert_into(receipts::table).values(row))?;
    Ok(true)
}

/// Notes that the reports of a message found it.
pub fn mark_matched(tx: &mut Tx<'_>, account: &AccountName, external_id: &str) -> Result<(), StoreError> {
    let rows =
        receipts::table.filter(receipts::account.eq(account.as_str())).filter(receipts::external_id.eq(external_id));
    tx.execute(diesel::update(rows).set(receipts::matched.eq(true)))?;
    Ok(())
}

/// Reports that came before the answer which names their message.
pub fn early(tx: &mut Tx<'_>, account: &AccountName, external_id: &str) -> Result<Vec<Evidence>, StoreError> {
    lock_external_id(tx.connection, external_id)?;
    let rows: Vec<Option<String>> = tx.load(
        receipts::table
            .filter(receipts::account.eq(account.as_str()))
            .filter(receipts::external_id.eq(external_id))
            .filter(receipts::matched.eq(false))
            .select(receipts::evidence),
    )?;
    Ok(rows.into_iter().flatten().filter_map(|stored| evidence(&stored)).collect())
}

#[diesel::dsl::auto_type]
fn same<'a>(account: &'a AccountName, external_id: &'a str, status: &'a str) -> _ {
    let account: &'a str = account.as_str();
    receipts::table
        .filter(receipts::account.eq(account))
        .filter(receipts::external_id.eq(external_id))
        .filter(receipts::status.eq(status))
}

fn word(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Accepted => "accepted",
        Evidence::NetworkExpired => "expired",
        Evidence::Undeliverable => "undeliverable",
        Evidence::Delivered => "delivered",
    }
}

fn evidence(stored: &str) -> Option<Evidence> {
    [Evidence::Accepted, Evidence::NetworkExpired, Evidence::Undeliverable, Evidence::Delivered]
        .into_iter()
        .find(|evidence| word(*evidence) == stored)
}
