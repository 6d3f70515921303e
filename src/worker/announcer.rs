//! Tells people of trainings that are open.

use std::time::Duration;

use crate::service::{Context, Progress, announce_trainings};
use crate::worker::run::Stop;

/// A training posted by another process is seen within this.
const EVERY: Duration = Duration::from_secs(5);
/// Between two rounds while there is more: others write meanwhile.
const BETWEEN: Duration = Duration::from_millis(10);

/// Runs until told to stop.
pub async fn announcer(context: Context, mut stop: Stop) {
    while !stop.is_given() {
        match announce_trainings(&context).await {
            Ok(Progress::More) => {
                context.wake_senders();
                stop.rest(BETWEEN).await;
            }
            Ok(Progress::Done) => stop.rest(EVERY).await,
            Err(error) => {
                tracing::error!("Trainings could not be announced; it is tried again in five seconds: {error}");
                stop.rest(EVERY).await;
            }
        }
    }
}
