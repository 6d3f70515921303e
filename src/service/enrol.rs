//! Who is in which series follows from what she agreed to and who she is. This runs in the same write as what changed
//! it, by whichever way that came.

use jiff::{SignedDuration, Timestamp};

use crate::content::Content;
use crate::domain::ids::SubscriberId;
use crate::domain::schedule::Window;
use crate::domain::series::{Calendar, Enrolment, EnrolmentState, Grounds, Series, SeriesStep};
use crate::service::context::{Context, Rules};
use crate::store::enrolments::Place;
use crate::store::{StoreError, Tx, enrolments, outbox};

/// REST lasts this long: a month, in whatever month it begins.
const REST: SignedDuration = SignedDuration::from_hours(30 * 24);

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

/// A person who asks something of her series.
pub(super) struct Person<'a> {
    pub(super) content: &'a Content,
    pub(super) rules: &'a Rules,
    pub(super) subscriber: SubscriberId,
    /// The hours that she set.
    pub(super) hours: Option<Window>,
}

impl Person<'_> {
    /// Takes the next text of the series that is asked for by this keyword; `None` where she is in none, or has had all.
    /// Whatever rests goes on.
    pub(super) fn early(
        &self,
        tx: &mut Tx<'_>,
        keyword: &str,
        now: Timestamp,
    ) -> Result<Option<SeriesStep>, StoreError> {
        let mut found = None;
        for (series, place) in self.active(tx)? {
            let calendar = calendar(self.rules, series, self.hours);
            if series.keyword == keyword && found.is_none() {
                let place = take_back(tx, self.subscriber, series, place, now)?;
                if let Some((step, next)) = place.early(series, &calendar, now) {
                    enrolments::save(tx, self.subscriber, &series.key, &next, now)?;
                    let step = series.steps[step].clone();
                    found = Some(SeriesStep { series: series.key.clone(), step, topic: series.topic, group: 0 });
                }
            } else if place.resting_until.is_some_and(|until| until > now) {
                enrolments::save(tx, self.subscriber, &series.key, &place.wake(&calendar, now), now)?;
            }
        }
        Ok(found)
    }

    /// Rests all her series for a month; says until when, or `None` where there is nothing to rest.
    pub(super) fn rest(&self, tx: &mut Tx<'_>, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        let until = now + REST;
        let active = self.active(tx)?;
        for (series, place) in &active {
            let place = take_back(tx, self.subscriber, series, *place, now)?;
            let resting = place.rest(&calendar(self.rules, series, self.hours), until);
            enrolments::save(tx, self.subscriber, &series.key, &resting, now)?;
        }
        Ok((!active.is_empty()).then_some(until))
    }

    fn active(&self, tx: &mut Tx<'_>) -> Result<Vec<(&Series, Enrolment)>, StoreError> {
        let places = enrolments::of(tx, self.subscriber)?.into_iter();
        let active = places.filter(|(_, place)| place.state == EnrolmentState::Active);
        Ok(active.filter_map(|(key, place)| Some((self.content.rulebook.series(&key)?, place))).collect())
    }
}

/// The week of a person in a series.
pub(super) fn calendar<'a>(rules: &'a Rules, series: &Series, hours: Option<Window>) -> Calendar<'a> {
    Calendar { zone: &rules.zone, quiet: &rules.quiet, at: series.at, hours }
}

fn days_of_others(places: &[Place], series: &Series) -> Vec<jiff::civil::Date> {
    let others = places.iter().filter(|(key, at)| *key != series.key && at.state == EnrolmentState::Active);
    others.map(|(_, at)| at.day).collect()
}
