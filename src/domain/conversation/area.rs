//! Where somebody lives, if she likes to say it: a state or a local government, never in her own words. Nobody is asked
//! for it.

use crate::domain::area::{Area, Found, Gazetteer};
use crate::domain::catalogue::keys;
use crate::domain::conversation::turn::Turn;
use crate::domain::keyword::Sense;
use crate::domain::message::Urgency;
use crate::domain::text::fold;

/// Words of the longest name with its state, at most. More is a sentence that happens to begin with AREA.
const LONGEST_NAME: usize = 8;

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
