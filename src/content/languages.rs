//! The languages that people are offered: exactly those of the programme, in its order, wherever a text or a menu
//! lists them. So a new language needs no change of the menu, and no number ever means another language than the one
//! that it stands at.

use crate::content::programme::ProgrammeTexts;
use crate::content::words::Words;
use crate::domain::address::Locale;

/// The languages with the names that people know them by.
#[derive(Debug, Clone)]
pub(super) struct Languages(Vec<(Locale, String)>);

impl Languages {
    /// The programme's languages. The first of a language's names in the keyword files is the one that is shown.
    pub(super) fn new(input: &ProgrammeTexts, words: &Words) -> Self {
        let name = |locale: &Locale| {
            let first = words.language_names.get(locale).and_then(|names| names.first());
            first.map_or_else(|| locale.as_str().to_uppercase(), |name| capitalised(name))
        };
        Self(input.locales.iter().map(|locale| (*locale, name(locale))).collect())
    }

    /// The languages in the order of their numbers, from 1.
    pub(super) fn numbered(&self) -> impl Iterator<Item = (u8, Locale, &str)> {
        (1..=u8::MAX).zip(&self.0).map(|(number, (locale, name))| (number, *locale, name.as_str()))
    }

    /// Puts the programme's languages in the place of the numbered lines of a text.
    pub(super) fn listed_in(&self, text: &str) -> String {
        let is_numbered = |line: &&str| {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            rest.len() < line.len() && rest.starts_with(' ')
        };
        if !text.lines().any(|line| is_numbered(&line)) {
            return text.to_owned();
        }
        let own = text.lines().filter(|line| !is_numbered(line)).map(str::to_owned);
        let listed = self.numbered().map(|(number, _, name)| format!("{number} {name}"));
        own.chain(listed).collect::<Vec<_>>().join("\n")
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_has_the_languages_of_the_programme_in_its_order() {
        let code = |code| Locale::parse(code).unwrap();
        let languages = Languages(vec![(code("yo"), "Yoruba".into()), (code("tiv"), "Tiv".into())]);
        assert_eq!(languages.listed_in("Ede? Fesi:\n1 English\n2 Hausa\n3 Yoruba"), "Ede? Fesi:\n1 Yoruba\n2 Tiv");
        assert_eq!(languages.listed_in("No list."), "No list.");
    }
}
