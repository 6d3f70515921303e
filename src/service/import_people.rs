//! People who agreed on paper or by voice, from a CSV file, with how and when they agreed. A STOP is never undone here.

use std::collections::HashMap;
use std::io::Read;

use csv::StringRecord;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::domain::address::{Locale, Msisdn};
use crate::domain::consent::{AdultAgreement, AgeBand, ConsentEvent, How, Roles, Standing, Topics, allowed_topics};
use crate::domain::conversation::Profile;
use crate::domain::ids::SubscriberId;
use crate::service::context::Context;
use crate::service::enrol::follow;
use crate::store::people::Written;
use crate::store::{Lane, StoreError, Tx, consents, people, subscribers};

/// Columns that a file may have; `number` and `consent_how` it must.
const COLUMNS: [&str; 10] = [
    "number",
    "language",
    "area",
    "role",
    "topics",
    "age_band",
    "group",
    "consent_at",
    "consent_how",
    "adult_consent_how",
];
/// Rows in a file, at most.
const MOST_ROWS: usize = 100_000;
/// Rows in one write, at most.
const BATCH: usize = 500;
/// Letters of a free cell, at most.
const LONGEST_CELL: usize = 200;

/// Whether anything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// People are added.
    Write,
    /// The file is only looked at.
    DryRun,
}

/// Why a file cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// A column that no file has.
    #[error("unknown column \"{column}\"; did you mean \"{near}\"? Columns are: {}", COLUMNS.join(", "))]
    UnknownColumn {
        /// As it stands in the file.
        column: String,
        /// The nearest that there is.
        near: &'static str,
    },
    /// The first row holds no names.
    #[error("the first row must hold the names of the columns, such as number,language,consent_how")]
    NoHeader,
    /// Something else than commas between the cells.
    #[error("the cells must stand between commas: save the file as \"CSV (comma separated)\"")]
    NotCommas,
    /// A column that every file must have.
    #[error("the column \"{0}\" is missing; every file needs number and consent_how")]
    MissingColumn(&'static str),
    /// The same column twice.
    #[error("the column \"{0}\" is there twice; keep one")]
    TwiceColumn(String),
    /// Too many rows.
    #[error("more than {MOST_ROWS} rows; split the file")]
    TooLong,
    /// It is no CSV in UTF-8.
    #[error("line {0}: this is not CSV in UTF-8; save the file again as \"CSV UTF-8\"")]
    NotCsv(u64),
    /// It is empty.
    #[error("the file has no rows")]
    Empty,
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A row that was not taken. It never holds what stood in the row.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// The row as a spreadsheet numbers it: the header is row 1.
    pub row: u64,
    /// The column.
    pub column: &'static str,
    /// What is wrong and what to do.
    pub what: String,
}

/// What came of a file.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Report {
    /// People who are new.
    pub added: u64,
    /// People who were known.
    pub updated: u64,
    /// People who have stopped texts: they stay stopped.
    pub stopped: u64,
    /// Rows that were not taken.
    pub refused: Vec<Refusal>,
}

/// A row that can be taken.
#[derive(Debug, Clone)]
struct Row {
    number: Msisdn,
    written: Written,
    topics: Topics,
    consent_at: Timestamp,
    consent_how: String,
    adult_consent_how: Option<String>,
    line: u64,
}

/// Reads a file and takes its people; `progress` hears how many rows are done.
pub async fn import_people(
    context: &Context,
    file: impl Read,
    mode: Mode,
    mut progress: impl FnMut(u64),
) -> Result<Report, FileError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(file);
    let headers = columns(reader.headers().map_err(|error| not_csv(&error))?)?;
    let mut report = Report::default();
    let mut seen = HashMap::new();
    let mut batch = Vec::with_capacity(BATCH);
    let mut record = StringRecord::new();
    let (mut rows, now) = (0, context.clock().now());
    while reader.read_record(&mut record).map_err(|error| not_csv(&error))? {
        rows += 1;
        if rows > MOST_ROWS {
            return Err(FileError::TooLong);
        }
        let line = rows as u64 + 1;
        match parse(context, &headers, &record, line, now).and_then(|row| once(&mut seen, row)) {
            Ok(row) => batch.push(row),
            Err(refusal) => report.refused.push(refusal),
        }
        if batch.len() == BATCH {
            take(context, &mut batch, mode, &mut report).await?;
            progress(rows as u64);
        }
    }
    take(context, &mut batch, mode, &mut report).await?;
    progress(rows as u64);
    if rows == 0 { Err(FileError::Empty) } else { Ok(report) }
}

fn not_csv(error: &csv::Error) -> FileError {
    FileError::NotCsv(error.position().map_or(1, csv::Position::line))
}

fn columns(headers: &StringRecord) -> Result<Vec<&'static str>, FileError> {
    let mut found: Vec<&'static str> = Vec::new();
    for (n, header) in headers.iter().enumerate() {
        // Spreadsheets put a byte order mark before the first.
        let header = if n == 0 { header.trim_start_matches('\u{feff}') } else { header };
        let name = header.trim().to_ascii_lowercase();
        let Some(column) = COLUMNS.iter().find(|column| **column == name) else {
            // What may be somebody's number is not repeated.
            if header.chars().filter(char::is_ascii_digit).count() > 4 {
                return Err(FileError::NoHeader);
            }
            if header.contains([';', '\t']) {
                return Err(FileError::NotCommas);
            }
            let near = COLUMNS.iter().min_by_key(|column| strsim::osa_distance(column, &name)).unwrap_or(&COLUMNS[0]);
            return Err(FileError::UnknownColumn { column: header.chars().take(40).collect(), near });
        };
        if found.contains(column) {
            return Err(FileError::TwiceColumn(name));
        }
        found.push(column);
    }
    match ["number", "consent_how"].into_iter().find(|column| !found.contains(column)) {
        Some(missing) => Err(FileError::MissingColumn(missing)),
        None => Ok(found),
    }
}

fn once(seen: &mut HashMap<Msisdn, u64>, row: Row) -> Result<Row, Refusal> {
    match seen.insert(row.number, row.line) {
        Some(first) => Err(refusal(row.line, "number", format!("the same number as in row {first}; keep one of them"))),
        None => Ok(row),
    }
}

fn refusal(row: u64, column: &'static str, what: impl Into<String>) -> Refusal {
    Refusal { row, column, what: what.into() }
}

fn parse(
    context: &Context,
    headers: &[&'static str],
    record: &StringRecord,
    line: u64,
    now: Timestamp,
) -> Result<Row, Refusal> {
    let cell = |column: &str| {
        let place = headers.iter().position(|header| *header == column);
        place.and_then(|place| record.get(place)).map(unguarded).filter(|cell| !cell.is_empty())
    };
    let wrong = |column, what: &str| refusal(line, column, what);
    let short = |text: &str| text.chars().take(LONGEST_CELL).collect::<String>();
    if record.iter().any(|cell| cell.contains(['\n', '\r'])) {
        let what = "a cell goes on over the next lines, so the rows in it are not read: a quotation mark is missing, or is \
                    one too many";
        return Err(refusal(line, "number", what));
    }
    if record.iter().skip(headers.len()).any(|cell| !cell.is_empty()) {
        let (cells, names) = (record.len(), headers.len());
        let what = format!("{cells} cells under {names} columns: put quotation marks around a cell with a comma in it");
        return Err(refusal(line, "number", what));
    }
    let number = cell("number").ok_or_else(|| wrong("number", "empty; write a mobile number of 11 digits"))?;
    let number = Msisdn::parse(number).map_err(|error| wrong("number", &error.to_string()))?;
    let how = cell("consent_how").ok_or_else(|| wrong("consent_how", "empty; say how they agreed"))?;
    let language = cell("language")
        .map(|word| language(context, word))
        .transpose()
        .map_err(|near| refusal(line, "language", near))?;
    let area = cell("area").map(|name| context.content().rulebook.areas.one(name)).transpose();
    let area = area.map_err(|error| refusal(line, "area", format!("{error} (the cell may also stay empty)")))?;
    let roles = cell("role").map_or(Ok(Roles::NONE), |words| Roles::parse(&words.to_ascii_lowercase()));
    let roles = roles.map_err(|_| wrong("role", "write parent, girl or community, with ; between them"))?;
    let age_band = cell("age_band").map(AgeBand::parse);
    let age_band = age_band.map(|band| band.ok_or_else(|| wrong("age_band", "write 13-17 or 18-plus")));
    let age_band = age_band.transpose()?;
    let adult_consent_how = cell("adult_consent_how").map(short);
    let agreement = if adult_consent_how.is_some() { AdultAgreement::Recorded } else { AdultAgreement::Missing };
    let topics = cell("topics").map_or(Ok(Topics::WEEKLY), |words| Topics::parse(&words.to_ascii_lowercase()));
    let topics = topics.map_err(|_| wrong("topics", "write safety, tips or training, with ; between them"))?;
    if topics.is_empty() {
        return Err(wrong("topics", "name at least one topic"));
    }
    let allowed = allowed_topics(age_band, agreement);
    if allowed.is_empty() {
        return Err(wrong("age_band", "children under 13 are not enrolled; they can text HELP at any time"));
    }
    if !topics.minus(allowed).is_empty() {
        let what = "course news to a girl under 18 needs an adult's agreement: say how a parent, guardian or the \
                    programme agreed, or leave training out of topics";
        return Err(wrong("adult_consent_how", what));
    }
    let consent_at = cell("consent_at").map_or(Some(now), |text| date(text, &context.rules().zone));
    let consent_at = consent_at.ok_or_else(|| wrong("consent_at", "write the day like 2026-11-30"))?;
    if consent_at > now {
        return Err(wrong("consent_at", "this day is still to come; write when they agreed"));
    }
    Ok(Row {
        number,
        written: Written {
            language,
            area,
            roles,
            age_band,
            adult_agreement: agreement,
            group: cell("group").map(short),
        },
        topics,
        consent_at,
        consent_how: short(how),
        adult_consent_how,
        line,
    })
}

/// Our own exports put `'` before a cell that a spreadsheet would run as a formula.
fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').unwrap_or(cell).trim()
}

fn language(context: &Context, word: &str) -> Result<Locale, String> {
    let content = context.content();
    let rulebook = &content.rulebook;
    let folded = crate::domain::text::fold(word);
    let known = Locale::parse(&folded).ok().filter(|locale| rulebook.locales.contains(locale));
    let named = || rulebook.keywords.language_named(&folded).filter(|locale| rulebook.locales.contains(locale));
    known.or_else(named).ok_or_else(|| {
        let codes: Vec<&str> = rulebook.locales.iter().map(Locale::as_str).collect();
        format!("write one of: {}", codes.join(", "))
    })
}

fn date(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if let Ok(at) = text.parse::<jiff::civil::DateTime>() {
        return zone.to_timestamp(at).ok();
    }
    let date = text.parse::<jiff::civil::Date>().ok()?;
    zone.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

async fn take(context: &Context, batch: &mut Vec<Row>, mode: Mode, report: &mut Report) -> Result<(), FileError> {
    let rows = std::mem::take(batch);
    let inside = context.clone();
    let work = move |tx: &mut Tx<'_>| {
        let mut done = Report::default();
        for row in &rows {
            take_row(tx, &inside, row, mode, &mut done)?;
        }
        Ok(done)
    };
    let done = match mode {
        Mode::Write => context.store().write_again(Lane::Bulk, work).await?,
        Mode::DryRun => context.store().read(work).await?,
    };
    report.added += done.added;
    report.updated += done.updated;
    report.stopped += done.stopped;
    report.refused.extend(done.refused);
    Ok(())
}

fn take_row(tx: &mut Tx<'_>, context: &Context, row: &Row, mode: Mode, done: &mut Report) -> Result<(), StoreError> {
    let now = context.clock().now();
    let found = subscribers::find(tx, &row.number)?;
    let (known, mut profile) = match found {
        Some(known) => (Some(known.id), known.profile),
        None => (None, Profile::new()),
    };
    let standing = profile.subscription.standing;
    if standing.is_barred() || standing == Standing::Pending {
        done.stopped += 1;
        let what = match standing {
            Standing::Erased => "this person asked to be erased; only they can start again",
            _ => "this person stopped texts; only they can start again",
        };
        done.refused.push(refusal(row.line, "number", what));
        return Ok(());
    }
    let count = if known.is_some() { &mut done.updated } else { &mut done.added };
    *count += 1;
    if mode == Mode::DryRun {
        return Ok(());
    }
    let id = match known {
        Some(id) => id,
        None => {
            let id = SubscriberId(context.random().id(now));
            subscribers::add(tx, id, &row.number, now)?;
            id
        }
    };
    let before = profile.subscription;
    let events = write_down(&mut profile, row);
    if profile.subscription != before {
        subscribers::change_consent(tx, id, profile.subscription, now)?;
    }
    for event in &events {
        consents::record(tx, context.random().id(now), id, event, None, None, now)?;
    }
    let written = Written { roles: profile.roles.union(row.written.roles), ..row.written.clone() };
    people::write_down(tx, id, &written, row.consent_at, now)?;
    match subscribers::find(tx, &row.number)? {
        Some(known) => follow(tx, context, id, &known.profile.grounds(), now),
        None => Ok(()),
    }
}

/// What the row changes of a person's consent, in the order in which it is proved.
fn write_down(profile: &mut Profile, row: &Row) -> Vec<ConsentEvent> {
    let how = || How::Import(row.consent_how.clone());
    let adult = row.adult_consent_how.clone().map(How::Import);
    let adult = adult.filter(|_| profile.adult_agreement == AdultAgreement::Missing);
    let adult = adult.map(|how| profile.take_adult_agreement(how, None, row.consent_at));
    let held = row.written.age_band.and_then(|age| profile.take_age(age, how(), row.consent_at));
    let agreed = profile.write_down(row.topics, row.consent_how.clone(), row.consent_at);
    adult.into_iter().chain(held).chain(agreed).collect()
}
