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
/// then the way, and then hours that are known.
type Rank = (bool, bool, Distance, bool);

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
        let speaks = service.languages.contains(&locale);
        (self.is_closed(service, now), !speaks, distance, service.hours.is_none())
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
