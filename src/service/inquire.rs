//! Looks up what a person asks about trainings, writes down what follows from it, and gives what is to be said.

use jiff::Timestamp;

use crate::domain::catalogue::keys;
use crate::domain::conversation::Say;
use crate::domain::ids::{ContentKey, SubscriberId};
use crate::domain::training::{
    Code, Cost, Found, Guesses, Inquiry, Interest, MOST_WRONG_OF_ALL, Registered, Seeker, Standing, Training, register,
    verify,
};
use crate::service::context::Rules;
use crate::service::random::Random;
use crate::store::{StoreError, Tx, interests, trainings};

/// Who asks, and when.
pub(super) struct Inquirer<'a> {
    pub(super) subscriber: SubscriberId,
    pub(super) random: &'a Random,
    pub(super) rules: &'a Rules,
    pub(super) now: Timestamp,
}

/// What is to be said, one text for each course; `otherwise` where nothing was found.
pub(super) fn inquire(
    tx: &mut Tx<'_>,
    who: &Inquirer<'_>,
    inquiry: &Inquiry,
    otherwise: &Say,
) -> Result<Vec<Say>, StoreError> {
    let said = match inquiry {
        Inquiry::Verify(code) => vec![checked(tx, who, code, otherwise)?],
        Inquiry::Apply(code) => vec![asked(tx, who, code, otherwise)?],
        Inquiry::Offers(seeker) => offers(tx, who, seeker, otherwise)?,
    };
    Ok(if said.is_empty() { vec![otherwise.clone()] } else { said })
}

fn checked(tx: &mut Tx<'_>, who: &Inquirer<'_>, code: &Code, otherwise: &Say) -> Result<Say, StoreError> {
    let (guesses, training) = (guesses_of(tx, who)?, trainings::find(tx, code)?);
    let found = verify(guesses, training.as_ref(), who.now);
    match (found, &training) {
        (Found::Ours | Found::Full, Some(training)) => {
            trainings::count_check(tx, training.id)?;
            let key = match found {
                Found::Full => keys::VERIFY_FULL,
                _ => by_cost(training, keys::VERIFY_OK, keys::VERIFY_OK_FEE),
            };
            Ok(about(training, key, otherwise))
        }
        _ => not_ours(tx, who, found, otherwise),
    }
}

fn asked(tx: &mut Tx<'_>, who: &Inquirer<'_>, code: &Code, otherwise: &Say) -> Result<Say, StoreError> {
    let (guesses, training) = (guesses_of(tx, who)?, trainings::find_locked(tx, code)?);
    let before = match &training {
        Some(training) => interests::of(tx, training.id, who.subscriber)?,
        None => None,
    };
    match (register(guesses, training.as_ref(), before, who.now), &training) {
        (Registered::Now(interest), Some(training)) => {
            let id = who.random.id(who.now);
            interests::keep(tx, id, training.id, who.subscriber, interest, who.now)?;
            let key = if interest == Interest::Asked { keys::APPLY_DONE } else { keys::TRAINING_FULL };
            Ok(about(training, key, otherwise))
        }
        (Registered::Before(interest), Some(training)) => {
            let key = if interest == Interest::Asked { keys::APPLY_AGAIN } else { keys::TRAINING_FULL };
            Ok(about(training, key, otherwise))
        }
        (Registered::Not(found), _) => not_ours(tx, who, found, otherwise),
        (Registered::Now(_) | Registered::Before(_), None) => Ok(otherwise.clone()),
    }
}

fn offers(tx: &mut Tx<'_>, who: &Inquirer<'_>, seeker: &Seeker, otherwise: &Say) -> Result<Vec<Say>, StoreError> {
    let open = trainings::open(tx, who.now)?;
    let mut shown: Vec<&Training> = open.iter().filter(|training| seeker.is_shown(training)).collect();
    // Of equally far ones, the one that closes first stays first.
    shown.sort_by_key(|training| seeker.distance(training));
    let item = |training: &Training| {
        let key = match training.standing(who.now) {
            Standing::Full => keys::TRAINING_ITEM_FULL,
            _ => by_cost(training, keys::TRAINING_ITEM, keys::TRAINING_ITEM_FEE),
        };
        about(training, key, otherwise)
    };
    Ok(shown.into_iter().map(item).collect())
}

/// The wrong codes of the day so far.
fn guesses_of(tx: &mut Tx<'_>, who: &Inquirer<'_>) -> Result<Guesses, StoreError> {
    interests::guesses(tx, who.subscriber, who.rules.zone.to_datetime(who.now).date())
}

fn not_ours(tx: &mut Tx<'_>, who: &Inquirer<'_>, found: Found, otherwise: &Say) -> Result<Say, StoreError> {
    let key = match found {
        Found::Wait => keys::VERIFY_WAIT,
        Found::Closed => keys::VERIFY_EXPIRED,
        Found::NotOurs | Found::Ours | Found::Full => {
            let day = who.rules.zone.to_datetime(who.now).date();
            if interests::count_wrong(tx, who.subscriber, day)? == MOST_WRONG_OF_ALL {
                tracing::warn!(
                    "Codes of trainings are being guessed: {MOST_WRONG_OF_ALL} wrong ones today. From now until midnight \
                     each person may be wrong once more"
                );
            }
            otherwise.key.clone()
        }
    };
    Ok(Say { key, ..otherwise.clone() })
}

fn by_cost(training: &Training, free: ContentKey, fee: ContentKey) -> ContentKey {
    if training.course.cost == Cost::Nothing { free } else { fee }
}

fn about(training: &Training, key: ContentKey, otherwise: &Say) -> Say {
    Say { key, values: training.course.values(&training.code), ..otherwise.clone() }
}
