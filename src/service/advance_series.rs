//! The texts of series whose day has come: each is queued and its place moved on in one write, so that nothing comes
//! twice; what was missed is skipped.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use jiff::Timestamp;

use crate::content::{Content, StepText};
use crate::domain::address::Locale;
use crate::domain::campaign::Reach;
use crate::domain::conversation::Discretion;
use crate::domain::ids::{SeriesKey, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::domain::series::{Enrolment, EnrolmentState, Limits, Next, Series, SeriesStep};
use crate::service::accept_series::Accepted;
use crate::service::context::Context;
use crate::service::enrol::calendar;
use crate::service::launch_broadcast::Progress;
use crate::store::enrolments::DuePerson;
use crate::store::people::Listed;
use crate::store::{Lane, StoreError, Tx, enrolments, outbox};

/// People looked at in one write, at most: it must not hold up the answers of others.
const BATCH: usize = 250;

/// Queues what is due of the series, for some people at a time.
pub async fn advance_series(context: &Context) -> Result<Progress, StoreError> {
    let now = context.clock().now();
    if !context.store().read(move |tx| enrolments::is_any_due(tx, now)).await? {
        return Ok(Progress::Done);
    }
    let inside = context.clone();
    context.store().write(Lane::Bulk, move |tx| advance(tx, &inside)).await
}

fn advance(tx: &mut Tx<'_>, context: &Context) -> Result<Progress, StoreError> {
    let now = context.clock().now();
    let content = context.content();
    let people = enrolments::due(tx, BATCH, content.rulebook.default_locale(), now)?;
    let accepted = if people.is_empty() { Accepted::default() } else { Accepted::load(tx)? };
    let texts = Texts { content: &content, accepted, known: RefCell::default() };
    for person in &people {
        look_at(tx, context, &texts, person, now)?;
    }
    Ok(if people.is_empty() { Progress::Done } else { Progress::More })
}

fn look_at(
    tx: &mut Tx<'_>,
    context: &Context,
    texts: &Texts<'_>,
    person: &DuePerson,
    now: Timestamp,
) -> Result<(), StoreError> {
    let id = person.listed.id;
    let mut limits = Limits {
        paused_until: person.listed.candidate.paused_until,
        last_at: person.places.iter().filter_map(|(_, place)| place.last_at).max(),
    };
    for (key, place) in &person.places {
        if place.due_at > now || place.state == EnrolmentState::Done {
            continue;
        }
        let known = texts.content.rulebook.series(key).filter(|_| place.state == EnrolmentState::Active);
        let Some(series) = known else {
            // The programme has no such series any more, or the row cannot be read.
            let ended = Enrolment { state: EnrolmentState::Ended, ..*place };
            enrolments::save(tx, id, key, &ended, now)?;
            continue;
        };
        let calendar = calendar(context.rules(), series, person.hours);
        let ready = |step: usize| texts.ready(series, step, &person.listed).is_some();
        let next = match place.next(series, &calendar, limits, ready, now) {
            Next::Wait(next) => next,
            Next::Send { step, expires_at, then } => {
                if let Some(text) = texts.ready(series, step, &person.listed) {
                    send(tx, context, &person.listed, series, step, &text, expires_at)?;
                    limits.last_at = Some(now);
                }
                then
            }
        };
        enrolments::save(tx, id, key, &next, now)?;
    }
    Ok(())
}

fn send(
    tx: &mut Tx<'_>,
    context: &Context,
    to: &Listed,
    series: &Series,
    step: usize,
    text: &StepText,
    expires_at: Timestamp,
) -> Result<(), StoreError> {
    let now = context.clock().now();
    let message = MobileTerminated {
        id: TerminatedId(context.random().id(now)),
        account: context.account_for(to.account.as_ref()),
        to: to.id,
        text: Body::new(text.words.text.as_str()),
        segments: text.words.segments,
        urgency: Urgency::Series,
        cause: Cause::Series,
        due_at: now,
        expires_at,
    };
    let step = SeriesStep {
        series: series.key.clone(),
        step: series.steps[step].clone(),
        topic: series.topic,
        group: text.group,
    };
    outbox::queue_step(tx, &message, &step, now)?;
    Ok(())
}

/// A step of a series in one language, in full or in quiet words.
type Wanted = (SeriesKey, usize, Locale, bool);

/// The texts of one round, each put together once.
struct Texts<'a> {
    content: &'a Content,
    accepted: Accepted,
    known: RefCell<HashMap<Wanted, Option<Rc<StepText>>>>,
}

impl Texts<'_> {
    /// The words of a step for this person; `None` where it may not be sent to her: nobody has read or accepted it, or
    /// her number does not work.
    fn ready(&self, series: &Series, step: usize, person: &Listed) -> Option<Rc<StepText>> {
        if person.candidate.reach != Reach::Working {
            return None;
        }
        let (key, locale, discretion) = (series.steps.get(step)?, person.candidate.language, person.discretion);
        let wanted = (series.key.clone(), step, locale, discretion == Discretion::Quiet);
        let mut known = self.known.borrow_mut();
        let text = known.entry(wanted).or_insert_with(|| {
            let text = self.content.step_text(key, locale, discretion).ok()?;
            self.accepted.covers(&series.key, &text).then(|| Rc::new(text))
        });
        text.clone()
    }
}
