//! From the words of a text to what it asks. The order of the rules is the order of the functions below:
//! the answer to an open question, then STOP, START, ERASE, then HELP, then the rest.

use std::collections::BTreeSet;

use crate::domain::address::Locale;
use crate::domain::advice::Answers;
use crate::domain::consent::{Household, Topic, User};
use crate::domain::keyword::hours::{Hours, read_hours};
use crate::domain::keyword::table::{Does, KeywordTable, Match, without};
use crate::domain::keyword::vocabulary::Sense;
use crate::domain::text::fold;

/// Texts longer than this many letters that name no keyword get `too_long` instead of `unknown`.
const TOO_LONG: usize = 320;
/// A help phrase counts anywhere in a message of up to this many words.
const SHORT_CALL: usize = 4;
/// A help phrase of several words counts anywhere in a message of up to this many.
const LONG_CALL: usize = 8;
/// The keyword that explains the network's own list against unasked texts.
const DO_NOT_DISTURB: &str = "dnd";

/// Ages of people who write.
pub const AGES: std::ops::RangeInclusive<u8> = 5..=99;

/// The kind of answer that an open question waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompt {
    /// Yes or no.
    YesNo,
    /// One of this many numbered choices.
    Choice(u8),
    /// One of this many numbered choices, or an age in years.
    Age(u8),
    /// Six yes or no answers in one message.
    SixAnswers,
    /// Who uses the phone: one or more numbers, or a word.
    Household,
    /// Hours of the day.
    Hours,
    /// 1, yes or no to the offer of a person.
    Person,
    /// Anything at all, until a word that says that it is done.
    Tale,
}

/// An answer to an open question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// The number of a choice, from 1.
    Choice(u8),
    /// An age in years.
    Years(u8),
    /// Meant as an age, and nobody's who writes.
    NoAge,
    /// All who use the phone.
    Household(Household),
    /// Hours of the day.
    Hours(Hours),
    /// Six answers.
    Six(Answers),
    /// Meant as six answers, and not six.
    NotSix,
    /// A part of what somebody tells.
    Told,
    /// That was all.
    Done,
    /// The last of a tale, with the word that ends it.
    ToldAndDone,
}

/// What a text asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// It answers the open question.
    Answer(Answer),
    /// End all messages.
    Stop,
    /// End one topic.
    StopTopic(Topic),
    /// STOP and HELP in one message: both are heard.
    StopAndHelp,
    /// It begins with STOP and goes on: perhaps a cry for help.
    StopOrHelp,
    /// Begin, or take back a STOP.
    Start,
    /// Begin one topic.
    StartTopic(Topic),
    /// Remove my record.
    Erase,
    /// A call for help.
    Help,
    /// The keyword at this place in the table, with what followed it.
    Keyword {
        /// Its place in the table.
        index: usize,
        /// What followed, as it was written.
        argument: String,
    },
    /// One of the market words: it gives everybody the next tip.
    TipWord,
    /// No keyword.
    Unknown,
    /// No keyword, and long.
    TooLong,
}

/// A route, and the language that the word belongs to where it belongs to one only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Routed {
    /// What is asked.
    pub route: Route,
    /// The one language of the word.
    pub locale: Option<Locale>,
}

/// Reads a text. `prompt` is the question that is open, if any.
pub fn route(table: &KeywordTable, text: &str, prompt: Option<Prompt>) -> Routed {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    reserved(table, &folded, &words)
        // "Stop the man who took her" is a part of what she tells.
        .filter(|routed| prompt != Some(Prompt::Tale) || routed.route != Route::StopOrHelp)
        .or_else(|| answer(table, text, &folded, prompt))
        .or_else(|| help(table, &folded, &words))
        .or_else(|| tip_word(table, &folded))
        .or_else(|| keyword(table, text, &folded, &words))
        .unwrap_or_else(|| no_keyword(text))
}

/// STOP, START and ERASE as the whole message; polite words around them do not count.
fn reserved(table: &KeywordTable, folded: &str, words: &[&str]) -> Option<Routed> {
    let polite = without(&table.fillers().polite, folded);
    let bare = without(&table.fillers().objects, &polite);
    for whole in [folded, polite.as_str(), bare.as_str()] {
        if let Some((keyword, found)) = table.word(whole) {
            let route = match keyword.does {
                Does::Stop if whole == bare && whole != polite && !found.main => continue,
                Does::Stop => Route::Stop,
                Does::Start => Route::Start,
                Does::Erase => Route::Erase,
                _ => continue,
            };
            return Some(Routed { route, locale: only(&found.locales) });
        }
    }
    one_topic(table, &polite).or_else(|| begins_with_stop(table, &bare, words))
}

/// STOP or START with a topic, in whichever of the languages each of them is.
fn one_topic(table: &KeywordTable, polite: &str) -> Option<Routed> {
    let words: Vec<&str> = polite.split(' ').collect();
    (1..words.len().min(table.longest() + 1)).rev().find_map(|count| {
        let (keyword, found) = table.word(&words[..count].join(" "))?;
        let topic = topic(table, &words[count..].join(" "));
        let route = match keyword.does {
            Does::Stop => Route::StopTopic(topic?),
            Does::Start => Route::StartTopic(topic?),
            _ => return None,
        };
        Some(Routed { route, locale: only(&found.locales) })
    })
}

/// A topic by its own name, or by the keyword that tells of it.
fn topic(table: &KeywordTable, folded: &str) -> Option<Topic> {
    let by_keyword = |key: &str| match key {
        "training" => Some(Topic::Training),
        "tips" => Some(Topic::Tips),
        "family" | "tricks" => Some(Topic::Safety),
        _ => None,
    };
    let named = table.vocabulary().topic(folded);
    named.or_else(|| table.word(folded).and_then(|(keyword, _)| by_keyword(&keyword.key)))
}

fn begins_with_stop(table: &KeywordTable, bare: &str, words: &[&str]) -> Option<Routed> {
    let is = |word: &&str, does: Does| table.word(word).is_some_and(|(keyword, _)| keyword.does == does);
    let is_main_stop =
        |word: &&str| table.word(word).is_some_and(|(keyword, found)| keyword.does == Does::Stop && found.main);
    // In a longer sentence END or QUIT are everyday words; only STOP itself counts there.
    let bare_words = bare.split(' ').count();
    let stops = words.iter().filter(|word| if bare_words <= 2 { is(word, Does::Stop) } else { is_main_stop(word) });
    let helps = words.iter().filter(|word| is(word, Does::Help)).count();
    // In a long message both may be everyday words: "wait" and "help" stand in many a Yoruba sentence.
    if stops.count() == 1 && helps == 1 && bare_words <= SHORT_CALL {
        return Some(Routed { route: Route::StopAndHelp, locale: None });
    }
    let (first, rest) = words.split_first()?;
    if rest.is_empty() || !is_main_stop(first) {
        return None;
    }
    let locale = table.word(first).and_then(|(_, found)| only(&found.locales));
    let route = match table.word(&rest.join(" ")) {
        // People copy "STOP to 32627" from the end of a message.
        None if is_number(rest) => Route::Stop,
        // The network's own list against unasked texts is explained, not taken for a STOP to us.
        Some((keyword, found)) if keyword.key == DO_NOT_DISTURB => {
            Route::Keyword { index: found.keyword, argument: String::new() }
        }
        _ => Route::StopOrHelp,
    };
    Some(Routed { route, locale })
}

/// `32627`, `to 32627`.
fn is_number(rest: &[&str]) -> bool {
    let number = rest.strip_prefix(&["to"]).unwrap_or(rest);
    !number.is_empty() && number.iter().all(|word| word.chars().all(|c| c.is_ascii_digit()))
}

/// The answer to an open question: only as the whole message.
fn answer(table: &KeywordTable, text: &str, folded: &str, prompt: Option<Prompt>) -> Option<Routed> {
    // "Yes please" is a yes.
    let said =
        |folded| table.prompt_word(folded).or_else(|| table.prompt_word(&without(&table.fillers().polite, folded)));
    let no = said(folded) == Some(Does::No);
    let answer = match prompt? {
        // Whoever is asked for a number while joining may also think better of it.
        Prompt::Choice(_) | Prompt::Age(_) | Prompt::Household if no => Answer::No,
        Prompt::Person if folded == "1" => Answer::Yes,
        Prompt::Tale if is_end(table, folded) => Answer::Done,
        Prompt::Tale if ends_in_end(table, text) => Answer::ToldAndDone,
        // A call for help is one in the middle of a tale too.
        Prompt::Tale => {
            let words: Vec<&str> = folded.split(' ').collect();
            let is_more = help(table, folded, &words).is_some() || tip_word(table, folded).is_some();
            if is_more {
                return None;
            }
            Answer::Told
        }
        Prompt::YesNo | Prompt::Person => match said(folded)? {
            Does::Yes => Answer::Yes,
            Does::No => Answer::No,
            _ => return None,
        },
        Prompt::Choice(choices) => {
            let choice: u8 = folded.parse().ok()?;
            (1..=choices).contains(&choice).then_some(Answer::Choice(choice))?
        }
        Prompt::Age(choices) => age(table, folded, choices)?,
        Prompt::Household => Answer::Household(household(table, folded)?),
        Prompt::Hours => Answer::Hours(read_hours(table.vocabulary(), text)?),
        Prompt::SixAnswers => match Answers::parse(text) {
            Some(answers) => Answer::Six(answers),
            None if !folded.is_empty() && folded.chars().all(|c| c.is_ascii_digit() || "yn ".contains(c)) => {
                Answer::NotSix
            }
            None => return None,
        },
    };
    Some(Routed { route: Route::Answer(answer), locale: None })
}

/// DONE, politely or not.
fn is_end(table: &KeywordTable, folded: &str) -> bool {
    let is = |folded: &str| table.vocabulary().means(folded, Sense::Done);
    is(folded) || is(&without(&table.fillers().polite, folded))
}

/// A tale whose last sentence is DONE: "She sells babies. Done".
fn ends_in_end(table: &KeywordTable, text: &str) -> bool {
    let told = text.trim_end_matches(|sign: char| sign.is_whitespace() || sign.is_ascii_punctuation());
    let last = told.rsplit(['.', '!', '?', '\n', ';']).next().unwrap_or_default();
    last.len() < told.len() && is_end(table, &fold(last))
}

/// `2` as a choice; `17`, `17yrs`, `I am 17 years old` as an age. Nothing else may be in the message: "he is 40 and beats
/// me" tells of somebody else.
fn age(table: &KeywordTable, folded: &str, choices: u8) -> Option<Answer> {
    let is_digit = |c: char| c.is_ascii_digit();
    let mut numbers = folded.split(|c: char| !is_digit(c)).filter(|run| !run.is_empty());
    let (number, None) = (numbers.next()?, numbers.next()) else { return None };
    let mut words = folded.split(|c: char| c == ' ' || is_digit(c)).filter(|word| !word.is_empty());
    if !words.all(|word| table.vocabulary().means(word, Sense::Age)) {
        return None;
    }
    Some(match number.parse::<u8>() {
        Ok(choice) if number == folded && (1..=choices).contains(&choice) => Answer::Choice(choice),
        Ok(years) if AGES.contains(&years) => Answer::Years(years),
        _ => Answer::NoAge,
    })
}

/// `24`, `2 and 4`, `mama`: nothing else may be in the message.
fn household(table: &KeywordTable, folded: &str) -> Option<Household> {
    let vocabulary = table.vocabulary();
    if let Some(user) = vocabulary.user(folded) {
        return Some(Household::NONE.with(user));
    }
    if Household::is_age(folded) {
        return None;
    }
    let mut household = Household::NONE;
    for word in folded.split(' ').filter(|word| !vocabulary.means(word, Sense::And)) {
        household = match vocabulary.user(word) {
            Some(user) => household.with(user),
            None => word.chars().try_fold(household, |household, digit| {
                let number = digit.to_digit(10).and_then(|number| u8::try_from(number).ok())?;
                // Nobody is named twice: 121222 is the answer to another question.
                let user = User::numbered(number).filter(|user| !household.has(*user))?;
                Some(household.with(user))
            })?,
        };
    }
    (household != Household::NONE).then_some(household)
}

/// A help word first, or a help phrase anywhere in a short message.
fn help(table: &KeywordTable, folded: &str, words: &[&str]) -> Option<Routed> {
    let polite = without(&table.fillers().polite, folded);
    let polite: Vec<&str> = polite.split(' ').collect();
    let is_help = |phrase: &str| {
        table.word(phrase).filter(|(keyword, _)| keyword.does == Does::Help).map(|(_, found)| only(&found.locales))
    };
    let first = (1..=words.len().min(table.longest())).find_map(|count| is_help(&words[..count].join(" ")));
    // One word alone is an everyday word in a longer sentence; a phrase of several is a cry there too.
    let anywhere = |shortest: usize, most: usize| {
        let starts = (polite.len() <= most).then_some(0..polite.len())?;
        let ends = |from: usize| from + shortest..=polite.len().min(from + table.longest());
        let spans = starts.flat_map(|from| ends(from).map(move |to| (from, to)));
        spans.into_iter().find_map(|(from, to)| is_help(&polite[from..to].join(" ")))
    };
    let locale = is_help(folded).or(first).or_else(|| anywhere(1, SHORT_CALL)).or_else(|| anywhere(2, LONG_CALL))?;
    Some(Routed { route: Route::Help, locale })
}

fn tip_word(table: &KeywordTable, folded: &str) -> Option<Routed> {
    table.tip_word(folded).map(|found| Routed { route: Route::TipWord, locale: only(&found.locales) })
}

/// All other keywords: whole ones as the whole message, first ones with what follows; the longest phrase wins.
fn keyword(table: &KeywordTable, text: &str, folded: &str, words: &[&str]) -> Option<Routed> {
    let routed = |index: usize, locales: &BTreeSet<Locale>, argument: String| Routed {
        route: Route::Keyword { index, argument },
        locale: only(locales),
    };
    let polite = without(&table.fillers().polite, folded);
    if let Some((keyword, found)) = table.word(folded).or_else(|| table.word(&polite)) {
        // A language's own name stands for LANG with that name.
        let argument = if keyword.does == Does::Language { text.to_owned() } else { String::new() };
        return Some(routed(found.keyword, &found.locales, argument));
    }
    (1..words.len().min(table.longest() + 1)).rev().find_map(|count| {
        let (keyword, found) = table.word(&words[..count].join(" "))?;
        // "Pidgin English" names one language, not two.
        let whole = keyword.does == Does::Language && table.language_named(folded).is_some();
        let argument = || if whole { text.to_owned() } else { after(text, count) };
        (keyword.matches == Match::First).then(|| routed(found.keyword, &found.locales, argument()))
    })
}

fn no_keyword(text: &str) -> Routed {
    let route = if text.chars().count() > TOO_LONG { Route::TooLong } else { Route::Unknown };
    Routed { route, locale: None }
}

/// The text after its first `count` words, as it was written. `TRUE:K7P4XM` and `TRUE-K7P4XM` are two words each.
fn after(text: &str, count: usize) -> String {
    let (mut rest, mut left) = (text.trim_start(), count);
    while left > 0 && !rest.is_empty() {
        let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
        let words = words_in(&rest[..end]);
        if words > left {
            // The shortest piece with that many words, and no letter of the last of them behind it.
            let mut ends = rest[..end].char_indices().map(|(at, c)| at + c.len_utf8());
            let whole = |at: &usize| words_in(&rest[..*at]) == left && words_in(&rest[*at..end]) == words - left;
            let cut = ends.rfind(whole).unwrap_or(end);
            return rest[cut..].trim().to_owned();
        }
        left -= words;
        rest = rest[end..].trim_start();
    }
    rest.trim_end().to_owned()
}

fn words_in(text: &str) -> usize {
    fold(text).split(' ').filter(|word| !word.is_empty()).count()
}

fn only(locales: &BTreeSet<Locale>) -> Option<Locale> {
    if locales.len() == 1 { locales.first().copied() } else { None }
}
