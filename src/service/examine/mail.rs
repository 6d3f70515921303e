//! The mail server, by which staff are told when somebody calls for help while the gateway is down.

use std::sync::mpsc;
use std::time::Duration;

use crate::config::MailServer;
use crate::mail::Mailer;
use crate::service::examine::finding::Examined;

const WHAT: &str = "mail";
/// The look-up of its name and the end of the talk come on top of the time that the settings give.
const GRACE: Duration = Duration::from_secs(5);

/// Looks at the mail server: signs in as the settings say and sends nothing.
pub(super) fn examine(server: Option<&MailServer>) -> Examined {
    let Some(server) = server else {
        let mend = "with [smtp] they are told by e-mail too, also while the gateway is down";
        return Examined::look(WHAT, "staff are told of calls for help by SMS only", mend);
    };
    match tried_out(server) {
        Ok(()) => Examined::ok(WHAT, format!("{} takes mail from us", server.host)),
        Err(reason) => Examined::bad(
            WHAT,
            format!("{} port {}: {reason}", server.host, server.port),
            "mend [smtp] in the configuration; staff are told of calls for help by SMS only meanwhile",
        ),
    }
}

/// In a thread of its own, as whoever asks may be within a runtime.
fn tried_out(server: &MailServer) -> Result<(), String> {
    let (told, hears) = mpsc::channel();
    let inside = server.clone();
    std::thread::spawn(move || {
        let _ = told.send(try_out(&inside));
    });
    hears.recv_timeout(server.timeout + GRACE).unwrap_or(Err("it does not answer".to_owned()))
}

fn try_out(server: &MailServer) -> Result<(), String> {
    let mailer = Mailer::build(server).map_err(|error| error.to_string())?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(mailer.try_out()).map_err(|error| error.to_string())
}
