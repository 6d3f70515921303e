//! What staff tell the service by SMS: `ACK 7F3K`, `R 7F3K words`.

use crate::domain::care::label::Label;

/// What a text from a staff phone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// She takes this alert; without a label the only one that waits.
    Acknowledge(Option<Label>),
    /// She answers the person of this case; without a label nobody.
    Reply(Option<Label>, String),
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
