//! The loop around a step: it rests between steps and hears when it is to stop.

use std::time::Duration;

use tokio::sync::watch;

/// Tells workers to stop.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// A stop, and what gives it.
    pub fn new() -> (watch::Sender<bool>, Self) {
        let (sender, receiver) = watch::channel(false);
        (sender, Self(receiver))
    }

    /// Whether it was given.
    pub fn is_given(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until it is given.
    pub async fn given(&mut self) {
        // The giver gone is as good as the word given.
        let _ = self.0.wait_for(|stop| *stop).await;
    }

    /// Rests, unless it is given sooner.
    pub async fn rest(&mut self, rest: Duration) {
        tokio::select! {
            () = tokio::time::sleep(rest) => {}
            () = self.given() => {}
        }
    }
}
