//! Posting a training, watching it and closing it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::content::{Channel, Content, Judged, Level, Purpose, lint_text};
use crate::domain::address::Locale;
use crate::domain::campaign::{Acceptance, AcceptedText};
use crate::domain::catalogue::keys;
use crate::domain::consent::Topic;
use crate::domain::conversation::Discretion;
use crate::domain::ids::{ContentKey, TrainingId};
use crate::domain::text::septet_count;
use crate::domain::training::{Code, Course, TRIES, Training};
use crate::domain::ussd::{SCREEN_LIMIT, septets_on_air};
use crate::service::announce::alert_key;
use crate::service::context::Context;
use crate::service::plan_campaign::{Accepting, CampaignError, Unanswered};
use crate::service::random::key_bytes;
use crate::store::interests::Applicant;
use crate::store::{Lane, StoreError, interests, people, trainings};

/// People read at once.
const BATCH: usize = 500;
/// Places of one course, at most: more is a slip of the pen.
const MOST_SEATS: u32 = 10_000;

/// Why a training cannot be posted or changed.
#[derive(Debug, thiserror::Error)]
pub enum TrainingError {
    /// Something staff wrote cannot be sent to people.
    #[error("--{flag}: \"{written}\" {why}")]
    Words {
        /// The flag.
        flag: &'static str,
        /// What was written.
        written: String,
        /// What is wrong with it, and what to do.
        why: String,
    },
    /// The texts that name it do not fit.
    #[error("--title, --place: {key} in {locale} does not fit {what} with them: shorten one of the two")]
    TooLong {
        /// Which text.
        key: ContentKey,
        /// In which language.
        locale: Locale,
        /// One SMS, or one screen.
        what: &'static str,
    },
    /// A text about it breaks a rule.
    #[error("--title, --place: the {locale} text of {key} {why}: write them in other words")]
    AgainstRules {
        /// Which text.
        key: ContentKey,
        /// In which language.
        locale: Locale,
        /// What is wrong.
        why: String,
    },
    /// It starts or closes in the past, or closes after it starts.
    #[error("{0}")]
    Time(&'static str),
    /// More places than any course has.
    #[error("--seats: write how many places there are, 1 to {MOST_SEATS}, or leave it out where nobody counts them")]
    Seats,
    /// People would get words that no native speaker reviewed, and nobody puts a name to them.
    #[error(transparent)]
    Unreviewed(Box<CampaignError>),
    /// No such code.
    #[error("there is no training {0}; see: fitila training list")]
    Unknown(String),
    /// It is over.
    #[error("training {0} is closed already")]
    Over(Code),
    /// The system gives no random numbers, without which a code can be guessed.
    #[error("the system gave no random numbers for a code; try again")]
    NoChance,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Posts a training and gives its code. From now on people are told of it.
pub async fn post_training(
    context: &Context,
    mut course: Course,
    accepting: Option<Accepting>,
) -> Result<Code, TrainingError> {
    let now = context.clock().now();
    let content = context.content();
    course.audience.settle(&content.rulebook.areas);
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
        let (kept, posted) = (code.clone(), course.clone());
        let added = context.store().write(Lane::Urgent, move |tx| trainings::add(tx, &kept, &posted, closes_at, now));
        match added.await {
            Ok(_) => return Ok(code),
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

fn within_time(context: &Context, course: &Course, now: Timestamp) -> Result<(), TrainingError> {
    let zone = &context.rules().zone;
    if course.starts.begins(zone) <= now {
        return Err(TrainingError::Time(
            "--starts: it has begun by then: write a day or an hour that is still to come",
        ));
    }
    if course.closes.ends(zone) <= now {
        return Err(TrainingError::Time(
            "--closes: it is past: write the last day on which a girl may ask for a place",
        ));
    }
    if course.closes.day() > course.starts.day() {
        return Err(TrainingError::Time(
            "--closes: it is after the start: nobody asks for a place in a course that runs",
        ));
    }
    Ok(())
}

/// What staff wrote, judged alone: no number, no link, no promise, nothing that asks for money.
fn within_words(content: &Content, course: &Course) -> Result<(), TrainingError> {
    let written = [("title", &course.title), ("place", &course.place), ("issuer", &course.issuer)];
    for (flag, written) in written {
        let wrong = |why: String| Err(TrainingError::Words { flag, written: written.clone(), why });
        if written.trim().is_empty() || written.trim() != written {
            return wrong("is empty or begins or ends with a space: write it out".to_owned());
        }
        if septet_count(written).is_none() || written.chars().any(char::is_control) {
            return wrong("has letters that cost two or three SMS: write it in plain letters".to_owned());
        }
        for locale in &content.rulebook.locales {
            let key = &keys::TRAINING_ITEM;
            let (channel, purpose) = (Channel::Sms, Purpose::Answer);
            let judged = Judged { key, locale: *locale, channel, purpose, text: written };
            let errors = lint_text(content, &judged);
            if let Some(finding) = errors.into_iter().find(|finding| finding.level == Level::Error) {
                return wrong(format!("cannot stand in a text: it {}", finding.message));
            }
        }
    }
    if course.checked.split_whitespace().count() < 3 {
        let why = "does not say enough: write who of you visited or phoned, and when".to_owned();
        return Err(TrainingError::Words { flag: "checked", written: course.checked.clone(), why });
    }
    Ok(())
}

/// All texts that name it: one SMS, one screen, in every language, and no rule broken by the whole.
fn within_size(content: &Content, course: &Course) -> Result<(), TrainingError> {
    let values = course.values(&Code::stored(&content.rulebook.example_code));
    for locale in &content.rulebook.locales {
        let alert = alert_key(course);
        let Some(text) = content.alert_text(&alert, &values, *locale, Discretion::Full) else { continue };
        if text.segments > 1 {
            return Err(TrainingError::TooLong { key: alert, locale: *locale, what: "one SMS" });
        }
        if let Some((_, why)) = content.objection(&alert, text.locale, &text.text) {
            return Err(TrainingError::AgainstRules { key: alert, locale: *locale, why });
        }
        for key in [
            keys::TRAINING_ITEM,
            keys::TRAINING_ITEM_FEE,
            keys::VERIFY_OK,
            keys::VERIFY_OK_FEE,
            keys::APPLY_DONE,
            keys::APPLY_AGAIN,
        ] {
            let sms = content.compose(&key, *locale, Channel::Sms, &values);
            if sms.is_some_and(|sms| sms.segments > 1) {
                return Err(TrainingError::TooLong { key, locale: *locale, what: "one SMS" });
            }
            let node = content.rulebook.menu.nodes().find(|node| node.messages.contains(&key));
            let below = node.and_then(|node| node.navigation(*locale)).map_or(0, |line| line.chars().count() + 1);
            let screen = content.compose(&key, *locale, Channel::Ussd, &values);
            let fits = |text: String| septets_on_air(&text).is_some_and(|septets| septets + below <= SCREEN_LIMIT);
            if screen.is_some_and(|screen| !fits(screen.text)) {
                return Err(TrainingError::TooLong { key, locale: *locale, what: "one screen" });
            }
        }
    }
    Ok(())
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

/// A training as staff see it.
#[derive(Debug, Clone)]
pub struct PostedTraining {
    /// The training.
    pub training: Training,
    /// Right tests of its code.
    pub checks: u64,
    /// Messages about it by state.
    pub told: BTreeMap<String, u64>,
    /// All who asked for a place, the first first.
    pub applicants: Vec<Applicant>,
}

/// A training by its code.
pub async fn show_training(context: &Context, code: &str) -> Result<PostedTraining, TrainingError> {
    let unknown = || TrainingError::Unknown(code.to_owned());
    let read = Code::read(code).ok_or_else(unknown)?;
    let found = context.store().read(move |tx| {
        let Some(training) = trainings::find(tx, &read)? else { return Ok(None) };
        let id: TrainingId = training.id;
        let told = trainings::told(tx, &training.code)?.into_iter().collect();
        let (checks, applicants) = (trainings::checks(tx, id)?, interests::applicants(tx, id)?);
        Ok(Some(PostedTraining { training, checks, told, applicants }))
    });
    found.await?.ok_or_else(unknown)
}

/// All trainings, the newest first, and the wrong codes of today.
pub async fn list_trainings(context: &Context) -> Result<(Vec<Training>, u64), StoreError> {
    let today = context.rules().zone.to_datetime(context.clock().now()).date();
    context.store().read(move |tx| Ok((trainings::all(tx)?, interests::wrong_on(tx, today)?))).await
}

/// Closes a training before its time. Gives how many messages had not left.
pub async fn close_training(context: &Context, code: &str) -> Result<usize, TrainingError> {
    let unknown = || TrainingError::Unknown(code.to_owned());
    let (now, read) = (context.clock().now(), Code::read(code).ok_or_else(unknown)?);
    let kept = read.clone();
    let closed = context.store().write(Lane::Urgent, move |tx| {
        if !trainings::is_taken(tx, &kept)? {
            return Ok(None);
        }
        Ok(Some(trainings::close(tx, &kept, now)?))
    });
    closed.await?.ok_or_else(unknown)?.ok_or(TrainingError::Over(read))
}
