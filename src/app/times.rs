//! Times and audiences as they are written on the command line.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::app::cli::AudienceArgs;
use crate::app::exit::Failure;
use crate::domain::address::{Locale, Network};
use crate::domain::campaign::Audience;
use crate::domain::consent::{Role, Topic};
use crate::domain::conversation::Rulebook;

/// A time: in the programme's zone unless it carries an offset.
pub fn time(text: &str, zone: &TimeZone) -> Result<Timestamp, Failure> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let local = text.parse::<DateTime>().ok().and_then(|at| zone.to_timestamp(at).ok());
    local.ok_or_else(|| {
        Failure::wrong("--at: write a time like 2026-12-01T09:00, or with an offset like 2026-12-01T09:00+01:00")
    })
}

/// When something was, by the clock of the programme, which its texts go by too.
pub fn local(at: Timestamp, zone: &TimeZone) -> String {
    let (clock, zone) = (zone.to_datetime(at), zone.to_offset_info(at));
    format!("{} {}", clock.strftime("%Y-%m-%d %H:%M"), zone.abbreviation())
}

/// A duration: a number with `m`, `h` or `d`.
pub fn duration(text: &str) -> Result<SignedDuration, Failure> {
    let wrong = || Failure::wrong("--expires: write a duration like 6h, 90m or 2d");
    let text = text.trim();
    let unit = text.chars().last().ok_or_else(wrong)?;
    let number: i64 = text[..text.len() - unit.len_utf8()].trim().parse().map_err(|_| wrong())?;
    let minutes = match unit {
        'm' => number,
        'h' => number.saturating_mul(60),
        'd' => number.saturating_mul(24 * 60),
        _ => return Err(wrong()),
    };
    // A month is more than any message should wait.
    if (1..=31 * 24 * 60).contains(&minutes) { Ok(SignedDuration::from_mins(minutes)) } else { Err(wrong()) }
}

/// An audience from its flags, in the words of the programme.
pub fn audience(flags: &AudienceArgs, rulebook: &Rulebook) -> Result<Audience, Failure> {
    let locales = &rulebook.locales;
    let languages =
        flags.language.iter().map(|code| language("--language", code, locales)).collect::<Result<Vec<_>, _>>()?;
    let area = flags
        .area
        .as_deref()
        .map(|name| rulebook.areas.one(name).map_err(|error| Failure::wrong(format!("--area: {error}"))));
    let role = flags.role.as_deref().map(|word| {
        Role::parse(&word.to_lowercase()).ok_or_else(|| Failure::wrong("--role: write parent, girl or community"))
    });
    let topic = flags.topic.as_deref().map(|word| {
        Topic::parse(&word.to_lowercase()).ok_or_else(|| Failure::wrong("--topic: write safety, tips or training"))
    });
    let network = flags.network.as_deref().map(|word| {
        Network::parse(word).ok_or_else(|| Failure::wrong("--network: write mtn, airtel, glo, 9mobile or other"))
    });
    let joined_since = flags
        .joined_since
        .as_deref()
        .map(|day| day.parse::<Date>().map_err(|_| Failure::wrong("--joined-since: write a day like 2026-11-30")));
    Ok(Audience {
        languages,
        area: area.transpose()?,
        role: role.transpose()?,
        topic: topic.transpose()?,
        network: network.transpose()?,
        joined_since: joined_since.transpose()?,
        group: flags.group.clone(),
    })
}

/// A language of a flag; `locales` are the programme's.
pub fn language(flag: &str, code: &str, locales: &[Locale]) -> Result<Locale, Failure> {
    let known = Locale::parse(&code.trim().to_lowercase()).ok().filter(|locale| locales.contains(locale));
    known.ok_or_else(|| {
        let codes: Vec<&str> = locales.iter().map(Locale::as_str).collect();
        Failure::wrong(format!("{flag}: the programme's languages are {}", codes.join(", ")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_the_programmes_unless_they_carry_an_offset() {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        for (text, utc) in [
            ("2026-12-01T09:00", "2026-12-01T08:00:00Z"),
            ("2026-12-01 09:00", "2026-12-01T08:00:00Z"),
            ("2026-12-01T09:00+03:00", "2026-12-01T06:00:00Z"),
            ("2026-12-01T09:00:00Z", "2026-12-01T09:00:00Z"),
        ] {
            assert_eq!(time(text, &zone).unwrap().to_string(), utc, "text: {text}");
        }
        assert!(time("tomorrow", &zone).is_err());
    }

    #[test]
    fn times_are_shown_by_the_programmes_clock() {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        assert_eq!(local("2026-12-01T23:01:59Z".parse().unwrap(), &zone), "2026-12-02 00:01 WAT");
    }

    #[test]
    fn durations_have_a_unit() {
        assert_eq!(duration("90m").unwrap(), SignedDuration::from_mins(90));
        for text in ["", "6", "h", "-1h", "1000d", "6 weeks", "1é"] {
            assert!(duration(text).is_err(), "text: {text:?}");
        }
    }
}
