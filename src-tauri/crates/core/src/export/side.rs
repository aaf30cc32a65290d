//! The two sides of a recording as two files, each with a line of its own.
//!
//! The left channel of file k of n stands in the manifest at index k, the right one at n + k: both can be found from
//! either, and what the PBX lists keeps its number.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{ManifestLine, disk::Disk, journal::Superseded, ledger::Ledger};
use crate::error::Result;

/// Which channel of a recording a file is. The PBX does not tell whose each is (`api.md` 5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The first channel.
    Left,
    /// The second.
    Right,
}

impl Side {
    /// The word for it in names and in the manifest.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
        }
    }

    /// The channel, from 0.
    pub(crate) fn channel(self) -> u16 {
        match self {
            Self::Left => 0,
            Self::Right => 1,
        }
    }
}

/// Whether two lines are the sides of one file, made by the same conversion.
pub(crate) fn is_pair(left: &ManifestLine, right: &ManifestLine) -> bool {
    left.side == Some(Side::Left)
        && right.side == Some(Side::Right)
        && right.file_index == left.file_count + left.file_index
        && right.file_count == left.file_count
        && right.source_sha256 == left.source_sha256
        && right.conversion == left.conversion
}

/// Drops the right sides of files that stand in the folder undivided by now: they are in them. A file that somebody has
/// changed stays, for it is theirs; a run that is killed here leaves what the next one drops.
///
/// # Errors
/// [`Error::Io`](crate::Error::Io) of the manifest.
pub(crate) fn drop_needless(disk: &Disk, folder: &Path, ledger: &mut Ledger) -> Result<()> {
    for saved in ledger.right_sides() {
        let right = saved.read()?;
        let index = right.file_index.saturating_sub(right.file_count);
        let whole = ledger
            .find(&right.recording_id, index)
            .map(|saved| saved.read())
            .transpose()?
            .is_some_and(|line| line.held().is_some() && line.side.is_none());
        if !whole {
            continue;
        }
        if let Some((path, sha256)) = right.held() {
            let needless = Superseded {
                path: path.to_owned(),
                sha256: sha256.to_owned(),
            };
            needless.remove(disk, folder);
        }
        ledger.forget(&right.recording_id, right.file_index);
    }
    Ok(())
}
