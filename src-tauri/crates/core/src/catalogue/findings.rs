//! What listening found, kept per file of a call and read again.

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Row, params};

use super::{Shelf, condition, row};
use crate::{
    error::Result,
    findings::{FileFindings, Finding, FindingKind, HeardFile, RowSound},
    ids::CallId,
};

/// Calls of which every file was listened to, as a subquery of one parameter: the account.
pub(super) const CHECKED: &str =
    "SELECT call FROM heard_file WHERE account = ? GROUP BY call HAVING count(*) >= max(files)";

impl Shelf {
    /// Keeps what was found in a file, in place of what was found in it before.
    pub(crate) fn keep_heard(&self, call: &CallId, file: &HeardFile, now: Timestamp) -> Result<()> {
        let account = self.account();
        self.store().write(|db| {
            db.execute(
                "INSERT OR REPLACE INTO heard_file (account, call, file_index, files, bytes, sha256, duration_ms, heard) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    account,
                    call.as_str(),
                    file.file_index,
                    file.files,
                    signed(file.bytes),
                    file.sha256,
                    signed(file.duration_ms),
                    now.as_microsecond()
                ],
            )?;
            db.execute(
                "DELETE FROM finding WHERE account = ?1 AND call = ?2 AND file_index = ?3",
                params![account, call.as_str(), file.file_index],
            )?;
            let mut insert = db.prepare_cached(
                "INSERT OR REPLACE INTO finding (account, call, file_index, kind, side, at_ms, length_ms, amount) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?;
            for found in &file.findings {
                insert.execute(params![
                    account,
                    call.as_str(),
                    file.file_index,
                    found.kind.as_str(),
                    found.side,
                    found.at_ms,
                    found.length_ms,
                    found.amount
                ])?;
            }
            Ok(())
        })
    }

    /// What was found in the files of a call, by file; those nobody listened to are left out.
    pub(crate) fn findings(&self, call: &CallId) -> Result<Vec<FileFindings>> {
        let reader = self.store().reader()?;
        let read = || {
            let of_call = params![self.account(), call.as_str()];
            let mut files = reader
                .prepare_cached(
                    "SELECT file_index, files, heard FROM heard_file WHERE account = ?1 AND call = ?2 ORDER BY file_index",
                )?
                .query_map(of_call, |found| {
                    Ok(FileFindings {
                        file_index: found.get(0)?,
                        files: found.get(1)?,
                        checked_at: row::time(found, 2)?.to_string(),
                        findings: Vec::new(),
                    })
                })?
                .collect::<rusqlite::Result<Vec<_>>>()?;
            let mut statement = reader.prepare_cached(
                "SELECT file_index, kind, side, at_ms, length_ms, amount FROM finding WHERE account = ?1 AND call = ?2",
            )?;
            let mut rows = statement.query(of_call)?;
            while let Some(found) = rows.next()? {
                let index: u32 = found.get(0)?;
                if let Some(file) = files.iter_mut().find(|file| file.file_index == index) {
                    file.findings.extend(finding(found)?);
                }
            }
            for file in &mut files {
                file.findings.sort_by_key(|found| found.kind);
            }
            Ok(files)
        };
        read().map_err(|source| reader.failed(source))
    }

    /// What the rows of these calls say of their sound; calls nobody listened to are left out.
    pub(crate) fn row_sound<'c>(
        &self,
        calls: impl Iterator<Item = &'c CallId>,
    ) -> Result<HashMap<CallId, RowSound>> {
        let ids = condition::json(calls.map(CallId::as_str));
        let reader = self.store().reader()?;
        let read = || {
            let mut sound: HashMap<CallId, RowSound> = HashMap::new();
            let mut heard = reader.prepare_cached(
                "SELECT call, count(*) >= max(files) FROM json_each(?2) CROSS JOIN heard_file ON account = ?1 AND call = value GROUP BY call",
            )?;
            let mut rows = heard.query(params![self.account(), ids])?;
            while let Some(found) = rows.next()? {
                sound.entry(CallId(found.get(0)?)).or_default().checked = found.get(1)?;
            }
            let mut findings = reader.prepare_cached(
                "SELECT DISTINCT call, kind FROM json_each(?2) CROSS JOIN finding ON account = ?1 AND call = value",
            )?;
            let mut rows = findings.query(params![self.account(), ids])?;
            while let Some(found) = rows.next()? {
                let kinds = &mut sound.entry(CallId(found.get(0)?)).or_default().findings;
                kinds.extend(FindingKind::from_word(found.get_ref(1)?.as_str()?));
            }
            for row in sound.values_mut() {
                row.findings.sort_unstable();
            }
            Ok(sound)
        };
        read().map_err(|source| reader.failed(source))
    }
}

/// A finding; none of a kind that only a newer version knows.
fn finding(found: &Row<'_>) -> rusqlite::Result<Option<Finding>> {
    let Some(kind) = FindingKind::from_word(found.get_ref(1)?.as_str()?) else {
        return Ok(None);
    };
    Ok(Some(Finding {
        kind,
        side: found.get(2)?,
        at_ms: found.get(3)?,
        length_ms: found.get(4)?,
        amount: found.get(5)?,
    }))
}

fn signed(figure: u64) -> i64 {
    i64::try_from(figure).unwrap_or(i64::MAX)
}
