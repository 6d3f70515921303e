//! All areas there are, and how a name finds one. A name that is not listed finds none, and one that several bear finds
//! several: nothing is guessed.

use std::collections::{BTreeSet, HashMap};

use crate::domain::area::nearest::nearest;
use crate::domain::area::place::{Area, State, Town, Zone};
use crate::domain::area::spelling::{self, Kind, Spelled};

/// What a name found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// The one area of this name.
    One(Area),
    /// Several that bear it, in the order of their ids.
    Several(Vec<Area>),
    /// None.
    None {
        /// One whose name is like it: a suggestion, never an answer.
        nearest: Option<Area>,
    },
}

/// What is wrong with the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GazetteerFault {
    /// Two areas of one id.
    #[error("\"{0}\" is there twice: keep one")]
    Twice(String),
    /// A spelling that two states, or two local governments of one state, have.
    #[error("\"{name}\" is a name of both {first} and {second}: keep it at one of them")]
    Claimed {
        /// The name.
        name: String,
        /// The id that has it.
        first: String,
        /// The id that wants it too.
        second: String,
    },
    /// A town in a local government that is not listed.
    #[error("\"{town}\" lies in \"{area}\", and no local government has this id")]
    Nowhere {
        /// The town.
        town: String,
        /// The id that it gives.
        area: String,
    },
}

/// The list of all areas, ready to be looked up.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    states: Vec<State>,
    /// Names as people are shown them, by area.
    names: HashMap<Area, String>,
    /// States by the keys of their names.
    by_state: HashMap<String, Area>,
    /// Local governments by the keys of their names and of the towns in them.
    by_local: HashMap<String, BTreeSet<Area>>,
}

impl Gazetteer {
    /// Builds the list, or says all that is wrong with it.
    pub fn new(states: Vec<State>, towns: &[Town]) -> Result<Self, Vec<GazetteerFault>> {
        let mut list = Self::default();
        let mut faults = Vec::new();
        for state in &states {
            list.add(state, &mut faults);
        }
        for town in towns {
            for id in &town.areas {
                let area = Area::stored(id);
                if !list.names.contains_key(&area) || area.state() == id {
                    let town = town.names.first().cloned().unwrap_or_default();
                    faults.push(GazetteerFault::Nowhere { town, area: id.clone() });
                    continue;
                }
                for name in &town.names {
                    list.by_local.entry(spelling::key(name)).or_default().insert(area.clone());
                }
            }
        }
        list.states = states;
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    fn add(&mut self, state: &State, faults: &mut Vec<GazetteerFault>) {
        let whole = state.area();
        if self.names.insert(whole.clone(), state.name.clone()).is_some() {
            faults.push(GazetteerFault::Twice(state.id.clone()));
        }
        for name in std::iter::once(&state.name).chain(&state.short) {
            if let Some(first) = self.by_state.insert(spelling::key(name), whole.clone()) {
                faults.push(claimed(name, &first, &whole));
            }
        }
        for local in &state.local_governments {
            let area = Area::local(&state.id, &spelling::id(&local.name));
            if self.names.insert(area.clone(), format!("{}, {}", local.name, state.name)).is_some() {
                faults.push(GazetteerFault::Twice(area.as_str().to_owned()));
            }
            for name in std::iter::once(&local.name).chain(&local.other) {
                let there = self.by_local.entry(spelling::key(name)).or_default();
                if let Some(first) = there.iter().find(|other| other.state() == state.id) {
                    faults.push(claimed(name, first, &area));
                }
                there.insert(area.clone());
            }
        }
    }

    /// Finds what a name names. A bare name that a state and a local government share means the state.
    pub fn find(&self, text: &str) -> Found {
        let spelled = Spelled::read(text);
        let key = spelled.key();
        let state = self.by_state.get(&key).filter(|_| spelled.kind != Kind::Local);
        if let Some(state) = state {
            return Found::One(state.clone());
        }
        let local = self.by_local.get(&key).filter(|_| spelled.kind != Kind::State);
        let found = local.cloned().filter(|areas| !areas.is_empty()).unwrap_or_else(|| self.in_its_state(&spelled));
        let mut found: Vec<Area> = found.into_iter().collect();
        match found.len() {
            0 => Found::None { nearest: self.nearest(&spelled) },
            1 => Found::One(found.remove(0)),
            _ => Found::Several(found),
        }
    }

    /// What was kept, as an area of the list where it is one. What is not stays as it is, and nobody is refused for it.
    pub fn read(&self, stored: &Area) -> Area {
        if self.names.contains_key(stored) {
            return stored.clone();
        }
        match self.find(stored.as_str()) {
            Found::One(area) => area,
            Found::Several(_) | Found::None { .. } => stored.clone(),
        }
    }

    /// The name that people are shown: "Lagos", "Ikeja, Lagos".
    pub fn name<'a>(&'a self, area: &'a Area) -> &'a str {
        self.names.get(area).map_or(area.as_str(), String::as_str)
    }

    /// All states with their local governments.
    pub fn states(&self) -> &[State] {
        &self.states
    }

    /// The states of a zone, in the order of the list.
    pub fn states_in(&self, zone: Zone) -> impl Iterator<Item = &State> {
        self.states.iter().filter(move |state| state.zone == zone)
    }

    /// "Surulere, Lagos" and "Lagos Surulere".
    fn in_its_state(&self, spelled: &Spelled) -> BTreeSet<Area> {
        let mut found = BTreeSet::new();
        for (before, after) in spelled.halves() {
            for (local, state) in [(&before, &after), (&after, &before)] {
                let (Some(locals), Some(state)) = (self.by_local.get(local), self.by_state.get(state)) else {
                    continue;
                };
                found.extend(locals.iter().filter(|area| area.state() == state.as_str()).cloned());
            }
        }
        found
    }

    fn nearest(&self, spelled: &Spelled) -> Option<Area> {
        let states = self.by_state.iter().map(|(name, area)| (name.as_str(), area));
        let locals = self.by_local.iter().filter_map(|(name, areas)| Some((name.as_str(), areas.first()?)));
        let whole = |key: &str| {
            // Of two names that are as near the first by id is taken, so that the same slip gets the same answer.
            let mut all: Vec<(&str, &Area)> = states.clone().chain(locals.clone()).collect();
            all.sort_by_key(|(name, area)| (area.as_str(), *name));
            nearest(key, all.into_iter())
        };
        whole(&spelled.key()).or_else(|| self.nearest_in_its_state(spelled)).cloned()
    }

    /// The slip is in the local government's name, and the state is right.
    fn nearest_in_its_state(&self, spelled: &Spelled) -> Option<&Area> {
        spelled.halves().find_map(|(before, after)| {
            [(&before, &after), (&after, &before)].into_iter().find_map(|(local, state)| {
                let state = self.by_state.get(state)?;
                let of_state = |areas: &'_ BTreeSet<Area>| areas.iter().any(|area| area.state() == state.as_str());
                let mut names: Vec<(&str, &Area)> = self
                    .by_local
                    .iter()
                    .filter(|(_, areas)| of_state(areas))
                    .filter_map(|(name, areas)| {
                        Some((name.as_str(), areas.iter().find(|area| area.state() == state.as_str())?))
                    })
                    .collect();
                names.sort_by_key(|(name, area)| (area.as_str(), *name));
                nearest(local, names.into_iter())
            })
        })
    }
}

fn claimed(name: &str, first: &Area, second: &Area) -> GazetteerFault {
    let (first, second) = (first.as_str().to_owned(), second.as_str().to_owned());
    GazetteerFault::Claimed { name: name.to_owned(), first, second }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::area::place::LocalGovernment;

    fn state(id: &str, short: &[&str], locals: &[&[&str]]) -> State {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<String>>();
        State {
            id: id.to_owned(),
            name: id[..1].to_uppercase() + &id[1..],
            zone: Zone::SouthWest,
            short: owned(short),
            local_governments: locals
                .iter()
                .map(|names| LocalGovernment { name: names[0].to_owned(), other: owned(&names[1..]) })
                .collect(),
        }
    }

    fn town(names: &[&str], areas: &[&str]) -> Town {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Town { names: owned(names), areas: owned(areas) }
    }

    fn list() -> Gazetteer {
        let states = vec![
            state("lagos", &["Eko"], &[&["Ikeja"], &["Eti-Osa"], &["Surulere"], &["Shomolu", "Somolu"]]),
            state("oyo", &[], &[&["Surulere"], &["Ibadan North"], &["Ibadan South"], &["Oyo East"]]),
            state("bauchi", &[], &[&["Bauchi"], &["Jama'are"]]),
            state("kano", &[], &[&["Nasarawa"]]),
            state("nasarawa", &[], &[&["Nasarawa"]]),
        ];
        let towns = [town(&["Ibadan"], &["oyo/ibadan-north", "oyo/ibadan-south"]), town(&["VI"], &["lagos/eti-osa"])];
        Gazetteer::new(states, &towns).unwrap()
    }

    fn found(text: &str) -> Vec<String> {
        match list().find(text) {
            Found::One(area) => vec![area.as_str().to_owned()],
            Found::Several(areas) => areas.iter().map(|area| area.as_str().to_owned()).collect(),
            Found::None { .. } => Vec::new(),
        }
    }

    #[test]
    fn a_name_finds_its_area_however_it_is_written() {
        for (text, expected) in [
            ("Lagos", vec!["lagos"]),
            ("LAGOS STATE", vec!["lagos"]),
            ("eko", vec!["lagos"]),
            ("ikeja", vec!["lagos/ikeja"]),
            ("Ikeja, Lagos", vec!["lagos/ikeja"]),
            ("Lagos - Ikeja", vec!["lagos/ikeja"]),
            ("Ikeja LGA, Lagos State", vec!["lagos/ikeja"]),
            ("etiosa", vec!["lagos/eti-osa"]),
            ("ETI OSA local government", vec!["lagos/eti-osa"]),
            ("vi", vec!["lagos/eti-osa"]),
            ("VI Lagos", vec!["lagos/eti-osa"]),
            ("Somolu", vec!["lagos/shomolu"]),
            ("Jama’are", vec!["bauchi/jamaare"]),
            ("Surulere", vec!["lagos/surulere", "oyo/surulere"]),
            ("Surulere Lagos", vec!["lagos/surulere"]),
            ("surulere/oyo state", vec!["oyo/surulere"]),
            ("Ibadan", vec!["oyo/ibadan-north", "oyo/ibadan-south"]),
            ("Ibadan North", vec!["oyo/ibadan-north"]),
            ("oyo/ibadan-north", vec!["oyo/ibadan-north"]),
            // A state and a local government of one name.
            ("Bauchi", vec!["bauchi"]),
            ("Bauchi State", vec!["bauchi"]),
            ("Bauchi LGA", vec!["bauchi/bauchi"]),
            ("Bauchi Bauchi", vec!["bauchi/bauchi"]),
            ("Nasarawa", vec!["nasarawa"]),
            ("Nasarawa local government", vec!["kano/nasarawa", "nasarawa/nasarawa"]),
            ("Nasarawa Kano", vec!["kano/nasarawa"]),
            // Nothing is guessed.
            ("Ikeaj", vec![]),
            ("Ikeja Oyo", vec![]),
            ("Ikeja State", vec![]),
            ("Lagos LGA", vec![]),
            ("my house near Ikeja", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(found(text), expected, "text: {text}");
        }
    }

    #[test]
    fn a_slip_is_suggested_and_not_taken() {
        let list = list();
        for (text, expected) in [
            ("Ikeaj", Some("Ikeja, Lagos")),
            ("Lagso", Some("Lagos")),
            ("Ibadn North", Some("Ibadan North, Oyo")),
            ("Surulre Oyo", Some("Surulere, Oyo")),
            ("Lagos LGA", Some("Lagos")),
            ("Timbuktu", None),
        ] {
            let Found::None { nearest } = list.find(text) else { panic!("found: {text}") };
            assert_eq!(nearest.as_ref().map(|area| list.name(area)), expected, "text: {text}");
        }
    }

    #[test]
    fn what_was_kept_is_read_as_far_as_it_is_known() {
        let list = list();
        for (stored, expected) in [
            ("lagos/ikeja", "Ikeja, Lagos"),
            ("Ikeja", "Ikeja, Lagos"),
            ("lagos/somolu", "Shomolu, Lagos"),
            ("Surulere", "Surulere"),
            ("Òkè-Odò", "Òkè-Odò"),
        ] {
            let area = list.read(&Area::stored(stored));
            assert_eq!(list.name(&area), expected, "stored: {stored}");
        }
    }

    #[test]
    fn a_list_that_contradicts_itself_is_refused() {
        let faults = |states: Vec<State>, towns: &[Town]| {
            Gazetteer::new(states, towns).unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        };
        for (said, wanted) in [
            (faults(vec![state("oyo", &[], &[]), state("oyo", &[], &[])], &[]), "\"oyo\" is there twice"),
            (faults(vec![state("oyo", &[], &[&["Ido"], &["Ona", "I-do"]])], &[]), "\"I-do\" is a name of both oyo/ido"),
            (faults(vec![state("edo", &["Oyo"], &[]), state("oyo", &[], &[])], &[]), "\"Oyo\" is a name of both edo"),
            (faults(vec![state("oyo", &[], &[])], &[town(&["Ib"], &["oyo/ib"])]), "\"Ib\" lies in \"oyo/ib\""),
            (faults(vec![state("oyo", &[], &[])], &[town(&["Ib"], &["oyo"])]), "\"Ib\" lies in \"oyo\""),
        ] {
            assert!(said.contains(wanted), "said: {said}; wanted: {wanted}");
        }
    }
}
