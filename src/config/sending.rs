//! `[sending]`: when messages may leave and through which account.

use jiff::SignedDuration;

use crate::config::error::ConfigError;
use crate::config::section::Section;
use crate::domain::ids::AccountName;

/// When messages may leave and through which account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sending {
    /// `HH:MM-HH:MM` in the programme's time zone, or `none`.
    pub quiet_hours: String,
    /// How long a campaign message may wait before it is expired unsent.
    pub expires_after: SignedDuration,
    /// The account for people who never wrote to us; without it the first configured.
    pub gateway: Option<AccountName>,
}

impl Sending {
    pub(in crate::config) fn read(section: &mut Section) -> Result<Self, ConfigError> {
        const QUIET: &str = "two different times of the day, such as \"20:00-08:00\", or \"none\"";
        const EXPIRES: &str = "minutes, hours or days up to 30 days, such as \"90m\", \"24h\" or \"2d\"";
        const GATEWAY: &str = "the name of a gateway, such as \"at\"";
        let account = |text: &str| Some((!text.is_empty()).then(|| AccountName::new(text)));
        Ok(Self {
            quiet_hours: section.read("quiet_hours", QUIET, quiet_hours)?,
            expires_after: section.read("expires_after", EXPIRES, duration)?,
            gateway: section.read("gateway", GATEWAY, account)?,
        })
    }
}

fn quiet_hours(text: &str) -> Option<String> {
    let right = match text.split_once('-') {
        Some((from, to)) => is_time(from) && is_time(to) && from != to,
        None => text == "none",
    };
    right.then(|| text.to_owned())
}

/// `HH:MM` with both zeros, 00:00 to 23:59.
fn is_time(text: &str) -> bool {
    let Some((hours, minutes)) = text.split_once(':') else {
        return false;
    };
    let below = |part: &str, end: u8| {
        part.len() == 2
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && part.parse::<u8>().is_ok_and(|number| number < end)
    };
    below(hours, 24) && below(minutes, 60)
}

fn duration(text: &str) -> Option<SignedDuration> {
    const MOST_MINUTES: i64 = 30 * 24 * 60;
    let unit = text.chars().last()?;
    let number = text.strip_suffix(unit)?;
    let number: i64 = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    let minutes = match unit {
        'm' => number,
        'h' => number.checked_mul(60)?,
        'd' => number.checked_mul(24 * 60)?,
        _ => return None,
    };
    (1..=MOST_MINUTES).contains(&minutes).then(|| SignedDuration::from_mins(minutes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_hours_are_two_times_or_none() {
        for (text, right) in [
            ("20:00-08:00", true),
            ("00:00-23:59", true),
            ("none", true),
            ("20:00", false),
            ("8:00-20:00", false),
            ("20:00-24:00", false),
            ("20:60-08:00", false),
            ("20:00-20:00", false),
            ("+2:00-08:00", false),
            ("20:00 - 08:00", false),
            ("", false),
        ] {
            assert_eq!(quiet_hours(text).is_some(), right, "text: {text:?}");
        }
    }

    #[test]
    fn a_duration_is_a_number_and_a_unit() {
        for (text, minutes) in [
            ("90m", Some(90)),
            ("24h", Some(1440)),
            ("2d", Some(2880)),
            ("30d", Some(43200)),
            ("31d", None),
            ("0h", None),
            ("-1h", None),
            ("24", None),
            ("h", None),
            ("24 h", None),
            ("1w", None),
            ("99999999999999999d", None),
            ("9999999999999999999999h", None),
            ("1½", None),
            ("", None),
        ] {
            assert_eq!(duration(text).map(|d| d.as_mins()), minutes, "text: {text:?}");
        }
    }
}
