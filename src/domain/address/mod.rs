//! Who and where: numbers, networks, languages.

mod locale;
mod msisdn;
mod network;
mod email;

pub use email::{Email, NotAnEmail};
pub use locale::{Locale, NotALocale};
pub use msisdn::{Msisdn, NotANumber};
pub use network::Network;
