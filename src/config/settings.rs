//! All settings together: defaults, then a file, then the environment, read once at the start.

use std::path::Path;

use crate::config::budget::Budget;
use crate::config::campaigns::{Approval, Campaigns};
use crate::config::care::Care;
use crate::config::content::Content;
use crate::config::database::Database;
use crate::config::error::{self, ConfigError};
use crate::config::gateways::GatewaySettings;
use crate::config::http::Http;
use crate::config::programme::Programme;
use crate::config::secrets::Secrets;
use crate::config::section::Section;
use crate::config::sending::Sending;
use crate::config::smtp::Smtp;
use crate::config::tree::{self, Node, Table};
use crate::domain::ids::AccountName;

/// Every setting, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How the world reaches the service.
    pub http: Http,
    /// Where everything is kept.
    pub database: Database,
    /// Where the key lies.
    pub secrets: Secrets,
    /// Who speaks.
    pub programme: Programme,
    /// When messages may leave and through which account.
    pub sending: Sending,
    /// What messages cost.
    pub budget: Budget,
    /// Where the programme's own content lies.
    pub content: Content,
    /// How campaigns are approved.
    pub campaigns: Campaigns,
    /// When staff can be reached.
    pub care: Care,
    /// The mail server.
    pub smtp: Smtp,
    /// The accounts in the order in which they were written; never empty.
    pub gateways: Vec<GatewaySettings>,
}

const GATEWAYS: &str = "gateways";

impl Settings {
    /// Lays the file over the defaults and the environment over both, and checks everything. A file that is named
    /// must be there. Variables that do not begin with `FITILA__` are not looked at.
    pub fn load(file: Option<&Path>, environment: impl Iterator<Item = (String, String)>) -> Result<Self, ConfigError> {
        let mut root = tree::defaults()?;
        let mut own = match file {
            Some(path) => tree::from_file(path)?,
            None => Table { place: root.place.clone(), entries: Default::default() },
        };
        own.lay(tree::from_environment(environment)?);
        if own.has_something_in(GATEWAYS) {
            root.entries.remove(GATEWAYS);
        }
        root.lay(own);
        Sections::new(root).read()
    }

    /// The settings of this account.
    pub fn gateway(&self, name: &AccountName) -> Option<&GatewaySettings> {
        self.gateways.iter().find(|account| account.name == *name)
    }

    /// The account for people who never wrote to us: `sending.gateway`, else the first that was written. A simulator
    /// comes last: it reaches nobody.
    pub fn sending_gateway(&self) -> Option<&GatewaySettings> {
        let reaches_people = |gateway: &&GatewaySettings| gateway.provider != "simulator";
        match &self.sending.gateway {
            Some(name) => self.gateway(name),
            None => self.gateways.iter().find(reaches_people).or(self.gateways.first()),
        }
    }

    /// Keys that were set away from their default and that this version does not act upon yet.
    pub fn not_in_effect(&self) -> Vec<&'static str> {
        let idle = [
            ("budget.monthly_naira", self.budget.monthly_naira > 0.0),
            ("campaigns.approval", self.campaigns.approval != Approval::Always),
        ];
        idle.into_iter().filter(|(_, set)| *set).map(|(key, _)| key).collect()
    }
}

/// The sections as they are taken from the root; what was asked for is what is known.
struct Sections {
    root: Table,
    asked: Vec<&'static str>,
}

impl Sections {
    fn new(root: Table) -> Self {
        Self { root, asked: Vec::new() }
    }

    fn read(mut self) -> Result<Settings, ConfigError> {
        let http = self.section("http", Http::read)?;
        let database = self.section("database", Database::read)?;
        let secrets = self.section("secrets", Secrets::read)?;
        let programme = self.section("programme", Programme::read)?;
        let budget = self.section("budget", Budget::read)?;
        let content = self.section("content", |section| Content::read(section, &programme.languages))?;
        let campaigns = self.section("campaigns", Campaigns::read)?;
        let care = self.section("care", Care::read)?;
        let smtp = self.section("smtp", Smtp::read)?;
        let gateways = GatewaySettings::read_all(self.take(GATEWAYS)?)?;
        let sending = self.section("sending", |section| {
            let sending = Sending::read(section)?;
            is_configured(&sending, &gateways).map_err(|reason| section.refuse("gateway", reason))?;
            Ok(sending)
        })?;
        self.finish()?;
        Ok(Settings { http, database, secrets, programme, sending, budget, content, campaigns, care, smtp, gateways })
    }

    fn section<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Section) -> Result<T, ConfigError>,
    ) -> Result<T, ConfigError> {
        let mut section = Section::new(name, self.take(name)?);
        let value = read(&mut section)?;
        section.finish()?;
        Ok(value)
    }

    fn take(&mut self, name: &'static str) -> Result<Table, ConfigError> {
        self.asked.push(name);
        match self.root.entries.remove(name) {
            Some(Node::Table(table)) => Ok(table),
            Some(leaf) => {
                let mend = format!("write [{name}] on a line of its own, and its keys below");
                Err(ConfigError::NotASection { place: leaf.place().clone(), name: name.to_owned(), mend })
            }
            None => Ok(Table { place: self.root.place.clone(), entries: Default::default() }),
        }
    }

    fn finish(self) -> Result<(), ConfigError> {
        match self.root.entries.into_iter().next() {
            None => Ok(()),
            Some((name, Node::Table(table))) => {
                let hint = error::hint(&name, self.asked, |name| format!("[{name}]"));
                Err(ConfigError::UnknownSection { place: table.place, name, hint })
            }
            Some((key, leaf)) => Err(ConfigError::Refused {
                place: leaf.place().clone(),
                key: format!("\"{key}\""),
                reason: "stands outside any section: write it below its section, such as [http]".to_owned(),
            }),
        }
    }
}

fn is_configured(sending: &Sending, gateways: &[GatewaySettings]) -> Result<(), String> {
    let Some(name) = &sending.gateway else {
        return Ok(());
    };
    if gateways.iter().any(|account| account.name == *name) {
        return Ok(());
    }
    let known = gateways.iter().map(|account| account.name.as_str());
    let hint = error::hint(name.as_str(), known, |name| format!("\"{name}\""));
    Err(format!("must name one of the gateways; {hint}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::SignedDuration;

    fn from_variables(variables: &[(&str, &str)]) -> Result<Settings, ConfigError> {
        let variables = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
        Settings::load(None, variables)
    }

    #[test]
    fn a_variable_is_toml_where_it_parses_and_text_where_text_is_meant() {
        let settings = from_variables(&[
            ("FITILA__PROGRAMME__SHORT_CODE", "32628"),
            ("FITILA__PROGRAMME__NAME", "true"),
            ("FITILA__PROGRAMME__USSD_CODE", "\"*1*2#\""),
            ("FITILA__PROGRAMME__LANGUAGES", "[\"ha\", \"en\"]"),
            ("FITILA__BUDGET__NAIRA_PER_SEGMENT", "2.75"),
            ("FITILA__HTTP__LISTEN", "0.0.0.0:80"),
            ("FITILA__SENDING__QUIET_HOURS", "none"),
            ("FITILA__SENDING__EXPIRES_AFTER", "90m"),
            ("FITILA__DATABASE__URL", "postgres://u:p@127.0.0.1/f"),
            ("FITILA__GATEWAYS__MY_AT__PROVIDER", "africastalking"),
            ("FITILA__GATEWAYS__MY_AT__API_KEY", "0123"),
            ("FITILA__GATEWAYS__MY_AT__SENDER", "32627"),
            ("FITILA__GATEWAYS__MY_AT__PER_SECOND", "5"),
            ("FITILA__GATEWAYS__MY_AT__SANDBOX", "true"),
        ]);
        let settings = settings.unwrap();
        assert_eq!(settings.programme.short_code.as_str(), "32628");
        assert_eq!(settings.programme.name, "true");
        assert_eq!(settings.programme.ussd_code.as_str(), "*1*2#");
        assert_eq!(settings.programme.languages[0].as_str(), "ha");
        assert_eq!(settings.budget.naira_per_segment, 2.75);
        assert!(settings.http.exposes_local_pages());
        assert_eq!(settings.sending.quiet_hours, "none");
        assert_eq!(settings.sending.expires_after, SignedDuration::from_mins(90));
        assert!(matches!(settings.database, Database::Postgres { .. }));
        let account = &settings.gateways[0];
        assert_eq!(account.name.as_str(), "my-at");
        assert_eq!(account.per_second.get(), 5);
        assert_eq!(account.options["api_key"].as_str(), Some("0123"));
        assert_eq!(account.options["sender"].as_str(), Some("32627"));
        assert_eq!(account.options["sandbox"].as_bool(), Some(true));
    }

    #[test]
    fn what_does_nothing_yet_is_said() {
        let said = |naira, approval| {
            let settings =
                from_variables(&[("FITILA__BUDGET__MONTHLY_NAIRA", naira), ("FITILA__CAMPAIGNS__APPROVAL", approval)]);
            settings.unwrap().not_in_effect()
        };
        assert!(said("0", "always").is_empty());
        assert_eq!(said("0", "never"), ["campaigns.approval"]);
        assert_eq!(said("50000", "above 50 recipients"), ["budget.monthly_naira", "campaigns.approval"]);
    }

    #[test]
    fn a_mail_server_needs_a_sender_and_keeps_its_password_covered() {
        let read = |host, rest: &[(&str, &str)]| {
            let mut all = vec![("FITILA__SMTP__HOST", host)];
            all.extend(rest);
            from_variables(&all).map(|settings| settings.smtp.server)
        };
        let (from, user, password) = ("FITILA__SMTP__FROM", "FITILA__SMTP__USER", "FITILA__SMTP__PASSWORD");
        let encryption = "FITILA__SMTP__ENCRYPTION";
        let sender = (from, "fitila@example.org");
        assert!(read("", &[(user, "half")]).unwrap().is_none());
        for (way, port) in [("starttls", 587), ("tls", 465), ("none", 25)] {
            let server = read("mail.example.org", &[sender, (encryption, way)]).unwrap().unwrap();
            assert_eq!(server.port, port, "{way}");
        }
        for (rest, key) in [
            (vec![], "smtp.from must be"),
            (vec![sender, (user, "fitila")], "smtp.password is missing"),
            (vec![sender, (password, "hunter2")], "smtp.user is missing"),
            (vec![sender, (user, "fitila"), (password, "hunter2"), (encryption, "none")], "smtp.encryption must be"),
            (vec![sender, (encryption, "ssl")], "smtp.encryption must be"),
            (vec![sender, ("FITILA__SMTP__TIMEOUT", "10")], "smtp.timeout must be"),
        ] {
            let refused = read("mail.example.org", &rest).unwrap_err().to_string();
            assert!(refused.contains(key) && !refused.contains("hunter2"), "{refused}");
        }
        let open = [sender, (user, "fitila"), (password, "hunter2"), (encryption, "none")];
        assert!(read("127.0.0.1", &open).unwrap().is_some(), "a mail server on this computer");
    }

    /// A variable, and how it is refused.
    const REFUSED_VARIABLES: &str = r##"
FITILA__HTTP__LISEN=x
unknown key "lisen" in [http]; did you mean "listen"?
FITILA__HTPP__LISTEN=x
unknown section [htpp]; did you mean [http]?
FITILA__HTTP__LISTEN=80
http.listen must be an address and a port, such as "127.0.0.1:8080"
FITILA__HTTP__LISTEN__PORT=80
http.listen must be an address and a port, such as "127.0.0.1:8080"; it is a section
FITILA__PROGRAMME__LANGUAGES=en,ha
programme.languages must be a list of language codes, such as ["en", "ha"]; it is text
FITILA__HTTP=x
http is a section, not a single value: write FITILA__SECTION__KEY, such as FITILA__HTTP__LISTEN
FITILA__GATEWAYS__AT__API_KEY=hunter2
[gateways.at] lacks provider, which must be the name of a provider, such as "africastalking" or "simulator"
"##;

    #[test]
    fn a_refused_variable_is_named() {
        let lines: Vec<&str> = REFUSED_VARIABLES.lines().skip(1).collect();
        for case in lines.chunks(2) {
            let (variable, value) = case[0].split_once('=').unwrap();
            let refused = from_variables(&[(variable, value)]).unwrap_err().to_string();
            assert_eq!(refused, format!("{variable}: {}", case[1]));
        }
    }

    #[test]
    fn each_key_of_an_account_knows_its_place() {
        let (provider, sender) = ("FITILA__GATEWAYS__AT__PROVIDER", "FITILA__GATEWAYS__AT__SENDER");
        let settings = from_variables(&[(sender, "x"), (provider, "africastalking")]).unwrap();
        let account = settings.gateway(&AccountName::new("at")).unwrap();
        for (key, place) in [("sender", sender), ("provider", provider), ("api_key", provider)] {
            assert_eq!(account.place_of(key).to_string(), place, "key: {key}");
        }
    }
}
