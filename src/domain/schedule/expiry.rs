//! How long a message may wait before it is too late to send it. Chosen so:
//! what is late is expired with a reason, never sent.

use jiff::SignedDuration;

/// Answers of class sensitive or crisis: 15 minutes, because later somebody else may hold the phone.
pub const SENSITIVE_ANSWER: SignedDuration = SignedDuration::from_mins(15);

/// All other answers: 2 hours, after which the person has forgotten her question.
pub const REPLY: SignedDuration = SignedDuration::from_hours(2);

/// The word that a STOP or a START was heard: 1 hour.
pub const CONFIRMATION: SignedDuration = SignedDuration::from_hours(1);

/// Campaigns and series where the plan says nothing else: 24 hours.
pub const BROADCAST: SignedDuration = SignedDuration::from_hours(24);
