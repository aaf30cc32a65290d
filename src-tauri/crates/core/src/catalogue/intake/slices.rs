//! The end of a slice: its account, and what the PBX no longer has of it. One transaction does both.

use jiff::SignedDuration;
use portsip::Scope;
use rusqlite::params;

use super::{SliceEnd, SliceKind, writing::Writing};
use crate::catalogue::row::ALL_COLUMNS;

/// So long after its end a stretch may still grow: recordings are written after their calls, calls after their end.
const SETTLES_AFTER: SignedDuration = SignedDuration::from_hours(72);

impl SliceKind {
    /// The word in the table.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Recordings => "recordings",
        }
    }
}

/// The word for a scope in the table.
pub(crate) fn scope_word(scope: Scope) -> &'static str {
    match scope {
        Scope::Tenant => "tenant",
        Scope::Own => "own",
        Scope::Groups => "groups",
    }
}

impl Writing<'_> {
    /// Sets aside what earlier readings had in the slice and the PBX no longer lists, and keeps its account. When it sent
    /// fewer rows than it counts, nothing is set aside: which ones are missing cannot be known.
    pub(super) fn slice_end(&mut self, slice: &SliceEnd) -> rusqlite::Result<()> {
        let all_sent = slice
            .counted
            .is_none_or(|counted| slice.received >= counted);
        // Looking for what is not there would read every row just written.
        if all_sent && self.intake.read_before {
            let gone = match slice.kind {
                SliceKind::Calls => self.calls_gone(slice)?,
                SliceKind::Recordings => self.recordings_gone(slice)?,
            };
            if gone > 0 {
                self.held = self.count()?;
            }
        }
        self.note(slice)
    }

    fn calls_gone(&self, slice: &SliceEnd) -> rusqlite::Result<usize> {
        let (start, end) = (slice.start.as_microsecond(), slice.end.as_microsecond());
        self.db
            .prepare_cached(
                "DELETE FROM gone_call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND EXISTS (SELECT 1 FROM call c \
                 WHERE c.account = gone_call.account AND c.id = gone_call.id AND c.listed)",
            )?
            .execute(params![self.account(), start, end])?;
        self.move_calls("OR REPLACE", "listed", start, end)
    }

    /// Sets calls of earlier readings aside; how many. `or`: what becomes of one that was set aside before.
    fn move_calls(&self, or: &str, which: &str, start: i64, end: i64) -> rusqlite::Result<usize> {
        let old = format!(
            "FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND {which} AND generation < ?4"
        );
        let span = (self.account(), start, end, self.intake.generation);
        let keep = format!(
            "INSERT {or} INTO gone_call ({ALL_COLUMNS}, gone_at) SELECT {ALL_COLUMNS}, ?5 {old}"
        );
        let as_of = self.intake.circumstances.as_of.as_microsecond();
        self.db
            .prepare_cached(&keep)?
            .execute(params![span.0, span.1, span.2, span.3, as_of])?;
        self.db
            .prepare_cached(&format!("DELETE {old}"))?
            .execute(span)
    }

    fn recordings_gone(&self, slice: &SliceEnd) -> rusqlite::Result<usize> {
        let (start, end) = (slice.start.as_microsecond(), slice.end.as_microsecond());
        let span = (self.account(), start, end, self.intake.generation);
        self.db
            .prepare_cached(
                "DELETE FROM gone_recording WHERE account = ?1 AND started >= ?2 AND started < ?3 AND EXISTS (SELECT 1 FROM recording r \
                 WHERE r.account = gone_recording.account AND r.id = gone_recording.id AND r.generation >= ?4)",
            )?
            .execute(span)?;
        let old = "FROM recording WHERE account = ?1 AND started >= ?2 AND started < ?3 AND generation < ?4";
        self.db
            .prepare_cached(&format!(
                "UPDATE call SET recording = NULL WHERE account = ?1 AND listed AND id IN (SELECT coalesce(call, id) {old})"
            ))?
            .execute(span)?;
        let as_of = self.intake.circumstances.as_of.as_microsecond();
        self.db
            .prepare_cached(&format!(
                "INSERT OR REPLACE INTO gone_recording (account, call, id, started, gone_at) \
                 SELECT account, coalesce(call, id), id, started, ?5 {old}"
            ))?
            .execute(params![span.0, span.1, span.2, span.3, as_of])?;
        self.db
            .prepare_cached(&format!("DELETE {old}"))?
            .execute(span)
    }

    /// Takes away recordings without a call that this reading did not bring: one whose call has come is in its row, any
    /// other is gone and set aside.
    pub(super) fn lone_recordings_gone(&self) -> rusqlite::Result<()> {
        let (start, end) = (self.intake.start, self.intake.end);
        let joined = "DELETE FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND NOT listed AND generation < ?4 \
             AND EXISTS (SELECT 1 FROM recording r WHERE r.account = call.account AND r.id = call.id AND r.generation = ?4)";
        self.db.prepare_cached(joined)?.execute(params![
            self.account(),
            start,
            end,
            self.intake.generation
        ])?;
        // The call itself, set aside earlier, says more than its recording alone.
        self.move_calls("OR IGNORE", "NOT listed", start, end)?;
        self.db
            .prepare_cached(
                "DELETE FROM gone_call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND NOT listed AND EXISTS (SELECT 1 FROM call c \
                 WHERE c.account = gone_call.account AND c.id = gone_call.id)",
            )?
            .execute(params![self.account(), start, end])
            .map(drop)
    }

    /// Keeps the account of the slice in place of those it covers.
    fn note(&self, slice: &SliceEnd) -> rusqlite::Result<()> {
        let (start, end) = (slice.start.as_microsecond(), slice.end.as_microsecond());
        let (kind, generation) = (slice.kind.word(), self.intake.generation);
        self.db
            .prepare_cached(
                "DELETE FROM slice WHERE account = ?1 AND kind = ?2 AND start >= ?3 AND start < ?4 AND end <= ?4 AND generation <= ?5",
            )?
            .execute(params![self.account(), kind, start, end, generation])?;
        let now = self.intake.circumstances;
        let whole = slice.sound && slice.counted == Some(slice.received);
        let settled =
            whole && now.clock_told && now.as_of.duration_since(slice.end) > SETTLES_AFTER;
        let scope = match slice.kind {
            SliceKind::Calls => now.scopes.calls,
            SliceKind::Recordings => now.scopes.recordings,
        };
        let number = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        self.db
            .prepare_cached(
                "INSERT OR IGNORE INTO slice (account, kind, start, end, scope, counted, received, tries, read_at, generation, whole, \
                 settled) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                self.account(),
                kind,
                start,
                end,
                scope_word(scope),
                slice.counted.map(number),
                number(slice.received),
                slice.tries,
                now.as_of.as_microsecond(),
                generation,
                whole,
                settled,
            ])
            .map(drop)
    }
}
