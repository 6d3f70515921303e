//! The provider's words: what a status proves, what a code means for a send, which network a code is. Words that
//! are not in these tables prove nothing; receipts keep them as they came.

use crate::domain::address::Network;
use crate::domain::message::Evidence;
use crate::gateway::error::SendError;
use crate::gateway::word;

/// What the provider says of one recipient, or of a whole call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Taken: the gateway's acceptance, not the handset's.
    Taken,
    /// The account must be mended first.
    AccountRefused,
    /// The number cannot be texted.
    InvalidNumber,
    /// The person has opted out.
    OptedOut,
    /// The national do-not-disturb rule.
    DoNotDisturb,
    /// Refused for good.
    Refused,
    /// A fault of theirs, stated by themselves: try again.
    NotTaken,
}

/// Codes inside the JSON, not HTTP statuses, with the words that stand for them.
const VERDICTS: [(i64, &str, Verdict); 14] = [
    (100, "Processed", Verdict::Taken),
    (101, "Sent", Verdict::Taken),
    (102, "Queued", Verdict::Taken),
    // RiskHold waits for a review of the account by people; it is no wrong key.
    (401, "RiskHold", Verdict::AccountRefused),
    (402, "InvalidSenderId", Verdict::AccountRefused),
    (403, "InvalidPhoneNumber", Verdict::InvalidNumber),
    (404, "UnsupportedNumberType", Verdict::InvalidNumber),
    (405, "InsufficientBalance", Verdict::AccountRefused),
    (406, "UserInBlacklist", Verdict::OptedOut),
    (407, "CouldNotRoute", Verdict::Refused),
    (409, "DoNotDisturbRejection", Verdict::DoNotDisturb),
    (500, "InternalServerError", Verdict::NotTaken),
    (501, "GatewayError", Verdict::NotTaken),
    (502, "RejectedByGateway", Verdict::Refused),
];

/// The word that goes with all three codes of acceptance.
const SUCCESS: &str = "Success";

impl Verdict {
    /// By the code where we know it, else by the word.
    pub fn of(code: Option<i64>, status: &str) -> Option<Self> {
        let known = VERDICTS.iter().find(|(known, ..)| Some(*known) == code);
        known.map(|(_, _, verdict)| *verdict).or_else(|| Self::of_word(status))
    }

    /// By the word alone, in any case.
    pub fn of_word(status: &str) -> Option<Self> {
        if word::same(status, SUCCESS) {
            return Some(Verdict::Taken);
        }
        VERDICTS.iter().find(|(_, known, _)| word::same(known, status)).map(|(_, _, verdict)| *verdict)
    }

    /// The class of a verdict that is no acceptance, with the provider's word as its reason.
    pub fn error(self, reason: String) -> Option<SendError> {
        match self {
            Verdict::Taken => None,
            Verdict::AccountRefused => Some(SendError::AccountRefused { reason }),
            Verdict::InvalidNumber => Some(SendError::InvalidNumber),
            Verdict::OptedOut => Some(SendError::OptedOut),
            Verdict::DoNotDisturb => Some(SendError::DoNotDisturb),
            Verdict::Refused => Some(SendError::Refused { reason }),
            Verdict::NotTaken => Some(SendError::NotTaken { reason }),
        }
    }
}

/// The documented word of a code, for an answer that gives the code alone.
pub fn word_of(code: i64) -> Option<&'static str> {
    VERDICTS.iter().find(|(known, ..)| *known == code).map(|(_, word, _)| *word)
}

/// What a delivery report's status proves. `Expired` is, by the provider's text, a message that the network's
/// firewall discarded: undeliverable, not late.
const EVIDENCE: [(&str, Evidence); 8] = [
    ("Submitted", Evidence::Accepted),
    ("Buffered", Evidence::Accepted),
    ("Sent", Evidence::Accepted),
    ("Success", Evidence::Delivered),
    ("Rejected", Evidence::Undeliverable),
    ("Failed", Evidence::Undeliverable),
    ("AbsentSubscriber", Evidence::Undeliverable),
    ("Expired", Evidence::Undeliverable),
];

/// What a delivery report's status proves; `None` for a word that we do not know.
pub fn evidence(status: &str) -> Option<Evidence> {
    EVIDENCE.iter().find(|(known, _)| word::same(known, status)).map(|(_, evidence)| *evidence)
}

/// Whether a report's reason says that the person opted out. Reports write `UserInBlackList`, answers to a send
/// `UserInBlacklist`. A do-not-disturb rejection is no opt-out.
pub fn is_opt_out(reason: &str) -> bool {
    word::same(reason, "UserInBlackList")
}

/// The provider's own network codes, which are not those of the operators (MCC-MNC).
pub fn network(code: &str) -> Network {
    match code {
        "62120" => Network::Airtel,
        "62130" => Network::Mtn,
        "62150" => Network::Glo,
        "62160" => Network::NineMobile,
        _ => Network::Other,
    }
}
