//! Texts to the phone of one of the staff that are no answer to a text of hers, and the language in which she is told.

use jiff::{SignedDuration, Timestamp};

use crate::content::Channel;
use crate::domain::address::{Locale, Msisdn};
use crate::domain::care::Member;
use crate::domain::consent::Standing;
use crate::domain::conversation::Profile;
use crate::domain::ids::{AccountName, ContentKey, SubscriberId, TerminatedId};
use crate::domain::message::{Body, Cause, MobileTerminated, Urgency};
use crate::service::context::Context;
use crate::store::subscribers::{Known, Through};
use crate::store::{StoreError, Tx, outbox, staff, subscribers};

/// What happened longer ago is told with its day.
const TODAY: SignedDuration = SignedDuration::from_hours(12);

/// What one of the staff is told.
pub(super) struct StaffText<'a> {
    /// Its id, which a notice may name too.
    pub id: TerminatedId,
    /// Which text.
    pub key: &'a ContentKey,
    /// What fills it.
    pub values: &'a [(&'static str, String)],
    /// How long it is kept back.
    pub due_after: SignedDuration,
    /// Later it would tell her nothing that she can still heed.
    pub expires_after: SignedDuration,
}

/// Queues a text to one of the staff; says whether it did. She may have no phone.
pub(super) fn text_staff(
    tx: &mut Tx<'_>,
    context: &Context,
    member: &Member,
    told: &StaffText<'_>,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let Some(number) = staff::number_of(tx, member.id)? else { return Ok(false) };
    let locale = language_of(context, member);
    let Some(words) = context.content().compose(told.key, locale, Channel::Sms, told.values) else {
        tracing::error!(content.key = %told.key, "Text {} could not be composed; {} was not texted", told.key, member.id);
        return Ok(false);
    };
    let account = account_to(context, &number);
    let message = MobileTerminated {
        id: told.id,
        to: handset_of(tx, context, &number, &account, now)?,
        account,
        text: Body::new(words.text),
        segments: words.segments,
        urgency: Urgency::Safety,
        cause: Cause::Answer(None),
        due_at: now + told.due_after,
        expires_at: now + told.expires_after,
    };
    outbox::queue(tx, &message, now)?;
    Ok(true)
}

/// The language in which one of the staff is told.
pub(super) fn language_of(context: &Context, member: &Member) -> Locale {
    member.languages.first().copied().unwrap_or_else(|| default_locale(context))
}

/// The programme's language.
pub(super) fn default_locale(context: &Context) -> Locale {
    context.content().rulebook.default_locale()
}

/// A practice number is reached by the simulator only.
fn account_to(context: &Context, number: &Msisdn) -> AccountName {
    let practice = context.registry().accounts().iter().find(|one| one.gateway().capabilities().practice_only);
    match practice {
        Some(account) if number.is_practice() => account.name().clone(),
        _ => context.account_for(None),
    }
}

/// The handset of one of the staff as the outbox knows it. She may never have texted, or may have had herself erased.
pub(super) fn handset_of(
    tx: &mut Tx<'_>,
    context: &Context,
    number: &Msisdn,
    account: &AccountName,
    now: Timestamp,
) -> Result<SubscriberId, StoreError> {
    let through = Through { number: *number, account, network: None };
    match subscribers::find(tx, number)? {
        Some(known) => {
            if known.profile.subscription.standing == Standing::Erased {
                subscribers::save(tx, &known, &through, Standing::Erased, now)?;
            }
            Ok(known.id)
        }
        None => {
            let known = Known { id: SubscriberId(context.random().id(now)), profile: Profile::new() };
            subscribers::add_known(tx, &known, &through, now)?;
            Ok(known.id)
        }
    }
}

/// A moment as staff read it on a phone.
pub(super) fn clock_time(context: &Context, at: Timestamp, now: Timestamp) -> String {
    let format = if now.duration_since(at) < TODAY { "%H:%M" } else { "%-d %b %H:%M" };
    context.rules().zone.to_datetime(at).strftime(format).to_string()
}
