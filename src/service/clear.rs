//! Bytes that were removed leave the disk too: only then is an erasure finished. What is in the way now is tried again
//! with the next round.

use crate::service::context::Context;
use crate::store::marks::{self, Mark};
use crate::store::{Lane, Pause, Scrubbed, StoreError, Tx};

/// What of the removals is still on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uncleared {
    /// The last removal.
    pub removal: i64,
    /// Whether the journal may still hold it.
    pub in_journal: bool,
    /// Whether the file may still hold copies.
    pub in_file: bool,
}

/// What is still to be cleared; `None` when nothing is.
pub fn uncleared(tx: &mut Tx<'_>) -> Result<Option<Uncleared>, StoreError> {
    let Some(removal) = marks::get(tx, Mark::Removal)? else { return Ok(None) };
    let in_journal = marks::get(tx, Mark::JournalCleared)? != Some(removal);
    let in_file = marks::get(tx, Mark::FileCleared)? != Some(removal);
    Ok((in_journal || in_file).then_some(Uncleared { removal, in_journal, in_file }))
}

/// Takes what was removed off the disk as far as the pause allows; says whether nothing is left to clear.
pub async fn clear_disk(context: &Context, pause: Pause) -> Result<bool, StoreError> {
    let Some(uncleared) = context.store().read(uncleared).await? else { return Ok(true) };
    let scrubbed = match context.store().scrub(pause).await {
        Ok(scrubbed) => scrubbed,
        // Others write or read: the next round comes in seconds.
        Err(error) if error.is_worth_retrying() => Scrubbed::Nothing,
        Err(error) => return Err(error),
    };
    if scrubbed == Scrubbed::Nothing {
        return Ok(false);
    }
    let removal = uncleared.removal;
    let cleared = move |tx: &mut Tx<'_>| {
        marks::set(tx, Mark::JournalCleared, removal)?;
        if scrubbed == Scrubbed::All {
            marks::set(tx, Mark::FileCleared, removal)?;
        }
        Ok(())
    };
    context.store().write(Lane::Bulk, cleared).await?;
    if scrubbed == Scrubbed::All {
        tracing::info!("What was erased is off the disk");
    }
    Ok(scrubbed == Scrubbed::All)
}
