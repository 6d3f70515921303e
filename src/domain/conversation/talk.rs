//! What a conversation remembers from one text to the next: the open question, where MORE goes on, and what was
//! answered lately, so that no storm of replies can arise.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::domain::care::{WINDOW, Wants};
use crate::domain::catalogue::keys;
use crate::domain::consent::Topic;
use crate::domain::ids::ContentKey;
use crate::domain::keyword::Prompt;
use crate::domain::message::Urgency;

/// Choices of the question for an age: three bands, and a parent or guardian.
const AGES: u8 = 4;
/// How long a question waits for its answer.
const QUESTION_OPEN: SignedDuration = SignedDuration::from_mins(10);
/// Equal answers to one number within [`EQUAL_WITHIN`], at most: two robots writing to each other stop here.
const MOST_EQUAL: usize = 3;
const EQUAL_WITHIN: SignedDuration = SignedDuration::from_mins(5);
/// A call for help that repeats faster than that is from then on answered this often.
const HELP_AGAIN: SignedDuration = SignedDuration::from_mins(10);
/// How long such a burst of calls is remembered.
const BURST_REMEMBERED: SignedDuration = SignedDuration::from_hours(1);
/// Guides ("we did not understand") within [`GUIDES_WITHIN`], at most; then one `slow_down`.
const MOST_GUIDES: usize = 3;
const GUIDES_WITHIN: SignedDuration = SignedDuration::from_mins(10);
/// Guides to one number in a day, at most.
const MOST_GUIDES_A_DAY: usize = 20;
/// Answers that somebody asked for by keyword, in a day, at most.
const MOST_ANSWERS_A_DAY: usize = 60;
/// What she writes this long after a talk with a person goes there again: as long as a closed case may be opened.
const CARE_REMEMBERED: SignedDuration = SignedDuration::from_hours(30 * 24);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A question that waits for an answer by text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// Weekly tips, yes or no?
    OptIn,
    /// One topic, yes or no?
    OptInTopic(Topic),
    /// The same after a STOP.
    StartAgain,
    /// Which language?
    Language,
    /// The same while joining: the next question follows.
    JoinLanguage,
    /// Who uses this phone?
    Household,
    /// News of courses, yes or no?
    Training,
    /// How old, for news of courses?
    Age,
    /// Does a parent or guardian agree?
    Guardian,
    /// When may we write?
    Hours,
    /// The six questions about a job offer.
    CheckJob,
    /// Really erase?
    Erase,
    /// Shall a person write, or call?
    Person(Wants),
    /// Is now a good time?
    GoodTime,
    /// What is your worry?
    Report,
    /// What more?
    ReportMore,
    /// May somebody call about it?
    ReportCall,
}

impl Question {
    /// The text that puts it once more to somebody who was not understood. `None` where a slip would cost too much: those
    /// are asked anew from their beginning.
    pub(super) fn again(self) -> Option<ContentKey> {
        Some(match self {
            Question::OptIn | Question::OptInTopic(_) => keys::OPTIN_PROMPT,
            Question::StartAgain => keys::START_AFTER_STOP,
            Question::Language | Question::JoinLanguage => keys::LANGUAGE_PROMPT,
            Question::Household => keys::WHO_PROMPT,
            Question::Training => keys::TRAINING_PROMPT,
            Question::Age => keys::AGE_PROMPT,
            Question::Hours => keys::HOURS_BAD,
            Question::CheckJob => keys::CHECK_AGAIN,
            Question::Guardian
            | Question::Erase
            | Question::Person(_)
            | Question::GoodTime
            | Question::Report
            | Question::ReportMore
            | Question::ReportCall => return None,
        })
    }

    /// The kind of answer that it waits for; `languages` is how many there are to choose from.
    pub fn prompt(self, languages: usize) -> Prompt {
        match self {
            Question::OptIn
            | Question::OptInTopic(_)
            | Question::StartAgain
            | Question::Training
            | Question::Guardian
            | Question::GoodTime
            | Question::ReportCall
            | Question::Erase => Prompt::YesNo,
            Question::Person(_) => Prompt::Person,
            Question::Report | Question::ReportMore => Prompt::Tale,
            Question::Household => Prompt::Household,
            Question::Age => Prompt::Age(AGES),
            Question::Hours => Prompt::Hours,
            Question::Language | Question::JoinLanguage => Prompt::Choice(u8::try_from(languages).unwrap_or(u8::MAX)),
            Question::CheckJob => Prompt::SixAnswers,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Asked {
    question: Question,
    at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Told {
    key: ContentKey,
    at: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Reading {
    keyword: String,
    next: usize,
}

/// The memory of a conversation. It is kept sealed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Talk {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    asked: Option<Asked>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reading: Option<Reading>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    told: Vec<Told>,
    /// When she last spoke to a person of the programme, or asked for one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cared_at: Option<Timestamp>,
    /// When she last told of a worry about somebody else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reported_at: Option<Timestamp>,
}

/// How near a talk with a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// She has not asked for one lately.
    None,
    /// She did within a month; by now somebody else may hold the phone.
    Before,
    /// She is in the middle of it.
    Now,
}

/// Whether an answer may go out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Allowed {
    /// It may.
    Yes,
    /// Not this one, but once: please wait a little.
    SlowDown,
    /// Silence.
    No,
}

impl Talk {
    /// The question that is still open.
    pub fn question(&self, now: Timestamp) -> Option<Question> {
        let open = |asked: &&Asked| now.duration_since(asked.at) < QUESTION_OPEN;
        self.asked.as_ref().filter(open).map(|asked| asked.question)
    }

    /// How near a talk with a person is.
    pub fn care(&self, now: Timestamp) -> Care {
        match self.cared_at.map(|at| now.duration_since(at)) {
            Some(since) if since < WINDOW => Care::Now,
            Some(since) if since < CARE_REMEMBERED => Care::Before,
            _ => Care::None,
        }
    }

    /// She speaks to a person, or asks for one.
    pub fn turn_to_care(&mut self, now: Timestamp) {
        self.cared_at = Some(now);
    }

    /// Whether what she writes without a keyword goes on with a worry, also after DONE: she told of one just now, and of
    /// nothing since. Ten quiet minutes end it.
    pub fn is_reporting(&self, now: Timestamp) -> bool {
        self.reported_at
            .is_some_and(|at| now.duration_since(at) < QUESTION_OPEN && self.cared_at.is_none_or(|cared| cared < at))
    }

    /// She tells of a worry about somebody else.
    pub fn turn_to_report(&mut self, now: Timestamp) {
        self.reported_at = Some(now);
    }

    /// Asks a question; an earlier one is closed by it.
    pub fn ask(&mut self, question: Question, now: Timestamp) {
        self.asked = Some(Asked { question, at: now });
    }

    /// Closes the open question.
    pub fn close_question(&mut self) {
        self.asked = None;
    }

    /// The place in a keyword's texts to read next: the first, or where the last reading of the same keyword stopped.
    pub fn next_of(&self, keyword: &str) -> usize {
        self.reading.as_ref().filter(|reading| reading.keyword == keyword).map_or(0, |reading| reading.next)
    }

    /// The keyword that MORE goes on with.
    pub fn reading(&self) -> Option<&str> {
        self.reading.as_ref().map(|reading| reading.keyword.as_str())
    }

    /// Notes where a reading stopped.
    pub fn read(&mut self, keyword: &str, next: usize) {
        self.reading = Some(Reading { keyword: keyword.to_owned(), next });
    }

    /// Whether this answer was given more than once while a question may still be open.
    pub(super) fn was_put_twice(&self, key: &ContentKey, now: Timestamp) -> bool {
        self.count(now, QUESTION_OPEN, |told| told.key == *key) > 1
    }

    /// Whether this answer was given within a time.
    pub fn was_told(&self, key: &ContentKey, within: SignedDuration, now: Timestamp) -> bool {
        self.count(now, within, |told| told.key == *key) > 0
    }

    /// Whether an answer may go out now.
    pub fn allows(&self, key: &ContentKey, urgency: Urgency, now: Timestamp) -> Allowed {
        let equal = self.count(now, EQUAL_WITHIN, |told| told.key == *key);
        let yes = |right: bool| if right { Allowed::Yes } else { Allowed::No };
        match urgency {
            Urgency::Safety => yes(!self.has_burst(key, now) || !self.was_told(key, HELP_AGAIN, now)),
            // It goes out once for each STOP that changed something, however often that is.
            Urgency::Confirmation if *key == keys::STOP_CONFIRM => Allowed::Yes,
            Urgency::Confirmation | Urgency::Series | Urgency::Broadcast => yes(equal < MOST_EQUAL),
            Urgency::Reply if is_guide(key) => self.allows_guide(now),
            // Each stands for many texts, so that it comes more often than each of them may. Guesses at check words have a
            // limit of their own, which says so.
            Urgency::Reply if [keys::QUIET_REPLY, keys::VERIFY_UNKNOWN].contains(key) => {
                yes(equal < MOST_EQUAL * MOST_EQUAL)
            }
            Urgency::Reply => {
                yes(equal < MOST_EQUAL && self.count(now, DAY, |told| !is_guide(&told.key)) < MOST_ANSWERS_A_DAY)
            }
        }
    }

    /// Notes that an answer went out, and drops what no rule will ask about again.
    pub fn tell(&mut self, key: &ContentKey, now: Timestamp) {
        self.told.retain(|told| now.duration_since(told.at) < DAY);
        self.told.push(Told { key: key.clone(), at: now });
    }

    fn allows_guide(&self, now: Timestamp) -> Allowed {
        let lately = self.count(now, GUIDES_WITHIN, |told| is_guide(&told.key));
        let slowed = self.was_told(&keys::SLOW_DOWN, GUIDES_WITHIN, now);
        let today = self.count(now, DAY, |told| is_guide(&told.key));
        match (lately < MOST_GUIDES && today < MOST_GUIDES_A_DAY, slowed) {
            (true, _) => Allowed::Yes,
            (false, false) if today < MOST_GUIDES_A_DAY => Allowed::SlowDown,
            (false, _) => Allowed::No,
        }
    }

    /// Whether this answer was given so often in so short a time lately that it must now be spaced out.
    fn has_burst(&self, key: &ContentKey, now: Timestamp) -> bool {
        let lately = |told: &&Told| told.key == *key && now.duration_since(told.at) < BURST_REMEMBERED;
        let times: Vec<Timestamp> = self.told.iter().filter(lately).map(|told| told.at).collect();
        times.windows(MOST_EQUAL).any(|burst| burst[MOST_EQUAL - 1].duration_since(burst[0]) < EQUAL_WITHIN)
    }

    fn count(&self, now: Timestamp, within: SignedDuration, which: impl Fn(&Told) -> bool) -> usize {
        self.told.iter().filter(|told| now.duration_since(told.at) < within && which(told)).count()
    }
}

/// Answers that nobody asked for by a word: the ones that two robots would throw at each other.
fn is_guide(key: &ContentKey) -> bool {
    let guides = [
        keys::UNKNOWN,
        keys::TOO_LONG,
        keys::STOP_OR_HELP,
        keys::CHECK_AGAIN,
        keys::HOURS_BAD,
        keys::AREA_BAD,
        keys::AREA_WHICH,
        keys::SLOW_DOWN,
    ];
    guides.contains(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    /// How many of these answers go out, one every `every` seconds.
    fn sent(key: &ContentKey, urgency: Urgency, times: i64, every: i64) -> usize {
        let mut talk = Talk::default();
        (0..times)
            .filter(|n| {
                let now = at(n * every);
                match talk.allows(key, urgency, now) {
                    Allowed::Yes => talk.tell(key, now),
                    Allowed::SlowDown => talk.tell(&keys::SLOW_DOWN, now),
                    Allowed::No => return false,
                }
                true
            })
            .count()
    }

    #[test]
    fn no_storm_arises() {
        for (key, urgency, times, every, most) in [
            (keys::UNKNOWN, Urgency::Reply, 50, 1, 4),
            (keys::UNKNOWN, Urgency::Reply, 1000, 86, 20),
            (keys::TRAINING_NONE, Urgency::Reply, 100, 1, 3),
            (keys::CRISIS_HELP, Urgency::Safety, 300, 1, 3),
            (keys::CRISIS_HELP, Urgency::Safety, 60, 60, 8),
        ] {
            let sent = sent(&key, urgency, times, every);
            assert!((1..=most).contains(&sent), "{key}: {sent} of at most {most}");
        }
    }

    #[test]
    fn a_call_for_help_is_answered_again_after_ten_minutes() {
        assert_eq!(sent(&keys::CRISIS_HELP, Urgency::Safety, 10, 601), 10);
    }

    #[test]
    fn five_wrong_check_words_and_the_word_that_it_is_enough_go_out_within_a_minute() {
        assert_eq!(sent(&keys::VERIFY_UNKNOWN, Urgency::Reply, 6, 10), 6);
        assert!(sent(&keys::VERIFY_UNKNOWN, Urgency::Reply, 100, 1) < 10);
    }

    #[test]
    fn a_question_waits_ten_minutes() {
        let mut talk = Talk::default();
        talk.ask(Question::OptIn, at(0));
        assert_eq!(talk.question(at(599)), Some(Question::OptIn));
        assert_eq!(talk.question(at(600)), None);
    }
}
