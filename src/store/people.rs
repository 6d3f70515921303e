//! People as staff see them: who may be in an audience, who was written down on paper, what is held of one person.

use diesel::prelude::*;
use jiff::Timestamp;

use crate::domain::address::{Locale, Msisdn, Network};
use crate::domain::area::Area;
use crate::domain::campaign::{Candidate, Reach};
use crate::domain::consent::{AdultAgreement, AgeBand, Roles};
use crate::domain::conversation::Discretion;
use crate::domain::ids::{AccountName, SubscriberId};
use crate::domain::schedule::Window;
use crate::store::connection::Tx;
use crate::store::dialect;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time, time_or_none, uuid};
use crate::store::schema::{originated, outbox, subscribers, ussd_sessions};
use crate::store::subscribers::{adult_agreement, discretion, roles, subscription};

/// A person who may be in an audience.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Her id.
    pub id: SubscriberId,
    /// How plainly we may speak to her.
    pub discretion: Discretion,
    /// The account that she last wrote through.
    pub account: Option<AccountName>,
    /// What an audience looks at.
    pub candidate: Candidate,
}

#[derive(Queryable)]
struct ListedRow {
    id: Vec<u8>,
    standing: String,
    topics: String,
    left_topics: String,
    language: Option<String>,
    quiet: bool,
    age_band: Option<String>,
    adult_agreement: bool,
    role: Option<String>,
    area: Option<String>,
    network: Option<String>,
    account: Option<String>,
    group_name: Option<String>,
    joined_at: Option<i64>,
    paused_until: Option<i64>,
    practice: bool,
    unreachable: bool,
}

/// The columns of a [`ListedRow`], in its order.
macro_rules! listed_columns {
    () => {
        (
            subscribers::id,
            subscribers::standing,
            subscribers::topics,
            subscribers::left_topics,
            subscribers::language,
            subscribers::quiet,
            subscribers::age_band,
            subscribers::adult_agreement,
            subscribers::role,
            subscribers::area,
            subscribers::network,
            subscribers::account,
            subscribers::group_name,
            subscribers::joined_at,
            subscribers::paused_until,
            subscribers::practice,
            subscribers::unreachable,
        )
    };
}

/// The next people after one, in the order of their ids. `default` is the language of those who have none.
pub fn after(
    tx: &mut Tx<'_>,
    last: Option<SubscriberId>,
    limit: usize,
    default: Locale,
) -> Result<Vec<Listed>, StoreError> {
    let last = last.map(|id| bytes(&id.0).to_vec()).unwrap_or_default();
    let rows: Vec<ListedRow> = tx.load(
        subscribers::table
            .filter(subscribers::id.gt(last))
            .order(subscribers::id)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(listed_columns!()),
    )?;
    rows.into_iter().map(|row| listed(row, default)).collect()
}

/// People one after the other, held until the transaction ends.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// They, in the order of their ids.
    pub people: Vec<Listed>,
    /// Whether nobody comes after them.
    pub is_last: bool,
}

/// The next people after one, held so that nothing that concerns them changes until the transaction ends. They end
/// before the first with whom somebody else is busy: she comes with the next ones.
pub fn hold_after(
    tx: &mut Tx<'_>,
    last: Option<SubscriberId>,
    limit: usize,
    default: Locale,
) -> Result<Stretch, StoreError> {
    let last = last.map(|id| bytes(&id.0).to_vec()).unwrap_or_default();
    let ids: Vec<Vec<u8>> = tx.load(
        subscribers::table
            .filter(subscribers::id.gt(last))
            .order(subscribers::id)
            .limit(i64::try_from(limit).unwrap_or(i64::MAX))
            .select(subscribers::id),
    )?;
    let held = dialect::hold_free_subscribers(tx.connection, ids.clone())?;
    let free = ids.iter().zip(&held).take_while(|(wanted, held)| wanted == held).count();
    let people = with_hours(tx, &ids[..free], default)?;
    Ok(Stretch {
        people: people.into_iter().map(|(listed, _)| listed).collect(),
        is_last: free == ids.len() && free < limit,
    })
}

fn listed(row: ListedRow, default: Locale) -> Result<Listed, StoreError> {
    let subscription = subscription(&row.standing, &row.topics, &row.left_topics);
    let reach = match (row.practice, row.unreachable) {
        (true, _) => Reach::Practice,
        (false, true) => Reach::NotWorking,
        (false, false) => Reach::Working,
    };
    let candidate = Candidate {
        language: row.language.as_deref().and_then(|code| Locale::parse(code).ok()).unwrap_or(default),
        area: row.area.as_deref().map(Area::stored),
        roles: roles(row.role.as_deref()),
        age_band: row.age_band.as_deref().and_then(AgeBand::parse),
        adult_agreement: adult_agreement(row.adult_agreement),
        topics: subscription.topics,
        standing: subscription.standing,
        network: row.network.as_deref().and_then(Network::parse),
        group: row.group_name,
        joined_at: time_or_none(row.joined_at, "subscribers.joined_at")?,
        paused_until: time_or_none(row.paused_until, "subscribers.paused_until")?,
        reach,
    };
    let id = SubscriberId(uuid(&row.id, "subscribers.id")?);
    let account = row.account.as_deref().map(AccountName::new);
    Ok(Listed { id, discretion: discretion(row.quiet), account, candidate })
}

/// These people, in the order of their ids, with the hours that they set.
pub(super) fn with_hours(
    tx: &mut Tx<'_>,
    ids: &[Vec<u8>],
    default: Locale,
) -> Result<Vec<(Listed, Option<Window>)>, StoreError> {
    let rows: Vec<(ListedRow, Option<String>)> = tx.load(
        subscribers::table
            .filter(subscribers::id.eq_any(ids))
            .order(subscribers::id)
            .select((listed_columns!(), subscribers::hours)),
    )?;
    let read = |(row, hours): (ListedRow, Option<String>)| {
        let hours = hours.as_deref().and_then(|hours| Window::parse(hours).ok());
        Ok((listed(row, default)?, hours))
    };
    rows.into_iter().map(read).collect()
}

/// What a people file says of a person beside her number and consent.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// Her language.
    pub language: Option<Locale>,
    /// Where she lives.
    pub area: Option<Area>,
    /// As what those who share the phone signed up.
    pub roles: Roles,
    /// How old she is.
    pub age_band: Option<AgeBand>,
    /// Whether an adult agreed for a child.
    pub adult_agreement: AdultAgreement,
    /// The group of the file.
    pub group: Option<String>,
}

/// Writes down what a file says of a person who is known. A language that she chose herself stays.
pub fn write_down(
    tx: &mut Tx<'_>,
    id: SubscriberId,
    written: &Written,
    joined_at: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let row = subscribers::table.find(bytes(&id.0));
    if let Some(language) = written.language {
        let not_chosen = row.filter(subscribers::language_how.is_null().or(subscribers::language_how.ne("chosen")));
        let set = (
            subscribers::language.eq(Some(language.as_str().to_owned())),
            subscribers::language_how.eq(Some("learned")),
        );
        tx.execute(diesel::update(not_chosen).set(set))?;
    }
    let not_joined = row.filter(subscribers::joined_at.is_null());
    tx.execute(diesel::update(not_joined).set(subscribers::joined_at.eq(Some(millis(joined_at)))))?;
    let set = Details {
        area: written.area.as_ref().map(|area| area.as_str().to_owned()),
        role: Some(written.roles.to_words()).filter(|words| !words.is_empty()),
        age_band: written.age_band.map(|band| band.as_str().to_owned()),
        adult_agreement: (written.adult_agreement == AdultAgreement::Recorded).then_some(true),
        group_name: written.group.clone(),
        updated_at: millis(now),
    };
    tx.execute(diesel::update(row).set(set))?;
    Ok(())
}

/// Columns that a file may fill; what it leaves empty stays as it was.
#[derive(AsChangeset)]
#[diesel(table_name = subscribers)]
struct Details {
    area: Option<String>,
    role: Option<String>,
    age_band: Option<String>,
    adult_agreement: Option<bool>,
    group_name: Option<String>,
    updated_at: i64,
}

/// What is held of one person, besides her proofs of consent.
#[derive(Debug, Clone)]
pub struct Held {
    /// Her id.
    pub id: SubscriberId,
    /// What an audience looks at.
    pub candidate: Candidate,
    /// How plainly we may speak to her.
    pub discretion: Discretion,
    /// The account that she last wrote through.
    pub account: Option<AccountName>,
    /// The hours that she set.
    pub hours: Option<String>,
    /// When we first heard of her.
    pub created_at: Timestamp,
    /// Texts that she sent.
    pub texts_received: i64,
    /// Texts to her that left or wait.
    pub texts_sent: i64,
    /// Dialogues that are still remembered.
    pub dialogues: i64,
}

/// What is held of the person with this number.
pub fn held(tx: &mut Tx<'_>, number: &Msisdn, default: Locale) -> Result<Option<Held>, StoreError> {
    let index = tx.sealer.number_index(number);
    let row: Option<(ListedRow, Option<String>, i64)> =
        tx.first(subscribers::table.filter(subscribers::number_index.eq(index)).select((
            listed_columns!(),
            subscribers::hours,
            subscribers::created_at,
        )))?;
    let Some((row, hours, created_at)) = row else { return Ok(None) };
    let id = row.id.clone();
    let listed = listed(row, default)?;
    Ok(Some(Held {
        id: listed.id,
        candidate: listed.candidate,
        discretion: listed.discretion,
        account: listed.account,
        hours,
        created_at: time(created_at, "subscribers.created_at")?,
        texts_received: tx.one(originated::table.filter(originated::subscriber_id.eq(&id)).count())?,
        texts_sent: tx.one(outbox::table.filter(outbox::subscriber_id.eq(&id)).count())?,
        dialogues: tx.one(ussd_sessions::table.filter(ussd_sessions::subscriber_id.eq(&id)).count())?,
    }))
}
