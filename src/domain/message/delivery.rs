//! The life of an outbound message. States only move forward, whatever the order in which evidence arrives.

/// Where an outbound message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeliveryState {
    /// Waits for its time, its turn or a free line.
    Queued,
    /// The request to the gateway is being made.
    Submitting,
    /// The gateway took it.
    Accepted,
    /// The handset has it.
    Delivered,
    /// The network could not deliver it.
    Undeliverable,
    /// The gateway refused it for good.
    Rejected,
    /// Its time passed before it was handed over.
    Expired,
    /// It was withdrawn before it was handed over.
    Cancelled,
    /// The request was made and its outcome is not known.
    InDoubt,
}

/// What a receipt or a late answer proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The gateway or network has it.
    Accepted,
    /// The network gave up waiting.
    NetworkExpired,
    /// It cannot be delivered.
    Undeliverable,
    /// The handset has it.
    Delivered,
}

impl DeliveryState {
    /// All states with the words used in the store, in JSON and in metrics.
    pub const ALL: [(DeliveryState, &'static str); 9] = [
        (DeliveryState::Queued, "queued"),
        (DeliveryState::Submitting, "submitting"),
        (DeliveryState::Accepted, "accepted"),
        (DeliveryState::Delivered, "delivered"),
        (DeliveryState::Undeliverable, "undeliverable"),
        (DeliveryState::Rejected, "rejected"),
        (DeliveryState::Expired, "expired"),
        (DeliveryState::Cancelled, "cancelled"),
        (DeliveryState::InDoubt, "in_doubt"),
    ];

    /// The word for this state.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("in_doubt", |(_, word)| word)
    }

    /// The state of a stored word; `None` for a word that no version wrote.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(state, _)| *state)
    }

    /// Where evidence moves this state; `None` where it changes nothing. The strongest evidence wins:
    /// accepted, then the network's expiry, then undeliverable, then delivered.
    pub fn after(self, evidence: Evidence) -> Option<Self> {
        let next = evidence.state();
        let moves = match self {
            DeliveryState::InDoubt | DeliveryState::Submitting => true,
            DeliveryState::Accepted => next != DeliveryState::Accepted,
            DeliveryState::Undeliverable => next == DeliveryState::Delivered,
            DeliveryState::Queued
            | DeliveryState::Delivered
            | DeliveryState::Rejected
            | DeliveryState::Expired
            | DeliveryState::Cancelled => false,
        };
        moves.then_some(next)
    }
}

impl Evidence {
    /// A network's own expiry counts as undeliverable: `expired` is kept for what was never handed over.
    fn state(self) -> DeliveryState {
        match self {
            Evidence::Accepted => DeliveryState::Accepted,
            Evidence::NetworkExpired | Evidence::Undeliverable => DeliveryState::Undeliverable,
            Evidence::Delivered => DeliveryState::Delivered,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn evidence() -> impl Strategy<Value = Evidence> {
        prop_oneof![
            Just(Evidence::Accepted),
            Just(Evidence::NetworkExpired),
            Just(Evidence::Undeliverable),
            Just(Evidence::Delivered),
        ]
    }

    fn apply(start: DeliveryState, receipts: &[Evidence]) -> DeliveryState {
        receipts.iter().fold(start, |state, receipt| state.after(*receipt).unwrap_or(state))
    }

    proptest! {
        #[test]
        fn receipts_commute(mut receipts in proptest::collection::vec(evidence(), 0..6), in_doubt: bool) {
            let start = if in_doubt { DeliveryState::InDoubt } else { DeliveryState::Accepted };
            let forward = apply(start, &receipts);
            receipts.reverse();
            prop_assert_eq!(forward, apply(start, &receipts));
            let by = usize::from(!receipts.is_empty());
            receipts.rotate_left(by);
            prop_assert_eq!(forward, apply(start, &receipts));
        }

        #[test]
        fn nothing_leaves_a_final_state(receipt in evidence()) {
            for state in [DeliveryState::Cancelled, DeliveryState::Rejected, DeliveryState::Expired, DeliveryState::Delivered] {
                prop_assert_eq!(state.after(receipt), None);
            }
        }
    }

    #[test]
    fn every_state_has_its_own_word() {
        for (state, word) in DeliveryState::ALL {
            assert_eq!(DeliveryState::parse(word), Some(state));
            assert_eq!(state.as_str(), word);
        }
    }
}
