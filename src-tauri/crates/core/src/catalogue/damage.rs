//! A damaged file: how it is known, and how it is put aside.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::ErrorCode;

use crate::error::{Error, Result};

/// The error of a file in which something is wrong.
pub(super) fn damage(why: &str) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_CORRUPT),
        Some(why.to_owned()),
    )
}

/// Whether an error says that the file itself is broken.
pub(super) fn is_damage(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)
    )
}

/// The marker that says: damage was met in this catalogue, check it at the next start.
pub(super) fn suspicion(path: &Path) -> PathBuf {
    suffixed(path, ".suspect")
}

/// Takes the marker away once the file was found sound or set aside.
pub(super) fn calm(path: &Path) -> Result<()> {
    let marker = suspicion(path);
    match std::fs::remove_file(&marker) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::io("removed", marker, source))
        }
        _ => Ok(()),
    }
}

/// Whether the file ends within a page, and no write-ahead log has the rest of it. SQLite fills such a page up with zeros,
/// which look like sound, empty room.
pub(super) fn is_cut(path: &Path, page_size: u64) -> bool {
    let length = |path: &Path| path.metadata().map_or(0, |file| file.len());
    !length(path).is_multiple_of(page_size.max(1)) && length(&suffixed(path, "-wal")) == 0
}

/// Renames the file; its write-ahead log goes with it, for it would be played into the new one.
pub(super) fn set_aside(path: &Path) -> Result<PathBuf> {
    let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%S%.3fZ").to_string();
    let aside = suffixed(path, &format!(".damaged-{stamp}"));
    std::fs::rename(path, &aside).map_err(|source| Error::io("renamed", path, source))?;
    for log in ["-wal", "-shm"] {
        let log_file = suffixed(path, log);
        match std::fs::rename(&log_file, suffixed(&aside, log)) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(Error::io("renamed", log_file, source));
            }
            _ => {}
        }
    }
    Ok(aside)
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}
