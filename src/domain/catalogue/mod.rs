//! All texts that can be said, by key and language.

pub mod keys;
mod variant;
mod select;

pub use select::{Catalogue, Entry, Spoken};
pub use variant::{Class, Review, Text, Variant};
