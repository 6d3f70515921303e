//! Who put her name to texts of a series that no native speaker has read. Never updated: words that change need a new
//! acceptance.

use diesel::prelude::*;
use jiff::Timestamp;
use uuid::Uuid;

use crate::domain::address::Locale;
use crate::domain::ids::{ContentKey, SeriesKey};
use crate::store::connection::Tx;
use crate::store::error::StoreError;
use crate::store::rows::{bytes, millis, time};
use crate::store::schema::series_acceptances;

/// Somebody's acceptance of the texts of a series in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
    /// Of which series.
    pub series: SeriesKey,
    /// In which language.
    pub locale: Locale,
    /// Each text with the fingerprint of its words.
    pub versions: Vec<(ContentKey, String)>,
    /// Who.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// Keeps an acceptance.
pub fn accept(tx: &mut Tx<'_>, id: Uuid, acceptance: &Acceptance) -> Result<(), StoreError> {
    let versions: Vec<String> = acceptance.versions.iter().map(|(key, version)| format!("{key}={version}")).collect();
    let row = (
        series_acceptances::id.eq(bytes(&id)),
        series_acceptances::series.eq(acceptance.series.as_str()),
        series_acceptances::locale.eq(acceptance.locale.as_str()),
        series_acceptances::versions.eq(versions.join(" ")),
        series_acceptances::accepted_by.eq(acceptance.by.as_str()),
        series_acceptances::accepted_at.eq(millis(acceptance.at)),
    );
    tx.execute(diesel::insert_into(series_acceptances::table).values(row))?;
    Ok(())
}

/// All acceptances, the oldest first. One whose language cannot be read counts for nothing.
pub fn all(tx: &mut Tx<'_>) -> Result<Vec<Acceptance>, StoreError> {
    let rows: Vec<(String, String, String, String, i64)> =
        tx.load(series_acceptances::table.order((series_acceptances::accepted_at, series_acceptances::id)).select((
            series_acceptances::series,
            series_acceptances::locale,
            series_acceptances::versions,
            series_acceptances::accepted_by,
            series_acceptances::accepted_at,
        )))?;
    let mut all = Vec::with_capacity(rows.len());
    for (series, locale, versions, by, at) in rows {
        let Ok(locale) = Locale::parse(&locale) else { continue };
        let pairs = versions.split(' ').filter_map(|pair| pair.split_once('='));
        let versions = pairs.map(|(key, version)| (ContentKey::named(key), version.to_owned())).collect();
        let at = time(at, "series_acceptances.accepted_at")?;
        all.push(Acceptance { series: SeriesKey::named(&series), locale, versions, by, at });
    }
    Ok(all)
}
