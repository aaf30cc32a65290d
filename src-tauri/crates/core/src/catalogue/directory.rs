//! Numbers of the tenant and their names: as listed by the PBX, as it was asked for one, and as seen in calls.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, Transaction, params};

use super::Shelf;
use crate::{
    app::{DirectoryEntry, DirectoryKind},
    error::Result,
};

/// The directory as the mapping of calls and legs asks it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    entries: HashMap<String, DirectoryEntry>,
}

impl Names {
    /// The name of a number; empty when there is none.
    pub(crate) fn name(&self, number: &str) -> &str {
        self.entries.get(number).map_or("", |entry| &entry.name)
    }

    /// What a number is, if it is known at all.
    pub(crate) fn kind(&self, number: &str) -> Option<DirectoryKind> {
        self.entries.get(number).map(|entry| entry.kind)
    }

    /// True for a number of which the PBX has told: being seen in calls proves nothing about whose it is.
    pub(crate) fn is_told(&self, number: &str) -> bool {
        self.entries.get(number).is_some_and(|entry| !entry.seen)
    }

    /// True when some name is known from calls only.
    pub(super) fn any_seen(&self) -> bool {
        self.entries
            .values()
            .any(|entry| entry.seen && !entry.name.is_empty())
    }

    /// True for a number that the PBX says is somebody's extension.
    pub(crate) fn is_extension(&self, number: &str) -> bool {
        self.is_told(number) && self.kind(number) == Some(DirectoryKind::Extension)
    }

    /// True for a number that the PBX says is a queue or ring group.
    pub(crate) fn is_queue(&self, number: &str) -> bool {
        let kind = self.kind(number);
        self.is_told(number)
            && matches!(kind, Some(DirectoryKind::Queue | DirectoryKind::RingGroup))
    }
}

impl FromIterator<DirectoryEntry> for Names {
    fn from_iter<I: IntoIterator<Item = DirectoryEntry>>(entries: I) -> Self {
        let entries = entries
            .into_iter()
            .map(|entry| (entry.number.clone(), entry))
            .collect();
        Self { entries }
    }
}

impl Shelf {
    /// Every number known, ascending; [`DirectoryEntry::seen`] marks those that the PBX itself does not tell of.
    pub fn directory(&self) -> Result<Vec<DirectoryEntry>> {
        let reader = self.reader()?;
        entries(&reader, self.account()).map_err(|source| reader.failed(source))
    }

    /// Puts the PBX's lists in place of those known. A kind of which `entries` has none was not told and stays as it was.
    /// Of two entries with one number the last stays.
    pub fn set_directory(&self, entries: &[DirectoryEntry]) -> Result<()> {
        let told: BTreeSet<DirectoryKind> = entries.iter().map(|entry| entry.kind).collect();
        self.store().write(|db| {
            for kind in told {
                db.execute(
                    "DELETE FROM directory WHERE account = ?1 AND kind = ?2 AND origin <> 'asked'",
                    params![self.account(), word(kind)],
                )?;
            }
            self.enter(db, entries, "listed")
        })
    }

    /// Adds what the PBX said of single numbers.
    pub(crate) fn add_numbers(&self, entries: &[DirectoryEntry]) -> Result<()> {
        self.store().write(|db| self.enter(db, entries, "asked"))
    }

    /// The directory, for naming calls and their legs.
    pub(crate) fn names(&self) -> Result<Names> {
        Ok(self.directory()?.into_iter().collect())
    }

    fn enter(
        &self,
        db: &Transaction<'_>,
        entries: &[DirectoryEntry],
        origin: &str,
    ) -> rusqlite::Result<()> {
        let mut insert = db.prepare_cached(
            "INSERT OR REPLACE INTO directory (account, number, name, kind, origin) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        for entry in entries.iter().filter(|entry| !entry.number.is_empty()) {
            let kind = word(entry.kind);
            insert.execute(params![
                self.account(),
                entry.number,
                entry.name,
                kind,
                origin
            ])?;
        }
        Ok(())
    }
}

/// Every number known of an account, ascending.
pub(super) fn entries(db: &Connection, account: i64) -> rusqlite::Result<Vec<DirectoryEntry>> {
    let mut statement = db.prepare_cached(
        "SELECT number, name, kind, origin FROM directory WHERE account = ?1 ORDER BY number",
    )?;
    let rows = statement.query_map([account], |row| {
        Ok(DirectoryEntry {
            number: row.get(0)?,
            name: row.get(1)?,
            kind: kind_of(row.get_ref(2)?.as_str()?),
            seen: row.get_ref(3)?.as_str()? == SEEN,
        })
    })?;
    rows.collect()
}

/// The origin of numbers that the PBX does not tell of.
const SEEN: &str = "seen";

/// How a kind is written in the table.
fn word(kind: DirectoryKind) -> &'static str {
    match kind {
        DirectoryKind::Extension => "extension",
        DirectoryKind::Queue => "queue",
        DirectoryKind::RingGroup => "ring_group",
        DirectoryKind::Ivr => "ivr",
        DirectoryKind::ConferenceRoom => "conference_room",
    }
}

fn kind_of(word: &str) -> DirectoryKind {
    match word {
        "queue" => DirectoryKind::Queue,
        "ring_group" => DirectoryKind::RingGroup,
        "ivr" => DirectoryKind::Ivr,
        "conference_room" => DirectoryKind::ConferenceRoom,
        _ => DirectoryKind::Extension,
    }
}
