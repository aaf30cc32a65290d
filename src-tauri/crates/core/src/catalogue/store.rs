//! The file behind the catalogue: setting a damaged one aside, and handing out connections.

use std::{
    ops::{Deref, DerefMut},
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use rusqlite::{Connection, Transaction, TransactionBehavior};
use tokio_util::sync::CancellationToken;

use super::{
    counting::{OneAtATime, Underway},
    damage::{calm, is_damage, set_aside, suspicion},
    known::Known,
    opening::{Target, failed, ready},
    rescue, texts,
};
use crate::{
    app::{CallTotals, FilterValue},
    error::{Error, Result},
    files,
};

/// Idle reading connections kept for the next question.
const IDLE_READERS: usize = 4;
/// Totals remembered; a window has one grid and a few sums.
const TOTALS: usize = 8;
/// Orders remembered, of eight bytes for each call; a window has one grid, and somebody may go back to the order before.
const ORDERS: usize = 2;
/// Columns whose values are remembered.
const VALUES: usize = 4;
/// Steps of SQLite between two looks at whether somebody still wants to know; a few for each call.
const LOOK_EVERY: i32 = 10_000;
/// Said of a file that is there and has nothing in it, as a disk that was full or a copy that failed leaves it.
const EMPTIED: &str = "The local catalogue was an empty file. A new one was started: calls come back from the PBX with the next search; \
     tags, notes and reviews, if there were any, are only in a backup.";

/// One database: a connection that writes, and others that read beside it (WAL).
pub(super) struct Store {
    path: PathBuf,
    /// Where connections open: the path, or the name of a database in memory.
    target: Target,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
    /// Never writes, so that its `data_version` tells of every commit, whoever made it.
    witness: Mutex<Connection>,
    totals: Mutex<Known<CallTotals>>,
    underway: Mutex<Underway>,
    orders: Mutex<Known<Arc<Vec<i64>>>>,
    values: Mutex<Known<Arc<Vec<FilterValue>>>>,
    notice: Option<String>,
}

impl Store {
    /// Opens the file or makes it. A damaged file is renamed to `<name>.damaged-<time>` and a new one made.
    pub(super) fn open(path: &Path) -> Result<Self> {
        if let Some(folder) = path.parent() {
            files::create_private(folder)?;
        }
        let target = Target::File(path.to_owned());
        let emptied = path
            .metadata()
            .is_ok_and(|file| file.is_file() && file.len() == 0);
        match ready(&target, path) {
            Ok(writer) => {
                calm(path)?;
                let notice = emptied.then(|| EMPTIED.to_owned());
                Self::with(path, target, writer, notice)
            }
            Err(Error::Catalogue { source, .. }) if is_damage(&source) => {
                let aside = set_aside(path)?;
                tracing::warn!(cause = %source, "the catalogue was damaged and set aside; calls are read from the PBX again");
                calm(path)?;
                let mut writer = ready(&target, path)?;
                let rescued = rescue::from(&aside, &mut writer);
                let notice = format!(
                    "The local catalogue was damaged ({source}). It was kept as {} and a new one started. {rescued} Calls come back from the PBX with the next search.",
                    aside.display()
                );
                Self::with(path, target, writer, Some(notice))
            }
            Err(error) => Err(error),
        }
    }

    /// A database that lives as long as this value.
    pub(super) fn in_memory() -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let target = Target::Memory(format!(
            "file:/tapedeck-{}?vfs=memdb",
            NEXT.fetch_add(1, Ordering::Relaxed)
        ));
        let path = PathBuf::from(":memory:");
        let writer = ready(&target, &path)?;
        Self::with(&path, target, writer, None)
    }

    fn with(
        path: &Path,
        target: Target,
        writer: Connection,
        notice: Option<String>,
    ) -> Result<Self> {
        let witness = target.open().map_err(|source| failed(path, source))?;
        Ok(Self {
            path: path.to_owned(),
            target,
            writer: Mutex::new(writer),
            readers: Mutex::default(),
            witness: Mutex::new(witness),
            totals: Mutex::new(Known::of(TOTALS)),
            underway: Mutex::default(),
            orders: Mutex::new(Known::of(ORDERS)),
            values: Mutex::new(Known::of(VALUES)),
            notice,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn notice(&self) -> Option<&str> {
        self.notice.as_deref()
    }

    /// An error of SQLite with the file it happened in. Damage is remembered: the next start checks the whole file.
    pub(super) fn failed(&self, source: rusqlite::Error) -> Error {
        if let Target::File(path) = &self.target
            && is_damage(&source)
            && let Err(error) = std::fs::File::create(suspicion(path))
        {
            tracing::warn!(%error, "the catalogue is damaged, and that could not be noted for the next start");
        }
        failed(&self.path, source)
    }

    /// A connection to read with; it sees the database as of its first statement in a transaction.
    pub(super) fn reader(&self) -> Result<Reader<'_>> {
        let idle = lock(&self.readers).pop();
        let connection = match idle {
            Some(connection) => connection,
            None => self
                .target
                .open()
                .and_then(|connection| {
                    connection.pragma_update(None, "query_only", true)?;
                    Ok(connection)
                })
                .map_err(|source| self.failed(source))?,
        };
        Ok(Reader {
            store: self,
            connection: Some(connection),
        })
    }

    /// A connection on which reading fails once it is cancelled.
    pub(super) fn reader_until(&self, cancel: &CancellationToken) -> Result<Reader<'_>> {
        let reader = self.reader()?;
        let cancel = cancel.clone();
        reader
            .progress_handler(LOOK_EVERY, Some(move || cancel.is_cancelled()))
            .map_err(|source| reader.failed(source))?;
        Ok(reader)
    }

    /// Changes with every commit of this or another process.
    pub(super) fn version(&self) -> Result<i64> {
        lock(&self.witness)
            .query_row("PRAGMA data_version", [], |row| row.get(0))
            .map_err(|source| self.failed(source))
    }

    /// Totals of questions asked before; a grid asks the same one with every page.
    pub(super) fn totals(&self) -> MutexGuard<'_, Known<CallTotals>> {
        lock(&self.totals)
    }

    /// Values of columns that were collected before.
    pub(super) fn values(&self) -> MutexGuard<'_, Known<Arc<Vec<FilterValue>>>> {
        lock(&self.values)
    }

    /// For counting a question while nobody else does.
    pub(super) fn one_at_a_time(&self, question: &str) -> OneAtATime {
        lock(&self.underway).of(question)
    }

    /// Makes the file full at so many pages.
    #[cfg(test)]
    pub(super) fn limit_pages(&self, most: u32) -> Result<()> {
        lock(&self.writer)
            .pragma_update(None, "max_page_count", most)
            .map_err(|source| self.failed(source))
    }

    /// Orders made before. Whoever makes one keeps the lock: pages of the same order wait for it instead of making another.
    pub(super) fn orders(&self) -> MutexGuard<'_, Known<Arc<Vec<i64>>>> {
        lock(&self.orders)
    }

    /// Writes the file anew without its empty pages, and without anything of texts that are gone.
    pub(super) fn compact(&self) -> Result<()> {
        self.write(texts::take_in_all)?;
        lock(&self.writer)
            .execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
            .map_err(|source| self.failed(source))
    }

    /// Runs `work` in one writing transaction; an error undoes all of it.
    pub(super) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        let mut writer = lock(&self.writer);
        transact(&mut writer, work).map_err(|source| self.failed(source))
    }
}

fn transact<T>(
    writer: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = work(&transaction)?;
    texts::catch_up(&transaction)?;
    transaction.commit()?;
    Ok(value)
}

/// A panic elsewhere cannot leave half a transaction behind: dropping it rolls back. So poison is no reason to stop.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reading connection that goes back to the pool.
pub(super) struct Reader<'s> {
    store: &'s Store,
    connection: Option<Connection>,
}

impl Reader<'_> {
    /// Ties an error to the file.
    pub(super) fn failed(&self, source: rusqlite::Error) -> Error {
        self.store.failed(source)
    }
}

impl Deref for Reader<'_> {
    type Target = Connection;

    #[expect(clippy::expect_used, reason = "taken out only in drop")]
    fn deref(&self) -> &Connection {
        self.connection
            .as_ref()
            .expect("a reader holds its connection until it is dropped")
    }
}

impl DerefMut for Reader<'_> {
    #[expect(clippy::expect_used, reason = "taken out only in drop")]
    fn deref_mut(&mut self) -> &mut Connection {
        self.connection
            .as_mut()
            .expect("a reader holds its connection until it is dropped")
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.progress_handler(0, None::<fn() -> bool>) {
            tracing::debug!(%error, "a connection goes on looking at whether its last question was cancelled");
            return;
        }
        let mut idle = lock(&self.store.readers);
        if idle.len() < IDLE_READERS {
            idle.extend(self.connection.take());
        }
    }
}
