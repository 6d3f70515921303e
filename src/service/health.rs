//! Whether this process can do its work.

use std::time::Duration;

use crate::service::context::Context;
use crate::store::Lane;
use crate::store::marks::{self, Mark};

/// How long a probe of the database may take.
const PATIENCE: Duration = Duration::from_secs(3);

/// What a probe found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// It commits and knows its content.
    Ready,
    /// It is stopping.
    Stopping,
    /// The database does not commit.
    CannotCommit,
}

/// Asks the database to commit. A gateway that is away does not make the service unready.
pub async fn ready(context: &Context) -> Health {
    if context.is_stopping() {
        return Health::Stopping;
    }
    let now = context.clock().now();
    let probe = context.store().write(Lane::Urgent, move |tx| marks::set(tx, Mark::Probe, now.as_millisecond()));
    match tokio::time::timeout(PATIENCE, probe).await {
        Ok(Ok(())) => Health::Ready,
        _ => Health::CannotCommit,
    }
}
