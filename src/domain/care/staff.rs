//! Somebody of the programme, as the rules see her. No number is among it.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::address::Locale;
use crate::domain::care::duty::Duty;
use crate::domain::care::office::OfficeHours;
use crate::domain::care::role::StaffRoles;
use crate::domain::ids::StaffId;

/// Somebody of the staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Her id.
    pub id: StaffId,
    /// What she is called.
    pub name: String,
    /// Her address, by which the command line names her.
    pub email: String,
    /// What she may do.
    pub roles: StaffRoles,
    /// The languages in which she can answer; none stands for all.
    pub languages: Vec<Locale>,
    /// Whether calls for help come to her first.
    pub on_duty: bool,
    /// Whether she can be texted.
    pub has_phone: bool,
}

impl Member {
    /// Whether she can answer in a language.
    pub fn speaks(&self, locale: Locale) -> bool {
        self.languages.is_empty() || self.languages.contains(&locale)
    }

    /// Whether calls for help come to her: she is on duty, may care for people and can be texted.
    pub fn takes_calls(&self) -> bool {
        self.on_duty && self.has_phone && self.roles.may_care()
    }
}

/// All who are not switched off, and when they can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// The staff, in the order in which they were added.
    pub members: Vec<Member>,
    /// When those on duty can be reached.
    pub office: OfficeHours,
}

impl Roster {
    /// A programme of which nobody is known yet.
    pub fn empty() -> Self {
        Self { members: Vec::new(), office: OfficeHours::ALWAYS }
    }

    /// Whether somebody is there to answer.
    pub fn duty(&self, now: Timestamp, zone: &TimeZone) -> Duty {
        let staffed = self.members.iter().any(Member::takes_calls) && self.office.contain(now, zone);
        if staffed { Duty::Staffed } else { Duty::Unstaffed }
    }

    /// The member of this id.
    pub fn member(&self, id: StaffId) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::care::role::StaffRole;

    #[test]
    fn somebody_is_there_when_one_on_duty_can_be_texted_in_office_hours() {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        let noon = "2026-12-04T11:00:00Z".parse().unwrap();
        let member = Member {
            id: StaffId(uuid::Uuid::nil()),
            name: "Amina".into(),
            email: "amina@example.org".into(),
            roles: StaffRoles::NONE.with(StaffRole::CaseWorker),
            languages: Vec::new(),
            on_duty: true,
            has_phone: true,
        };
        let always = OfficeHours::ALWAYS;
        let night = OfficeHours::parse("20:00-06:00").unwrap();
        let writer = StaffRoles::NONE.with(StaffRole::Writer);
        for (member, office, duty) in [
            (member.clone(), &always, Duty::Staffed),
            (member.clone(), &night, Duty::Unstaffed),
            (Member { on_duty: false, ..member.clone() }, &always, Duty::Unstaffed),
            (Member { has_phone: false, ..member.clone() }, &always, Duty::Unstaffed),
            (Member { roles: writer, ..member.clone() }, &always, Duty::Unstaffed),
        ] {
            let roster = Roster { members: vec![member], office: office.clone() };
            assert_eq!(roster.duty(noon, &zone), duty, "{roster:?}");
        }
    }
}
