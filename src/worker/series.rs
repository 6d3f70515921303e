//! Queues the texts of series whose day and hour have come.

use std::time::Duration;

use crate::service::{Context, Progress, advance_series};
use crate::worker::run::Stop;

/// A text leaves within this of its hour.
const EVERY: Duration = Duration::from_secs(5);
/// Between two rounds while there is more: others write meanwhile.
const BETWEEN: Duration = Duration::from_millis(10);

/// Runs until told to stop.
pub async fn series(context: Context, mut stop: Stop) {
    while !stop.is_given() {
        match advance_series(&context).await {
            Ok(Progress::More) => {
                context.wake_senders();
                stop.rest(BETWEEN).await;
            }
            Ok(Progress::Done) => stop.rest(EVERY).await,
            Err(error) => {
                tracing::error!("Series could not go on; they are tried again in five seconds: {error}");
                stop.rest(EVERY).await;
            }
        }
    }
}
