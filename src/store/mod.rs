//! The one place that knows SQL and the only one that sees ciphertext. Rows go in, domain values come out.

mod error;
mod key;
mod seal;
mod schema;
mod connection;
mod states;
mod dialect;
mod migrations;
mod rows;
mod writer;
mod db;
pub mod subscribers;
pub mod consents;
pub mod originated;
pub mod sessions;
pub mod outbox;
pub mod claims;
pub mod receipts;
pub mod campaigns;
pub mod broadcasts;
pub mod people;
pub mod enrolments;
pub mod acceptances;
pub mod threads;

pub use connection::Tx;
pub use db::{Opening, Store};
pub use error::StoreError;
pub use key::{KeyError, MasterKey};
pub use seal::Sealer;
pub use writer::Lane;
