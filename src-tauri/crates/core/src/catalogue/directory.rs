//! Numbers and their names.

use std::collections::HashMap;

use rusqlite::params;

use super::Shelf;
use crate::{
    app::{DirectoryEntry, DirectoryKind},
    error::Result,
};

/// The directory as the mapping of calls asks it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    entries: HashMap<String, (String, bool)>,
}

impl Names {
    /// The name of a number; empty when there is none.
    pub(crate) fn name(&self, number: &str) -> &str {
        self.entries.get(number).map_or("", |(name, _)| name)
    }

    /// True for a number that is somebody's extension.
    pub(crate) fn is_extension(&self, number: &str) -> bool {
        self.entries.get(number).is_some_and(|(_, queue)| !queue)
    }

    /// True for a queue or ring group.
    pub(crate) fn is_queue(&self, number: &str) -> bool {
        self.entries.get(number).is_some_and(|(_, queue)| *queue)
    }
}

impl FromIterator<DirectoryEntry> for Names {
    fn from_iter<I: IntoIterator<Item = DirectoryEntry>>(entries: I) -> Self {
        let entries = entries
            .into_iter()
            .map(|entry| {
                (
                    entry.number,
                    (entry.name, entry.kind == DirectoryKind::Queue),
                )
            })
            .collect();
        Self { entries }
    }
}

impl Shelf {
    /// Extensions and queues: the PBX's directory when it was read, else the numbers seen in calls. By number.
    pub fn directory(&self) -> Result<Vec<DirectoryEntry>> {
        let known = self.entries(
            "SELECT number, name, kind FROM directory WHERE account = ?1 ORDER BY number",
        )?;
        if !known.is_empty() {
            return Ok(known);
        }
        self.entries(
            "SELECT extension, max(extension_name), 'extension' FROM call WHERE account = ?1 AND listed AND extension <> '' \
             GROUP BY extension ORDER BY extension",
        )
    }

    /// Puts the PBX's directory in place of the one known. Of two entries with one number the last stays.
    pub fn set_directory(&self, entries: &[DirectoryEntry]) -> Result<()> {
        self.store().write(|db| {
            db.execute("DELETE FROM directory WHERE account = ?1", [self.account()])?;
            let mut insert = db.prepare_cached("INSERT OR REPLACE INTO directory (account, number, name, kind) VALUES (?1, ?2, ?3, ?4)")?;
            for entry in entries.iter().filter(|entry| !entry.number.is_empty()) {
                let kind = match entry.kind {
                    DirectoryKind::Extension => "extension",
                    DirectoryKind::Queue => "queue",
                };
                insert.execute(params![self.account(), entry.number, entry.name, kind])?;
            }
            Ok(())
        })
    }

    /// The directory as read from the PBX, for naming calls.
    pub(crate) fn names(&self) -> Result<Names> {
        let known = self.entries("SELECT number, name, kind FROM directory WHERE account = ?1")?;
        Ok(known.into_iter().collect())
    }

    fn entries(&self, sql: &str) -> Result<Vec<DirectoryEntry>> {
        let reader = self.store().reader()?;
        let read = || {
            let mut statement = reader.prepare_cached(sql)?;
            let rows = statement.query_map([self.account()], |row| {
                let kind = if row.get_ref(2)?.as_str()? == "queue" {
                    DirectoryKind::Queue
                } else {
                    DirectoryKind::Extension
                };
                Ok(DirectoryEntry {
                    number: row.get(0)?,
                    name: row.get(1)?,
                    kind,
                })
            })?;
            rows.collect::<rusqlite::Result<Vec<_>>>()
        };
        read().map_err(|source| reader.failed(source))
    }
}
