//! The audit: rows that are only ever added, each bound by a keyed hash to the one before. Nobody without the key can
//! change one, take one out or put one in unseen. The head, a keyed mark of the last row, shows a tail that was cut.

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::care::{Act, Actor, Deed, framed};
use crate::store::audit_head::{Head, head, set_head};
use crate::store::connection::Tx;
use crate::store::dialect::{AuditRow, audit_rows, lock_audit};
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::audit;
use crate::store::seal::{Place, Sealer};

const DETAIL: Place = Place("audit.detail_sealed");
/// Rows in one look.
const PAGE: i64 = 500;

/// An entry, as somebody who holds the key reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place, from 1.
    pub place: i64,
    /// When it was done.
    pub at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// More about it.
    pub detail: Option<String>,
    /// The hash that binds it.
    pub hash: Vec<u8>,
}

/// What is wrong with the audit, at the first place where something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Break {
    /// This row is not what was written, or stands where another stood.
    Changed(i64),
    /// This row is missing.
    Missing(i64),
    /// Rows from this one on were cut off.
    Cut(i64),
    /// This row's sealed detail cannot be opened.
    Unreadable(i64),
    /// The mark of the last row is missing, or not what was written.
    Head,
}

/// What was seen of the audit so far.
#[derive(Debug, Clone, Default)]
pub struct Walk {
    /// Place and hash of the last row that was right.
    last: Option<(i64, Vec<u8>)>,
    /// When it was done.
    at: Option<Timestamp>,
}

/// What a step of a walk came to.
#[derive(Debug, Clone)]
pub enum Step {
    /// There may be more.
    More(Walk),
    /// All is right: how many rows, when the last was added, and its hash.
    Whole(i64, Option<Timestamp>, Vec<u8>),
    /// Something is wrong.
    Broken(Break),
}

/// Adds an entry at the end, in the transaction of what it tells of.
pub fn append(tx: &mut Tx<'_>, id: Uuid, deed: &Deed, now: Timestamp) -> Result<(), StoreError> {
    lock_audit(tx.connection)?;
    let (place, before) = next(tx)?;
    let seal = |detail: &String| tx.sealer.seal(DETAIL, id, detail.as_bytes());
    let detail = deed.detail.as_ref().map(seal).transpose()?;
    let (actor, action, subject) = (deed.actor.to_words(), deed.act.as_str(), deed.subject.to_words());
    let row: AuditRow = (
        place,
        bytes(&id).to_vec(),
        millis(now),
        actor.clone().into(),
        action.into(),
        subject.clone().into(),
        detail.clone(),
        Vec::new(),
    );
    let hash = hash(tx.sealer, before.as_deref(), &row);
    let row = (
        audit::place.eq(place),
        audit::id.eq(bytes(&id)),
        audit::at.eq(millis(now)),
        audit::actor.eq(actor),
        audit::action.eq(action),
        audit::subject.eq(subject),
        audit::detail_sealed.eq(detail),
        audit::hash.eq(&hash[..]),
    );
    tx.execute(diesel::insert_into(audit::table).values(row))?;
    set_head(tx, place, &hash)
}

/// How often somebody did something since this moment.
pub fn count_since(tx: &mut Tx<'_>, actor: &Actor, act: Act, since: Timestamp) -> Result<i64, StoreError> {
    let hers = audit::table.filter(audit::actor.eq(actor.to_words())).filter(audit::action.eq(act.as_str()));
    let count = tx.first(hers.filter(audit::at.ge(millis(since))).select(diesel::dsl::count_star()))?;
    Ok(count.unwrap_or_default())
}

/// Looks at the next rows. A walk begins with the default and ends when a step gives no more.
pub fn step(tx: &mut Tx<'_>, mut walk: Walk) -> Result<Step, StoreError> {
    // The head is read first: what is added meanwhile lies beyond it.
    let head = head(tx)?;
    let after = walk.last.as_ref().map_or(i64::MIN, |(place, _)| *place);
    let rows = audit_rows(tx.connection, after, PAGE)?;
    if rows.is_empty() {
        return Ok(walk.end(head));
    }
    for row in rows {
        let expected = walk.last.as_ref().map_or(1, |(place, _)| place + 1);
        let (place, id, at, detail) = (row.0, &row.1, row.2, &row.6);
        if place > expected {
            return Ok(Step::Broken(Break::Missing(expected)));
        }
        let before = walk.last.as_ref().map(|(_, hash)| hash.as_slice());
        if place < expected || hash(tx.sealer, before, &row)[..] != row.7 {
            return Ok(Step::Broken(Break::Changed(place)));
        }
        let opens = |sealed: &Vec<u8>| {
            let opened = uuid(id, "audit.id").and_then(|id| tx.sealer.open_text(DETAIL, id, sealed));
            opened.is_ok()
        };
        if !detail.as_ref().is_none_or(opens) {
            return Ok(Step::Broken(Break::Unreadable(place)));
        }
        walk = Walk { last: Some((place, row.7)), at: Some(time(at, "audit.at")?) };
    }
    Ok(Step::More(walk))
}

/// The hash of the row at a place, if there is one.
pub fn hash_at(tx: &mut Tx<'_>, place: i64) -> Result<Option<Vec<u8>>, StoreError> {
    Ok(tx.first(audit::table.filter(audit::place.eq(place)).select(audit::hash))?)
}

/// Entries after a place, in order, a page of them. A detail that cannot be opened says so.
pub fn list(tx: &mut Tx<'_>, after: i64) -> Result<Vec<Entry>, StoreError> {
    let rows = audit_rows(tx.connection, after, PAGE)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let read = |(place, id, at, actor, action, subject, detail, hash): AuditRow| {
        let open = |sealed: Vec<u8>| {
            let opened = uuid(&id, "audit.id").and_then(|id| tx.sealer.open_text(DETAIL, id, &sealed));
            opened.unwrap_or_else(|_| "(it cannot be opened)".to_owned())
        };
        Ok(Entry {
            place,
            at: time(at, "audit.at")?,
            actor: text(&actor),
            action: text(&action),
            subject: text(&subject),
            detail: detail.map(open),
            hash,
        })
    };
    rows.into_iter().map(read).collect()
}

impl Walk {
    fn end(self, head: Head) -> Step {
        let (place, hash) = self.last.unwrap_or_default();
        match head {
            Head::Proven(marked, _) if marked > place => Step::Broken(Break::Cut(place + 1)),
            Head::Proven(0, _) if place == 0 => Step::Whole(0, None, hash),
            Head::Proven(marked, mark) if marked == place && mark == hash => Step::Whole(place, self.at, hash),
            Head::Proven(..) | Head::Missing | Head::Unproven => Step::Broken(Break::Head),
        }
    }
}

/// The place of the next row, and the hash that it is bound to. What was cut off or taken away must not be healed by what
/// follows: the chain goes on from its head, and past a head that is not ours it leaves a place empty, for good.
fn next(tx: &mut Tx<'_>) -> Result<(i64, Option<Vec<u8>>), StoreError> {
    let last: Option<(i64, Vec<u8>)> =
        tx.first(audit::table.order(audit::place.desc()).select((audit::place, audit::hash)))?;
    Ok(match (head(tx)?, last) {
        (Head::Proven(0, _), None) => (1, None),
        (Head::Proven(place, hash), None) => (place + 1, Some(hash)),
        (Head::Proven(place, hash), Some((last, _))) if place >= last => (place + 1, Some(hash)),
        (_, Some((last, hash))) => (last + 2, Some(hash)),
        (Head::Missing | Head::Unproven, None) => (2, None),
    })
}

fn hash(sealer: &Sealer, before: Option<&[u8]>, row: &AuditRow) -> [u8; 32] {
    let (place, id, at, actor, action, subject, detail, _) = row;
    sealer.audit_hash(&framed(&[
        Some(b"row"),
        before,
        Some(&place.to_be_bytes()),
        Some(id),
        Some(&at.to_be_bytes()),
        Some(actor),
        Some(action),
        Some(subject),
        detail.as_deref(),
    ]))
}
