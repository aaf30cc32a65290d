//! How much is kept of each account, and emptying one.

use super::{AccountKey, Catalogue};
use crate::error::Result;

/// What is kept of an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stock {
    pub(crate) account: AccountKey,
    pub(crate) calls: u32,
    pub(crate) recordings: u32,
    /// Calls and recordings that the PBX no longer has.
    pub(crate) gone: u32,
    pub(crate) notes: u32,
    /// Calls with a tag or a review.
    pub(crate) marked: u32,
}

const STOCK: &str = "SELECT server, domain, user,
    (SELECT count(*) FROM call WHERE account = a.id AND listed),
    (SELECT count(*) FROM recording WHERE account = a.id),
    (SELECT count(*) FROM gone_call WHERE account = a.id) + (SELECT count(*) FROM gone_recording WHERE account = a.id),
    (SELECT count(*) FROM note WHERE account = a.id),
    (SELECT count(*) FROM (SELECT call FROM call_tag WHERE account = a.id UNION SELECT call FROM review WHERE account = a.id))
    FROM account a ORDER BY server, domain, user";

impl Catalogue {
    /// What is kept, account by account.
    pub(crate) fn stock(&self) -> Result<Vec<Stock>> {
        let reader = self.store.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(STOCK)?;
            let rows = statement.query_map([], |found| {
                Ok(Stock {
                    account: AccountKey {
                        server: found.get(0)?,
                        domain: found.get(1)?,
                        user: found.get(2)?,
                    },
                    calls: found.get(3)?,
                    recordings: found.get(4)?,
                    gone: found.get(5)?,
                    notes: found.get(6)?,
                    marked: found.get(7)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }

    /// Drops everything kept for an account, which stays entered: whoever has its shelf finds it empty.
    pub(crate) fn empty(&self, account: &AccountKey) -> Result<()> {
        let key = [&account.server, &account.domain, &account.user];
        self.store.write(|db| {
            let mut gone = db.prepare(
                "DELETE FROM account WHERE server = ?1 AND domain = ?2 AND user = ?3 RETURNING id",
            )?;
            let ids: Vec<i64> = gone
                .query_map(key, |found| found.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            for id in ids {
                db.execute(
                    "INSERT INTO account (id, server, domain, user) VALUES (?1, ?2, ?3, ?4)",
                    rusqlite::params![id, account.server, account.domain, account.user],
                )?;
            }
            Ok(())
        })
    }

    /// Gives the room of what was dropped back to the disk. It takes as much room again while it runs.
    pub(crate) fn compact(&self) -> Result<()> {
        self.store.compact()
    }
}
