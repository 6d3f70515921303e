//! Keeps the retention table: by night, and after a start when a night was missed.

use std::time::Duration;

use crate::service::{Context, keep_retention_nightly};
use crate::worker::run::Stop;

/// How soon it sees that the night has begun.
const EVERY: Duration = Duration::from_secs(60);
/// After a failure, so that a database that is away is not hammered.
const AFTER_FAILURE: Duration = Duration::from_secs(300);

/// Runs until told to stop; a run that is under way is left between two writes, and taken up again later.
pub async fn keeper(context: Context, mut stop: Stop) {
    // A start has enough to do with what waits in the outbox.
    stop.rest(EVERY).await;
    while !stop.is_given() {
        let kept = tokio::select! {
            kept = keep_retention_nightly(&context) => kept,
            () = stop.given() => return,
        };
        match kept {
            Ok(_) => stop.rest(EVERY).await,
            Err(error) => {
                tracing::error!("Retention broke off; it is tried again in five minutes: {error}");
                stop.rest(AFTER_FAILURE).await;
            }
        }
    }
}
