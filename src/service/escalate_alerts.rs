//! Climbs the ladder of alerts that nobody has taken: decides who is told, and queues the notices in the same write, so
//! that nobody is forgotten by a crash and nobody is told twice at one rung.

use jiff::{SignedDuration, Timestamp};

use crate::domain::care::{Cause, Climb, HERS_FIRST, Left, Member, Roster, Waiting, Way, climb};
use crate::domain::catalogue::keys;
use crate::domain::ids::{NoticeId, TerminatedId};
use crate::service::context::Context;
use crate::service::launch_broadcast::Progress;
use crate::service::staff_handset::{StaffText, default_locale, text_staff};
use crate::store::alert_ladder::{self, DueAlert};
use crate::store::notices::NewNotice;
use crate::store::{Lane, StoreError, Tx, notices, outbox, staff};

/// Alerts in one write.
const BATCH: usize = 20;
/// Alerts in one write, where there is nobody to tell.
const MANY: usize = 500;
/// A programme without staff is looked at again after this time.
const NOBODY_FOR: SignedDuration = SignedDuration::from_mins(1);
/// A text to staff is not sent later than this: by then the next rungs have told everybody.
const EXPIRES_AFTER: SignedDuration = SignedDuration::from_mins(30);

/// What a round did, for the log and for those who must be woken.
#[derive(Debug, Default)]
struct Told {
    seen: usize,
    texts: usize,
    mails: usize,
    unheard: usize,
}

/// Tells staff of alerts that are due.
pub async fn escalate_alerts(context: &Context) -> Result<Progress, StoreError> {
    let now = context.clock().now();
    if context.was_set_back(now) {
        context.store().write_again(Lane::Urgent, move |tx| alert_ladder::begin_anew(tx, now)).await?;
    }
    if !context.store().read(move |tx| alert_ladder::is_any_due(tx, now)).await? {
        return Ok(Progress::Done);
    }
    let inside = context.clone();
    let told = context.store().write_again(Lane::Urgent, move |tx| round(tx, &inside)).await?;
    if told.texts > 0 {
        context.wake_senders();
    }
    if told.mails > 0 {
        context.wake_mail();
    }
    if told.unheard > 0 {
        let unheard = told.unheard;
        tracing::error!(
            alerts = unheard,
            "Nobody of the staff can be told of {unheard} alerts: add somebody who may care for people, with a phone, by fitila staff add"
        );
    }
    Ok(if told.seen == BATCH || told.seen == MANY { Progress::More } else { Progress::Done })
}

fn round(tx: &mut Tx<'_>, context: &Context) -> Result<Told, StoreError> {
    let now = context.clock().now();
    let roster = Roster { members: staff::members(tx)?, office: context.rules().office.clone() };
    if roster.members.is_empty() {
        return put_off(tx, now);
    }
    let due = alert_ladder::due(tx, BATCH, now)?;
    let mut told = Told { seen: due.len(), ..Told::default() };
    for alert in &due {
        if is_hers_first(tx, alert, now)? {
            told.seen -= 1;
            continue;
        }
        go_on(tx, context, &roster, alert, &mut told, now)?;
    }
    Ok(told)
}

/// A programme without staff: there is nobody to choose from. Whoever joins lets the alerts be looked at at once.
fn put_off(tx: &mut Tx<'_>, now: Timestamp) -> Result<Told, StoreError> {
    let due = alert_ladder::due(tx, MANY, now)?;
    alert_ladder::wait_all(tx, &due, now + NOBODY_FOR)?;
    Ok(Told { seen: due.len(), unheard: due.len(), ..Told::default() })
}

/// Whether the answer to a call in silence is still to leave.
fn is_hers_first(tx: &mut Tx<'_>, alert: &DueAlert, now: Timestamp) -> Result<bool, StoreError> {
    let is_new = alert.cause == Cause::Silent && alert.rung.is_none() && now < alert.raised_at + HERS_FIRST;
    match alert.person {
        Some(person) if is_new => outbox::is_answer_waiting(tx, person),
        _ => Ok(false),
    }
}

fn go_on(
    tx: &mut Tx<'_>,
    context: &Context,
    roster: &Roster,
    alert: &DueAlert,
    told: &mut Told,
    now: Timestamp,
) -> Result<(), StoreError> {
    let known = notices::told(tx, alert.id)?;
    let left = alert.rung.map_or(Ok(Left::None), |rung| notices::left(tx, alert.id, rung))?;
    let waiting = Waiting {
        locale: alert.locale.unwrap_or_else(|| default_locale(context)),
        raised_at: alert.raised_at,
        rung: alert.rung,
        told: &known,
        left,
    };
    let rules = context.rules();
    match climb(&waiting, roster, context.post(), rules.pace, &rules.zone, now) {
        Climb::Wait(until) => alert_ladder::wait(tx, alert.id, until),
        Climb::Nobody(until) => {
            told.unheard += 1;
            alert_ladder::wait(tx, alert.id, until)
        }
        Climb::Tell { rung, who, next_at } => {
            for member in who.iter().filter_map(|id| roster.member(*id)) {
                tell(tx, context, alert, rung, member, told, now)?;
            }
            tracing::info!(
                alert.id = %alert.id, alert.rung = rung, staff = who.len(),
                "alert.notified: {} of the staff are told of alert {} at rung {rung}", who.len(), alert.id
            );
            alert_ladder::climbed(tx, alert.id, rung, next_at, now)
        }
    }
}

/// One of the staff by all her ways: the other one counts when one is down.
fn tell(
    tx: &mut Tx<'_>,
    context: &Context,
    alert: &DueAlert,
    rung: u32,
    member: &Member,
    told: &mut Told,
    now: Timestamp,
) -> Result<(), StoreError> {
    notices::supersede(tx, alert.id, member.id, now)?;
    for way in Way::to(member, context.post()) {
        let id = NoticeId(context.random().id(now));
        let notice = NewNotice { id, alert: alert.id, to: member.id, rung, message: None };
        match way {
            Way::Mail => told.mails += usize::from(notices::add(tx, &notice, now)?),
            Way::Sms => {
                let message = TerminatedId(context.random().id(now));
                let notice = NewNotice { message: Some(message), ..notice };
                if notices::add(tx, &notice, now)? {
                    let values = [("label", alert.label.to_string())];
                    let text = StaffText {
                        id: message,
                        key: &keys::STAFF_ALERT,
                        values: &values,
                        due_after: SignedDuration::ZERO,
                        expires_after: EXPIRES_AFTER,
                    };
                    told.texts += usize::from(text_staff(tx, context, member, &text, now)?);
                }
            }
        }
    }
    Ok(())
}
