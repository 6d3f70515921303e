//! What staff tell the service by SMS: `ACK 7F3K`, `R 7F3K words`.

use crate::domain::care::label::Label;

/// Signs of a word that is said back as a label that nobody knows. More may be somebody's name or story.
const LONGEST_SLIP: usize = 8;

/// What a text from a staff phone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// She takes an alert.
    Acknowledge(Meant),
    /// She answers the person of this case; without a label nobody.
    Reply(Option<Label>, String),
}

/// Which alert she takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meant {
    /// The only one that waits: she named none.
    TheOnly,
    /// This one.
    Named(Label),
    /// One that cannot be read: a slip must not take another person's. What she wrote, in capitals, if it is as short as
    /// a label may come to be.
    Unreadable(Option<String>),
}

impl Order {
    /// Reads a text by its first word, in capitals or not. Anything after the label does not count.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words =
            text.split(|sign: char| sign.is_whitespace() || ",.;:!?-".contains(sign)).filter(|word| !word.is_empty());
        match words.next()? {
            word if word.eq_ignore_ascii_case("r") => {
                let rest = text.trim_start_matches(|sign: char| !sign.is_alphanumeric()).get(1..).unwrap_or_default();
                let rest = rest.trim_start_matches(|sign: char| sign.is_whitespace() || ",.;:!?-#".contains(sign));
                let (label, words) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                let label = Label::parse(label.trim_end_matches([',', '.', ':', ';']));
                Some(Order::Reply(label, words.trim().to_owned()))
            }
            word if word.eq_ignore_ascii_case("ack") => {
                Some(Order::Acknowledge(words.next().map_or(Meant::TheOnly, Meant::read)))
            }
            _ => None,
        }
    }
}

impl Meant {
    fn read(word: &str) -> Self {
        let said = word.trim_start_matches('#');
        let is_short =
            (1..=LONGEST_SLIP).contains(&said.len()) && said.bytes().all(|sign| sign.is_ascii_alphanumeric());
        Label::parse(word).map_or_else(|| Meant::Unreadable(is_short.then(|| said.to_ascii_uppercase())), Meant::Named)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_decides() {
        let label = Some(Meant::Named(Label::stored("7F3K")));
        let slip = |word: &str| Some(Meant::Unreadable(Some(word.to_owned())));
        for (text, order) in [
            ("ACK 7F3K", label.clone()),
            ("ack 7f3k", label.clone()),
            (" Ack: 7f3k.", label.clone()),
            ("ack #7f3k please", label),
            ("ACK", Some(Meant::TheOnly)),
            ("Ack!", Some(Meant::TheOnly)),
            ("ack now", slip("NOW")),
            ("ACK CG70", slip("CG70")),
            ("ack #7f3k2", slip("7F3K2")),
            ("ACK everything", Some(Meant::Unreadable(None))),
            ("ack ẹẹẹ", Some(Meant::Unreadable(None))),
            ("back 7F3K", None),
            ("ACK7F3K", None),
            ("please ack 7F3K", None),
            ("", None),
            ("?!", None),
        ] {
            assert_eq!(Order::parse(text), order.map(Order::Acknowledge), "text: {text:?}");
        }
    }

    #[test]
    fn an_answer_has_a_label_and_words() {
        let label = Some(Label::stored("7F3K"));
        for (text, order) in [
            ("R 7F3K Are you well?", Some((label.clone(), "Are you well?"))),
            (" r: #7f3k, 2", Some((label.clone(), "2"))),
            ("R 7F3K", Some((label, ""))),
            ("r u there", Some((None, "there"))),
            ("R", Some((None, ""))),
            ("Rina is here", None),
        ] {
            let order = order.map(|(label, words): (Option<Label>, &str)| Order::Reply(label, words.to_owned()));
            assert_eq!(Order::parse(text), order, "text: {text:?}");
        }
    }
}
