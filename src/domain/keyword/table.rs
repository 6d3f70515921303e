//! Keywords in all languages as one validated table. Words are kept folded; only listed spellings match.

use std::collections::{BTreeSet, HashMap};

use crate::domain::address::Locale;
use crate::domain::ids::ContentKey;
use crate::domain::keyword::vocabulary::Vocabulary;
use crate::domain::text::fold;

/// How much of a message a keyword must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Match {
    /// The whole message.
    Whole,
    /// Its first words; what follows is its argument.
    First,
    /// The whole message, and only as the answer to an open question.
    Prompt,
}

/// What a keyword sets off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Does {
    /// Ends all messages.
    Stop,
    /// Begins or takes back a STOP.
    Start,
    /// Calls for help.
    Help,
    /// Removes the person's record.
    Erase,
    /// Answers a question with yes.
    Yes,
    /// Answers a question with no.
    No,
    /// Goes on to the next text.
    More,
    /// Sets the language.
    Language,
    /// Tests a job offer.
    CheckJob,
    /// Tests whether a message is ours.
    Verify,
    /// Asks for a place in a training.
    Apply,
    /// Makes what we send plain and short, or full again.
    Discreet,
    /// Sets the hours in which we may write.
    SafeHours,
    /// Rests the weekly texts for a month.
    Rest,
    /// Begins news of courses, and tells of those that are open.
    Training,
    /// Sets where the person lives.
    Area,
    /// Wants to talk with somebody.
    Talk,
    /// Tells of a worry about somebody else.
    Report,
    /// Gives information: the keyword's texts, one after the other.
    Inform,
}

impl Does {
    /// What the keyword of this name does; any name that is not listed gives information.
    pub fn of(key: &str) -> Self {
        match key {
            "stop" => Does::Stop,
            "start" => Does::Start,
            "help" => Does::Help,
            "erase" => Does::Erase,
            "yes" => Does::Yes,
            "no" => Does::No,
            "more" => Does::More,
            "language" => Does::Language,
            "check-job" => Does::CheckJob,
            "verify" => Does::Verify,
            "apply" => Does::Apply,
            "discreet" => Does::Discreet,
            "safe-hours" => Does::SafeHours,
            "rest" => Does::Rest,
            "training" => Does::Training,
            "area" => Does::Area,
            "counselling" => Does::Talk,
            "report" => Does::Report,
            _ => Does::Inform,
        }
    }
}

/// One keyword with its words in every language.
#[derive(Debug, Clone)]
pub struct Keyword {
    /// Its name in the files.
    pub key: String,
    /// What it sets off.
    pub does: Does,
    /// How much of a message it must be.
    pub matches: Match,
    /// The main word of each language: STOP itself, rather than END or QUIT.
    pub main: Vec<(Locale, String)>,
    /// Every other listed spelling.
    pub spellings: Vec<(Locale, String)>,
    /// The texts that it answers with, in the order in which MORE walks them.
    pub answers: Vec<ContentKey>,
}

/// Words that may stand around a STOP and change nothing.
#[derive(Debug, Clone, Default)]
pub struct Fillers {
    /// Words of courtesy and words for our texts: please, messages.
    pub polite: Vec<String>,
    /// Words that only STOP itself may have beside it: it, all, now. "End it all" is no STOP.
    pub objects: Vec<String>,
}

/// Two keywords that claim one word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the word \"{word}\" belongs to both \"{first}\" and \"{second}\": keep it in one of them")]
pub struct Conflict {
    /// The folded word.
    pub word: String,
    /// The keyword that has it.
    pub first: String,
    /// The keyword that wants it too.
    pub second: String,
}

/// A word found in the table.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Which keyword.
    pub(super) keyword: usize,
    /// The languages that have this word for it.
    pub(super) locales: BTreeSet<Locale>,
    /// Whether it is the main word of a language.
    pub(super) main: bool,
}

/// All keywords, ready to be looked up.
#[derive(Debug, Clone)]
pub struct KeywordTable {
    keywords: Vec<Keyword>,
    words: HashMap<String, Found>,
    prompt_words: HashMap<String, Found>,
    tip_words: HashMap<String, BTreeSet<Locale>>,
    language_names: HashMap<String, Locale>,
    fillers: Fillers,
    vocabulary: Vocabulary,
    longest: usize,
}

impl KeywordTable {
    /// Builds the table; errors when two keywords claim one word. Words are folded here.
    pub fn new(
        keywords: Vec<Keyword>,
        tip_words: Vec<(Locale, String)>,
        language_names: Vec<(Locale, String)>,
        fillers: Fillers,
        vocabulary: Vocabulary,
    ) -> Result<Self, Conflict> {
        let mut table = Self {
            words: HashMap::new(),
            prompt_words: HashMap::new(),
            tip_words: HashMap::new(),
            language_names: language_names.into_iter().map(|(locale, name)| (fold(&name), locale)).collect(),
            fillers: Fillers { polite: longest_first(fillers.polite), objects: longest_first(fillers.objects) },
            vocabulary,
            longest: 1,
            keywords,
        };
        for index in 0..table.keywords.len() {
            table.add(index)?;
        }
        for (locale, word) in tip_words {
            let word = fold(&word);
            if let Some(first) = table.other_use(&word) {
                return Err(Conflict { word, first, second: "tip words".into() });
            }
            table.tip_words.entry(word).or_default().insert(locale);
        }
        Ok(table)
    }

    fn add(&mut self, index: usize) -> Result<(), Conflict> {
        let keyword = self.keywords[index].clone();
        let words = if keyword.matches == Match::Prompt { &mut self.prompt_words } else { &mut self.words };
        let main = keyword.main.iter().map(|word| (word, true));
        for ((locale, word), main) in main.chain(keyword.spellings.iter().map(|word| (word, false))) {
            let word = fold(word);
            self.longest = self.longest.max(word.split(' ').count());
            let entry = words.entry(word.clone()).or_insert_with(|| Found {
                keyword: index,
                locales: BTreeSet::new(),
                main: false,
            });
            if entry.keyword != index {
                let first = self.keywords[entry.keyword].key.clone();
                return Err(Conflict { word, first, second: keyword.key });
            }
            entry.locales.insert(*locale);
            entry.main |= main;
        }
        Ok(())
    }

    /// What a folded word means already, as a keyword, as an answer or beside one: as a market word it would not be heard.
    fn other_use(&self, word: &str) -> Option<String> {
        let keyword = self.words.get(word).or_else(|| self.prompt_words.get(word));
        let keyword = keyword.map(|found| self.keywords[found.keyword].key.clone());
        let has_sense = !self.vocabulary.of(word).is_empty() || self.language_names.contains_key(word);
        keyword.or_else(|| has_sense.then(|| "vocabulary".to_owned()))
    }

    /// Whether a folded word is a market word.
    pub fn is_tip_word(&self, folded: &str) -> bool {
        self.tip_words.contains_key(folded)
    }

    /// Whether a market word is one of this language.
    pub fn tip_word_is_of(&self, folded: &str, locale: Locale) -> bool {
        self.tip_words.get(folded).is_some_and(|locales| locales.contains(&locale))
    }

    /// All market words, folded.
    pub fn tip_words(&self) -> impl Iterator<Item = &str> {
        self.tip_words.keys().map(String::as_str)
    }

    /// The keyword at an index that routing gave.
    pub fn keyword(&self, index: usize) -> &Keyword {
        &self.keywords[index]
    }

    /// All keywords.
    pub fn keywords(&self) -> &[Keyword] {
        &self.keywords
    }

    /// The language that a folded name names.
    pub fn language_named(&self, folded: &str) -> Option<Locale> {
        self.language_names.get(folded).copied()
    }

    /// What a folded word or phrase does as a keyword.
    pub fn does(&self, folded: &str) -> Option<Does> {
        self.word(folded).map(|(keyword, _)| keyword.does)
    }

    pub(super) fn word(&self, folded: &str) -> Option<(&Keyword, &Found)> {
        self.words.get(folded).map(|found| (&self.keywords[found.keyword], found))
    }

    pub(super) fn prompt_word(&self, folded: &str) -> Option<Does> {
        self.prompt_words.get(folded).map(|found| self.keywords[found.keyword].does)
    }

    pub(super) fn tip_word(&self, folded: &str) -> Option<&BTreeSet<Locale>> {
        self.tip_words.get(folded)
    }

    /// Words that may stand around a STOP.
    pub fn fillers(&self) -> &Fillers {
        &self.fillers
    }

    /// Words that mean something beside a keyword or as an answer.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// Words in the longest phrase.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }
}

fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words = words.iter().map(|word| fold(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}
