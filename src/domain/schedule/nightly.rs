//! When the work of the night is due: in the hour when fewest people write, and by day only after a night missed.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// The hour at which it begins, in the programme's time zone.
const HOUR: i8 = 3;
/// Longer than this it does not wait for the night.
const LONGEST: SignedDuration = SignedDuration::from_hours(25);

/// Whether work that was last done then, if ever, is due now.
pub fn is_due(last: Option<Timestamp>, now: Timestamp, zone: &TimeZone) -> bool {
    let Some(last) = last else { return true };
    let (last_local, local) = (zone.to_datetime(last), zone.to_datetime(now));
    let tonight = local.hour() == HOUR && (last_local.date() < local.date() || last_local.hour() < HOUR);
    // A clock that was set back must not keep it from running for years.
    tonight || now.duration_since(last) > LONGEST || last > now
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_due_once_a_night_and_after_a_night_missed() {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        // Lagos is an hour ahead of UTC all year.
        for (last, now, due) in [
            (None, "2026-12-01T09:00:00Z", true),
            (Some("2026-12-01T02:05:00Z"), "2026-12-01T02:06:00Z", false),
            (Some("2026-12-01T02:05:00Z"), "2026-12-01T23:00:00Z", false),
            (Some("2026-12-01T02:05:00Z"), "2026-12-02T01:59:00Z", false),
            (Some("2026-12-01T02:05:00Z"), "2026-12-02T02:00:00Z", true),
            (Some("2026-12-01T02:05:00Z"), "2026-12-02T03:06:00Z", true),
            (Some("2026-12-01T02:05:00Z"), "2026-12-05T12:00:00Z", true),
            // It ran by day, or in the small hours; the next night is its night again.
            (Some("2026-12-01T14:00:00Z"), "2026-12-02T02:30:00Z", true),
            (Some("2026-12-02T00:30:00Z"), "2026-12-02T02:30:00Z", true),
            (Some("2027-12-01T00:00:00Z"), "2026-12-02T12:00:00Z", true),
        ] {
            let at = |text: &str| text.parse::<Timestamp>().unwrap();
            assert_eq!(is_due(last.map(at), at(now), &zone), due, "last: {last:?}, now: {now}");
        }
    }
}
