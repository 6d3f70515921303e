//! Texts of a series that no native speaker has read go out only once somebody has put her name to them.

use std::collections::HashSet;

use crate::content::{Content, StepText};
use crate::domain::address::{Email, Locale};
use crate::domain::conversation::Discretion;
use crate::domain::ids::{ContentKey, SeriesKey};
use crate::domain::series::Series;
use crate::service::context::Context;
use crate::store::acceptances::Acceptance;
use crate::store::{Lane, StoreError, Tx, acceptances};

/// Why something of a series cannot be done.
#[derive(Debug, thiserror::Error)]
pub enum SeriesError {
    /// There is no such series.
    #[error("there is no series \"{0}\"; see: fitila series list")]
    Unknown(String),
    /// The programme does not speak this language.
    #[error("the programme does not speak \"{locale}\"; its languages are {known}")]
    NotSpoken {
        /// What was named.
        locale: String,
        /// The languages.
        known: String,
    },
    /// There is nothing to put a name to.
    #[error("the {0} texts of this series need no acceptance")]
    NothingToAccept(Locale),
    /// An acceptance is somebody's.
    #[error("--as: write the email address of the person who accepts, such as amina@example.org")]
    NoName,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Keeps somebody's acceptance of all texts of a series in these languages, as they are now. Gives how many texts.
pub async fn accept_series(
    context: &Context,
    key: &SeriesKey,
    locales: &[Locale],
    by: &str,
) -> Result<Vec<(Locale, usize)>, SeriesError> {
    let content = context.content();
    let series = content.rulebook.series(key).ok_or_else(|| SeriesError::Unknown(key.as_str().to_owned()))?;
    let by = Email::parse(by).map_err(|_| SeriesError::NoName)?;
    let at = context.clock().now();
    let mut given = Vec::new();
    for locale in locales {
        if !content.rulebook.locales.contains(locale) {
            let known: Vec<&str> = content.rulebook.locales.iter().map(Locale::as_str).collect();
            return Err(SeriesError::NotSpoken { locale: locale.as_str().to_owned(), known: known.join(", ") });
        }
        let versions = unread(&content, series, *locale);
        if versions.is_empty() {
            return Err(SeriesError::NothingToAccept(*locale));
        }
        given.push(Acceptance { series: key.clone(), locale: *locale, versions, by: by.to_string(), at });
    }
    let counts = given.iter().map(|acceptance| (acceptance.locale, acceptance.versions.len())).collect();
    let ids: Vec<_> = given.iter().map(|_| context.random().id(at)).collect();
    let keep = move |tx: &mut Tx<'_>| {
        ids.into_iter().zip(&given).try_for_each(|(id, acceptance)| acceptances::accept(tx, id, acceptance))
    };
    context.store().write(Lane::Urgent, keep).await?;
    Ok(counts)
}

/// All parts of a series in one language that nobody has read, each once.
fn unread(content: &Content, series: &Series, locale: Locale) -> Vec<(ContentKey, String)> {
    let mut all: Vec<(ContentKey, String)> = Vec::new();
    for step in &series.steps {
        for discretion in [Discretion::Full, Discretion::Quiet] {
            let Ok(text) = content.step_text(step, locale, discretion) else { continue };
            let own = text.words.locale == locale;
            all.extend(text.unread.into_iter().filter(|_| own).map(|(key, version)| (key, version.to_string())));
        }
    }
    all.sort();
    all.dedup();
    all
}

/// What has been accepted, by series, language, text and fingerprint.
#[derive(Debug, Default)]
pub(super) struct Accepted(HashSet<(SeriesKey, Locale, ContentKey, String)>);

impl Accepted {
    /// All that is kept.
    pub(super) fn load(tx: &mut Tx<'_>) -> Result<Self, StoreError> {
        let all = acceptances::all(tx)?.into_iter();
        Ok(Self::of(all))
    }

    /// What these acceptances cover.
    pub(super) fn of(all: impl Iterator<Item = Acceptance>) -> Self {
        let pairs = all.flat_map(|Acceptance { series, locale, versions, .. }| {
            versions.into_iter().map(move |(key, version)| (series.clone(), locale, key, version))
        });
        Self(pairs.collect())
    }

    /// Whether a text may be sent first: every part of it was read by a native speaker or accepted as it stands.
    pub(super) fn covers(&self, series: &SeriesKey, text: &StepText) -> bool {
        text.unread.iter().all(|(key, version)| {
            self.0.contains(&(series.clone(), text.words.locale, key.clone(), version.to_string()))
        })
    }
}
