//! The configured gateway accounts as typed adapters, built once at start. Here is the one list of providers.

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::domain::ids::AccountName;
use crate::gateway::africastalking::AfricasTalking;
use crate::gateway::contract::Gateway;
use crate::gateway::error::SettingsError;
use crate::gateway::options::{suggestion, wrong};
use crate::gateway::simulator::Simulator;

type Build = fn(&AccountName, &toml::Table) -> Result<Box<dyn Gateway>, SettingsError>;

const PROVIDERS: [(&str, Build); 2] = [
    ("africastalking", |account, options| Ok(Box::new(AfricasTalking::build(account, options)?))),
    ("simulator", |account, options| Ok(Box::new(Simulator::build(account, options)?))),
];

/// 22 characters of this alphabet are 128 bits: the token is all that tells a gateway from a stranger.
const TOKEN_LENGTH: usize = 22;
/// A path is no place for more.
const TOKEN_LIMIT: usize = 128;
/// The token of a simulator that was given none. It guards nothing: practice numbers reach nobody.
pub const PRACTICE_TOKEN: &str = "practice";
/// More than any operator grants, and so a slip of the pen.
const PER_SECOND_LIMIT: f64 = 10_000.0;

/// A gateway account as configured. There is no `Debug`: options and token are secrets.
pub struct AccountSettings {
    /// Its name, the key under `[gateways]`.
    pub name: AccountName,
    /// The provider's name.
    pub provider: String,
    /// The last part of the webhook path that is secret; empty where none was given.
    pub webhook_token: String,
    /// Messages that it may be handed in a second.
    pub per_second: f64,
    /// All other keys, which the provider types.
    pub options: toml::Table,
}

/// One configured account, ready for use.
pub struct Account {
    name: AccountName,
    provider: &'static str,
    gateway: Box<dyn Gateway>,
    token_hash: [u8; 32],
    per_second: f64,
}

/// All configured accounts, in the order of the configuration.
pub struct Registry {
    accounts: Vec<Account>,
}

impl Registry {
    /// Types the settings of every account; the first that cannot work stops the start.
    pub fn build(settings: Vec<AccountSettings>) -> Result<Self, SettingsError> {
        let mut accounts: Vec<Account> = Vec::with_capacity(settings.len());
        for settings in settings {
            let account = Account::build(&settings)?;
            if accounts.iter().any(|known| known.name == account.name) {
                return Err(wrong(&account.name, "name", "two accounts have this name; give each its own"));
            }
            accounts.push(account);
        }
        Ok(Self { accounts })
    }

    /// The account that a webhook path names, if the token is its own. Name and token fail in the same time.
    pub fn find(&self, account: &str, token: &str) -> Option<&Account> {
        let presented: [u8; 32] = Sha256::digest(token).into();
        let found = self.accounts.iter().find(|known| known.name.as_str() == account);
        let expected = found.map_or([0; 32], |account| account.token_hash);
        let same = bool::from(presented.ct_eq(&expected));
        found.filter(|_| same)
    }

    /// The account of a name.
    pub fn account(&self, name: &AccountName) -> Option<&Account> {
        self.accounts.iter().find(|account| account.name == *name)
    }

    /// All accounts, in the order of the configuration.
    pub fn accounts(&self) -> &[Account] {
        &self.accounts
    }

    /// The providers that an account may name.
    pub fn providers() -> impl Iterator<Item = &'static str> {
        PROVIDERS.iter().map(|(name, _)| *name)
    }
}

impl Account {
    fn build(settings: &AccountSettings) -> Result<Self, SettingsError> {
        let AccountSettings { name, provider, webhook_token, per_second, options } = settings;
        let Some((provider, build)) = PROVIDERS.iter().find(|(known, _)| known == provider) else {
            let names: Vec<&str> = Registry::providers().collect();
            return Err(wrong(name, "provider", format!("no such provider; {}", suggestion(provider, &names))));
        };
        if !(*per_second > 0.0 && *per_second <= PER_SECOND_LIMIT) {
            return Err(wrong(name, "per_second", "write how many messages a second the provider allows, such as 30"));
        }
        let gateway = build(name, options)?;
        let token = match webhook_token.as_str() {
            "" if gateway.capabilities().practice_only => PRACTICE_TOKEN,
            token => token,
        };
        check_token(name, token, gateway.capabilities().practice_only)?;
        Ok(Self {
            name: name.clone(),
            provider,
            gateway,
            token_hash: Sha256::digest(token).into(),
            per_second: *per_second,
        })
    }

    /// Its name in the configuration.
    pub fn name(&self) -> &AccountName {
        &self.name
    }

    /// Its provider's name.
    pub fn provider(&self) -> &'static str {
        self.provider
    }

    /// Its translator.
    pub fn gateway(&self) -> &dyn Gateway {
        &*self.gateway
    }

    /// Messages that it may be handed in a second.
    pub fn per_second(&self) -> f64 {
        self.per_second
    }
}

impl std::fmt::Debug for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Account({}, {})", self.name, self.provider)
    }
}

fn check_token(name: &AccountName, token: &str, practice_only: bool) -> Result<(), SettingsError> {
    let least = if practice_only { 1 } else { TOKEN_LENGTH };
    let alphabet = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if (least..=TOKEN_LIMIT).contains(&token.len()) && token.bytes().all(alphabet) {
        return Ok(());
    }
    let mend = format!("write {least} to {TOKEN_LIMIT} letters, digits, - and _ that nobody can guess");
    Err(wrong(name, "webhook_token", mend))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "k3Jv9_xQ-7mZt2Lw8RbN4pYc";

    fn settings(name: &str, provider: &str, token: &str) -> AccountSettings {
        let options = match provider {
            "africastalking" => "username = \"sandbox\"\napi_key = \"secret\"".parse().unwrap(),
            _ => toml::Table::new(),
        };
        let (name, provider, webhook_token) = (AccountName::new(name), provider.to_owned(), token.to_owned());
        AccountSettings { name, provider, webhook_token, per_second: 30.0, options }
    }

    fn mend(settings: Vec<AccountSettings>) -> String {
        Registry::build(settings).err().map(|error| error.to_string()).unwrap_or_default()
    }

    #[test]
    fn only_the_own_token_opens_an_account() {
        let accounts = vec![settings("at", "africastalking", TOKEN), settings("demo", "simulator", "")];
        let registry = Registry::build(accounts).unwrap();
        let found = |account, token| registry.find(account, token).map(|account| account.name().as_str().to_owned());
        assert_eq!(found("at", TOKEN).as_deref(), Some("at"));
        assert_eq!(found("demo", PRACTICE_TOKEN).as_deref(), Some("demo"));
        for (account, token) in
            [("at", ""), ("at", PRACTICE_TOKEN), ("demo", TOKEN), ("AT", TOKEN), ("", ""), ("x", TOKEN)]
        {
            assert_eq!(found(account, token), None, "account: {account:?}, token: {token:?}");
        }
    }

    #[test]
    fn an_account_that_cannot_work_stops_the_start() {
        let slow = AccountSettings { per_second: 0.0, ..settings("at", "africastalking", TOKEN) };
        let wild = AccountSettings { per_second: f64::NAN, ..settings("at", "africastalking", TOKEN) };
        let odd = format!("{TOKEN}/");
        for (accounts, expected) in [
            (
                vec![settings("at", "africastalkin", TOKEN)],
                "gateways.at.provider: no such provider; did you mean africastalking?",
            ),
            (
                vec![settings("at", "zzz", TOKEN)],
                "gateways.at.provider: no such provider; there are africastalking, simulator",
            ),
            (
                vec![settings("at", "africastalking", "short")],
                "gateways.at.webhook_token: write 22 to 128 letters, digits, - and _ that nobody can guess",
            ),
            (
                vec![settings("at", "africastalking", "")],
                "gateways.at.webhook_token: write 22 to 128 letters, digits, - and _ that nobody can guess",
            ),
            (
                vec![settings("at", "africastalking", &odd)],
                "gateways.at.webhook_token: write 22 to 128 letters, digits, - and _ that nobody can guess",
            ),
            (
                vec![settings("a", "simulator", ""), settings("a", "simulator", "")],
                "gateways.a.name: two accounts have this name; give each its own",
            ),
            (vec![slow], "gateways.at.per_second: write how many messages a second the provider allows, such as 30"),
            (vec![wild], "gateways.at.per_second: write how many messages a second the provider allows, such as 30"),
        ] {
            assert_eq!(mend(accounts), expected);
        }
    }

    #[test]
    fn accounts_keep_the_order_of_the_configuration() {
        let accounts = vec![settings("b", "simulator", ""), settings("a", "simulator", "")];
        let registry = Registry::build(accounts).unwrap();
        let names: Vec<&str> = registry.accounts().iter().map(|account| account.name().as_str()).collect();
        assert_eq!(names, ["b", "a"]);
        let demo = registry.account(&AccountName::new("a")).unwrap();
        assert_eq!((demo.provider(), demo.per_second()), ("simulator", 30.0));
        assert!(demo.gateway().capabilities().practice_only);
    }
}
