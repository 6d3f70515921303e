//! A series as the programme writes it, and who is in it.

use jiff::civil::Weekday;

use crate::domain::consent::{AdultAgreement, AgeBand, Role, Roles, Standing, Subscription, Topic, allowed_topics};
use crate::domain::ids::{ContentKey, SeriesKey};
use crate::domain::schedule::{TimeOfDay, Window};

/// A sequence of texts, one a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// Its name.
    pub key: SeriesKey,
    /// What a person must have agreed to.
    pub topic: Topic,
    /// For whom it is.
    pub roles: Roles,
    /// Whether it is also for people who never said who they are.
    pub for_unsaid: bool,
    /// The keyword with which a person in it asks for the next text early.
    pub keyword: String,
    /// The day on which its texts come; else the weekday on which a person joined.
    pub weekday: Option<Weekday>,
    /// The hour from which they come.
    pub at: TimeOfDay,
    /// Its texts, in their order.
    pub steps: Vec<ContentKey>,
}

/// A text of a series for one person, who gets it once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesStep {
    /// Of which series.
    pub series: SeriesKey,
    /// Which text.
    pub step: ContentKey,
    /// What she must have agreed to as long as it waits.
    pub topic: Topic,
    /// Texts of one group have the same words, so that they may leave in one call.
    pub group: i64,
}

/// What of a person her places in series rest upon. When none of it changed, no place changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grounds {
    /// Where she stands and what she agreed to.
    pub subscription: Subscription,
    /// As what those who share the phone signed up.
    pub roles: Roles,
    /// How old the youngest of them is.
    pub age_band: Option<AgeBand>,
    /// Whether an adult agreed for a child.
    pub adult_agreement: AdultAgreement,
    /// The hours that she set.
    pub hours: Option<Window>,
}

impl Series {
    /// Whether a person is in this series.
    pub fn takes(&self, grounds: &Grounds) -> bool {
        let of_her_role = match grounds.roles.is_empty() {
            true => self.for_unsaid,
            false => Role::ALL.iter().any(|(role, _)| self.roles.contains(*role) && grounds.roles.contains(*role)),
        };
        let allowed = allowed_topics(grounds.age_band, grounds.adult_agreement);
        let agreed = grounds.subscription.topics.both(allowed).contains(self.topic);
        of_her_role && agreed && grounds.subscription.standing == Standing::Active
    }

    /// The place of a text in it.
    pub fn step_of(&self, key: &ContentKey) -> Option<usize> {
        self.steps.iter().position(|step| step == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::Topics;

    fn series(roles: Role, for_unsaid: bool, topic: Topic) -> Series {
        Series {
            key: SeriesKey::named("skills"),
            topic,
            roles: roles.into(),
            for_unsaid,
            keyword: "tips".into(),
            weekday: None,
            at: TimeOfDay::parse("5pm").unwrap(),
            steps: vec![ContentKey::known("one")],
        }
    }

    #[test]
    fn a_series_takes_those_who_agreed_and_for_whom_it_is() {
        let (girls, parents) = (series(Role::Girl, true, Topic::Tips), series(Role::Parent, false, Topic::Safety));
        let girl: Roles = Role::Girl.into();
        for (standing, topics, roles, age, expected) in [
            (Standing::Active, Topics::WEEKLY, Roles::NONE, None, (true, false)),
            (Standing::Active, Topics::WEEKLY, girl, None, (true, false)),
            (Standing::Active, Topics::WEEKLY, Role::Parent.into(), None, (false, true)),
            (Standing::Active, Topics::WEEKLY, girl.with(Role::Parent), None, (true, true)),
            (Standing::Active, Topics::WEEKLY, Role::Community.into(), None, (false, false)),
            (Standing::Active, Topic::Safety.into(), girl.with(Role::Parent), None, (false, true)),
            (Standing::Active, Topics::WEEKLY, girl, Some(AgeBand::Under13), (false, false)),
            (Standing::Active, Topics::WEEKLY, girl, Some(AgeBand::From13To17), (true, false)),
            (Standing::Stopped, Topics::NONE, girl, None, (false, false)),
            (Standing::Pending, Topics::WEEKLY, girl, None, (false, false)),
        ] {
            let grounds = Grounds {
                subscription: Subscription { standing, topics, left: Topics::NONE },
                roles,
                age_band: age,
                adult_agreement: AdultAgreement::Missing,
                hours: None,
            };
            let taken = (girls.takes(&grounds), parents.takes(&grounds));
            assert_eq!(taken, expected, "{standing:?} {} {}", topics.to_words(), roles.to_words());
        }
    }
}
