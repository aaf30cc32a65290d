//! Opening the file behind the catalogue: checked, and brought to the present schema.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, ErrorCode, OpenFlags};
use rusqlite_migration::MigrationDefinitionError;

use super::{
    connection,
    damage::{damage, is_cut, suspicion},
    schema,
};
use crate::error::{Error, Result};

/// A file below this size is checked whole at every start, which takes milliseconds; bytes.
const CHECKED_ALWAYS: u64 = 32 << 20;
/// How long and with what pauses opening is tried while another process holds the file up.
const LONGEST_OPENING: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(25);

/// Where connections open.
pub(super) enum Target {
    File(PathBuf),
    Memory(String),
}

impl Target {
    pub(super) fn open(&self) -> rusqlite::Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = match self {
            Self::File(path) => Connection::open_with_flags(path, flags)?,
            Self::Memory(name) => {
                Connection::open_with_flags(name, flags | OpenFlags::SQLITE_OPEN_URI)?
            }
        };
        connection::prepare(&connection)?;
        Ok(connection)
    }
}

/// A connection to a database of the present schema, also when another process is making or migrating it right now.
pub(super) fn ready(target: &Target, path: &Path) -> Result<Connection> {
    let begun = Instant::now();
    loop {
        match try_ready(target, path) {
            Err(Error::Catalogue { source, .. })
                if begun.elapsed() < LONGEST_OPENING && may_pass(&source) =>
            {
                std::thread::sleep(PAUSE);
            }
            Ok(connection) => {
                connection::be_patient(&connection).map_err(|source| failed(path, source))?;
                return Ok(connection);
            }
            result => return result,
        }
    }
}

/// Whether an error of opening may come from another process that opens the same file: a lock, or a step that the other
/// has just taken.
fn may_pass(error: &rusqlite::Error) -> bool {
    matches!(
        error.sqlite_error_code(),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::Unknown)
    )
}

fn try_ready(target: &Target, path: &Path) -> Result<Connection> {
    let prepared = target.open().and_then(|connection| {
        // A lock is waited for outside, where it is known since when.
        connection.busy_timeout(PAUSE)?;
        if connection.is_readonly("main")? {
            return Err(read_only());
        }
        // Before anything is written; later it changes nothing.
        connection.pragma_update(None, "page_size", connection::PAGE)?;
        if let Target::File(file) = target {
            let page_size: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
            if is_cut(file, page_size.unsigned_abs()) {
                return Err(damage("it ends within a page"));
            }
        }
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "cache_size", connection::WRITERS_CACHE)?;
        if deserves_check(target) {
            let sound: String =
                connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
            if sound != "ok" {
                return Err(damage(&sound));
            }
        }
        Ok(connection)
    });
    let mut connection = prepared.map_err(|source| failed(path, source))?;
    match schema::migrations().to_latest(&mut connection) {
        Ok(()) => Ok(connection),
        Err(rusqlite_migration::Error::MigrationDefinition(
            MigrationDefinitionError::DatabaseTooFarAhead,
        )) => Err(Error::CatalogueTooNew {
            path: path.to_owned(),
        }),
        Err(rusqlite_migration::Error::RusqliteError { err, .. }) => Err(failed(path, err)),
        Err(other) => Err(failed(path, damage(&other.to_string()))),
    }
}

/// An error of SQLite with the file it happened in.
pub(super) fn failed(path: &Path, source: rusqlite::Error) -> Error {
    if source.sqlite_error_code() == Some(ErrorCode::DiskFull) {
        let full = std::io::Error::new(std::io::ErrorKind::StorageFull, source);
        return Error::DiskFull {
            path: path.to_owned(),
            source: full,
            needs: None,
        };
    }
    Error::Catalogue {
        path: path.to_owned(),
        source,
    }
}

/// SQLite opens a file that may not be written for reading, and fails much later.
fn read_only() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(
        rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
        Some("the file, or its folder, may not be written".to_owned()),
    )
}

/// Whether to read the whole file before trusting it: always when it is small, else when damage was met in it before.
fn deserves_check(target: &Target) -> bool {
    match target {
        Target::Memory(_) => false,
        Target::File(path) => {
            suspicion(path).exists()
                || path
                    .metadata()
                    .is_ok_and(|file| file.len() < CHECKED_ALWAYS)
        }
    }
}
