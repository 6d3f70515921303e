//! How the name of an area is read: words that only say what kind of area is meant are taken off, and neither marks,
//! hyphens nor spaces count.

use crate::domain::text::fold;

/// Which kind of area was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Nothing was said of it.
    Either,
    /// "Bauchi State".
    State,
    /// "Bauchi LGA".
    Local,
}

/// A name that was read: its words, and what it is said to name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spelled {
    pub(super) words: Vec<String>,
    pub(super) kind: Kind,
}

impl Spelled {
    /// Reads a name.
    pub(super) fn read(text: &str) -> Self {
        let (mut words, mut says_state, mut says_local) = (Vec::new(), false, false);
        for word in fold(text).split(' ').filter(|word| !word.is_empty()) {
            match word {
                "state" | "states" => says_state = true,
                "lga" | "lg" | "lgas" | "lgc" | "local" | "council" => says_local = true,
                "area" | "government" | "govt" | "govnt" | "gov" | "nigeria" => {}
                _ => words.push(word.to_owned()),
            }
        }
        let kind = match (says_state, says_local) {
            (true, false) => Kind::State,
            (_, true) => Kind::Local,
            (false, false) => Kind::Either,
        };
        Self { words, kind }
    }

    /// The whole name as one word: `akwaibom`.
    pub(super) fn key(&self) -> String {
        self.words.concat()
    }

    /// The name cut in two, at every place between its words: what stands before, and what after.
    pub(super) fn halves(&self) -> impl Iterator<Item = (String, String)> {
        (1..self.words.len()).map(|at| (self.words[..at].concat(), self.words[at..].concat()))
    }
}

/// The key of a listed name.
pub(super) fn key(name: &str) -> String {
    Spelled::read(name).key()
}

/// The id that a name gives: `eti-osa`.
pub(super) fn id(name: &str) -> String {
    fold(name).replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_only_say_the_kind_are_taken_off() {
        for (text, key, kind) in [
            ("Akwa-Ibom", "akwaibom", Kind::Either),
            ("LAGOS  STATE", "lagos", Kind::State),
            ("Bauchi L.G.A", "bauchilga", Kind::Either),
            ("Bauchi LGA", "bauchi", Kind::Local),
            ("Bauchi Local Government Area, Bauchi State, Nigeria", "bauchibauchi", Kind::Local),
            ("Qua’an Pan", "quaanpan", Kind::Either),
            ("Obio/Akpor council", "obioakpor", Kind::Local),
            ("Ẹdẹ", "ede", Kind::Either),
            ("State", "", Kind::State),
            ("...", "", Kind::Either),
        ] {
            let spelled = Spelled::read(text);
            assert_eq!((spelled.key().as_str(), spelled.kind), (key, kind), "text: {text}");
        }
        assert_eq!(id("Mai'adua"), "maiadua");
        assert_eq!(id("Ogba/Egbema/Ndoni"), "ogba-egbema-ndoni");
    }
}
