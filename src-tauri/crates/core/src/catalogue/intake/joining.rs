//! Which recording belongs to which call: by id, and by parties and time where ids never match.

use std::collections::HashSet;

use rusqlite::params;

use super::{Join, RecordingRow, writing::Writing};
use crate::{
    call::Call,
    catalogue::{
        parties::{self, Talk},
        row,
    },
    ids::RecordingId,
};

/// Below this many recordings and calls, that none share an id proves nothing.
pub(super) const ENOUGH_TO_JUDGE: usize = 20;

impl Writing<'_> {
    /// True when the range has enough answered calls and not one recording of this reading has the id of a listed call.
    pub(super) fn ids_never_match(&self) -> rusqlite::Result<bool> {
        let mut matches = self.db.prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM recording r CROSS JOIN call c ON c.account = r.account AND c.id = r.id \
             WHERE r.account = ?1 AND r.started >= ?2 AND r.generation = ?3 AND c.listed)",
        )?;
        if matches.query_row(
            params![self.account(), self.intake.start, self.intake.generation],
            |found| found.get(0),
        )? {
            return Ok(false);
        }
        let mut enough = self.db.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed \
             AND answered IS NOT NULL LIMIT ?4)",
        )?;
        let most = i64::try_from(ENOUGH_TO_JUDGE).unwrap_or(i64::MAX);
        let found: i64 = enough.query_row(
            params![self.account(), self.intake.start, self.intake.end, most],
            |found| found.get(0),
        )?;
        Ok(found == most)
    }

    pub(super) fn join_by_parties(&self) -> rusqlite::Result<()> {
        let calls = self.talks(
            "SELECT id, caller, callee, destination, answered FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed \
             AND answered IS NOT NULL AND recording IS NULL AND ?4 > 0 ORDER BY started, id",
        )?;
        let recordings = self.talks(
            "SELECT id, caller, callee, NULL, started FROM recording WHERE account = ?1 AND generation = ?4 AND call IS NULL \
             AND started >= ?2 AND ?3 > 0 ORDER BY started, id",
        )?;
        let mut claim = self
            .db
            .prepare_cached("UPDATE recording SET call = ?3 WHERE account = ?1 AND id = ?2")?;
        let mut mark = self
            .db
            .prepare_cached("UPDATE call SET recording = ?2 WHERE account = ?1 AND id = ?3")?;
        for (recording, call) in parties::pair(&recordings, &calls) {
            let pair = params![self.account(), recording, call];
            claim.execute(pair)?;
            mark.execute(pair)?;
        }
        self.db
            .execute(
                "UPDATE account SET joins_by_parties = 1 WHERE id = ?1",
                [self.account()],
            )
            .map(drop)
    }

    fn talks(&self, sql: &str) -> rusqlite::Result<Vec<Talk>> {
        let mut statement = self.db.prepare_cached(sql)?;
        let span = params![
            self.account(),
            self.intake.start,
            self.intake.end,
            self.intake.generation
        ];
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
    pub(super) fn unclaimed(&self) -> rusqlite::Result<Vec<RecordingRow>> {
        let mut statement = self.db.prepare_cached(
            "SELECT id, caller, caller_name, callee, callee_name, started, ended FROM recording r WHERE account = ?1 AND \
             (started >= ?2 AND started < ?3 OR started IS NULL) AND generation = ?4 AND call IS NULL AND NOT EXISTS (SELECT 1 FROM call c WHERE c.account = r.account AND c.id = r.id \
             AND c.listed) ORDER BY started, id",
        )?;
        let span = params![
            self.account(),
            self.intake.start,
            self.intake.end,
            self.intake.generation
        ];
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
pub(crate) fn claimed(
    join: Join,
    recordings: &[RecordingRow],
    calls: &[Call],
) -> HashSet<RecordingId> {
    let ids: HashSet<&str> = calls.iter().map(|call| call.id.as_str()).collect();
    let mut claimed: HashSet<RecordingId> = recordings
        .iter()
        .map(|row| &row.id)
        .filter(|id| ids.contains(id.as_str()))
        .cloned()
        .collect();
    if join == Join::ByParties {
        let talks: Vec<Talk> = recordings
            .iter()
            .filter_map(|row| {
                let answered = row.started?.as_microsecond();
                Some(Talk {
                    id: row.id.0.clone(),
                    caller: row.caller.clone(),
                    answerers: vec![row.callee.clone()],
                    answered,
                })
            })
            .collect();
        let calls: Vec<Talk> = calls
            .iter()
            .filter_map(|call| {
                let answered = call.answered?.as_microsecond();
                let answerers = vec![call.callee.clone(), call.destination.clone()];
                Some(Talk {
                    id: call.id.0.clone(),
                    caller: call.caller.clone(),
                    answerers,
                    answered,
                })
            })
            .collect();
        claimed.extend(
            parties::pair(&talks, &calls)
                .into_iter()
                .map(|(recording, _)| RecordingId(recording)),
        );
    }
    claimed
}
