//! Whether the clock can be believed: hours, expiry and proofs rest on it.

use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::service::examine::finding::Examined;

const WHAT: &str = "clock";
/// What was written may be from so far in the future.
const SLACK: SignedDuration = SignedDuration::from_mins(5);
/// Where systemd notes that a time server was heard.
const SYNCHRONISED: &str = "/run/systemd/timesync/synchronized";

/// Compares the clock with the newest time that was written down, and asks who sets it.
pub(super) fn examine(now: Timestamp, zone: &TimeZone, newest: Option<Timestamp>) -> Examined {
    let local = zone.to_datetime(now).round(jiff::Unit::Minute).map_or_else(|_| String::new(), |at| at.to_string());
    let found = format!("it is {local} in {}", zone.iana_name().unwrap_or("the programme's zone"));
    if let Some(newest) = newest.filter(|newest| newest.duration_since(now) > SLACK) {
        let mend = "set the clock (timedatectl): it stands before what was written already, so messages wait or expire wrongly";
        return Examined::bad(WHAT, format!("{found}, and the database knows of {newest}"), mend);
    }
    let (folder, synchronised) = (Path::new("/run/systemd/timesync"), Path::new(SYNCHRONISED));
    if folder.exists() && !synchronised.exists() {
        return Examined::look(
            WHAT,
            format!("{found}; no time server was heard yet"),
            "let systemd-timesyncd reach a time server",
        );
    }
    Examined::ok(WHAT, found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::examine::finding::Verdict;

    #[test]
    fn a_clock_before_what_was_written_is_wrong() {
        let now: Timestamp = "2026-12-01T09:00:00Z".parse().unwrap();
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        let verdict = |newest: Option<Timestamp>| examine(now, &zone, newest).verdict;
        assert!(verdict(None) < Verdict::Bad);
        assert!(verdict(Some(now - SignedDuration::from_hours(1))) < Verdict::Bad);
        assert!(verdict(Some(now + SignedDuration::from_mins(4))) < Verdict::Bad);
        assert_eq!(verdict(Some(now + SignedDuration::from_mins(6))), Verdict::Bad);
    }
}
