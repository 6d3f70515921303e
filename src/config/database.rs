//! `[database]`: where everything is kept.

use std::path::PathBuf;

use crate::config::error::ConfigError;
use crate::config::secret::Secret;
use crate::config::section::Section;

/// Where everything is kept.
#[derive(Debug, Clone)]
pub enum Database {
    /// One file, used by one `serve`.
    Sqlite {
        /// The file, made when it is not there.
        path: PathBuf,
    },
    /// A server that several nodes may share.
    Postgres {
        /// The whole address; it may hold a password.
        url: Secret,
    },
}

impl Database {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        let url = section.secret("url")?;
        let parsed = url.as_ref().map_or(Err(FORMS.to_owned()), Self::parse);
        parsed.map_err(|reason| section.refuse("url", reason))
    }

    /// Errors hold nothing of the address: it may name a password.
    fn parse(url: &Secret) -> Result<Self, String> {
        let text = url.expose();
        if let Some(path) = text.strip_prefix("sqlite:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return match path {
                "" => Err(FORMS.to_owned()),
                ":memory:" => Err("must be a file: what is kept in memory only is lost at the end".to_owned()),
                path if path.contains(['?', '\0']) => {
                    Err("must be the path of a file and nothing more: remove what follows the ?".to_owned())
                }
                path => Ok(Database::Sqlite { path: path.into() }),
            };
        }
        let rest = text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"));
        match rest {
            None | Some("") => Err(FORMS.to_owned()),
            Some(rest) => match demand_for_tls(rest) {
                Some(demand) => Err(format!("asks for TLS ({demand}), {NO_TLS}")),
                None => Ok(Database::Postgres { url: url.clone() }),
            },
        }
    }
}

const FORMS: &str = "must be \"sqlite:data/fitila.db\" or \"postgres://user:password@host/name\"";
const NO_TLS: &str = "which the built-in Postgres library cannot do: remove it and reach the server \
                      through a Unix socket, this machine (127.0.0.1) or a private tunnel";

/// The setting that would make the bundled libpq refuse every connection: it was built without TLS.
fn demand_for_tls(rest: &str) -> Option<&'static str> {
    let query = rest.split_once('?').map_or("", |(_, query)| query);
    query.split('&').find_map(|pair| match pair.split_once('=').unwrap_or((pair, "")) {
        ("sslmode", "disable" | "allow" | "prefer") => None,
        ("sslmode", _) => Some("sslmode"),
        ("requiressl", "1") => Some("requiressl"),
        ("sslrootcert", "system") => Some("sslrootcert"),
        ("sslnegotiation", "direct") => Some("sslnegotiation"),
        ("channel_binding", "require") => Some("channel_binding"),
        ("gssencmode", "require") => Some("gssencmode"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_a_file_or_a_server() {
        for (url, path) in [
            ("sqlite:data/fitila.db", "data/fitila.db"),
            ("sqlite:/var/lib/fitila.db", "/var/lib/fitila.db"),
            ("sqlite:///var/lib/fitila.db", "/var/lib/fitila.db"),
        ] {
            let parsed = Database::parse(&Secret::new(url)).unwrap();
            assert!(matches!(parsed, Database::Sqlite { path: p } if p.as_os_str() == path), "url: {url}");
        }
        for url in [
            "postgres://u:p@127.0.0.1/fitila",
            "postgresql:///fitila?host=/run/postgresql",
            "postgres://u@h/f?sslmode=disable&application_name=sslmode",
            "postgres://u@h/f?sslmode=prefer",
        ] {
            let parsed = Database::parse(&Secret::new(url)).unwrap();
            assert!(matches!(parsed, Database::Postgres { url: u } if u.expose() == url), "url: {url}");
        }
        for url in ["", "sqlite:", "sqlite://", "postgres://", "data/fitila.db", "mysql://h/f", "host=h dbname=f"] {
            assert_eq!(Database::parse(&Secret::new(url)).unwrap_err(), FORMS, "url: {url}");
        }
        for url in ["sqlite::memory:", "sqlite:fitila.db?mode=ro"] {
            assert!(Database::parse(&Secret::new(url)).is_err(), "url: {url}");
        }
    }

    #[test]
    fn an_address_that_asks_for_tls_is_refused() {
        for (query, named) in [
            ("sslmode=require", "sslmode"),
            ("sslmode=verify-full", "sslmode"),
            ("a=b&sslmode=verify-ca", "sslmode"),
            ("requiressl=1", "requiressl"),
            ("sslrootcert=system", "sslrootcert"),
            ("sslnegotiation=direct", "sslnegotiation"),
            ("channel_binding=require", "channel_binding"),
        ] {
            let url = Secret::new(format!("postgres://u:hunter2@h/f?{query}"));
            let reason = Database::parse(&url).unwrap_err();
            assert!(reason.starts_with(&format!("asks for TLS ({named}), which")), "query: {query}");
            assert!(!reason.contains("hunter2"), "query: {query}");
        }
    }
}
