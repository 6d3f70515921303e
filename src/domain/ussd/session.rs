//! A dialogue as it is remembered between turns. What a person typed is not kept: only its length and a keyed hash,
//! enough to tell a repeat, the next turn and a turn out of order.

use serde::{Deserialize, Serialize};

use crate::domain::ids::ContentKey;

/// Turns in one dialogue, at most: beyond it somebody or something is playing.
const MOST_TURNS: usize = 40;
/// Letters typed in one dialogue, at most.
const MOST_TYPED: usize = 2048;

/// A keyed hash of all that was typed so far in one dialogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TurnKey(pub [u8; 16]);

/// A turn that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taken {
    /// Bytes of all that was typed so far.
    pub length: usize,
    /// What tells this turn again.
    pub key: TurnKey,
    /// The screen that answered it.
    pub screen: String,
    /// Whether that screen ended the dialogue.
    pub ends: bool,
}

/// Where in the tree a dialogue stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// The node.
    pub node: String,
    /// The page of a list, from 0.
    pub page: usize,
    /// Answers of the checker so far; gone when the checker is left or the dialogue ends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<bool>,
    /// Which of its texts the node shows, where it has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said: Option<ContentKey>,
}

impl Position {
    /// The first page of a node.
    pub fn at(node: &str) -> Self {
        Self { node: node.to_owned(), page: 0, answers: Vec::new(), said: None }
    }
}

/// A dialogue between turns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dialogue {
    /// The turns that were answered, oldest first.
    pub turns: Vec<Taken>,
    /// Where it stands; `None` once it has ended.
    pub position: Option<Position>,
    /// Where an earlier dialogue broke off, while the person is asked whether to go on there.
    pub offered: Option<Position>,
}

/// What a request is to a dialogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Received<'a> {
    /// The next turn, with what was newly typed.
    Next(&'a str),
    /// A turn that was answered before: the same screen again.
    Repeat(&'a Taken),
    /// The dialogue is over.
    AfterEnd,
    /// It neither repeats nor continues: nothing is changed.
    OutOfOrder,
    /// Too many turns or too much typed.
    TooMuch,
}

impl Dialogue {
    /// A dialogue that has not been shown anything.
    pub fn new(position: Position) -> Self {
        Self { turns: Vec::new(), position: Some(position), offered: None }
    }

    /// Tells what a request is. `text` is all that was typed so far, parts joined by `*`; `key` is the keyed hash.
    pub fn receive<'a>(&'a self, text: &'a str, key: &dyn Fn(&str) -> TurnKey) -> Received<'a> {
        let own = key(text);
        if let Some(taken) = self.turns.iter().find(|taken| taken.length == text.len() && taken.key == own) {
            return Received::Repeat(taken);
        }
        if self.position.is_none() {
            return Received::AfterEnd;
        }
        if self.turns.len() >= MOST_TURNS || text.len() > MOST_TYPED {
            return Received::TooMuch;
        }
        let Some(last) = self.turns.last() else { return Received::Next(text) };
        if last.length == 0 {
            return Received::Next(text);
        }
        match (text.get(..last.length), text.get(last.length..).and_then(|rest| rest.strip_prefix('*'))) {
            (Some(before), Some(input)) if key(before) == last.key => Received::Next(input),
            _ => Received::OutOfOrder,
        }
    }

    /// Notes the screen that answered a turn. An ended dialogue keeps its last screen only, for a repeat.
    pub fn note(&mut self, text: &str, key: TurnKey, screen: &str, ends: bool) {
        if ends {
            self.turns.clear();
            self.position = None;
            self.offered = None;
        }
        self.turns.push(Taken { length: text.len(), key, screen: screen.to_owned(), ends });
    }

    /// The gateway says that the dialogue is over: answers are forgotten, and what was offered stays to be resumed.
    pub fn close(&mut self) {
        if let Some(offered) = self.offered.take() {
            self.position = Some(offered);
        }
        if let Some(position) = &mut self.position {
            position.answers.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> TurnKey {
        let mut bytes = [0u8; 16];
        for (n, byte) in text.bytes().enumerate() {
            bytes[n % 16] = bytes[n % 16].wrapping_mul(31).wrapping_add(byte);
        }
        TurnKey(bytes)
    }

    fn after(turns: &[&str]) -> Dialogue {
        let mut dialogue = Dialogue::new(Position::at("root"));
        for text in turns {
            dialogue.note(text, key(text), &format!("screen for {text:?}"), false);
        }
        dialogue
    }

    #[test]
    fn the_new_input_is_what_follows_the_last_turn() {
        for (turns, text, input) in [
            (vec![""], "1", "1"),
            (vec!["", "1"], "1*1", "1"),
            (vec!["", "1", "1*1"], "1*1*1", "1"),
            (vec![""], "*", "*"),
            (vec!["", "*"], "**2", "2"),
            (vec!["", "1"], "1**", "*"),
            (vec!["", "1"], "1*2*3", "2*3"),
            (vec!["", "1"], "1*", ""),
        ] {
            assert_eq!(after(&turns).receive(text, &key), Received::Next(input), "{turns:?} then {text:?}");
        }
    }

    #[test]
    fn a_repeat_gets_the_screen_of_its_own_turn() {
        let dialogue = after(&["", "1", "1*1"]);
        for text in ["", "1", "1*1"] {
            let Received::Repeat(taken) = dialogue.receive(text, &key) else { panic!("{text:?}") };
            assert_eq!(taken.screen, format!("screen for {text:?}"));
        }
    }

    #[test]
    fn what_neither_repeats_nor_continues_changes_nothing() {
        for text in ["2", "2*1", "12", "1*12*3"] {
            assert_eq!(after(&["", "1", "1*1"]).receive(text, &key), Received::OutOfOrder, "{text:?}");
        }
    }

    #[test]
    fn after_the_end_only_the_last_screen_is_repeated() {
        let mut dialogue = after(&["", "1"]);
        dialogue.note("1*2", key("1*2"), "bye", true);
        assert!(matches!(dialogue.receive("1*2", &key), Received::Repeat(taken) if taken.screen == "bye"));
        assert_eq!(dialogue.receive("1*2*3", &key), Received::AfterEnd);
        assert_eq!(dialogue.receive("1", &key), Received::AfterEnd);
        assert!(!format!("{dialogue:?}").contains("screen for"));
    }

    #[test]
    fn a_dialogue_has_a_length() {
        let mut dialogue = after(&[""]);
        assert_eq!(dialogue.receive(&"1".repeat(MOST_TYPED + 1), &key), Received::TooMuch);
        for n in 1..MOST_TURNS {
            let text = vec!["1"; n].join("*");
            dialogue.note(&text, key(&text), "s", false);
        }
        assert_eq!(dialogue.receive(&["1"; MOST_TURNS].join("*"), &key), Received::TooMuch);
    }
}
