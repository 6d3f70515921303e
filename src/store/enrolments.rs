//! Who is in which series, and which text of it comes next.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::address::Locale;
use crate::domain::conversation::Discretion;
use crate::domain::ids::{SeriesKey, SubscriberId};
use crate::domain::schedule::Window;
use crate::domain::series::{Enrolment, EnrolmentState};
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::people::{self, Listed};
use crate::store::rows::{bytes, millis, time, time_or_none, uuid};
use crate::store::schema::{enrolments, outbox, subscribers};
use crate::store::states::is_active;
use crate::store::subscribers::discretion;

#[derive(Queryable)]
struct EnrolmentRow {
    subscriber_id: Vec<u8>,
    series: String,
    state: String,
    next_step: i32,
    day: String,
    due_at: i64,
    last_at: Option<i64>,
    resting_until: Option<i64>,
}

/// The columns of an [`EnrolmentRow`], in its order.
macro_rules! enrolment_columns {
    () => {
        (
            enrolments::subscriber_id,
            enrolments::series,
            enrolments::state,
            enrolments::next_step,
            enrolments::day,
            enrolments::due_at,
            enrolments::last_at,
            enrolments::resting_until,
        )
    };
}

/// A place in a series.
pub type Place = (SeriesKey, Enrolment);

/// The places of one person, whatever their state. Her row must be held.
pub fn of(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Place>, StoreError> {
    let rows: Vec<EnrolmentRow> = tx.load(
        enrolments::table
            .filter(enrolments::subscriber_id.eq(bytes(&subscriber.0)))
            .order(enrolments::series)
            .select(enrolment_columns!()),
    )?;
    rows.into_iter().map(|row| place(row).map(|(_, place)| place)).collect()
}

/// The places of these people, in no order that matters.
pub fn of_people(tx: &mut Tx<'_>, ids: &[SubscriberId]) -> Result<Vec<(SubscriberId, Place)>, StoreError> {
    let ids: Vec<&[u8]> = ids.iter().map(|id| bytes(&id.0)).collect();
    let rows: Vec<EnrolmentRow> =
        tx.load(enrolments::table.filter(enrolments::subscriber_id.eq_any(ids)).select(enrolment_columns!()))?;
    rows.into_iter().map(place).collect()
}

/// Holds these people until the transaction ends, but for those with whom somebody else is busy.
pub fn hold(
    tx: &mut Tx<'_>,
    ids: &[SubscriberId],
    default: Locale,
) -> Result<Vec<(Listed, Option<Window>)>, StoreError> {
    let ids = ids.iter().map(|id| bytes(&id.0).to_vec()).collect();
    let held = dialect::hold_free_subscribers(tx.connection, ids)?;
    people::with_hours(tx, &held, default)
}

fn place(row: EnrolmentRow) -> Result<(SubscriberId, Place), StoreError> {
    // A place that cannot be read has ended: it must not keep the others back, and when in doubt we are silent.
    let day: Option<Date> = row.day.parse().ok();
    let enrolment = Enrolment {
        state: day.map_or(EnrolmentState::Ended, |_| EnrolmentState::parse(&row.state)),
        next_step: usize::try_from(row.next_step).unwrap_or(0),
        day: day.unwrap_or_default(),
        due_at: time(row.due_at, "enrolments.due_at")?,
        last_at: time_or_none(row.last_at, "enrolments.last_at")?,
        resting_until: time_or_none(row.resting_until, "enrolments.resting_until")?,
    };
    let subscriber = SubscriberId(uuid(&row.subscriber_id, "enrolments.subscriber_id")?);
    Ok((subscriber, (SeriesKey::named(&row.series), enrolment)))
}

#[derive(AsChangeset)]
#[diesel(table_name = enrolments, treat_none_as_null = true)]
struct Columns {
    state: &'static str,
    next_step: i32,
    day: String,
    due_at: i64,
    last_at: Option<i64>,
    resting_until: Option<i64>,
    updated_at: i64,
}

/// Keeps a place that is there.
pub fn save(
    tx: &mut Tx<'_>,
    subscriber: SubscriberId,
    series: &SeriesKey,
    enrolment: &Enrolment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = Columns {
        state: enrolment.state.as_str(),
        next_step: next_step(enrolment),
        day: enrolment.day.to_string(),
        due_at: millis(enrolment.due_at),
        last_at: enrolment.last_at.map(millis),
        resting_until: enrolment.resting_until.map(millis),
        updated_at: millis(now),
    };
    let here = enrolments::table.find((bytes(&subscriber.0), series.as_str()));
    tx.execute(diesel::update(here).set(row))?;
    Ok(())
}

/// Adds a place; one that somebody else has just added stays as it is.
pub fn add(
    tx: &mut Tx<'_>,
    subscriber: SubscriberId,
    series: &SeriesKey,
    enrolment: &Enrolment,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = (
        enrolments::subscriber_id.eq(bytes(&subscriber.0)),
        enrolments::series.eq(series.as_str()),
        enrolments::state.eq(enrolment.state.as_str()),
        enrolments::next_step.eq(next_step(enrolment)),
        enrolments::day.eq(enrolment.day.to_string()),
        enrolments::due_at.eq(millis(enrolment.due_at)),
        enrolments::last_at.eq(enrolment.last_at.map(millis)),
        enrolments::resting_until.eq(enrolment.resting_until.map(millis)),
        enrolments::created_at.eq(millis(now)),
        enrolments::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::insert_into(enrolments::table).values(row).on_conflict_do_nothing())?;
    Ok(())
}

fn next_step(enrolment: &Enrolment) -> i32 {
    i32::try_from(enrolment.next_step).unwrap_or(i32::MAX)
}

/// Takes away what is known of a person's places, and of which texts she had.
pub fn forget(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<(), StoreError> {
    tx.execute(diesel::delete(enrolments::table.filter(enrolments::subscriber_id.eq(bytes(&subscriber.0)))))?;
    let hers =
        outbox::table.filter(outbox::subscriber_id.eq(bytes(&subscriber.0))).filter(outbox::series.is_not_null());
    let none: Option<String> = None;
    let row = (outbox::series.eq(none.clone()), outbox::step.eq(none.clone()), outbox::topic.eq(none));
    tx.execute(diesel::update(hers).set(row))?;
    Ok(())
}

/// Whether anybody's place is to be looked at.
pub fn is_any_due(tx: &mut Tx<'_>, now: Timestamp) -> Result<bool, StoreError> {
    let due = enrolments::table.filter(is_active()).filter(enrolments::due_at.le(millis(now)));
    let found: Option<Vec<u8>> = tx.first(due.select(enrolments::subscriber_id))?;
    Ok(found.is_some())
}

/// A person one of whose places is to be looked at.
#[derive(Debug, Clone)]
pub struct DuePerson {
    /// What an audience looks at.
    pub listed: Listed,
    /// The hours that she set.
    pub hours: Option<Window>,
    /// All her places.
    pub places: Vec<Place>,
}

/// People whose places are to be looked at, held until the transaction ends. Those with whom somebody else is busy are
/// passed over.
pub fn due(tx: &mut Tx<'_>, limit: usize, default: Locale, now: Timestamp) -> Result<Vec<DuePerson>, StoreError> {
    let due = enrolments::table
        .inner_join(subscribers::table.on(subscribers::id.eq(enrolments::subscriber_id)))
        .filter(is_active())
        .filter(enrolments::due_at.le(millis(now)))
        .order(enrolments::due_at)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(enrolments::subscriber_id);
    let mut ids: Vec<Vec<u8>> = tx.load(due)?;
    ids.sort();
    ids.dedup();
    let held = dialect::hold_free_subscribers(tx.connection, ids)?;
    let people = people::with_hours(tx, &held, default)?;
    let rows: Vec<EnrolmentRow> = tx.load(
        enrolments::table
            .filter(enrolments::subscriber_id.eq_any(&held))
            .order((enrolments::subscriber_id, enrolments::series))
            .select(enrolment_columns!()),
    )?;
    let mut places = rows.into_iter().map(place).collect::<Result<Vec<_>, _>>()?;
    Ok(people
        .into_iter()
        .map(|(listed, hours)| {
            let hers = places.extract_if(.., |(subscriber, _)| *subscriber == listed.id);
            DuePerson { places: hers.map(|(_, place)| place).collect(), hours, listed }
        })
        .collect())
}

/// People of a series who stand alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// In which series.
    pub series: SeriesKey,
    /// Where they stand.
    pub state: EnrolmentState,
    /// The place of the text that comes next.
    pub next_step: usize,
    /// Their language, where they have one.
    pub language: Option<Locale>,
    /// How plainly we may speak to them.
    pub discretion: Discretion,
    /// How many.
    pub people: u64,
}

/// Series, state, next text, language and quiet mode.
type AlikeRow = (String, String, i32, Option<String>, bool);

/// All places, counted.
pub fn counts(tx: &mut Tx<'_>) -> Result<Vec<Alike>, StoreError> {
    let alike =
        (enrolments::series, enrolments::state, enrolments::next_step, subscribers::language, subscribers::quiet);
    let rows: Vec<(AlikeRow, i64)> = tx.load(
        enrolments::table
            .inner_join(subscribers::table.on(subscribers::id.eq(enrolments::subscriber_id)))
            .group_by(alike)
            .select((alike, diesel::dsl::count_star())),
    )?;
    let read = |((series, state, next_step, language, quiet), people): (AlikeRow, i64)| Alike {
        series: SeriesKey::named(&series),
        state: EnrolmentState::parse(&state),
        next_step: usize::try_from(next_step).unwrap_or(0),
        language: language.as_deref().and_then(|code| Locale::parse(code).ok()),
        discretion: discretion(quiet),
        people: u64::try_from(people).unwrap_or(0),
    };
    Ok(rows.into_iter().map(read).collect())
}

/// People who rest, by series.
pub fn resting(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<(SeriesKey, u64)>, StoreError> {
    let rows: Vec<(String, i64)> = tx.load(
        enrolments::table
            .filter(is_active())
            .filter(enrolments::resting_until.gt(millis(now)))
            .group_by(enrolments::series)
            .select((enrolments::series, diesel::dsl::count_star())),
    )?;
    Ok(rows
        .into_iter()
        .map(|(series, people)| (SeriesKey::named(&series), u64::try_from(people).unwrap_or(0)))
        .collect())
}
