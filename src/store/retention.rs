//! What has been kept long enough: one class of data after the other, found by a read that disturbs nobody and removed
//! in small writes. Ids begin with their time, so a search for what is old is a walk along the primary key.

use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::upsert::excluded;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use crate::domain::consent::Standing;
use crate::domain::ids::SubscriberId;
use crate::store::cases as case_store;
use crate::store::connection::Tx;
use crate::store::erasures;
use crate::store::error::StoreError;
use crate::store::rows::{millis, uuid};
use crate::store::schema::{
    cases, consent_events, ledger_counts, originated, outbox, receipts, subscribers, training_interests, ussd_sessions,
};

/// Rows in one write, at most: answers to people wait for no more than that.
const BATCH: usize = 500;
/// People in one write: each has rows in every table.
const PEOPLE: usize = 20;

/// A class of data that is kept for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Dialogues, since their last turn: the whole row.
    Dialogues,
    /// The words of messages to people, since what became of them was last heard.
    TextsTo,
    /// The words of messages from people.
    TextsFrom,
    /// What makes a repeated message the same.
    RepeatKeys,
    /// Delivery reports as they came: the whole row.
    Receipts,
    /// What the gateway calls a message to a person.
    GatewayIds,
    /// That a message to a person was sent: its row becomes a count.
    LedgerTo,
    /// That a message from a person came: its row becomes a count.
    LedgerFrom,
    /// That a person asked for a place in a training.
    Interests,
    /// Proofs of agreement of people who have left, since they left.
    Agreements,
    /// Cases with all that was said in them, since anything happened in them.
    Cases,
    /// People of whom nothing was heard: all, but for the mark of those who had stopped.
    SilentPeople,
}

impl Class {
    /// Rows in one write, at most.
    pub fn batch(self) -> usize {
        if self == Class::SilentPeople { PEOPLE } else { BATCH }
    }
}

/// The next rows of a class that are from before this time, in the order of their ids.
pub fn overdue(
    tx: &mut Tx<'_>,
    class: Class,
    before: Timestamp,
    after: Option<&Vec<u8>>,
) -> Result<Vec<Vec<u8>>, StoreError> {
    let limit = i64::try_from(class.batch()).unwrap_or(i64::MAX);
    let (after, end, before) = (after.cloned().unwrap_or_default(), first_id_of(before), millis(before));
    macro_rules! walk {
        ($table:ident, $overdue:expr) => {
            tx.load(
                $table::table
                    .filter($table::id.gt(after))
                    .filter($table::id.lt(end))
                    .filter($overdue)
                    .order($table::id)
                    .limit(limit)
                    .select($table::id),
            )
        };
    }
    let ids = match class {
        Class::Dialogues => walk!(ussd_sessions, ussd_sessions::updated_at.lt(before)),
        Class::TextsTo => walk!(outbox, is_settled_before(before).and(outbox::text_sealed.is_not_null())),
        Class::TextsFrom => walk!(originated, originated::body_sealed.is_not_null()),
        Class::RepeatKeys => walk!(originated, originated::dedupe_key.ne(originated::id)),
        Class::Receipts => walk!(receipts, receipts::at.lt(before)),
        Class::GatewayIds => walk!(outbox, is_settled_before(before).and(outbox::external_id.is_not_null())),
        Class::LedgerTo => walk!(outbox, is_settled_before(before)),
        Class::LedgerFrom => walk!(originated, originated::received_at.lt(before)),
        Class::Interests => walk!(training_interests, training_interests::at.lt(before)),
        Class::Agreements => walk!(consent_events, is_proof_of_one_gone_before(before)),
        Class::Cases => walk!(cases, cases::updated_at.lt(before)),
        Class::SilentPeople => walk!(subscribers, is_silent_since(before)),
    };
    Ok(ids?)
}

/// Removes rows of a class if they still are from before this time; says how many. `fresh` gives ids for the marks of
/// people who had stopped.
pub fn remove(
    tx: &mut Tx<'_>,
    class: Class,
    ids: &[Vec<u8>],
    before: Timestamp,
    (fresh, now): (&mut dyn FnMut() -> Uuid, Timestamp),
) -> Result<usize, StoreError> {
    let before = millis(before);
    let sent = outbox::table.filter(outbox::id.eq_any(ids)).filter(is_settled_before(before));
    let received = originated::table.filter(originated::id.eq_any(ids));
    let removed = match class {
        Class::Dialogues => {
            let old = ussd_sessions::table.filter(ussd_sessions::id.eq_any(ids));
            tx.execute(diesel::delete(old.filter(ussd_sessions::updated_at.lt(before))))
        }
        Class::TextsTo => tx.execute(diesel::update(sent).set(outbox::text_sealed.eq(None::<Vec<u8>>))),
        Class::TextsFrom => tx.execute(diesel::update(received).set(originated::body_sealed.eq(None::<Vec<u8>>))),
        // The column may not be empty; the row's own id says nothing.
        Class::RepeatKeys => tx.execute(diesel::update(received).set(originated::dedupe_key.eq(originated::id))),
        Class::Interests => {
            let old = training_interests::table.filter(training_interests::id.eq_any(ids));
            tx.execute(diesel::delete(old.filter(training_interests::at.lt(before))))
        }
        Class::Receipts => tx.execute(diesel::delete(receipts::table.filter(receipts::id.eq_any(ids)))),
        Class::GatewayIds => tx.execute(diesel::update(sent).set(outbox::external_id.eq(None::<String>))),
        Class::LedgerTo => return fold_sent(tx, ids, before),
        Class::LedgerFrom => return fold_received(tx, ids),
        Class::Agreements => {
            let old = consent_events::table.filter(consent_events::id.eq_any(ids));
            tx.execute(diesel::delete(old.filter(is_proof_of_one_gone_before(before))))
        }
        Class::Cases => return case_store::remove(tx, ids, Timestamp::from_millisecond(before).unwrap_or(now)),
        Class::SilentPeople => return forget_silent(tx, ids, before, (fresh, now)),
    };
    Ok(removed?)
}

/// The smallest id that can have been made at a time.
fn first_id_of(at: Timestamp) -> Vec<u8> {
    let millis = u64::try_from(millis(at)).unwrap_or(0).to_be_bytes();
    let mut id = vec![0; 16];
    id[..6].copy_from_slice(&millis[2..]);
    id
}

#[diesel::dsl::auto_type]
fn is_settled_before(before: i64) -> _ {
    let open: [&'static str; 2] = ["queued", "submitting"];
    outbox::updated_at.lt(before).and(outbox::state.ne_all(open))
}

/// Proofs of people who are not active and of whose consent nothing was recorded since.
fn is_proof_of_one_gone_before(before: i64) -> SqlLiteral<Bool> {
    sql(&format!(
        "EXISTS (SELECT 1 FROM subscribers s WHERE s.id = consent_events.subscriber_id AND s.standing <> 'active') \
         AND NOT EXISTS (SELECT 1 FROM consent_events newer \
         WHERE newer.subscriber_id = consent_events.subscriber_id AND newer.recorded_at >= {before})"
    ))
}

/// People who are more than a mark and of whom nothing was heard since.
#[diesel::dsl::auto_type]
fn is_silent_since(before: i64) -> _ {
    let erased: &'static str = Standing::Erased.as_str();
    subscribers::updated_at
        .lt(before)
        .and(subscribers::standing.ne(erased).or(subscribers::number_sealed.is_not_null()))
}

fn forget_silent(
    tx: &mut Tx<'_>,
    ids: &[Vec<u8>],
    before: i64,
    (fresh, now): (&mut dyn FnMut() -> Uuid, Timestamp),
) -> Result<usize, StoreError> {
    let silent = subscribers::table.filter(subscribers::id.eq_any(ids)).filter(is_silent_since(before));
    let columns = (subscribers::id, subscribers::standing, subscribers::left_topics);
    let people: Vec<(Vec<u8>, String, String)> = tx.load(silent.select(columns))?;
    let mut forgotten = 0;
    for (id, standing, left) in people {
        let id = SubscriberId(uuid(&id, "subscribers.id")?);
        let gone = match Standing::parse(&standing) {
            // A topic that she left herself must not come back with the next list either.
            Standing::None | Standing::Active if left.is_empty() => erasures::forget(tx, id, now)?,
            _ => {
                erasures::erase(tx, id, now)?;
                erasures::finish(tx, id, SubscriberId(fresh()), now)?
            }
        };
        forgotten += usize::from(gone);
    }
    Ok(forgotten)
}

/// What a count is kept by: month, account, broadcast, state.
type Drawer = (String, String, i64, String);

fn fold_sent(tx: &mut Tx<'_>, ids: &[Vec<u8>], before: i64) -> Result<usize, StoreError> {
    type Row = (Vec<u8>, String, Option<i64>, String, i32, i64);
    let old = outbox::table.filter(outbox::id.eq_any(ids)).filter(is_settled_before(before));
    let columns =
        (outbox::id, outbox::account, outbox::broadcast_id, outbox::state, outbox::segments, outbox::created_at);
    let rows: Vec<Row> = tx.load(old.select(columns))?;
    let mut counts = BTreeMap::<Drawer, (i64, i64)>::new();
    for (id, account, broadcast, state, segments, at) in rows {
        // Another node may be folding the same rows: only who deletes one counts it.
        if tx.execute(diesel::delete(outbox::table.find(id)))? == 1 {
            let count = counts.entry((month(at), account, broadcast.unwrap_or(0), state)).or_default();
            *count = (count.0 + 1, count.1 + i64::from(segments));
        }
    }
    add(tx, counts)
}

fn fold_received(tx: &mut Tx<'_>, ids: &[Vec<u8>]) -> Result<usize, StoreError> {
    let columns = (originated::id, originated::account, originated::received_at);
    let old = originated::table.filter(originated::id.eq_any(ids)).select(columns);
    let rows: Vec<(Vec<u8>, String, i64)> = tx.load(old)?;
    let mut counts = BTreeMap::<Drawer, (i64, i64)>::new();
    for (id, account, at) in rows {
        if tx.execute(diesel::delete(originated::table.find(id)))? == 1 {
            counts.entry((month(at), account, 0, "received".to_owned())).or_default().0 += 1;
        }
    }
    add(tx, counts)
}

fn add(tx: &mut Tx<'_>, counts: BTreeMap<Drawer, (i64, i64)>) -> Result<usize, StoreError> {
    let mut folded = 0;
    for ((month, account, broadcast, state), (messages, segments)) in counts {
        let row = (
            ledger_counts::month.eq(month),
            ledger_counts::account.eq(account),
            ledger_counts::broadcast_id.eq(broadcast),
            ledger_counts::state.eq(state),
            ledger_counts::messages.eq(messages),
            ledger_counts::segments.eq(segments),
        );
        let key = (ledger_counts::month, ledger_counts::account, ledger_counts::broadcast_id, ledger_counts::state);
        let more = (
            ledger_counts::messages.eq(ledger_counts::messages + excluded(ledger_counts::messages)),
            ledger_counts::segments.eq(ledger_counts::segments + excluded(ledger_counts::segments)),
        );
        tx.execute(diesel::insert_into(ledger_counts::table).values(row).on_conflict(key).do_update().set(more))?;
        folded += usize::try_from(messages).unwrap_or(0);
    }
    Ok(folded)
}

/// The month of a stored time, as `2026-12`.
fn month(at: i64) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    TimeZone::UTC.to_datetime(at).strftime("%Y-%m").to_string()
}
