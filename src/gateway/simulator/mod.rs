//! The gateway without a network: it serves the practice numbers of the handset, and only them. What is sent to
//! one has arrived at once; nothing is charged.

mod inbound;

use crate::domain::ids::AccountName;
use crate::gateway::contract::{
    Acknowledgement, Capabilities, Dispatch, Gateway, GatewayEvent, Kind, Outcome, Submission,
};
use crate::gateway::error::{ParseError, SettingsError};
use crate::gateway::options::Options;
use crate::gateway::plain;
use crate::gateway::wire::{Answer, RawRequest, RawResponse, WireError};

/// One simulated account.
pub struct Simulator {
    account: AccountName,
}

impl Simulator {
    /// Checks that an account has no options: there is nothing to set.
    pub fn build(account: &AccountName, options: &toml::Table) -> Result<Self, SettingsError> {
        Options::new(account, options, &[])?;
        Ok(Self { account: account.clone() })
    }
}

impl Gateway for Simulator {
    fn capabilities(&self) -> Capabilities {
        Capabilities { recipients_per_call: 100, practice_only: true }
    }

    fn parse(&self, kind: Kind, request: &RawRequest) -> Result<GatewayEvent, ParseError> {
        inbound::parse(&self.account, kind, request)
    }

    fn acknowledge(&self, kind: Kind, acknowledgement: &Acknowledgement) -> RawResponse {
        plain::acknowledge(kind, acknowledgement)
    }

    fn encode(&self, submission: &Submission) -> Dispatch {
        Dispatch::Done(outcomes(submission))
    }

    fn decode(&self, submission: &Submission, _answer: Result<&Answer, WireError>) -> Vec<Outcome> {
        outcomes(submission)
    }
}

/// Nothing leaves the program, whatever the number: everybody "gets" it at once, so that a campaign can be tried whole.
fn outcomes(submission: &Submission) -> Vec<Outcome> {
    vec![Outcome::Delivered; submission.recipients.len()]
}
