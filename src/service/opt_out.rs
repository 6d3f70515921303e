//! A person opted out at the gateway: the same STOP as one by text, without an answer, which could not reach her.

use crate::domain::address::Msisdn;
use crate::domain::consent::How;
use crate::domain::conversation::{Effect, Profile};
use crate::domain::ids::{AccountName, SubscriberId};
use crate::service::apply::apply;
use crate::service::context::Context;
use crate::service::enrol::follow;
use crate::service::scene::Scene;
use crate::store::subscribers::{Known, Through};
use crate::store::{Lane, StoreError, Tx, subscribers};

/// Takes an opt-out that the gateway reports; a repeated one changes nothing.
pub async fn opt_out(context: &Context, account: &AccountName, number: Msisdn) -> Result<(), StoreError> {
    let (inside, account) = (context.clone(), account.clone());
    let stopped = context.store().write_again(Lane::Urgent, move |tx| take(tx, &inside, &account, number)).await?;
    if stopped {
        context.metrics().stop_heard();
    }
    Ok(())
}

fn take(tx: &mut Tx<'_>, context: &Context, account: &AccountName, number: Msisdn) -> Result<bool, StoreError> {
    let now = context.clock().now();
    let found = subscribers::find(tx, &number)?;
    let before = found.as_ref().map(|known| known.profile.subscription.standing);
    let mut known =
        found.unwrap_or_else(|| Known { id: SubscriberId(context.random().id(now)), profile: Profile::new() });
    let Some(event) = known.profile.opt_out(How::Gateway, now) else { return Ok(false) };

    let through = Through { number, account, network: None };
    match before {
        Some(before) => subscribers::save(tx, &known, &through, before, now)?,
        None => subscribers::add_known(tx, &known, &through, now)?,
    }
    let content = context.content();
    let random = context.random();
    let scene = Scene {
        context,
        content: &content,
        random,
        account,
        subscriber: known.id,
        message: None,
        text: None,
        locale: known.profile.locale(&content.rulebook),
        rules: context.rules(),
        hours: known.profile.hours,
        now,
    };
    follow(tx, context, known.id, &known.profile.grounds(), now)?;
    apply(tx, &scene, &[Effect::RecordConsent(event), Effect::CancelPlanned])?;
    Ok(true)
}
