//! What a refused or failed send means, classified once. Policy reads the class, never a provider's words.

use std::time::Duration;

/// Why a message was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The gateway asks for fewer messages; nobody was charged or lost.
    #[error("gateway asks us to slow down")]
    Throttled {
        /// How long it asks us to wait, where it says so.
        retry_after: Option<Duration>,
    },
    /// Nothing of the request left us, or the gateway proved that it took nothing: try again later.
    #[error("gateway did not take the request: {reason}")]
    NotTaken {
        /// The gateway's own word or the network fault.
        reason: String,
    },
    /// The request was written and no answer that can be read came back. It may have been accepted.
    #[error("gateway may or may not have taken the request: {reason}")]
    InDoubt {
        /// What was seen instead of an answer.
        reason: String,
    },
    /// The account cannot send at all until somebody mends it: key, credit, sender name, review.
    #[error("gateway refuses the account: {reason}")]
    AccountRefused {
        /// The gateway's own word.
        reason: String,
    },
    /// A national do-not-disturb rule: outside the promotional window it is only too early or too late.
    #[error("gateway refuses promotional messages to this number now")]
    DoNotDisturb,
    /// This recipient has opted out at the gateway.
    #[error("recipient has opted out at the gateway")]
    OptedOut,
    /// This number cannot be texted.
    #[error("gateway says that the number is not valid")]
    InvalidNumber,
    /// This message is refused for good.
    #[error("gateway refused the message: {reason}")]
    Refused {
        /// The gateway's own word.
        reason: String,
    },
}

impl SendError {
    /// The word for this class in metrics, logs and stored reasons.
    pub fn class(&self) -> &'static str {
        match self {
            SendError::Throttled { .. } => "throttled",
            SendError::NotTaken { .. } => "not_taken",
            SendError::InDoubt { .. } => "in_doubt",
            SendError::AccountRefused { .. } => "account_refused",
            SendError::DoNotDisturb => "dnd",
            SendError::OptedOut => "opted_out",
            SendError::InvalidNumber => "invalid_number",
            SendError::Refused { .. } => "refused",
        }
    }
}

/// Why a webhook request cannot be read. It names the field and never echoes what stood in it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {mend}")]
pub struct ParseError {
    /// The field as the gateway spells it.
    pub field: &'static str,
    /// What was expected.
    pub mend: &'static str,
}

/// A setting of a gateway account that cannot work, found at start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("gateways.{account}.{key}: {mend}")]
pub struct SettingsError {
    /// The account's name in the configuration.
    pub account: String,
    /// The key under it.
    pub key: String,
    /// What to write instead.
    pub mend: String,
}
