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
    /// Words of asking that may stand around a market word: please. Far fewer: "send me rice" is a text of every day.
    pub asking: Vec<String>,
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

/// Whether families are likely to text a market word alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TipUse {
    /// Hardly anybody would.
    Rare,
    /// It may be a shopping list: as somebody's call for help it would be heard in vain.
    Everyday,
}

/// A market word in one language, in one of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TipWord {
    /// What all its forms in all languages are forms of.
    pub key: String,
    /// The language.
    pub locale: Locale,
    /// The form.
    pub word: String,
    /// Who else may text it.
    pub used: TipUse,
}

/// A market word found in the table.
#[derive(Debug, Clone)]
pub(super) struct FoundTip {
    /// What it is a form of.
    pub(super) key: String,
    /// Who else may text it.
    pub(super) used: TipUse,
    /// The languages that have this form.
    pub(super) locales: BTreeSet<Locale>,
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
    tip_words: HashMap<String, FoundTip>,
    language_names: HashMap<String, Locale>,
    fillers: Fillers,
    vocabulary: Vocabulary,
    longest: usize,
}

impl KeywordTable {
    /// Builds the table; errors when two keywords claim one word. Words are folded here.
    pub fn new(
        keywords: Vec<Keyword>,
        tip_words: Vec<TipWord>,
        language_names: Vec<(Locale, String)>,
        fillers: Fillers,
        vocabulary: Vocabulary,
    ) -> Result<Self, Conflict> {
        let mut table = Self {
            words: HashMap::new(),
            prompt_words: HashMap::new(),
            tip_words: HashMap::new(),
            language_names: language_names.into_iter().map(|(locale, name)| (fold(&name), locale)).collect(),
            fillers: Fillers {
                polite: longest_first(fillers.polite),
                objects: longest_first(fillers.objects),
                asking: longest_first(fillers.asking),
            },
            vocabulary,
            longest: 1,
            keywords,
        };
        for index in 0..table.keywords.len() {
            table.add(index)?;
        }
        for TipWord { key, locale, word, used } in tip_words {
            let word = fold(&word);
            let other = table.tip_words.get(&word).filter(|found| found.key != key).map(|found| found.key.clone());
            if let Some(first) = table.other_use(&word).or(other) {
                return Err(Conflict { word, first, second: "tip words".into() });
            }
            let found = table.tip_words.entry(word).or_insert_with(|| FoundTip { key, used, locales: BTreeSet::new() });
            found.locales.insert(locale);
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

    /// Which market word a text is, in any form, language and number of times, with words of asking around it: `onions`,
    /// `ALBASA`, `onion please`. Nothing else may be in the text.
    pub fn tip_key(&self, text: &str) -> Option<&str> {
        self.tip_word(&fold(text)).map(|found| found.key.as_str())
    }

    /// Who else may text a market word; `None` for a text that is none.
    pub fn tip_use(&self, text: &str) -> Option<TipUse> {
        self.tip_word(&fold(text)).map(|found| found.used)
    }

    /// Whether a market word is one of this language.
    pub fn tip_word_is_of(&self, folded: &str, locale: Locale) -> bool {
        self.tip_words.get(folded).is_some_and(|found| found.locales.contains(&locale))
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

    pub(super) fn tip_word(&self, folded: &str) -> Option<&FoundTip> {
        if let Some(found) = self.tip_words.get(folded) {
            return Some(found);
        }
        let bare = without(&self.fillers.asking, folded);
        if let Some(found) = self.tip_words.get(&bare) {
            return Some(found);
        }
        let mut all = bare.split(' ').map(|word| self.tip_words.get(word));
        let first = all.next()??;
        all.all(|other| other.is_some_and(|other| other.key == first.key)).then_some(first)
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

/// A folded text without any of these.
pub(super) fn without(fillers: &[String], folded: &str) -> String {
    let mut padded = format!(" {folded} ");
    for filler in fillers {
        let filler = format!(" {filler} ");
        while padded.contains(&filler) {
            padded = padded.replace(&filler, " ");
        }
    }
    padded.trim().to_owned()
}

fn longest_first(mut words: Vec<String>) -> Vec<String> {
    words = words.iter().map(|word| fold(word)).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words
}
