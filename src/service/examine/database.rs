//! The database: whether it opens, is whole, is of this version, and keeps its word.

use std::path::Path;

use crate::service::examine::finding::Examined;
use crate::store::inspect::{Inspection, Schema, is_served};
use crate::store::{Opening, StoreError};

const WHAT: &str = "database";
/// A journal larger than this was not cut for long: somebody reads without end.
const LARGE_JOURNAL: u64 = 256 << 20;

/// Opens the database, if there is one, and looks at it.
pub(super) fn examine(opening: &Opening) -> (Option<Inspection>, Vec<Examined>) {
    match Inspection::open(opening) {
        Ok(None) => {
            let mend =
                "fitila serve makes one at its first start; if there should be one already, look at database.url";
            (None, vec![Examined::look(WHAT, "there is none yet", mend)])
        }
        Err(error) => (None, vec![unusable(&error)]),
        Ok(Some(mut inspection)) => match look(&mut inspection, opening) {
            Ok((examined, Schema::Current)) => (Some(inspection), examined),
            // What an older schema lacks cannot be asked for.
            Ok((examined, _)) => (None, examined),
            Err(error) => (None, vec![unusable(&error)]),
        },
    }
}

fn unusable(error: &StoreError) -> Examined {
    Examined::bad(
        WHAT,
        format!("it cannot be read: {error}"),
        "see database.url, the rights of the file, and docs/operating.md",
    )
}

fn look(inspection: &mut Inspection, opening: &Opening) -> Result<(Vec<Examined>, Schema), StoreError> {
    let schema = inspection.schema();
    let mut examined = vec![match schema {
        Schema::Current => Examined::ok(WHAT, "it opens and its schema is that of this version"),
        Schema::Older(steps) => {
            let found = format!("its schema is {steps} steps behind this version");
            Examined::look(WHAT, found, "copy it, then start fitila serve: that brings it up to date")
        }
        Schema::Newer => {
            Examined::bad(WHAT, "a later version of fitila wrote it", "install that version again, or restore a copy")
        }
        Schema::Missing => {
            let mend = "look at database.url: it names something else, or a database that was never started";
            Examined::bad(WHAT, "it holds no tables of fitila", mend)
        }
    }];
    let damage = inspection.damage()?;
    if !damage.is_empty() {
        let mend = "stop fitila, copy the data folder as it is, and restore the last good copy";
        examined.push(Examined::bad("database file", format!("it is damaged in {} places", damage.len()), mend));
    }
    match opening {
        Opening::Sqlite(path) => examined.extend([file(inspection, path)?, service(path)]),
        Opening::Postgres(_) => examined.extend(server(inspection)?),
    }
    Ok((examined, schema))
}

fn file(inspection: &mut Inspection, path: &Path) -> Result<Examined, StoreError> {
    const WHAT: &str = "database file";
    let size = |path: &Path| std::fs::metadata(path).map_or(0, |about| about.len());
    let mut journal = path.to_owned().into_os_string();
    journal.push("-wal");
    let (whole, journal) = (size(path), size(Path::new(&journal)));
    let pages = inspection.page_size()?.unwrap_or_default();
    let found = format!("{} KiB in pages of {pages} bytes, journal {} KiB", whole >> 10, journal >> 10);
    Ok(if journal > LARGE_JOURNAL {
        let mend = "another program reads the file without end: find it (fuser) and stop it";
        Examined::look(WHAT, found, mend)
    } else {
        Examined::ok(WHAT, found)
    })
}

fn service(path: &Path) -> Examined {
    const WHAT: &str = "service";
    if is_served(path) {
        return Examined::ok(WHAT, "fitila serve is running");
    }
    Examined::look(WHAT, "no fitila serve is using this database", "start it, unless you stopped it on purpose")
}

fn server(inspection: &mut Inspection) -> Result<Option<Examined>, StoreError> {
    const WHAT: &str = "database server";
    let Some(server) = inspection.server()? else { return Ok(None) };
    let found = format!("Postgres {}, synchronous_commit is {}", server.version, server.synchronous_commit);
    Ok(Some(match server.synchronous_commit.as_str() {
        "off" => {
            let mend = "set synchronous_commit to on: a power cut would lose messages that were answered";
            Examined::bad(WHAT, found, mend)
        }
        _ => Examined::ok(WHAT, found),
    }))
}
