//! How many calls, recordings and seconds of talk a question finds.

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
        match self.count(selection, cancel) {
            Ok(counted) => {
                self.store().totals().keep(version, question, counted);
                Ok(Some(counted))
            }
            Err(_) if cancel.is_cancelled() => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn count(&self, selection: Selection, cancel: &CancellationToken) -> Result<CallTotals> {
        let reader = self.store().reader_until(cancel)?;
        let selection = selection
            .shortened(&reader)
            .map_err(|source| reader.failed(source))?;
        drop(reader);
        let counted = beside_each_other(&selection, |_, part| self.count_part(part, cancel))?;
        Ok(counted.into_iter().sum())
    }

    fn count_part(&self, selection: &Selection, cancel: &CancellationToken) -> Result<CallTotals> {
        let reader = self.store().reader_until(cancel)?;
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
