//! C11: whether a mother who reads slowly can read it: short sentences, short words, and who does what.

use crate::content::check::lint::clauses::Clause;
use crate::content::check::lint::draft::Remark;
use crate::content::fault::Rule;
use crate::content::lexicon::Lexicon;
use crate::domain::address::Locale;

/// Words of one sentence, at most.
const LONGEST_SENTENCE: usize = 20;
/// Words of all sentences, on average at most.
const LONGEST_ON_AVERAGE: usize = 12;
/// Letters of one word, at most.
const LONGEST_WORD: usize = 11;
const TO_BE: [&str; 8] = ["is", "are", "was", "were", "be", "been", "being", "am"];

/// All that makes it hard to read.
pub(super) fn remarks(lexicon: &Lexicon, locale: Locale, clauses: &[Clause]) -> Vec<Remark> {
    let mut all = Vec::new();
    let count: usize = clauses.iter().map(|clause| clause.words.len()).sum();
    if let Some(long) = clauses.iter().find(|clause| clause.words.len() > LONGEST_SENTENCE) {
        let start = long.words[..4].join(" ");
        let why =
            format!("the sentence \"{start} ...\" has {} words: {LONGEST_SENTENCE} are the most", long.words.len());
        all.push(Remark::warning(Rule::C11, why));
    } else if count > LONGEST_ON_AVERAGE * clauses.len() {
        let why = format!("sentences have more than {LONGEST_ON_AVERAGE} words on average: say it in more sentences");
        all.push(Remark::warning(Rule::C11, why));
    }
    let known = lexicon.lists.long_words.get(&locale);
    let words = clauses.iter().flat_map(|clause| &clause.words);
    let long = |word: &&String| {
        word.chars().count() > LONGEST_WORD && !known.is_some_and(|known| known.iter().any(|known| known == *word))
    };
    if let Some(long) = words.into_iter().find(long) {
        let why = format!("\"{long}\" has more than {LONGEST_WORD} letters: use a shorter word");
        all.push(Remark::warning(Rule::C11, why));
    }
    let passive = clauses.iter().filter(|clause| is_passive(lexicon, &clause.words)).count();
    if locale.as_str() == "en" && passive * 2 > clauses.len() {
        all.push(Remark::warning(Rule::C11, "most sentences do not say who does it: begin with who acts"));
    }
    all
}

/// "is perpetrated", "was not told".
fn is_passive(lexicon: &Lexicon, words: &[String]) -> bool {
    let participle = |word: &String| {
        (word.len() > 4 && word.ends_with("ed")) || lexicon.lists.participles.iter().any(|known| known == word)
    };
    words.iter().enumerate().any(|(at, word)| {
        let ahead = &words[at + 1..words.len().min(at + 3)];
        TO_BE.contains(&word.as_str()) && ahead.iter().any(participle)
    })
}
