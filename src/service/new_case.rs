//! A case is opened: it gets a label that no other has.

use jiff::Timestamp;

use crate::domain::address::Locale;
use crate::domain::care::{CaseKind, CaseState, Label};
use crate::domain::ids::{AccountName, CaseId, SubscriberId};
use crate::service::random::Random;
use crate::store::cases::{self, Case};
use crate::store::{StoreError, Tx};

/// Whose case it is and what it is about.
pub(super) struct Opening {
    pub(super) kind: CaseKind,
    pub(super) subscriber: SubscriberId,
    pub(super) account: Option<AccountName>,
    pub(super) locale: Locale,
}

/// Opens a case that nobody has taken.
pub(super) fn new_case(tx: &mut Tx<'_>, random: &Random, opening: Opening, now: Timestamp) -> Result<Case, StoreError> {
    let case = Case {
        id: CaseId(random.id(now)),
        label: free_label(tx, random)?,
        kind: opening.kind,
        state: CaseState::Open,
        subscriber: Some(opening.subscriber),
        account: opening.account,
        locale: opening.locale,
        assigned_to: None,
        opened_at: now,
        last_in_at: now,
        last_out_at: None,
        window_until: None,
        closed_at: None,
        outcome: None,
    };
    cases::open(tx, &case, now)?;
    Ok(case)
}

fn free_label(tx: &mut Tx<'_>, random: &Random) -> Result<Label, StoreError> {
    loop {
        let label = Label::drawn(random.fence().unsigned_abs());
        if !cases::is_taken(tx, &label)? {
            return Ok(label);
        }
    }
}
