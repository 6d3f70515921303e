//! From settings to a context: texts, key, database, gateways, in this order, each with an error that says the mend.

use std::path::Path;

use crate::app::exit::Failure;
use crate::config::{Database, Settings};
use crate::content::{ProgrammeTexts, build_both};
use crate::domain::address::Msisdn;
use crate::domain::campaign::Naira;
use crate::domain::care::Pace;
use crate::domain::ids::AccountName;
use crate::domain::schedule::QuietHours;
use crate::gateway::{AccountSettings, Executor, Registry};
use crate::mail::Mailer;
use crate::service::{Clock, Contents, Context, Parts, Random, Rules, key_bytes};
use crate::store::{KeyError, MasterKey, Opening, Sealer, Store, StoreError};
use crate::telemetry::Metrics;

/// All parts of the service, ready to be started.
pub struct Assembled {
    /// What every verb is given.
    pub context: Context,
}

/// Puts the parts together.
pub fn assemble(settings: &Settings, clock: Clock) -> Result<Assembled, Failure> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let contents = texts(settings)?;
    let registry = registry(settings)?;
    let metrics = Metrics::new();
    let store = open(settings, &metrics)?;
    let executor = Executor::new().map_err(Failure::wrong)?;
    let mailer = settings.smtp.server.as_ref().map(Mailer::build).transpose().map_err(Failure::wrong)?;
    let rules = rules(settings)?;
    Msisdn::warm_up();
    let random = Random::System;
    let parts = Parts { store, registry, executor, mailer, contents, rules, clock, random, metrics };
    Ok(Assembled { context: Context::new(parts) })
}

/// What the texts must know of the programme.
pub fn programme_texts(settings: &Settings) -> ProgrammeTexts {
    ProgrammeTexts {
        name: settings.programme.name.clone(),
        ussd_code: settings.programme.ussd_code.to_string(),
        short_code: settings.programme.short_code.to_string(),
        locales: settings.programme.languages.clone(),
        default: settings.programme.default_language,
        marked: settings.content.marked.clone(),
        folder: settings.content.folder.clone(),
        zone: settings.programme.time_zone.clone(),
    }
}

fn texts(settings: &Settings) -> Result<Contents, Failure> {
    let both = build_both(&programme_texts(settings)).map_err(|faults| {
        let first = faults.first().map(ToString::to_string).unwrap_or_default();
        let more = faults.len().saturating_sub(1);
        let tail = if more > 0 { format!(" (and {more} more; run: fitila check)") } else { String::new() };
        Failure::wrong(format!("{first}{tail}"))
    })?;
    Ok(Contents { staffed: both.0.into(), unstaffed: both.1.into() })
}

/// Types the gateway accounts.
pub fn registry(settings: &Settings) -> Result<Registry, Failure> {
    let accounts = settings.gateways.iter().map(|gateway| AccountSettings {
        name: gateway.name.clone(),
        provider: gateway.provider.clone(),
        webhook_token: gateway.webhook_token.as_ref().map(|token| token.expose().to_owned()).unwrap_or_default(),
        per_second: f64::from(gateway.per_second.get()),
        options: gateway.options.clone(),
    });
    Registry::build(accounts.collect()).map_err(|error| {
        let place = settings.gateway(&AccountName::new(&error.account)).map(|gateway| gateway.place_of(&error.key));
        match place {
            Some(place) => Failure::wrong(format!("{place}: {error}")),
            None => Failure::wrong(error),
        }
    })
}

/// The database that the settings name.
pub fn opening(settings: &Settings) -> Opening {
    match &settings.database {
        Database::Sqlite { path } => Opening::Sqlite(path.clone()),
        Database::Postgres { url } => Opening::Postgres(url.expose().to_owned()),
    }
}

fn open(settings: &Settings, metrics: &Metrics) -> Result<Store, Failure> {
    let opening = opening(settings);
    let key = key(&settings.secrets.key_file, &opening)?;
    Store::open(&opening, Sealer::new(&key), metrics.clone()).map_err(|error| match error {
        StoreError::WrongKey => Failure::wrong(KeyError::Wrong(settings.secrets.key_file.display().to_string())),
        error => Failure::wrong(error),
    })
}

/// Reads the key. One is made only where there is neither a key nor a database that an earlier one sealed.
fn key(path: &Path, opening: &Opening) -> Result<MasterKey, Failure> {
    match MasterKey::read(path) {
        Err(KeyError::Missing(_)) if !opening.exists().map_err(Failure::wrong)? => {
            let random = key_bytes().map_err(|_| Failure::wrong("the system gives no random bytes for a key"))?;
            MasterKey::make(path, random).map_err(Failure::wrong)
        }
        read => read.map_err(Failure::wrong),
    }
}

fn rules(settings: &Settings) -> Result<Rules, Failure> {
    let quiet = QuietHours::parse(&settings.sending.quiet_hours)
        .map_err(|error| Failure::wrong(format!("sending.quiet_hours: {error}, or \"none\"")))?;
    let price = Naira::parse(settings.budget.naira_per_segment)
        .map_err(|error| Failure::wrong(format!("budget.naira_per_segment: {error}")))?;
    let sending = settings.sending_gateway().map(|gateway| gateway.name.clone());
    Ok(Rules {
        zone: settings.programme.time_zone.clone(),
        quiet,
        expires_after: settings.sending.expires_after,
        price,
        sending: sending.ok_or_else(|| Failure::wrong("gateways: there is no account to send by"))?,
        office: settings.care.office_hours.clone(),
        wait_after: settings.care.wait_after,
        pace: Pace { next_after: settings.care.next_after, everybody_after: settings.care.everybody_after },
        read_where: settings.care.read_where,
    })
}
