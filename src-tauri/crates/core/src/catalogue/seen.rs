//! A directory for accounts that may not read one: the numbers and display names that calls show.

use rusqlite::{Transaction, params};

use super::{
    Names, Shelf,
    directory::entries,
    row::{self, SearchText},
    sql,
};
use crate::{error::Result, time::UtcRange};

/// Our numbers in the calls of a range, each as often as it is seen. The caller of an outbound or internal call is one of
/// ours, and so is the callee of an internal one; what an inbound call reached may be a mobile, so only short numbers count.
const OURS: &str = "
    SELECT caller AS number, caller_name AS name, started FROM call
     WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed AND direction IN ('outbound', 'internal')
    UNION ALL
    SELECT callee, callee_name, started FROM call
     WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed AND direction = 'internal' AND callee <> queue
    UNION ALL
    SELECT extension, extension_name, started FROM call
     WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed AND direction = 'inbound' AND extension <> queue
       AND length(extension) <= 8 AND extension NOT GLOB '*[^0-9]*'";

const QUEUES: &str = "
    SELECT queue AS number, CASE WHEN callee = queue THEN callee_name ELSE '' END AS name, started FROM call
     WHERE account = ?1 AND started >= ?2 AND started < ?3 AND listed AND queue <> ''";

/// Calls that are held in memory while they are named; a reading of years may have named half a million.
const AT_ONCE: usize = 2_000;

impl Shelf {
    /// Takes the numbers of a range's calls into the directory where the PBX lists none of their kind, and gives their
    /// names to calls that came without. The newest name of a number is the one that counts.
    pub(crate) fn note_seen(&self, range: &UtcRange) -> Result<()> {
        let span = (
            self.account(),
            range.start.as_microsecond(),
            range.end.as_microsecond(),
        );
        self.store().write(|db| {
            for (kind, numbers) in [("extension", OURS), ("queue", QUEUES)] {
                if !lists(db, span.0, kind)? {
                    note(db, span, numbers, kind)?;
                }
            }
            // What the PBX lists has named the calls when they came.
            let names: Names = entries(db, span.0)?.into_iter().collect();
            if names.any_seen() {
                name_calls(db, span, &names)?;
            }
            Ok(())
        })
    }
}

/// Account, start and end.
type Span = (i64, i64, i64);

/// Whether the PBX lists numbers of this kind.
fn lists(db: &Transaction<'_>, account: i64, kind: &str) -> rusqlite::Result<bool> {
    let mut any = db.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM directory WHERE account = ?1 AND kind = ?2 AND origin = 'listed')",
    )?;
    any.query_row(params![account, kind], |found| found.get(0))
}

fn note(db: &Transaction<'_>, span: Span, seen: &str, kind: &str) -> rusqlite::Result<()> {
    let (account, start, end) = span;
    // Two steps: every number, then the newest name of those that have one (the bare column of `max`).
    let numbers = format!(
        "INSERT OR IGNORE INTO directory (account, number, name, kind, origin) \
         SELECT DISTINCT ?1, number, '', ?4, 'seen' FROM ({seen}) WHERE number <> ''"
    );
    db.execute(&numbers, params![account, start, end, kind])?;
    let names = format!(
        "INSERT INTO directory (account, number, name, kind, origin) \
         SELECT ?1, number, name, ?4, 'seen' FROM (SELECT number, name, max(started) FROM ({seen}) \
         WHERE number <> '' AND name NOT IN ('', number) GROUP BY number) WHERE true \
         ON CONFLICT (account, number) DO UPDATE SET name = excluded.name WHERE origin = 'seen'"
    );
    db.execute(&names, params![account, start, end, kind])
        .map(drop)
}

/// Names the calls that were read before a name of theirs was seen, as if they had been read after.
fn name_calls(db: &Transaction<'_>, span: Span, names: &Names) -> rusqlite::Result<()> {
    let (account, start, end) = span;
    let mut nameless = db.prepare_cached(
        "WITH named AS (SELECT number FROM directory WHERE account = ?1 AND name <> '') \
         SELECT n FROM call WHERE account = ?1 AND started >= ?2 AND started < ?3 AND \
         (extension_name = '' AND extension IN named OR caller_name = '' AND caller IN named OR callee_name = '' AND callee IN named)",
    )?;
    let numbers = nameless.query_map(params![account, start, end], |found| found.get(0))?;
    let numbers: Vec<i64> = numbers.collect::<rusqlite::Result<_>>()?;
    let mut give = db.prepare_cached(
        "UPDATE call SET extension_name = ?3, caller_name = ?4, callee_name = ?5, haystack = ?6 WHERE account = ?1 AND id = ?2",
    )?;
    let mut read = db.prepare_cached(&sql::numbered())?;
    for some in numbers.chunks(AT_ONCE) {
        let rows = read.query_map([serde_json::Value::from(some).to_string()], row::read)?;
        let calls: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
        for mut call in calls {
            names.give(&mut call);
            give.execute(params![
                account,
                call.id.as_str(),
                call.extension_name,
                call.caller_name,
                call.callee_name,
                SearchText::of(&call).haystack
            ])?;
        }
    }
    Ok(())
}
