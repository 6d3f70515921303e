//! A delivery report: it moves its message forward, whatever the order in which reports come.

use crate::domain::message::{DeliveryState, Evidence};
use crate::gateway::Receipt;
use crate::service::context::Context;
use crate::service::opt_out::opt_out;
use crate::store::receipts::NewReceipt;
use crate::store::{Lane, StoreError, Tx, outbox, receipts, subscribers};

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    Applied,
    Repeat,
    Orphan,
}

/// Takes a delivery report.
pub async fn receive_receipt(context: &Context, receipt: Receipt) -> Result<(), StoreError> {
    let (inside, report) = (context.clone(), receipt.clone());
    let taken = context.store().write(Lane::Urgent, move |tx| take(tx, &inside, &report)).await;
    match taken {
        Ok(Taken::Applied) => context.metrics().receipt_applied(&receipt.account, state_word(receipt.evidence)),
        Ok(Taken::Orphan) => context.metrics().receipt_orphaned(),
        Ok(Taken::Repeat) | Err(StoreError::Duplicate) => {}
        Err(error) => return Err(error),
    }
    if receipt.evidence.is_none() {
        tracing::warn!(gateway.name = %receipt.account, status = receipt.status,
            "Gateway {} reported an unknown status; it is kept and proves nothing", receipt.account);
    }
    match (receipt.opted_out, receipt.number) {
        (true, Some(number)) => opt_out(context, &receipt.account, number).await,
        _ => Ok(()),
    }
}

fn take(tx: &mut Tx<'_>, context: &Context, receipt: &Receipt) -> Result<Taken, StoreError> {
    let now = context.clock().now();
    let new = NewReceipt {
        id: context.random().id(now),
        account: &receipt.account,
        external_id: &receipt.external_id,
        status: &receipt.status,
        evidence: receipt.evidence,
        reason: receipt.reason.as_deref(),
    };
    if !receipts::keep(tx, &new, now)? {
        return Ok(Taken::Repeat);
    }
    let Some(evidence) = receipt.evidence else { return Ok(Taken::Applied) };
    let (account, external_id) = (&receipt.account, receipt.external_id.as_str());
    if outbox::apply_evidence(tx, account, external_id, evidence, now)?.is_some() {
        receipts::mark_matched(tx, account, external_id)?;
        return Ok(Taken::Applied);
    }
    // No message has this id. If the call that would have told it was cut, the message is in doubt: with one such
    // message to this number, it is this one.
    let person = receipt.number.map(|number| subscribers::find(tx, &number)).transpose()?.flatten();
    let resolved = match person {
        Some(person) => outbox::resolve_doubt(tx, account, person.id, external_id, evidence, now)?,
        None => false,
    };
    if resolved {
        receipts::mark_matched(tx, account, external_id)?;
        return Ok(Taken::Applied);
    }
    Ok(Taken::Orphan)
}

fn state_word(evidence: Option<Evidence>) -> &'static str {
    let state = evidence.and_then(|evidence| DeliveryState::InDoubt.after(evidence));
    state.map_or("unknown", DeliveryState::as_str)
}
