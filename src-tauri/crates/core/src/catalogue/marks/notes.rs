//! Notes: written, changed, deleted; each of it a change that can be undone.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::changes::{Subject, begin, finish};
use crate::{
    catalogue::{Shelf, row},
    error::{Error, Result},
    ids::{CallId, NoteId},
    marks::{Marked, Note, NoteInput, WrittenNote, note_text},
};

/// The note of an account by its id as JSON, for [`Subject::present`]; NULL when there is none.
pub(super) const PRESENT: &str = "(SELECT json_object('call', note.call, 'file_index', file_index, 'at_ms', at_ms, 'text', text, \
     'written', written, 'changed', changed) FROM note WHERE account = ? AND note.id = ?)";

impl Shelf {
    /// Writes a note.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a text that cannot be kept.
    pub(crate) fn write_note(&self, input: &NoteInput, now: Timestamp) -> Result<WrittenNote> {
        let text = note_text(&input.text)?;
        let account = self.account();
        self.store().write(|db| {
            db.execute(
                "INSERT INTO note (account, call, file_index, at_ms, text, written) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![account, input.call.as_str(), input.file_index, input.at_ms, text, now.as_microsecond()],
            )?;
            let id = db.last_insert_rowid();
            let marked = record(db, account, id, (&input.call, None))?;
            let note = find(db, account, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            Ok(WrittenNote { note, marked })
        })
    }

    /// Gives a note another text.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a text that cannot be kept, [`Error::NotFound`] when there is no such note.
    pub(crate) fn change_note(&self, id: &NoteId, text: &str, now: Timestamp) -> Result<Marked> {
        let text = note_text(text)?;
        self.alter(id, |db, id| {
            db.execute(
                "UPDATE note SET text = ?2, changed = ?3 WHERE id = ?1",
                params![id, text, now.as_microsecond()],
            )
        })
    }

    /// Deletes a note.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such note.
    pub(crate) fn delete_note(&self, id: &NoteId) -> Result<Marked> {
        self.alter(id, |db, id| {
            db.execute("DELETE FROM note WHERE id = ?1", [id])
        })
    }

    fn alter(
        &self,
        id: &NoteId,
        how: impl FnOnce(&Connection, i64) -> rusqlite::Result<usize>,
    ) -> Result<Marked> {
        let account = self.account();
        let number = id.as_str().parse::<i64>().ok();
        let altered = self.store().write(|db| {
            let (Some(id), Some(before)) =
                (number, number.map_or(Ok(None), |id| json(db, account, id))?)
            else {
                return Ok(None);
            };
            let call: String =
                db.query_row("SELECT call FROM note WHERE id = ?1", [id], |found| {
                    found.get(0)
                })?;
            how(db, id)?;
            record(db, account, id, (&CallId(call), Some(before))).map(Some)
        })?;
        altered.ok_or_else(|| Error::NotFound {
            what: format!("note {id}"),
        })
    }
}

/// Enters what happened to a note: its call, and the note as it was before.
fn record(
    db: &Connection,
    account: i64,
    note: i64,
    (call, before): (&CallId, Option<String>),
) -> rusqlite::Result<Marked> {
    let change = begin(db, account, &Subject::Note(note))?;
    db.execute(
        "INSERT INTO change_call (change, call, before) VALUES (?1, ?2, ?3)",
        params![change, call.as_str(), before],
    )?;
    finish(db, account, change)
}

fn json(db: &Connection, account: i64, note: i64) -> rusqlite::Result<Option<String>> {
    db.query_row(&format!("SELECT {PRESENT}"), [account, note], |found| {
        found.get(0)
    })
}

/// Makes the note of that id what the JSON says; nothing is no note.
pub(super) fn put(
    db: &Connection,
    account: i64,
    note: i64,
    json: Option<&str>,
) -> rusqlite::Result<()> {
    let Some(json) = json else {
        return db
            .execute(
                "DELETE FROM note WHERE account = ?1 AND id = ?2",
                [account, note],
            )
            .map(drop);
    };
    db.execute(
        "INSERT OR REPLACE INTO note (id, account, call, file_index, at_ms, text, written, changed) \
         SELECT ?1, ?2, ?3 ->> 'call', ?3 ->> 'file_index', ?3 ->> 'at_ms', ?3 ->> 'text', ?3 ->> 'written', ?3 ->> 'changed'",
        params![note, account, json],
    )
    .map(drop)
}

const COLUMNS: &str = "id, call, file_index, at_ms, text, written, changed";

fn read(found: &Row<'_>) -> rusqlite::Result<Note> {
    Ok(Note {
        id: NoteId(found.get::<_, i64>(0)?.to_string()),
        call: CallId(found.get(1)?),
        file_index: found.get(2)?,
        at_ms: found.get(3)?,
        text: found.get(4)?,
        written: row::time(found, 5)?.to_string(),
        changed: row::optional_time(found, 6)?.map(|at| at.to_string()),
    })
}

fn find(db: &Connection, account: i64, note: i64) -> rusqlite::Result<Option<Note>> {
    db.query_row(
        &format!("SELECT {COLUMNS} FROM note WHERE account = ?1 AND id = ?2"),
        [account, note],
        read,
    )
    .optional()
}

/// The notes of a call: those of a moment in its order, then the others as they were written.
pub(super) fn of(db: &Connection, account: i64, call: &CallId) -> rusqlite::Result<Vec<Note>> {
    let mut statement = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM note WHERE account = ?1 AND call = ?2 ORDER BY at_ms IS NULL, file_index, at_ms, written, id"
    ))?;
    let rows = statement.query_map(params![account, call.as_str()], read)?;
    rows.collect()
}
