//! The erasure of a person who asked the programme for it, on paper or by voice: the same as ERASE from her handset, but
//! that nothing is texted to her.

use crate::domain::address::Msisdn;
use crate::domain::care::{Act, Actor, Deed, Subject};
use crate::domain::consent::{How, Standing};
use crate::service::apply::note_removal;
use crate::service::audit::note;
use crate::service::clear::clear_disk;
use crate::service::context::Context;
use crate::service::tell_holder::{Eraser, tell_of_erasure};
use crate::service::tidy::finish_erasures;
use crate::store::erasures::Gone;
use crate::store::{Lane, Pause, StoreError, Tx, cases, consents, erasures, outbox, subscribers};

/// What became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// Nothing is held of this number.
    Unknown,
    /// It was erased before and nothing has come since.
    Before,
    /// This is gone.
    Done(Gone, Rest),
}

/// What is still to come of an erasure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Nothing.
    Nothing,
    /// Her number goes once a message that is being handed over is out; a running service sees to it.
    Number,
    /// Copies of moved rows leave the file in the coming night.
    Disk,
}

/// Erases a person.
pub async fn erase_person(context: &Context, actor: Actor, number: Msisdn) -> Result<Erasure, StoreError> {
    let inside = context.clone();
    let erased = context.store().write_again(Lane::Urgent, move |tx| erase(tx, &inside, &actor, &number)).await?;
    if let Erasure::Done(gone, Rest::Nothing) = erased {
        let disk_is_clear = clear_disk(context, Pause::Unnoticed).await?;
        return Ok(Erasure::Done(gone, if disk_is_clear { Rest::Nothing } else { Rest::Disk }));
    }
    Ok(erased)
}

fn erase(tx: &mut Tx<'_>, context: &Context, actor: &Actor, number: &Msisdn) -> Result<Erasure, StoreError> {
    let now = context.clock().now();
    let Some(known) = subscribers::find(tx, number)? else { return Ok(Erasure::Unknown) };
    let subscription = known.profile.subscription;
    if subscription.standing == Standing::Erased && !erasures::is_unfinished(tx, known.id)? {
        return Ok(Erasure::Before);
    }
    let (_, event) = subscription.erase(How::Request, now);
    consents::record(tx, context.random().id(now), known.id, &event, None, None, now)?;
    outbox::cancel_all(tx, known.id, now)?;
    let hers = cases::of_person(tx, known.id)?;
    let labels: Vec<String> = hers.iter().map(|case| case.label.to_string()).collect();
    let gone = erasures::erase(tx, known.id, now)?;
    // After it, as it takes the words of her cases.
    tell_of_erasure(tx, context, &hers, Eraser::Staff, now)?;
    note_removal(tx, context.random(), now)?;
    finish_erasures(tx, context, now)?;
    // Nothing in the audit leads back to her, nor to her mark; but whose words went out of a case can be asked.
    let detail = (!labels.is_empty()).then(|| format!("the words of case {}", labels.join(", ")));
    let deed = Deed { actor: actor.clone(), act: Act::PersonErased, subject: Subject::Forgotten, detail };
    note(tx, context, &deed)?;
    // Finished, her mark has another id.
    let rest = if erasures::is_unfinished(tx, known.id)? { Rest::Number } else { Rest::Nothing };
    Ok(Erasure::Done(gone, rest))
}
