//! What is kept on this computer, how much of it there is, and forgetting it.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{Tapedeck, blocking};
use crate::{
    catalogue::{AccountKey, Stock},
    error::{Error, Result},
};

/// What is kept in the data folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct StorageView {
    /// Thousands of bytes of the catalogue with its log.
    pub catalogue_kb: u32,
    /// Of the audio that was fetched for playing.
    pub cache_kb: u32,
    /// Of Tapedeck's own logs.
    pub logs_kb: u32,
    /// What is kept of whose calls.
    pub accounts: Vec<AccountStorage>,
}

/// What is kept of the calls that one sign-in sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "specta", derive(specta::Type))]
#[serde(rename_all = "camelCase")]
pub struct AccountStorage {
    /// Address of the PBX.
    pub server: String,
    /// SIP domain.
    pub domain: String,
    /// User name.
    pub user: String,
    /// Calls.
    pub calls: u32,
    /// Entries of recordings; their audio is on the PBX.
    pub recordings: u32,
    /// Calls and recordings that the PBX no longer has.
    pub gone: u32,
    /// Notes people wrote.
    pub notes: u32,
    /// Calls with a tag or a review.
    pub marked: u32,
}

impl Tapedeck {
    /// How much is kept, and of whose calls.
    ///
    /// # Errors
    /// [`Error::Catalogue`].
    pub async fn storage(&self) -> Result<StorageView> {
        let app = self.clone();
        blocking("looking what is kept", move || {
            let folder = &app.inner.data_dir;
            let database = ["", "-wal", "-shm"].map(|end| {
                let file = folder.join(format!("catalogue.sqlite{end}"));
                file.metadata().map_or(0, |file| file.len())
            });
            let accounts = app.inner.catalogue.stock()?;
            Ok(StorageView {
                catalogue_kb: kilobytes(database.iter().sum()),
                cache_kb: kilobytes(size_of(&folder.join("cache"))),
                logs_kb: kilobytes(size_of(&folder.join("logs"))),
                accounts: accounts.into_iter().map(AccountStorage::from).collect(),
            })
        })
        .await
    }

    /// Drops the calls, recordings, tags, notes and reviews of an account, and how the window was left with it; the saved
    /// sign-in stays. The room goes back to the disk afterwards, in the background.
    ///
    /// # Errors
    /// [`Error::InvalidInput`] while a job is under way, [`Error::Catalogue`], [`Error::Io`].
    pub async fn forget_data(&self, account: AccountKey) -> Result<()> {
        if self.inner.jobs.running() > 0 {
            return Err(Error::invalid(
                "a job is under way and may need this data; wait for its end or cancel it, then forget the data",
            ));
        }
        self.inner.tending.interrupt();
        let ours = self
            .signed_in()
            .is_ok_and(|session| session.account == account);
        if ours {
            self.inner.searches.cancel();
            self.inner.sound_checks.cancel();
        }
        let app = self.clone();
        blocking("forgetting data", move || {
            app.forget_desks(&account)?;
            app.inner.catalogue.empty(&account)
        })
        .await?;
        let app = self.clone();
        tokio::task::spawn_blocking(move || {
            if let Err(error) = app.inner.catalogue.compact() {
                tracing::warn!(%error, "the catalogue keeps the room of what was forgotten");
            }
        });
        Ok(())
    }
}

impl From<Stock> for AccountStorage {
    fn from(stock: Stock) -> Self {
        let AccountKey {
            server,
            domain,
            user,
        } = stock.account;
        Self {
            server,
            domain,
            user,
            calls: stock.calls,
            recordings: stock.recordings,
            gone: stock.gone,
            notes: stock.notes,
            marked: stock.marked,
        }
    }
}

/// Bytes of everything in a folder. What cannot be looked at, or is not there, counts nothing.
fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = folder.read_dir() else {
        return 0;
    };
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(found) if found.is_dir() => size_of(&entry.path()),
        Ok(found) => found.len(),
        Err(_) => 0,
    };
    entries.flatten().map(size).sum()
}

fn kilobytes(bytes: u64) -> u32 {
    u32::try_from(bytes.div_ceil(1000)).unwrap_or(u32::MAX)
}
