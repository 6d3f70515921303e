//! A message from a handset to us (MO).

use jiff::Timestamp;

use crate::domain::address::{Msisdn, Network};
use crate::domain::ids::AccountName;
use crate::domain::message::body::Body;

/// What makes two deliveries of one message the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DedupeKey {
    /// The gateway's own id of the message.
    External(String),
    /// No id: number, text and the gateway's time stand in for it.
    Content,
}

/// An SMS as a gateway handed it over, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MobileOriginated {
    /// The account through which it came.
    pub account: AccountName,
    /// What tells a repeat.
    pub dedupe: DedupeKey,
    /// Who wrote.
    pub from: Msisdn,
    /// What was written, kept whole.
    pub text: Body,
    /// When the gateway says that it was sent.
    pub sent_at: Option<Timestamp>,
    /// The network, where the gateway tells it.
    pub network: Option<Network>,
}
