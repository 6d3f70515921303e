//! Who uses a phone. It is asked with numbers, never with names or ages in years, and several answers may be true.

use crate::domain::consent::guardian::AgeBand;
use crate::domain::consent::role::{Role, Roles};

/// Somebody who uses the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum User {
    /// A girl under 13: she is told what she asks for, and nothing is sent first for her.
    YoungGirl,
    /// A girl of 13 to 17.
    Girl,
    /// A woman of 18 or more.
    Woman,
    /// A parent or guardian.
    Parent,
    /// Anybody else.
    Other,
}

impl User {
    /// All, in the order of the numbers that stand for them, from 1, with the words of files.
    pub const ALL: [(User, &'static str); 5] = [
        (User::YoungGirl, "young-girl"),
        (User::Girl, "girl"),
        (User::Woman, "woman"),
        (User::Parent, "parent"),
        (User::Other, "other"),
    ];

    /// The user that a number stands for.
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).map(|(user, _)| *user)
    }

    /// The user that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(user, _)| *user)
    }

    fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// All who use one phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Household(u8);

impl Household {
    /// Nobody named.
    pub const NONE: Household = Household(0);

    /// Whether two digits written together are more likely an age than two numbers of the list: 13 is no answer, 1 and 3
    /// is one.
    pub fn is_age(written: &str) -> bool {
        written.len() == 2 && written.parse().is_ok_and(|age: u8| (12..=19).contains(&age) || age == 25)
    }

    /// These and one more.
    pub fn with(self, user: User) -> Self {
        Self(self.0 | user.bit())
    }

    /// These and others.
    pub fn union(self, other: Household) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether she is among them.
    pub fn has(self, user: User) -> bool {
        self.0 & user.bit() != 0
    }

    /// As what they sign up. A girl under 13 does not, so a phone of hers alone has no role.
    pub fn roles(self) -> Roles {
        let role = |user| match user {
            User::YoungGirl => None,
            User::Girl | User::Woman => Some(Role::Girl),
            User::Parent => Some(Role::Parent),
            User::Other => Some(Role::Community),
        };
        let named = User::ALL.into_iter().filter(|(user, _)| self.has(*user)).filter_map(|(user, _)| role(user));
        named.fold(Roles::NONE, Roles::with)
    }

    /// The age of the youngest who signs up, because all who share a phone see what comes.
    pub fn age_band(self) -> Option<AgeBand> {
        if self == Self::NONE {
            None
        } else if self.roles().is_empty() {
            Some(AgeBand::Under13)
        } else if self.has(User::Girl) {
            Some(AgeBand::From13To17)
        } else {
            Some(AgeBand::Adult)
        }
    }
}

impl FromIterator<User> for Household {
    fn from_iter<I: IntoIterator<Item = User>>(users: I) -> Self {
        users.into_iter().fold(Self::NONE, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_youngest_who_signs_up_decides() {
        for (numbers, roles, age) in [
            (vec![1], "", Some(AgeBand::Under13)),
            (vec![2], "girl", Some(AgeBand::From13To17)),
            (vec![3], "girl", Some(AgeBand::Adult)),
            (vec![2, 4], "parent;girl", Some(AgeBand::From13To17)),
            // A mother whose little girl plays with the phone is a mother.
            (vec![1, 4], "parent", Some(AgeBand::Adult)),
            (vec![5], "community", Some(AgeBand::Adult)),
            (vec![], "", None),
        ] {
            let household: Household = numbers.iter().filter_map(|number| User::numbered(*number)).collect();
            assert_eq!((household.roles().to_words().as_str(), household.age_band()), (roles, age), "{numbers:?}");
        }
        assert!(Household::is_age("13") && !Household::is_age("24") && !Household::is_age("1 3"));
        assert_eq!((User::numbered(0), User::numbered(6)), (None, None));
    }
}
