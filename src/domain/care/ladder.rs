//! Who is told of an alert, and when the next ones are. The ladder has no end: it goes on until somebody takes the alert.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::domain::address::Locale;
use crate::domain::care::staff::{Member, Roster};
use crate::domain::ids::StaffId;

/// A rung of which no notice has left by then is climbed at once: nobody knows of the alert.
pub const LEAVES_WITHIN: SignedDuration = SignedDuration::from_secs(60);
/// What goes to a phone that calls in silence leaves before what it sets off, on an account that sends one text a second
/// too: whoever holds that phone would see that its answer takes longer than on any other. Notices wait so long at most.
pub const HERS_FIRST: SignedDuration = SignedDuration::from_secs(10);
/// How soon it is looked again whether there is somebody to tell.
const LOOKS_AGAIN: SignedDuration = SignedDuration::from_secs(10);
/// The rung of everybody; those above it tell everybody again.
const EVERYBODY: u32 = 2;
/// So many rungs are this far apart once everybody was told: four times in the first hour.
const SOON: (u32, SignedDuration) = (4, SignedDuration::from_mins(15));
/// For the rest of a day they are this far apart. An alert that nobody takes is the worst that can happen to a programme:
/// it may grow slower, so that phones are not switched off for it, but never silent.
const HOURLY: (u32, SignedDuration) = (24, SignedDuration::from_hours(1));
/// After that.
const DAILY: SignedDuration = SignedDuration::from_hours(24);

/// How soon the next ones are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// After how long without an answer the next of the staff is called.
    pub next_after: SignedDuration,
    /// After how long everybody and the safeguarding lead are.
    pub everybody_after: SignedDuration,
}

/// By which way staff are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// A text to her phone.
    Sms,
    /// An e-mail.
    Mail,
}

/// Whether the programme has a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// Staff are told by e-mail too.
    Works,
    /// Only by SMS.
    Missing,
}

/// An alert that is due, as the ladder sees it.
#[derive(Debug, Clone)]
pub struct Waiting<'a> {
    /// The language of her who needs somebody.
    pub locale: Locale,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// The last rung that was told, if any was.
    pub rung: Option<u32>,
    /// Whom an earlier rung told.
    pub told: &'a [StaffId],
    /// Whether a notice of the last rung has left.
    pub left: Left,
}

/// Whether anybody can know of the alert from its last rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// At least one notice was taken by the gateway or by the mail server.
    Some,
    /// None was.
    None,
}

/// What is to be done with an alert that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Climb {
    /// These are told, and this is when it is looked at again.
    Tell {
        /// The rung.
        rung: u32,
        /// Whom, each once; all of them can be reached.
        who: Vec<StaffId>,
        /// When the alert is due again.
        next_at: Timestamp,
    },
    /// Nobody is told now; it is looked at again then.
    Wait(Timestamp),
    /// Nobody of the programme can be reached at all; it is looked at again then.
    Nobody(Timestamp),
}

impl Way {
    const ALL: [(Way, &'static str); 2] = [(Way::Sms, "sms"), (Way::Mail, "mail")];

    /// The word of the store and of the command line.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(way, _)| *way == self).map_or("", |(_, word)| word)
    }

    /// The way that a word names.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, name)| *name == word).map(|(way, _)| *way)
    }

    /// The ways to one of the staff: both from the first rung on, since one of them may be down without our knowing.
    pub fn to(member: &Member, post: Post) -> Vec<Way> {
        let sms = member.has_phone.then_some(Way::Sms);
        let mail = (post == Post::Works && !member.email.is_empty()).then_some(Way::Mail);
        sms.into_iter().chain(mail).collect()
    }
}

/// Decides what is done with an alert that is due at `now`.
pub fn climb(waiting: &Waiting<'_>, roster: &Roster, post: Post, pace: Pace, zone: &TimeZone, now: Timestamp) -> Climb {
    let by_time = rung_of(now.duration_since(waiting.raised_at), pace);
    let rung = match waiting.rung {
        None => by_time,
        Some(last) => {
            let next = regular(waiting.raised_at, last, pace);
            // Looked at early, to see whether its notices leave.
            if next.is_some_and(|next| now < next) && waiting.left == Left::Some {
                return Climb::Wait(next.unwrap_or(now));
            }
            by_time.max(last.saturating_add(1))
        }
    };
    let who = who(rung, waiting, roster, post, zone, now);
    if who.is_empty() {
        return Climb::Nobody(now + LOOKS_AGAIN);
    }
    Climb::Tell { rung, who, next_at: looked_at_again(waiting.raised_at, rung, pace, now) }
}

/// The rung that this age has reached: after an outage everybody is told at once, and no rung is made up for.
fn rung_of(age: SignedDuration, pace: Pace) -> u32 {
    match age {
        age if age < pace.next_after => 0,
        age if age < pace.everybody_after => 1,
        _ => EVERYBODY,
    }
}

/// When the rung above this one is due by the clock; `None` from everybody on, where it counts from the last.
fn regular(raised_at: Timestamp, rung: u32, pace: Pace) -> Option<Timestamp> {
    match rung {
        0 => Some(raised_at + pace.next_after),
        1 => Some(raised_at + pace.everybody_after),
        _ => None,
    }
}

fn looked_at_again(raised_at: Timestamp, rung: u32, pace: Pace, now: Timestamp) -> Timestamp {
    match regular(raised_at, rung, pace) {
        Some(next) => next.min(now + LEAVES_WITHIN).max(now),
        None => now + pause(rung),
    }
}

/// How long after this rung everybody is told again.
fn pause(rung: u32) -> SignedDuration {
    match rung.saturating_sub(EVERYBODY) {
        times if times < SOON.0 => SOON.1,
        times if times < SOON.0 + HOURLY.0 => HOURLY.1,
        _ => DAILY,
    }
}

/// When an alert that waits until `next_at` is due, now that she has called once more: when everybody is told only
/// hourly or daily, she does not wait for that.
pub fn called_again(rung: Option<u32>, next_at: Timestamp, now: Timestamp) -> Timestamp {
    match rung {
        Some(rung) if pause(rung) > SOON.1 && rung >= EVERYBODY => {
            let last = next_at - pause(rung);
            next_at.min((last + SOON.1).max(now))
        }
        _ => next_at,
    }
}

fn who(rung: u32, waiting: &Waiting<'_>, roster: &Roster, post: Post, zone: &TimeZone, now: Timestamp) -> Vec<StaffId> {
    let carers: Vec<&Member> =
        roster.members.iter().filter(|member| member.roles.may_care() && !Way::to(member, post).is_empty()).collect();
    let in_office = roster.office.contain(now, zone);
    let on_duty = |member: &&Member| in_office && member.on_duty;
    let chosen = match rung {
        0 => first_that_has_one([
            choose(&carers, |member| on_duty(member) && member.speaks(waiting.locale)),
            choose(&carers, on_duty),
            choose(&carers, is_lead),
            carers,
        ]),
        1 => {
            let is_new = |member: &&Member| !waiting.told.contains(&member.id);
            let next = |is_right: &dyn Fn(&&Member) -> bool| {
                choose(&carers, |member| is_new(member) && is_right(member)).into_iter().take(1).collect()
            };
            first_that_has_one([
                choose(&carers, |member| is_new(member) && on_duty(member)),
                next(&|member| !is_lead(member)),
                next(&is_lead),
                // All know of it already: they are called again.
                carers,
            ])
        }
        _ => carers,
    };
    chosen.into_iter().map(|member| member.id).collect()
}

fn is_lead(member: &&Member) -> bool {
    member.roles.contains(crate::domain::care::role::StaffRole::Lead)
}

fn choose<'a>(members: &[&'a Member], is_right: impl Fn(&&'a Member) -> bool) -> Vec<&'a Member> {
    members.iter().copied().filter(|member| is_right(member)).collect()
}

fn first_that_has_one<const N: usize>(choices: [Vec<&Member>; N]) -> Vec<&Member> {
    choices.into_iter().find(|members| !members.is_empty()).unwrap_or_default()
}
