//! The alerts that are not over: how long they wait, who was told and what came of it, and who took them.

use std::collections::HashMap;

use jiff::SignedDuration;

use crate::domain::ids::StaffId;
use crate::service::context::Context;
use crate::store::alerts::{self, OpenAlert};
use crate::store::notices::{self, Given};
use crate::store::{StoreError, staff};

/// Alerts in a list, at most.
const LISTED: i64 = 200;

/// An alert as staff see it in a list.
#[derive(Debug, Clone)]
pub struct AlertLine {
    /// The alert.
    pub alert: OpenAlert,
    /// How long ago it was raised.
    pub waits: SignedDuration,
    /// Who took it.
    pub taken_by: Option<String>,
    /// Whom it was told to, by her name.
    pub notices: Vec<(Given, String)>,
}

/// Alerts that are not over: first those that nobody has taken.
pub async fn list_alerts(context: &Context) -> Result<Vec<AlertLine>, StoreError> {
    let now = context.clock().now();
    context
        .store()
        .read(move |tx| {
            let names: HashMap<StaffId, String> =
                staff::all(tx)?.into_iter().map(|account| (account.member.id, account.member.name)).collect();
            let name = |id: StaffId| names.get(&id).cloned().unwrap_or_else(|| "somebody who left".to_owned());
            let mut lines = Vec::new();
            for alert in alerts::list(tx, LISTED)? {
                let given = notices::given(tx, alert.id)?;
                lines.push(AlertLine {
                    waits: now.duration_since(alert.raised_at),
                    taken_by: alert.taken.map(|(by, _)| name(by)),
                    notices: given.into_iter().map(|given| (given, name(given.to))).collect(),
                    alert,
                });
            }
            Ok(lines)
        })
        .await
}
