//! The word lists that texts are judged by, out of config/lint.toml, and the keywords that a text may name. Lists are
//! compared folded, so that a spelling with marks is the same word.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;
use toml::{Table, Value};

use crate::content::fault::Fault;
use crate::content::files::File;
use crate::content::read;
use crate::content::words::Words;
use crate::domain::address::Locale;
use crate::domain::text::fold;

/// Most words that a gap (`..`) may stand for.
const WIDEST_GAP: usize = 4;

/// One word of a phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Word(String),
    /// `traffick*`: any word that begins so.
    Begins(String),
    /// `..`: up to four words.
    Gap,
    /// `#`: a sum, such as N500.
    Sum,
}

/// Words in a row, as they are looked for in a folded text.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    pieces: Vec<Piece>,
}

impl From<String> for Phrase {
    fn from(written: String) -> Self {
        let piece = |word: &str| match word {
            ".." => vec![Piece::Gap],
            "#" => vec![Piece::Sum],
            _ => match word.strip_suffix('*') {
                Some(start) => vec![Piece::Begins(fold(start))],
                None => words_of(word).into_iter().map(Piece::Word).collect(),
            },
        };
        Self { pieces: written.split_whitespace().flat_map(piece).collect() }
    }
}

/// Words that these pieces take from the start.
fn length(pieces: &[Piece], words: &[String]) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else { return Some(0) };
    if *piece == Piece::Gap {
        return (0..=WIDEST_GAP.min(words.len())).find_map(|gap| Some(gap + length(rest, &words[gap..])?));
    }
    let (word, after) = words.split_first()?;
    let fits = match piece {
        Piece::Word(own) => own == word,
        Piece::Begins(start) => word.starts_with(start.as_str()),
        Piece::Sum => {
            let digits = word.strip_prefix('n').unwrap_or_default().trim_end_matches('k');
            !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
        }
        Piece::Gap => false,
    };
    if fits { Some(1 + length(rest, after)?) } else { None }
}

/// The folded words of a text; a percent sign is a word.
pub(super) fn words_of(text: &str) -> Vec<String> {
    let spelled = text.replace('\u{1}', " ").replace('%', " percent ");
    fold(&spelled).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// Phrases of one language, by their first word, so that a text is looked through once.
#[derive(Debug, Clone, Default)]
struct Phrases {
    by_first: HashMap<String, Vec<Phrase>>,
    /// Those that begin with a part of a word.
    others: Vec<Phrase>,
}

impl Phrases {
    fn new(written: Vec<String>) -> Self {
        let mut all = Self::default();
        for phrase in written.into_iter().map(Phrase::from) {
            match phrase.pieces.first() {
                Some(Piece::Word(first)) => all.by_first.entry(first.clone()).or_default().push(phrase),
                _ => all.others.push(phrase),
            }
        }
        all
    }

    fn places(&self, words: &[String]) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for (from, word) in words.iter().enumerate() {
            let phrases = self.by_first.get(word).into_iter().flatten().chain(&self.others);
            let found = phrases.filter_map(|phrase| length(&phrase.pieces, &words[from..]));
            places.extend(found.map(|length| (from, from + length)));
        }
        places
    }
}

/// Phrases of every language.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(from = "BTreeMap<Locale, Vec<String>>")]
pub(super) struct ByLocale(BTreeMap<Locale, Phrases>);

impl From<BTreeMap<Locale, Vec<String>>> for ByLocale {
    fn from(written: BTreeMap<Locale, Vec<String>>) -> Self {
        Self(written.into_iter().map(|(locale, all)| (locale, Phrases::new(all))).collect())
    }
}

impl ByLocale {
    /// Where phrases of a language stand among folded words: from and to, past the end.
    fn own_places(&self, locale: Locale, words: &[String]) -> Vec<(usize, usize)> {
        self.0.get(&locale).map_or_else(Vec::new, |phrases| phrases.places(words))
    }

    /// Where phrases of any language stand: people mix their languages.
    pub(super) fn places_of_all(&self, words: &[String]) -> Vec<(usize, usize)> {
        self.0.values().flat_map(|phrases| phrases.places(words)).collect()
    }

    /// The same, with those of English, which every Nigerian language borrows from.
    pub(super) fn places_with_english(&self, locale: Locale, words: &[String]) -> Vec<(usize, usize)> {
        let mut places = self.own_places(locale, words);
        let borrowed = self.0.iter().filter(|(own, _)| own.as_str() == "en" && **own != locale);
        places.extend(borrowed.flat_map(|(_, phrases)| phrases.places(words)));
        places
    }
}

/// All lists.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    pub(super) promises: ByLocale,
    pub(super) asks_safety: ByLocale,
    pub(super) asks_safety_in_questions: ByLocale,
    pub(super) digit_words: ByLocale,
    pub(super) guarded_keys: Vec<String>,
    pub(super) guarded: ByLocale,
    pub(super) shaming: ByLocale,
    pub(super) identity_asked_in: Vec<String>,
    pub(super) asks: ByLocale,
    pub(super) asks_in_questions: ByLocale,
    pub(super) asking: ByLocale,
    pub(super) identity: ByLocale,
    pub(super) of_others: ByLocale,
    pub(super) negations: ByLocale,
    pub(super) acronyms: Vec<String>,
    pub(super) long_words: BTreeMap<Locale, Vec<String>>,
    pub(super) participles: Vec<String>,
    pub(super) asks_money: ByLocale,
    pub(super) gain: ByLocale,
    pub(super) prompting: ByLocale,
    pub(super) claims: ByLocale,
    pub(super) titles: Vec<String>,
    pub(super) kin_titles: Vec<String>,
    pub(super) pointing: ByLocale,
    pub(super) towns: Vec<String>,
    pub(super) town_subjects: Vec<String>,
    pub(super) public_names: Vec<String>,
    pub(super) same_everywhere: Vec<String>,
    pub(super) like_english: Vec<Locale>,
    pub(super) parts: Vec<String>,
}

/// Lists and keywords.
#[derive(Debug, Clone, Default)]
pub(super) struct Lexicon {
    pub(super) lists: Lists,
    /// What a text may tell people to send, by language.
    taught: HashMap<Locale, HashSet<String>>,
    /// The main words of each keyword.
    mains: Vec<BTreeMap<Locale, String>>,
}

impl Lexicon {
    /// Takes the lists of the one file that has them.
    pub(super) fn read(&mut self, file: &File, table: Table, faults: &mut Vec<Fault>) {
        match read::typed::<Lists>(file, "", Value::Table(table)) {
            Ok(placed) => self.lists = placed.row,
            Err(fault) => faults.push(fault),
        }
    }

    /// Where phrases of a list stand. A language near to English has those of English too.
    pub(super) fn places(&self, list: &ByLocale, locale: Locale, words: &[String]) -> Vec<(usize, usize)> {
        match self.lists.like_english.contains(&locale) {
            true => list.places_with_english(locale, words),
            false => list.own_places(locale, words),
        }
    }

    /// Learns the keywords. A listed misspelling is understood, but no text may teach it.
    pub(super) fn teach(&mut self, words: &Words) {
        for keyword in &words.keywords {
            let mut mains = BTreeMap::new();
            for (locale, spelled) in &keyword.row.words {
                let shown = [&spelled.main].into_iter().chain(&spelled.display).chain(&spelled.marked);
                let all = shown.chain(&spelled.synonyms).map(|word| fold(word));
                self.taught.entry(*locale).or_default().extend(all);
                mains.insert(*locale, spelled.display.clone().unwrap_or_else(|| spelled.main.to_uppercase()));
            }
            self.mains.push(mains);
        }
    }

    /// Whether this language has this keyword.
    pub(super) fn teaches(&self, locale: Locale, word: &str) -> bool {
        self.taught.get(&locale).is_some_and(|words| words.contains(&fold(word)))
    }

    /// Whether any language has it.
    pub(super) fn is_keyword(&self, word: &str) -> bool {
        let key = fold(word);
        self.taught.values().any(|words| words.contains(&key))
    }

    /// What this language says where another says this word.
    pub(super) fn own_word(&self, locale: Locale, word: &str) -> Option<&str> {
        let key = fold(word);
        let same = |mains: &&BTreeMap<Locale, String>| mains.values().any(|main| fold(main) == key);
        self.mains.iter().find(same)?.get(&locale).map(String::as_str)
    }

    /// Whether a word is written in capitals for another reason than to shout: an acronym, or a town as the example of
    /// an area.
    pub(super) fn is_capital_word(&self, word: &str) -> bool {
        let is_town = || self.lists.towns.iter().any(|town| town.eq_ignore_ascii_case(word));
        self.lists.acronyms.iter().any(|known| known == word) || is_town()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_found_at_whole_words_only() {
        for (phrase, text, found) in [
            ("safe", "It is safe.", true),
            ("safe", "A safety pin", false),
            ("safe*", "A safety pin", true),
            ("ko si ewu", "Kò sí ewu níbẹ̀.", true),
            ("'yan sanda", "ga ’yan sanda", true),
            ("ihe ga-eme", "o nweghi ihe ga eme", true),
            ("send .. name", "Send us your full name", true),
            ("send .. name", "Send one two three four five name", false),
            ("pay #", "Pay N500 now", true),
            ("pay #", "Pay nobody", false),
            ("100%", "100 % sure", true),
            ("100%", "100 sure", false),
        ] {
            let places = Phrases::new(vec![phrase.to_owned()]).places(&words_of(text));
            assert_eq!(!places.is_empty(), found, "{phrase} in {text}");
        }
    }
}
