//! Climbs the ladder of alerts, and sends the e-mails that it asks for. Two loops: a slow mail server must not hold up
//! the next rung.

use std::time::Duration;

use tokio::task::JoinSet;

use crate::service::{Context, Progress, claim_mail, escalate_alerts, send_mail};
use crate::worker::run::Stop;

/// What another process raised is seen within this.
const EVERY: Duration = Duration::from_secs(1);

/// Climbs until told to stop.
pub async fn alerts(context: Context, mut stop: Stop) {
    while !stop.is_given() {
        match escalate_alerts(&context).await {
            Ok(Progress::More) => {}
            Ok(Progress::Done) => rest(&mut stop, context.alert_raised()).await,
            Err(error) => {
                tracing::error!("Alerts could not go on; they are tried again in a second: {error}");
                stop.rest(EVERY).await;
            }
        }
    }
}

/// Sends e-mails until told to stop. One that is being sent then is finished, or is in doubt.
pub async fn postman(context: Context, mut stop: Stop) {
    while !stop.is_given() {
        let letters = match claim_mail(&context).await {
            Ok(letters) => letters,
            Err(error) => {
                tracing::error!("E-mails to staff could not be taken up; tried again in a second: {error}");
                stop.rest(EVERY).await;
                continue;
            }
        };
        if letters.is_empty() {
            rest(&mut stop, context.mail_waits()).await;
            continue;
        }
        let mut open = JoinSet::new();
        for letter in letters {
            let context = context.clone();
            open.spawn(async move { send_mail(&context, letter).await });
        }
        while let Some(sent) = open.join_next().await {
            if let Ok(Err(error)) = sent {
                tracing::error!("What came of an e-mail to staff could not be recorded: {error}");
            }
        }
    }
}

async fn rest(stop: &mut Stop, news: impl Future<Output = ()>) {
    tokio::select! {
        () = news => {}
        () = stop.rest(EVERY) => {}
    }
}
