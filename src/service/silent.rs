//! A call for help in silence. Whoever sends a market word, or presses the key that leads nowhere, is looked up here in
//! the write that hears it, and nothing here changes what she gets. Where the alert cannot be written, the answer goes
//! out all the same, it is tried again, and the people responsible are told.

use jiff::Timestamp;

use crate::domain::care::{CaseKind, CaseState, Cause};
use crate::domain::conversation::Sign;
use crate::domain::ids::{AlertId, SubscriberId};
use crate::service::context::Context;
use crate::service::new_case::{Opening, new_case};
use crate::service::page_leads::page_leads;
use crate::service::random::Random;
use crate::service::staff_handset::default_locale;
use crate::service::tell_holder::tell_holder;
use crate::store::alerts::Raised;
use crate::store::cases::{self, Heard, Wait};
use crate::store::marks::{self, Mark};
use crate::store::{Lane, StoreError, Tx, alerts, covers, subscribers};

/// What an alert is written with.
pub(super) struct With<'a> {
    pub(super) context: &'a Context,
    pub(super) now: Timestamp,
}

impl<'a> With<'a> {
    pub(super) fn of(context: &'a Context) -> Self {
        Self { context, now: context.clock().now() }
    }

    fn random(&self) -> &'a Random {
        self.context.random()
    }
}

/// Whether a sign was dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heed {
    /// It meant nothing.
    Nothing,
    /// The alert is written.
    Raised,
    /// It could not be looked up, or the alert could not be written.
    Failed,
}

/// Looks a sign up, and raises the alert if it was agreed with her. Never fails: the write that hears her goes on.
pub(super) fn heed(tx: &mut Tx<'_>, with: &With<'_>, subscriber: SubscriberId, sign: &Sign) -> Heed {
    let now = with.now;
    let heard = tx.apart(|tx| covers::matches(tx, subscriber, sign, now)).and_then(|is_hers| match is_hers {
        true => tx.apart(|tx| raise(tx, with, subscriber)).map(|()| Heed::Raised),
        false => Ok(Heed::Nothing),
    });
    let error = match heard {
        Ok(heed) => return heed,
        Err(error) => error,
    };
    tracing::error!("A market word could not be looked up, or its alert not be written; the tip went out: {error}");
    if let Err(error) = tx.apart(|tx| note(tx, now)) {
        tracing::error!("That an alert is missing could not be noted: {error}");
    }
    Heed::Failed
}

/// Tries again what failed in the write that heard it, in a write of its own.
pub(super) async fn heed_again(context: &Context, subscriber: SubscriberId, sign: Sign) {
    let inside = context.clone();
    let again = move |tx: &mut Tx<'_>| {
        let with = With::of(&inside);
        match covers::matches(tx, subscriber, &sign, with.now)? {
            true => raise(tx, &with, subscriber),
            false => Ok(()),
        }
    };
    match context.store().write(Lane::Urgent, again).await {
        Ok(()) => context.wake_alerts(),
        Err(error) => {
            context.metrics().alert_failed();
            tracing::error!("Its alert could not be written the second time either: {error}");
            page_leads(context).await;
        }
    }
}

/// Raises the alerts of calls that may stand without one, where there are any. Done every few seconds.
pub(super) async fn raise_missing(context: &Context) -> Result<(), StoreError> {
    if context.store().read(|tx| marks::get(tx, Mark::Unheard)).await?.is_none() {
        return Ok(());
    }
    let inside = context.clone();
    match context.store().write(Lane::Urgent, move |tx| catch_up(tx, &inside)).await {
        Ok(()) => context.wake_alerts(),
        Err(error) => {
            context.metrics().alert_failed();
            tracing::error!("An alert is missing and cannot be written; it is tried again in five seconds: {error}");
            page_leads(context).await;
        }
    }
    Ok(())
}

fn catch_up(tx: &mut Tx<'_>, context: &Context) -> Result<(), StoreError> {
    marks::hold(tx)?;
    let Some(since) = marks::get(tx, Mark::Unheard)? else { return Ok(()) };
    let since = Timestamp::from_millisecond(since).unwrap_or(Timestamp::UNIX_EPOCH);
    for subscriber in covers::seen_since(tx, since)? {
        raise(tx, &With::of(context), subscriber)?;
    }
    marks::clear(tx, Mark::LeadsPaged)?;
    marks::clear(tx, Mark::Unheard)
}

fn note(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    match marks::get(tx, Mark::Unheard)? {
        Some(_) => Ok(()),
        None => marks::set(tx, Mark::Unheard, now.as_millisecond()),
    }
}

/// Opens her silent case, or takes the one that is open, and raises the alert. Nothing of her words goes into it, and no
/// answer to her is ever due in it.
fn raise(tx: &mut Tx<'_>, with: &With<'_>, subscriber: SubscriberId) -> Result<(), StoreError> {
    let last = cases::hold_last_of(tx, subscriber, &[CaseKind::Silent])?;
    let case = match last.filter(|case| case.state != CaseState::Closed) {
        Some(case) => case,
        None => {
            let (account, locale) = subscribers::caller(tx, subscriber)?;
            let locale = locale.unwrap_or_else(|| default_locale(with.context));
            new_case(tx, with.random(), Opening { kind: CaseKind::Silent, subscriber, account, locale }, with.now)?
        }
    };
    if let Some(account) = &case.account {
        cases::hear(tx, &case, account, Heard { window_until: None, wait: Wait::AsItIs, locale: None }, with.now)?;
    }
    let id = AlertId(with.random().id(with.now));
    if let Raised::Joined(alert) = alerts::raise(tx, id, case.id, Cause::Silent, with.now)? {
        tell_holder(tx, with.context, &case, alert, with.now)?;
    }
    Ok(())
}
