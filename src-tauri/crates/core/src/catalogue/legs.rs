//! The legs of calls that somebody looked at, so that the next look is local.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};

use super::{Shelf, row};
use crate::{error::Result, ids::CallId, legs::Leg};

/// The legs of a call as they were read once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct KeptLegs {
    pub(crate) legs: Vec<Leg>,
    pub(crate) read_at: Timestamp,
}

impl Shelf {
    /// The legs kept for a call. What an older version wrote and this one cannot read counts as not kept.
    pub(crate) fn legs(&self, call: &CallId) -> Result<Option<KeptLegs>> {
        let reader = self.reader()?;
        let read = || {
            let mut statement = reader
                .prepare_cached("SELECT read_at, json FROM leg WHERE account = ?1 AND call = ?2")?;
            statement
                .query_row(params![self.account(), call.as_str()], |found| {
                    Ok((row::time(found, 0)?, found.get::<_, String>(1)?))
                })
                .optional()
        };
        let kept = read().map_err(|source| reader.failed(source))?;
        Ok(kept.and_then(|(read_at, json)| {
            let legs = serde_json::from_str(&json).ok()?;
            Some(KeptLegs { legs, read_at })
        }))
    }

    /// Keeps the legs of a call in place of those kept before.
    pub(crate) fn keep_legs(&self, call: &CallId, kept: &KeptLegs) -> Result<()> {
        let json = serde_json::to_string(&kept.legs)
            .map_err(|cause| rusqlite::Error::ToSqlConversionFailure(cause.into()))
            .map_err(|source| self.store().failed(source))?;
        let read_at = kept.read_at.as_microsecond();
        self.store().write(|db| {
            db.execute(
                "INSERT OR REPLACE INTO leg (account, call, read_at, json) VALUES (?1, ?2, ?3, ?4)",
                params![self.account(), call.as_str(), read_at, json],
            )
            .map(drop)
        })
    }
}
