//! A call for help in silence. Whoever sends a market word, or presses the key that leads nowhere, is looked up here in
//! the write that hears it, and nothing here changes what she gets. Where the alert cannot be written, the answer goes
//! out all the same, it is tried again, and the people responsible are told.

use jiff::Timestamp;

use crate::domain::address::Locale;
use crate::domain::care::{Cause, Label};
use crate::domain::conversation::Sign;
use crate::domain::ids::{AlertId, CaseId, SubscriberId};
use crate::service::context::Context;
use crate::service::random::Random;
use crate::store::marks::{self, Mark};
use crate::store::{Lane, StoreError, Tx, alerts, covers};

/// What an alert is written with.
pub(super) struct With<'a> {
    pub(super) random: &'a Random,
    /// The language of a person of whom none is known.
    pub(super) locale: Locale,
    pub(super) now: Timestamp,
}

impl<'a> With<'a> {
    fn of(context: &'a Context) -> Self {
        let locale = context.content().rulebook.default_locale();
        Self { random: context.random(), locale, now: context.clock().now() }
    }
}

/// Whether a sign was dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Heed {
    /// It meant nothing, or the alert is written.
    Done,
    /// It could not be looked up, or the alert could not be written.
    Failed,
}

/// Looks a sign up, and raises the alert if it was agreed with her. Never fails: the write that hears her goes on.
pub(super) fn heed(tx: &mut Tx<'_>, with: &With<'_>, subscriber: SubscriberId, sign: &Sign) -> Heed {
    let now = with.now;
    let heard = tx.apart(|tx| covers::matches(tx, subscriber, sign, now)).and_then(|is_hers| match is_hers {
        true => tx.apart(|tx| raise(tx, with, subscriber)),
        false => Ok(()),
    });
    let Err(error) = heard else { return Heed::Done };
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
    if let Err(error) = context.store().write(Lane::Urgent, again).await {
        context.metrics().alert_failed();
        tracing::error!("Its alert could not be written the second time either; tell the safeguarding lead: {error}");
    }
}

/// Raises the alerts of calls that may stand without one. Done every few seconds, and of no effect where none do.
pub(super) fn catch_up(tx: &mut Tx<'_>, context: &Context) -> Result<(), StoreError> {
    let Some(since) = marks::get(tx, Mark::Unheard)? else { return Ok(()) };
    let since = Timestamp::from_millisecond(since).unwrap_or(Timestamp::UNIX_EPOCH);
    for subscriber in covers::seen_since(tx, since)? {
        raise(tx, &With::of(context), subscriber)?;
    }
    marks::clear(tx, Mark::Unheard)
}

fn note(tx: &mut Tx<'_>, now: Timestamp) -> Result<(), StoreError> {
    match marks::get(tx, Mark::Unheard)? {
        Some(_) => Ok(()),
        None => marks::set(tx, Mark::Unheard, now.as_millisecond()),
    }
}

/// Opens her silent case, or takes the one that is open, and raises the alert.
fn raise(tx: &mut Tx<'_>, with: &With<'_>, subscriber: SubscriberId) -> Result<(), StoreError> {
    let (id, label) = (CaseId(with.random.id(with.now)), Label::drawn(with.random.fence().unsigned_abs()));
    let case = covers::case_of(tx, subscriber, (id, &label), with.locale, with.now)?;
    alerts::raise(tx, AlertId(with.random.id(with.now)), case, Cause::Silent, with.now)?;
    Ok(())
}
