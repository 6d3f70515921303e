//! Where a campaign stands, from a draft to the end. Each firing of it is a broadcast of its own.

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CampaignState {
    /// Being written.
    Draft,
    /// Waits for the approval of somebody else.
    Waiting,
    /// Approved, and waits for its time.
    Scheduled,
    /// Messages leave.
    Sending,
    /// Held by staff, or because too many were refused.
    Paused,
    /// Nothing is left to leave.
    Finished,
    /// Withdrawn: what had not left did not.
    Cancelled,
}

impl CampaignState {
    /// All states with the words of the store and of `campaign show --json`.
    pub const ALL: [(CampaignState, &'static str); 7] = [
        (CampaignState::Draft, "draft"),
        (CampaignState::Waiting, "waiting"),
        (CampaignState::Scheduled, "scheduled"),
        (CampaignState::Sending, "sending"),
        (CampaignState::Paused, "paused"),
        (CampaignState::Finished, "finished"),
        (CampaignState::Cancelled, "cancelled"),
    ];

    /// The word for this state.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, word)| word)
    }

    /// The state of a stored word; `None` for a word that no version wrote.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(state, _)| *state)
    }

    /// Whether one step leads there. An edit leads back to a draft, which
    /// voids the approval; once messages leave there is nothing left to edit.
    pub fn may_become(self, next: CampaignState) -> bool {
        use CampaignState::{Cancelled, Draft, Finished, Paused, Scheduled, Sending, Waiting};
        match self {
            Draft => matches!(next, Waiting | Cancelled),
            Waiting => matches!(next, Draft | Scheduled | Cancelled),
            Scheduled => matches!(next, Draft | Sending | Cancelled),
            Sending => matches!(next, Paused | Finished | Cancelled),
            Paused => matches!(next, Sending | Finished | Cancelled),
            Finished | Cancelled => false,
        }
    }

    /// Whether it can still be withdrawn: anything unfinished can.
    pub fn may_cancel(self) -> bool {
        self.may_become(CampaignState::Cancelled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_campaign_moves_only_along_its_life() {
        let allowed: Vec<String> = CampaignState::ALL
            .into_iter()
            .map(|(state, word)| {
                let next = CampaignState::ALL.into_iter().filter(|(next, _)| state.may_become(*next));
                format!("{word}: {}", next.map(|(_, word)| word).collect::<Vec<_>>().join(" "))
            })
            .collect();
        assert_eq!(
            allowed,
            [
                "draft: waiting cancelled",
                "waiting: draft scheduled cancelled",
                "scheduled: draft sending cancelled",
                "sending: paused finished cancelled",
                "paused: sending finished cancelled",
                "finished: ",
                "cancelled: ",
            ]
        );
    }

    #[test]
    fn anything_unfinished_can_be_cancelled() {
        for (state, word) in CampaignState::ALL {
            assert_eq!(state.may_cancel(), !matches!(word, "finished" | "cancelled"), "state: {word}");
        }
    }

    #[test]
    fn words_are_read_back() {
        for (state, word) in CampaignState::ALL {
            assert_eq!((state.as_str(), CampaignState::parse(word)), (word, Some(state)));
        }
        assert_eq!(CampaignState::parse("SENDING"), None);
    }
}
