//! What is held of one person, as she may ask by law.

use std::sync::Arc;

use crate::domain::address::{Locale, Msisdn};
use crate::domain::area::Gazetteer;
use crate::service::context::Context;
use crate::store::consents::Proof;
use crate::store::people::Held;
use crate::store::{StoreError, Tx, consents, people};

/// A person's record: where she stands and the proofs of it. Her words are not among it.
#[derive(Debug, Clone)]
pub struct Record {
    /// What is held.
    pub held: Held,
    /// Where she lives, by the name that people know.
    pub area: Option<String>,
    /// Her agreements and stops, oldest first.
    pub proofs: Vec<Proof>,
}

/// The record of a number; `None` where nothing is held.
pub async fn show_person(context: &Context, number: Msisdn) -> Result<Option<Record>, StoreError> {
    let content = context.content();
    let (default, areas) = (content.rulebook.default_locale(), Arc::clone(&content.rulebook.areas));
    context.store().read(move |tx| record(tx, &number, default, &areas)).await
}

/// The same inside a transaction that reads more.
pub(super) fn record(
    tx: &mut Tx<'_>,
    number: &Msisdn,
    default: Locale,
    areas: &Gazetteer,
) -> Result<Option<Record>, StoreError> {
    let Some(held) = people::held(tx, number, default)? else { return Ok(None) };
    let proofs = consents::of(tx, held.id)?;
    let area = held.candidate.area.as_ref().map(|area| areas.name(&areas.read(area)).to_owned());
    Ok(Some(Record { held, area, proofs }))
}
