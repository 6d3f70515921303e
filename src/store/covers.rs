//! What was agreed with one person as her call for help in silence. The word is kept as a keyed hash that is bound to
//! her, so that equal words of two people do not look alike. No list of people, no count and no copy of a record reads
//! this table; only those who care for her do.

use diesel::prelude::*;
use jiff::{SignedDuration, Timestamp};

use crate::domain::address::Msisdn;
use crate::domain::conversation::Sign;
use crate::domain::ids::SubscriberId;
use crate::domain::message::Body;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, time_or_none, uuid};
use crate::store::schema::{covers, subscribers};
use crate::store::seal::Place;
use crate::store::subscribers::open_number;

const PLAN: Place = Place("covers.plan_sealed");
/// After this the word and the plan are to be agreed anew.
pub const REVIEW_AFTER: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What is agreed with a person.
#[derive(Debug, Clone, Copy)]
pub struct NewCover<'a> {
    /// Who she is.
    pub subscriber: SubscriberId,
    /// Her word, by the key of all its forms: a girl in need does not look at spelling.
    pub word: &'a str,
    /// What is to be done when she sends it.
    pub plan: &'a str,
    /// The address of the worker with whom she agreed it.
    pub set_by: &'a str,
}

/// What is held of an agreement, without the word, which nobody can read any more.
#[derive(Debug, Clone)]
pub struct Cover {
    /// Who she is.
    pub subscriber: SubscriberId,
    /// Her number; `None` once it is gone.
    pub number: Option<Msisdn>,
    /// The address of the worker with whom she agreed it.
    pub set_by: String,
    /// When.
    pub set_at: Timestamp,
    /// By when it is to be agreed anew.
    pub review_by: Timestamp,
    /// When she last called by it.
    pub last_seen_at: Option<Timestamp>,
}

/// What is to be done when she calls, for those who work on her case.
#[derive(Debug, Clone)]
pub struct Agreed {
    /// The plan.
    pub plan: Body,
    /// The address of the worker with whom she agreed it.
    pub set_by: String,
    /// When.
    pub set_at: Timestamp,
    /// By when it is to be agreed anew.
    pub review_by: Timestamp,
}

/// Keeps an agreement in place of an earlier one.
pub fn set(tx: &mut Tx<'_>, cover: &NewCover<'_>, now: Timestamp) -> Result<(), StoreError> {
    retire(tx, cover.subscriber)?;
    let key = tx.sealer.cover_key(&cover.subscriber, cover.word);
    let row = (
        covers::subscriber_id.eq(bytes(&cover.subscriber.0)),
        covers::word_key.eq(&key[..]),
        covers::plan_sealed.eq(Some(tx.sealer.seal(PLAN, cover.subscriber.0, cover.plan.as_bytes())?)),
        covers::set_by.eq(cover.set_by),
        covers::set_at.eq(millis(now)),
        covers::review_by.eq(millis(now + REVIEW_AFTER)),
        covers::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::insert_into(covers::table).values(row))?;
    Ok(())
}

/// Ends an agreement; says whether there was one.
pub fn retire(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<bool, StoreError> {
    Ok(tx.execute(diesel::delete(covers::table.find(bytes(&subscriber.0))))? > 0)
}

/// Looks up whether a sign is what was agreed with her, and notes when she gave it. One statement for everybody, whether
/// it finds a row or not.
pub fn matches(tx: &mut Tx<'_>, subscriber: SubscriberId, sign: &Sign, now: Timestamp) -> Result<bool, StoreError> {
    let seen = (covers::last_seen_at.eq(Some(millis(now))), covers::updated_at.eq(millis(now)));
    let hers = covers::table.find(bytes(&subscriber.0));
    let found = match sign {
        Sign::Word(word) => {
            let key = tx.sealer.cover_key(&subscriber, word);
            tx.execute(diesel::update(hers.filter(covers::word_key.eq(&key[..]))).set(seen))?
        }
        Sign::Key => tx.execute(diesel::update(hers).set(seen))?,
    };
    Ok(found > 0)
}

/// The plan that was agreed with a person, and with whom and when.
pub fn agreed(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Option<Agreed>, StoreError> {
    let columns = (covers::plan_sealed, covers::set_by, covers::set_at, covers::review_by);
    let row: Option<(Option<Vec<u8>>, String, i64, i64)> =
        tx.first(covers::table.find(bytes(&subscriber.0)).select(columns))?;
    let Some((Some(sealed), set_by, set_at, review_by)) = row else { return Ok(None) };
    Ok(Some(Agreed {
        plan: Body::new(tx.sealer.open_text(PLAN, subscriber.0, &sealed)?),
        set_by,
        set_at: time(set_at, "covers.set_at")?,
        review_by: time(review_by, "covers.review_by")?,
    }))
}

/// How many agreements should have been agreed anew by now.
pub fn count_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<u64, StoreError> {
    let due = covers::table.filter(covers::review_by.le(millis(now))).select(diesel::dsl::count_star());
    let count: i64 = tx.one(due)?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// People who called since a time.
pub fn seen_since(tx: &mut Tx<'_>, since: Timestamp) -> Result<Vec<SubscriberId>, StoreError> {
    let ids: Vec<Vec<u8>> = tx.load(
        covers::table
            .filter(covers::last_seen_at.ge(millis(since)))
            .order(covers::subscriber_id)
            .select(covers::subscriber_id),
    )?;
    ids.iter().map(|id| Ok(SubscriberId(uuid(id, "covers.subscriber_id")?))).collect()
}

type Row = (Vec<u8>, String, i64, i64, Option<i64>, Option<Vec<u8>>);

/// All agreements, the one to be agreed anew first at the top.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Cover>, StoreError> {
    let rows: Vec<Row> = tx.load(
        covers::table
            .inner_join(subscribers::table.on(subscribers::id.eq(covers::subscriber_id)))
            .order((covers::review_by, covers::subscriber_id))
            .select((
                covers::subscriber_id,
                covers::set_by,
                covers::set_at,
                covers::review_by,
                covers::last_seen_at,
                subscribers::number_sealed,
            )),
    )?;
    rows.into_iter().map(|row| cover(tx, row)).collect()
}

fn cover(tx: &Tx<'_>, (id, set_by, set_at, review_by, seen, number): Row) -> Result<Cover, StoreError> {
    let subscriber = SubscriberId(uuid(&id, "covers.subscriber_id")?);
    Ok(Cover {
        subscriber,
        number: open_number(tx, subscriber.0, number.as_deref())?,
        set_by,
        set_at: time(set_at, "covers.set_at")?,
        review_by: time(review_by, "covers.review_by")?,
        last_seen_at: time_or_none(seen, "covers.last_seen_at")?,
    })
}
