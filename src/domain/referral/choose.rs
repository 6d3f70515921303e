//! The one service that a person is given: the nearest that is open in her language, or the national line. A number
//! that nobody has looked at in time is never given without a second, valid one; only the national line is, for an old
//! number is better than none.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::address::Locale;
use crate::domain::area::Area;
use crate::domain::referral::service::{Service, ServiceKind};

/// All services of the programme.
#[derive(Debug, Clone)]
pub struct Directory {
    /// The list.
    pub services: Arc<[Service]>,
    /// The line for all of Nigeria, where there is no other.
    pub national: Arc<Service>,
    /// The same for somebody abroad.
    pub abroad: Arc<Service>,
    /// The zone of hours and days.
    pub zone: TimeZone,
}

/// What a person is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen<'a> {
    /// A service that, as far as we know, answers now.
    Now(&'a Service),
    /// One that is closed; the other answers until it opens.
    Later {
        /// The service.
        service: &'a Service,
        /// When it opens.
        opens: Timestamp,
        /// Who answers until then.
        until: &'a Service,
    },
    /// One that nobody has looked at in time, with a second, valid one.
    Old {
        /// The service.
        service: &'a Service,
        /// The valid one.
        second: &'a Service,
    },
    /// There is none: the national line.
    National(&'a Service),
}

/// How near a service is; the least is the nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    /// For this very area.
    Here,
    /// For the state in which the area lies.
    State,
    /// Elsewhere in the state.
    Elsewhere,
    /// For all of Nigeria.
    Nation,
    /// The national line, for want of a service of this kind.
    Line,
}

/// What makes one service better than another; the least is the best. A closed door comes last, then her language counts,
/// then the way, and then hours that are known. To get out, a line that surely answers comes before one that may not.
type Rank = (bool, bool, bool, Distance, bool);

impl Directory {
    /// Chooses for somebody who lives there, if she has said where, and speaks this language.
    pub fn choose(&self, kind: ServiceKind, area: Option<&Area>, locale: Locale, now: Timestamp) -> Chosen<'_> {
        let today = self.zone.to_datetime(now).date();
        let rank = |(service, distance): &(&Service, Distance)| self.rank(service, *distance, locale, now);
        let of_kind = self.services.iter().filter(|service| service.kind == kind);
        let near: Vec<_> = of_kind.filter_map(|service| Some((service, distance(service, area)?))).collect();
        let Some(best) = near.iter().min_by_key(|found| rank(found)) else { return Chosen::National(&self.national) };
        if is_valid(best.0, today) {
            return self.now_or_later(best.0, now);
        }
        let line = (&*self.national, Distance::Line);
        let valid = near.iter().chain([&line]).filter(|(service, _)| is_valid(service, today));
        match valid.min_by_key(|found| rank(found)) {
            None => Chosen::National(&self.national),
            Some(second) if best.1 < second.1 && best.0.number != second.0.number => {
                Chosen::Old { service: best.0, second: second.0 }
            }
            Some((_, Distance::Line)) => Chosen::National(&self.national),
            Some(second) => self.now_or_later(second.0, now),
        }
    }

    fn now_or_later<'a>(&'a self, service: &'a Service, now: Timestamp) -> Chosen<'a> {
        if !self.is_closed(service, now) || service.number == self.national.number {
            return Chosen::Now(service);
        }
        match service.hours.as_ref().and_then(|hours| hours.next_opening(now, &self.zone)) {
            Some(opens) => Chosen::Later { service, opens, until: &self.national },
            None => Chosen::National(&self.national),
        }
    }

    fn rank(&self, service: &Service, distance: Distance, locale: Locale, now: Timestamp) -> Rank {
        let (speaks, unknown) = (service.languages.contains(&locale), service.hours.is_none());
        let unsure = unknown && service.kind == ServiceKind::Rescue;
        (self.is_closed(service, now), unsure, !speaks, distance, unknown)
    }

    fn is_closed(&self, service: &Service, now: Timestamp) -> bool {
        service.hours.as_ref().is_some_and(|hours| !hours.contain(now, &self.zone))
    }
}

fn is_valid(service: &Service, today: Date) -> bool {
    service.review_by >= today
}

/// How near it is; `None` where it is for others.
fn distance(service: &Service, area: Option<&Area>) -> Option<Distance> {
    let Some(theirs) = &service.area else { return Some(Distance::Nation) };
    let area = area?;
    if theirs == area {
        Some(Distance::Here)
    } else if area.lies_in(theirs) {
        Some(Distance::State)
    } else {
        (area.state() == theirs.state()).then_some(Distance::Elsewhere)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::care::OfficeHours;

    /// Wednesday, ten in the morning in Lagos.
    const NOW: &str = "2026-12-02T09:00:00Z";

    /// `name area languages hours review-year`, as `a lagos/ikeja en,ha always 2027`.
    fn service(row: &str) -> Service {
        let fields: Vec<&str> = row.split(' ').collect();
        Service {
            name: fields[0].into(),
            number: fields[0].into(),
            kind: ServiceKind::Clinic,
            area: (fields[1] != "-").then(|| Area::stored(fields[1])),
            languages: fields[2].split(',').map(|code| Locale::parse(code).unwrap()).collect(),
            hours: (fields[3] != "?").then(|| OfficeHours::parse(fields[3]).unwrap()),
            review_by: format!("{}-06-30", fields[4]).parse().unwrap(),
        }
    }

    fn directory(rows: &[&str], line: &str) -> Directory {
        let line = Arc::new(service(&format!("line - en always {line}")));
        Directory {
            services: rows.iter().map(|row| service(row)).collect(),
            national: Arc::clone(&line),
            abroad: line,
            zone: TimeZone::get("Africa/Lagos").unwrap(),
        }
    }

    fn said(chosen: Chosen<'_>) -> String {
        match chosen {
            Chosen::Now(service) => service.name.to_string(),
            Chosen::Later { service, until, .. } => format!("{} later, {}", service.name, until.name),
            Chosen::Old { service, second } => format!("{} old, {}", service.name, second.name),
            Chosen::National(line) => format!("none, {}", line.name),
        }
    }

    fn given(rows: &[&str], line: &str, area: &str, language: &str) -> String {
        let area = (area != "-").then(|| Area::stored(area));
        let (locale, now) = (Locale::parse(language).unwrap(), NOW.parse().unwrap());
        said(directory(rows, line).choose(ServiceKind::Clinic, area.as_ref(), locale, now))
    }

    #[test]
    fn the_nearest_that_is_open_in_her_language_is_given() {
        let ikeja = "ikeja lagos/ikeja en ? 2027";
        let epe = "epe lagos/epe en 08:00-16:00 2027";
        let state = "lagos lagos en always 2027";
        let hausa = "hausa lagos/epe ha always 2027";
        let nation = "nation - en always 2027";
        let closed = "closed lagos/ikeja en 12:00-16:00 2027";
        let old = "old lagos/ikeja en always 2026";
        for (rows, area, language, expected) in [
            (&[][..], "lagos", "en", "none, line"),
            (&[ikeja, epe], "-", "en", "none, line"),
            (&[ikeja, epe], "kano", "en", "none, line"),
            (&[ikeja, nation], "kano", "en", "nation"),
            (&[nation, ikeja], "-", "en", "nation"),
            (&[epe, state, ikeja], "lagos/ikeja", "en", "ikeja"),
            (&[epe, state], "lagos/ikeja", "en", "lagos"),
            (&[nation, epe], "lagos/ikeja", "en", "epe"),
            (&[epe], "lagos", "en", "epe"),
            (&[ikeja, hausa], "lagos/ikeja", "ha", "hausa"),
            (&[ikeja, hausa], "lagos/ikeja", "yo", "ikeja"),
            (&[closed, epe], "lagos/ikeja", "en", "epe"),
            (&[closed], "lagos/ikeja", "en", "closed later, line"),
            (&[old], "lagos/ikeja", "en", "old old, line"),
            (&[old, state], "lagos/ikeja", "en", "old old, lagos"),
            (&["old lagos en always 2025", state], "lagos/ikeja", "en", "lagos"),
        ] {
            assert_eq!(given(rows, "2027", area, language), expected, "{rows:?} for {language} in {area}");
        }
        assert_eq!(given(&[old], "2025", "lagos/ikeja", "en"), "none, line", "an old number is better than none");
    }

    #[test]
    fn the_last_day_of_review_still_counts() {
        let directory = directory(&["one lagos en always 2027"], "2028");
        let at = |now: &str| {
            let (area, locale) = (Area::stored("lagos"), Locale::parse("en").unwrap());
            said(directory.choose(ServiceKind::Clinic, Some(&area), locale, now.parse().unwrap()))
        };
        assert_eq!(at("2027-06-30T22:59:00Z"), "one");
        assert_eq!(at("2027-06-30T23:00:00Z"), "one old, line");
    }

    proptest! {
        #[test]
        fn an_old_number_never_stands_alone(
            rows in prop::collection::vec((0..4usize, 0..2usize, 0..3usize, 2025..2029i32), 0..6),
            line in 2025..2029i32,
        ) {
            let areas = ["lagos", "lagos/ikeja", "kano", "-"];
            let hours = ["always", "12:00-16:00", "?"];
            let rows: Vec<String> = rows.iter().enumerate().map(|(n, (area, language, open, year))| {
                format!("{n} {} {} {} {year}", areas[*area], ["en", "ha"][*language], hours[*open])
            }).collect();
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            let directory = directory(&rows, &line.to_string());
            let (area, locale) = (Area::stored("lagos/ikeja"), Locale::parse("ha").unwrap());
            let now: Timestamp = NOW.parse().unwrap();
            let today = directory.zone.to_datetime(now).date();
            match directory.choose(ServiceKind::Clinic, Some(&area), locale, now) {
                Chosen::Now(service) | Chosen::Later { service, .. } => prop_assert!(is_valid(service, today)),
                Chosen::Old { service, second } => {
                    prop_assert!(!is_valid(service, today) && is_valid(second, today));
                    prop_assert_ne!(&service.number, &second.number);
                }
                Chosen::National(line) => prop_assert_eq!(&*line.number, "line"),
            }
        }
    }
}
