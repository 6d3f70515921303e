//! People who joined before a series was there, or before it was for them. Looked for once at each start, a batch at a
//! time; whoever joins later is enrolled in the write in which she joins.

use crate::domain::consent::{Subscription, Topics};
use crate::domain::ids::SubscriberId;
use crate::domain::schedule::Window;
use crate::domain::series::{EnrolmentState, Grounds, Series};
use crate::service::context::Context;
use crate::service::enrol::follow;
use crate::store::enrolments::Place;
use crate::store::people::Listed;
use crate::store::{Lane, StoreError, enrolments, people};

/// People looked at in one step.
const BATCH: usize = 250;

/// Looks at the next people after one and enrols those who should be. Gives the last of them; `None` when there are no
/// more.
pub async fn enrol_known(context: &Context, after: Option<SubscriberId>) -> Result<Option<SubscriberId>, StoreError> {
    let content = context.content();
    let default = content.rulebook.default_locale();
    let series = content.rulebook.series.clone();
    let look = move |tx: &mut crate::store::Tx<'_>| {
        let listed = people::after(tx, after, BATCH, default)?;
        let ids: Vec<SubscriberId> = listed.iter().map(|person| person.id).collect();
        let places = enrolments::of_people(tx, &ids)?;
        let strays = listed.iter().filter(|person| {
            let hers: Vec<&Place> = places.iter().filter(|(id, _)| *id == person.id).map(|(_, place)| place).collect();
            series.iter().any(|series| is_astray(series, &grounds(person, None), &hers))
        });
        let strays: Vec<SubscriberId> = strays.map(|person| person.id).collect();
        let last = ids.last().copied().filter(|_| ids.len() == BATCH);
        Ok((last, strays))
    };
    let (last, strays) = context.store().read(look).await?;
    if !strays.is_empty() {
        let inside = context.clone();
        let enrol = move |tx: &mut crate::store::Tx<'_>| {
            let now = inside.clock().now();
            for (person, hours) in enrolments::hold(tx, &strays, default)? {
                follow(tx, &inside, person.id, &grounds(&person, hours), now)?;
            }
            Ok(())
        };
        context.store().write(Lane::Bulk, enrol).await?;
    }
    Ok(last)
}

fn is_astray(series: &Series, grounds: &Grounds, places: &[&Place]) -> bool {
    let place = places.iter().find(|(key, _)| *key == series.key);
    match place.map(|(_, place)| place.state) {
        None | Some(EnrolmentState::Ended) => series.takes(grounds),
        Some(EnrolmentState::Active) => !series.takes(grounds),
        Some(EnrolmentState::Done) => false,
    }
}

fn grounds(person: &Listed, hours: Option<Window>) -> Grounds {
    let candidate = &person.candidate;
    Grounds {
        subscription: Subscription { standing: candidate.standing, topics: candidate.topics, left: Topics::NONE },
        roles: candidate.roles,
        age_band: candidate.age_band,
        adult_agreement: candidate.adult_agreement,
        hours,
    }
}
