//! Erasing a person: what goes at once, what goes with the last word to her, and the mark that stays.

use jiff::{SignedDuration, Timestamp};

use crate::domain::ids::SubscriberId;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::{cases, consents, covers, enrolments, interests, originated, outbox, sessions, subscribers};

/// An erased person who writes again is remembered for as long as a dialogue is.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// Who calls for help after her erasure can be called back for this long, unless her case is closed before.
const CALLED: SignedDuration = SignedDuration::from_hours(30 * 24);
/// People in one write, at most: each has few hundred rows.
const BATCH: i64 = 20;

/// How much went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Gone {
    /// Texts from her, whose words went.
    pub texts_from: usize,
    /// Texts to her, whose words went.
    pub texts_to: usize,
    /// Dialogues.
    pub dialogues: usize,
    /// Proofs of agreement.
    pub agreements: usize,
}

/// Removes all that is known of a person but her number, which the last word to her still needs, and what leads to
/// nobody once the number is gone: that some message came or left, and when.
pub fn erase(tx: &mut Tx<'_>, subscriber: SubscriberId, now: Timestamp) -> Result<Gone, StoreError> {
    let gone = Gone {
        texts_from: originated::erase(tx, subscriber)?,
        texts_to: outbox::erase(tx, subscriber)?,
        dialogues: sessions::erase(tx, subscriber)?,
        agreements: consents::erase(tx, subscriber)?,
    };
    enrolments::forget(tx, subscriber)?;
    cases::erase(tx, subscriber, now)?;
    covers::retire(tx, subscriber)?;
    // The count of wrong codes stays for the day: else a word would give five new ones.
    interests::forget(tx, subscriber)?;
    subscribers::erase(tx, subscriber, now)?;
    Ok(gone)
}

/// Removes a person who never stopped, without a mark, unless something is on its way to her; says whether it did.
pub(super) fn forget(tx: &mut Tx<'_>, subscriber: SubscriberId, now: Timestamp) -> Result<bool, StoreError> {
    if outbox::is_on_its_way(tx, subscriber)? {
        return Ok(false);
    }
    erase(tx, subscriber, now)?;
    interests::forget_guesses_of(tx, subscriber)?;
    consents::forget(tx, subscriber)?;
    subscribers::forget(tx, subscriber)?;
    Ok(true)
}

/// Erased people whose number may go now. Who wrote again and waits for a person, or for a call about a training, must
/// first be answered.
pub fn unfinished(tx: &mut Tx<'_>, now: Timestamp) -> Result<Vec<SubscriberId>, StoreError> {
    subscribers::half_erased(tx, now - REMEMBERED, now - CALLED, BATCH)
}

/// Whether the number of an erased person is still there.
pub fn is_unfinished(tx: &mut Tx<'_>, subscriber: SubscriberId) -> Result<bool, StoreError> {
    subscribers::has_number(tx, subscriber)
}

/// Removes the number of an erased person, unless something is still on its way to it. `mark` is a fresh id for what
/// stays. Says whether it went.
pub fn finish(
    tx: &mut Tx<'_>,
    subscriber: SubscriberId,
    mark: SubscriberId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    if outbox::is_on_its_way(tx, subscriber)? || !subscribers::let_go(tx, subscriber, mark, now)? {
        return Ok(false);
    }
    originated::erase(tx, subscriber)?;
    outbox::erase(tx, subscriber)?;
    interests::forget(tx, subscriber)?;
    cases::erase(tx, subscriber, now)?;
    interests::hand_over_guesses(tx, subscriber, mark)?;
    sessions::hand_over(tx, subscriber, mark)?;
    consents::erase(tx, subscriber)?;
    consents::hand_over(tx, subscriber, mark)?;
    // What she wrote since then goes too.
    subscribers::erase(tx, mark, now)?;
    Ok(true)
}
