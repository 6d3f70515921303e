//! The pure core: rules as functions of values. It knows no clock, no database, no network and no log.

pub mod ids;
pub mod address;
pub mod text;
pub mod area;
pub mod message;
pub mod schedule;
pub mod care;
pub mod advice;
pub mod consent;
pub mod catalogue;
pub mod referral;
pub mod keyword;
pub mod ussd;
pub mod campaign;
pub mod series;
pub mod training;
pub mod conversation;
