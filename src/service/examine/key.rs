//! The key: whether it is there, is guarded, is the right one, and lies apart from what it opens.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use crate::service::examine::finding::Examined;
use crate::store::inspect::Inspection;
use crate::store::{KeyError, MasterKey, Opening};

const WHAT: &str = "key";

/// Looks at the key file, and whether it opens this database.
pub(super) fn examine(file: &Path, opening: &Opening, inspection: Option<&mut Inspection>) -> Vec<Examined> {
    let key = match MasterKey::read(file) {
        Ok(key) => key,
        Err(KeyError::Missing(_)) if matches!(opening.exists(), Ok(false)) => {
            return vec![Examined::look(WHAT, "there is none yet", "fitila serve makes one at its first start")];
        }
        // Each of these says what to do.
        Err(error) => {
            let said = error.to_string();
            let (found, mend) = said.split_once("; ").unwrap_or((&said, "see docs/operating.md"));
            return vec![Examined::bad(WHAT, found, mend)];
        }
    };
    let fits = inspection.map(|inspection| inspection.is_opened_by(&key));
    let examined = match fits {
        Some(Ok(Some(false))) => Examined::bad(WHAT, "it is not the key of this database", "put the right file there"),
        Some(Err(error)) => {
            Examined::bad(WHAT, format!("it cannot be tried: {error}"), "see what is said of the database")
        }
        Some(Ok(Some(true))) => Examined::ok(WHAT, "it opens this database and only its owner can read it"),
        Some(Ok(None)) | None => Examined::ok(WHAT, "only its owner can read it"),
    };
    [Some(examined), place(file, opening)].into_iter().flatten().collect()
}

fn place(file: &Path, opening: &Opening) -> Option<Examined> {
    const WHAT: &str = "key's place";
    let Opening::Sqlite(database) = opening else { return None };
    let disk = |path: &Path| std::fs::metadata(path).map(|about| about.dev()).ok();
    let (key, data) = (disk(file)?, disk(database)?);
    Some(if key == data {
        let mend = "it protects copies of the database only: move it to another disk, or let systemd hand it over \
                    (LoadCredentialEncrypted), and set secrets.key_file";
        Examined::look(WHAT, "it lies on the same disk as the database", mend)
    } else {
        Examined::ok(WHAT, "it lies on another disk than the database")
    })
}
