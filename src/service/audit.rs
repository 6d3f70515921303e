//! What staff did: noted in the write that did it, read by who may ask, and proved to be whole.

use jiff::Timestamp;

use crate::domain::address::Email;
use crate::domain::care::{Actor, Deed};
use crate::service::context::Context;
use crate::store::audit::{Break, Entry, Step, Walk};
use crate::store::{StoreError, Tx, audit, staff};

/// Whether the audit is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// It is: how many entries, when the last was added, and its hash.
    Whole(i64, Option<Timestamp>, Vec<u8>),
    /// It is not, from here on.
    Broken(Break),
}

/// Notes a deed in the write that does it.
pub fn note(tx: &mut Tx<'_>, context: &Context, deed: &Deed) -> Result<(), StoreError> {
    let now = context.clock().now();
    audit::append(tx, context.random().id(now), deed, now)
}

/// Looks at every entry. Others may add some meanwhile.
pub async fn verify_audit(context: &Context) -> Result<Proof, StoreError> {
    let mut walk = Walk::default();
    loop {
        match context.store().read(move |tx| audit::step(tx, walk)).await? {
            Step::More(next) => walk = next,
            Step::Whole(entries, at, hash) => return Ok(Proof::Whole(entries, at, hash)),
            Step::Broken(found) => return Ok(Proof::Broken(found)),
        }
    }
}

/// The entries since a time, oldest first.
pub async fn list_audit(context: &Context, since: Option<Timestamp>) -> Result<Vec<Entry>, StoreError> {
    let (mut all, mut after) = (Vec::new(), i64::MIN);
    loop {
        let page = context.store().read(move |tx| audit::list(tx, after)).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.place;
        all.extend(page.into_iter().filter(|entry| since.is_none_or(|since| entry.at >= since)));
    }
}

/// Who does something at the command line; `None` for an address that is of nobody who works here.
pub async fn actor(context: &Context, email: Option<Email>) -> Result<Option<Actor>, StoreError> {
    let Some(email) = email else { return Ok(Some(Actor::Console)) };
    let known = context.store().read(move |tx| staff::find_by_email(tx, &email).map(|found| (found, email))).await?;
    Ok(known.0.filter(|account| account.active).map(|_| Actor::Named(known.1)))
}
