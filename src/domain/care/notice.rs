//! Where a notice to one of the staff stands.

use jiff::SignedDuration;

/// A notice by e-mail is tried for this long: by then everybody was told several times over.
pub const MAIL_TRIED_FOR: SignedDuration = SignedDuration::from_hours(2);
/// One of which nobody knows whether it was taken is sent once more after this.
pub const MAIL_AGAIN: SignedDuration = SignedDuration::from_secs(60);

/// Where a notice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeState {
    /// It is a message of the outbox, whose states it follows.
    Outbox,
    /// An e-mail that waits.
    Queued,
    /// It is being handed to the mail server.
    Sending,
    /// The mail server took it.
    Sent,
    /// Nobody knows whether the mail server took it, though it was sent twice.
    InDoubt,
    /// It was refused, or could not be handed over in time.
    Failed,
    /// Somebody took the alert before it left.
    Withdrawn,
}

impl NoticeState {
    const ALL: [(NoticeState, &'static str); 7] = [
        (NoticeState::Outbox, "outbox"),
        (NoticeState::Queued, "queued"),
        (NoticeState::Sending, "sending"),
        (NoticeState::Sent, "sent"),
        (NoticeState::InDoubt, "in_doubt"),
        (NoticeState::Failed, "failed"),
        (NoticeState::Withdrawn, "withdrawn"),
    ];

    /// The word of the store and of the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(state, _)| *state)
    }
}
