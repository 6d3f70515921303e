//! The thread of a practice number, for the handset. Nobody else's words are read here.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::address::Msisdn;
use crate::domain::message::Body;
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::originated::BODY;
use crate::store::outbox::TEXT;
use crate::store::rows::{time, uuid};
use crate::store::schema::{originated, outbox, subscribers};

/// One bubble of a thread.
#[derive(Debug, Clone)]
pub struct Bubble {
    /// Which way it went.
    pub direction: Direction,
    /// The words; `None` where they may not be kept.
    pub text: Option<Body>,
    /// Billed parts of what we sent.
    pub segments: i32,
    /// When.
    pub at: Timestamp,
}

/// Which way a message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// From the handset.
    Originated,
    /// To the handset.
    Terminated,
}

/// The last messages from and to a practice number, oldest first.
pub fn of_practice(tx: &mut Tx<'_>, number: &Msisdn, limit: i64) -> Result<Vec<Bubble>, StoreError> {
    if !number.is_practice() {
        return Ok(Vec::new());
    }
    let index = tx.sealer.number_index(number);
    let person: Option<Vec<u8>> =
        tx.first(subscribers::table.filter(subscribers::number_index.eq(index)).select(subscribers::id))?;
    let Some(person) = person else { return Ok(Vec::new()) };
    let mut bubbles = received(tx, &person, limit)?;
    bubbles.extend(sent(tx, &person, limit)?);
    bubbles.sort_by_key(|bubble| (bubble.at, bubble.direction == Direction::Terminated));
    let surplus = bubbles.len().saturating_sub(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(bubbles.split_off(surplus))
}

fn received(tx: &mut Tx<'_>, person: &[u8], limit: i64) -> Result<Vec<Bubble>, StoreError> {
    let rows: Vec<(Vec<u8>, Option<Vec<u8>>, i64)> = tx.load(
        originated::table
            .filter(originated::subscriber_id.eq(person))
            .order(originated::received_at.desc())
            .limit(limit)
            .select((originated::id, originated::body_sealed, originated::received_at)),
    )?;
    rows.into_iter()
        .map(|(id, sealed, at)| {
            let id = uuid(&id, "originated.id")?;
            let text = sealed.map(|sealed| tx.sealer.open_text(BODY, id, &sealed)).transpose()?;
            let at = time(at, "originated.received_at")?;
            Ok(Bubble { direction: Direction::Originated, text: text.map(Body::new), segments: 0, at })
        })
        .collect()
}

type SentRow = (Vec<u8>, Option<Vec<u8>>, i32, i64);

fn sent(tx: &mut Tx<'_>, person: &[u8], limit: i64) -> Result<Vec<Bubble>, StoreError> {
    let rows: Vec<SentRow> = tx.load(
        outbox::table.filter(outbox::subscriber_id.eq(person)).order(outbox::id.desc()).limit(limit).select((
            outbox::id,
            outbox::text_sealed,
            outbox::segments,
            outbox::created_at,
        )),
    )?;
    rows.into_iter()
        .map(|(id, sealed, segments, at)| {
            let id = uuid(&id, "outbox.id")?;
            let text = sealed.map(|sealed| tx.sealer.open_text(TEXT, id, &sealed)).transpose()?;
            let at = time(at, "outbox.created_at")?;
            Ok(Bubble { direction: Direction::Terminated, text: text.map(Body::new), segments, at })
        })
        .collect()
}
