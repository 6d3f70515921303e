//! The key file: made once, read at start, refused when it is not as it must be. Nothing overwrites one.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use data_encoding::HEXLOWER;
use zeroize::Zeroizing;

/// Bytes of the master key.
const KEY_BYTES: usize = 32;
/// What a key file begins with; the number is the form of the file.
const PREFIX: &str = "fitila-key-1:";

/// The master key of a programme. It has no `Debug`, and is wiped when dropped.
pub struct MasterKey(pub(super) Zeroizing<[u8; KEY_BYTES]>);

/// Why a key file is refused. It never shows what stood in it.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is a database and no key.
    #[error(
        "secrets.key_file: {0} is missing, and a database exists that only this key can open; put the key file back (no new one is made)"
    )]
    Missing(String),
    /// It cannot be read.
    #[error("secrets.key_file: {0} cannot be read: {1}; make it readable for the user that runs fitila")]
    Unreadable(String, std::io::Error),
    /// Others can read it.
    #[error("secrets.key_file: others may read {0}; run: chmod 600 {0}")]
    Exposed(String),
    /// It holds no key.
    #[error("secrets.key_file: {0} holds no fitila key; put the right file there (it is not overwritten)")]
    Malformed(String),
    /// It cannot be made.
    #[error("secrets.key_file: {0} cannot be made: {1}; make its folder writable")]
    NotMade(String, std::io::Error),
    /// It is not the key of this database.
    #[error("secrets.key_file: {0} is not the key of this database; put the right file there")]
    Wrong(String),
}

impl MasterKey {
    /// Reads a key file; errors when it is missing, unreadable, readable by others or no key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let name = path.display().to_string();
        let mut file = File::open(path).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => KeyError::Missing(name.clone()),
            _ => KeyError::Unreadable(name.clone(), error),
        })?;
        let about = file.metadata().map_err(|error| KeyError::Unreadable(name.clone(), error))?;
        if about.mode() & 0o077 != 0 {
            return Err(KeyError::Exposed(name));
        }
        let mut text = Zeroizing::new(String::new());
        let read = Read::take(&mut file, 4096).read_to_string(&mut text);
        read.map_err(|_| KeyError::Malformed(name.clone()))?;
        let hex = text.trim().strip_prefix(PREFIX).ok_or_else(|| KeyError::Malformed(name.clone()))?;
        let bytes = Zeroizing::new(HEXLOWER.decode(hex.as_bytes()).map_err(|_| KeyError::Malformed(name.clone()))?);
        let key: [u8; KEY_BYTES] = bytes.as_slice().try_into().map_err(|_| KeyError::Malformed(name))?;
        Ok(Self(Zeroizing::new(key)))
    }

    /// Makes a key file from fresh random bytes, mode 0600; errors when there is a file already.
    pub fn make(path: &Path, random: [u8; KEY_BYTES]) -> Result<Self, KeyError> {
        let name = path.display().to_string();
        let not_made = |error| KeyError::NotMade(name.clone(), error);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(not_made)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(not_made)?;
        let line = Zeroizing::new(format!("{PREFIX}{}\n", HEXLOWER.encode(&random)));
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(not_made)?;
        Ok(Self(Zeroizing::new(random)))
    }

    /// A key for tests and for the handset without a database.
    pub fn from_bytes(bytes: [u8; KEY_BYTES]) -> Self {
        Self(Zeroizing::new(bytes))
    }
}
