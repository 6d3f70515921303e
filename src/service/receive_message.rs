//! A text from a handset: load, ask the core, apply, in one write. When this answers, it is on the disk.

use crate::domain::care::{Member, Order};
use crate::domain::conversation::{Kept, Profile, Whereabouts, respond};
use crate::domain::ids::{OriginatedId, SubscriberId};
use crate::domain::message::{DedupeKey, MobileOriginated};
use crate::service::apply::{Applied, apply};
use crate::service::context::Context;
use crate::service::enrol::follow;
use crate::service::scene::Scene;
use crate::service::silent::heed_again;
use crate::service::staff_handset::handset_of;
use crate::service::staff_message::{obey, order_of};
use crate::store::originated::NewOriginated;
use crate::store::subscribers::{Known, Through};
use crate::store::{Lane, StoreError, Tx, originated, subscribers};

/// What became of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// It was new and is dealt with.
    New,
    /// It had come before; nothing changed.
    Repeat,
}

/// Takes a text.
pub async fn receive_message(context: &Context, message: MobileOriginated) -> Result<Received, StoreError> {
    let (inside, text) = (context.clone(), message.clone());
    match context.store().write_again(Lane::Urgent, move |tx| take(tx, &inside, &text)).await {
        Ok(applied) => {
            tell(context, &message, &applied);
            if let Some((person, sign)) = applied.unheard {
                heed_again(context, person, sign).await;
            }
            Ok(Received::New)
        }
        Err(StoreError::Duplicate) => {
            context.metrics().mo_repeated(&message.account);
            Ok(Received::Repeat)
        }
        Err(error) => Err(error),
    }
}

fn take(tx: &mut Tx<'_>, context: &Context, message: &MobileOriginated) -> Result<Applied, StoreError> {
    let now = context.clock().now();
    let id = OriginatedId(context.random().id(now));
    if let Some(order) = order_of(tx, &message.from, message.text.expose())? {
        return take_order(tx, context, message, id, &order);
    }
    let found = subscribers::find(tx, &message.from)?;
    let before = found.as_ref().map(|known| known.profile.subscription.standing);
    let (subscriber, mut profile) = match found {
        Some(known) => (known.id, known.profile),
        None => (SubscriberId(context.random().id(now)), Profile::new()),
    };

    if !message.from.is_nigerian() {
        profile.whereabouts = Whereabouts::Abroad;
    }
    let grounds = profile.grounds();
    let content = context.content();
    let response = respond(message.text.expose(), profile, &content.rulebook, now);

    let dedupe_key = dedupe_key(tx, message);
    originated::keep(
        tx,
        &NewOriginated {
            id,
            account: &message.account,
            dedupe_key,
            from: subscriber,
            text: (response.kept == Kept::Sealed).then_some(&message.text),
            sent_at: message.sent_at,
            received_at: now,
        },
    )?;
    let known = Known { id: subscriber, profile: response.profile };
    let through = Through { number: message.from, account: &message.account, network: message.network };
    match before {
        Some(before) => subscribers::save(tx, &known, &through, before, now)?,
        None => subscribers::add_known(tx, &known, &through, now)?,
    }
    let random = context.random();
    let scene = Scene {
        context,
        content: &content,
        random,
        account: &message.account,
        subscriber,
        message: Some(id),
        text: Some(&message.text),
        locale: known.profile.locale(&content.rulebook),
        rules: context.rules(),
        hours: known.profile.hours,
        now,
    };
    if known.profile.grounds() != grounds {
        follow(tx, context, subscriber, &known.profile.grounds(), now)?;
    }
    apply(tx, &scene, &response.effects)
}

/// A text of the staff: its words are not kept.
fn take_order(
    tx: &mut Tx<'_>,
    context: &Context,
    message: &MobileOriginated,
    id: OriginatedId,
    order: &(Member, Order),
) -> Result<Applied, StoreError> {
    let now = context.clock().now();
    let from = handset_of(tx, context, &message.from, &message.account, now)?;
    let kept = NewOriginated {
        id,
        account: &message.account,
        dedupe_key: dedupe_key(tx, message),
        from,
        text: None,
        sent_at: message.sent_at,
        received_at: now,
    };
    originated::keep(tx, &kept)?;
    let replies = obey(tx, context, order, (from, &message.account, id), now)?;
    Ok(Applied { replies, ..Applied::default() })
}

fn dedupe_key(tx: &Tx<'_>, message: &MobileOriginated) -> [u8; 16] {
    match &message.dedupe {
        DedupeKey::External(id) => tx.sealer().dedupe_key(&message.account, "sms", &[id.as_bytes()]),
        DedupeKey::Content => {
            let (number, at) =
                (message.from.expose(), message.sent_at.map_or(0, |at| at.as_millisecond()).to_be_bytes());
            let parts: [&[u8]; 3] = [number.as_bytes(), message.text.expose().as_bytes(), &at];
            tx.sealer().dedupe_key(&message.account, "sms-content", &parts)
        }
    }
}

fn tell(context: &Context, message: &MobileOriginated, applied: &Applied) {
    context.metrics().mo_received(&message.account);
    if applied.stopped {
        context.metrics().stop_heard();
    }
    if applied.called {
        context.wake_alerts();
    }
    if applied.replies > 0 {
        context.wake_sender(&message.account);
    }
}
