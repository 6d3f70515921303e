//! Clears up what would otherwise lie about, and keeps the gauges current.

use std::time::Duration;

use crate::service::{Context, Logged, forget_dialogues, log_head, measure, tend_cases, tidy};
use crate::worker::run::Stop;

const EVERY: Duration = Duration::from_secs(5);
/// Rounds between two clearings of what is only old.
const ROUNDS_AN_HOUR: u32 = 720;

/// Runs until told to stop.
pub async fn reaper(context: Context, mut stop: Stop) {
    let (mut round, mut logged) = (0, Logged::default());
    while !stop.is_given() {
        if let Err(error) = step(&context, round, &mut logged).await {
            tracing::error!("Clearing up failed; it is tried again in five seconds: {error}");
        }
        round = (round + 1) % ROUNDS_AN_HOUR;
        stop.rest(EVERY).await;
    }
}

/// Each on its own: what cannot be done keeps nothing else from being done.
async fn step(context: &Context, round: u32, logged: &mut Logged) -> Result<(), crate::store::StoreError> {
    let tended = tend_cases(context).await;
    let tidied = tidy(context).await;
    let forgotten = if round == 0 { forget_dialogues(context).await } else { Ok(()) };
    let marked = log_head(context, logged).await;
    tended.and(tidied).and(forgotten).and(marked).and(measure(context).await)
}
