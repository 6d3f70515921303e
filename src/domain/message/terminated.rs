//! A message from us to a handset (MT), as the core and the store hand it on.

use jiff::Timestamp;

use crate::domain::ids::{AccountName, BroadcastId, OriginatedId, SubscriberId, TerminatedId};
use crate::domain::message::body::Body;
use crate::domain::message::urgency::Urgency;

/// Why a message exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// It answers this message, or a turn of a dialogue.
    Answer(Option<OriginatedId>),
    /// A broadcast named this person.
    Broadcast(BroadcastId),
    /// The day of a text of a series has come.
    Series,
}

/// A message ready to be queued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MobileTerminated {
    /// Made before the insert: the seal is bound to it.
    pub id: TerminatedId,
    /// The account that will send it.
    pub account: AccountName,
    /// To whom.
    pub to: SubscriberId,
    /// The words.
    pub text: Body,
    /// Billed parts.
    pub segments: usize,
    /// How soon it must leave.
    pub urgency: Urgency,
    /// Why it exists.
    pub cause: Cause,
    /// Not before this.
    pub due_at: Timestamp,
    /// Never after this.
    pub expires_at: Timestamp,
}
