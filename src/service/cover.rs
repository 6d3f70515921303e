//! What is agreed with one person as her call for help in silence, face to face or by voice: setting it, listing, ending.
//! It is never set by a file, and nothing of it is texted.

use jiff::Timestamp;

use crate::domain::address::{Email, Msisdn};
use crate::domain::care::{Act, Actor, Deed, Member, OfficeHours, StaffRole, Subject};
use crate::domain::consent::{AgeBand, Standing};
use crate::domain::ids::SubscriberId;
use crate::service::audit::note;
use crate::service::context::Context;
use crate::store::covers::{self, Cover, NewCover};
use crate::store::{Lane, StoreError, Tx, staff, subscribers};

/// Letters of a plan, at most.
const LONGEST_PLAN: usize = 2000;

/// Why it cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum CoverError {
    /// Not one of the staff who may.
    #[error(
        "--as: only a case worker or the safeguarding lead may do this; name the address of one who is not switched off"
    )]
    NotAllowed,
    /// Nothing is held of the number, or it was erased.
    #[error("NUMBER: nothing is held of this number; let her text any word first")]
    Unknown,
    /// The word is not on the list.
    #[error(
        "the word is not one of the programme's market words; take one of [[tip_word]] in keywords.toml that is not printed where she lives"
    )]
    NotAMarketWord,
    /// Without a plan nobody knows what may be done.
    #[error(
        "the plan is missing or too long: write what was agreed with her, a check that cannot hurt her first, in 2000 letters at most"
    )]
    NoPlan,
    /// She is not known to be grown up.
    #[error(
        "she is under 18: only the safeguarding lead may agree this with her, by the programme's child protection policy"
    )]
    Child,
    /// Nobody would hear it.
    #[error("nobody would hear her: {0}")]
    Gap(&'static str),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is to be agreed.
#[derive(Clone)]
pub struct Agreement {
    /// Her number.
    pub number: Msisdn,
    /// Her word.
    pub word: String,
    /// What is to be done when she sends it.
    pub plan: String,
}

/// Keeps an agreement in place of an earlier one.
pub async fn set_cover(
    context: &Context,
    by: Email,
    agreement: Agreement,
    office: OfficeHours,
) -> Result<Cover, CoverError> {
    let (now, content) = (context.clock().now(), context.content());
    let Some(word) = content.rulebook.keywords.tip_key(&agreement.word).map(str::to_owned) else {
        return Err(CoverError::NotAMarketWord);
    };
    let plan = agreement.plan.trim().to_owned();
    if plan.is_empty() || plan.chars().count() > LONGEST_PLAN {
        return Err(CoverError::NoPlan);
    }
    let inside = context.clone();
    let write = move |tx: &mut Tx<'_>| {
        let member = match carer(tx, &by)? {
            Ok(member) => member,
            Err(refused) => return Ok(Err(refused)),
        };
        if let Some(gap) = gap(&staff::members(tx)?, &office) {
            return Ok(Err(CoverError::Gap(gap)));
        }
        let known = subscribers::find(tx, &agreement.number)?;
        let Some(known) = known.filter(|known| known.profile.subscription.standing != Standing::Erased) else {
            return Ok(Err(CoverError::Unknown));
        };
        let is_child = matches!(known.profile.age_band, Some(AgeBand::Under13 | AgeBand::From13To17));
        if is_child && !member.roles.contains(StaffRole::Lead) {
            return Ok(Err(CoverError::Child));
        }
        let cover = NewCover { subscriber: known.id, word: &word, plan: &plan, set_by: by.as_str() };
        covers::set(tx, &cover, now)?;
        note(tx, &inside, &deed(&by, Act::CoverSet, known.id))?;
        let all = covers::all(tx)?;
        Ok(all.into_iter().find(|cover| cover.subscriber == known.id).ok_or(CoverError::Unknown))
    };
    context.store().write(Lane::Urgent, write).await?
}

/// Ends an agreement; says whether there was one.
pub async fn retire_cover(context: &Context, by: Email, number: Msisdn) -> Result<bool, CoverError> {
    let inside = context.clone();
    let write = move |tx: &mut Tx<'_>| {
        if let Err(refused) = carer(tx, &by)? {
            return Ok(Err(refused));
        }
        let Some(known) = subscribers::find(tx, &number)? else { return Ok(Ok(false)) };
        let ended = covers::retire(tx, known.id)?;
        if ended {
            note(tx, &inside, &deed(&by, Act::CoverRetired, known.id))?;
        }
        Ok(Ok(ended))
    };
    context.store().write(Lane::Urgent, write).await?
}

/// The agreements, the one to be agreed anew first at the top: all for the lead, her own for a case worker.
pub async fn list_covers(context: &Context, by: Email) -> Result<Vec<(Cover, Review)>, CoverError> {
    let now = context.clock().now();
    let read = move |tx: &mut Tx<'_>| {
        let member = match carer(tx, &by)? {
            Ok(member) => member,
            Err(refused) => return Ok(Err(refused)),
        };
        let sees = |cover: &Cover| member.roles.contains(StaffRole::Lead) || cover.set_by == by.as_str();
        let seen = covers::all(tx)?.into_iter().filter(sees);
        Ok(Ok(seen.map(|cover| (review(&cover, now), cover)).map(|(review, cover)| (cover, review)).collect()))
    };
    context.store().read(read).await?
}

/// Whether an agreement must be spoken of again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    /// Not yet.
    Later,
    /// It should have been by now.
    Due,
}

fn review(cover: &Cover, now: Timestamp) -> Review {
    if cover.review_by <= now { Review::Due } else { Review::Later }
}

/// Neither the word nor the plan is in it.
fn deed(by: &Email, act: Act, person: SubscriberId) -> Deed {
    Deed { actor: Actor::Named(by.clone()), act, subject: Subject::Person(person), detail: None }
}

fn carer(tx: &mut Tx<'_>, by: &Email) -> Result<Result<Member, CoverError>, StoreError> {
    let account = staff::find_by_email(tx, by)?.filter(|account| account.active && account.member.roles.may_care());
    Ok(account.map(|account| account.member).ok_or(CoverError::NotAllowed))
}

/// Why a call would not be heard at some hour, if so.
fn gap(members: &[Member], office: &OfficeHours) -> Option<&'static str> {
    let lead_is_reached = members.iter().any(|member| member.has_phone && member.roles.contains(StaffRole::Lead));
    if !members.iter().any(Member::takes_calls) {
        Some("nobody who is on duty has a phone; put somebody on duty, with fitila staff")
    } else if *office != OfficeHours::ALWAYS && !lead_is_reached {
        Some("outside care.office_hours a call goes to the safeguarding lead, and no lead has a phone")
    } else {
        None
    }
}
