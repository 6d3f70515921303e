//! Tells people of a training that is open: each person whom it is for and who may be told, once. People are looked at
//! some at a time, and once a day anew, so that who joins later is told too.

use std::collections::{HashMap, HashSet};

use jiff::{SignedDuration, Timestamp};

use crate::content::{CampaignText, Content, group};
use crate::domain::address::Locale;
use crate::domain::campaign::{Clearance, clear};
use crate::domain::catalogue::keys;
use crate::domain::consent::Topic;
use crate::domain::conversation::Discretion;
use crate::domain::ids::{ContentKey, SubscriberId, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::domain::series::SeriesStep;
use crate::domain::training::{Code, Cost, Course, Training};
use crate::service::context::Context;
use crate::service::launch_broadcast::Progress;
use crate::store::people::{Listed, Stretch};
use crate::store::{Lane, StoreError, Tx, interests, outbox, people, trainings};

/// People looked at in one write, at most: it must not hold up the answers of others.
const BATCH: usize = 500;
/// People are looked at anew after this.
const AGAIN: SignedDuration = SignedDuration::from_hours(24);

/// Queues announcements for the next people of a training.
pub async fn announce_trainings(context: &Context) -> Result<Progress, StoreError> {
    let now = context.clock().now();
    if !context.store().read(move |tx| trainings::is_any_due(tx, now)).await? {
        return Ok(Progress::Done);
    }
    let inside = context.clone();
    match context.store().write(Lane::Bulk, move |tx| announce(tx, &inside)).await {
        // It was closed meanwhile, or another node was quicker: nobody was told, and what is left is looked up anew.
        Err(StoreError::Collided) => Ok(Progress::More),
        done => done,
    }
}

fn announce(tx: &mut Tx<'_>, context: &Context) -> Result<Progress, StoreError> {
    let now = context.clock().now();
    let Some(scan) = trainings::due(tx, now)? else { return Ok(Progress::Done) };
    let training = &scan.training;
    let content = context.content();
    let (default, areas) = (content.rulebook.default_locale(), &content.rulebook.areas);
    let mut audience = training.course.audience.clone();
    audience.settle(areas);
    // Held, so that whoever asks for quiet or for a place does so before this or after it.
    let Stretch { mut people, is_last } = people::hold_after(tx, scan.resume_after, BATCH, default)?;
    if people.is_empty() && !is_last {
        return Ok(Progress::More);
    }
    let ids: Vec<SubscriberId> = people.iter().map(|person| person.id).collect();
    let asked: HashSet<SubscriberId> = interests::among(tx, training.id, &ids)?.into_iter().collect();
    let mut texts = Texts { content: &content, training, known: HashMap::new() };
    for person in &mut people {
        person.candidate.settle(areas);
        let qualifies = audience.qualify(Topic::Training, &person.candidate, now, &context.rules().zone).is_ok();
        if !qualifies || asked.contains(&person.id) {
            continue;
        }
        if let Some(text) = texts.of(person.candidate.language, person.discretion) {
            queue(tx, context, training, person, text, now)?;
        }
    }
    // Last, so that nobody who wants the training waits long for it.
    trainings::looked_at(tx, &scan, ids.last().copied(), is_last.then(|| now + AGAIN))?;
    Ok(Progress::More)
}

fn queue(
    tx: &mut Tx<'_>,
    context: &Context,
    training: &Training,
    to: &Listed,
    text: &CampaignText,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let message = MobileTerminated {
        id: TerminatedId(context.random().id(now)),
        account: context.account_for(to.account.as_ref()),
        to: to.id,
        text: Body::new(text.text.as_str()),
        segments: text.segments,
        urgency: Urgency::Series,
        cause: Cause::Series,
        due_at: now,
        expires_at: training.closes_at,
    };
    outbox::queue_step(tx, &message, &step(&training.code, text), now)
}

/// What makes an announcement the only one of its kind to a person.
fn step(code: &Code, text: &CampaignText) -> SeriesStep {
    SeriesStep {
        series: trainings::alerts(),
        step: ContentKey::named(code.as_str()),
        topic: Topic::Training,
        group: group(&text.text),
    }
}

/// The text that announces a course.
pub(super) fn alert_key(course: &Course) -> ContentKey {
    if course.cost == Cost::Nothing { keys::TRAINING_ALERT } else { keys::TRAINING_ALERT_FEE }
}

/// The announcements of one training, each put together once; `None` where nobody has read or accepted the words.
struct Texts<'a> {
    content: &'a Content,
    training: &'a Training,
    known: HashMap<(Locale, bool), Option<CampaignText>>,
}

impl Texts<'_> {
    fn of(&mut self, locale: Locale, discretion: Discretion) -> Option<&CampaignText> {
        let (content, course) = (self.content, &self.training.course);
        let values = || course.values(&self.training.code);
        let text = self.known.entry((locale, discretion == Discretion::Quiet)).or_insert_with(|| {
            let text = content.alert_text(&alert_key(course), &values(), locale, discretion)?;
            let clearance = clear(text.review, text.locale, &text.version, course.acceptance.as_ref());
            (clearance == Clearance::Cleared).then_some(text)
        });
        text.as_ref()
    }
}
