//! Telecom gateways: pure translators, one folder each, and the one executor that makes their calls.

mod error;
mod wire;
mod contract;
mod word;
mod form;
mod plain;
mod options;
mod africastalking;
mod simulator;
mod registry;
mod http;

pub use contract::{
    Acknowledgement, Capabilities, Dispatch, Gateway, GatewayEvent, Kind, Outcome, Receipt, Recipient, Submission,
    UssdEnd, UssdTurn,
};
pub use error::{ParseError, SendError, SettingsError};
pub use http::{Executor, ExecutorError};
pub use registry::{Account, AccountSettings, PRACTICE_TOKEN, Registry};
pub use wire::{Answer, RawRequest, RawResponse, Request, WireError};
