//! The pure core: rules as functions of values. It knows no clock, no database, no network and no log.

pub mod ids;
pub mod address;
pub mod text;
pub mod message;
pub mod consent;
