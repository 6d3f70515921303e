//! Which number a person is given, as a text that can be said. Nobody is asked where she is for it.

use jiff::Timestamp;

use crate::domain::address::Locale;
use crate::domain::catalogue::{Catalogue, Text, keys};
use crate::domain::conversation::profile::{Profile, Whereabouts};
use crate::domain::conversation::rulebook::Rulebook;
use crate::domain::ids::ContentKey;
use crate::domain::referral::{Chosen, Service, ServiceKind};
use crate::domain::schedule::TimeOfDay;

/// A text with what fills it.
pub(super) type Filled = (ContentKey, Vec<(&'static str, String)>);

/// The text of a service for this person, now. `asked` is the text of its kind.
pub(super) fn refer(
    asked: &ContentKey,
    kind: ServiceKind,
    profile: &Profile,
    rulebook: &Rulebook,
    now: Timestamp,
) -> Filled {
    let directory = &rulebook.directory;
    let locale = profile.locale(rulebook);
    let area = profile.area.as_ref().map(|area| rulebook.areas.read(area));
    let chosen = match profile.whereabouts {
        // No number of a service is sure to work from there.
        Whereabouts::Abroad => Chosen::National(&directory.abroad),
        Whereabouts::Home => directory.choose(kind, area.as_ref(), locale, now),
    };
    match chosen {
        Chosen::Now(service) => (asked.clone(), one(service)),
        // The national line is there to get people out: for that nothing is missing.
        Chosen::National(line) if kind == ServiceKind::Rescue => (asked.clone(), one(line)),
        Chosen::National(line) => (keys::REFERRAL_NONE, one(line)),
        Chosen::Old { service, second } => (keys::REFERRAL_OLD, two(service, second)),
        Chosen::Later { service, opens, until } => {
            let mut values = two(service, until);
            values.push(("opens", opening(rulebook, locale, opens, now)));
            (keys::REFERRAL_LATER, values)
        }
    }
}

fn one(service: &Service) -> Vec<(&'static str, String)> {
    vec![("service", service.name.to_string()), ("number", service.number.to_string())]
}

fn two(service: &Service, other: &Service) -> Vec<(&'static str, String)> {
    let mut values = one(service);
    values.extend([("other", other.name.to_string()), ("other_number", other.number.to_string())]);
    values
}

/// "8am", and on another day with its name: "Monday 8am".
fn opening(rulebook: &Rulebook, locale: Locale, opens: Timestamp, now: Timestamp) -> String {
    let zone = &rulebook.directory.zone;
    let (opens, today) = (zone.to_datetime(opens), zone.to_datetime(now).date());
    let hour = format!("{:02}:{:02}", opens.hour(), opens.minute());
    let hour = TimeOfDay::parse(&hour).map_or(hour, TimeOfDay::spoken);
    let day = usize::try_from(opens.date().weekday().to_monday_zero_offset()).unwrap_or(0);
    match day_name(&rulebook.catalogue, locale, day).filter(|_| opens.date() != today) {
        Some(name) => format!("{name} {hour}"),
        None => hour,
    }
}

fn day_name(catalogue: &Catalogue, locale: Locale, day: usize) -> Option<&str> {
    match &catalogue.sms(&keys::WEEKDAYS, locale)?.variant.text {
        Text::Fixed(names) => names.split_whitespace().nth(day),
        Text::Open(_) => None,
    }
}
