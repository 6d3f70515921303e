//! Watching trainings, calling back who asked for a place, and closing one before its time.

use std::collections::BTreeMap;

use crate::domain::address::Email;
use crate::domain::care::{Act, Actor, Deed};
use crate::domain::ids::TrainingId;
use crate::domain::training::{Code, Interest, Training};
use crate::service::audit::note;
use crate::service::case_work::Reason;
use crate::service::context::Context;
use crate::service::judge_training::{TrainingError, deed, poster, subject};
use crate::store::interests::Applicant;
use crate::store::{Lane, StoreError, Tx, interests, staff, trainings};

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

impl PostedTraining {
    /// How many asked for a place and did not have to wait for the next course.
    pub fn asked(&self) -> u64 {
        self.applicants.iter().filter(|one| one.interest == Interest::Asked).count() as u64
    }
}

/// A training in the list of all.
#[derive(Debug, Clone)]
pub struct ListedTraining {
    /// The training.
    pub training: Training,
    /// How many asked for a place and did not have to wait for the next course.
    pub asked: u64,
}

/// Who is to be called back about a training.
#[derive(Debug, Clone)]
pub struct CallList {
    /// Its code.
    pub code: Code,
    /// All who asked for a place, the first first.
    pub applicants: Vec<Applicant>,
}

/// A training by its code.
pub async fn show_training(context: &Context, code: &str) -> Result<PostedTraining, TrainingError> {
    let unknown = || TrainingError::Unknown(code.to_owned());
    let read = Code::read(code).ok_or_else(unknown)?;
    context.store().read(move |tx| posted(tx, &read)).await?.ok_or_else(unknown)
}

/// All trainings, the newest first, and the wrong codes of today.
pub async fn list_trainings(context: &Context) -> Result<(Vec<ListedTraining>, u64), StoreError> {
    let today = context.rules().zone.to_datetime(context.clock().now()).date();
    let list = move |tx: &mut Tx<'_>| {
        let asked = trainings::asked_of_all(tx)?;
        let listed = trainings::all(tx)?.into_iter().map(|training| {
            let asked = asked.get(&training.id).copied().unwrap_or(0);
            ListedTraining { training, asked }
        });
        Ok((listed.collect(), interests::wrong_on(tx, today)?))
    };
    context.store().read(list).await
}

/// Who asked for a place in a training, with their numbers, for staff who call them back. The audit keeps who looked, why,
/// and how many numbers it were.
pub async fn call_back(context: &Context, code: &str, by: &Email, reason: &Reason) -> Result<CallList, TrainingError> {
    let unknown = || TrainingError::Unknown(code.to_owned());
    let read = Code::read(code).ok_or_else(unknown)?;
    let (inside, by, reason) = (context.clone(), by.clone(), reason.clone());
    let shown = context.store().write_again(Lane::Urgent, move |tx| {
        let account = staff::find_by_email(tx, &by)?.filter(|account| account.active);
        let Some(account) = account else { return Ok(Err(TrainingError::Stranger(by.clone()))) };
        if !account.member.roles.may_call_back() {
            return Ok(Err(TrainingError::MayNotCall(by.clone())));
        }
        // No more than this: nobody's text is taken in meanwhile.
        let Some(training) = trainings::find(tx, &read)? else { return Ok(Ok(None)) };
        let applicants = interests::applicants(tx, training.id)?;
        let count = applicants.iter().filter(|one| one.number.is_some()).count();
        let deed = Deed {
            actor: Actor::Named(by.clone()),
            act: Act::NumbersShown,
            subject: subject(&read),
            detail: Some(format!("{count} numbers: {}", reason.as_str())),
        };
        note(tx, &inside, &deed)?;
        Ok(Ok(Some(CallList { code: training.code, applicants })))
    });
    shown.await??.ok_or_else(unknown)
}

/// Closes a training before its time. Gives how many messages had not left.
pub async fn close_training(context: &Context, code: &str, by: Option<Email>) -> Result<usize, TrainingError> {
    let unknown = || TrainingError::Unknown(code.to_owned());
    let (now, read) = (context.clock().now(), Code::read(code).ok_or_else(unknown)?);
    let (inside, kept) = (context.clone(), read.clone());
    let closed = context.store().write_again(Lane::Urgent, move |tx| {
        let actor = match by.as_ref().map(|email| poster(tx, email)).transpose()? {
            None => Actor::Console,
            Some(Ok(actor)) => actor,
            Some(Err(refused)) => return Ok(Err(refused)),
        };
        let Some(training) = trainings::find(tx, &kept)? else { return Ok(Ok(None)) };
        let Some(withdrawn) = trainings::close(tx, &kept, now)? else { return Ok(Ok(Some(None))) };
        note(tx, &inside, &deed(actor, Act::TrainingClosed, &kept, &training.course))?;
        Ok(Ok(Some(Some(withdrawn))))
    });
    closed.await??.ok_or_else(unknown)?.ok_or(TrainingError::Over(read))
}

fn posted(tx: &mut Tx<'_>, code: &Code) -> Result<Option<PostedTraining>, StoreError> {
    let Some(training) = trainings::find(tx, code)? else { return Ok(None) };
    let id: TrainingId = training.id;
    let told = trainings::told(tx, &training.code)?.into_iter().collect();
    let (checks, applicants) = (trainings::checks(tx, id)?, interests::applicants(tx, id)?);
    Ok(Some(PostedTraining { training, checks, told, applicants }))
}
