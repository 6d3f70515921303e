//! How far a campaign is: each recipient's message counted once, by its state.

use serde::Serialize;

use crate::domain::message::DeliveryState;

/// Messages by state. Serialises with the names of `campaign show --json`; they always add up to `planned`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    planned: u64,
    queued: u64,
    submitting: u64,
    accepted: u64,
    delivered: u64,
    undeliverable: u64,
    rejected: u64,
    expired: u64,
    cancelled: u64,
    in_doubt: u64,
}

impl Counts {
    /// Counts so many more messages in a state.
    pub fn add(&mut self, state: DeliveryState, messages: u64) {
        self.planned += messages;
        *self.of(state) += messages;
    }

    /// All messages, whatever became of them.
    pub fn planned(&self) -> u64 {
        self.planned
    }

    /// Messages in a state.
    pub fn count(mut self, state: DeliveryState) -> u64 {
        *self.of(state)
    }

    /// Whether nothing is left to leave. Messages in doubt and receipts that may still come do not hold it up.
    pub fn is_finished(&self) -> bool {
        self.queued == 0 && self.submitting == 0
    }

    fn of(&mut self, state: DeliveryState) -> &mut u64 {
        match state {
            DeliveryState::Queued => &mut self.queued,
            DeliveryState::Submitting => &mut self.submitting,
            DeliveryState::Accepted => &mut self.accepted,
            DeliveryState::Delivered => &mut self.delivered,
            DeliveryState::Undeliverable => &mut self.undeliverable,
            DeliveryState::Rejected => &mut self.rejected,
            DeliveryState::Expired => &mut self.expired,
            DeliveryState::Cancelled => &mut self.cancelled,
            DeliveryState::InDoubt => &mut self.in_doubt,
        }
    }
}

impl FromIterator<(DeliveryState, u64)> for Counts {
    fn from_iter<I: IntoIterator<Item = (DeliveryState, u64)>>(counted: I) -> Self {
        let mut counts = Self::default();
        for (state, messages) in counted {
            counts.add(state, messages);
        }
        counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_state_has_its_name_and_all_add_up_to_planned() {
        let counts: Counts = DeliveryState::ALL.iter().zip(1..).map(|((state, _), count)| (*state, count)).collect();
        let json = r#"{"planned":45,"queued":1,"submitting":2,"accepted":3,"delivered":4,"undeliverable":5,"rejected":6,"expired":7,"cancelled":8,"in_doubt":9}"#;
        assert_eq!(serde_json::to_string(&counts).unwrap(), json);
        let fields = serde_json::to_value(counts).unwrap();
        for (state, word) in DeliveryState::ALL {
            assert_eq!(fields[word], counts.count(state), "state: {word}");
        }
        assert_eq!(counts.planned(), DeliveryState::ALL.iter().map(|(state, _)| counts.count(*state)).sum::<u64>());
    }

    #[test]
    fn a_campaign_is_finished_when_nothing_is_left_to_leave() {
        assert!(Counts::default().is_finished());
        for (state, word) in DeliveryState::ALL {
            let counts = Counts::from_iter([(DeliveryState::Delivered, 7), (state, 1)]);
            assert_eq!(counts.is_finished(), !matches!(word, "queued" | "submitting"), "state: {word}");
        }
    }
}
