//! Who exported and played what: a log in the data folder in which each line names the hash of the one before.
//!
//! Changed, removed and swapped lines are found by [`Activity::check`], lines cut off at the end too, as long as
//! `activity.head` is not rewritten with them. Whoever may write the data folder can write a whole new log; the chain makes
//! single lines hard to touch, no more. What cannot be written is said and holds up nothing.

mod check;
mod entry;
mod file;
#[cfg(test)]
mod tests;
mod writer;

use std::path::{Path, PathBuf};

pub use check::ActivityCheck;
pub use entry::{ActivityAction, ActivityEntry, ActivityEvent};
use file::Log;
use writer::Writer;

use crate::error::Result;

/// The log of a data folder.
#[derive(Debug)]
pub struct Activity {
    folder: PathBuf,
    writer: Writer,
}

impl Activity {
    /// That of this folder; nothing is written or read before something is asked of it.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            writer: Writer::new(Log::in_folder(folder)),
        }
    }

    /// Adds what happened just now. It is written behind the caller's back; see [`Activity::trouble`].
    pub fn record(&self, at: jiff::Timestamp, event: ActivityEvent) {
        self.writer.record(at, event);
    }

    /// Waits until all that was recorded is on the disk, for a few seconds at most.
    pub async fn written(&self) {
        self.writer.written().await;
    }

    /// Why entries could not be written since this program began, if that happened.
    pub fn trouble(&self) -> Option<String> {
        self.writer.trouble()
    }

    /// Hands over every line as it stands, oldest first, whether it is right or not. Blocks.
    ///
    /// # Errors
    /// [`crate::Error::Io`], and whatever `each` says.
    pub fn for_each(&self, each: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        Log::in_folder(&self.folder).for_each(each)
    }

    /// Checks the whole chain. Blocks.
    ///
    /// # Errors
    /// [`crate::Error::Io`].
    pub fn check(&self) -> Result<ActivityCheck> {
        check::check(&Log::in_folder(&self.folder))
    }
}

/// A line of the log, where it is one.
pub fn entry_of(line: &[u8]) -> Option<ActivityEntry> {
    serde_json::from_slice(line).ok()
}
