//! What somebody of the programme may do.

/// A role of the staff. An account may hold several; they add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StaffRole {
    /// Accounts and gateways.
    Admin,
    /// Approves campaigns, keeps the budget.
    Manager,
    /// Writes messages, plans campaigns, posts trainings.
    Writer,
    /// Answers people.
    CaseWorker,
    /// Leads the safeguarding: all cases, and the numbers behind them.
    Lead,
    /// Reads reports.
    Viewer,
}

impl StaffRole {
    /// All roles with the words of the command line.
    pub const ALL: [(StaffRole, &'static str); 6] = [
        (StaffRole::Admin, "admin"),
        (StaffRole::Manager, "manager"),
        (StaffRole::Writer, "writer"),
        (StaffRole::CaseWorker, "case-worker"),
        (StaffRole::Lead, "lead"),
        (StaffRole::Viewer, "viewer"),
    ];

    /// The word for this role.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(role, _)| *role == self).map_or("", |(_, word)| word)
    }

    /// The role that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(role, _)| *role)
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The roles of one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct StaffRoles(u8);

impl StaffRoles {
    /// No role.
    pub const NONE: StaffRoles = StaffRoles(0);

    /// These and one more.
    pub fn with(self, role: StaffRole) -> Self {
        Self(self.0 | role.bit())
    }

    /// Whether one of them is this.
    pub fn contains(self, role: StaffRole) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether its holder may read what people wrote, and answer: case workers and the safeguarding lead.
    pub fn may_care(self) -> bool {
        self.contains(StaffRole::CaseWorker) || self.contains(StaffRole::Lead)
    }

    /// Whether its holder may change who works here and what they may do: admins and the safeguarding lead.
    pub fn may_change_staff(self) -> bool {
        self.contains(StaffRole::Admin) || self.contains(StaffRole::Lead)
    }

    /// Whether its holder may do what a person asks for by law, print or erase what is held of her: admins, managers and
    /// the safeguarding lead.
    pub fn may_serve_requests(self) -> bool {
        self.may_change_staff() || self.contains(StaffRole::Manager)
    }

    /// Whether its holder may post and close trainings.
    pub fn may_post(self) -> bool {
        [StaffRole::Writer, StaffRole::Manager, StaffRole::Lead, StaffRole::Admin]
            .iter()
            .any(|role| self.contains(*role))
    }

    /// Whether its holder may see the numbers of those who asked for a place, to call them.
    pub fn may_call_back(self) -> bool {
        self.may_care() || self.contains(StaffRole::Manager)
    }

    /// Words separated by `;`, as the store keeps them.
    pub fn to_words(self) -> String {
        let held = StaffRole::ALL.iter().filter(|(role, _)| self.contains(*role));
        held.map(|(_, word)| *word).collect::<Vec<_>>().join(";")
    }

    /// Reads words separated by `;`. A word that names no role gives none.
    pub fn stored(words: &str) -> Self {
        words.split(';').filter_map(StaffRole::parse).fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_add_up_and_come_back_from_the_store() {
        let roles = StaffRoles::NONE.with(StaffRole::Lead).with(StaffRole::Admin);
        assert_eq!(roles.to_words(), "admin;lead");
        assert_eq!(StaffRoles::stored("admin;lead;boss"), roles);
        for (role, word) in StaffRole::ALL {
            let alone = StaffRoles::NONE.with(role);
            assert_eq!(alone.may_post(), !matches!(role, StaffRole::CaseWorker | StaffRole::Viewer), "{word}");
            let calls = matches!(role, StaffRole::Manager | StaffRole::CaseWorker | StaffRole::Lead);
            assert_eq!(alone.may_call_back(), calls, "{word}");
        }
        assert!(roles.may_care() && !StaffRoles::NONE.with(StaffRole::Admin).may_care());
    }
}
