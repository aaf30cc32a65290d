//! The few columns of a call that are summed up, streamed over everything a filter finds.

use rusqlite::{Row, params_from_iter};
use tokio_util::sync::CancellationToken;

use super::{Shelf, sql::Selection};
use crate::{
    call::{CallStatus, Direction},
    error::Result,
    insights::Fact,
    query::CallFilter,
    time::UtcRange,
};

/// Calls between two looks at whether somebody still wants to know.
const LOOK_EVERY: u32 = 4096;

impl Shelf {
    /// Hands over what is summed up of every call a filter finds, ascending by start; false when it was cancelled.
    ///
    /// It sees the catalogue as it was at the first call, whatever is written meanwhile.
    ///
    /// # Errors
    /// [`crate::Error::InvalidInput`] for a filter that cannot be asked, [`crate::Error::Catalogue`].
    pub(crate) fn each_fact(
        &self,
        range: &UtcRange,
        filter: &CallFilter,
        cancel: &CancellationToken,
        each: &mut dyn FnMut(Fact<'_>),
    ) -> Result<bool> {
        let selection = Selection::new(self.account(), range, filter)?;
        let reader = self.reader()?;
        let read = || {
            let (sql, values) = selection.shortened(&reader)?.facts();
            let mut statement = reader.prepare_cached(&sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            let mut seen = 0_u32;
            while let Some(row) = rows.next()? {
                if seen.is_multiple_of(LOOK_EVERY) && cancel.is_cancelled() {
                    return Ok(false);
                }
                seen = seen.wrapping_add(1);
                each(fact(row)?);
            }
            Ok(true)
        };
        read().map_err(|source| reader.failed(source))
    }
}

fn fact<'r>(row: &'r Row<'_>) -> rusqlite::Result<Fact<'r>> {
    let word = row.get_ref(1)?.as_str()?;
    Ok(Fact {
        started: row.get(0)?,
        direction: Direction::from_word(word).unwrap_or(Direction::Unknown),
        answered: row.get_ref(2)?.as_str()? == CallStatus::Answered.as_str(),
        recorded: row.get(3)?,
        ring_s: row.get(4)?,
        talk_s: row.get(5)?,
        extension: row.get_ref(6)?.as_str()?,
    })
}
