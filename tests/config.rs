//! Settings from the outside: what is read, what wins over what, and each refusal word by word.

#![cfg(test)]

use std::path::{Path, PathBuf};

use fitila::config::{Approval, ConfigError, Database, GatewaySettings, Settings};
use fitila::domain::ids::AccountName;
use jiff::SignedDuration;
use tempfile::TempDir;

const TOKEN: &str = "abcdefghijklmnopqrstuvwx";

/// A folder with a `fitila.toml` in it.
struct Folder(TempDir);

impl Folder {
    fn with(text: &str) -> Self {
        let folder = Self(TempDir::new().unwrap());
        folder.write("fitila.toml", text);
        folder
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn load(&self, variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        Settings::load(Some(&self.0.path().join("fitila.toml")), variables)
    }

    /// The refusal, with the folder's path taken out.
    fn refusal(&self) -> String {
        let error = self.load(&[]).unwrap_err().to_string();
        error.replace(&format!("{}/", self.0.path().display()), "")
    }
}

fn names(settings: &Settings) -> Vec<&str> {
    settings.gateways.iter().map(|account| account.name.as_str()).collect()
}

fn at(settings: &Settings) -> &GatewaySettings {
    settings.gateway(&AccountName::new("at")).unwrap()
}

#[test]
fn defaults_are_what_the_interface_documents() {
    let settings = Settings::load(None, std::iter::empty()).unwrap();
    assert_eq!(settings.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(settings.http.public_url.as_str(), "http://127.0.0.1:8080");
    assert!(settings.http.public_url.is_loopback());
    assert!(settings.http.trusted_proxies.is_empty());
    assert!(settings.http.metrics_token.is_none());
    assert!(matches!(&settings.database, Database::Sqlite { path } if path == Path::new("data/fitila.db")));
    assert_eq!(settings.secrets.key_file, Path::new("data/fitila.key"));
    assert_eq!(settings.programme.name, "WOCON");
    assert_eq!(settings.programme.time_zone.iana_name(), Some("Africa/Lagos"));
    let languages: Vec<&str> = settings.programme.languages.iter().map(|language| language.as_str()).collect();
    assert_eq!(languages, ["en", "ha", "yo", "ig", "pcm"]);
    assert_eq!(settings.programme.default_language.as_str(), "en");
    assert_eq!(settings.programme.short_code.as_str(), "32627");
    assert_eq!(settings.programme.ussd_code.as_str(), "*347*627#");
    assert_eq!(settings.sending.quiet_hours, "20:00-08:00");
    assert_eq!(settings.sending.expires_after, SignedDuration::from_hours(24));
    assert_eq!(settings.sending.gateway, None);
    assert_eq!(settings.budget.monthly_naira, 0.0);
    assert_eq!(settings.budget.naira_per_segment, 4.0);
    assert_eq!(settings.content.folder, None);
    assert!(settings.content.marked.is_empty());
    assert_eq!(settings.campaigns.approval, Approval::Always);
    assert!(settings.smtp.server.is_none());
    assert_eq!(names(&settings), ["demo"]);
    assert_eq!(settings.gateways[0].provider, "simulator");
    assert_eq!(settings.gateways[0].per_second.get(), 30);
    assert!(settings.gateways[0].webhook_token.is_none());
    assert!(settings.gateways[0].options.is_empty());
    assert!(settings.not_in_effect().is_empty());
}

#[test]
fn every_default_is_explained() {
    let text = std::fs::read_to_string("config/default.toml").unwrap();
    let lines: Vec<&str> = text.lines().collect();
    for (n, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
        assert!(lines[n - 1].starts_with('#'), "line {}: {line}", n + 1);
    }
}

#[test]
fn the_example_is_a_whole_configuration() {
    let folder = Folder::with("");
    let text = std::fs::read_to_string("config/example.toml").unwrap();
    let here = format!("{}/", folder.0.path().display());
    folder.write("at-key", "atsk_1\n");
    folder.write("at-webhook-token", &format!("{TOKEN}\n"));
    folder.write("smtp-password", "a-secret\n");
    folder.write("fitila.toml", &text.replace("{ file = \"/etc/fitila/", &format!("{{ file = \"{here}")));
    let settings = folder.load(&[]).unwrap();
    assert_eq!(names(&settings), ["at"]);
    assert_eq!(at(&settings).provider, "africastalking");
    assert_eq!(at(&settings).options["api_key"].as_str(), Some("atsk_1"));
    assert_eq!(at(&settings).options.keys().collect::<Vec<_>>(), ["api_key", "sender", "username"]);
    assert_eq!(settings.sending_gateway().unwrap().name.as_str(), "at");
    assert!(settings.http.public_url.is_https() && !settings.http.public_url.is_loopback());
    assert!(settings.http.trusts("127.0.0.1".parse().unwrap()));
    assert_eq!(settings.smtp.server.as_ref().unwrap().port, 587);
    assert!(settings.not_in_effect().is_empty());
}

#[test]
fn a_file_lies_over_the_defaults_and_the_environment_over_both() {
    let folder = Folder::with("[http]\nlisten = \"127.0.0.1:1\"\n[programme]\nname = \"File\"\n");
    let settings = folder.load(&[("FITILA__PROGRAMME__NAME", "Variable"), ("PATH", "x"), ("FITILA_LOG", "debug")]);
    let settings = settings.unwrap();
    assert_eq!(settings.http.listen.port(), 1);
    assert_eq!(settings.programme.name, "Variable");
    assert_eq!(settings.programme.short_code.as_str(), "32627");
}

#[test]
fn a_file_from_a_windows_editor_is_read() {
    let settings = Folder::with("\u{feff}[programme]\r\nname = \"Ẹ̀kọ́\"\r\n").load(&[]).unwrap();
    assert_eq!(settings.programme.name, "Ẹ̀kọ́");
}

#[test]
fn the_demo_gateway_gives_way_to_any_other() {
    let own = "[gateways.zeta]\nprovider = \"simulator\"\n[gateways.at]\nprovider = \"africastalking\"\n";
    let variable = ("FITILA__GATEWAYS__EXTRA__PROVIDER", "simulator");
    for (text, variables, expected) in [
        ("", &[][..], &["demo"][..]),
        ("[gateways]\n", &[], &["demo"]),
        (own, &[], &["zeta", "at"]),
        (own, &[variable], &["zeta", "at", "extra"]),
        ("", &[variable], &["extra"]),
        ("[gateways.demo]\nprovider = \"simulator\"\nper_second = 3\n", &[], &["demo"]),
    ] {
        let settings = Folder::with(text).load(variables).unwrap();
        assert_eq!(names(&settings), expected, "{text}{variables:?}");
        // A simulator reaches nobody, so an account that does sends first.
        let sends_first = if expected.contains(&"at") { "at" } else { expected[0] };
        assert_eq!(settings.sending_gateway().unwrap().name.as_str(), sends_first);
    }
}

#[test]
fn a_variable_completes_an_account_of_the_file() {
    let folder = Folder::with("[gateways.at]\nprovider = \"africastalking\"\napi_key = { file = \"nowhere\" }\n");
    let key = folder.write("key", "  from-a-file \n\n");
    for (variable, value, expected) in [
        ("FITILA__GATEWAYS__AT__API_KEY", "atsk_2".to_owned(), "atsk_2"),
        ("FITILA__GATEWAYS__AT__API_KEY", format!("{{ file = \"{}\" }}", key.display()), "from-a-file"),
        ("FITILA__GATEWAYS__AT__API_KEY__FILE", key.display().to_string(), "from-a-file"),
    ] {
        let settings = folder.load(&[(variable, &value)]).unwrap();
        assert_eq!(at(&settings).options["api_key"].as_str(), Some(expected), "{variable}={value}");
    }
}

#[test]
fn secrets_come_from_files_and_never_print() {
    let folder = Folder::with("");
    let token = folder.write("token", &format!("\n{TOKEN}\r\n"));
    let url = folder.write("url", "postgres://u:hunter2@127.0.0.1/f\n");
    let settings = folder.load(&[
        ("FITILA__HTTP__METRICS_TOKEN__FILE", token.to_str().unwrap()),
        ("FITILA__DATABASE__URL__FILE", url.to_str().unwrap()),
        ("FITILA__GATEWAYS__AT__PROVIDER", "africastalking"),
        ("FITILA__GATEWAYS__AT__WEBHOOK_TOKEN__FILE", token.to_str().unwrap()),
        ("FITILA__GATEWAYS__AT__API_KEY", "hunter2"),
    ]);
    let settings = settings.unwrap();
    assert_eq!(settings.http.metrics_token.as_ref().unwrap().expose(), TOKEN);
    assert_eq!(at(&settings).webhook_token.as_ref().unwrap().expose(), TOKEN);
    assert!(matches!(&settings.database, Database::Postgres { url } if url.expose().contains("hunter2")));
    let printed = format!("{settings:?} {settings:#?}");
    assert!(!printed.contains("hunter2") && !printed.contains(TOKEN), "{printed}");
    assert!(printed.contains("api_key"), "{printed}");
}

/// What is written in a file, up to the line that says how it is refused.
const REFUSALS: &str = r##"
[http]

lisen = "x"
=> line 3: unknown key "lisen" in [http]; did you mean "listen"?
[htpp]
listen = "x"
=> line 1: unknown section [htpp]; did you mean [http]?
[http]
port = 80
=> line 2: unknown key "port" in [http]; known are "listen", "metrics_token", "public_url", "trusted_proxies"
listen = "x"
=> line 1: "listen" stands outside any section: write it below its section, such as [http]
http = 1
=> line 1: http is a section, not a single value: write [http] on a line of its own, and its keys below
http.listen = 'x' y
=> line 1: not understood: unexpected key or value, expected newline, `#`
http.listen = 80
=> line 1: http.listen must be an address and a port, such as "127.0.0.1:8080"; it is a number
http.listen = "80"
=> line 1: http.listen must be an address and a port, such as "127.0.0.1:8080"
http.public_url = "sms.example.org"
=> line 1: http.public_url must be an address with http or https and nothing behind the host, such as "https://sms.example.org"
http.trusted_proxies = "127.0.0.1"
=> line 1: http.trusted_proxies must be a list of addresses or networks, such as ["127.0.0.1", "10.0.0.0/8"]; it is text
http.trusted_proxies = ["nginx"]
=> line 1: http.trusted_proxies must be a list of addresses or networks, such as ["127.0.0.1", "10.0.0.0/8"]
http.metrics_token = "hunter2"
=> line 1: http.metrics_token must have at least 22 letters, digits, - or _
database.url = "postgres://u:hunter2@db/f?sslmode=require"
=> line 1: database.url asks for TLS (sslmode), which the built-in Postgres library cannot do: remove it and reach the server through a Unix socket, this machine (127.0.0.1) or a private tunnel
database.url = "mysql://x"
=> line 1: database.url must be "sqlite:data/fitila.db" or "postgres://user:password@host/name"
database.url = 5
=> line 1: database.url must be text in quotes or { file = "path" }; it is a number
secrets.key_file = ""
=> line 1: secrets.key_file must be the path of the key file, such as "/etc/fitila/fitila.key"
programme.name = " "
=> line 1: programme.name must be a name of 1 to 40 characters on one line
programme.time_zone = "Africa/Lagoz"
=> line 1: programme.time_zone must be a time zone, such as "Africa/Lagos"; did you mean "Africa/Lagos"?
programme.languages = ["en", "Hausa"]
=> line 1: programme.languages must be a list of language codes, such as ["en", "ha"]
programme.languages = []
=> line 1: programme.languages must name at least one language
programme.languages = ["en", "en"]
=> line 1: programme.languages names "en" twice
[programme]
name = "X"
default_language = "fr"
=> line 3: programme.default_language must be one of programme.languages: en, ha, yo, ig, pcm
programme.short_code = "WOCON"
=> line 1: programme.short_code must be the number that people text to, 3 to 15 digits, such as "32627"
programme.ussd_code = "347#"
=> line 1: programme.ussd_code must be what people dial, digits between * and # at the end, such as "*347*627#"
sending.quiet_hours = "8pm-8am"
=> line 1: sending.quiet_hours must be two different times of the day, such as "20:00-08:00", or "none"
sending.expires_after = "soon"
=> line 1: sending.expires_after must be minutes, hours or days up to 30 days, such as "90m", "24h" or "2d"
sending.gateway = "demi"
=> line 1: sending.gateway must name one of the gateways; did you mean "demo"?
budget.monthly_naira = -1
=> line 1: budget.monthly_naira must be an amount in naira, 0 or more, such as 50000
budget.monthly_naira = nan
=> line 1: budget.monthly_naira must be an amount in naira, 0 or more, such as 50000
budget.naira_per_segment = "4"
=> line 1: budget.naira_per_segment must be an amount in naira, 0 or more, such as 4.0; it is text
content.marked = "yo"
=> line 1: content.marked must be a list of language codes, such as ["yo", "ig"]; it is text
content.marked = ["Yoruba"]
=> line 1: content.marked must be a list of language codes, such as ["yo", "ig"]
content.marked = ["yo", "tiv"]
=> line 1: content.marked names "tiv", which is not one of programme.languages: en, ha, yo, ig, pcm
content.folder = true
=> line 1: content.folder must be the path of a folder, or "" for none; it is true or false
campaigns.approval = "sometimes"
=> line 1: campaigns.approval must be "always", "above 50 recipients" (any number) or "never"
smtp.host = "mail example"
=> line 1: smtp.host must be the name of a mail server, such as "mail.example.org", or "" for none
smtp.pasword = "hunter2"
=> line 1: unknown key "pasword" in [smtp]; did you mean "password"?
gateways.at = 1
=> line 1: gateways.at is a section, not a single value: write a section [gateways.at] with a provider
[gateways.at]
username = "x"
=> line 1: [gateways.at] lacks provider, which must be the name of a provider, such as "africastalking" or "simulator"
[gateways.My_AT]
provider = "x"
=> line 1: gateways.My_AT has a name that cannot stand in an address: take 1 to 32 small letters, digits and hyphens
[gateways.at]
provider = "x"
per_second = 0
=> line 3: gateways.at.per_second must be a whole number from 1 to 10000
[gateways.at]
provider = "x"
per_second = "fast"
=> line 3: gateways.at.per_second must be a whole number from 1 to 10000; it is text
[gateways.at]
provider = "x"
api_key = { file = "/nowhere/at-key" }
=> line 3: gateways.at.api_key: cannot take the secret from /nowhere/at-key: No such file or directory (os error 2)
[gateways.at]
provider = "x"
webhook_token = { file = "/dev/null" }
=> line 3: gateways.at.webhook_token: cannot take the secret from /dev/null: the file is empty
[gateways.at]
provider = "x"
api_key = { file = "Cargo.toml" }
=> line 3: gateways.at.api_key: cannot take the secret from Cargo.toml: the file holds more than one line
"##;

#[test]
fn a_refusal_names_the_line_the_key_and_the_mend() {
    let mut written = String::new();
    for line in REFUSALS.lines().skip(1) {
        match line.strip_prefix("=> ") {
            Some(refusal) => {
                let refused = Folder::with(&written).refusal();
                assert_eq!(refused, format!("fitila.toml: {refusal}"), "written: {written}");
                written.clear();
            }
            None => {
                written.push_str(line);
                written.push('\n');
            }
        }
    }
    assert!(written.is_empty());
}

#[test]
fn a_file_that_is_named_must_be_there() {
    let error = Settings::load(Some(Path::new("/nowhere/fitila.toml")), std::iter::empty()).unwrap_err();
    assert_eq!(error.to_string(), "/nowhere/fitila.toml: cannot be read: No such file or directory (os error 2)");
}
