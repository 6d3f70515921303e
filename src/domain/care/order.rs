//! What staff tell the service by SMS: `ACK 7F3K`, `7F3K` to read, `R 7F3K words`, and what a tired thumb makes of them.

use crate::domain::care::label::Label;

/// Signs of a word that is said back as a label that nobody knows. More may be somebody's name or story.
const LONGEST_SLIP: usize = 8;
/// Pieces into which a label is typed apart, at most.
const MOST_PIECES: usize = 4;
/// Labels of one text that are looked at, at most: each costs a look.
const MOST_LABELS: usize = 8;
/// What may stand between a label and the words to send.
const BETWEEN: &str = ",.:;-)]\"'\u{2019}\u{201d}";

/// What a text from a staff phone asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Order {
    /// She takes an alert.
    Acknowledge(Meant),
    /// She answers the person of this case.
    Reply(Label, String),
    /// She wants to know which ready texts there are for the person of this case.
    ReadyTexts(Label),
    /// She wants to read on her phone what the person of this case wrote.
    Read(Label),
    /// The label and no other word: she takes the alert, if nobody has, or reads the case.
    Bare(Label),
    /// It is for us, and what she wants is not understood.
    Unclear,
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

/// How a text from a staff phone may be read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reading {
    /// What it is by its first word, whatever is open.
    pub by_word: Option<Order>,
    /// What it is, before that, if a case of this label is open; the first that is counts. A word of every day may have
    /// the four signs of a label, so that the label alone proves nothing.
    pub if_open: Vec<(Label, Order)>,
}

impl Reading {
    /// Reads a text; small letters are as good as capitals.
    pub fn of(text: &str) -> Self {
        let words = words_of(text);
        let Some((first, rest)) = words.split_first() else { return Self::default() };
        let dotted = words.iter().take(3).map(|word| word.text).collect::<Vec<_>>().join(".");
        if is_ack(first.text) {
            return acknowledgement(rest);
        }
        if dotted.eq_ignore_ascii_case("a.c.k") {
            return acknowledgement(&words[3..]);
        }
        if let Some(label) = glued(first.text, "ack") {
            return Self::sure(Order::Acknowledge(Meant::Named(label)));
        }
        if first.text.eq_ignore_ascii_case("r") {
            return reply(text, rest);
        }
        if let Some(label) = glued(first.text, "r") {
            let order = said(label.clone(), said_after(text, first));
            // RHEAD may be a word; R7F3K is none.
            return match label.as_str().bytes().any(|sign| sign.is_ascii_digit()) {
                true => Self::sure(order),
                false => Self { by_word: None, if_open: vec![(label, order)] },
            };
        }
        Self { by_word: None, if_open: named(&words) }
    }

    /// Whether there is nothing in it that staff write to us.
    pub fn is_nothing(&self) -> bool {
        self.by_word.is_none() && self.if_open.is_empty()
    }

    fn sure(order: Order) -> Self {
        Self { by_word: Some(order), if_open: Vec::new() }
    }
}

/// A run of letters and digits, and where it ends in its text.
struct Word<'a> {
    text: &'a str,
    end: usize,
}

fn words_of(text: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut start = None;
    for (at, sign) in text.char_indices().chain([(text.len(), ' ')]) {
        match (sign.is_alphanumeric(), start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.push(Word { text: &text[from..at], end: at });
                start = None;
            }
            _ => {}
        }
    }
    words
}

fn is_ack(word: &str) -> bool {
    ["ack", "acknowledge", "acknowledged"].iter().any(|ack| word.eq_ignore_ascii_case(ack))
}

fn is_ok(word: &str) -> bool {
    ["ok", "okay"].iter().any(|ok| word.eq_ignore_ascii_case(ok))
}

/// A label without a space after the word before it.
fn glued(word: &str, before: &str) -> Option<Label> {
    let (start, label) = word.split_at_checked(before.len())?;
    start.eq_ignore_ascii_case(before).then(|| Label::parse(label)).flatten()
}

/// The label that these words begin with when it was typed apart, and how many of them it takes.
fn apart(words: &[Word<'_>]) -> Option<(Label, usize)> {
    (2..=MOST_PIECES.min(words.len())).find_map(|count| {
        let joined: String = words[..count].iter().map(|word| word.text).collect();
        Some((Label::parse(&joined)?, count))
    })
}

fn acknowledgement(rest: &[Word<'_>]) -> Reading {
    let Some(first) = rest.first() else { return Reading::sure(Order::Acknowledge(Meant::TheOnly)) };
    let label = Label::parse(first.text).or_else(|| Some(apart(rest)?.0));
    if let Some(label) = label {
        return Reading::sure(Order::Acknowledge(Meant::Named(label)));
    }
    let is_short = first.text.len() <= LONGEST_SLIP && first.text.bytes().all(|sign| sign.is_ascii_alphanumeric());
    let said = is_short.then(|| first.text.to_ascii_uppercase());
    let later = labels(rest).map(|label| (label.clone(), Order::Acknowledge(Meant::Named(label))));
    Reading { by_word: Some(Order::Acknowledge(Meant::Unreadable(said))), if_open: later.collect() }
}

fn reply(text: &str, rest: &[Word<'_>]) -> Reading {
    let label = rest.first().and_then(|first| Some((Label::parse(first.text)?, first)));
    if let Some((label, first)) = label {
        return Reading::sure(said(label, said_after(text, first)));
    }
    let apart = apart(rest).map(|(label, count)| {
        let order = said(label.clone(), said_after(text, &rest[count - 1]));
        (label, order)
    });
    Reading { by_word: Some(Order::Unclear), if_open: apart.into_iter().collect() }
}

/// An R without words asks for hers, and one with a question mark for the ready texts.
fn said(label: Label, words: String) -> Order {
    let only = words.trim_matches(|sign: char| !sign.is_alphanumeric());
    match only {
        _ if words.is_empty() || only.eq_ignore_ascii_case("read") => Order::Read(label),
        _ if words == "?" => Order::ReadyTexts(label),
        // Our own words are for us, never for her.
        _ if is_ack(only) => Order::Acknowledge(Meant::Named(label)),
        _ => Order::Reply(label, words),
    }
}

/// A text that no word of ours begins: what it is where it names an open case.
fn named(words: &[Word<'_>]) -> Vec<(Label, Order)> {
    match words {
        [word] => labels(words)
            .map(|label| (label.clone(), Order::Bare(label)))
            .take(usize::from(!is_ok(word.text)))
            .collect(),
        [one, other] if is_ok(one.text) || is_ok(other.text) || is_ack(other.text) => {
            labels(words).map(|label| (label.clone(), Order::Acknowledge(Meant::Named(label)))).collect()
        }
        // READ has the signs of a label itself.
        [one, other] if one.text.eq_ignore_ascii_case("read") => {
            labels(&words[1..]).map(|label| (label.clone(), Order::Read(label))).collect()
        }
        _ => match apart(words) {
            Some((label, count)) if count == words.len() => vec![(label.clone(), Order::Bare(label))],
            _ => labels(words).map(|label| (label, Order::Unclear)).collect(),
        },
    }
}

fn labels(words: &[Word<'_>]) -> impl Iterator<Item = Label> {
    words.iter().filter_map(|word| Label::parse(word.text)).take(MOST_LABELS)
}

/// What stands after a word, without the signs that set it off.
fn said_after(text: &str, word: &Word<'_>) -> String {
    let said = text.get(word.end..).unwrap_or_default();
    said.trim_start_matches(|sign: char| sign.is_whitespace() || BETWEEN.contains(sign)).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label() -> Label {
        Label::stored("7F3K")
    }

    fn ack(label: &str) -> Order {
        Order::Acknowledge(Meant::Named(Label::stored(label)))
    }

    #[test]
    fn the_first_word_decides() {
        let slip = |word: &str| Some(Order::Acknowledge(Meant::Unreadable(Some(word.to_owned()))));
        let unreadable = Some(Order::Acknowledge(Meant::Unreadable(None)));
        let (mine, the_only) = (Some(ack("7F3K")), Some(Order::Acknowledge(Meant::TheOnly)));
        for (text, order) in [
            ("ACK 7F3K", mine.clone()),
            ("ack 7f3k", mine.clone()),
            (" Ack: 7f3k.", mine.clone()),
            ("ack #7f3k please", mine.clone()),
            ("ACK7F3K", mine.clone()),
            ("Ack7f3k.", mine.clone()),
            ("A.C.K. 7F3K", mine.clone()),
            ("a c k 7f3k", mine.clone()),
            ("ACK 7F 3K", mine.clone()),
            ("ack 7 f 3 k", mine.clone()),
            ("ACK: \"7F3K\"", mine.clone()),
            ("ACK (7F3K)", mine.clone()),
            ("Acknowledge 7F3K", mine),
            ("ACK", the_only.clone()),
            ("Ack!", the_only.clone()),
            ("A.C.K.", the_only),
            ("ack now", slip("NOW")),
            ("ACK CG70", slip("CG70")),
            ("ack #7f3k2", slip("7F3K2")),
            ("ACK everything", unreadable.clone()),
            ("ack \u{1eb9}\u{1eb9}", unreadable),
            ("back 7F3K", None),
            ("ACKED", None),
            ("please ack 7F3K", None),
            ("7F3K", None),
            ("OK 7F3K", None),
            ("", None),
            ("?!", None),
        ] {
            assert_eq!(Reading::of(text).by_word, order, "text: {text:?}");
        }
    }

    #[test]
    fn an_answer_has_a_label_and_words() {
        for (text, order) in [
            ("R 7F3K Are you well?", Some("Are you well?")),
            (" r: #7f3k, 2", Some("2")),
            ("R 7F3K (1)", Some("(1)")),
            ("R \"7F3K\" 1.", Some("1.")),
            ("R7F3K Are you well?", Some("Are you well?")),
            ("r.7f3k - can you talk", Some("can you talk")),
        ] {
            let order = order.map(|words| Order::Reply(label(), words.to_owned()));
            assert_eq!(Reading::of(text).by_word, order, "text: {text:?}");
        }
        assert_eq!(Reading::of("R 7F3K ?").by_word, Some(Order::ReadyTexts(label())));
        assert_eq!(Reading::of("R 7F3K ack.").by_word, Some(ack("7F3K")));
        for text in ["R 7F3K", "r7f3k.", "R: 7F3K ", "R 7F3K READ"] {
            assert_eq!(Reading::of(text).by_word, Some(Order::Read(label())), "text: {text:?}");
        }
        for text in ["r u there", "R", "R 7F3 hello"] {
            assert_eq!(Reading::of(text).by_word, Some(Order::Unclear), "text: {text:?}");
        }
        for text in ["Rina is here", "R7F3 hello", "RHEAD hello"] {
            assert_eq!(Reading::of(text).by_word, None, "text: {text:?}");
        }
    }

    #[test]
    fn what_counts_only_for_an_open_case() {
        let reply = |label: &str, words: &str| Order::Reply(Label::stored(label), words.to_owned());
        for (text, orders) in [
            ("HBFH", vec![("HBFH", Order::Bare(Label::stored("HBFH")))]),
            ("hb fh", vec![("HBFH", Order::Bare(Label::stored("HBFH")))]),
            ("OK HBFH", vec![("HBFH", ack("HBFH"))]),
            ("HBFH ack", vec![("HBFH", ack("HBFH"))]),
            ("ACK case 7F3K", vec![("7F3K", ack("7F3K"))]),
            ("RHBFH are you well?", vec![("HBFH", reply("HBFH", "are you well?"))]),
            ("R HB FH are you well?", vec![("HBFH", reply("HBFH", "are you well?"))]),
            ("read hbfh", vec![("HBFH", Order::Read(Label::stored("HBFH")))]),
            ("R HB FH", vec![("HBFH", Order::Read(Label::stored("HBFH")))]),
            ("CLOSE HBFH", vec![("HBFH", Order::Unclear)]),
            ("is 7F3K with HBFH?", vec![("7F3K", Order::Unclear), ("HBFH", Order::Unclear)]),
            ("OK", vec![]),
            ("HELP", vec![]),
            ("I am hungry", vec![]),
            ("08030000000", vec![]),
        ] {
            let orders: Vec<(Label, Order)> =
                orders.into_iter().map(|(label, order)| (Label::stored(label), order)).collect();
            let seen: Vec<(Label, Order)> = Reading::of(text)
                .if_open
                .into_iter()
                .filter(|(label, _)| ["7F3K", "HBFH"].contains(&label.as_str()))
                .collect();
            assert_eq!(seen, orders, "text: {text:?}");
        }
        assert!(Reading::of("I am hungry").is_nothing());
        assert_eq!(Reading::of(&"7F3K ".repeat(100)).if_open.len(), MOST_LABELS);
    }
}
