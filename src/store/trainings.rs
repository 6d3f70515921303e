//! Courses that the programme vouches for: posting, finding by code, and how far people were told.

use std::collections::HashMap;

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::address::Email;
use crate::domain::ids::{SeriesKey, SubscriberId, TrainingId};
use crate::domain::message::DeliveryState;
use crate::domain::training::{Code, Cost, Course, Interest, Moment, Training};
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::{outbox, training_interests, trainings};
use crate::store::states::{ANNOUNCEMENT, is_announcement, is_open_training, is_queued};

/// The states of a training in the store; that its time is over only its clock tells.
const OPEN: &str = "open";
const CLOSED: &str = "closed";

/// The name under which announcements of trainings stand beside the texts of series in the outbox.
pub fn alerts() -> SeriesKey {
    SeriesKey::named(ANNOUNCEMENT)
}

#[derive(Queryable)]
struct TrainingRow {
    id: i64,
    code: String,
    title: String,
    place: String,
    issuer: String,
    audience: String,
    starts: String,
    closes: String,
    closes_at: i64,
    cost: i64,
    seats: Option<i64>,
    checked: String,
    state: String,
    acceptance: Option<String>,
    created_by: String,
}

/// The columns of a [`TrainingRow`], in its order.
macro_rules! training_columns {
    () => {
        (
            trainings::id,
            trainings::code,
            trainings::title,
            trainings::place,
            trainings::issuer,
            trainings::audience,
            trainings::starts,
            trainings::closes,
            trainings::closes_at,
            trainings::cost,
            trainings::seats,
            trainings::checked,
            trainings::state,
            trainings::acceptance,
            trainings::created_by,
        )
    };
}

/// Keeps a training. People are looked at from now on. Errors with `Duplicate` where another has the code.
pub fn add(
    tx: &mut Tx<'_>,
    code: &Code,
    course: &Course,
    closes_at: Timestamp,
    now: Timestamp,
) -> Result<TrainingId, StoreError> {
    let audience = serde_json::to_string(&course.audience).map_err(|_| StoreError::Unreadable("trainings.audience"))?;
    let acceptance = course.acceptance.as_ref().map(serde_json::to_string).transpose();
    let acceptance = acceptance.map_err(|_| StoreError::Unreadable("trainings.acceptance"))?;
    let row = (
        trainings::code.eq(code.as_str()),
        trainings::title.eq(&course.title),
        trainings::place.eq(&course.place),
        trainings::issuer.eq(&course.issuer),
        trainings::audience.eq(audience),
        trainings::starts.eq(course.starts.to_string()),
        trainings::closes.eq(course.closes.to_string()),
        trainings::closes_at.eq(millis(closes_at)),
        trainings::cost.eq(i64::from(course.cost.naira())),
        trainings::seats.eq(course.seats.map(i64::from)),
        trainings::checked.eq(&course.checked),
        trainings::state.eq(OPEN),
        trainings::acceptance.eq(acceptance),
        trainings::checks.eq(0),
        trainings::created_by.eq(course.created_by.to_string()),
        trainings::resume_after.eq(Vec::new()),
        trainings::scan_at.eq(millis(now)),
        trainings::created_at.eq(millis(now)),
        trainings::updated_at.eq(millis(now)),
    );
    let id: i64 = tx.one(diesel::insert_into(trainings::table).values(row).returning(trainings::id))?;
    Ok(TrainingId(id))
}

/// The training with a code.
pub fn find(tx: &mut Tx<'_>, code: &Code) -> Result<Option<Training>, StoreError> {
    let row: Option<TrainingRow> =
        tx.first(trainings::table.filter(trainings::code.eq(code.as_str())).select(training_columns!()))?;
    row.map(|row| read(tx, row)).transpose()
}

/// The training of this code, kept from everybody else who asks for a place in it until the transaction ends.
pub fn find_locked(tx: &mut Tx<'_>, code: &Code) -> Result<Option<Training>, StoreError> {
    let id: Option<i64> = tx.first(trainings::table.filter(trainings::code.eq(code.as_str())).select(trainings::id))?;
    let Some(id) = id else { return Ok(None) };
    dialect::lock_training(tx.connection, id)?;
    find(tx, code)
}

/// All trainings, the newest first.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Training>, StoreError> {
    let rows: Vec<TrainingRow> = tx.load(trainings::table.order(trainings::id.desc()).select(training_columns!()))?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}

/// How many asked for a place in each training and did not have to wait for the next course. One that nobody asked
/// for is not among them.
pub fn asked_of_all(tx: &mut Tx<'_>) -> Result<HashMap<TrainingId, u64>, StoreError> {
    let rows: Vec<(i64, i64)> = tx.load(
        training_interests::table
            .filter(training_interests::state.eq(Interest::Asked.as_str()))
            .group_by(training_interests::training_id)
            .select((training_interests::training_id, diesel::dsl::count_star())),
    )?;
    Ok(rows.into_iter().map(|(id, asked)| (TrainingId(id), u64::try_from(asked).unwrap_or(0))).collect())
}

/// Those that have not closed, the one that closes next first.
pub fn open(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<Training>, StoreError> {
    let rows: Vec<TrainingRow> = tx.load(
        trainings::table
            .filter(is_open_training())
            .filter(trainings::closes_at.gt(millis(now)))
            .order((trainings::closes_at, trainings::id))
            .select(training_columns!()),
    )?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}

/// Counts a right test of a code.
pub fn count_check(tx: &mut Tx<'_>, id: TrainingId) -> Result<(), StoreError> {
    let row = diesel::update(trainings::table.find(id.0));
    tx.execute(row.set(trainings::checks.eq(trainings::checks + 1)))?;
    Ok(())
}

/// How often a code was tested by its right word.
pub fn checks(tx: &mut Tx<'_>, id: TrainingId) -> Result<u64, StoreError> {
    let checks: i64 = tx.one(trainings::table.find(id.0).select(trainings::checks))?;
    Ok(u64::try_from(checks).unwrap_or(0))
}

/// Closes a training; says whether it was open. What waits to be sent of it stays here: gives how many messages.
pub fn close(tx: &mut Tx<'_>, code: &Code, now: Timestamp) -> Result<Option<usize>, StoreError> {
    let row = trainings::table.filter(trainings::code.eq(code.as_str())).filter(trainings::state.eq(OPEN));
    let set = (trainings::state.eq(CLOSED), trainings::updated_at.eq(millis(now)));
    if tx.execute(diesel::update(row).set(set))? == 0 {
        return Ok(None);
    }
    // One that is being handed over right now may come back, and must not leave then. Both states in one statement: one
    // that goes from the one to the other meanwhile is caught too.
    let handed_over = outbox::table
        .filter(outbox::state.eq_any([DeliveryState::Queued.as_str(), DeliveryState::Submitting.as_str()]))
        .filter(is_announcement())
        .filter(outbox::step.eq(code.as_str()));
    tx.execute(diesel::update(handed_over).set(outbox::expires_at.eq(millis(now))))?;
    let waiting = outbox::table.filter(is_queued()).filter(is_announcement()).filter(outbox::step.eq(code.as_str()));
    let row = (
        outbox::state.eq(DeliveryState::Cancelled.as_str()),
        outbox::reason.eq(Some("course closed")),
        outbox::updated_at.eq(millis(now)),
    );
    Ok(Some(tx.execute(diesel::update(waiting).set(row))?))
}

/// Messages about a training by the word of their state.
pub fn told(tx: &mut Tx<'_>, code: &Code) -> Result<Vec<(String, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = tx.load(
        outbox::table
            .filter(is_announcement())
            .filter(outbox::step.eq(code.as_str()))
            .group_by(outbox::state)
            .select((outbox::state, diesel::dsl::count_star())),
    )?;
    Ok(rows.into_iter().map(|(state, count)| (state, u64::try_from(count).unwrap_or(0))).collect())
}

/// A training whose people are to be looked at, and the last of them who was.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The training.
    pub training: Training,
    /// The last person who was looked at in this round.
    pub resume_after: Option<SubscriberId>,
    /// When the round was due, as it stands in the row.
    scan_at: i64,
}

/// Whether any training has people to look at.
pub fn is_any_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let due = trainings::table
        .filter(is_open_training())
        .filter(trainings::closes_at.gt(millis(now)))
        .filter(trainings::scan_at.le(millis(now)));
    Ok(tx.first::<i64, _>(due.select(trainings::id))?.is_some())
}

/// The training whose people are to be looked at next.
pub fn due(tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Scan>, StoreError> {
    let due: Option<(Vec<u8>, String, i64)> = tx.first(
        trainings::table
            .filter(is_open_training())
            .filter(trainings::closes_at.gt(millis(now)))
            .filter(trainings::scan_at.le(millis(now)))
            .order(trainings::id)
            .select((trainings::resume_after, trainings::code, trainings::scan_at)),
    )?;
    let Some((last, code, scan_at)) = due else { return Ok(None) };
    let Some(training) = find(tx, &Code::stored(&code))? else { return Ok(None) };
    let resume_after = match last.is_empty() {
        true => None,
        false => Some(SubscriberId(uuid(&last, "trainings.resume_after")?)),
    };
    Ok(Some(Scan { training, resume_after, scan_at }))
}

/// Notes how far people were looked at; `next` begins a new round then. Errors with `Collided` where the training was
/// closed since the scan was read, or another node has gone on with it: what was put in by it must be undone.
pub fn looked_at(
    tx: &mut Tx<'_>,
    scan: &Scan,
    last: Option<SubscriberId>,
    next: Option<Timestamp>,
) -> Result<(), StoreError> {
    let place = |last: Option<SubscriberId>| last.map(|id| bytes(&id.0).to_vec()).unwrap_or_default();
    let as_read = trainings::table
        .find(scan.training.id.0)
        .filter(is_open_training())
        .filter(trainings::resume_after.eq(place(scan.resume_after)))
        .filter(trainings::scan_at.eq(scan.scan_at));
    let set = (
        trainings::resume_after.eq(place(last.filter(|_| next.is_none()))),
        trainings::scan_at.eq(next.map_or(scan.scan_at, millis)),
    );
    match tx.execute(diesel::update(as_read).set(set))? {
        0 => Err(StoreError::Collided),
        _ => Ok(()),
    }
}

fn read(tx: &mut Tx<'_>, row: TrainingRow) -> Result<Training, StoreError> {
    let place = "trainings.starts";
    let moment = |text: &str| Moment::parse(text).map_err(|_| StoreError::Unreadable(place));
    let acceptance = row.acceptance.map(|json| serde_json::from_str(&json)).transpose();
    let course = Course {
        title: row.title,
        place: row.place,
        issuer: row.issuer,
        audience: serde_json::from_str(&row.audience).map_err(|_| StoreError::Unreadable("trainings.audience"))?,
        starts: moment(&row.starts)?,
        closes: moment(&row.closes)?,
        cost: Cost::of(u32::try_from(row.cost).unwrap_or(u32::MAX)),
        seats: row.seats.map(|seats| u32::try_from(seats).unwrap_or(u32::MAX)),
        checked: row.checked,
        created_by: Email::parse(&row.created_by).map_err(|_| StoreError::Unreadable("trainings.created_by"))?,
        acceptance: acceptance.map_err(|_| StoreError::Unreadable("trainings.acceptance"))?,
    };
    // Counted only where it matters: of a course without counted places any number may ask.
    let is_full = match course.seats {
        Some(seats) => asked(tx, row.id)? >= u64::from(seats),
        None => false,
    };
    Ok(Training {
        id: TrainingId(row.id),
        code: Code::stored(&row.code),
        course,
        closes_at: time(row.closes_at, "trainings.closes_at")?,
        is_withdrawn: row.state != OPEN,
        is_full,
    })
}

/// How many asked for a place and did not have to wait for the next course.
fn asked(tx: &mut Tx<'_>, training: i64) -> Result<u64, StoreError> {
    let asked: i64 = tx.one(
        training_interests::table
            .filter(training_interests::training_id.eq(training))
            .filter(training_interests::state.eq(Interest::Asked.as_str()))
            .count(),
    )?;
    Ok(u64::try_from(asked).unwrap_or(0))
}
