//! Runs every gateway through its fixtures: what it sends us, what we send it, what it answers. A gateway without
//! a required case fails, so that nobody learns of the hole from an outage.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a broken fixture should stop the run where it is read")]

mod fixture;
mod account;
mod inbound;
mod outbound;
mod required;
mod robust;
