//! The calls of one account, to read.

use std::{collections::HashSet, num::NonZero, sync::Arc, thread};

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Row, params, params_from_iter, types::Value};
use tokio_util::sync::CancellationToken;

use super::{
    row,
    sql::Selection,
    store::{Reader, Store},
};
use crate::{
    call::Call,
    error::{Error, Result},
    ids::CallId,
    live::Unrecorded,
    query::CallFilter,
    time::UtcRange,
};

/// Threads that walk a range at once; each has a connection of its own.
const MOST_AT_ONCE: usize = 4;

/// The rows of one account. Its methods block; async callers use `spawn_blocking`.
#[derive(Clone)]
pub struct Shelf {
    store: Arc<Store>,
    account: i64,
    /// Ends what is asked.
    cancel: Option<CancellationToken>,
}

impl Shelf {
    pub(super) fn new(store: Arc<Store>, account: i64) -> Self {
        Self {
            store,
            account,
            cancel: None,
        }
    }

    /// The same calls, asked by somebody who may lose interest: once cancelled, long questions fail.
    pub(crate) fn until(&self, cancel: &CancellationToken) -> Self {
        Self {
            cancel: Some(cancel.clone()),
            ..self.clone()
        }
    }

    /// Whether both are the rows of the same account in the same file.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.account == other.account && Arc::ptr_eq(&self.store, &other.store)
    }

    /// Changes with everything that is written to the file, by whomever.
    ///
    /// # Errors
    /// [`Error::Catalogue`].
    pub(crate) fn version(&self) -> Result<i64> {
        self.store.version()
    }

    pub(super) fn store(&self) -> &Store {
        &self.store
    }

    pub(super) fn account(&self) -> i64 {
        self.account
    }

    /// A connection to read with, until nobody wants to know any more.
    pub(super) fn reader(&self) -> Result<Reader<'_>> {
        match &self.cancel {
            Some(cancel) => self.store.reader_until(cancel),
            None => self.store.reader(),
        }
    }

    /// Hands each row of a statement to `take`, on a connection of its own.
    pub(super) fn each_row(
        &self,
        (sql, values): (String, Vec<Value>),
        mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<()> {
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                take(row)?;
            }
            Ok(())
        };
        read().map_err(|source| reader.failed(source))
    }

    /// Hands over every call a filter finds, ascending by start and id, one at a time; an error of `each` ends it.
    ///
    /// It sees the catalogue as it was at the first call, whatever is written meanwhile.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a filter that cannot be asked, and whatever `each` returns.
    pub fn for_each(
        &self,
        range: &UtcRange,
        filter: &CallFilter,
        each: &mut dyn FnMut(Call) -> Result<()>,
    ) -> Result<()> {
        let selection = Selection::new(self.account, range, filter)?;
        let reader = self.reader()?;
        let failed = |source| reader.failed(source);
        let (sql, values) = selection.shortened(&reader).map_err(failed)?.all();
        let mut statement = reader.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        while let Some(found) = rows.next().map_err(failed)? {
            each(row::read(found).map_err(failed)?)?;
        }
        Ok(())
    }

    /// One call, whatever the range; also one that the PBX no longer has.
    pub fn call(&self, id: &CallId) -> Result<Option<Call>> {
        let reader = self.reader()?;
        let read = |table: &str| {
            let sql = format!(
                "SELECT {} FROM {table} WHERE account = ?1 AND id = ?2",
                row::COLUMNS
            );
            reader
                .prepare_cached(&sql)?
                .query_row(params![self.account, id.as_str()], row::read)
                .optional()
        };
        let found = match read("call") {
            Ok(None) => read("gone_call"),
            found => found,
        };
        found.map_err(|source| reader.failed(source))
    }

    /// Which of these calls are held.
    pub(crate) fn known(&self, ids: Vec<CallId>) -> Result<HashSet<CallId>> {
        let reader = self.reader()?;
        let read = || {
            let mut find = reader.prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM call WHERE account = ?1 AND id = ?2 AND listed)",
            )?;
            let mut known = HashSet::new();
            for id in ids {
                if find.query_row(params![self.account, id.as_str()], |found| found.get(0))? {
                    known.insert(id);
                }
            }
            Ok(known)
        };
        read().map_err(|source| reader.failed(source))
    }

    /// The answered calls of a range that ended at or after `since`, began at most a day before, and have no recording.
    pub(crate) fn unrecorded(&self, range: &UtcRange, since: Timestamp) -> Result<Vec<Unrecorded>> {
        let reader = self.reader()?;
        // Calls lie in order of their start: this keeps a range of years down to a day.
        let sql = "SELECT id, started, ended FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND ended >= ?4 \
                   AND listed AND answered IS NOT NULL AND recording IS NULL";
        let day_before = since.checked_sub(SignedDuration::from_hours(24));
        let earliest = day_before.unwrap_or(since).max(range.start);
        let read = || {
            let span = params![
                self.account,
                earliest.as_microsecond(),
                range.end.as_microsecond(),
                since.as_microsecond()
            ];
            let mut statement = reader.prepare_cached(sql)?;
            let rows = statement.query_map(span, |found| {
                Ok(Unrecorded {
                    id: CallId(found.get(0)?),
                    started: row::time(found, 1)?,
                    ended: row::time(found, 2)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }

    /// How many calls the PBX listed for a range, and how many recordings are held for it.
    pub fn held(&self, range: &UtcRange) -> Result<(u64, u64)> {
        let reader = self.reader()?;
        let sql = "SELECT total(listed), total(recording IS NOT NULL) FROM call INDEXED BY call_in_brief WHERE account = ?1 AND started >= ?2 AND started < ?3";
        let read = || {
            let span = params![
                self.account,
                range.start.as_microsecond(),
                range.end.as_microsecond()
            ];
            reader.prepare_cached(sql)?.query_row(span, |found| {
                Ok((
                    found.get::<_, f64>(0)? as u64,
                    found.get::<_, f64>(1)? as u64,
                ))
            })
        };
        read().map_err(|source| reader.failed(source))
    }
}

/// Does the same to each stretch of a range at once, a thread for each; the results in the order of the stretches.
pub(super) fn beside_each_other<T: Send>(
    selection: &Selection,
    work: impl Fn(usize, &Selection) -> Result<T> + Sync,
) -> Result<Vec<T>> {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    let parts = selection.parts(i64::try_from(cores.min(MOST_AT_ONCE)).unwrap_or(1));
    if let [whole] = parts.as_slice() {
        return Ok(vec![work(0, whole)?]);
    }
    let work = &work;
    thread::scope(|scope| {
        let walking: Vec<_> = parts
            .iter()
            .enumerate()
            .map(|(place, part)| scope.spawn(move || work(place, part)))
            .collect();
        let joined = walking.into_iter().map(|part| {
            part.join().unwrap_or(Err(Error::Internal {
                doing: "walking through the calls",
            }))
        });
        joined.collect()
    })
}
