//! `[gateways.NAME]`: the accounts through which messages come and go. What a provider needs beyond the common keys
//! stays a plain table here; the registry of the gateways types it at the start.

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use crate::config::error::{ConfigError, Place};
use crate::config::secret::Secret;
use crate::config::section::Section;
use crate::config::tree::{Node, Table};
use crate::domain::ids::AccountName;

/// Messages per second where the settings do not say.
const PER_SECOND: NonZeroU32 = NonZeroU32::new(30).unwrap();

/// One gateway account as it was written.
#[derive(Clone)]
pub struct GatewaySettings {
    /// Its name in addresses, on pages and in the store.
    pub name: AccountName,
    /// Which provider's API it speaks.
    pub provider: String,
    /// The part of the webhook address that only the provider knows; the registry says how long it must be.
    pub webhook_token: Option<Secret>,
    /// Messages that may leave in a second.
    pub per_second: NonZeroU32,
    /// The provider's own keys, with their secrets read from their files. Numbers that came through the environment
    /// are text here.
    pub options: toml::Table,
    place: Place,
    places: BTreeMap<String, Place>,
}

impl GatewaySettings {
    /// All accounts in the order in which they were written; those of the environment come last.
    pub(in crate::config) fn read_all(table: Table) -> Result<Vec<Self>, ConfigError> {
        let mut accounts = Vec::new();
        for (name, node) in table.entries {
            accounts.push(Self::read(&name, node)?);
        }
        accounts.sort_by_key(|account| match &account.place {
            Place::File { line, .. } => (*line, account.name.clone()),
            Place::Variable(_) => (usize::MAX, account.name.clone()),
        });
        Ok(accounts)
    }

    fn read(name: &str, node: Node) -> Result<Self, ConfigError> {
        const PROVIDER: &str = "the name of a provider, such as \"africastalking\" or \"simulator\"";
        const PER_SECOND_IS: &str = "a whole number from 1 to 10000";
        let dotted = format!("gateways.{name}");
        let place = node.place().clone();
        let Node::Table(table) = node else {
            let mend = format!("write a section [gateways.{name}] with a provider");
            return Err(ConfigError::NotASection { place, name: dotted, mend });
        };
        if !is_account_name(name) {
            let reason = "has a name that cannot stand in an address: take 1 to 32 small letters, digits and hyphens";
            return Err(ConfigError::Refused { place, key: dotted, reason: reason.to_owned() });
        }
        let mut section = Section::new(dotted, table);
        let provider = section.read("provider", PROVIDER, |text| is_account_name(text).then(|| text.to_owned()))?;
        let webhook_token = section.secret("webhook_token")?;
        let per_second = section.whole("per_second", PER_SECOND_IS, 1..=10_000)?;
        let per_second = per_second.and_then(|number| u32::try_from(number).ok()).and_then(NonZeroU32::new);
        let (options, places) = section.rest()?;
        Ok(Self {
            name: AccountName::new(name),
            provider,
            webhook_token,
            per_second: per_second.unwrap_or(PER_SECOND),
            options,
            place,
            places,
        })
    }

    /// Where a key of this account stands, so that a refusal of the registry can name it: before the refusal and a
    /// colon. A key that is absent is missed where the account begins.
    pub fn place_of(&self, key: &str) -> &Place {
        self.places.get(key).unwrap_or(&self.place)
    }
}

/// Names the options and none of their values: some are secrets.
impl std::fmt::Debug for GatewaySettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let options: Vec<&String> = self.options.keys().collect();
        f.debug_struct("GatewaySettings")
            .field("name", &self.name)
            .field("provider", &self.provider)
            .field("webhook_token", &self.webhook_token)
            .field("per_second", &self.per_second)
            .field("options", &options)
            .finish_non_exhaustive()
    }
}

fn is_account_name(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(plain)
}
