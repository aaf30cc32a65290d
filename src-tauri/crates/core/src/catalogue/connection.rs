//! How a connection is set up.

use rusqlite::Connection;

/// Memory for pages of the file, in KiB below zero. Who walks through a million calls meets each page once, and the system keeps them
/// for all connections.
const CACHE: i64 = -4_000;
/// The same of who writes, and comes back to the same pages.
pub(super) const WRITERS_CACHE: i64 = -16_000;

/// Bytes of a page of a new file; a file keeps what it began with. Twice the default: a walk asks the system for half as many
/// pages, a quarter less time in all (docs/benchmarks.md, S6).
pub(super) const PAGE: i64 = 8_192;

/// What every connection needs before its first statement.
pub(super) fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    be_patient(connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", CACHE)?;
    // Four times the default in bytes: a reading writes the same pages again and again, and each checkpoint copies them.
    connection.pragma_update(None, "wal_autocheckpoint", 2_000)?;
    connection.pragma_update(None, "journal_size_limit", 67_108_864)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Makes a connection wait for the locks of others.
pub(super) fn be_patient(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(std::time::Duration::from_secs(10))
}
