//! The account that a provider's fixtures are run with: `account.toml` in its folder, and what a case sets otherwise.

use fitila::domain::ids::AccountName;
use fitila::gateway::{AccountSettings, Registry, SettingsError};

use crate::fixture;

pub const NAME: &str = "fixture";
pub const TOKEN: &str = "not-guessable-0123456789";

/// A registry with the provider's account alone. An option set to null is left out.
pub fn registry(
    provider: &str,
    overrides: &serde_json::Map<String, serde_json::Value>,
) -> Result<Registry, SettingsError> {
    let text = std::fs::read_to_string(fixture::folder(provider).join("account.toml")).unwrap();
    let mut options: toml::Table = text.parse().unwrap();
    for (key, value) in overrides {
        match value {
            serde_json::Value::Null => options.remove(key),
            value => options.insert(key.clone(), toml::Value::try_from(value).unwrap()),
        };
    }
    let (name, provider, webhook_token) = (AccountName::new(NAME), provider.to_owned(), TOKEN.to_owned());
    Registry::build(vec![AccountSettings { name, provider, webhook_token, per_second: 30.0, options }])
}

/// The same with nothing set otherwise.
pub fn standard(provider: &str) -> Registry {
    registry(provider, &serde_json::Map::new()).unwrap()
}
