//! Where somebody lives, if she likes to say it: a state or a local government, never in her own words. It is asked of
//! nobody who may be in trouble.

use jiff::{SignedDuration, Timestamp};

use crate::domain::area::{Area, Found, Gazetteer};
use crate::domain::catalogue::keys;
use crate::domain::conversation::profile::Profile;
use crate::domain::conversation::turn::Turn;
use crate::domain::keyword::Sense;
use crate::domain::message::Urgency;
use crate::domain::text::fold;

/// After a call for help nobody is asked where she lives for this long: it would sound as if help depended on it.
const NOT_ASKED_AFTER_HELP: SignedDuration = SignedDuration::from_hours(24);
/// Words of the longest name with its state, at most. More is a sentence that happens to begin with AREA.
const LONGEST_NAME: usize = 8;

/// Whether a person may be asked where she lives, without having begun with it herself: not when it is known, and not
/// while she may be in trouble.
pub fn may_ask(profile: &Profile, now: Timestamp) -> bool {
    let called = [keys::CRISIS_HELP, keys::CRISIS_HELP_DISCREET, keys::STOP_OR_HELP]
        .iter()
        .any(|key| profile.talk.was_told(key, NOT_ASKED_AFTER_HELP, now));
    let paused = profile.paused_until.is_some_and(|until| now < until);
    profile.area.is_none() && !called && !paused && !profile.subscription.standing.is_barred()
}

/// AREA with a name sets it, AREA OFF takes it back, AREA alone explains itself.
pub(super) fn area(turn: &mut Turn, argument: &str) {
    let rulebook = turn.rulebook;
    let folded = fold(argument);
    if folded.is_empty() {
        return turn.reply(keys::AREA_PROMPT);
    }
    if rulebook.keywords.vocabulary().means(&folded, Sense::Off) {
        turn.profile.area = None;
        return turn.reply(keys::AREA_OFF);
    }
    if folded.split(' ').count() > LONGEST_NAME {
        return turn.reply(keys::UNKNOWN);
    }
    match rulebook.areas.find(argument) {
        Found::One(area) => {
            let values = values(&rulebook.areas, &area);
            turn.profile.area = Some(area);
            turn.say(keys::AREA_SET, values, Urgency::Reply);
        }
        Found::Several(areas) => {
            let example = areas.first().map(|area| values(&rulebook.areas, area)).unwrap_or_default();
            turn.say(keys::AREA_WHICH, example, Urgency::Reply);
        }
        Found::None { .. } => turn.reply(keys::AREA_BAD),
    }
}

/// The area as a text names it.
pub(super) fn values(areas: &Gazetteer, area: &Area) -> Vec<(&'static str, String)> {
    vec![("area", areas.name(area).to_owned())]
}
