//! What is held of one person, as she may ask by law.

use crate::domain::address::Msisdn;
use crate::service::context::Context;
use crate::store::consents::Proof;
use crate::store::people::Held;
use crate::store::{StoreError, consents, people};

/// A person's record: where she stands and the proofs of it. Her words are not among it.
#[derive(Debug, Clone)]
pub struct Record {
    /// What is held.
    pub held: Held,
    /// Her agreements and stops, oldest first.
    pub proofs: Vec<Proof>,
}

/// The record of a number; `None` where nothing is held.
pub async fn show_person(context: &Context, number: Msisdn) -> Result<Option<Record>, StoreError> {
    let default = context.content().rulebook.default_locale();
    context
        .store()
        .read(move |tx| {
            let Some(held) = people::held(tx, &number, default)? else { return Ok(None) };
            let proofs = consents::of(tx, held.id)?;
            Ok(Some(Record { held, proofs }))
        })
        .await
}
