//! Whether one of the staff may write to the person of a case now.

use jiff::Timestamp;

use crate::domain::care::case::{CaseKind, CaseState};
use crate::domain::care::role::StaffRole;
use crate::domain::care::staff::Member;
use crate::domain::ids::StaffId;

/// What decides it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// What the case is about.
    pub kind: CaseKind,
    /// Where it stands.
    pub state: CaseState,
    /// Who answers it.
    pub assigned_to: Option<StaffId>,
    /// Whether she can still be reached: she was not erased.
    pub is_reachable: bool,
    /// When she last wrote, or pressed a key in it.
    pub last_in_at: Timestamp,
    /// Until when she may be answered; `None` once she said that it is no good time.
    pub window_until: Option<Timestamp>,
}

/// Why she may not be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// She asked in silence: whoever holds the phone must see nothing.
    Silent,
    /// It is closed.
    Closed,
    /// She had herself erased.
    Erased,
    /// Somebody else of the staff answers it.
    Anothers(StaffId),
    /// She said that it is no good time, or STOP.
    NotNow,
    /// She wrote too long ago: somebody else may hold the phone.
    Late {
        /// Whole minutes since her last word.
        minutes: i64,
    },
}

/// Whether `member` may write to her at `now`. Words of the safeguarding lead go into anybody's case.
pub fn may_answer(asked: &Asked, member: &Member, now: Timestamp) -> Result<(), NoAnswer> {
    if asked.kind == CaseKind::Silent {
        return Err(NoAnswer::Silent);
    }
    if asked.state == CaseState::Closed {
        return Err(NoAnswer::Closed);
    }
    if !asked.is_reachable {
        return Err(NoAnswer::Erased);
    }
    if !may_work_on(asked, member) {
        return Err(asked.assigned_to.map_or(NoAnswer::Closed, NoAnswer::Anothers));
    }
    match asked.window_until {
        None => Err(NoAnswer::NotNow),
        // Her last word itself ended it: it was STOP.
        Some(until) if until <= asked.last_in_at => Err(NoAnswer::NotNow),
        Some(until) if until <= now => Err(NoAnswer::Late { minutes: now.duration_since(asked.last_in_at).as_mins() }),
        Some(_) => Ok(()),
    }
}

/// Whether a case is open to one of the staff: nobody has taken it, or she has, or she leads the safeguarding.
pub fn may_work_on(asked: &Asked, member: &Member) -> bool {
    let free = asked.assigned_to.is_none_or(|holder| holder == member.id);
    member.roles.may_care() && (free || member.roles.contains(StaffRole::Lead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::care::role::StaffRoles;
    use jiff::SignedDuration;
    use uuid::Uuid;

    fn member(n: u128, role: StaffRole) -> Member {
        Member {
            id: StaffId(Uuid::from_u128(n)),
            name: "Amina".into(),
            email: "amina@example.org".into(),
            roles: StaffRoles::NONE.with(role),
            languages: Vec::new(),
            on_duty: true,
            has_phone: true,
        }
    }

    #[test]
    fn only_who_may_writes_and_only_while_she_may_be_there() {
        let now: Timestamp = "2026-12-04T11:00:00Z".parse().unwrap();
        let asked = Asked {
            kind: CaseKind::Help,
            state: CaseState::Open,
            assigned_to: None,
            is_reachable: true,
            last_in_at: now - SignedDuration::from_mins(14),
            window_until: Some(now + SignedDuration::from_mins(1)),
        };
        let (amina, bisi) = (member(1, StaffRole::CaseWorker), member(2, StaffRole::CaseWorker));
        let (lead, writer) = (member(3, StaffRole::Lead), member(4, StaffRole::Writer));
        let hers = Asked { state: CaseState::Assigned, assigned_to: Some(amina.id), ..asked };
        let late = Asked { window_until: Some(now), ..asked };
        for (asked, member, answer) in [
            (asked, &amina, Ok(())),
            (hers, &amina, Ok(())),
            (hers, &bisi, Err(NoAnswer::Anothers(amina.id))),
            (hers, &lead, Ok(())),
            (asked, &writer, Err(NoAnswer::Closed)),
            (late, &lead, Err(NoAnswer::Late { minutes: 14 })),
            (Asked { window_until: None, ..asked }, &amina, Err(NoAnswer::NotNow)),
            (Asked { is_reachable: false, ..asked }, &amina, Err(NoAnswer::Erased)),
            (Asked { state: CaseState::Closed, ..asked }, &amina, Err(NoAnswer::Closed)),
            (Asked { kind: CaseKind::Silent, ..asked }, &lead, Err(NoAnswer::Silent)),
            (Asked { kind: CaseKind::Report, ..asked }, &amina, Ok(())),
        ] {
            assert_eq!(may_answer(&asked, member, now), answer, "{asked:?}");
        }
    }
}
