//! Africa's Talking: forms in both directions, JSON in its answers.

mod settings;
mod status;
mod reply;
mod inbound;
mod outbound;

use crate::domain::ids::AccountName;
use crate::gateway::contract::{
    Acknowledgement, Capabilities, Dispatch, Gateway, GatewayEvent, Kind, Outcome, Submission,
};
use crate::gateway::error::{ParseError, SettingsError};
use crate::gateway::plain;
use crate::gateway::wire::{Answer, RawRequest, RawResponse, WireError};

use settings::Settings;

/// One account at Africa's Talking.
pub struct AfricasTalking {
    account: AccountName,
    settings: Settings,
}

impl AfricasTalking {
    /// Types the options of an account.
    pub fn build(account: &AccountName, options: &toml::Table) -> Result<Self, SettingsError> {
        let settings = Settings::parse(account, options)?;
        Ok(Self { account: account.clone(), settings })
    }
}

impl Gateway for AfricasTalking {
    fn capabilities(&self) -> Capabilities {
        Capabilities { recipients_per_call: outbound::RECIPIENTS, practice_only: false }
    }

    fn host(&self) -> Option<String> {
        Some(self.settings.host())
    }

    fn parse(&self, kind: Kind, request: &RawRequest) -> Result<GatewayEvent, ParseError> {
        inbound::parse(&self.account, kind, request)
    }

    fn acknowledge(&self, kind: Kind, acknowledgement: &Acknowledgement) -> RawResponse {
        plain::acknowledge(kind, acknowledgement)
    }

    fn encode(&self, submission: &Submission) -> Dispatch {
        outbound::encode(&self.settings, submission)
    }

    fn decode(&self, submission: &Submission, answer: Result<&Answer, WireError>) -> Vec<Outcome> {
        outbound::decode(submission, answer)
    }
}
