//! The requests that a gateway makes of us: texts, each with an id and a number of its own, and dialogues of five
//! turns, each of a number of its own.

use std::sync::atomic::{AtomicU64, Ordering};

/// What people write; the last is no keyword.
const TEXTS: [&str; 6] = ["Tips", "JOB", "tricks", "HELP", "iranlowo", "A man offers my daughter work in Italy"];
/// What is typed, all together after each turn: English, the tricks, the second of them, and back.
const TURNS: [&str; 5] = ["", "1", "1*3", "1*3*2", "1*3*2*0"];
/// Ten networks' prefixes of ten million numbers each.
const PREFIXES: [u64; 10] = [803, 806, 810, 813, 814, 816, 703, 706, 903, 906];
/// A number that no earlier request had.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// What is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    /// Texts.
    Sms,
    /// Turns of dialogues.
    Ussd,
}

/// One connection's requests, in their order.
pub struct Requests {
    load: Load,
    head: String,
    person: u64,
    turn: usize,
}

impl Requests {
    /// Requests to a path.
    pub fn new(load: Load, path: &str) -> Self {
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
        );
        Self { load, head, person: 0, turn: 0 }
    }

    /// The next request, whole.
    pub fn next(&mut self) -> String {
        if self.load == Load::Sms || self.turn == 0 {
            self.person = NEXT.fetch_add(1, Ordering::Relaxed);
        }
        let person = self.person;
        let number = PREFIXES[(person / 10_000_000 % 10) as usize] * 10_000_000 + person % 10_000_000;
        let body = match self.load {
            Load::Sms => {
                let text = TEXTS[person as usize % TEXTS.len()].replace(' ', "+");
                format!(
                    "linkId={person:020}&text={text}&to=32627&id=bench-{person:030}&date=2026-11-24T06%3A04%3A45Z&from=%2B234{number}&networkCode=62130&cost=NGN+4.0000"
                )
            }
            Load::Ussd => {
                let text = TURNS[self.turn].replace('*', "%2A");
                format!(
                    "sessionId=ATUid_{person:030}&phoneNumber=%2B234{number}&networkCode=62130&serviceCode=%2A347%2A627%23&text={text}"
                )
            }
        };
        self.turn = (self.turn + 1) % TURNS.len();
        format!("{}{}\r\n\r\n{body}", self.head, body.len())
    }

    /// Whether this answers as it should: a text with 200, a turn with a screen too.
    pub fn is_right(&self, status: u16, body: &[u8]) -> bool {
        status == 200 && (self.load == Load::Sms || body.starts_with(b"CON ") || body.starts_with(b"END "))
    }
}

/// Status and body of an answer that is there whole, and nothing else is; `None` while more is to come.
pub fn answer(received: &[u8]) -> Option<(u16, &[u8])> {
    let head = received.windows(4).position(|bytes| bytes == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&received[..head]).ok()?;
    let status = text.get(9..12)?.parse().ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let body = &received[head..];
    (body.len() >= length.unwrap_or(0)).then_some((status, body))
}
