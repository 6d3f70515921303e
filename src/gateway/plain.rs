//! Answers in plain text: an empty 200 for a message, `CON ` and `END ` before a screen. The convention began at
//! one gateway and was copied by others.

use crate::gateway::contract::{Acknowledgement, Kind};
use crate::gateway::wire::RawResponse;

const PLAIN: &str = "text/plain; charset=utf-8";

/// The answer for any kind of webhook. It is exactly 200 where the event was dealt with: 204 would be retried.
pub fn acknowledge(kind: Kind, acknowledgement: &Acknowledgement) -> RawResponse {
    let (status, body) = match acknowledgement {
        Acknowledgement::Accepted => (200, if kind == Kind::Ussd { "END ".to_owned() } else { String::new() }),
        Acknowledgement::Continue(screen) => (200, screen_for(kind, "CON ", screen)),
        Acknowledgement::End(screen) => (200, screen_for(kind, "END ", screen)),
        Acknowledgement::Busy => (503, String::new()),
        Acknowledgement::Malformed(error) => (400, format!("{error}\n")),
    };
    RawResponse { status, content_type: PLAIN, body }
}

/// Only a dialogue shows a screen; the prefix must be its first byte, or the network ends the dialogue.
fn screen_for(kind: Kind, prefix: &str, screen: &str) -> String {
    if kind == Kind::Ussd { format!("{prefix}{screen}") } else { String::new() }
}
