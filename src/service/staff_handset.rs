//! The phone of one of the staff, as the outbox knows it, and the language in which she is told.

use jiff::Timestamp;

use crate::domain::address::{Locale, Msisdn};
use crate::domain::care::Member;
use crate::domain::consent::Standing;
use crate::domain::conversation::Profile;
use crate::domain::ids::{AccountName, SubscriberId};
use crate::service::context::Context;
use crate::store::subscribers::{Known, Through};
use crate::store::{StoreError, Tx, subscribers};

/// The language in which one of the staff is told.
pub(super) fn language_of(context: &Context, member: &Member) -> Locale {
    member.languages.first().copied().unwrap_or_else(|| default_locale(context))
}

/// The programme's language.
pub(super) fn default_locale(context: &Context) -> Locale {
    context.content().rulebook.default_locale()
}

/// A practice number is reached by the simulator only.
pub(super) fn account_to(context: &Context, number: &Msisdn) -> AccountName {
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
