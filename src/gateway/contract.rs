//! What every gateway translates: its requests into our events, our messages into its requests. Values in,
//! values out: no client, no clock, no await. Somebody else makes the calls.

use jiff::Timestamp;

use crate::domain::address::{Msisdn, Network};
use crate::domain::ids::{AccountName, TerminatedId};
use crate::domain::message::{Body, Evidence, MobileOriginated};
use crate::gateway::error::{ParseError, SendError};
use crate::gateway::wire::{Answer, RawRequest, RawResponse, Request, WireError};

/// What a webhook path carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An inbound SMS.
    Sms,
    /// A turn of a USSD dialogue.
    Ussd,
    /// A delivery report.
    Receipt,
    /// The end of a USSD dialogue, with its costs.
    UssdEnd,
    /// A person opted out at the gateway.
    OptOut,
}

impl Kind {
    /// All kinds with their word in the path.
    pub const ALL: [(Kind, &'static str); 5] = [
        (Kind::Sms, "sms"),
        (Kind::Ussd, "ussd"),
        (Kind::Receipt, "receipt"),
        (Kind::UssdEnd, "ussd-end"),
        (Kind::OptOut, "opt-out"),
    ];

    /// The kind that a path names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(kind, _)| *kind)
    }

    /// The word in the path.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("sms", |(_, word)| word)
    }
}

/// What a gateway told us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayEvent {
    /// A text from a handset.
    Sms(MobileOriginated),
    /// A USSD turn that wants a screen.
    Ussd(UssdTurn),
    /// What became of a message.
    Receipt(Receipt),
    /// A USSD dialogue is over.
    UssdEnd(UssdEnd),
    /// A person opted out at the gateway.
    OptOut(Msisdn),
    /// Well formed and without meaning for us, such as a text from an operator's name: acknowledged, counted.
    Ignored(&'static str),
}

/// One turn of a USSD dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UssdTurn {
    /// The account through which it came.
    pub account: AccountName,
    /// The gateway's id of the dialogue.
    pub session: String,
    /// Whose handset.
    pub from: Msisdn,
    /// The network, where the gateway tells it.
    pub network: Option<Network>,
    /// All that was typed in this dialogue so far, parts joined by `*`; empty on the first dial.
    pub text: Body,
}

/// The end of a USSD dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UssdEnd {
    /// The account through which it came.
    pub account: AccountName,
    /// The gateway's id of the dialogue.
    pub session: String,
    /// Whose handset.
    pub from: Msisdn,
}

/// What a delivery report says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The account through which it came.
    pub account: AccountName,
    /// The gateway's id of our message.
    pub external_id: String,
    /// The number it was for, where the gateway repeats it.
    pub number: Option<Msisdn>,
    /// What it proves; `None` for a status that we do not know, which is kept and proves nothing.
    pub evidence: Option<Evidence>,
    /// The gateway's own word, cut to 64 printable ASCII characters.
    pub status: String,
    /// The gateway's reason, cut in the same way.
    pub reason: Option<String>,
    /// Whether the report says that the person opted out at the gateway.
    pub opted_out: bool,
}

/// What we tell the gateway after its event was dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Acknowledgement {
    /// Committed, repeated or ignored: all the same to the gateway.
    Accepted,
    /// A USSD screen that waits for an answer.
    Continue(String),
    /// A USSD screen that ends the dialogue.
    End(String),
    /// Cannot be committed now: a gateway that retries is asked to.
    Busy,
    /// The request cannot be read.
    Malformed(ParseError),
}

/// One message to one or more people, to be handed over in one call.
#[derive(Debug, Clone)]
pub struct Submission {
    /// To whom, each with our own id.
    pub recipients: Vec<Recipient>,
    /// The words, the same for all.
    pub text: Body,
    /// When the call is made.
    pub at: Timestamp,
}

/// One person of a submission.
#[derive(Debug, Clone, Copy)]
pub struct Recipient {
    /// Our message.
    pub message: TerminatedId,
    /// Where it goes.
    pub number: Msisdn,
}

/// How a submission leaves.
#[derive(Debug, Clone)]
pub enum Dispatch {
    /// By this call; its answer goes to `decode`.
    Call(Request),
    /// It needs no call: these are the outcomes, in the order of the recipients.
    Done(Vec<Outcome>),
}

/// What became of one recipient of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The gateway took it.
    Accepted {
        /// The gateway's id, under which receipts come.
        external_id: Option<String>,
    },
    /// The gateway took it and the handset has it: only the simulator can know at once.
    Delivered,
    /// It was not taken, or nobody knows.
    Failed(SendError),
}

/// What a gateway can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// People in one call, at most.
    pub recipients_per_call: usize,
    /// Whether it serves the practice numbers of the handset, and only them.
    pub practice_only: bool,
}

/// A provider's API in both directions.
pub trait Gateway: Send + Sync {
    /// What it can do.
    fn capabilities(&self) -> Capabilities;

    /// The host that it calls, as `name:port`; `None` when it calls nobody.
    fn host(&self) -> Option<String> {
        None
    }

    /// Turns a webhook request into an event. Errors name the field that cannot be read.
    fn parse(&self, kind: Kind, request: &RawRequest) -> Result<GatewayEvent, ParseError>;

    /// Says to the gateway, in its own form, what we did.
    fn acknowledge(&self, kind: Kind, acknowledgement: &Acknowledgement) -> RawResponse;

    /// Turns a submission into the call that hands it over.
    fn encode(&self, submission: &Submission) -> Dispatch;

    /// Reads the answer to a call: one outcome for each recipient, in their order.
    fn decode(&self, submission: &Submission, answer: Result<&Answer, WireError>) -> Vec<Outcome>;
}
