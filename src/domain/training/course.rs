//! A training as staff post it, and where it stands.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::address::Email;
use crate::domain::campaign::{Acceptance, Audience};
use crate::domain::ids::TrainingId;
use crate::domain::training::code::Code;
use crate::domain::training::start::Moment;

/// What a course asks of a girl.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// Nothing.
    Nothing,
    /// So many naira. No text names the sum: it would be a price, and the wrong one in the hands of a cheat.
    Naira(u32),
}

impl Cost {
    /// The cost of so many naira.
    pub fn of(naira: u32) -> Self {
        if naira == 0 { Cost::Nothing } else { Cost::Naira(naira) }
    }

    /// In naira.
    pub fn naira(self) -> u32 {
        match self {
            Cost::Nothing => 0,
            Cost::Naira(naira) => naira,
        }
    }
}

/// What staff post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// What is taught.
    pub title: String,
    /// Where.
    pub place: String,
    /// Who gives it.
    pub issuer: String,
    /// Who is told of it.
    pub audience: Audience,
    /// When it starts.
    pub starts: Moment,
    /// Until when one may ask for a place.
    pub closes: Moment,
    /// What it costs.
    pub cost: Cost,
    /// Places, where they are counted.
    pub seats: Option<u32>,
    /// Who of the programme visited or phoned, and when.
    pub checked: String,
    /// Who posted it.
    pub created_by: Email,
    /// Who put a name to texts that no native speaker reviewed.
    pub acceptance: Option<Acceptance>,
}

impl Course {
    /// The moment from which it is closed: nobody can ask for a place in a course that has begun.
    pub fn closes_at(&self, zone: &TimeZone) -> Timestamp {
        self.closes.ends(zone).min(self.starts.begins(zone))
    }

    /// The last day on which one can really ask for a place, and the hour where it closes in the course of that day.
    pub fn until(&self) -> String {
        Moment::spoken_until(self.closes.ends_on_wall().min(self.starts.begins_on_wall()))
    }

    /// What texts say of it, by placeholder.
    pub fn values(&self, code: &Code) -> Vec<(&'static str, String)> {
        vec![
            ("course", self.title.clone()),
            ("place", self.place.clone()),
            ("starts", self.starts.spoken()),
            ("until", self.until()),
            ("verify_code", code.to_string()),
        ]
    }
}

/// Where a training stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// People may ask for a place.
    Open,
    /// They may, and all places have been asked for.
    Full,
    /// It is over, or staff closed it.
    Closed,
}

impl Standing {
    /// The word for staff and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Open => "open",
            Standing::Full => "full",
            Standing::Closed => "closed",
        }
    }
}

/// A training as it is kept.
#[derive(Debug, Clone)]
pub struct Training {
    /// Its number.
    pub id: TrainingId,
    /// What people type.
    pub code: Code,
    /// What staff posted.
    pub course: Course,
    /// The moment from which it is closed.
    pub closes_at: Timestamp,
    /// Whether staff closed it before that.
    pub is_withdrawn: bool,
    /// Whether as many asked for a place as there are, where they are counted.
    pub is_full: bool,
}

impl Training {
    /// Where it stands now.
    pub fn standing(&self, now: Timestamp) -> Standing {
        if self.is_withdrawn || self.closes_at <= now {
            Standing::Closed
        } else if self.is_full {
            Standing::Full
        } else {
            Standing::Open
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_the_last_day_on_which_one_can_ask() {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        for (closes, starts, until, last, over) in [
            ("2027-01-09", "2027-01-12T09:00", "9 Jan", "2027-01-09T22:59:59Z", "2027-01-09T23:00:00Z"),
            // Closed with the first moment of the day on which it starts.
            ("2027-01-12", "2027-01-12", "11 Jan", "2027-01-11T22:59:59Z", "2027-01-11T23:00:00Z"),
            ("2027-01-01", "2027-01-01", "31 Dec", "2026-12-31T22:59:59Z", "2026-12-31T23:00:00Z"),
            ("2027-01-12", "2027-01-12T09:00", "12 Jan 9am", "2027-01-12T07:59:59Z", "2027-01-12T08:00:00Z"),
            ("2026-11-25T09:00", "2026-12-01", "25 Nov 9am", "2026-11-25T07:59:59Z", "2026-11-25T08:00:00Z"),
            ("2026-11-25T12:30", "2026-11-25T12:00", "25 Nov 12pm", "2026-11-25T10:59:59Z", "2026-11-25T11:00:00Z"),
            ("2026-11-25T00:00", "2026-12-01", "24 Nov", "2026-11-24T22:59:59Z", "2026-11-24T23:00:00Z"),
        ] {
            let course = Course {
                title: "Tailoring".into(),
                place: "Ikorodu".into(),
                issuer: "Ikorodu centre".into(),
                audience: Audience::default(),
                starts: Moment::parse(starts).unwrap(),
                closes: Moment::parse(closes).unwrap(),
                cost: Cost::Nothing,
                seats: None,
                checked: "Amina visited".into(),
                created_by: Email::parse("amina@example.org").unwrap(),
                acceptance: None,
            };
            assert_eq!(course.until(), until, "{closes} {starts}");
            let closes_at = course.closes_at(&zone);
            assert!(last.parse::<Timestamp>().unwrap() < closes_at, "{closes} {starts}");
            assert_eq!(closes_at, over.parse().unwrap(), "{closes} {starts}");
        }
    }
}
