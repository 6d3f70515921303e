//! C18: persons, and places that tell neighbours who is meant.

use crate::content::check::lint::draft::{Draft, Remark};
use crate::content::fault::Rule;
use crate::content::lexicon::{Lexicon, words_of};

/// The first person or town.
pub(super) fn remark(lexicon: &Lexicon, draft: &Draft, words: &str) -> Option<Remark> {
    let lists = &lexicon.lists;
    let mut rest = words.to_owned();
    for name in &lists.public_names {
        rest = rest.replace(name.as_str(), "");
    }
    let tokens: Vec<&str> =
        rest.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty()).collect();
    let title =
        titled(lexicon, &rest).map(|said| format!("names a person, \"{said}\": say \"a worker\", \"a friend\""));
    let folded = words_of(&rest);
    let pointed = || {
        let phrase = *lists.pointing.places_with_english(draft.locale, &folded).first()?;
        Some(format!("points at a person, \"{}\": speak of nobody in particular", folded[phrase.0..phrase.1].join(" ")))
    };
    let may_name_towns = lists.town_subjects.iter().any(|subject| subject == draft.subject);
    let town = || {
        let town = tokens.iter().find(|token| lists.towns.iter().any(|town| town == *token));
        town.filter(|_| !may_name_towns).map(|town| format!("names the town {town}: use {{{{place}}}} or leave it out"))
    };
    title.or_else(pointed).or_else(town).map(|why| Remark::warning(Rule::C18, why))
}

/// `Mrs ...`, `Aunty Bisi`; `an auntie or madam` is nobody in particular.
fn titled(lexicon: &Lexicon, words: &str) -> Option<String> {
    let lists = &lexicon.lists;
    let tokens: Vec<&str> = words.split_whitespace().collect();
    let bare = |token: &str| token.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    tokens.iter().enumerate().find_map(|(at, token)| {
        let title = bare(token);
        if lists.titles.contains(&title) {
            return Some(title);
        }
        // "Nne, nna": a pause between the two means that no name follows.
        let ends = token.ends_with([',', '.', ':', '?', '!', ';']);
        let next = tokens.get(at + 1).map(|next| bare(next)).filter(|_| !ends)?;
        let mut letters = next.chars();
        let named = letters.next().is_some_and(char::is_uppercase) && letters.any(char::is_lowercase);
        (named && lists.kin_titles.contains(&title)).then(|| format!("{title} {next}"))
    })
}
