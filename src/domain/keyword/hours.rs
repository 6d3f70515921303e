//! The hours that a person names, in figures or in words of her language. It never guesses between morning and evening.

use crate::domain::keyword::vocabulary::{PartOfDay, Sense, Vocabulary};
use crate::domain::schedule::Window;
use crate::domain::text::{fold, plain};

/// What a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// Any hour of the day.
    Any,
    /// These.
    Between(Window),
}

/// The stretches that the words morning, afternoon and evening stand for, as the menu offers them.
const PARTS: [(PartOfDay, &str, &str); 3] = [
    (PartOfDay::Morning, "08:00", "12:00"),
    (PartOfDay::Afternoon, "12:00", "16:00"),
    (PartOfDay::Evening, "16:00", "19:00"),
];
/// Where a day of ours begins and ends for somebody who names only the other end.
const DAY: (&str, &str) = ("08:00", "20:00");

/// Reads hours such as `6PM-8PM`, `6 to 8 in the evening`, `karfe 6 na yamma zuwa 8`, `irole`, `any`. `None` where they
/// are not clear.
pub fn read_hours(vocabulary: &Vocabulary, text: &str) -> Option<Hours> {
    if vocabulary.means(&fold(text), Sense::Any) {
        return Some(Hours::Any);
    }
    let pieces = pieces(vocabulary, text);
    let window = parts_only(&pieces).or_else(|| open_ended(&pieces)).or_else(|| Window::parse(&written(&pieces)).ok());
    window.map(Hours::Between)
}

/// A piece of what was written.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    /// A word or phrase with its senses.
    Word(Vec<Sense>, String),
    /// Figures.
    Figures(String),
    /// A mark between them.
    Mark(char),
}

impl Piece {
    fn is(&self, sense: Sense) -> bool {
        matches!(self, Piece::Word(senses, _) if senses.contains(&sense))
    }

    fn part(&self) -> Option<PartOfDay> {
        let Piece::Word(senses, _) = self else { return None };
        senses.iter().find_map(|sense| if let Sense::Part(part) = sense { Some(*part) } else { None })
    }

    fn hour(&self) -> Option<u8> {
        match self {
            Piece::Word(senses, _) => {
                senses.iter().find_map(|sense| if let Sense::Number(hour) = sense { Some(*hour) } else { None })
            }
            Piece::Figures(figures) => figures.parse().ok(),
            Piece::Mark(_) => None,
        }
    }
}

/// Cuts what was written into figures, marks, and the longest phrases that have a sense.
fn pieces(vocabulary: &Vocabulary, text: &str) -> Vec<Piece> {
    let text: String = plain(text).to_lowercase().chars().filter(|c| !matches!(c, '\'' | '`')).collect();
    let mut pieces = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut rest = text.as_str();
    while let Some(first) = rest.chars().next() {
        let same = |c: char| (c.is_alphabetic(), c.is_ascii_digit()) == (first.is_alphabetic(), first.is_ascii_digit());
        let end =
            if first.is_alphanumeric() { rest.find(|c| !same(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (piece, after) = rest.split_at(end);
        rest = after;
        if first.is_alphabetic() {
            words.push(piece.to_owned());
        } else if first == ' ' {
            continue;
        } else {
            phrases(vocabulary, &mut words, &mut pieces);
            let is_number = first.is_ascii_digit();
            pieces.push(if is_number { Piece::Figures(piece.to_owned()) } else { Piece::Mark(first) });
        }
    }
    phrases(vocabulary, &mut words, &mut pieces);
    pieces
}

fn phrases(vocabulary: &Vocabulary, words: &mut Vec<String>, pieces: &mut Vec<Piece>) {
    let mut rest = words.as_slice();
    while !rest.is_empty() {
        let most = rest.len().min(vocabulary.longest().max(1));
        let known = (1..=most).rev().map(|count| (count, fold(&rest[..count].join(" "))));
        let known = known.map(|(count, phrase)| (count, vocabulary.of(&phrase))).find(|(_, senses)| !senses.is_empty());
        let (count, senses) = known.map_or((1, Vec::new()), |(count, senses)| (count, senses.to_vec()));
        pieces.push(Piece::Word(senses, rest[..count].join(" ")));
        rest = &rest[count..];
    }
    words.clear();
}

/// `evening`, or `morning to afternoon`, and nothing else.
fn parts_only(pieces: &[Piece]) -> Option<Window> {
    let parts: Vec<PartOfDay> = pieces.iter().filter_map(Piece::part).collect();
    let joins = |piece: &Piece| {
        let words = [Sense::From, Sense::Until, Sense::And].into_iter().any(|sense| piece.is(sense));
        words || matches!(piece, Piece::Mark('-' | ',' | '.' | '/'))
    };
    if parts.is_empty() || !pieces.iter().all(|piece| piece.part().is_some() || joins(piece)) {
        return None;
    }
    let stretch = |part: &PartOfDay| PARTS.iter().find(|(named, ..)| named == part);
    let ((_, from, _), (_, _, to)) = (stretch(parts.first()?)?, stretch(parts.last()?)?);
    Window::parse(&format!("{from}-{to}")).ok().filter(|window| !window.crosses_midnight())
}

/// `after 5pm`, `before 10am`.
fn open_ended(pieces: &[Piece]) -> Option<Window> {
    let (first, rest) = pieces.split_first()?;
    let time = written(rest);
    let hours = if first.is(Sense::After) {
        format!("{time}-{}", DAY.1)
    } else if first.is(Sense::Before) {
        format!("{}-{time}", DAY.0)
    } else {
        return None;
    };
    Window::parse(&hours).ok().filter(|window| !window.crosses_midnight())
}

/// The same in the figures and few words that a window is read from.
fn written(pieces: &[Piece]) -> String {
    let mut out = String::new();
    let mut hour = None;
    // A part of the day that stands before the figures, as in "evening 6-8", is that of the last hour.
    let mut ahead = None;
    for piece in pieces {
        match piece {
            Piece::Figures(figures) => out.push_str(figures),
            Piece::Mark(mark) => out.push(*mark),
            Piece::Word(_, word) => {
                let part = piece.part().and_then(|part| Some(half(part, hour?)));
                ahead = ahead.or(piece.part().filter(|_| part.is_none()));
                let said = match (piece.hour(), part) {
                    _ if piece.is(Sense::OClock) => String::new(),
                    _ if piece.is(Sense::HalfPast) => {
                        out.truncate(out.trim_end().len());
                        ":30".to_owned()
                    }
                    (Some(number), _) => format!(" {number}"),
                    (None, Some(half)) => format!(" {half} "),
                    _ if piece.part().is_some() => String::new(),
                    _ if piece.is(Sense::Until) => " to ".to_owned(),
                    _ if piece.is(Sense::From) => "from ".to_owned(),
                    _ => format!(" {word} "),
                };
                out.push_str(&said);
            }
        }
        // Minutes do not change which half of the day an hour is in.
        if !out.trim_end().ends_with(":30") && !is_minutes(&out) {
            hour = piece.hour().or(hour);
        }
    }
    if let (Some(part), Some(hour)) = (ahead, hour) {
        out = format!("{out} {}", half(part, hour));
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether what was written last are the minutes of an hour.
fn is_minutes(out: &str) -> bool {
    let before = out.trim_end_matches(|c: char| c.is_ascii_digit());
    before.len() < out.len() && before.ends_with([':', '.']) && before.len() > 1
}

/// Which half of the day an hour of such a stretch is in.
fn half(part: PartOfDay, hour: u8) -> &'static str {
    let is_morning = match part {
        // Until twelve in the morning is until noon.
        PartOfDay::Morning => hour != 12,
        PartOfDay::Afternoon => (9..12).contains(&hour),
        PartOfDay::Evening => false,
        PartOfDay::Night => hour == 12 || hour < 6,
    };
    if is_morning { "am" } else { "pm" }
}
