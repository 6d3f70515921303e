//! Keeps the roster current: who is put on duty beside this process is promised to people within a second.

use std::time::Duration;

use crate::service::{Context, refresh_roster};
use crate::worker::run::Stop;

const EVERY: Duration = Duration::from_secs(1);
/// After a failure, so that a database that is away is not hammered.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until told to stop.
pub async fn roster(context: Context, mut stop: Stop) {
    while !stop.is_given() {
        match refresh_roster(&context).await {
            Ok(()) => stop.rest(EVERY).await,
            Err(error) => {
                tracing::error!("The staff could not be read; those of the last look are taken to be there: {error}");
                stop.rest(AFTER_FAILURE).await;
            }
        }
    }
}
