//! Keeps `call_text` up with the texts of calls.

use rusqlite::Transaction;

/// From so many texts that are gone on, it may be quicker to take in those that are left.
const MANY: i64 = 20_000;

const NONE: &str = "INSERT INTO call_text (call_text) VALUES ('delete-all')";
const ALL: &str = "INSERT INTO call_text (rowid, text) SELECT n, char(10) || haystack || digits FROM call ORDER BY n";

/// Takes in what has changed since the last time; the last step of every transaction that may have written calls.
pub(super) fn catch_up(db: &Transaction<'_>) -> rusqlite::Result<()> {
    let mut any = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM text_due)")?;
    if !any.query_row([], |found| found.get::<_, bool>(0))? {
        return Ok(());
    }
    let steps: &[&str] = if most_are_gone(db)? {
        &[
            "INSERT INTO call_text (call_text) VALUES ('delete-all')",
            ALL,
        ]
    } else {
        &[
            "INSERT INTO call_text (call_text, rowid, text) SELECT 'delete', n, old FROM text_due WHERE old IS NOT NULL",
            "INSERT INTO call_text (rowid, text) SELECT n, char(10) || haystack || digits FROM text_due CROSS JOIN call USING (n)",
        ]
    };
    for step in steps.iter().chain(&["DELETE FROM text_due"]) {
        db.prepare_cached(step)?.execute([])?;
    }
    Ok(())
}

/// Whether fewer calls are left than have gone, and those are many.
fn most_are_gone(db: &Transaction<'_>) -> rusqlite::Result<bool> {
    let mut gone = db.prepare_cached("SELECT count(*) FROM text_due WHERE old IS NOT NULL")?;
    let gone: i64 = gone.query_row([], |found| found.get(0))?;
    if gone < MANY {
        return Ok(false);
    }
    let mut more = db.prepare_cached("SELECT EXISTS (SELECT 1 FROM call LIMIT 1 OFFSET ?1)")?;
    more.query_row([gone], |more| more.get::<_, bool>(0))
        .map(|more| !more)
}

/// Takes in all texts anew: nothing is left of those that are gone. FTS5 only notes that they are, for long.
pub(super) fn take_in_all(db: &Transaction<'_>) -> rusqlite::Result<()> {
    for step in [NONE, ALL, "DELETE FROM text_due"] {
        db.execute(step, [])?;
    }
    Ok(())
}
