//! Fitila: an SMS and USSD service with which a community organisation prevents the trafficking of children and
//! young women.
//!
//! A pure core decides, a thin shell loads before and applies after (all three inside one write), and adapters
//! translate at the rim. The modules below stand in rank order: each may import those above it, never those below.

pub mod domain;
pub mod config;
pub mod telemetry;
pub mod store;
pub mod gateway;
pub mod content;
pub mod mail;
pub mod service;
pub mod web;
pub mod webhook;
pub mod staff;
pub mod worker;
pub mod app;
