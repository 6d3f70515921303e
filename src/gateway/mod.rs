//! Telecom gateways: pure translators, one folder each, and the one executor that makes their calls.

mod error;
mod wire;
mod contract;

pub use contract::{
    Acknowledgement, Capabilities, Dispatch, Gateway, GatewayEvent, Kind, Outcome, Receipt, Recipient, Submission,
    UssdEnd, UssdTurn,
};
pub use error::{ParseError, SendError, SettingsError};
pub use wire::{Answer, RawRequest, RawResponse, Request, WireError};
