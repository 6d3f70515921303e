//! Who asked for a place in a training, for staff to call back; and how many wrong codes were tried today.

use diesel::prelude::*;
use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::domain::address::{Locale, Msisdn};
use crate::domain::ids::{SubscriberId, TrainingId};
use crate::domain::training::{Code, Guesses, Interest};
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, uuid};
use crate::store::schema::{code_guesses, subscribers, training_interests, trainings};
use crate::store::subscribers::open_number;

/// What a person asked for already, if she did.
pub fn of(tx: &mut Tx<'_>, training: TrainingId, subscriber: SubscriberId) -> Result<Option<Interest>, StoreError> {
    let state: Option<String> = tx.first(
        training_interests::table
            .filter(training_interests::training_id.eq(training.0))
            .filter(training_interests::subscriber_id.eq(bytes(&subscriber.0)))
            .select(training_interests::state),
    )?;
    Ok(state.map(|word| Interest::parse(&word)))
}

/// Keeps that a person asked for a place, or what has become of it since she asked before.
pub fn keep(
    tx: &mut Tx<'_>,
    id: Uuid,
    training: TrainingId,
    subscriber: SubscriberId,
    interest: Interest,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = (
        training_interests::id.eq(bytes(&id)),
        training_interests::training_id.eq(training.0),
        training_interests::subscriber_id.eq(bytes(&subscriber.0)),
        training_interests::state.eq(interest.as_str()),
        training_interests::at.eq(millis(now)),
    );
    let key = (training_interests::training_id, training_interests::subscriber_id);
    let state = training_interests::state.eq(interest.as_str());
    tx.execute(diesel::insert_into(training_interests::table).values(row).on_conflict(key).do_update().set(state))?;
    Ok(())
}

/// Which of these people asked for a place.
pub fn among(tx: &mut Tx<'_>, training: TrainingId, ids: &[SubscriberId]) -> Result<Vec<SubscriberId>, StoreError> {
    let ids: Vec<&[u8]> = ids.iter().map(|id| bytes(&id.0)).collect();
    let asked: Vec<Vec<u8>> = tx.load(
        training_interests::table
            .filter(training_interests::training_id.eq(training.0))
            .filter(training_interests::subscriber_id.eq_any(ids))
            .select(training_interests::subscriber_id),
    )?;
    asked.iter().map(|id| Ok(SubscriberId(uuid(id, "training_interests.subscriber_id")?))).collect()
}

/// Somebody who asked for a place, as staff see her.
#[derive(Debug, Clone)]
pub struct Applicant {
    /// Her number; `None` once she was erased.
    pub number: Option<Msisdn>,
    /// Her language, once it is known.
    pub language: Option<Locale>,
    /// Whether texts to her must say nothing plainly: a call may be heard too.
    pub quiet: bool,
    /// What she asked for.
    pub interest: Interest,
    /// When.
    pub at: Timestamp,
}

/// All who asked for a place in a training, the first first.
pub fn applicants(tx: &mut Tx<'_>, training: TrainingId) -> Result<Vec<Applicant>, StoreError> {
    type Row = (Vec<u8>, Option<Vec<u8>>, Option<String>, bool, String, i64);
    let rows: Vec<Row> = tx.load(
        training_interests::table
            .inner_join(subscribers::table.on(subscribers::id.eq(training_interests::subscriber_id)))
            .filter(training_interests::training_id.eq(training.0))
            .order((training_interests::at, training_interests::id))
            .select((
                subscribers::id,
                subscribers::number_sealed,
                subscribers::language,
                subscribers::quiet,
                training_interests::state,
                training_interests::at,
            )),
    )?;
    let read = |(id, number, language, quiet, state, at): Row| {
        let id = uuid(&id, "subscribers.id")?;
        Ok(Applicant {
            number: open_number(tx, id, number.as_deref())?,
            language: language.as_deref().and_then(|code| Locale::parse(code).ok()),
            quiet,
            interest: Interest::parse(&state),
            at: time(at, "training_interests.at")?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// A place that a person asked for, for the copy of her record.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The code of the training.
    pub code: Code,
    /// What is taught.
    pub title: String,
    /// Whether she is called back or waits.
    pub interest: Interest,
    /// When she asked.
    pub at: Timestamp,
}

/// All places that a person asked for, the first first.
pub fn asked_by(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<Vec<Asked>, StoreError> {
    let rows: Vec<(String, String, String, i64)> = tx.load(
        training_interests::table
            .inner_join(trainings::table.on(trainings::id.eq(training_interests::training_id)))
            .filter(training_interests::subscriber_id.eq(bytes(&subscriber.0)))
            .order((training_interests::at, training_interests::id))
            .select((trainings::code, trainings::title, training_interests::state, training_interests::at)),
    )?;
    let read = |(code, title, state, at): (String, String, String, i64)| {
        let at = time(at, "training_interests.at")?;
        Ok(Asked { code: Code::stored(&code), title, interest: Interest::parse(&state), at })
    };
    rows.into_iter().map(read).collect()
}

/// Removes what a person asked for.
pub(super) fn forget(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<(), StoreError> {
    let hers = training_interests::table.filter(training_interests::subscriber_id.eq(bytes(&subscriber.0)));
    tx.execute(diesel::delete(hers))?;
    Ok(())
}

/// The wrong codes of a day: of a person and of all people.
pub fn guesses(tx: &mut Tx<'_>, subscriber: SubscriberId, day: Date) -> Result<Guesses, StoreError> {
    let rows: Vec<(Vec<u8>, i64, i64)> = tx.load(
        code_guesses::table
            .filter(code_guesses::day.eq(day.to_string()))
            .filter(code_guesses::subscriber_id.eq_any([bytes(&subscriber.0), &[]]))
            .select((code_guesses::subscriber_id, code_guesses::wrong, code_guesses::braked)),
    )?;
    let of = |all: bool| {
        let found =
            rows.iter().find(|(id, ..)| id.is_empty() == all).map_or((0, 0), |(_, wrong, braked)| (*wrong, *braked));
        (u32::try_from(found.0).unwrap_or(u32::MAX), u32::try_from(found.1).unwrap_or(u32::MAX))
    };
    let ((own, own_braked), (of_all, _)) = (of(false), of(true));
    Ok(Guesses { own, own_braked, of_all })
}

/// Counts a wrong code of a person, and gives how many all people have tried by now. Those of other days go.
pub fn count_wrong(tx: &mut Tx<'_>, subscriber: SubscriberId, day: Date) -> Result<u32, StoreError> {
    let braked = i64::from(guesses(tx, subscriber, day)?.is_braked());
    // The row of all people last: everybody who guesses waits for it until the transaction ends.
    for id in [bytes(&subscriber.0), &[]] {
        let row = (
            code_guesses::day.eq(day.to_string()),
            code_guesses::subscriber_id.eq(id),
            code_guesses::wrong.eq(1),
            code_guesses::braked.eq(braked),
        );
        let more =
            (code_guesses::wrong.eq(code_guesses::wrong + 1), code_guesses::braked.eq(code_guesses::braked + braked));
        let key = (code_guesses::day, code_guesses::subscriber_id);
        tx.execute(diesel::insert_into(code_guesses::table).values(row).on_conflict(key).do_update().set(more))?;
    }
    Ok(guesses(tx, subscriber, day)?.of_all)
}

/// The wrong codes of all people on a day.
pub fn wrong_on(tx: &mut Tx<'_>, day: Date) -> Result<u64, StoreError> {
    let none: &[u8] = &[];
    let wrong: Option<i64> = tx.first(
        code_guesses::table
            .filter(code_guesses::day.eq(day.to_string()))
            .filter(code_guesses::subscriber_id.eq(none))
            .select(code_guesses::wrong),
    )?;
    Ok(u64::try_from(wrong.unwrap_or(0)).unwrap_or(0))
}

/// Removes the counts of days before this one.
pub fn forget_guesses(tx: &mut Tx<'_>, before: Date) -> Result<usize, StoreError> {
    Ok(tx.execute(diesel::delete(code_guesses::table.filter(code_guesses::day.lt(before.to_string()))))?)
}

/// Gives the counts of an erased person to her mark: else each erasure would give her new tries.
pub(super) fn hand_over_guesses(tx: &mut Tx<'_>, from: SubscriberId, to: SubscriberId) -> Result<(), StoreError> {
    let hers = code_guesses::table.filter(code_guesses::subscriber_id.eq(bytes(&from.0)));
    tx.execute(diesel::update(hers).set(code_guesses::subscriber_id.eq(bytes(&to.0))))?;
    Ok(())
}

/// Removes the counts of a person: nothing may lead to her any more.
pub(super) fn forget_guesses_of(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<(), StoreError> {
    let hers = code_guesses::table.filter(code_guesses::subscriber_id.eq(bytes(&subscriber.0)));
    tx.execute(diesel::delete(hers))?;
    Ok(())
}
