//! Who works for the programme, and who is on duty. Each change is noted in the audit, in the same write.

use crate::domain::address::{Email, Locale, Msisdn};
use crate::domain::care::{Act, Actor, Deed, Member, StaffRole, StaffRoles, Subject};
use crate::domain::ids::StaffId;
use crate::service::audit::note;
use crate::service::context::Context;
use crate::service::hand_on::hand_on;
use crate::service::roster::refresh_roster;
use crate::store::staff::Account;
use crate::store::{Lane, StoreError, Tx, alert_ladder, cases, staff};

/// Why the staff stay as they were.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// No such account.
    #[error("no account has the address {0}; see: fitila staff list")]
    Unknown(Email),
    /// There is one already.
    #[error("{0} has an account already; change it with: fitila staff change, or fitila staff enable")]
    EmailTaken(Email),
    /// The number is another's.
    #[error("--phone: this number is that of {0}; each of the staff needs a phone of her own")]
    PhoneTaken(String),
    /// On duty, but calls could not come.
    #[error("on duty needs a phone and a role that cares for people: give --phone, and --role case-worker or lead")]
    CannotTakeCalls,
    /// An account of nobody.
    #[error("NAME: write what she is called")]
    NoName,
    /// An account that may do nothing.
    #[error("--role: give at least one")]
    NoRole,
    /// Two changes at once.
    #[error("somebody changed the staff at the same time; look at fitila staff list and try again")]
    Collided,
    /// The database.
    #[error(transparent)]
    Store(StoreError),
}

impl From<StoreError> for StaffError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Duplicate) { Self::Collided } else { Self::Store(error) }
    }
}

/// What is to become of a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phone {
    /// This is hers.
    Is(Msisdn),
    /// She has none any more.
    Gone,
}

/// What is to become of an account; what is not said stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// What she is called.
    pub name: Option<String>,
    /// All that she may do.
    pub roles: Option<StaffRoles>,
    /// How she is texted.
    pub phone: Option<Phone>,
    /// All languages in which she can answer.
    pub languages: Option<Vec<Locale>>,
    /// Whether calls for help come to her first.
    pub on_duty: Option<bool>,
    /// Whether she works here.
    pub active: Option<bool>,
}

/// Adds somebody to the staff.
pub async fn add_staff(context: &Context, actor: Actor, email: Email, new: Change) -> Result<(), StaffError> {
    let id = StaffId(context.random().id(context.clock().now()));
    let member = Member {
        id,
        name: String::new(),
        email: email.to_string(),
        roles: StaffRoles::NONE,
        languages: Vec::new(),
        on_duty: false,
        has_phone: false,
    };
    let fresh = Account { member, phone: None, active: true };
    let inside = context.clone();
    let added = move |tx: &mut Tx<'_>| {
        staff::hold(tx)?;
        if staff::find_by_email(tx, &email)?.is_some() {
            return Ok(Err(StaffError::EmailTaken(email.clone())));
        }
        let account = match fit(tx, &inside, &actor, changed(&fresh, &new))? {
            Ok(account) => account,
            Err(refused) => return Ok(Err(refused)),
        };
        let now = inside.clock().now();
        staff::add(tx, &account, now)?;
        alert_ladder::look_again(tx, now)?;
        note(tx, &inside, &deed(&actor, Act::StaffAdded, &account, Some(said(&new))))?;
        Ok(Ok(()))
    };
    context.store().write_again(Lane::Urgent, added).await??;
    context.wake_alerts();
    Ok(refresh_roster(context).await?)
}

/// Changes an account, puts her on duty, or switches her on or off; says how many cases of hers are open again, as she
/// may answer nobody any more.
pub async fn change_staff(context: &Context, actor: Actor, email: Email, change: Change) -> Result<usize, StaffError> {
    let inside = context.clone();
    let act = match (change.active, change.on_duty) {
        (Some(true), _) => Act::StaffEnabled,
        (Some(false), _) => Act::StaffDisabled,
        (None, Some(_)) => Act::DutyChanged,
        (None, None) => Act::StaffChanged,
    };
    let write = move |tx: &mut Tx<'_>| {
        staff::hold(tx)?;
        let Some(before) = staff::find_by_email(tx, &email)? else {
            return Ok(Err(StaffError::Unknown(email.clone())));
        };
        let account = match fit(tx, &inside, &actor, changed(&before, &change))? {
            Ok(account) => account,
            Err(refused) => return Ok(Err(refused)),
        };
        if account == before {
            return Ok(Ok(0));
        }
        let now = inside.clock().now();
        staff::change(tx, &account, now)?;
        alert_ladder::look_again(tx, now)?;
        if account.phone != before.phone || !account.active {
            cases::take_back_lent(tx, account.member.id, now)?;
        }
        note(tx, &inside, &deed(&actor, act, &account, Some(said(&change))))?;
        let answers = account.active && account.member.roles.may_care();
        Ok(Ok(if answers { 0 } else { hand_on(tx, &inside, account.member.id, now)? }))
    };
    let opened = context.store().write_again(Lane::Urgent, write).await??;
    if opened > 0 {
        context.wake_alerts();
    }
    refresh_roster(context).await?;
    Ok(opened)
}

/// Switches an account off, as `change_staff` does. It stays, so that the audit keeps its name; she is off duty.
pub async fn disable_staff(context: &Context, actor: Actor, email: Email) -> Result<usize, StaffError> {
    let off = Change { active: Some(false), on_duty: Some(false), ..Change::default() };
    change_staff(context, actor, email, off).await
}

/// All accounts, in the order in which they were added.
pub async fn list_staff(context: &Context) -> Result<Vec<Account>, StoreError> {
    context.store().read(staff::all).await
}

/// Whether somebody leads the safeguarding.
pub fn has_lead(members: &[Member]) -> bool {
    members.iter().any(|member| member.roles.contains(StaffRole::Lead))
}

fn changed(before: &Account, change: &Change) -> Account {
    let mut account = before.clone();
    if let Some(name) = &change.name {
        account.member.name = name.trim().to_owned();
    }
    account.member.roles = change.roles.unwrap_or(account.member.roles);
    account.phone = match change.phone {
        Some(Phone::Is(number)) => Some(number),
        Some(Phone::Gone) => None,
        None => account.phone,
    };
    account.member.has_phone = account.phone.is_some();
    if let Some(languages) = &change.languages {
        account.member.languages.clone_from(languages);
    }
    account.member.on_duty = change.on_duty.unwrap_or(account.member.on_duty);
    account.active = change.active.unwrap_or(account.active);
    account
}

/// Whether an account may be as it would become.
fn fit(
    tx: &mut Tx<'_>,
    context: &Context,
    actor: &Actor,
    account: Account,
) -> Result<Result<Account, StaffError>, StoreError> {
    let member = &account.member;
    if member.name.is_empty() {
        return Ok(Err(StaffError::NoName));
    }
    if member.roles == StaffRoles::NONE {
        return Ok(Err(StaffError::NoRole));
    }
    if member.on_duty && !(member.takes_calls() && account.active) {
        return Ok(Err(StaffError::CannotTakeCalls));
    }
    if let Some(phone) = &account.phone
        && let Some(other) = staff::holder(tx, phone)?.filter(|other| other.member.id != member.id)
    {
        if other.active {
            return Ok(Err(StaffError::PhoneTaken(other.member.email)));
        }
        // The programme's own phone goes on to who comes after her.
        let gone = Change { phone: Some(Phone::Gone), ..Change::default() };
        let other = changed(&other, &gone);
        staff::change(tx, &other, context.clock().now())?;
        note(tx, context, &deed(actor, Act::StaffChanged, &other, Some(said(&gone))))?;
    }
    Ok(Ok(account))
}

fn deed(actor: &Actor, act: Act, account: &Account, detail: Option<String>) -> Deed {
    Deed { actor: actor.clone(), act, subject: Subject::Staff(account.member.email.clone()), detail }
}

/// A change in words, without the number.
fn said(change: &Change) -> String {
    let name = change.name.as_ref().map(|name| format!("name {name}"));
    let roles = change.roles.map(|roles| format!("roles {}", roles.to_words()));
    let phone = change.phone.map(|phone| if phone == Phone::Gone { "no phone" } else { "phone" }.to_owned());
    let languages = change.languages.as_ref().map(|languages| {
        let codes: Vec<&str> = languages.iter().map(Locale::as_str).collect();
        format!("languages {}", codes.join(";"))
    });
    let duty = change.on_duty.map(|on| if on { "on duty" } else { "off duty" }.to_owned());
    let parts: Vec<String> = [name, roles, phone, languages, duty].into_iter().flatten().collect();
    parts.join(", ")
}
