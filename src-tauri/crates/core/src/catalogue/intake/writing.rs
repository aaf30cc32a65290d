//! Rows in and out within one transaction, and the running count of what is held.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{Held, Intake, Join, RecordingRow};
use crate::{
    call::Call,
    catalogue::row::{self, SearchText},
    ids::{CallId, RecordingId},
};

/// One transaction of an [`Intake`].
pub(super) struct Writing<'a> {
    pub(super) db: &'a Transaction<'a>,
    pub(super) intake: &'a Intake,
    pub(super) held: Held,
}

impl Writing<'_> {
    pub(super) fn account(&self) -> i64 {
        self.intake.shelf.account()
    }

    fn within(&self, started: i64) -> bool {
        (self.intake.start..self.intake.end).contains(&started)
    }

    /// Adds or replaces a call; whether it is recorded is decided by the recordings that have come so far.
    pub(super) fn call(&mut self, call: &Call) -> rusqlite::Result<()> {
        let recording = if call.listed {
            self.recording_of(&call.id)?
        } else {
            call.recording_id.clone()
        };
        let entry = row::Entry {
            account: self.account(),
            call,
            recording: recording.as_ref(),
            text: SearchText::of(call),
            generation: self.intake.generation,
        };
        let mut insert = self.db.prepare_cached(row::INSERT)?;
        if entry.write(&mut insert)? == 0 {
            self.before(&call.id)?;
            let mut update = self.db.prepare_cached(row::UPDATE)?;
            if entry.write(&mut update)? == 0 {
                // A newer reading has brought this call already: leave it, it was counted as it stands.
                return self.counted_again(&call.id);
            }
        }
        if self.within(call.started.as_microsecond()) {
            self.held.calls += u64::from(call.listed);
            self.held.recordings += u64::from(recording.is_some());
        }
        Ok(())
    }

    /// Takes a row that is about to be replaced out of the count.
    fn before(&mut self, id: &CallId) -> rusqlite::Result<()> {
        if let Some((listed, recorded)) = self.counts_of(id)? {
            self.held.calls = self.held.calls.saturating_sub(u64::from(listed));
            self.held.recordings = self.held.recordings.saturating_sub(u64::from(recorded));
        }
        Ok(())
    }

    fn counted_again(&mut self, id: &CallId) -> rusqlite::Result<()> {
        if let Some((listed, recorded)) = self.counts_of(id)? {
            self.held.calls += u64::from(listed);
            self.held.recordings += u64::from(recorded);
        }
        Ok(())
    }

    fn counts_of(&self, id: &CallId) -> rusqlite::Result<Option<(bool, bool)>> {
        let mut find = self.db.prepare_cached("SELECT started, listed, recording IS NOT NULL FROM call WHERE account = ?1 AND id = ?2")?;
        let found = find.query_row(params![self.account(), id.as_str()], |found| {
            Ok((found.get::<_, i64>(0)?, found.get(1)?, found.get(2)?))
        });
        Ok(found
            .optional()?
            .filter(|(started, ..)| self.within(*started))
            .map(|(_, listed, recorded)| (listed, recorded)))
    }

    fn recording_of(&self, call: &CallId) -> rusqlite::Result<Option<RecordingId>> {
        let key = params![self.account(), call.as_str()];
        let mut by_id = self
            .db
            .prepare_cached("SELECT id FROM recording WHERE account = ?1 AND id = ?2")?;
        let found = by_id.query_row(key, |found| found.get(0)).optional()?;
        if found.is_some() || self.intake.join == Join::ById {
            return Ok(found.map(RecordingId));
        }
        let mut by_call = self
            .db
            .prepare_cached("SELECT id FROM recording WHERE account = ?1 AND call = ?2 LIMIT 1")?;
        Ok(by_call
            .query_row(key, |found| found.get(0))
            .optional()?
            .map(RecordingId))
    }

    /// Adds or replaces a recording and marks its call, if that has come.
    pub(super) fn recording(&mut self, recording: &RecordingRow) -> rusqlite::Result<()> {
        self.db
            .prepare_cached(
                "INSERT INTO recording (account, id, caller, caller_name, callee, callee_name, started, ended, generation) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (account, id) DO UPDATE SET caller = ?3, caller_name = ?4, \
                 callee = ?5, callee_name = ?6, started = ?7, ended = ?8, generation = ?9 WHERE generation <= ?9",
            )?
            .execute(params![
                self.account(),
                recording.id.as_str(),
                recording.caller,
                recording.caller_name,
                recording.callee,
                recording.callee_name,
                recording.started.map(Timestamp::as_microsecond),
                recording.ended.map(Timestamp::as_microsecond),
                self.intake.generation,
            ])?;
        let marked: Option<i64> = self
            .db
            .prepare_cached("UPDATE call SET recording = ?2 WHERE account = ?1 AND id = ?2 AND recording IS NULL RETURNING started")?
            .query_row(params![self.account(), recording.id.as_str()], |found| found.get(0))
            .optional()?;
        if marked.is_some_and(|started| self.within(started)) {
            self.held.recordings += 1;
        }
        Ok(())
    }

    pub(super) fn count(&self) -> rusqlite::Result<Held> {
        let mut count = self
            .db
            .prepare_cached("SELECT total(listed), total(recording IS NOT NULL) FROM call INDEXED BY call_in_brief WHERE account = ?1 AND started >= ?2 AND started < ?3")?;
        count.query_row(
            params![self.account(), self.intake.start, self.intake.end],
            |found| {
                Ok(Held {
                    calls: found.get::<_, f64>(0)? as u64,
                    recordings: found.get::<_, f64>(1)? as u64,
                })
            },
        )
    }
}
