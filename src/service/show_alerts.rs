//! The alerts that are not over: how long they wait, who was told and what came of it, and who took them.

use std::collections::HashMap;

use jiff::SignedDuration;

use crate::domain::address::Email;
use crate::domain::ids::StaffId;
use crate::service::case_work::shown_at;
use crate::service::context::Context;
use crate::store::alerts::{self, OpenAlert};
use crate::store::notices::{self, Given};
use crate::store::{StoreError, staff};

/// Alerts in a list, at most.
const LISTED: i64 = 200;

/// So long an alert may wait before everybody who may use this machine learns that there is one.
pub(super) const LONG: SignedDuration = SignedDuration::from_mins(15);

/// Somebody who may not see the alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "--as: only a case worker or the safeguarding lead sees the alerts; name the address of one who is not switched off"
)]
pub struct NotACarer;

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

/// How many alerts have waited too long: all that whoever is not known to care for people may know. A list in which every
/// alert stands as soon as it is raised would tell who looks at it that somebody has just called in silence.
pub async fn count_long_waiting(context: &Context) -> Result<u64, StoreError> {
    let raised_by = context.clock().now() - LONG;
    context.store().read(move |tx| alerts::count_waiting_since(tx, raised_by)).await
}

/// Alerts that are not over, for one of the staff who may care for people: first those that nobody has taken.
pub async fn list_alerts(context: &Context, by: Email) -> Result<Result<Vec<AlertLine>, NotACarer>, StoreError> {
    let now = context.clock().now();
    context
        .store()
        .read(move |tx| {
            let account = staff::find_by_email(tx, &by)?;
            if !account.is_some_and(|account| account.active && account.member.roles.may_care()) {
                return Ok(Err(NotACarer));
            }
            let names: HashMap<StaffId, String> =
                staff::all(tx)?.into_iter().map(|account| (account.member.id, account.member.name)).collect();
            let name = |id: StaffId| names.get(&id).cloned().unwrap_or_else(|| "somebody who left".to_owned());
            let mut lines = Vec::new();
            for mut alert in alerts::list(tx, LISTED)? {
                let mut given = notices::given(tx, alert.id)?;
                alert.raised_at = shown_at(alert.kind, alert.raised_at);
                given.iter_mut().for_each(|given| given.at = shown_at(alert.kind, given.at));
                lines.push(AlertLine {
                    waits: now.duration_since(alert.raised_at),
                    taken_by: alert.taken.map(|(by, _)| name(by)),
                    notices: given.into_iter().map(|given| (given, name(given.to))).collect(),
                    alert,
                });
            }
            Ok(Ok(lines))
        })
        .await
}
