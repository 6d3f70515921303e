//! What a person sets for herself by text: language, hours, how plainly we speak.

use crate::domain::catalogue::keys;
use crate::domain::conversation::effect::Effect;
use crate::domain::conversation::profile::{Discretion, Language};
use crate::domain::conversation::talk::Question;
use crate::domain::conversation::turn::Turn;
use crate::domain::keyword::{Hours, Sense, read_hours};
use crate::domain::message::Urgency;
use crate::domain::schedule::Window;
use crate::domain::text::fold;

/// The hours in which anything is sent first at all: quiet hours, and half an hour before them for slow networks.
const DAYTIME: (&str, &str) = ("8am", "7:30pm");
/// Letters of a check word, at most: what is repeated to a person must not become a text of its own.
const LONGEST_CHECK_WORD: usize = 8;

/// LANG with a name sets the language; alone it asks.
pub(super) fn language(turn: &mut Turn, argument: &str) {
    let named = turn.rulebook.keywords.language_named(&fold(argument));
    match named.filter(|locale| turn.rulebook.locales.contains(locale)) {
        Some(locale) => {
            turn.profile.language = Some(Language::Chosen(locale));
            match turn.profile.talk.question(turn.now) {
                // She answered with the name, or wants the question in her own language: the joining goes on.
                Some(Question::JoinLanguage) => turn.go_on_joining(),
                Some(question @ (Question::OptIn | Question::OptInTopic(_))) => turn.ask(question, keys::OPTIN_PROMPT),
                Some(Question::StartAgain) => turn.ask(Question::StartAgain, keys::START_AFTER_STOP),
                Some(Question::Household) => turn.ask(Question::Household, keys::WHO_PROMPT),
                _ => {
                    turn.profile.talk.close_question();
                    turn.reply(keys::LANGUAGE_SET);
                }
            }
        }
        None => turn.ask(Question::Language, keys::LANGUAGE_PROMPT),
    }
}

/// The number of a language in the list that was offered.
pub(super) fn take_language(turn: &mut Turn, choice: u8) {
    if let Some(locale) = turn.rulebook.locales.get(usize::from(choice).wrapping_sub(1)) {
        turn.profile.language = Some(Language::Chosen(*locale));
    }
}

/// QUIET, and QUIET OFF.
pub(super) fn discretion(turn: &mut Turn, argument: &str) {
    let off = turn.rulebook.keywords.vocabulary().means(&fold(argument), Sense::Off);
    let (discretion, key) = if off { (Discretion::Full, keys::QUIET_OFF) } else { (Discretion::Quiet, keys::QUIET_ON) };
    turn.profile.discretion = discretion;
    if discretion == Discretion::Quiet {
        turn.effects.push(Effect::Hush(turn.profile.locale(turn.rulebook)));
    }
    turn.reply(key);
}

/// TIME 6PM-8PM, TIME ANY, or TIME alone, which explains itself.
pub(super) fn hours(turn: &mut Turn, argument: &str) {
    if argument.trim().is_empty() {
        return turn.ask(Question::Hours, keys::HOURS_PROMPT);
    }
    match read_hours(turn.rulebook.keywords.vocabulary(), argument) {
        Some(hours) => take_hours(turn, hours),
        None => turn.ask(Question::Hours, keys::HOURS_BAD),
    }
}

/// Keeps hours in which something can arrive; hours of the night are asked again.
pub(super) fn take_hours(turn: &mut Turn, hours: Hours) {
    let window = match hours {
        Hours::Any => None,
        Hours::Between(window) => Some(window),
    };
    let daytime = Window::parse(&format!("{}-{}", DAYTIME.0, DAYTIME.1)).ok();
    // From evening round to afternoon is the two the wrong way round, far more often than it is meant.
    if window.is_some_and(|window| window.crosses_midnight()) {
        return turn.ask(Question::Hours, keys::HOURS_BAD);
    }
    let by_night = window.is_some_and(|window| daytime.is_some_and(|daytime| window.shared(&daytime).is_empty()));
    if by_night {
        if turn.say(keys::HOURS_NIGHT, hours_values(None), Urgency::Reply) {
            turn.profile.talk.ask(Question::Hours, turn.now);
        }
        return;
    }
    turn.profile.hours = window;
    turn.profile.talk.close_question();
    turn.say(keys::HOURS_SET, hours_values(window), Urgency::Reply);
}

/// The two ends of a person's hours as a text names them; `None` is any hour in which we write at all.
pub(super) fn hours_values(window: Option<Window>) -> Vec<(&'static str, String)> {
    let (from, to) = window.map_or_else(
        || (DAYTIME.0.to_owned(), DAYTIME.1.to_owned()),
        |window| (window.from().spoken(), window.to().spoken()),
    );
    vec![("from", from), ("to", to)]
}

/// A check word as it may be repeated: letters and digits only, few of them. Beside other words it is the one that has a
/// digit. `None` when there is none.
pub(super) fn check_word(typed: &str) -> Option<String> {
    let plain = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_uppercase();
    let mut words = typed.split_whitespace().map(plain).filter(|word| !word.is_empty());
    let (first, second) = (words.next()?, words.next());
    let whole: String = first.chars().take(LONGEST_CHECK_WORD).collect();
    let Some(second) = second else { return Some(whole) };
    let looks_right = |word: &String| {
        word.len() <= LONGEST_CHECK_WORD
            && word.chars().any(|c| c.is_ascii_digit())
            && word.chars().any(|c| c.is_ascii_uppercase())
    };
    [first, second].into_iter().chain(words).find(looks_right)
}
