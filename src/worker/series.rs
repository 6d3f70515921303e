//! Enrols people who joined before a series was there, and queues the texts whose day and hour have come.

use std::time::Duration;

use crate::service::{Context, Progress, advance_series, enrol_known};
use crate::worker::run::Stop;

/// A text leaves within this of its hour.
const EVERY: Duration = Duration::from_secs(5);
/// Between two rounds while there is more: others write meanwhile.
const BETWEEN: Duration = Duration::from_millis(10);

/// Runs until told to stop.
pub async fn series(context: Context, mut stop: Stop) {
    catch_up(&context, &mut stop).await;
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

/// Once at the start. What fails is taken up again at the next one.
async fn catch_up(context: &Context, stop: &mut Stop) {
    let mut last = None;
    while !stop.is_given() {
        match enrol_known(context, last).await {
            Ok(None) => return,
            Ok(next) => last = next,
            Err(error) => {
                return tracing::error!(
                    "People who joined earlier could not be enrolled; tried again at the next start: {error}"
                );
            }
        }
        stop.rest(BETWEEN).await;
    }
}
