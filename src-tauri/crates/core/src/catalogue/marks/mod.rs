//! What people wrote about calls, read.

mod changes;
mod notes;

use std::collections::HashMap;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{Shelf, condition, row};
use crate::{
    error::Result,
    ids::CallId,
    marks::{CallMarks, RowMarks, TagCount},
};

/// Tags a list has at most.
const MOST_TAGS: u32 = 200;

impl Shelf {
    /// Everything written about a call.
    pub(crate) fn marks(&self, call: &CallId) -> Result<CallMarks> {
        let reader = self.reader()?;
        let read = || {
            let account = self.account();
            let (reviewed_at, rating) = reader
                .prepare_cached(
                    "SELECT reviewed, rating FROM review WHERE account = ?1 AND call = ?2",
                )?
                .query_row(params![account, call.as_str()], |found| {
                    Ok((row::optional_time(found, 0)?, found.get(1)?))
                })
                .optional()?
                .unwrap_or_default();
            Ok(CallMarks {
                tags: tags(&reader, account, call)?,
                reviewed_at: reviewed_at.map(|at: Timestamp| at.to_string()),
                rating,
                notes: notes::of(&reader, account, call)?,
            })
        };
        read().map_err(|source| reader.failed(source))
    }

    /// What the rows of these calls show; a call nobody wrote about is left out.
    pub(crate) fn row_marks<'c>(
        &self,
        calls: impl Iterator<Item = &'c CallId>,
    ) -> Result<HashMap<CallId, RowMarks>> {
        let reader = self.reader()?;
        let ids = condition::json(calls.map(CallId::as_str));
        let read = || {
            let mut marks: HashMap<CallId, RowMarks> = HashMap::new();
            let mut each =
                |sql: &str, take: fn(&mut RowMarks, &Row<'_>) -> rusqlite::Result<()>| {
                    let mut statement = reader.prepare_cached(sql)?;
                    let mut rows = statement.query(params![self.account(), ids])?;
                    while let Some(found) = rows.next()? {
                        take(marks.entry(CallId(found.get(0)?)).or_default(), found)?;
                    }
                    Ok::<_, rusqlite::Error>(())
                };
            each(
                "SELECT call, tag.name FROM json_each(?2) CROSS JOIN call_tag ON call_tag.account = ?1 AND call = value \
                 JOIN tag ON tag.id = call_tag.tag ORDER BY call, tag.key",
                |mark, found| {
                    mark.tags.push(found.get(1)?);
                    Ok(())
                },
            )?;
            each(
                "SELECT call, reviewed IS NOT NULL, rating FROM json_each(?2) CROSS JOIN review ON account = ?1 AND call = value",
                |mark, found| {
                    (mark.reviewed, mark.rating) = (found.get(1)?, found.get(2)?);
                    Ok(())
                },
            )?;
            each(
                "SELECT call, count(*) FROM json_each(?2) CROSS JOIN note ON account = ?1 AND call = value GROUP BY call",
                |mark, found| {
                    mark.notes = found.get(1)?;
                    Ok(())
                },
            )?;
            Ok(marks)
        };
        read().map_err(|source| reader.failed(source))
    }

    /// Tags in use whose name contains `part`, whatever its case, by name; at most 200.
    pub(crate) fn tags(&self, part: &str) -> Result<Vec<TagCount>> {
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(
                "SELECT name, (SELECT count(*) FROM call_tag WHERE tag = tag.id) FROM tag \
                 WHERE account = ?1 AND instr(key, ?2) > 0 ORDER BY key LIMIT ?3",
            )?;
            let span = params![self.account(), key(part), MOST_TAGS];
            let rows = statement.query_map(span, |found| {
                Ok(TagCount {
                    name: found.get(0)?,
                    calls: found.get(1)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }
}

fn tags(db: &Connection, account: i64, call: &CallId) -> rusqlite::Result<Vec<String>> {
    let mut statement = db.prepare_cached(
        "SELECT tag.name FROM call_tag JOIN tag ON tag.id = call_tag.tag \
         WHERE call_tag.account = ?1 AND call = ?2 ORDER BY tag.key",
    )?;
    let rows = statement.query_map(params![account, call.as_str()], |found| found.get(0))?;
    rows.collect()
}

/// By what a tag is unique: its name, whatever its case.
pub(super) fn key(name: &str) -> String {
    name.trim().to_lowercase()
}
