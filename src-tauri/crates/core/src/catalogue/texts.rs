//! Keeps `call_text` up with the texts of calls.

use rusqlite::Transaction;

/// Takes in what has changed since the last time; the last step of every transaction that may have written calls.
pub(super) fn catch_up(db: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut any = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM text_due)")?;
    if !any.query_row([], |found| found.get::<_, bool>(0))? {
        return Ok(());
    }
    for step in [
        "INSERT INTO call_text (call_text, rowid, text) SELECT 'delete', n, old FROM text_due WHERE old IS NOT NULL",
        "INSERT INTO call_text (rowid, text) SELECT n, char(10) || haystack || digits FROM text_due CROSS JOIN call USING (n)",
        "DELETE FROM text_due",
    ] {
        db.prepare_cached(step)?.execute([])?;
    }
    Ok(())
}
