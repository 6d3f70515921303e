//! Posting a training.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::content::Content;
use crate::domain::address::Locale;
use crate::domain::campaign::{Acceptance, AcceptedText};
use crate::domain::care::Act;
use crate::domain::consent::Topic;
use crate::domain::conversation::Discretion;
use crate::domain::ids::ContentKey;
use crate::domain::training::{Code, Course, TRIES};
use crate::service::announce::alert_key;
use crate::service::audit::note;
use crate::service::context::Context;
use crate::service::judge_training::{MOST_SEATS, TrainingError, deed, poster, within_size, within_time, within_words};
use crate::service::plan_campaign::{Accepting, CampaignError, Unanswered};
use crate::service::random::key_bytes;
use crate::store::{Lane, StoreError, people, trainings};

/// People read at once.
const BATCH: usize = 500;

/// Posts a training and gives its code. From now on people are told of it.
pub async fn post_training(
    context: &Context,
    mut course: Course,
    accepting: Option<Accepting>,
) -> Result<Code, TrainingError> {
    let now = context.clock().now();
    let content = context.content();
    course.audience.settle(&content.rulebook.areas);
    let by = course.created_by.clone();
    // Before anything else is judged; it is looked at again in the write.
    context.store().read(move |tx| poster(tx, &by)).await??;
    within_time(context, &course, now)?;
    if course.seats.is_some_and(|seats| seats == 0 || seats > MOST_SEATS) {
        return Err(TrainingError::Seats);
    }
    within_words(&content, &course)?;
    within_size(&content, &course)?;
    course.acceptance = accepting.map(|accepting| accept(&content, &course, accepting, now));
    answered_for(context, &content, &course, now).await?;
    let closes_at = course.closes_at(&context.rules().zone);
    for _ in 0..TRIES {
        let code = drawn().ok_or(TrainingError::NoChance)?;
        let Some(code) = code.filter(|code| code.as_str() != content.rulebook.example_code) else { continue };
        let (inside, kept, posted) = (context.clone(), code.clone(), course.clone());
        let added = context.store().write(Lane::Urgent, move |tx| {
            let actor = match poster(tx, &posted.created_by)? {
                Ok(actor) => actor,
                Err(refused) => return Ok(Err(refused)),
            };
            trainings::add(tx, &kept, &posted, closes_at, now)?;
            note(tx, &inside, &deed(actor, Act::TrainingAdded, &kept, &posted))?;
            Ok(Ok(()))
        });
        match added.await {
            Ok(added) => return added.map(|()| code),
            Err(StoreError::Duplicate) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(TrainingError::NoChance)
}

/// A code from the system's own chance: one that can be foreseen is no code. `None` where the system gives none.
fn drawn() -> Option<Option<Code>> {
    let bytes = key_bytes().ok()?;
    let number = bytes.first_chunk::<8>().map(|bytes| u64::from_be_bytes(*bytes))?;
    Some(Code::drawn(number))
}
/// The very words that somebody answers for.
fn accept(content: &Content, course: &Course, accepting: Accepting, at: Timestamp) -> Acceptance {
    let Accepting { by, languages } = accepting;
    let values = course.values(&Code::stored(&content.rulebook.example_code));
    let both = |language: &Locale| [(*language, Discretion::Full), (*language, Discretion::Quiet)];
    let texts = languages.iter().flat_map(both).filter_map(|(language, discretion)| {
        let text = content.alert_text(&alert_key(course), &values, language, discretion)?;
        // Where a language lacks the text, people get it in another one, for which nobody answers here.
        (text.locale == language).then_some(AcceptedText { language, version: text.version })
    });
    Acceptance { by, at, texts: texts.collect(), languages }
}

/// Errors when somebody would get words that need a name and have none. Who joins later in such a language is left out.
async fn answered_for(
    context: &Context,
    content: &Content,
    course: &Course,
    now: Timestamp,
) -> Result<(), TrainingError> {
    let values = course.values(&Code::stored(&content.rulebook.example_code));
    let mut unanswered: BTreeMap<Locale, Unanswered> = BTreeMap::new();
    let mut needed: Vec<Locale> = Vec::new();
    for ((locale, quiet), count) in recipients(context, content, course, now).await? {
        let discretion = if quiet { Discretion::Quiet } else { Discretion::Full };
        let Some(text) = content.alert_text(&alert_key(course), &values, locale, discretion) else { continue };
        if !text.review.needs_acceptance() {
            continue;
        }
        if !needed.contains(&text.locale) {
            needed.push(text.locale);
        }
        if course.acceptance.as_ref().is_some_and(|acceptance| acceptance.covers(text.locale, &text.version)) {
            continue;
        }
        let none = || Unanswered { language: text.locale, people: 0, texts: Vec::new() };
        let language = unanswered.entry(text.locale).or_insert_with(none);
        language.people += count;
        let more: Vec<ContentKey> = text.unreviewed.into_iter().filter(|key| !language.texts.contains(key)).collect();
        language.texts.extend(more);
    }
    if unanswered.is_empty() {
        return Ok(());
    }
    let unanswered = unanswered.into_values().collect();
    let error = CampaignError::Unreviewed { message: alert_key(course), unanswered, needed };
    Err(TrainingError::Unreviewed(Box::new(error)))
}

/// Who would be told now, by language and apart for people in quiet mode.
async fn recipients(
    context: &Context,
    content: &Content,
    course: &Course,
    now: Timestamp,
) -> Result<BTreeMap<(Locale, bool), u64>, StoreError> {
    let (default, areas) = (content.rulebook.default_locale(), &content.rulebook.areas);
    let offered = |locale| if content.rulebook.locales.contains(&locale) { locale } else { default };
    let (mut counts, mut last) = (BTreeMap::new(), None);
    loop {
        let from = last;
        let mut listed = context.store().read(move |tx| people::after(tx, from, BATCH, default)).await?;
        for person in &mut listed {
            person.candidate.settle(areas);
            let qualifies = course.audience.qualify(Topic::Training, &person.candidate, now, &context.rules().zone);
            if qualifies.is_ok() {
                let key = (offered(person.candidate.language), person.discretion == Discretion::Quiet);
                *counts.entry(key).or_default() += 1;
            }
        }
        last = listed.last().map(|person| person.id);
        if listed.len() < BATCH {
            return Ok(counts);
        }
    }
}
