//! Old calls leave the catalogue, unless somebody wrote about them.

use jiff::Timestamp;
use rusqlite::{Transaction, params};

use super::{Catalogue, Shelf};
use crate::error::Result;

/// Calls that leave in one transaction: searches and notes are written between two.
const AT_ONCE: u32 = 5_000;

/// Whether people wrote about the call of that id.
const MARKED: &str = "EXISTS (SELECT 1 FROM call_tag t WHERE t.account = ?1 AND t.call = c.id) \
     OR EXISTS (SELECT 1 FROM note o WHERE o.account = ?1 AND o.call = c.id) \
     OR EXISTS (SELECT 1 FROM review r WHERE r.account = ?1 AND r.call = c.id)";

impl Catalogue {
    /// Drops the calls of all accounts that started before `until`, save those with tags, notes or reviews; how many.
    /// Nothing is lost that the PBX still has: a search of those days reads them again.
    pub(crate) fn retire(&self, until: Timestamp) -> Result<u64> {
        let accounts = self.stock()?.into_iter().map(|stock| stock.account);
        let mut retired = 0;
        for account in accounts {
            retired += self.shelf(&account)?.retire(until)?;
        }
        Ok(retired)
    }
}

impl Shelf {
    fn retire(&self, until: Timestamp) -> Result<u64> {
        let (account, until) = (self.account(), until.as_microsecond());
        // First of all, so that a death in between leaves no stretch that counts as read and is not held.
        self.store().write(|db| {
            let read = "DELETE FROM slice WHERE account = ?1 AND start < ?2";
            db.execute(read, params![account, until]).map(drop)
        })?;
        let mut retired = 0;
        for table in ["call", "gone_call"] {
            loop {
                let dropped = self.store().write(|db| calls(db, table, account, until))?;
                retired += u64::try_from(dropped).unwrap_or(0);
                if dropped == 0 {
                    break;
                }
            }
        }
        self.store()
            .write(|db| what_hung_on_them(db, account, until))?;
        Ok(retired)
    }
}

fn calls(db: &Transaction<'_>, table: &str, account: i64, until: i64) -> rusqlite::Result<usize> {
    let some = format!(
        "DELETE FROM {table} WHERE n IN (SELECT n FROM {table} c WHERE account = ?1 AND started < ?2 AND NOT ({MARKED}) LIMIT ?3)"
    );
    db.prepare_cached(&some)?
        .execute(params![account, until, AT_ONCE])
}

/// Recordings, legs, fates and findings of calls that are not held any more.
fn what_hung_on_them(db: &Transaction<'_>, account: i64, until: i64) -> rusqlite::Result<()> {
    db.execute(
        "DELETE FROM recording WHERE account = ?1 AND started < ?2 AND NOT EXISTS \
         (SELECT 1 FROM call c WHERE c.account = ?1 AND c.id = coalesce(recording.call, recording.id))",
        params![account, until],
    )?;
    db.execute(
        "DELETE FROM gone_recording WHERE account = ?1 AND started < ?2 AND NOT EXISTS \
         (SELECT 1 FROM call c WHERE c.account = ?1 AND c.id = gone_recording.call)",
        params![account, until],
    )?;
    for table in ["leg", "recording_fate", "heard_file", "finding"] {
        let hung = format!(
            "DELETE FROM {table} WHERE account = ?1 AND NOT EXISTS (SELECT 1 FROM call c WHERE c.account = ?1 AND c.id = {table}.call) \
             AND NOT EXISTS (SELECT 1 FROM gone_call g WHERE g.account = ?1 AND g.id = {table}.call)"
        );
        db.execute(&hung, [account])?;
    }
    Ok(())
}
