//! Who is recorded: the extensions, queues and dialled numbers of the calls that have a recording.

use std::collections::HashSet;

use rusqlite::params;

use super::Shelf;
use crate::{error::Result, time::UtcRange};

/// Those that at least one recorded call of a range went to or came from. None of them is empty text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RecordedSides {
    pub(crate) extensions: HashSet<String>,
    pub(crate) queues: HashSet<String>,
    pub(crate) dids: HashSet<String>,
}

impl Shelf {
    /// Who is recorded in a range.
    pub(crate) fn recorded_sides(&self, range: &UtcRange) -> Result<RecordedSides> {
        Ok(RecordedSides {
            extensions: self.recorded(range, "extension")?,
            queues: self.recorded(range, "queue")?,
            dids: self.recorded(range, "did")?,
        })
    }

    fn recorded(&self, range: &UtcRange, column: &'static str) -> Result<HashSet<String>> {
        let reader = self.reader()?;
        let sql = format!(
            "SELECT DISTINCT {column} FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 \
             AND recording IS NOT NULL AND {column} <> ''"
        );
        let span = params![
            self.account(),
            range.start.as_microsecond(),
            range.end.as_microsecond()
        ];
        let read = || {
            reader
                .prepare_cached(&sql)?
                .query_map(span, |found| found.get(0))?
                .collect::<rusqlite::Result<HashSet<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }
}
