//! What a handset has to show now: its texts, and the screen of its call. Showing a call takes its last turn again,
//! which changes nothing, so a page can be loaded as often as one likes.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::domain::address::Locale;
use crate::service::Context;
use crate::service::handset::{Bubble, HandsetError, Shown, dial, language, thread};
use crate::staff::stand::{Problem, Stand};

/// What a call shows.
#[derive(Debug, Clone)]
pub enum Turn {
    /// There is none.
    Idle,
    /// Its screen.
    Shown(Shown),
    /// The network ended it.
    TimedOut,
}

/// All that a handset shows.
#[derive(Debug, Clone)]
pub struct Scene {
    /// The texts, oldest first.
    pub thread: Vec<Bubble>,
    /// The call.
    pub turn: Turn,
    /// The language of the number.
    pub locale: Locale,
    /// When it was looked at.
    pub now: Timestamp,
    /// What is left of the call.
    pub left: SignedDuration,
}

/// What a program is told; `fitila handset` reads it.
#[derive(Debug, Serialize)]
pub struct Reply<'a> {
    n: u8,
    call: Option<String>,
    keys: &'a str,
    thread: Vec<Said<'a>>,
    mark: String,
    screen: Option<&'a str>,
    ends: bool,
    problems: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct Said<'a> {
    from_me: bool,
    text: Option<&'a str>,
    segments: usize,
    at: String,
}

impl Scene {
    /// Looks.
    pub async fn look(context: &Context, stand: &Stand) -> Result<Self, HandsetError> {
        let now = context.clock().now();
        let number = stand.number();
        let left = stand.call.map_or(SignedDuration::ZERO, |call| call.left(now));
        let turn = match stand.call {
            None => Turn::Idle,
            Some(_) if left.is_zero() => Turn::TimedOut,
            Some(call) => Turn::Shown(dial(context, &number, &call, &stand.keys).await?),
        };
        Ok(Self { thread: thread(context, &number).await?, turn, locale: language(context, &number).await?, now, left })
    }

    /// Whether the call waits for an answer.
    pub fn is_open(&self) -> bool {
        matches!(&self.turn, Turn::Shown(shown) if !shown.screen.ends)
    }

    /// The words on the screen.
    pub fn screen(&self) -> Option<&str> {
        match &self.turn {
            Turn::Shown(shown) => Some(&shown.screen.text),
            Turn::Idle | Turn::TimedOut => None,
        }
    }

    /// Tells two threads apart.
    pub fn mark(&self) -> String {
        let last = self.thread.last().map_or(0, |last| last.at.as_millisecond());
        format!("{} {last}", self.thread.len())
    }

    /// The scene for a program.
    pub fn reply<'a>(&'a self, stand: &'a Stand, problems: &'a [Problem]) -> Reply<'a> {
        let said = |bubble: &'a Bubble| Said {
            from_me: bubble.from_me,
            text: bubble.text.as_ref().map(|text| text.expose()),
            segments: bubble.segments,
            at: bubble.at.to_string(),
        };
        Reply {
            n: stand.index,
            call: stand.call.map(|call| call.to_string()),
            keys: &stand.keys,
            thread: self.thread.iter().map(said).collect(),
            mark: self.mark(),
            screen: self.screen(),
            ends: !self.is_open(),
            problems: problems.iter().map(|problem| problem.text.as_str()).collect(),
        }
    }
}
