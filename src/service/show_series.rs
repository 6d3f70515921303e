//! Series as staff see them: how many people are where, who rests, who is through, and whose language waits for a
//! review or an acceptance.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::content::Content;
use crate::domain::address::Locale;
use crate::domain::catalogue::Review;
use crate::domain::conversation::Discretion;
use crate::domain::ids::{ContentKey, SeriesKey};
use crate::domain::series::{EnrolmentState, Series};
use crate::service::accept_series::{Accepted, SeriesError};
use crate::service::context::Context;
use crate::store::acceptances::{self, Acceptance};
use crate::store::enrolments::{self, Alike};

/// One series.
#[derive(Debug, Clone)]
pub struct SeriesView {
    /// As the programme writes it.
    pub series: Series,
    /// Its texts, each with the people whose next it is.
    pub steps: Vec<(ContentKey, u64)>,
    /// People to whom a text is still to come.
    pub active: u64,
    /// Those of them who rest.
    pub resting: u64,
    /// People who had all.
    pub done: u64,
    /// People who left.
    pub ended: u64,
    /// Each language of the programme.
    pub languages: Vec<LanguageView>,
}

/// A series in one language.
#[derive(Debug, Clone)]
pub struct LanguageView {
    /// The language.
    pub locale: Locale,
    /// Whether a native speaker has read all its texts.
    pub review: Review,
    /// The last acceptance, if it covers all texts as they stand now.
    pub accepted: Option<(String, Timestamp)>,
    /// People to whom nothing is sent until the texts are read or accepted.
    pub waiting: u64,
}

impl SeriesView {
    /// People to whom nothing is sent until their texts are read or accepted.
    pub fn waiting(&self) -> u64 {
        self.languages.iter().map(|language| language.waiting).sum()
    }
}

/// All series, in the order of their file.
pub async fn list_series(context: &Context) -> Result<Vec<SeriesView>, SeriesError> {
    let now = context.clock().now();
    let counted = move |tx: &mut crate::store::Tx<'_>| {
        Ok((enrolments::counts(tx)?, enrolments::resting(tx, now)?, acceptances::all(tx)?))
    };
    let (alike, resting, accepted) = context.store().read(counted).await?;
    let content = context.content();
    let view = |series: &Series| {
        let resting = resting.iter().find(|(key, _)| *key == series.key).map_or(0, |(_, people)| *people);
        view(&content, series, &alike, resting, &accepted)
    };
    Ok(content.rulebook.series.iter().map(view).collect())
}

/// One series.
pub async fn show_series(context: &Context, key: &SeriesKey) -> Result<SeriesView, SeriesError> {
    let found = list_series(context).await?.into_iter().find(|view| view.series.key == *key);
    found.ok_or_else(|| SeriesError::Unknown(key.as_str().to_owned()))
}

fn view(content: &Content, series: &Series, alike: &[Alike], resting: u64, acceptances: &[Acceptance]) -> SeriesView {
    let here: Vec<&Alike> = alike.iter().filter(|alike| alike.series == series.key).collect();
    let people =
        |state: EnrolmentState| here.iter().filter(|alike| alike.state == state).map(|alike| alike.people).sum();
    let active = || here.iter().filter(|alike| alike.state == EnrolmentState::Active);
    let next = |n: usize| active().filter(|alike| alike.next_step == n).map(|alike| alike.people).sum();
    let hers = || acceptances.iter().filter(|acceptance| acceptance.series == series.key);
    let accepted = Accepted::of(hers().cloned());
    let mut waiting: BTreeMap<Locale, u64> = BTreeMap::new();
    for alike in active() {
        let locale = alike.language.unwrap_or_else(|| content.rulebook.default_locale());
        let text = series.steps.get(alike.next_step).map(|step| content.step_text(step, locale, alike.discretion));
        if let Some(Ok(text)) = text.filter(|text| text.as_ref().is_ok_and(|text| !accepted.covers(&series.key, text)))
        {
            *waiting.entry(text.words.locale).or_default() += alike.people;
        }
    }
    let language = |locale: &Locale| {
        let both = [Discretion::Full, Discretion::Quiet];
        let texts =
            series.steps.iter().flat_map(|step| both.map(|discretion| content.step_text(step, *locale, discretion)));
        let texts: Vec<_> = texts.flatten().collect();
        let review = texts.iter().map(|text| text.words.review).max().unwrap_or(Review::Unreviewed);
        let needed = texts.iter().any(|text| !text.unread.is_empty());
        let covered = needed && texts.iter().all(|text| accepted.covers(&series.key, text));
        let last = hers().rfind(|acceptance| acceptance.locale == *locale);
        LanguageView {
            locale: *locale,
            review,
            accepted: last.filter(|_| covered).map(|last| (last.by.clone(), last.at)),
            waiting: waiting.get(locale).copied().unwrap_or(0),
        }
    };
    SeriesView {
        series: series.clone(),
        steps: series.steps.iter().enumerate().map(|(n, step)| (step.clone(), next(n))).collect(),
        active: people(EnrolmentState::Active),
        resting,
        done: people(EnrolmentState::Done),
        ended: people(EnrolmentState::Ended),
        languages: content.rulebook.locales.iter().map(language).collect(),
    }
}
