//! The code of a training in a text that no keyword begins: alone, among other words, or glued to TRUE or APPLY. Whoever
//! sends the code of a true message must hear about it, however she types.

use crate::domain::keyword::{Does, KeywordTable};
use crate::domain::text::fold;
use crate::domain::training::Code;

/// In a text of more words, what looks like a code is one only behind TRUE or APPLY: it may be a part of a story.
const FEW_WORDS: usize = 8;

/// The code in a text, and whether it is to be tested or a place is asked for with it.
pub(super) fn coded(table: &KeywordTable, text: &str) -> Option<(Does, Code)> {
    let folded = fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    glued(table, &words).or_else(|| behind_its_word(table, &words)).or_else(|| among_few(table, &words))
}

/// `true37ef2c`.
fn glued(table: &KeywordTable, words: &[&str]) -> Option<(Does, Code)> {
    words.iter().find_map(|word| {
        let (head, tail) = word.split_at_checked(word.len().checked_sub(Code::LENGTH)?)?;
        Some((asks(table, head)?, Code::plain(&[tail])?))
    })
}

/// `… text true 37ef2c to 32627`, as in a message that was sent on.
fn behind_its_word(table: &KeywordTable, words: &[&str]) -> Option<(Does, Code)> {
    (1..words.len()).find_map(|at| Some((asks(table, words[at - 1])?, beginning(&words[at..])?)))
}

/// `is 37ef2c true`, `i wan apply 37ef2c`, `37e f2c`.
fn among_few(table: &KeywordTable, words: &[&str]) -> Option<(Does, Code)> {
    if words.len() > FEW_WORDS {
        return None;
    }
    let code = (0..words.len()).find_map(|at| beginning(&words[at..]))?;
    let phrases = (0..words.len()).flat_map(|from| (from + 1..=words.len()).map(move |to| words[from..to].join(" ")));
    let asked: Vec<Does> = phrases.filter_map(|phrase| asks(table, &phrase)).collect();
    // Who asks whether it is true is not written down for a place.
    let applies = asked.contains(&Does::Apply) && !asked.contains(&Does::Verify);
    Some((if applies { Does::Apply } else { Does::Verify }, code))
}

/// The code with which these words begin, in one piece or in up to three.
fn beginning(words: &[&str]) -> Option<Code> {
    (1..=words.len().min(3)).find_map(|count| Code::plain(&words[..count]))
}

fn asks(table: &KeywordTable, folded: &str) -> Option<Does> {
    table.does(folded).filter(|does| matches!(does, Does::Verify | Does::Apply))
}
