//! Where a call stands among the calls of a question.

use rusqlite::{OptionalExtension as _, params_from_iter};

use super::{Shelf, sql::Selection};
use crate::{
    error::Result,
    ids::CallId,
    query::{CallFilter, SortKey},
    time::UtcRange,
};

impl Shelf {
    /// How many of the calls a filter finds come before one of them in an order; nothing when it is not among them.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] for a filter that cannot be asked.
    pub fn position(
        &self,
        range: &UtcRange,
        filter: &CallFilter,
        sort: &[SortKey],
        id: &CallId,
    ) -> Result<Option<u32>> {
        let selection = Selection::new(self.account(), range, filter)?;
        let reader = self.reader()?;
        let read = || {
            let (sql, values) = selection.shortened(&reader)?.position(id.as_str(), sort);
            reader
                .prepare_cached(&sql)?
                .query_row(params_from_iter(values), |found| found.get(0))
                .optional()
        };
        read().map_err(|source| reader.failed(source))
    }
}
