//! How many calls, recordings and seconds of talk a question finds.

use std::{
    iter::Sum,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use rusqlite::params_from_iter;
use tokio_util::sync::CancellationToken;

use super::{Shelf, shelf::beside_each_other, sql::Selection};
use crate::{app::CallTotals, error::Result, query::CallFilter, time::UtcRange};

impl Shelf {
    /// How many calls, recordings and seconds of talk a filter finds.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] for a filter that cannot be asked.
    pub fn totals(&self, range: &UtcRange, filter: &CallFilter) -> Result<CallTotals> {
        let totals = self.totals_until(range, filter, &CancellationToken::new())?;
        // Nobody cancels it.
        Ok(totals.unwrap_or_default())
    }

    /// As [`Shelf::totals`]; nothing when it was cancelled.
    ///
    /// # Errors
    /// As for [`Shelf::totals`].
    pub(crate) fn totals_until(
        &self,
        range: &UtcRange,
        filter: &CallFilter,
        cancel: &CancellationToken,
    ) -> Result<Option<CallTotals>> {
        let selection = Selection::new(self.account(), range, filter)?;
        let question = selection.question();
        let one = self.store().one_at_a_time(&question);
        let _counting = one.begin();
        if cancel.is_cancelled() {
            return Ok(None);
        }
        // Asked before counting: a commit in between makes the answer look older than it is, never newer.
        let version = self.store().version()?;
        if let Some(known) = self.store().totals().find(version, &question) {
            return Ok(Some(known));
        }
        match self.until(cancel).count(selection) {
            Ok(counted) => {
                self.store().totals().keep(version, question, counted);
                Ok(Some(counted))
            }
            Err(_) if cancel.is_cancelled() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn count(&self, selection: Selection) -> Result<CallTotals> {
        let reader = self.reader()?;
        let selection = selection
            .shortened(&reader)
            .map_err(|source| reader.failed(source))?;
        drop(reader);
        let counted = beside_each_other(&selection, |_, part| self.count_part(part))?;
        Ok(counted.into_iter().sum())
    }

    fn count_part(&self, selection: &Selection) -> Result<CallTotals> {
        let reader = self.reader()?;
        let (sql, values) = selection.totals();
        let read = || {
            reader
                .prepare_cached(&sql)?
                .query_row(params_from_iter(values), |found| {
                    let (recordings, seconds): (f64, f64) = (found.get(1)?, found.get(2)?);
                    // A cast from a float saturates, and neither is negative.
                    Ok(CallTotals {
                        calls: found.get(0)?,
                        recordings: recordings as u32,
                        talk_s: seconds as u32,
                    })
                })
        };
        read().map_err(|source| reader.failed(source))
    }
}

/// Questions that are being counted: who asks one of them meanwhile waits for its totals instead of counting too.
#[derive(Default)]
pub(super) struct Underway(Vec<(String, Weak<Mutex<()>>)>);

/// Held by whoever counts a question.
pub(super) struct OneAtATime(Arc<Mutex<()>>);

impl Underway {
    pub(super) fn of(&mut self, question: &str) -> OneAtATime {
        self.0.retain(|(_, counting)| counting.strong_count() > 0);
        let known = self.0.iter().find(|(asked, _)| asked == question);
        if let Some(counting) = known.and_then(|(_, counting)| counting.upgrade()) {
            return OneAtATime(counting);
        }
        let counting = Arc::default();
        self.0
            .push((question.to_owned(), Arc::downgrade(&counting)));
        OneAtATime(counting)
    }
}

impl OneAtATime {
    /// Waits until nobody else counts this question.
    pub(super) fn begin(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Of parts that have no call in common.
impl Sum for CallTotals {
    fn sum<I: Iterator<Item = Self>>(parts: I) -> Self {
        parts.fold(Self::default(), |all, part| Self {
            calls: all.calls.saturating_add(part.calls),
            recordings: all.recordings.saturating_add(part.recordings),
            talk_s: all.talk_s.saturating_add(part.talk_s),
        })
    }
}
