//! What a reading of the PBX writes: batches as they come, slices when they are whole, and the last accounts.

mod joining;
mod slices;
mod writing;

use jiff::Timestamp;
use portsip::Scopes;
use rusqlite::params;

use super::Shelf;
use crate::{call::Call, error::Result, ids::RecordingId, time::UtcRange};

use joining::ENOUGH_TO_JUDGE;
pub(crate) use joining::claimed;
pub(super) use slices::scope_word;
use writing::Writing;

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
    /// How often it was read, from 1.
    pub(crate) tries: u32,
    /// Every row could be used, and none moved between pages.
    pub(crate) sound: bool,
}

/// Under what circumstances a range is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Circumstances {
    pub(crate) scopes: Scopes,
    /// What is read is true as of then.
    pub(crate) as_of: Timestamp,
    /// That is what the clock of the PBX shows: by another nothing is taken to be settled.
    pub(crate) clock_told: bool,
}

#[cfg(test)]
impl Circumstances {
    /// Everybody's calls, read by the clock of the PBX.
    pub(crate) fn of_tenant(as_of: Timestamp) -> Self {
        Self {
            scopes: Scopes {
                calls: portsip::Scope::Tenant,
                recordings: portsip::Scope::Tenant,
            },
            as_of,
            clock_told: true,
        }
    }
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
    /// An earlier reading has left something here; else there is nothing to drop.
    read_before: bool,
    circumstances: Circumstances,
}

impl Intake {
    pub(crate) fn begin(
        shelf: Shelf,
        range: &UtcRange,
        circumstances: Circumstances,
    ) -> Result<Self> {
        let account = shelf.account();
        let (generation, by_parties) = shelf.store().write(|db| {
            db.query_row(
                "UPDATE account SET generation = generation + 1 WHERE id = ?1 RETURNING generation, joins_by_parties",
                [account],
                |found| Ok((found.get(0)?, found.get::<_, bool>(1)?)),
            )
        })?;
        let (calls, recordings) = shelf.held(range)?;
        let (start, end) = (range.start.as_microsecond(), range.end.as_microsecond());
        let read_before = shelf.store().write(|db| {
            db.query_row(
                "SELECT EXISTS (SELECT 1 FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3) \
                 OR EXISTS (SELECT 1 FROM recording WHERE account = ?1 AND started >= ?2)",
                params![account, start, end],
                |found| found.get(0),
            )
        })?;
        Ok(Self {
            shelf,
            start,
            end,
            read_before,
            generation,
            join: if by_parties {
                Join::ByParties
            } else {
                Join::ById
            },
            held: Held { calls, recordings },
            circumstances,
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
            let mut writing = Writing {
                db,
                intake: self,
                held: self.held,
            };
            for change in changes {
                match change {
                    Change::Calls(calls) => calls.iter().try_for_each(|call| writing.call(call))?,
                    Change::Recordings(recordings) => recordings
                        .iter()
                        .try_for_each(|recording| writing.recording(recording))?,
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
            let writing = Writing {
                db,
                intake: self,
                held: self.held,
            };
            let by_id = writing.unclaimed()?;
            if self.join == Join::ById
                && (by_id.len() < ENOUGH_TO_JUDGE || !writing.ids_never_match()?)
            {
                return Ok((Join::ById, by_id));
            }
            writing.join_by_parties()?;
            Ok((Join::ByParties, writing.unclaimed()?))
        })?;
        self.join = join;
        Ok(rows)
    }

    /// Enters `orphans` as calls of their own, sets such rows of earlier readings aside, and counts what is held.
    pub(crate) fn settle(&mut self, orphans: &[Call]) -> Result<Held> {
        self.held = self.shelf.store().write(|db| {
            let mut writing = Writing {
                db,
                intake: self,
                held: self.held,
            };
            for call in orphans {
                writing.call(call)?;
            }
            writing.lone_recordings_gone()?;
            writing.count()
        })?;
        Ok(self.held)
    }

    /// Notes that rows came which belong to no stretch: nothing of this reading is taken to be whole.
    pub(crate) fn doubt(&self) -> Result<()> {
        self.shelf.store().write(|db| {
            db.execute(
                "UPDATE slice SET whole = 0, settled = 0 WHERE account = ?1 AND generation = ?2",
                params![self.shelf.account(), self.generation],
            )
            .map(drop)
        })
    }
}
