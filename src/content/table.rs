//! Builds the keyword table. The words of every language are taken, whichever languages the programme speaks: a STOP
//! is heard in all of them.

use crate::content::fault::Fault;
use crate::content::material::Material;
use crate::content::read::Placed;
use crate::content::words::{KeywordRow, Spelled, TipWordRow, Words};
use crate::domain::address::Locale;
use crate::domain::catalogue::{Catalogue, Text};
use crate::domain::ids::ContentKey;
use crate::domain::keyword::{Conflict, Does, Keyword, KeywordTable, Sense, TipWord, Vocabulary};
use crate::domain::referral::ServiceKind;
use crate::domain::text::fold;

/// Builds the table.
pub(super) fn build(material: &Material, catalogue: &Catalogue) -> Result<KeywordTable, Vec<Fault>> {
    let words = &material.words;
    let mut faults: Vec<Fault> = words.keywords.iter().flat_map(|placed| faults_of(placed, catalogue)).collect();
    let tips = words.tip_words.iter();
    let tip_words = tips.flat_map(|tip| {
        let forms = tip.row.words.iter().flat_map(|(locale, forms)| forms.iter().map(|word| (*locale, word.clone())));
        forms.map(|(locale, word)| TipWord { key: tip.row.key.clone(), locale, word, used: tip.row.used })
    });
    let names = words.language_names.iter();
    let names = names.flat_map(|(locale, names)| names.iter().map(|name| (*locale, name.clone())));
    let senses = words.vocabulary.iter().flat_map(|((sense, _), placed)| {
        let sense = Sense::parse(sense);
        placed.row.iter().filter_map(move |word| Some((sense?, word.clone())))
    });
    let table = KeywordTable::new(
        words.keywords.iter().map(|placed| keyword(&placed.row)).collect(),
        tip_words.collect(),
        names.collect(),
        words.fillers.clone(),
        Vocabulary::new(senses),
    );
    match table {
        Ok(table) if faults.is_empty() => Ok(table),
        Ok(_) => Err(faults),
        Err(conflict) => {
            let (file, key) = place(words, &conflict);
            faults.push(Fault::new(file, key, conflict.to_string()));
            Err(faults)
        }
    }
}

/// Where the word stands that somebody else has: among the keywords, or among the market words.
fn place<'a>(words: &'a Words, conflict: &'a Conflict) -> (&'a str, &'a str) {
    let keyword = words.keywords.iter().find(|placed| placed.row.key == conflict.second);
    let clashes =
        |placed: &&Placed<TipWordRow>| placed.row.words.values().flatten().any(|word| fold(word) == conflict.word);
    let tip = || words.tip_words.iter().find(clashes).map(|placed| (&*placed.file, placed.row.key.as_str()));
    let keyword = keyword.map(|placed| (&*placed.file, placed.row.key.as_str()));
    keyword.or_else(tip).unwrap_or(("config/keywords.toml", &conflict.second))
}

fn keyword(row: &KeywordRow) -> Keyword {
    let main = row.words.iter().map(|(locale, spelled)| (*locale, spelled.main.clone()));
    Keyword {
        key: row.key.clone(),
        does: Does::of(&row.key),
        matches: row.matches,
        main: main.collect(),
        spellings: row.words.iter().flat_map(|(locale, spelled)| spellings(*locale, spelled)).collect(),
        answers: row.answers.iter().map(|key| ContentKey::named(key)).collect(),
    }
}

/// Every spelling beside the main word. How a word is shown is one too, where it folds to something else: a person
/// who copies `PA Á RẸ́` from a poster must be understood.
fn spellings(locale: Locale, spelled: &Spelled) -> Vec<(Locale, String)> {
    let listed = spelled.synonyms.iter().chain(&spelled.misspellings);
    let shown = spelled.display.iter().chain(&spelled.marked).filter(|shown| fold(shown) != fold(&spelled.main));
    let mut all: Vec<String> = listed.chain(shown).map(|word| fold(word)).collect();
    all.sort();
    all.dedup();
    all.into_iter().map(|word| (locale, word)).collect()
}

fn faults_of(placed: &Placed<KeywordRow>, catalogue: &Catalogue) -> Vec<Fault> {
    let Placed { file, row } = placed;
    let fault = |why: String| Fault::new(file, &row.key, why);
    let has_sms = |key: &&String| {
        let entry = catalogue.entry(&ContentKey::named(key));
        entry.is_some_and(|entry| entry.sms.contains_key(&catalogue.default_locale()))
    };
    let answers = row.answers.iter().filter(|key| !has_sms(key));
    let answers = answers.map(|key| fault(format!("answers with \"{key}\", which has no sms text")));
    // A keyword has nothing to fill a text with, but with the service that a text names.
    let informs = Does::of(&row.key) == Does::Inform;
    let is_filled = |key: &&String| ServiceKind::named_in(&ContentKey::named(key)).is_some();
    let open = row.answers.iter().filter(|key| informs && !is_filled(key)).filter_map(|key| {
        let entry = catalogue.entry(&ContentKey::named(key))?;
        let Text::Open(names) = &entry.sms.get(&catalogue.default_locale())?.text else { return None };
        Some(fault(format!("answers with \"{key}\", which needs {}: choose a text without it", names.join(", "))))
    });
    let all = |spelled: &Spelled| {
        let main = std::iter::once(&spelled.main);
        main.chain(&spelled.synonyms).chain(&spelled.misspellings).any(|word| fold(word).is_empty())
    };
    let empty = row.words.iter().filter(|(_, spelled)| all(spelled));
    let empty = empty.map(|(locale, _)| fault(format!("has a word in {locale} without a letter or digit")));
    let nothing = informs && row.answers.is_empty();
    let nothing = nothing.then(|| fault("has no answers: name the texts that it answers with".to_owned()));
    answers.chain(empty).chain(nothing).chain(open).collect()
}
