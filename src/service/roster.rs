//! The roster that every answer asks whether somebody is there: a copy of the accounts, read anew again and again, since
//! they may be changed beside this process.

use crate::domain::care::Roster;
use crate::service::context::Context;
use crate::store::{StoreError, staff};

/// Reads who is of the staff. Errors leave the roster as it was.
pub async fn refresh_roster(context: &Context) -> Result<(), StoreError> {
    let members = context.store().read(staff::members).await?;
    let roster = Roster { members, office: context.rules().office.clone() };
    if *context.roster() != roster {
        context.set_roster(roster);
    }
    Ok(())
}
