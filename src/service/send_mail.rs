//! Sends notices by e-mail. `claim_mail` leases them in one write; `send_mail` makes the call after that commit and
//! writes what came of it.

use jiff::SignedDuration;

use crate::content::Channel;
use crate::domain::address::{Email, Locale};
use crate::domain::care::{MAIL_TRIED_FOR, Member};
use crate::domain::catalogue::keys;
use crate::domain::ids::ContentKey;
use crate::domain::message::Urgency;
use crate::domain::schedule::next_attempt;
use crate::mail::MailError;
use crate::service::context::Context;
use crate::service::staff_handset::language_of;
use crate::store::notices::{Letter, Posted};
use crate::store::{Lane, StoreError, notices, staff};

/// E-mails that are open at once.
const BATCH: usize = 8;
/// A lease is ours for this long; an e-mail takes 60 s at most by its setting. One whose lease is over is in doubt.
const LEASE: SignedDuration = SignedDuration::from_secs(75);

/// Leases the e-mails that are due. A process without a mail server leaves them to others.
pub async fn claim_mail(context: &Context) -> Result<Vec<Letter>, StoreError> {
    let now = context.clock().now();
    if context.mailer().is_none() || !context.store().read(move |tx| notices::is_any_due(tx, now)).await? {
        return Ok(Vec::new());
    }
    let fence = context.random().fence();
    context.store().write(Lane::Urgent, move |tx| notices::claim(tx, BATCH, fence, now + LEASE, now)).await
}

/// Sends one, and writes what came of it. No transaction is open meanwhile.
pub async fn send_mail(context: &Context, letter: Letter) -> Result<(), StoreError> {
    let posted = post(context, &letter).await?;
    let now = context.clock().now();
    let (inside, written) = (letter.clone(), posted.clone());
    if !context.store().write(Lane::Urgent, move |tx| notices::settle(tx, &inside, &written, now)).await? {
        context.metrics().lease_lost();
    }
    if let Posted::Again(_, reason) | Posted::Failed(reason) = &posted {
        tracing::warn!(notice.id = %letter.id, "An e-mail to staff did not leave: {reason}");
    }
    Ok(())
}

async fn post(context: &Context, letter: &Letter) -> Result<Posted, StoreError> {
    let to = letter.to;
    let members = context.store().read(staff::members).await?;
    let (Some(mailer), Some(member)) = (context.mailer(), members.into_iter().find(|member| member.id == to)) else {
        return Ok(Posted::Withdrawn);
    };
    let now = context.clock().now();
    let Ok(address) = Email::parse(&member.email) else {
        return Ok(Posted::Failed("no address that mail can be sent to".into()));
    };
    let (Some(subject), Some(words)) = words(context, &member, letter) else {
        return Ok(Posted::Failed("its words could not be composed".into()));
    };
    Ok(match mailer.send(&address, &subject, &words).await {
        Ok(()) => Posted::Sent,
        Err(MailError::InDoubt) => Posted::InDoubt,
        Err(MailError::Refused(reason)) => Posted::Failed(format!("refused: {reason}")),
        Err(error) if now.duration_since(letter.created_at) >= MAIL_TRIED_FOR => Posted::Failed(error.to_string()),
        Err(error) => {
            let again = next_attempt(Urgency::Safety, letter.attempts + 1, context.random().fraction(), now);
            Posted::Again(again, error.to_string())
        }
    })
}

/// Subject and words, discreet both.
fn words(context: &Context, member: &Member, letter: &Letter) -> (Option<String>, Option<String>) {
    let locale = language_of(context, member);
    let values = [("label", letter.label.clone())];
    let say = |key: &ContentKey, locale: Locale| {
        context.content().compose(key, locale, Channel::Sms, &values).map(|composed| composed.text)
    };
    // ACK from a phone that is not known to be hers would be an ordinary text.
    let told = if member.has_phone { &keys::STAFF_ALERT_MAIL } else { &keys::STAFF_ALERT_LIST };
    (say(&keys::STAFF_ALERT_SUBJECT, locale), say(told, locale))
}
