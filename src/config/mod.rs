//! Settings as types: the defaults compiled in, a file over them, the environment over both. Everything is read,
//! checked and typed once, at the start; what is wrong is said in one line that names where it stands.

mod secret;
mod error;
mod tree;
mod section;
mod http;
mod database;
mod secrets;
mod programme;
mod sending;
mod budget;
mod content;
mod campaigns;
mod care;
mod smtp;
mod gateways;
mod settings;

pub use budget::Budget;
pub use campaigns::{Approval, Campaigns};
pub use care::Care;
pub use content::Content;
pub use database::Database;
pub use error::{ConfigError, Place};
pub use gateways::GatewaySettings;
pub use http::{Http, Proxy, PublicUrl};
pub use programme::{Programme, ServiceCode, ShortCode};
pub use secret::Secret;
pub use secrets::Secrets;
pub use sending::Sending;
pub use settings::Settings;
pub use smtp::{Encryption, MailServer, Smtp};
