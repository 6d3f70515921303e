//! The accounts through which messages come and go, and whether their hosts can be reached from here.

use std::net::{TcpStream, ToSocketAddrs};
use std::sync::mpsc;
use std::time::Duration;

use crate::config::Settings;
use crate::gateway::{Account, Registry};
use crate::service::examine::finding::Examined;

const WHAT: &str = "gateway";
/// How long a host has to answer a connection.
const PATIENCE: Duration = Duration::from_secs(3);

/// Looks at the accounts; only names and hosts are told.
pub(super) fn examine(settings: &Settings, registry: Result<&Registry, &str>) -> Vec<Examined> {
    let accounts = match registry {
        Ok(registry) => registry.accounts(),
        Err(reason) => {
            return vec![Examined::bad(WHAT, reason, "mend it in the configuration, then run: fitila check")];
        }
    };
    let real: Vec<&Account> =
        accounts.iter().filter(|account| !account.gateway().capabilities().practice_only).collect();
    let mut examined: Vec<Examined> = real.iter().filter_map(|account| reach(account)).collect();
    if real.is_empty() {
        let mend = "that is right for trying it out; for real phones add an account at a provider";
        examined.push(Examined::look(WHAT, "there is the simulator only: no real phone is reached", mend));
    }
    examined.push(public_url(settings, !real.is_empty()));
    examined
}

fn reach(account: &Account) -> Option<Examined> {
    let host = account.gateway().host()?;
    let name = account.name();
    Some(match connects(host.clone()) {
        Ok(()) => {
            Examined::ok(WHAT, format!("account {name}: {host} can be reached, its webhook token is long enough"))
        }
        Err(reason) => Examined::bad(
            WHAT,
            format!("account {name}: {host} cannot be reached: {reason}"),
            "see that this machine has a way out (DNS, firewall) and that base_url is right; messages wait meanwhile",
        ),
    })
}

/// Opens a connection and closes it; the name's look-up has its time limit too.
fn connects(host: String) -> Result<(), String> {
    let (told, hears) = mpsc::channel();
    std::thread::spawn(move || {
        let connected = host.to_socket_addrs().map_err(|error| error.to_string()).and_then(|mut found| {
            let address = found.next().ok_or("its name leads nowhere")?;
            TcpStream::connect_timeout(&address, PATIENCE).map(|_| ()).map_err(|error| error.to_string())
        });
        let _ = told.send(connected);
    });
    hears.recv_timeout(PATIENCE * 2).unwrap_or(Err("it does not answer".to_owned()))
}

fn public_url(settings: &Settings, is_real: bool) -> Examined {
    const WHAT: &str = "address";
    let url = &settings.http.public_url;
    let found = format!("http.public_url is {url}");
    if url.is_loopback() {
        return if is_real {
            let mend = "set http.public_url to the https address that gateways call";
            Examined::look(WHAT, format!("{found}: no gateway can call it"), mend)
        } else {
            Examined::ok(WHAT, found)
        };
    }
    if url.is_https() {
        Examined::ok(WHAT, found)
    } else {
        let mend = "put a web server with a certificate in front and write https: numbers and words pass here";
        Examined::bad(WHAT, format!("{found}, without TLS"), mend)
    }
}
