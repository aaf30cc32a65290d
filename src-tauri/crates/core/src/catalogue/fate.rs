//! What became of the recordings of calls, as far as exports and the player have met them: no disk is asked for a row.

use std::collections::HashMap;

use rusqlite::params;

use super::{Shelf, condition};
use crate::{call::RecordingFate, error::Result, ids::CallId};

/// Calls that are noted in one transaction: searches and notes are written between two.
const AT_ONCE: usize = 2_000;

/// A file that is in place outweighs a refusal, before or after it.
const EXPORTED: &str = "INSERT INTO recording_fate (account, call, fate) SELECT ?1, value, ?3 FROM json_each(?2) WHERE true \
     ON CONFLICT (account, call) DO UPDATE SET fate = excluded.fate WHERE fate <> excluded.fate";
const NOT_ALLOWED: &str = "INSERT INTO recording_fate (account, call, fate) SELECT ?1, value, ?3 FROM json_each(?2) WHERE true \
     ON CONFLICT (account, call) DO NOTHING";

impl Shelf {
    /// What is known of the recordings of these calls; a call of which nothing is, is left out.
    pub(crate) fn fates<'c>(
        &self,
        calls: impl Iterator<Item = &'c CallId>,
    ) -> Result<HashMap<CallId, RecordingFate>> {
        let ids = condition::json(calls.map(CallId::as_str));
        let reader = self.store().reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(
                "SELECT call, fate FROM json_each(?2) CROSS JOIN recording_fate ON account = ?1 AND call = value",
            )?;
            let mut rows = statement.query(params![self.account(), ids])?;
            let mut fates = HashMap::new();
            while let Some(found) = rows.next()? {
                if let Some(fate) = RecordingFate::from_word(found.get_ref(1)?.as_str()?) {
                    fates.insert(CallId(found.get(0)?), fate);
                }
            }
            Ok(fates)
        };
        read().map_err(|source| reader.failed(source))
    }

    /// Notes what became of the recordings of these calls.
    pub(crate) fn note_fate(
        &self,
        fate: RecordingFate,
        calls: impl Iterator<Item = String>,
    ) -> Result<()> {
        let sql = match fate {
            RecordingFate::Exported => EXPORTED,
            RecordingFate::NotAllowed => NOT_ALLOWED,
        };
        let mut calls = calls.peekable();
        while calls.peek().is_some() {
            let some: Vec<String> = calls.by_ref().take(AT_ONCE).collect();
            let ids = condition::json(some.iter().map(String::as_str));
            self.store().write(|db| {
                db.prepare_cached(sql)?
                    .execute(params![self.account(), ids, fate.as_str()])
            })?;
        }
        Ok(())
    }

    /// A recording that was refused can be had now.
    pub(crate) fn note_allowed(&self, call: &CallId) -> Result<()> {
        let known = self.fates([call].into_iter())?;
        if known.get(call) != Some(&RecordingFate::NotAllowed) {
            return Ok(());
        }
        self.store().write(|db| {
            db.execute(
                "DELETE FROM recording_fate WHERE account = ?1 AND call = ?2",
                params![self.account(), call.as_str()],
            )
            .map(drop)
        })
    }
}
