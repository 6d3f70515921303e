//! A copy of all that is held of one person, as she may ask for by law: her record, its proofs, and her messages.

use crate::domain::address::Msisdn;
use crate::service::context::Context;
use crate::service::show_person::Record;
use crate::store::exports::Exchanged;
use crate::store::{StoreError, consents, exports, people};

/// All that is held of a person.
#[derive(Debug, Clone)]
pub struct Export {
    /// Her record and her agreements.
    pub record: Record,
    /// Messages from and to her, oldest first.
    pub messages: Vec<Exchanged>,
}

/// Everything that is held of a number, as it is at one moment; `None` where nothing is.
pub async fn export_person(context: &Context, number: Msisdn) -> Result<Option<Export>, StoreError> {
    let default = context.content().rulebook.default_locale();
    context
        .store()
        .read(move |tx| {
            let Some(held) = people::held(tx, &number, default)? else { return Ok(None) };
            let (proofs, messages) = (consents::of(tx, held.id)?, exports::messages(tx, held.id)?);
            Ok(Some(Export { record: Record { held, proofs }, messages }))
        })
        .await
}
