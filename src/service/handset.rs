//! The simulated phone: it makes the requests that a gateway makes, takes them the way that gateways take, and shows
//! what came back. It knows practice numbers only, so nobody is ever reached from here.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use crate::domain::address::{Locale, Msisdn};
use crate::domain::catalogue::Text;
use crate::domain::conversation::Rulebook;
use crate::domain::keyword::Does;
use crate::domain::message::Body;
use crate::domain::text::{SplitUnit, fold, segment};
use crate::domain::ussd::septets_on_air;
use crate::gateway::{Account, Kind, RawRequest, RawResponse, UssdEnd};
use crate::service::accept_request::accept_request;
use crate::service::context::Context;
use crate::service::dial_session::{Screen, end_session};
use crate::store::threads::{self, Direction};
use crate::store::{StoreError, subscribers};

/// What networks allow a call of this kind to last.
pub const CALL_LIMIT: SignedDuration = SignedDuration::from_secs(180);
/// Texts of a thread that are shown.
const THREAD_LIMIT: i64 = 40;
/// An answer is looked for this often, and this many times: a second and a half in all.
const LOOK_EVERY: Duration = Duration::from_millis(30);
const LOOKS: usize = 50;
/// Words that a newcomer tries first, where the programme knows them.
const FIRST_WORDS: [&str; 5] = ["help", "join", "yes", "stop", "menu"];

/// Why the handset could not do it.
#[derive(Debug, thiserror::Error)]
pub enum HandsetError {
    /// No account serves practice numbers.
    #[error("there is no practice account: configure a gateway whose provider is simulator")]
    NoAccount,
    /// The request was not kept.
    #[error("Fitila could not keep that now; try again")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// One call of the handset. Its id begins with the time, so that its end is known without keeping it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Call(Uuid);

impl Call {
    /// A new call.
    pub fn begin(context: &Context) -> Self {
        Self(context.random().id(context.clock().now()))
    }

    /// Reads back what [`Call`] displayed; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        Uuid::parse_str(text).ok().filter(|id| id.get_version_num() == 7).map(Self)
    }

    /// What is left of it; nothing once the network has ended it.
    pub fn left(&self, now: Timestamp) -> SignedDuration {
        let (seconds, nanos) = self.0.get_timestamp().map_or((0, 0), |begun| begun.to_unix());
        let (seconds, nanos) = (i64::try_from(seconds).unwrap_or(0), i32::try_from(nanos).unwrap_or(0));
        let begun = Timestamp::new(seconds, nanos).unwrap_or(Timestamp::UNIX_EPOCH);
        // An id from the future was never ours.
        if begun > now {
            SignedDuration::ZERO
        } else {
            (CALL_LIMIT - now.duration_since(begun)).max(SignedDuration::ZERO)
        }
    }
}

impl std::fmt::Display for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// What a turn of a call showed.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The screen.
    pub screen: Screen,
    /// The language that the person is spoken to in.
    pub locale: Locale,
    /// Letters that the screen takes on the air, where USSD can carry it.
    pub letters: Option<usize>,
}

/// One text of a thread.
#[derive(Debug, Clone)]
pub struct Bubble {
    /// Whether the handset sent it.
    pub from_me: bool,
    /// The words; `None` where they may not be kept.
    pub text: Option<Body>,
    /// The language of the words, for what we sent.
    pub locale: Option<Locale>,
    /// Billed parts of what we sent.
    pub segments: usize,
    /// Letters as the air counts them.
    pub letters: usize,
    /// When.
    pub at: Timestamp,
}

/// A word worth trying, with the language it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TryWord {
    /// The word as people write it.
    pub word: String,
    /// The one language that has it; `None` for a word of several.
    pub locale: Option<Locale>,
}

/// Whether there is an account that serves practice numbers.
pub fn has_handset(context: &Context) -> bool {
    practice_account(context).is_ok()
}

/// Sends a text, and waits a moment for the answer. Says how long that took.
pub async fn text(context: &Context, number: &Msisdn, words: &str) -> Result<Duration, HandsetError> {
    let account = practice_account(context)?;
    let begun = context.stopwatch();
    let id = context.random().id(context.clock().now()).to_string();
    let request = form(&[("id", &id), ("from", &number.expose()), ("text", words)])?;
    kept(&accept_request(context, account, Kind::Sms, &request).await)?;
    wait_for_answer(context, number).await?;
    Ok(begun.elapsed())
}

/// Takes a turn of a call, or takes it again, which changes nothing. `typed` is all that was typed in it so far.
pub async fn dial(context: &Context, number: &Msisdn, call: &Call, typed: &str) -> Result<Shown, HandsetError> {
    let account = practice_account(context)?;
    let request = form(&[("session", &call.to_string()), ("from", &number.expose()), ("text", typed)])?;
    let response = accept_request(context, account, Kind::Ussd, &request).await;
    kept(&response)?;
    let (text, ends) = match response.body.strip_prefix("CON ") {
        Some(text) => (text, false),
        None => (response.body.strip_prefix("END ").unwrap_or(&response.body), true),
    };
    let locale = language(context, number).await?;
    let letters = septets_on_air(text);
    Ok(Shown { screen: Screen { text: text.to_owned(), ends }, locale, letters })
}

/// Ends a call from the handset's side, as a gateway reports it.
pub async fn hang_up(context: &Context, number: &Msisdn, call: &Call) -> Result<(), HandsetError> {
    let account = practice_account(context)?.name().clone();
    Ok(end_session(context, UssdEnd { account, session: call.to_string(), from: *number }).await?)
}

/// The last texts from and to a practice number, oldest first.
pub async fn thread(context: &Context, number: &Msisdn) -> Result<Vec<Bubble>, StoreError> {
    let number = *number;
    let locale = language(context, &number).await?;
    let rows = context.store().read(move |tx| threads::of_practice(tx, &number, THREAD_LIMIT)).await?;
    let content = context.content();
    let bubble = |row: threads::Bubble| {
        let from_me = row.direction == Direction::Originated;
        let words = row.text.as_ref().map(Body::expose).unwrap_or_default();
        Bubble {
            from_me,
            locale: (!from_me).then(|| spoken_in(&content.rulebook, words, locale)),
            segments: usize::try_from(row.segments).unwrap_or(0),
            letters: segment(words, SplitUnit::CodePoint).units(),
            at: row.at,
            text: row.text,
        }
    };
    Ok(rows.into_iter().map(bubble).collect())
}

/// The language that a practice number is spoken to in.
pub async fn language(context: &Context, number: &Msisdn) -> Result<Locale, StoreError> {
    let number = *number;
    let known = context.store().read(move |tx| subscribers::find(tx, &number)).await?;
    let rulebook = &context.content().rulebook;
    Ok(known.map_or_else(|| rulebook.default_locale(), |known| known.profile.locale(rulebook)))
}

/// Words to try: those that everybody tries, then for each language its call for help, or else a word that only it has.
pub fn words_to_try(rulebook: &Rulebook) -> Vec<TryWord> {
    let known = |word: &&&str| all_words(rulebook).any(|(_, spelled)| fold(spelled) == ***word);
    let first = FIRST_WORDS.iter().filter(known);
    let mut words: Vec<TryWord> =
        first.map(|word: &&str| TryWord { word: word.to_uppercase(), locale: None }).collect();
    let that_do = |does: Does| rulebook.keywords.keywords().iter().filter(move |keyword| keyword.does == does);
    for locale in rulebook.locales.iter().filter(|locale| **locale != rulebook.default_locale()) {
        let mains = that_do(Does::Help).chain(that_do(Does::Inform)).flat_map(|keyword| &keyword.main);
        let word = mains.filter(|(of, _)| of == locale).find(|(_, word)| is_only_in(rulebook, *locale, word));
        words.extend(word.map(|(_, word)| TryWord { word: word.to_uppercase(), locale: Some(*locale) }));
    }
    words
}

fn all_words(rulebook: &Rulebook) -> impl Iterator<Item = &(Locale, String)> {
    rulebook.keywords.keywords().iter().flat_map(|keyword| keyword.main.iter().chain(&keyword.spellings))
}

fn is_only_in(rulebook: &Rulebook, locale: Locale, word: &str) -> bool {
    let folded = fold(word);
    all_words(rulebook).filter(|(_, other)| fold(other) == folded).all(|(of, _)| *of == locale)
}

/// The language of words that we sent: that of the shipped text with these very words, else the person's.
fn spoken_in(rulebook: &Rulebook, words: &str, person: Locale) -> Locale {
    let speaks = |locale: &Locale| {
        rulebook.catalogue.entries().any(|(_, entry)| {
            entry
                .sms
                .get(locale)
                .is_some_and(|variant| matches!(&variant.text, Text::Fixed(fixed) if **fixed == *words))
        })
    };
    std::iter::once(&person).chain(&rulebook.locales).copied().find(speaks).unwrap_or(person)
}

fn practice_account(context: &Context) -> Result<&Account, HandsetError> {
    let mut accounts = context.registry().accounts().iter();
    accounts.find(|account| account.gateway().capabilities().practice_only).ok_or(HandsetError::NoAccount)
}

/// Encodes what the simulator's adapter reads.
fn form(fields: &[(&str, &str)]) -> Result<RawRequest, HandsetError> {
    let body = serde_html_form::to_string(fields).map_err(|_| HandsetError::Busy)?.into_bytes();
    Ok(RawRequest { content_type: "application/x-www-form-urlencoded".into(), query: String::new(), body })
}

fn kept(response: &RawResponse) -> Result<(), HandsetError> {
    if response.status == 200 { Ok(()) } else { Err(HandsetError::Busy) }
}

/// The answer goes through the outbox. Some texts, such as a second STOP, get none: then the wait ends by itself.
async fn wait_for_answer(context: &Context, number: &Msisdn) -> Result<(), StoreError> {
    for _ in 0..LOOKS {
        let (number, latest) = (*number, 1);
        let last = context.store().read(move |tx| threads::of_practice(tx, &number, latest)).await?;
        if last.last().is_none_or(|last| last.direction == Direction::Terminated) {
            return Ok(());
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}
