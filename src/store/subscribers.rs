//! People, found by the keyed hash of their number.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::address::{Locale, Msisdn, Network};
use crate::domain::area::Area;
use crate::domain::care::CaseState;
use crate::domain::consent::{AdultAgreement, AgeBand, Roles, Standing, Subscription, Topics};
use crate::domain::conversation::{Discretion, Language, Profile, Talk, Whereabouts};
use crate::domain::ids::{AccountName, SubscriberId};
use crate::domain::schedule::Window;
use crate::store::connection::Tx;
use crate::store::dialect::lock_subscriber;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time_or_none, uuid};
use crate::store::schema::{cases, subscribers, training_interests};
use crate::store::seal::Place;

const NUMBER: Place = Place("subscribers.number_sealed");
const TALK: Place = Place("subscribers.talk_sealed");

/// By which way a person wrote.
#[derive(Debug, Clone)]
pub struct Through<'a> {
    /// Her number.
    pub number: Msisdn,
    /// The account: what is sent first leaves by the same.
    pub account: &'a AccountName,
    /// Her network, where the gateway tells it.
    pub network: Option<Network>,
}

/// A person whose row exists.
#[derive(Debug, Clone)]
pub struct Known {
    /// Her id.
    pub id: SubscriberId,
    /// What the rules know of her.
    pub profile: Profile,
}

#[derive(Queryable)]
struct ProfileRow {
    id: Vec<u8>,
    standing: String,
    topics: String,
    left_topics: String,
    language: Option<String>,
    language_how: Option<String>,
    quiet: bool,
    hours: Option<String>,
    role: Option<String>,
    age_band: Option<String>,
    adult_agreement: bool,
    area: Option<String>,
    paused_until: Option<i64>,
    talk_sealed: Option<Vec<u8>>,
}

/// The columns of a [`ProfileRow`], in its order.
macro_rules! profile_columns {
    () => {
        (
            subscribers::id,
            subscribers::standing,
            subscribers::topics,
            subscribers::left_topics,
            subscribers::language,
            subscribers::language_how,
            subscribers::quiet,
            subscribers::hours,
            subscribers::role,
            subscribers::age_band,
            subscribers::adult_agreement,
            subscribers::area,
            subscribers::paused_until,
            subscribers::talk_sealed,
        )
    };
}

/// Finds a person and holds her row until the transaction ends.
pub fn find(tx: &mut Tx<'_>, number: &Msisdn) -> Result<Option<Known>, StoreError> {
    let index = tx.sealer.number_index(number);
    // A row that was committed after this look is not ours to change: whoever adds her now collides and loads again.
    if !lock_subscriber(tx.connection, &index)? {
        return Ok(None);
    }
    let found: Option<ProfileRow> =
        tx.first(subscribers::table.filter(subscribers::number_index.eq(&index)).select(profile_columns!()))?;
    found.map(|row| known(tx, row)).transpose()
}

fn known(tx: &Tx<'_>, row: ProfileRow) -> Result<Known, StoreError> {
    let id = uuid(&row.id, "subscribers.id")?;
    let talk = match &row.talk_sealed {
        Some(sealed) => serde_json::from_slice(&tx.sealer.open(TALK, id, sealed)?).unwrap_or_default(),
        None => Talk::default(),
    };
    let profile = Profile {
        subscription: subscription(&row.standing, &row.topics, &row.left_topics),
        language: language(row.language.as_deref(), row.language_how.as_deref()),
        discretion: discretion(row.quiet),
        hours: row.hours.as_deref().and_then(|hours| Window::parse(hours).ok()),
        roles: roles(row.role.as_deref()),
        age_band: row.age_band.as_deref().and_then(AgeBand::parse),
        adult_agreement: adult_agreement(row.adult_agreement),
        whereabouts: Whereabouts::Home,
        area: row.area.as_deref().map(Area::stored),
        paused_until: time_or_none(row.paused_until, "subscribers.paused_until")?,
        talk,
    };
    Ok(Known { id: SubscriberId(id), profile })
}

/// Adds a person whom a file names, of whom nothing else is known.
pub fn add(tx: &mut Tx<'_>, id: SubscriberId, number: &Msisdn, now: Timestamp) -> Result<(), StoreError> {
    insert(tx, &Known { id, profile: Profile::new() }, number, (None, None), now)
}

/// Adds a person who writes for the first time, with all that her first message changed.
pub fn add_known(tx: &mut Tx<'_>, known: &Known, through: &Through<'_>, now: Timestamp) -> Result<(), StoreError> {
    insert(tx, known, &through.number, (Some(through.account), through.network), now)
}

/// Errors with `Collided` when somebody else was quicker to add this number.
fn insert(
    tx: &mut Tx<'_>,
    known: &Known,
    number: &Msisdn,
    (account, network): (Option<&AccountName>, Option<Network>),
    now: Timestamp,
) -> Result<(), StoreError> {
    let joined = known.profile.subscription.standing == Standing::Active;
    let row = (
        Columns::of(tx, known)?,
        subscribers::id.eq(bytes(&known.id.0)),
        subscribers::number_index.eq(tx.sealer.number_index(number)),
        subscribers::number_sealed.eq(Some(seal_number(tx, known.id.0, number)?)),
        subscribers::practice.eq(number.is_practice()),
        subscribers::unreachable.eq(false),
        subscribers::network.eq(network.map(|network| network.as_str())),
        subscribers::account.eq(account.map(AccountName::as_str)),
        subscribers::joined_at.eq(joined.then(|| millis(now))),
        subscribers::created_at.eq(millis(now)),
        subscribers::updated_at.eq(millis(now)),
    );
    match tx.execute(diesel::insert_into(subscribers::table).values(row)).map_err(StoreError::from) {
        Err(StoreError::Duplicate) => Err(StoreError::Collided),
        added => added.map(|_| ()),
    }
}

/// Keeps what changed of a person. A number that came back after an erasure is sealed anew.
pub fn save(
    tx: &mut Tx<'_>,
    known: &Known,
    through: &Through<'_>,
    before: Standing,
    now: Timestamp,
) -> Result<(), StoreError> {
    let target = subscribers::table.find(bytes(&known.id.0));
    let row = (
        Columns::of(tx, known)?,
        subscribers::account.eq(through.account.as_str()),
        subscribers::unreachable.eq(false),
        subscribers::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(target).set(row))?;
    if before == Standing::Erased {
        let sealed = Some(seal_number(tx, known.id.0, &through.number)?);
        tx.execute(diesel::update(target).set(subscribers::number_sealed.eq(sealed)))?;
    }
    if known.profile.subscription.standing == Standing::Active && before != Standing::Active {
        tx.execute(diesel::update(target).set(subscribers::joined_at.eq(Some(millis(now)))))?;
    }
    if let Some(network) = through.network {
        let changed = target.filter(subscribers::network.is_null().or(subscribers::network.ne(network.as_str())));
        tx.execute(diesel::update(changed).set(subscribers::network.eq(Some(network.as_str()))))?;
    }
    Ok(())
}

/// Keeps a change of consent that came by another way than her handset.
pub fn change_consent(tx: &mut Tx<'_>, id: SubscriberId, next: Subscription, now: Timestamp) -> Result<(), StoreError> {
    let row = (
        subscribers::standing.eq(next.standing.as_str()),
        subscribers::topics.eq(next.topics.to_words()),
        subscribers::left_topics.eq(next.left.to_words()),
        subscribers::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(subscribers::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Leaves the mark of an erased person: that nobody may write first. Her number goes with [`let_go`], once the last
/// word to her is out.
pub(super) fn erase(tx: &mut Tx<'_>, id: SubscriberId, now: Timestamp) -> Result<(), StoreError> {
    let none: Option<String> = None;
    let row = (
        subscribers::standing.eq(Standing::Erased.as_str()),
        subscribers::topics.eq(""),
        subscribers::left_topics.eq(""),
        subscribers::adult_agreement.eq(false),
        subscribers::language.eq(none.clone()),
        subscribers::language_how.eq(none.clone()),
        subscribers::quiet.eq(false),
        subscribers::hours.eq(none.clone()),
        subscribers::age_band.eq(none.clone()),
        subscribers::role.eq(none.clone()),
        subscribers::area.eq(none.clone()),
        subscribers::network.eq(none.clone()),
        subscribers::account.eq(none.clone()),
        subscribers::group_name.eq(none),
        subscribers::joined_at.eq(None::<i64>),
        subscribers::paused_until.eq(None::<i64>),
        subscribers::unreachable.eq(false),
        subscribers::talk_sealed.eq(None::<Vec<u8>>),
        subscribers::created_at.eq(millis(now)),
        subscribers::updated_at.eq(millis(now)),
    );
    tx.execute(diesel::update(subscribers::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// Erased people whose number is still there. Who has written since her erasure is among them only once she has been
/// silent since `silent_since`: until then she may be in the middle of a question. Who has asked for a place since then
/// waits for a call, and keeps her number as long as that is kept.
pub(super) fn half_erased(
    tx: &mut Tx<'_>,
    silent_since: Timestamp,
    called_since: Timestamp,
    limit: i64,
) -> Result<Vec<SubscriberId>, StoreError> {
    let found: Vec<Vec<u8>> = tx.load(
        subscribers::table
            .filter(sql::<Bool>("standing = 'erased' AND number_sealed IS NOT NULL"))
            .filter(diesel::dsl::not(diesel::dsl::exists(
                training_interests::table.filter(training_interests::subscriber_id.eq(subscribers::id)),
            )))
            .filter(diesel::dsl::not(diesel::dsl::exists(
                cases::table
                    .filter(cases::subscriber_id.eq(subscribers::id.nullable()))
                    .filter(cases::state.ne(CaseState::Closed.as_str()))
                    .filter(cases::last_in_at.ge(millis(called_since))),
            )))
            .filter(subscribers::talk_sealed.is_null().or(subscribers::updated_at.lt(millis(silent_since))))
            .limit(limit)
            .select(subscribers::id),
    )?;
    found.iter().map(|id| uuid(id, "subscribers.id").map(SubscriberId)).collect()
}

/// Removes the row of a person.
pub(super) fn forget(tx: &mut Tx<'_>, id: SubscriberId) -> Result<(), StoreError> {
    tx.execute(diesel::delete(subscribers::table.find(bytes(&id.0))))?;
    Ok(())
}

/// Whether the number of a person is kept under this id.
pub(super) fn has_number(tx: &mut Tx<'_>, id: SubscriberId) -> Result<bool, StoreError> {
    let row = subscribers::table.find(bytes(&id.0)).filter(subscribers::number_sealed.is_not_null());
    Ok(tx.first::<Vec<u8>, _>(row.select(subscribers::id))?.is_some())
}

/// Removes the number of an erased person and gives her mark an id of its own: the old one tells when she first wrote,
/// and what is left of her messages still carries it, which now leads to nobody. Says whether she still was erased.
pub(super) fn let_go(
    tx: &mut Tx<'_>,
    id: SubscriberId,
    mark: SubscriberId,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let erased =
        subscribers::table.find(bytes(&id.0)).filter(sql::<Bool>("standing = 'erased' AND number_sealed IS NOT NULL"));
    let row = (
        subscribers::id.eq(bytes(&mark.0)),
        subscribers::number_sealed.eq(None::<Vec<u8>>),
        subscribers::created_at.eq(millis(now)),
        subscribers::updated_at.eq(millis(now)),
    );
    Ok(tx.execute(diesel::update(erased).set(row))? == 1)
}

/// Notes that a gateway says the number does not exist.
pub fn mark_unreachable(tx: &mut Tx<'_>, id: SubscriberId, now: Timestamp) -> Result<(), StoreError> {
    let row = (subscribers::unreachable.eq(true), subscribers::updated_at.eq(millis(now)));
    tx.execute(diesel::update(subscribers::table.find(bytes(&id.0))).set(row))?;
    Ok(())
}

/// The columns of a profile; what is not known is written as such.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = subscribers, treat_none_as_null = true, treat_none_as_default_value = false)]
struct Columns {
    standing: &'static str,
    topics: String,
    left_topics: String,
    language: Option<String>,
    language_how: Option<&'static str>,
    quiet: bool,
    hours: Option<String>,
    role: Option<String>,
    age_band: Option<&'static str>,
    adult_agreement: bool,
    area: Option<String>,
    paused_until: Option<i64>,
    talk_sealed: Option<Vec<u8>>,
}

impl Columns {
    fn of(tx: &Tx<'_>, known: &Known) -> Result<Self, StoreError> {
        let profile = &known.profile;
        let talk = serde_json::to_vec(&profile.talk).map_err(|_| StoreError::Unreadable(TALK.0))?;
        Ok(Self {
            standing: profile.subscription.standing.as_str(),
            topics: profile.subscription.topics.to_words(),
            left_topics: profile.subscription.left.to_words(),
            language: profile.language.map(|language| language.locale().as_str().to_owned()),
            language_how: profile.language.map(|language| match language {
                Language::Learned(_) => "learned",
                Language::Chosen(_) => "chosen",
            }),
            quiet: profile.discretion == Discretion::Quiet,
            hours: profile.hours.map(|hours| hours.to_string()),
            role: Some(profile.roles.to_words()).filter(|words| !words.is_empty()),
            age_band: profile.age_band.map(AgeBand::as_str),
            adult_agreement: profile.adult_agreement == AdultAgreement::Recorded,
            area: profile.area.as_ref().map(|area| area.as_str().to_owned()),
            paused_until: profile.paused_until.map(millis),
            talk_sealed: Some(tx.sealer.seal(TALK, known.id.0, &talk)?),
        })
    }
}

fn seal_number(tx: &Tx<'_>, id: Uuid, number: &Msisdn) -> Result<Vec<u8>, StoreError> {
    tx.sealer.seal(NUMBER, id, number.expose().as_bytes())
}

/// The number of a person; `None` once she was erased.
pub fn number_of(tx: &mut Tx<'_>, id: SubscriberId) -> Result<Option<Msisdn>, StoreError> {
    let sealed: Option<Option<Vec<u8>>> =
        tx.first(subscribers::table.find(bytes(&id.0)).select(subscribers::number_sealed))?;
    open_number(tx, id.0, sealed.flatten().as_deref())
}

/// By which account and in which language a person last wrote.
pub fn caller(tx: &mut Tx<'_>, id: SubscriberId) -> Result<(Option<AccountName>, Option<Locale>), StoreError> {
    let row = subscribers::table.find(bytes(&id.0)).select((subscribers::account, subscribers::language));
    let (account, language): (Option<String>, Option<String>) = tx.first(row)?.unwrap_or_default();
    let locale = language.map(|code| Locale::parse(&code)).transpose();
    Ok((account.as_deref().map(AccountName::new), locale.map_err(|_| StoreError::Unreadable("subscribers.language"))?))
}

/// Opens a number for the sender; `None` for a person who was erased.
pub(super) fn open_number(tx: &Tx<'_>, id: Uuid, sealed: Option<&[u8]>) -> Result<Option<Msisdn>, StoreError> {
    let Some(sealed) = sealed else { return Ok(None) };
    let text = tx.sealer.open_text(NUMBER, id, sealed)?;
    Msisdn::from_digits(text.trim_start_matches('+')).map(Some).ok_or(StoreError::Unreadable(NUMBER.0))
}

/// Topics left that cannot be read are all of them: when in doubt we are silent.
pub(super) fn subscription(standing: &str, topics: &str, left: &str) -> Subscription {
    let left = Topics::parse(left).unwrap_or(Topics::ALL);
    let topics = Topics::parse(topics).unwrap_or(Topics::NONE).minus(left);
    Subscription { standing: Standing::parse(standing), topics, left }
}

pub(super) fn roles(words: Option<&str>) -> Roles {
    words.and_then(|words| Roles::parse(words).ok()).unwrap_or(Roles::NONE)
}

pub(super) fn adult_agreement(recorded: bool) -> AdultAgreement {
    if recorded { AdultAgreement::Recorded } else { AdultAgreement::Missing }
}

pub(super) fn discretion(quiet: bool) -> Discretion {
    if quiet { Discretion::Quiet } else { Discretion::Full }
}

pub(super) fn language(code: Option<&str>, how: Option<&str>) -> Option<Language> {
    let locale = Locale::parse(code?).ok()?;
    Some(if how == Some("chosen") { Language::Chosen(locale) } else { Language::Learned(locale) })
}
