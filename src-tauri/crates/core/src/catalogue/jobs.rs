//! Records of jobs, kept so that a list of them survives a restart.

use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::params;

use super::{row, store::Store};
use crate::{error::Result, ids::JobId};

/// The table of jobs.
#[derive(Clone)]
pub struct JobRecords {
    store: Arc<Store>,
}

/// One job as it was last written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRecord {
    /// Which job.
    pub id: JobId,
    /// Its last snapshot, as JSON.
    pub json: String,
    /// When it started.
    pub started: Timestamp,
}

impl JobRecords {
    pub(super) fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// Writes a job down, in place of what was known of it.
    pub fn put(&self, id: &JobId, json: &str, started: Timestamp) -> Result<()> {
        self.store.write(|db| {
            db.prepare_cached("INSERT OR REPLACE INTO job (id, json, started) VALUES (?1, ?2, ?3)")?
                .execute(params![id.as_str(), json, started.as_microsecond()])
                .map(drop)
        })
    }

    /// All jobs, the latest first.
    pub fn all(&self) -> Result<Vec<JobRecord>> {
        let reader = self.store.reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(
                "SELECT id, json, started FROM job ORDER BY started DESC, id DESC",
            )?;
            let rows = statement.query_map([], |found| {
                Ok(JobRecord {
                    id: JobId(found.get(0)?),
                    json: found.get(1)?,
                    started: row::time(found, 2)?,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }

    /// Forgets a job; one that is not there is fine.
    pub fn remove(&self, id: &JobId) -> Result<()> {
        self.store.write(|db| {
            db.execute("DELETE FROM job WHERE id = ?1", [id.as_str()])
                .map(drop)
        })
    }
}
