//! The catalogue: what is known of calls and recordings, in one SQLite file beside the settings.
//!
//! Everything in it came from the PBX and can come from there again, except what people made: tags, notes, reviews, and the
//! records of jobs. These are what `rescue` takes out of a damaged file. Each account (server,
//! domain and user) has a [`Shelf`] of its own. All methods block: async callers use `spawn_blocking`.

mod best;
mod comparable;
mod condition;
mod connection;
mod counting;
mod damage;
mod directory;
mod facts;
mod fate;
mod findings;
mod gone;
mod intake;
mod jobs;
mod keys;
mod known;
mod legs;
mod marks;
mod naming;
mod opening;
mod order;
mod pages;
mod parties;
mod pieces;
mod position;
mod recorded;
mod rescue;
mod retention;
mod row;
mod schema;
mod seen;
mod shelf;
mod shift;
mod slices;
mod sorting;
mod sql;
mod stock;
mod store;
mod term;
mod texts;
mod values;
mod views;

#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc};

use rusqlite::OptionalExtension as _;

pub(crate) use directory::Names;
pub(crate) use gone::Gone;
pub use intake::Join;
pub(crate) use intake::{
    Change, Circumstances, Held, Intake, RecordingRow, SliceEnd, SliceKind, claimed,
};
pub use jobs::{JobRecord, JobRecords};
pub(crate) use legs::KeptLegs;
pub(crate) use recorded::RecordedSides;
pub use shelf::Shelf;
pub(crate) use slices::Remembered;
pub(crate) use stock::Stock;

use crate::error::Result;
use store::Store;

/// One database file, shared by everything that is opened from it.
#[derive(Clone)]
pub struct Catalogue {
    store: Arc<Store>,
}

/// Whose calls: the same person on two servers has two shelves.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountKey {
    /// Address of the PBX.
    pub server: String,
    /// SIP domain.
    pub domain: String,
    /// User name.
    pub user: String,
}

impl Catalogue {
    /// Opens the file, making it and its folder when they are not there.
    ///
    /// A damaged file is renamed to `<name>.damaged-<time>` and a new one started; [`Catalogue::notice`] then says so.
    ///
    /// # Errors
    /// [`crate::Error::CatalogueTooNew`] when a newer version wrote it; [`crate::Error::Catalogue`] when it cannot be used.
    pub fn open(path: &Path) -> Result<Self> {
        Ok(Self {
            store: Arc::new(Store::open(path)?),
        })
    }

    /// A catalogue that is gone with its last handle.
    pub fn in_memory() -> Result<Self> {
        Ok(Self {
            store: Arc::new(Store::in_memory()?),
        })
    }

    /// The database file; `:memory:` for one in memory.
    pub fn path(&self) -> &Path {
        self.store.path()
    }

    /// What a person should know about how it was opened: set when a damaged file was put aside.
    pub fn notice(&self) -> Option<&str> {
        self.store.notice()
    }

    /// The rows of one account, which is entered when it is new.
    pub fn shelf(&self, account: &AccountKey) -> Result<Shelf> {
        let key = [&account.server, &account.domain, &account.user];
        let id = self.store.write(|db| {
            let known = db
                .query_row(
                    "SELECT id FROM account WHERE server = ?1 AND domain = ?2 AND user = ?3",
                    key,
                    |row| row.get(0),
                )
                .optional()?;
            if let Some(id) = known {
                return Ok(id);
            }
            db.execute(
                "INSERT INTO account (server, domain, user) VALUES (?1, ?2, ?3)",
                key,
            )?;
            Ok(db.last_insert_rowid())
        })?;
        Ok(Shelf::new(Arc::clone(&self.store), id))
    }

    /// Drops everything held for an account.
    pub fn forget(&self, account: &AccountKey) -> Result<()> {
        let key = [&account.server, &account.domain, &account.user];
        self.store.write(|db| {
            db.execute(
                "DELETE FROM account WHERE server = ?1 AND domain = ?2 AND user = ?3",
                key,
            )
            .map(drop)
        })
    }

    /// The records of exports and verifications.
    pub fn jobs(&self) -> JobRecords {
        JobRecords::new(Arc::clone(&self.store))
    }
}
