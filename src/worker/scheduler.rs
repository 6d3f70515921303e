//! Launches campaigns whose time has come, and finishes those that are done.

use std::time::Duration;

use crate::service::{Context, Progress, advance_campaigns};
use crate::worker::run::Stop;

/// A campaign planned by another process is seen within this.
const EVERY: Duration = Duration::from_secs(1);
/// Between two steps while there is more: others write meanwhile, and whoever is busy with the next person comes to an end.
const BETWEEN: Duration = Duration::from_millis(10);
/// After a failure, so that a database that is away is not hammered.
const AFTER_FAILURE: Duration = Duration::from_secs(5);

/// Runs until told to stop.
pub async fn scheduler(context: Context, mut stop: Stop) {
    while !stop.is_given() {
        match advance_campaigns(&context).await {
            Ok(Progress::More) => {
                context.wake_senders();
                stop.rest(BETWEEN).await;
            }
            Ok(Progress::Done) => stop.rest(EVERY).await,
            Err(error) => {
                tracing::error!("Campaigns could not go on; they are tried again in five seconds: {error}");
                stop.rest(AFTER_FAILURE).await;
            }
        }
    }
}
