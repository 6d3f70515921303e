//! As what people signed up. A phone is often shared, so several may be true of one number.

/// As what somebody signed up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A parent or guardian.
    Parent,
    /// A girl or a young woman.
    Girl,
    /// Anybody else who cares: a teacher, a leader, a neighbour.
    Community,
}

impl Role {
    /// All roles with the words of files and of the command line.
    pub const ALL: [(Role, &'static str); 3] =
        [(Role::Parent, "parent"), (Role::Girl, "girl"), (Role::Community, "community")];

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

/// The roles of all who share a phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Roles(u8);

impl Roles {
    /// Nobody has said.
    pub const NONE: Roles = Roles(0);

    /// These and one more.
    pub fn with(self, role: Role) -> Self {
        Self(self.0 | role.bit())
    }

    /// These and others.
    pub fn union(self, other: Roles) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of them is this.
    pub fn contains(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether nobody has said.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Words separated by `;`, as in the people file and the store.
    pub fn to_words(self) -> String {
        let words: Vec<&str> =
            Role::ALL.iter().filter(|(role, _)| self.contains(*role)).map(|(_, word)| *word).collect();
        words.join(";")
    }

    /// Reads words separated by `;`; the error is the word that names no role.
    pub fn parse(words: &str) -> Result<Self, String> {
        words.split(';').map(str::trim).filter(|word| !word.is_empty()).try_fold(Self::NONE, |roles, word| {
            Role::parse(word).map(|role| roles.with(role)).ok_or_else(|| word.to_owned())
        })
    }
}

impl From<Role> for Roles {
    fn from(role: Role) -> Self {
        Self::NONE.with(role)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_share_a_phone() {
        for (words, kept) in [("", ""), ("girl", "girl"), ("girl; parent", "parent;girl"), ("girl;girl", "girl")] {
            assert_eq!(Roles::parse(words).unwrap().to_words(), kept, "{words}");
        }
        assert_eq!(Roles::parse("girl;boss"), Err("boss".to_owned()));
    }
}
