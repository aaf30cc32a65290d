//! What the PBX listed once and no longer does: kept, and marked with since when.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::params;

use super::{Shelf, condition, row};
use crate::{error::Result, ids::CallId};

/// Since when the PBX no longer lists a call, or a recording of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Gone {
    pub(crate) call: Option<Timestamp>,
    pub(crate) recording: Option<Timestamp>,
}

/// Calls by a list of ids in one parameter.
const CALLS: &str = "SELECT id, gone_at FROM gone_call WHERE account = ?1 AND id IN (SELECT value FROM json_each(?2)) \
     AND NOT EXISTS (SELECT 1 FROM call c WHERE c.account = gone_call.account AND c.id = gone_call.id)";
/// Recordings likewise, by the ids of their calls; the last one to go counts.
const RECORDINGS: &str = "SELECT call, max(gone_at) FROM gone_recording WHERE account = ?1 AND call IN (SELECT value FROM json_each(?2)) \
     GROUP BY call";

impl Shelf {
    /// What is gone of these calls; calls of which nothing is are left out.
    pub(crate) fn gone<'c>(
        &self,
        calls: impl Iterator<Item = &'c CallId>,
    ) -> Result<HashMap<CallId, Gone>> {
        let ids = condition::json(calls.map(CallId::as_str));
        let reader = self.reader()?;
        let read = |sql| {
            let mut statement = reader.prepare_cached(sql)?;
            let rows = statement.query_map(params![self.account(), ids], |found| {
                Ok((CallId(found.get(0)?), row::time(found, 1)?))
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        let failed = |source| reader.failed(source);
        let mut gone: HashMap<CallId, Gone> = HashMap::new();
        for (id, at) in read(CALLS).map_err(failed)? {
            gone.entry(id).or_default().call = Some(at);
        }
        for (id, at) in read(RECORDINGS).map_err(failed)? {
            gone.entry(id).or_default().recording = Some(at);
        }
        Ok(gone)
    }
}
