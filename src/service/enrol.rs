//! Who is in which series follows from what she agreed to and who she is. This runs in the same write as what changed
//! it, by whichever way that came.

use jiff::Timestamp;

use crate::domain::ids::SubscriberId;
use crate::domain::schedule::Window;
use crate::domain::series::{Calendar, Enrolment, EnrolmentState, Grounds, Series};
use crate::service::context::{Context, Rules};
use crate::store::enrolments::Place;
use crate::store::{StoreError, Tx, enrolments, outbox};

/// Brings a person's places in line with what they rest upon. Her row must be held.
pub(super) fn follow(
    tx: &mut Tx<'_>,
    context: &Context,
    subscriber: SubscriberId,
    grounds: &Grounds,
    now: Timestamp,
) -> Result<(), StoreError> {
    let content = context.content();
    let mut places = enrolments::of(tx, subscriber)?;
    for series in &content.rulebook.series {
        let calendar = calendar(context.rules(), series, grounds.hours);
        let taken = days_of_others(&places, series);
        let place = places.iter().position(|(key, _)| *key == series.key);
        let kept = place.map(|place| places[place].1);
        let next = match (kept, series.takes(grounds)) {
            (None, false) => continue,
            (None, true) => {
                let begun = Enrolment::begin(series, &calendar, &taken, now);
                enrolments::add(tx, subscriber, &series.key, &begun, now)?;
                places.push((series.key.clone(), begun));
                continue;
            }
            (Some(kept), true) if kept.state == EnrolmentState::Ended => kept.rejoin(series, &calendar, &taken, now),
            (Some(kept), true) => kept.follow_hours(&calendar),
            (Some(kept), false) => end(tx, subscriber, series, kept, now)?,
        };
        if let (Some(place), true) = (place, kept != Some(next)) {
            enrolments::save(tx, subscriber, &series.key, &next, now)?;
            places[place].1 = next;
        }
    }
    Ok(())
}

/// Ends a place, with all of it that waits.
fn end(
    tx: &mut Tx<'_>,
    subscriber: SubscriberId,
    series: &Series,
    kept: Enrolment,
    now: Timestamp,
) -> Result<Enrolment, StoreError> {
    let kept = take_back(tx, subscriber, series, kept, now)?;
    let state = if kept.state == EnrolmentState::Active { EnrolmentState::Ended } else { kept.state };
    Ok(Enrolment { state, ..kept })
}

/// Withdraws what of a series waits to be sent: as it never left, it is next again.
pub(super) fn take_back(
    tx: &mut Tx<'_>,
    subscriber: SubscriberId,
    series: &Series,
    kept: Enrolment,
    now: Timestamp,
) -> Result<Enrolment, StoreError> {
    let withdrawn = outbox::withdraw_steps(tx, subscriber, &series.key, "stopped", now)?;
    let first = withdrawn.iter().filter_map(|step| series.step_of(step)).min();
    Ok(first.map_or(kept, |first| kept.back_to(first)))
}

/// The week of a person in a series.
pub(super) fn calendar<'a>(rules: &'a Rules, series: &Series, hours: Option<Window>) -> Calendar<'a> {
    Calendar { zone: &rules.zone, quiet: &rules.quiet, at: series.at, hours }
}

fn days_of_others(places: &[Place], series: &Series) -> Vec<jiff::civil::Date> {
    let others = places.iter().filter(|(key, at)| *key != series.key && at.state == EnrolmentState::Active);
    others.map(|(_, at)| at.day).collect()
}
