//! Whether a message may leave now. The shell asks in the very transaction that marks it as being submitted.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::consent::{Standing, Subscription, Topic};
use crate::domain::message::Urgency;
use crate::domain::schedule::{Leave, QuietHours, Window, may_leave};

/// What the gates look at.
#[derive(Debug, Clone)]
pub struct Gated {
    /// How soon it must leave.
    pub urgency: Urgency,
    /// Never after this.
    pub expires_at: Timestamp,
    /// What people of its broadcast agreed to; `None` for an answer.
    pub topic: Option<Topic>,
    /// Where the person stands now.
    pub subscription: Subscription,
    /// The hours that she set.
    pub hours: Option<Window>,
    /// Nothing is sent first before this.
    pub paused_until: Option<Timestamp>,
}

/// What the gates say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It may leave.
    Open,
    /// It may leave at this time.
    Later(Timestamp),
    /// She has stopped, or left the topic.
    Withdrawn,
    /// Its time is over, or will be before it may leave.
    TooLate,
}

/// Asks all gates. Answers to a person pass at any hour and after STOP; only their time can run out.
pub fn gate(message: &Gated, zone: &TimeZone, quiet: &QuietHours, now: Timestamp) -> Gate {
    if message.expires_at <= now {
        return Gate::TooLate;
    }
    if !message.urgency.is_bulk() {
        return Gate::Open;
    }
    let agreed = message.topic.is_some_and(|topic| message.subscription.topics.contains(topic));
    if message.subscription.standing != Standing::Active || !agreed {
        return Gate::Withdrawn;
    }
    let paused = message.paused_until.filter(|until| *until > now);
    let from = paused.unwrap_or(now);
    let at = match may_leave(from, zone, quiet.window(), message.hours.as_ref()) {
        Leave::Now => from,
        Leave::At(at) => at,
        Leave::Never => return Gate::TooLate,
    };
    match at {
        at if at <= now => Gate::Open,
        at if at >= message.expires_at => Gate::TooLate,
        at => Gate::Later(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::consent::Topics;
    use jiff::SignedDuration;

    fn at(hour: i64) -> Timestamp {
        // Midnight in Lagos, which is one hour ahead of UTC all year.
        "2026-11-30T23:00:00Z".parse::<Timestamp>().unwrap() + SignedDuration::from_hours(hour)
    }

    fn message(urgency: Urgency) -> Gated {
        Gated {
            urgency,
            expires_at: at(24),
            topic: urgency.is_bulk().then_some(Topic::Tips),
            subscription: Subscription { standing: Standing::Active, topics: Topics::WEEKLY, left: Topics::NONE },
            hours: None,
            paused_until: None,
        }
    }

    fn ask(message: &Gated, hour: i64) -> Gate {
        let zone = TimeZone::get("Africa/Lagos").unwrap();
        gate(message, &zone, &QuietHours::parse("20:00-08:00").unwrap(), at(hour))
    }

    #[test]
    fn a_campaign_leaves_by_day_and_waits_by_night() {
        let message = message(Urgency::Broadcast);
        for (hour, gate) in
            [(3, Gate::Later(at(8))), (9, Gate::Open), (19, Gate::Open), (21, Gate::TooLate), (24, Gate::TooLate)]
        {
            assert_eq!(ask(&message, hour), gate, "hour {hour}");
        }
    }

    #[test]
    fn an_answer_leaves_at_any_hour_and_after_stop_but_never_late() {
        for urgency in [Urgency::Safety, Urgency::Reply, Urgency::Confirmation] {
            let stopped = Subscription { standing: Standing::Stopped, ..Subscription::NEW };
            let message = Gated { subscription: stopped, ..message(urgency) };
            assert_eq!(ask(&message, 3), Gate::Open);
            assert_eq!(ask(&message, 24), Gate::TooLate);
        }
    }

    #[test]
    fn stop_and_leaving_a_topic_withdraw_a_campaign() {
        for (standing, topics) in [
            (Standing::Stopped, Topics::NONE),
            (Standing::Erased, Topics::NONE),
            (Standing::Pending, Topics::NONE),
            (Standing::Active, Topics::NONE.with(Topic::Safety)),
        ] {
            let message = Gated {
                subscription: Subscription { standing, topics, left: Topics::NONE },
                ..message(Urgency::Broadcast)
            };
            assert_eq!(ask(&message, 9), Gate::Withdrawn, "{standing:?}");
        }
    }

    #[test]
    fn a_pause_puts_a_campaign_off() {
        let message = Gated { paused_until: Some(at(10)), ..message(Urgency::Broadcast) };
        assert_eq!(ask(&message, 9), Gate::Later(at(10)));
    }
}
