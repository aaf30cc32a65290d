//! What a reading of the PBX writes: batches as they come, slices when they are whole, and the last accounts.

use std::collections::HashSet;

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::{
    Shelf,
    parties::{self, Talk},
    row::{self, SearchText},
};
use crate::{
    call::Call,
    error::Result,
    ids::{CallId, RecordingId},
    time::UtcRange,
};

/// Below this many recordings and calls, that none share an id proves nothing.
const ENOUGH_TO_JUDGE: u64 = 20;

/// A recording as its list has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RecordingRow {
    pub(crate) id: RecordingId,
    pub(crate) caller: String,
    pub(crate) caller_name: String,
    pub(crate) callee: String,
    pub(crate) callee_name: String,
    /// When it started, which is when its call was answered.
    pub(crate) started: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
}

/// Which of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SliceKind {
    Calls,
    Recordings,
}

/// A stretch of time that has been read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SliceEnd {
    pub(crate) kind: SliceKind,
    pub(crate) start: Timestamp,
    pub(crate) end: Timestamp,
    /// As counted by the PBX, if it told.
    pub(crate) counted: Option<u64>,
    pub(crate) received: u64,
}

/// One step of a reading.
#[derive(Clone, Debug)]
pub(crate) enum Change {
    Calls(Vec<Call>),
    Recordings(Vec<RecordingRow>),
    SliceEnd(SliceEnd),
}

/// What is held of the range.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) calls: u64,
    pub(crate) recordings: u64,
}

/// How recordings found their calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Join {
    /// Recording and call share an id, as expected.
    #[default]
    ById,
    /// No id matched: same caller, same answerer, answered within two seconds.
    ByParties,
}

/// One reading of a range into a shelf. Rows of an earlier reading stay until this one has seen their slice whole.
pub(crate) struct Intake {
    shelf: Shelf,
    start: i64,
    end: i64,
    /// Stamped on every row this reading brings; grows with every reading of the account.
    generation: i64,
    join: Join,
    held: Held,
}

impl Intake {
    pub(crate) fn begin(shelf: Shelf, range: &UtcRange) -> Result<Self> {
        let account = shelf.account();
        let (generation, by_parties) = shelf.store().write(|db| {
            db.query_row(
                "UPDATE account SET generation = generation + 1 WHERE id = ?1 RETURNING generation, joins_by_parties",
                [account],
                |found| Ok((found.get(0)?, found.get::<_, bool>(1)?)),
            )
        })?;
        let (calls, recordings) = shelf.held(range)?;
        Ok(Self {
            shelf,
            start: range.start.as_microsecond(),
            end: range.end.as_microsecond(),
            generation,
            join: if by_parties { Join::ByParties } else { Join::ById },
            held: Held { calls, recordings },
        })
    }

    pub(crate) fn held(&self) -> Held {
        self.held
    }

    pub(crate) fn join(&self) -> Join {
        self.join
    }

    /// Writes what has come, all of it or nothing.
    pub(crate) fn apply(&mut self, changes: &[Change]) -> Result<Held> {
        self.held = self.shelf.store().write(|db| {
            let mut writing = Writing { db, intake: self, held: self.held };
            for change in changes {
                match change {
                    Change::Calls(calls) => calls.iter().try_for_each(|call| writing.call(call))?,
                    Change::Recordings(recordings) => recordings.iter().try_for_each(|recording| writing.recording(recording))?,
                    Change::SliceEnd(slice) => writing.slice_end(slice)?,
                }
            }
            Ok(writing.held)
        })?;
        Ok(self.held)
    }

    /// Joins by parties when ids never match; then the recordings of the range that no known call claims.
    ///
    /// The caller finds out which of these belong to calls before the range, and hands the rest to [`Intake::settle`].
    pub(crate) fn unclaimed(&mut self) -> Result<Vec<RecordingRow>> {
        let (join, rows) = self.shelf.store().write(|db| {
            let writing = Writing { db, intake: self, held: self.held };
            let join = if self.join == Join::ByParties || writing.ids_never_match()? { Join::ByParties } else { Join::ById };
            if join == Join::ByParties {
                writing.join_by_parties()?;
            }
            Ok((join, writing.unclaimed()?))
        })?;
        self.join = join;
        Ok(rows)
    }

    /// Enters `orphans` as calls of their own, drops such rows of earlier readings, and counts what is held.
    pub(crate) fn settle(&mut self, orphans: &[Call]) -> Result<Held> {
        self.held = self.shelf.store().write(|db| {
            let mut writing = Writing { db, intake: self, held: self.held };
            for call in orphans {
                writing.call(call)?;
            }
            db.execute(
                "DELETE FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND NOT listed AND generation < ?4",
                params![self.shelf.account(), self.start, self.end, self.generation],
            )?;
            writing.count()
        })?;
        Ok(self.held)
    }
}

/// One transaction of an [`Intake`].
struct Writing<'a> {
    db: &'a Transaction<'a>,
    intake: &'a Intake,
    held: Held,
}

impl Writing<'_> {
    fn account(&self) -> i64 {
        self.intake.shelf.account()
    }

    fn within(&self, started: i64) -> bool {
        (self.intake.start..self.intake.end).contains(&started)
    }

    /// Adds or replaces a call; whether it is recorded is decided by the recordings that have come so far.
    fn call(&mut self, call: &Call) -> rusqlite::Result<()> {
        let mut call = call.clone();
        if call.listed {
            call.recording_id = self.recording_of(&call.id)?;
        }
        let text = SearchText::of(&call);
        let (account, generation) = (self.account(), self.intake.generation);
        let mut insert = self.db.prepare_cached(row::INSERT)?;
        if row::write(&mut insert, account, &call, &text, generation)? == 0 {
            self.before(&call.id)?;
            let mut update = self.db.prepare_cached(row::UPDATE)?;
            if row::write(&mut update, account, &call, &text, generation)? == 0 {
                // A newer reading has brought this call already: leave it, it was counted as it stands.
                return self.counted_again(&call.id);
            }
        }
        if self.within(call.started.as_microsecond()) {
            self.held.calls += u64::from(call.listed);
            self.held.recordings += u64::from(call.recording_id.is_some());
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
        let found = find.query_row(params![self.account(), id.as_str()], |found| Ok((found.get::<_, i64>(0)?, found.get(1)?, found.get(2)?)));
        Ok(found.optional()?.filter(|(started, ..)| self.within(*started)).map(|(_, listed, recorded)| (listed, recorded)))
    }

    fn recording_of(&self, call: &CallId) -> rusqlite::Result<Option<RecordingId>> {
        let key = params![self.account(), call.as_str()];
        let mut by_id = self.db.prepare_cached("SELECT id FROM recording WHERE account = ?1 AND id = ?2")?;
        let found = by_id.query_row(key, |found| found.get(0)).optional()?;
        if found.is_some() || self.intake.join == Join::ById {
            return Ok(found.map(RecordingId));
        }
        let mut by_call = self.db.prepare_cached("SELECT id FROM recording WHERE account = ?1 AND call = ?2 LIMIT 1")?;
        Ok(by_call.query_row(key, |found| found.get(0)).optional()?.map(RecordingId))
    }

    /// Adds or replaces a recording and marks its call, if that has come.
    fn recording(&mut self, recording: &RecordingRow) -> rusqlite::Result<()> {
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

    /// Drops what earlier readings had in the slice and the PBX no longer lists. When it sent fewer rows than it counts,
    /// nothing is dropped: which ones are missing cannot be known.
    fn slice_end(&mut self, slice: &SliceEnd) -> rusqlite::Result<()> {
        let span = params![self.account(), slice.start.as_microsecond(), slice.end.as_microsecond(), self.intake.generation];
        if slice.counted.is_none_or(|counted| slice.received >= counted) {
            let dropped = match slice.kind {
                SliceKind::Calls => self
                    .db
                    .prepare_cached("DELETE FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed AND generation < ?4")?
                    .execute(span)?,
                SliceKind::Recordings => {
                    self.db
                        .prepare_cached(
                            "UPDATE call SET recording = NULL WHERE account = ?1 AND listed AND id IN (SELECT coalesce(call, id) FROM \
                             recording WHERE account = ?1 AND started >= ?2 AND started < ?3 AND generation < ?4)",
                        )?
                        .execute(span)?;
                    self.db
                        .prepare_cached("DELETE FROM recording WHERE account = ?1 AND started >= ?2 AND started < ?3 AND generation < ?4")?
                        .execute(span)?
                }
            };
            if dropped > 0 {
                self.held = self.count()?;
            }
        }
        let kind = match slice.kind {
            SliceKind::Calls => "calls",
            SliceKind::Recordings => "recordings",
        };
        self.db
            .prepare_cached(
                "INSERT OR REPLACE INTO slice (account, kind, start, end, counted, received, read_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, \
                 CAST(unixepoch('subsec') * 1000000 AS INTEGER))",
            )?
            .execute(params![
                self.account(),
                kind,
                slice.start.as_microsecond(),
                slice.end.as_microsecond(),
                slice.counted.map(|counted| i64::try_from(counted).unwrap_or(i64::MAX)),
                i64::try_from(slice.received).unwrap_or(i64::MAX),
            ])
            .map(drop)
    }

    fn count(&self) -> rusqlite::Result<Held> {
        let mut count = self
            .db
            .prepare_cached("SELECT total(listed), count(recording) FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3")?;
        count.query_row(params![self.account(), self.intake.start, self.intake.end], |found| {
            Ok(Held { calls: found.get::<_, f64>(0)? as u64, recordings: found.get::<_, i64>(1)? as u64 })
        })
    }

    /// True when this reading brought enough of both and not one recording has the id of a call.
    fn ids_never_match(&self) -> rusqlite::Result<bool> {
        let (calls, matching): (u64, u64) = {
            let mut count = self.db.prepare_cached(
                "SELECT count(*), count(r.id) FROM call c LEFT JOIN recording r ON r.account = c.account AND r.id = c.id \
                 WHERE c.account = ?1 AND c.started >= ?2 AND c.started < ?3 AND c.listed AND c.answered IS NOT NULL",
            )?;
            let span = params![self.account(), self.intake.start, self.intake.end];
            count.query_row(span, |found| Ok((found.get::<_, i64>(0)? as u64, found.get::<_, i64>(1)? as u64)))?
        };
        if matching > 0 || calls < ENOUGH_TO_JUDGE {
            return Ok(false);
        }
        let mut count = self.db.prepare_cached("SELECT count(*) FROM recording WHERE account = ?1 AND generation = ?2")?;
        let recordings = count.query_row(params![self.account(), self.intake.generation], |found| found.get::<_, i64>(0))? as u64;
        Ok(recordings >= ENOUGH_TO_JUDGE)
    }

    fn join_by_parties(&self) -> rusqlite::Result<()> {
        let calls = self.talks(
            "SELECT id, caller, callee, destination, answered FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed \
             AND answered IS NOT NULL AND recording IS NULL AND ?4 > 0 ORDER BY started, id",
        )?;
        let recordings = self.talks(
            "SELECT id, caller, callee, NULL, started FROM recording WHERE account = ?1 AND generation = ?4 AND call IS NULL \
             AND started >= ?2 AND ?3 > 0 ORDER BY started, id",
        )?;
        let mut claim = self.db.prepare_cached("UPDATE recording SET call = ?3 WHERE account = ?1 AND id = ?2")?;
        let mut mark = self.db.prepare_cached("UPDATE call SET recording = ?2 WHERE account = ?1 AND id = ?3")?;
        for (recording, call) in parties::pair(&recordings, &calls) {
            let pair = params![self.account(), recording, call];
            claim.execute(pair)?;
            mark.execute(pair)?;
        }
        self.db.execute("UPDATE account SET joins_by_parties = 1 WHERE id = ?1", [self.account()]).map(drop)
    }

    fn talks(&self, sql: &str) -> rusqlite::Result<Vec<Talk>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let span = params![self.account(), self.intake.start, self.intake.end, self.intake.generation];
        let rows = statement.query_map(span, |found| {
            let callee: String = found.get(2)?;
            let destination: Option<String> = found.get(3)?;
            Ok(Talk {
                id: found.get(0)?,
                caller: found.get(1)?,
                answerers: std::iter::once(callee).chain(destination).collect(),
                answered: found.get(4)?,
            })
        })?;
        rows.collect()
    }

    /// Recordings of this reading that started within the range, or have no time, and are neither joined nor another
    /// listed call's.
    fn unclaimed(&self) -> rusqlite::Result<Vec<RecordingRow>> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, caller, caller_name, callee, callee_name, started, ended FROM recording r WHERE account = ?1 AND \
             (started >= ?2 AND started < ?3 OR started IS NULL) AND generation = ?4 AND call IS NULL AND NOT EXISTS (SELECT 1 FROM call c WHERE c.account = r.account AND c.id = r.id \
             AND c.listed) ORDER BY started, id",
        )?;
        let span = params![self.account(), self.intake.start, self.intake.end, self.intake.generation];
        let rows = statement.query_map(span, |found| {
            Ok(RecordingRow {
                id: RecordingId(found.get(0)?),
                caller: found.get(1)?,
                caller_name: found.get(2)?,
                callee: found.get(3)?,
                callee_name: found.get(4)?,
                started: row::optional_time(found, 5)?,
                ended: row::optional_time(found, 6)?,
            })
        })?;
        rows.collect()
    }
}

/// Which of `recordings` belong to one of `calls`, by the rule in force.
pub(crate) fn claimed(join: Join, recordings: &[RecordingRow], calls: &[Call]) -> HashSet<RecordingId> {
    let ids: HashSet<&str> = calls.iter().map(|call| call.id.as_str()).collect();
    let mut claimed: HashSet<RecordingId> = recordings.iter().map(|row| &row.id).filter(|id| ids.contains(id.as_str())).cloned().collect();
    if join == Join::ByParties {
        let talks: Vec<Talk> = recordings
            .iter()
            .filter_map(|row| {
                let answered = row.started?.as_microsecond();
                Some(Talk { id: row.id.0.clone(), caller: row.caller.clone(), answerers: vec![row.callee.clone()], answered })
            })
            .collect();
        let calls: Vec<Talk> = calls
            .iter()
            .filter_map(|call| {
                let answered = call.answered?.as_microsecond();
                let answerers = vec![call.callee.clone(), call.destination.clone()];
                Some(Talk { id: call.id.0.clone(), caller: call.caller.clone(), answerers, answered })
            })
            .collect();
        claimed.extend(parties::pair(&talks, &calls).into_iter().map(|(recording, _)| RecordingId(recording)));
    }
    claimed
}
