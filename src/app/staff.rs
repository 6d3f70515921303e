//! `fitila staff …` and `fitila audit …`.

use data_encoding::HEXLOWER;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::app::cli::{AboutArgs, AsArgs, AuditVerb, Json, StaffVerb};
use crate::app::exit::{Ended, Failure, complain, say, say_json};
use crate::app::people::number_at;
use crate::app::times::local;
use crate::domain::address::{Email, Locale, Msisdn};
use crate::domain::care::{Actor, StaffRole, StaffRoles};
use crate::service::{
    Change, Context, Named, Phone, Proof, actor, add_staff, change_staff, disable_staff, has_lead, list_audit,
    list_staff, roles_of, still_holds, verify_audit,
};
use crate::store::audit::{Break, Entry};
use crate::store::staff::Account;

/// What is done about a broken record.
const KEEP: &str = "Keep a copy of the database as it is, and ask who could write to it.";

/// Does what a verb about the staff says.
pub async fn staff(context: &Context, verb: StaffVerb) -> Ended {
    match verb {
        StaffVerb::Add { name, email, about, on_duty, who, json } => {
            let email = address(&email)?;
            let change = Change { name: Some(name), on_duty: Some(on_duty), ..read(&about)? };
            add_staff(context, who_changes(context, &who).await?, email.clone(), change)
                .await
                .map_err(Failure::wrong)?;
            match json.json {
                true => say_json(&one(context, &email).await?),
                false => say(&format!("{email} is of the staff now.")),
            }
        }
        StaffVerb::List { json } => return list(context, json).await,
        StaffVerb::Disable { email, who } => {
            let email = address(&email)?;
            let by = who_changes(context, &who).await?;
            let opened = disable_staff(context, by, email.clone()).await.map_err(Failure::wrong)?;
            say(&format!("{email} is switched off."));
            tell_of_cases(opened);
        }
        StaffVerb::Enable { email, who } => {
            let change = Change { active: Some(true), ..Change::default() };
            let email = make(context, &email, &who, change).await?;
            say(&format!("{email} is switched on."));
        }
        StaffVerb::Duty { email, state, who } => {
            let change = Change { on_duty: Some(state == "on"), ..Change::default() };
            let email = make(context, &email, &who, change).await?;
            say(&format!("{email} is {state} duty."));
        }
        StaffVerb::Change { email, name, about, who } => {
            let change = Change { name, ..read(&about)? };
            if change == Change::default() {
                return Err(Failure::wrong("give what changes: --name, --role, --phone, --no-phone or --language"));
            }
            let email = make(context, &email, &who, change).await?;
            say(&format!("{email} is changed."));
        }
    }
    warn(context);
    Ok(())
}

async fn make(context: &Context, email: &str, who: &AsArgs, change: Change) -> Result<Email, Failure> {
    let email = address(email)?;
    // Everybody says herself when she is on duty.
    let is_own_duty = who.actor.as_deref() == Some(email.as_str()) && change == only_duty(&change);
    let by = if is_own_duty { who_does(context, who).await? } else { who_changes(context, who).await? };
    tell_of_cases(change_staff(context, by, email.clone(), change).await.map_err(Failure::wrong)?);
    Ok(email)
}

/// Whose cases are open again.
fn tell_of_cases(opened: usize) {
    if opened > 0 {
        say(&format!(
            "{opened} cases that she answered are open again; colleagues are called to those whose person wrote today. See: fitila case list"
        ));
    }
}

fn only_duty(change: &Change) -> Change {
    Change { on_duty: change.on_duty, ..Change::default() }
}

/// Says what the programme lacks after a change.
fn warn(context: &Context) {
    let roster = context.roster();
    if !roster.members.iter().any(crate::domain::care::Member::takes_calls) {
        complain("nobody is on duty now: texts promise no answer; see: fitila staff duty");
    }
    if !has_lead(&roster.members) {
        complain("nobody leads the safeguarding now; give somebody --role lead");
    }
}

/// Who does it, as the audit keeps it, if her roles allow it. Whoever gives no name sits at the server: that is written down.
pub(super) async fn who_may(
    context: &Context,
    who: &AsArgs,
    may: impl Fn(StaffRoles) -> bool,
    whose: &str,
) -> Result<Actor, Failure> {
    let actor = who_does(context, who).await?;
    if let Actor::Named(email) = &actor {
        let roles = roles_of(context, email.clone()).await.map_err(Failure::wrong)?;
        if !roles.is_some_and(may) {
            return Err(Failure::wrong(format!(
                "--as: {email} may not do this; it is for {whose}: see fitila staff list"
            )));
        }
    }
    Ok(actor)
}

/// Who changes the staff.
async fn who_changes(context: &Context, who: &AsArgs) -> Result<Actor, Failure> {
    who_may(context, who, StaffRoles::may_change_staff, "an admin or the safeguarding lead").await
}

/// Who does it, as the audit keeps it.
pub(super) async fn who_does(context: &Context, who: &AsArgs) -> Result<Actor, Failure> {
    let named = |error| Failure::wrong(format!("--as: {error}"));
    let email = who.actor.as_deref().map(Email::parse).transpose().map_err(named)?;
    let found = actor(context, email).await.map_err(Failure::wrong)?;
    found.ok_or_else(|| Failure::wrong("--as: nobody who works here has this address; see: fitila staff list"))
}

fn address(text: &str) -> Result<Email, Failure> {
    Email::parse(text).map_err(|error| Failure::wrong(format!("EMAIL: {error}")))
}

fn read(about: &AboutArgs) -> Result<Change, Failure> {
    let role = |word: &String| {
        let known: Vec<&str> = StaffRole::ALL.iter().map(|(_, word)| *word).collect();
        let unknown = || Failure::wrong(format!("--role: \"{word}\" is no role; the roles are {}", known.join(", ")));
        StaffRole::parse(word).ok_or_else(unknown)
    };
    let roles: Vec<StaffRole> = about.role.iter().map(role).collect::<Result<_, _>>()?;
    let wrong = |error| Failure::wrong(format!("--language: {error}"));
    let languages: Vec<Locale> =
        about.language.iter().map(|code| Locale::parse(code)).collect::<Result<_, _>>().map_err(wrong)?;
    Ok(Change {
        roles: (!roles.is_empty()).then(|| roles.into_iter().fold(StaffRoles::NONE, StaffRoles::with)),
        phone: phone(about)?,
        languages: (!languages.is_empty()).then_some(languages),
        ..Change::default()
    })
}

fn phone(about: &AboutArgs) -> Result<Option<Phone>, Failure> {
    if about.no_phone {
        return Ok(Some(Phone::Gone));
    }
    about.phone.as_deref().map(|text| number_at("--phone", text).map(Phone::Is)).transpose()
}

async fn one(context: &Context, email: &Email) -> Result<Value, Failure> {
    let all = list_staff(context).await.map_err(Failure::wrong)?;
    Ok(all.iter().find(|account| account.member.email == email.as_str()).map(shown).unwrap_or_default())
}

fn shown(account: &Account) -> Value {
    let member = &account.member;
    json!({
        "email": member.email,
        "name": member.name,
        "roles": member.roles.to_words().split(';').collect::<Vec<_>>(),
        "languages": member.languages,
        "phone": account.phone.as_ref().map(Msisdn::masked),
        "on_duty": member.on_duty,
        "active": account.active,
    })
}

async fn list(context: &Context, json: Json) -> Ended {
    let all = list_staff(context).await.map_err(Failure::wrong)?;
    if json.json {
        say_json(&all.iter().map(shown).collect::<Vec<_>>());
        return Ok(());
    }
    for account in &all {
        let member = &account.member;
        let phone = account.phone.as_ref().map_or_else(|| "no phone".to_owned(), Msisdn::masked);
        let duty = if member.on_duty { ", on duty" } else { "" };
        let off = if account.active { "" } else { ", switched off" };
        let roles = member.roles.to_words().replace(';', ", ");
        say(&format!("{}  {}  ({roles})  {phone}{duty}{off}", member.email, member.name));
    }
    if all.is_empty() {
        say("Nobody yet; add somebody with: fitila staff add");
    }
    Ok(())
}

/// Does what a verb about the audit says.
pub async fn audit(context: &Context, verb: AuditVerb) -> Ended {
    match verb {
        AuditVerb::Verify { head } => verify(context, head.as_deref()).await,
        AuditVerb::List { since, json } => {
            let zone = &context.rules().zone;
            let day = |text: &str| {
                let day: Option<jiff::civil::Date> = text.parse().ok();
                let at = day.and_then(|day| zone.to_ambiguous_timestamp(day.at(0, 0, 0, 0)).compatible().ok());
                at.ok_or_else(|| Failure::wrong("--since: write a day, such as 2026-12-01"))
            };
            let since = since.as_deref().map(day).transpose()?;
            let entries = list_audit(context, since).await.map_err(Failure::wrong)?;
            match json.json {
                true => say_json(&entries.iter().map(as_json).collect::<Vec<_>>()),
                false => entries.iter().for_each(|entry| say(&line(entry, zone))),
            }
            Ok(())
        }
    }
}

async fn verify(context: &Context, head: Option<&str>) -> Ended {
    let wrong = || Failure::wrong("--head: write it as the log does, such as 17:9f3ac8d207b1e645");
    let named = head.map(|text| Named::parse(text).ok_or_else(wrong)).transpose()?;
    let found = match verify_audit(context).await.map_err(Failure::wrong)? {
        Proof::Whole(..) if !holds(context, named.as_ref()).await? => {
            let named = head.unwrap_or_default();
            say(&format!("The record is broken: {named} stood in the log and is not in the record any more. {KEEP}"));
            return Err(Failure::Found);
        }
        Proof::Whole(0, ..) => {
            say("The record is whole: nothing was done yet.");
            return Ok(());
        }
        Proof::Whole(entries, at, hash) => {
            let at = at.map_or_else(String::new, |at| at.to_string());
            say(&format!("The record is whole: {entries} entries, the last of {at}, hash {}", HEXLOWER.encode(&hash)));
            return Ok(());
        }
        Proof::Broken(found) => found,
    };
    let what = match found {
        Break::Changed(place) => format!("entry {place} is not what was written"),
        Break::Missing(place) => format!("entry {place} is missing"),
        Break::Cut(place) => format!("the entries from {place} on were cut off"),
        Break::Unreadable(place) => format!("the detail of entry {place} cannot be opened"),
        Break::Head => "the mark of its last entry is missing or was changed".to_owned(),
    };
    say(&format!("The record is broken: {what}. {KEEP}"));
    Err(Failure::Found)
}

async fn holds(context: &Context, named: Option<&Named>) -> Result<bool, Failure> {
    let Some(named) = named else { return Ok(true) };
    still_holds(context, named).await.map_err(Failure::wrong)
}

fn as_json(entry: &Entry) -> Value {
    json!({
        "place": entry.place,
        "at": entry.at.to_string(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "hash": HEXLOWER.encode(&entry.hash),
    })
}

fn line(entry: &Entry, zone: &TimeZone) -> String {
    let at = local(entry.at, zone);
    let detail = entry.detail.as_deref().filter(|detail| !detail.is_empty());
    let detail = detail.map(|detail| format!(": {detail}")).unwrap_or_default();
    format!("{:>5}  {at}  {}  {}  {}{detail}", entry.place, entry.actor, entry.action, entry.subject)
}
