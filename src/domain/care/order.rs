//! What staff tell the service by SMS: `ACK 7F3K`.

use crate::domain::care::label::Label;

/// What a text from a staff phone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// She takes this alert; without a label the only one that waits.
    Acknowledge(Option<Label>),
}

impl Order {
    /// Reads a text by its first word, in capitals or not. Anything after the label does not count.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words =
            text.split(|sign: char| sign.is_whitespace() || ",.;:!?-".contains(sign)).filter(|word| !word.is_empty());
        match words.next()? {
            word if word.eq_ignore_ascii_case("ack") => Some(Order::Acknowledge(words.next().and_then(Label::parse))),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_word_decides() {
        let label = Some(Label::stored("7F3K"));
        for (text, order) in [
            ("ACK 7F3K", Some(label.clone())),
            ("ack 7f3k", Some(label.clone())),
            (" Ack: 7f3k.", Some(label.clone())),
            ("ack #7f3k please", Some(label)),
            ("ACK", Some(None)),
            ("ack now", Some(None)),
            ("back 7F3K", None),
            ("ACK7F3K", None),
            ("please ack 7F3K", None),
            ("", None),
            ("?!", None),
        ] {
            assert_eq!(Order::parse(text), order.map(Order::Acknowledge), "text: {text:?}");
        }
    }
}
