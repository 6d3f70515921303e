//! A look at a whole set-up: what is wrong with it and what to do. It changes nothing, makes no database, stands beside
//! a running service, and tells no number and no secret.

mod finding;
mod disk;
mod time;
mod database;
mod key;
mod gateways;
mod mail;
mod texts;
mod queue;
mod care;

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::config::Settings;
use crate::content::ProgrammeTexts;
use crate::gateway::Registry;
use crate::store::{MasterKey, Opening};

pub use finding::{Examined, Verdict};

/// What is looked at.
pub struct Patient<'a> {
    /// The settings.
    pub settings: &'a Settings,
    /// The database that they name.
    pub opening: &'a Opening,
    /// The accounts, or why they cannot work.
    pub registry: Result<&'a Registry, &'a str>,
    /// What the texts must know.
    pub texts: &'a ProgrammeTexts,
}

/// Looks at everything, in the order in which it would be mended. Blocks for some seconds at most.
pub fn examine(patient: &Patient<'_>, now: Timestamp) -> Vec<Examined> {
    let Patient { settings, opening, registry, texts: input } = patient;
    let zone = &settings.programme.time_zone;
    let (mut inspection, of_database) = database::examine(opening);
    let newest = inspection.as_mut().and_then(|inspection| inspection.newest().ok().flatten());

    let mut examined = disk::examine(&folder(settings, opening));
    examined.push(time::examine(now, zone, newest));
    examined.extend(of_database);
    examined.extend(key::examine(&settings.secrets.key_file, opening, inspection.as_mut()));
    examined.extend(gateways::examine(settings, *registry));
    examined.push(mail::examine(settings.smtp.server.as_ref()));
    examined.extend(texts::examine(input, zone.to_datetime(now).date()));
    if let Some(inspection) = &mut inspection {
        examined.extend(queue::examine(inspection, now));
        examined.extend(care::examine_staff(inspection));
        examined.extend(care::examine_alerts(inspection, now));
        examined.extend(care::examine_silent(inspection, now));
        if let Ok(key) = MasterKey::read(&settings.secrets.key_file)
            && matches!(inspection.is_opened_by(&key), Ok(Some(true)))
        {
            examined.push(care::examine_audit(inspection, &key));
        }
    }
    examined
}

/// The folder that is written to: that of the SQLite file, else that of the key. Before the first start it is not there
/// yet, and the next folder above it is looked at.
fn folder(settings: &Settings, opening: &Opening) -> PathBuf {
    let file = match opening {
        Opening::Sqlite(path) => path,
        Opening::Postgres(_) => &settings.secrets.key_file,
    };
    let above =
        file.ancestors().skip(1).map(|folder| if folder.as_os_str().is_empty() { Path::new(".") } else { folder });
    above.into_iter().find(|folder| folder.exists()).unwrap_or(Path::new(".")).to_owned()
}
