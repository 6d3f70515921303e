//! What staff did: noted in the write that did it, read by who may ask, and proved to be whole.

use jiff::Timestamp;

use data_encoding::HEXLOWER_PERMISSIVE;
use jiff::SignedDuration;

use crate::domain::address::Email;
use crate::domain::care::{Actor, Deed, StaffRoles};
use crate::domain::ids::CaseId;
use crate::service::context::Context;
use crate::store::audit::{Break, Entry, Step, Walk};
use crate::store::{StoreError, Tx, audit, audit_head, cases, staff};

/// So many hexadecimal digits of a hash stand in the log: 64 bits, which nobody without the key can aim at.
const DIGITS: usize = 16;
/// The log names the last entry again after this time, so that a log of any one day tells of it.
const LOGGED_EVERY: SignedDuration = SignedDuration::from_hours(24);

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

/// An entry as the log names it: `17:9f3ac8d207b1e645`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    place: i64,
    digits: String,
}

impl Named {
    fn of(place: i64, hash: &[u8]) -> Self {
        let digits = HEXLOWER_PERMISSIVE.encode(hash);
        Self { place, digits: digits.get(..DIGITS).unwrap_or(&digits).to_owned() }
    }

    /// Reads it; `None` where it is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (place, digits) = text.trim().split_once(':')?;
        let digits = digits.to_ascii_lowercase();
        let right = digits.len() >= DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        Some(Self { place: place.parse().ok()?, digits: digits.get(..DIGITS)?.to_owned() }).filter(|_| right)
    }
}

/// Whether an entry that the log named is still there: what was cut off, back to a mark that was once right, is found by
/// nothing else.
pub async fn still_holds(context: &Context, named: &Named) -> Result<bool, StoreError> {
    let place = named.place;
    let hash = context.store().read(move |tx| audit::hash_at(tx, place)).await?;
    Ok(hash.is_some_and(|hash| Named::of(place, &hash) == *named))
}

/// What was last logged of the audit, and when.
#[derive(Debug, Default)]
pub struct Logged(Option<(i64, Timestamp)>);

/// Writes the last entry's place and hash into the log, which lies outside the database, whenever there is a new one.
pub async fn log_head(context: &Context, logged: &mut Logged) -> Result<(), StoreError> {
    let now = context.clock().now();
    let Some((place, hash)) = context.store().read(audit_head::last).await? else {
        tracing::error!("The mark of the last entry of the audit is missing or was changed; see: fitila audit verify");
        return Ok(());
    };
    let is_known = logged.0.is_some_and(|(known, at)| known == place && now.duration_since(at) < LOGGED_EVERY);
    if place > 0 && !is_known {
        let named = Named::of(place, &hash);
        tracing::info!(
            audit.head = %format_args!("{}:{}", named.place, named.digits),
            "audit.head: the last entry is {}:{}", named.place, named.digits
        );
        logged.0 = Some((place, now));
    }
    Ok(())
}

/// The entries since a time, oldest first. A case stands there as staff call it, while there is one.
pub async fn list_audit(context: &Context, since: Option<Timestamp>) -> Result<Vec<Entry>, StoreError> {
    let (mut all, mut after) = (Vec::new(), i64::MIN);
    loop {
        let page = context.store().read(move |tx| page(tx, after)).await?;
        let Some(last) = page.last() else { return Ok(all) };
        after = last.place;
        all.extend(page.into_iter().filter(|entry| since.is_none_or(|since| entry.at >= since)));
    }
}

fn page(tx: &mut Tx<'_>, after: i64) -> Result<Vec<Entry>, StoreError> {
    let mut entries = audit::list(tx, after)?;
    for entry in &mut entries {
        let case = entry.subject.strip_prefix("case ").and_then(|id| id.parse().ok()).map(CaseId);
        if let Some(case) = case.map(|id| cases::by_id(tx, id)).transpose()?.flatten() {
            entry.subject = format!("case {}", case.label);
        }
    }
    Ok(entries)
}

/// What somebody who gives this address may do; `None` for an address that is of nobody who works here.
pub async fn roles_of(context: &Context, email: Email) -> Result<Option<StaffRoles>, StoreError> {
    let known = context.store().read(move |tx| staff::find_by_email(tx, &email)).await?;
    Ok(known.filter(|account| account.active).map(|account| account.member.roles))
}

/// Who does something at the command line; `None` for an address that is of nobody who works here.
pub async fn actor(context: &Context, email: Option<Email>) -> Result<Option<Actor>, StoreError> {
    let Some(email) = email else { return Ok(Some(Actor::Console)) };
    let known = context.store().read(move |tx| staff::find_by_email(tx, &email).map(|found| (found, email))).await?;
    Ok(known.0.filter(|account| account.active).map(|_| Actor::Named(known.1)))
}
