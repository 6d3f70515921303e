//! `[http]`: where the service listens and how the world reaches it.

use std::net::{IpAddr, SocketAddr};

use crate::config::error::ConfigError;
use crate::config::secret::{Secret, is_strong_token};
use crate::config::section::Section;

/// How the world reaches the service.
#[derive(Debug, Clone)]
pub struct Http {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What gateways and browsers call.
    pub public_url: PublicUrl,
    /// Those whose word about the caller's address is believed.
    pub trusted_proxies: Vec<Proxy>,
    /// What opens `/metrics` while `public_url` is not this machine; without it `/metrics` is closed then.
    pub metrics_token: Option<Secret>,
}

/// The address of the service as others write it: scheme, host, perhaps a port, and nothing after that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    text: String,
    host: String,
}

/// A proxy, or a network of them (`10.0.0.0/8`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proxy {
    address: IpAddr,
    bits: u8,
}

impl Http {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const LISTEN: &str = "an address and a port, such as \"127.0.0.1:8080\"";
        const PUBLIC: &str =
            "an address with http or https and nothing behind the host, such as \"https://sms.example.org\"";
        const PROXIES: &str = "a list of addresses or networks, such as [\"127.0.0.1\", \"10.0.0.0/8\"]";
        let http = Self {
            listen: section.read("listen", LISTEN, |text| text.parse().ok())?,
            public_url: section.read("public_url", PUBLIC, PublicUrl::parse)?,
            trusted_proxies: section.list("trusted_proxies", PROXIES, Proxy::parse)?,
            metrics_token: section.secret("metrics_token")?,
        };
        match &http.metrics_token {
            Some(token) if !is_strong_token(token.expose()) => {
                Err(section.refuse("metrics_token", "must have at least 22 letters, digits, - or _"))
            }
            _ => Ok(http),
        }
    }

    /// Whether a caller at this address may say for whom it calls.
    pub fn trusts(&self, caller: IpAddr) -> bool {
        self.trusted_proxies.iter().any(|proxy| proxy.covers(caller))
    }

    /// Whether others can reach pages that are open because `public_url` claims to be this machine.
    pub fn exposes_local_pages(&self) -> bool {
        self.public_url.is_loopback() && !self.listen.ip().is_loopback()
    }
}

impl PublicUrl {
    /// Parses an address; `None` when it has a path, a user, or a host that is none.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
        let (host, port) = match rest.strip_prefix('[') {
            Some(inside) => {
                let (host, behind) = inside.split_once(']')?;
                host.parse::<std::net::Ipv6Addr>().ok()?;
                (host, behind.strip_prefix(':').or((behind.is_empty()).then_some("80"))?)
            }
            None => rest.split_once(':').unwrap_or((rest, "80")),
        };
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.';
        let is_name = !host.is_empty() && host.bytes().all(plain) && !host.starts_with('.');
        let right = (is_name || host.contains(':')) && port.parse::<u16>().is_ok_and(|port| port > 0);
        right.then(|| Self { text: text.to_owned(), host: host.to_ascii_lowercase() })
    }

    /// The address without a slash at its end.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host, without port and brackets, in small letters.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether the host is this machine, so that nobody else can call it there.
    pub fn is_loopback(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// Whether browsers reach it through TLS.
    pub fn is_https(&self) -> bool {
        self.text.starts_with("https://")
    }
}

impl std::fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl Proxy {
    /// Parses an address or a network.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address.parse::<IpAddr>().ok()?, bits.parse().ok()?),
            None => {
                let address = text.parse::<IpAddr>().ok()?;
                (address, width(address))
            }
        };
        (bits <= width(address)).then_some(Self { address, bits })
    }

    /// Whether this address is the proxy or in its network.
    pub fn covers(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let same_kind = address.is_ipv4() == self.address.is_ipv4();
        let shift = u32::from(width(self.address) - self.bits);
        let head = |address| number(address).checked_shr(shift).unwrap_or(0);
        same_kind && head(address) == head(self.address)
    }
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn number(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_a_scheme_and_a_host() {
        for (text, host) in [
            ("http://127.0.0.1:8080", Some("127.0.0.1")),
            ("https://SMS.example.org/", Some("sms.example.org")),
            ("http://[::1]:8080", Some("::1")),
            ("https://[2001:db8::1]", Some("2001:db8::1")),
            ("sms.example.org", None),
            ("ftp://sms.example.org", None),
            ("https://", None),
            ("https://.org", None),
            ("https://me@sms.example.org", None),
            ("https://sms.example.org/fitila", None),
            ("https://sms.example.org?x", None),
            ("https://sms.example.org:0", None),
            ("https://sms.example.org:http", None),
            ("https://sms example.org", None),
            ("http://[::1", None),
            ("http://[::1]x", None),
        ] {
            let url = PublicUrl::parse(text);
            assert_eq!(url.as_ref().map(PublicUrl::host), host, "text: {text}");
        }
    }

    #[test]
    fn only_this_machine_is_loopback() {
        for (text, loopback) in [
            ("http://127.0.0.1:8080", true),
            ("http://127.9.9.9", true),
            ("http://localhost:8080", true),
            ("http://LOCALHOST", true),
            ("http://[::1]:8080", true),
            ("http://127.0.0.1.example.org", false),
            ("http://localhost.example.org", false),
            ("http://0.0.0.0:8080", false),
            ("http://10.0.0.1", false),
        ] {
            assert_eq!(PublicUrl::parse(text).unwrap().is_loopback(), loopback, "text: {text}");
        }
    }

    #[test]
    fn a_network_covers_its_addresses_and_no_others() {
        for (proxy, address, covered) in [
            ("127.0.0.1", "127.0.0.1", true),
            ("127.0.0.1", "127.0.0.2", false),
            ("127.0.0.1", "::ffff:127.0.0.1", true),
            ("10.0.0.0/8", "10.200.3.4", true),
            ("10.0.0.0/8", "11.0.0.1", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("fd00::/8", "fd12::1", true),
            ("::/0", "2001:db8::1", true),
        ] {
            let covers = Proxy::parse(proxy).unwrap().covers(address.parse().unwrap());
            assert_eq!(covers, covered, "{proxy} and {address}");
        }
        for text in ["", "proxy", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8"] {
            assert_eq!(Proxy::parse(text), None, "text: {text}");
        }
    }
}
