//! Marks put on calls and taken back. Whatever is done is one row of `change` with how each call was before, so that
//! undoing is putting that back: one machine does both, in one transaction each.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params, params_from_iter, types::Value};

use super::{key, notes};
use crate::{
    catalogue::{Shelf, sql::Selection},
    error::{Error, Result},
    ids::ChangeId,
    marks::{Mark, Marked},
    query::CallFilter,
    time::UtcRange,
};

/// Changes that can be undone, for each account.
const MOST_CHANGES: u32 = 200;
/// Calls they may have touched together, so that a million tagged again and again do not fill the disk; the last change
/// can always be undone.
const MOST_TOUCHED: u32 = 3_000_000;
/// Whether there are more is looked up after changes that touched so many.
const MANY: u32 = 10_000;

/// What of a call a change is about.
pub(super) enum Subject {
    /// A tag, by its name; its value is 1 with a call that has it, else 0.
    Tag(String),
    /// The time of the review, or NULL.
    Reviewed,
    /// The rating, or NULL.
    Rating,
    /// A note, by its id; its value is the note as JSON, or NULL.
    Note(i64),
}

impl Subject {
    fn words(&self) -> (&'static str, String) {
        match self {
            Self::Tag(name) => ("tag", name.clone()),
            Self::Reviewed => ("reviewed", String::new()),
            Self::Rating => ("rating", String::new()),
            Self::Note(id) => ("note", id.to_string()),
        }
    }

    fn from_words(kind: &str, subject: String) -> Option<Self> {
        match kind {
            "tag" => Some(Self::Tag(subject)),
            "reviewed" => Some(Self::Reviewed),
            "rating" => Some(Self::Rating),
            "note" => subject.parse().ok().map(Self::Note),
            _ => None,
        }
    }

    /// The present value of a call whose id is the column `id`, and its parameters.
    fn present(
        &self,
        db: &Connection,
        account: i64,
    ) -> rusqlite::Result<(&'static str, Vec<Value>)> {
        Ok(match self {
            Self::Tag(name) => (
                "EXISTS (SELECT 1 FROM call_tag WHERE account = ? AND call = id AND tag = ?)",
                vec![account.into(), find_tag(db, account, name)?.into()],
            ),
            Self::Reviewed => (
                "(SELECT reviewed FROM review WHERE account = ? AND call = id)",
                vec![account.into()],
            ),
            Self::Rating => (
                "(SELECT rating FROM review WHERE account = ? AND call = id)",
                vec![account.into()],
            ),
            Self::Note(note) => (notes::PRESENT, vec![account.into(), (*note).into()]),
        })
    }

    /// Gives each call of `pairs`, a query with the columns `call` and `value` and the parameters ?1 and ?2, its value.
    fn put(
        &self,
        db: &Connection,
        account: i64,
        pairs: &str,
        values: [Value; 2],
    ) -> rusqlite::Result<()> {
        let [first, second] = values;
        match self {
            Self::Tag(name) => {
                let tag = tag(db, account, name)?;
                db.execute(
                    &format!("INSERT OR IGNORE INTO call_tag (account, call, tag) SELECT ?3, call, ?4 FROM ({pairs}) WHERE value = 1"),
                    params![first, second, account, tag],
                )?;
                db.execute(
                    &format!("DELETE FROM call_tag WHERE account = ?3 AND tag = ?4 AND call IN (SELECT call FROM ({pairs}) WHERE value = 0)"),
                    params![first, second, account, tag],
                )?;
                db.execute(
                    "DELETE FROM tag WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM call_tag WHERE tag = ?1)",
                    [tag],
                )?;
            }
            Self::Reviewed | Self::Rating => {
                let (column, _) = self.words();
                db.execute(
                    // `WHERE true` tells ON CONFLICT from a join.
                    &format!("INSERT INTO review (account, call, {column}) SELECT ?3, call, value FROM ({pairs}) WHERE true \
                              ON CONFLICT (account, call) DO UPDATE SET {column} = excluded.{column}"),
                    params![first, second, account],
                )?;
                db.execute(
                    &format!("DELETE FROM review WHERE account = ?3 AND call IN (SELECT call FROM ({pairs})) AND reviewed IS NULL AND rating IS NULL"),
                    params![first, second, account],
                )?;
            }
            Self::Note(note) => {
                let value: Option<String> = db.query_row(
                    &format!("SELECT value FROM ({pairs})"),
                    params![first, second],
                    |found| found.get(0),
                )?;
                notes::put(db, account, *note, value.as_deref())?;
            }
        }
        Ok(())
    }
}

impl Shelf {
    /// Puts a mark on every call a filter finds.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] for a filter that cannot be asked or a mark that cannot be kept.
    pub(crate) fn mark(
        &self,
        range: &UtcRange,
        filter: &CallFilter,
        mark: Mark,
        now: Timestamp,
    ) -> Result<Marked> {
        let calls = Selection::new(self.account(), range, filter)?.each("id");
        let now = now.as_microsecond();
        let (subject, value): (_, Value) = match mark.checked()? {
            Mark::Tag { name } => (Subject::Tag(name), 1.into()),
            Mark::Untag { name } => (Subject::Tag(name), 0.into()),
            Mark::Reviewed { reviewed } => (Subject::Reviewed, reviewed.then_some(now).into()),
            Mark::Rating { rating } => (Subject::Rating, rating.map(i64::from).into()),
        };
        // Who reviewed a call again does not review it later.
        let same = match (&subject, &value) {
            (Subject::Reviewed, Value::Integer(_)) => "(before IS NULL) = (? IS NULL)",
            _ => "before IS ?",
        };
        let account = self.account();
        self.store().write(|db| {
            let change = begin(db, account, &subject)?;
            let (present, parameters) = subject.present(db, account)?;
            let (sql, values) = calls;
            let before = format!(
                "INSERT INTO change_call (change, call, before) SELECT ?, id, before FROM (SELECT id, {present} AS before FROM ({sql})) WHERE NOT ({same})"
            );
            let all = [change.into()].into_iter().chain(parameters).chain(values).chain([value.clone()]);
            db.execute(&before, params_from_iter(all))?;
            subject.put(db, account, "SELECT call, ?2 AS value FROM change_call WHERE change = ?1", [change.into(), value])?;
            finish(db, account, change)
        })
    }

    /// Puts back what a change has changed. That is a change as well, which undone does it again.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was undone already, or is too long ago.
    pub(crate) fn undo(&self, change: &ChangeId) -> Result<Marked> {
        let account = self.account();
        let undone = self.store().write(|db| {
            let found = db
                .query_row(
                    "SELECT id, kind, subject FROM change WHERE account = ?1 AND id = ?2",
                    params![account, change.as_str().parse::<i64>().ok()],
                    |found| Ok((found.get::<_, i64>(0)?, found.get::<_, String>(1)?, found.get(2)?)),
                )
                .optional()?;
            let Some((old, subject)) = found.and_then(|(id, kind, subject)| Some((id, Subject::from_words(&kind, subject)?))) else {
                return Ok(None);
            };
            let change = begin(db, account, &subject)?;
            let (present, parameters) = subject.present(db, account)?;
            let before = format!(
                "INSERT INTO change_call (change, call, before) SELECT ?, id, present FROM \
                 (SELECT id, old, {present} AS present FROM (SELECT call AS id, before AS old FROM change_call WHERE change = ?)) WHERE present IS NOT old"
            );
            let all = [change.into()].into_iter().chain(parameters).chain([old.into()]);
            db.execute(&before, params_from_iter(all))?;
            let pairs = "SELECT call, before AS value FROM change_call WHERE change = ?1 AND ?2";
            subject.put(db, account, pairs, [old.into(), 1.into()])?;
            db.execute("DELETE FROM change WHERE id = ?1", [old])?;
            finish(db, account, change).map(Some)
        })?;
        undone.ok_or_else(|| Error::NotFound {
            what: "change to undo".to_owned(),
        })
    }
}

/// Enters a change, without calls yet.
pub(super) fn begin(db: &Connection, account: i64, subject: &Subject) -> rusqlite::Result<i64> {
    let (kind, subject) = subject.words();
    db.execute(
        "INSERT INTO change (account, kind, subject) VALUES (?1, ?2, ?3)",
        params![account, kind, subject],
    )?;
    Ok(db.last_insert_rowid())
}

/// Counts the calls of a change; one without any was none. Changes that are too many by now go.
pub(super) fn finish(db: &Connection, account: i64, change: i64) -> rusqlite::Result<Marked> {
    let calls: u32 = db.query_row(
        "SELECT count(*) FROM change_call WHERE change = ?1",
        [change],
        |found| found.get(0),
    )?;
    if calls == 0 {
        db.execute("DELETE FROM change WHERE id = ?1", [change])?;
        return Ok(Marked {
            change: None,
            calls,
        });
    }
    db.execute(
        "DELETE FROM change WHERE account = ?1 AND id <= (SELECT id FROM change WHERE account = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        params![account, MOST_CHANGES],
    )?;
    if calls >= MANY {
        forget_touched(db, account, change, MOST_TOUCHED)?;
    }
    Ok(Marked {
        change: Some(ChangeId(change.to_string())),
        calls,
    })
}

/// Forgets the oldest changes, but not `last`, as long as all together touched more calls than `most`.
fn forget_touched(db: &Connection, account: i64, last: i64, most: u32) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM change WHERE account = ?1 AND id < ?2 AND id <= (SELECT change FROM change_call WHERE change <= ?2 ORDER BY change DESC LIMIT 1 OFFSET ?3)",
        params![account, last, most],
    )
    .map(drop)
}

fn find_tag(db: &Connection, account: i64, name: &str) -> rusqlite::Result<Option<i64>> {
    db.query_row(
        "SELECT id FROM tag WHERE account = ?1 AND key = ?2",
        params![account, key(name)],
        |found| found.get(0),
    )
    .optional()
}

/// The tag of that name, entered when it is new.
fn tag(db: &Connection, account: i64, name: &str) -> rusqlite::Result<i64> {
    db.execute(
        "INSERT OR IGNORE INTO tag (account, name, key) VALUES (?1, ?2, ?3)",
        params![account, name, key(name)],
    )?;
    find_tag(db, account, name)?.ok_or(rusqlite::Error::QueryReturnedNoRows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::{connection, schema};

    #[test]
    fn changes_of_many_calls_go_sooner_and_never_the_last() {
        let mut db = Connection::open_in_memory().expect("opens");
        connection::prepare(&db).expect("prepared");
        schema::migrations().to_latest(&mut db).expect("migrates");
        db.execute_batch(
            "INSERT INTO account (id, server, domain, user) VALUES (1, 's', 'd', 'u');
             INSERT INTO change (id, account, kind, subject) VALUES (1, 1, 'tag', 'a'), (2, 1, 'tag', 'b'), (3, 1, 'tag', 'c');
             INSERT INTO change_call (change, call, before) VALUES (1, 'x', 0), (2, 'x', 0), (2, 'y', 0), (3, 'x', 0), (3, 'y', 0)",
        )
        .expect("changes");
        let left = |most: u32| {
            forget_touched(&db, 1, 3, most).expect("forgets");
            let count = |table: &str| {
                db.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                    row.get(0)
                })
                .expect("counts")
            };
            let counts: (i64, i64) = (count("change"), count("change_call"));
            counts
        };
        assert_eq!(left(5), (3, 5), "no more than may be");
        assert_eq!(left(4), (2, 4), "the oldest goes with its calls");
        assert_eq!(left(3), (1, 2));
        assert_eq!(left(1), (1, 2), "the last one stays");
    }
}
