//! A USSD turn: load, ask the core, apply, in one write, committed before the screen goes back.

use crate::content::{Channel, Content};
use crate::domain::catalogue::keys;
use crate::domain::consent::Standing;
use crate::domain::conversation::{Dialled, Dialling, Effect, Profile, Say, Shown, dial, key_pressed};
use crate::domain::ids::{SessionRowId, SubscriberId};
use crate::domain::training::Inquiry;
use crate::domain::ussd::{Dialogue, TurnKey};
use crate::gateway::{UssdEnd, UssdTurn};
use crate::service::apply::{Applied, apply};
use crate::service::context::Context;
use crate::service::enrol::follow;
use crate::service::inquire::{Inquirer, inquire};
use crate::service::scene::Scene;
use crate::service::silent::{With, heed_again};
use crate::store::subscribers::{Known, Through};
use crate::store::{Lane, StoreError, Tx, sessions, subscribers};

/// The screen that answers a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Screen {
    /// The words.
    pub text: String,
    /// Whether the dialogue ends with it.
    pub ends: bool,
}

/// Takes a turn.
pub async fn dial_session(context: &Context, turn: UssdTurn) -> Result<Screen, StoreError> {
    let inside = context.clone();
    let (screen, applied) = context.store().write_again(Lane::Urgent, move |tx| take(tx, &inside, &turn)).await?;
    if applied.called {
        context.wake_alerts();
    }
    if let Some((person, sign)) = applied.unheard {
        heed_again(context, person, sign).await;
    }
    Ok(screen)
}

/// The gateway says that a dialogue is over: answers that were given in it are dropped, and it can be resumed for a while.
pub async fn end_session(context: &Context, end: UssdEnd) -> Result<(), StoreError> {
    let inside = context.clone();
    context
        .store()
        .write(Lane::Urgent, move |tx| {
            let key = tx.sealer().session_key(&end.account, &end.session, None);
            let Some(known) = sessions::find(tx, &key)? else { return Ok(()) };
            let owner = subscribers::find(tx, &end.from)?;
            if owner.is_none_or(|owner| owner.id != known.subscriber) {
                return Ok(());
            }
            let mut dialogue = known.dialogue;
            dialogue.close();
            sessions::save(tx, known.id, &dialogue, inside.clock().now())
        })
        .await
}

/// What is shown when a turn cannot be answered in time or at all: the help line, in the programme's own language.
pub fn sorry(content: &Content) -> Screen {
    let locale = content.rulebook.default_locale();
    let text = content.compose(&keys::ERROR, locale, Channel::Ussd, &[]).map(|composed| composed.text);
    Screen { text: text.unwrap_or_default(), ends: true }
}

fn take(tx: &mut Tx<'_>, context: &Context, turn: &UssdTurn) -> Result<(Screen, Applied), StoreError> {
    let now = context.clock().now();
    let content = context.content();
    let session_key = tx.sealer().session_key(&turn.account, &turn.session, None);
    let found = subscribers::find(tx, &turn.from)?;
    let session = sessions::find(tx, &session_key)?;
    // A copy of the first turn was committed between these two looks: look again.
    if found.is_none() && session.is_some() && subscribers::find(tx, &turn.from)?.is_some() {
        return Err(StoreError::Collided);
    }
    let before = found.as_ref().map(|known| known.profile.subscription.standing);
    let (subscriber, profile) = match found {
        Some(known) => (known.id, known.profile),
        None => (SubscriberId(context.random().id(now)), Profile::new()),
    };
    if session.as_ref().is_some_and(|session| session.subscriber != subscriber) {
        let pressed = look_up(tx, context, (subscriber, before), key_pressed(turn.text.expose()).as_slice());
        return Ok((over(&content, &profile), pressed));
    }
    let broken_off = match (&session, before) {
        (None, Some(_)) => sessions::broken_off(tx, subscriber, now)?,
        _ => None,
    };

    let loaded = profile.clone();
    let text = turn.text.expose();
    let row = session.as_ref().map(|session| session.id);
    let typed = |typed: &str| TurnKey(tx.sealer().session_key(&turn.account, &turn.session, Some(typed)));
    let dialling =
        Dialling { dialogue: session.map(|session| session.dialogue), broken_off, profile, text, key: &typed };
    let dialled = dial(dialling, &content.rulebook, now);
    let turn_key = typed(text);

    let (mut dialogue, profile, effects, shown, ends) = match dialled {
        Dialled::Again { screen, ends } => return Ok((Screen { text: screen, ends }, Applied::default())),
        Dialled::Refused(shown, effects) => {
            let applied = look_up(tx, context, (subscriber, before), &effects);
            return Ok((Screen { text: words(&content, &shown), ends: true }, applied));
        }
        Dialled::Taken { dialogue, profile, effects, shown, ends } => (dialogue, profile, effects, shown, ends),
    };
    let random = context.random();
    let inquirer = Inquirer { subscriber, random, rules: context.rules(), now };
    let screen = Screen { text: looked_up(tx, &content, &inquirer, &shown, &mut dialogue)?, ends };
    dialogue.note(text, turn_key, &screen.text, ends);
    let known = Known { id: subscriber, profile: *profile };
    let through = Through { number: turn.from, account: &turn.account, network: turn.network };
    match before {
        // Most turns only move in the menu, and the first of them wrote down when and by which way she dialled.
        Some(_) if row.is_some() && known.profile == loaded => {}
        Some(before) => subscribers::save(tx, &known, &through, before, now)?,
        None => subscribers::add_known(tx, &known, &through, now)?,
    }
    let scene = Scene {
        context,
        content: &content,
        random,
        account: &turn.account,
        subscriber,
        message: None,
        text: None,
        locale: known.profile.locale(&content.rulebook),
        rules: context.rules(),
        hours: known.profile.hours,
        now,
    };
    if known.profile.grounds() != loaded.grounds() {
        follow(tx, context, subscriber, &known.profile.grounds(), now)?;
    }
    let applied = apply(tx, &scene, &effects)?;
    // An erasure took this dialogue with it; its last screen is kept anew, so that a repeat erases nothing twice.
    let row = row.filter(|_| !effects.contains(&Effect::Erase));
    keep(tx, context, row, (&session_key, subscriber), &dialogue)?;
    Ok((screen, applied))
}

/// Looks up a key that was pressed in a turn that cannot be taken.
fn look_up(
    tx: &mut Tx<'_>,
    context: &Context,
    (subscriber, known): (SubscriberId, Option<Standing>),
    effects: &[Effect],
) -> Applied {
    let mut applied = Applied::default();
    for effect in effects {
        if let (Effect::LookUp(sign), Some(_)) = (effect, known) {
            applied.heed(tx, &With::of(context), subscriber, sign);
        }
    }
    applied
}

fn keep(
    tx: &mut Tx<'_>,
    context: &Context,
    row: Option<SessionRowId>,
    (session_key, subscriber): (&[u8; 16], SubscriberId),
    dialogue: &Dialogue,
) -> Result<(), StoreError> {
    let now = context.clock().now();
    match row {
        Some(row) => sessions::save(tx, row, dialogue, now),
        None => sessions::add(tx, SessionRowId(context.random().id(now)), session_key, subscriber, dialogue, now),
    }
}

/// A dialogue of another number is none of this one's business, and says nothing about it.
fn over(content: &Content, profile: &Profile) -> Screen {
    let locale = profile.locale(&content.rulebook);
    let text = content.compose(&keys::SESSION_OVER, locale, Channel::Ussd, &[]).map(|composed| composed.text);
    Screen { text: text.unwrap_or_default(), ends: true }
}

/// The words of a screen; what must be looked up for it is. The dialogue stays on the last of several courses.
fn looked_up(
    tx: &mut Tx<'_>,
    content: &Content,
    who: &Inquirer<'_>,
    shown: &Shown,
    dialogue: &mut Dialogue,
) -> Result<String, StoreError> {
    let Shown::Sought { inquiry, otherwise, page, navigation } = shown else { return Ok(words(content, shown)) };
    let said = inquire(tx, who, inquiry, otherwise)?;
    let last = said.len().saturating_sub(1);
    let say = said.get(*page.min(&last)).unwrap_or(otherwise);
    let is_last = matches!(inquiry, Inquiry::Offers(_)) && *page >= last;
    if let Some(position) = dialogue.position.as_mut().filter(|_| is_last) {
        position.page = last;
    }
    // The option that leads to the next course stands there only where there is one.
    let below = navigation.split_once('\n').filter(|_| is_last).map_or(&**navigation, |(_, below)| below);
    Ok(filled(content, say, below))
}

fn words(content: &Content, shown: &Shown) -> String {
    match shown {
        Shown::Fixed(text) => text.to_string(),
        Shown::Open { say, navigation } => filled(content, say, navigation),
        Shown::Sought { otherwise, navigation, .. } => filled(content, otherwise, navigation),
    }
}

fn filled(content: &Content, say: &Say, navigation: &str) -> String {
    let composed = content.compose(&say.key, say.locale, Channel::Ussd, &say.values);
    let text = composed.map(|composed| composed.text).unwrap_or_default();
    if navigation.is_empty() { text } else { format!("{text}\n{navigation}") }
}
