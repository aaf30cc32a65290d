//! Waiting for a disk that refused: full, gone, read-only, or broken.

use std::{path::Path, sync::Arc, time::Duration};

use super::{blocking, course::Course, prepare::RESERVE_FILE};
use crate::{
    error::{Error, Failure, Result, full},
    export::{ExportPhase, disk::Disk},
};

/// How often the disk is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// Passes that brought nothing are waited out longer and longer, but no longer than this.
const LONGEST: Duration = Duration::from_mins(1);
/// Written to see whether the disk takes it.
const PROBE: usize = 1 << 20;

/// Whether an error is the disk's, and may pass.
pub(super) fn is_of_disk(error: &Error) -> bool {
    matches!(
        error,
        Error::DiskFull { .. } | Error::Io { .. } | Error::Audio(audio::Error::Io { .. })
    )
}

/// How patient to be.
#[derive(Default)]
pub(super) struct Waiting {
    vain: u32,
}

impl Waiting {
    /// A pass ended that has settled something, or nothing.
    pub(super) fn after(&mut self, settled: bool) {
        self.vain = if settled { 0 } else { self.vain + 1 };
    }

    /// Shows why nothing moves, and waits until the disk takes files again or the person says so. `false` when the run was
    /// stopped instead.
    pub(super) async fn wait(&self, course: &Course, error: Error) -> bool {
        course.board.wait_for(Some(explained(&error)));
        course.board.phase(ExportPhase::Waiting);
        let needs = match error {
            Error::DiskFull { needs, .. } => needs,
            _ => None,
        };
        let least = LOOK.saturating_mul(1 << self.vain.min(6)).min(LONGEST);
        let goes_on = tokio::select! {
            () = course.stop.cancelled() => false,
            () = course.plan.hold.nudged() => true,
            () = disk_is_back(course, least, needs) => true,
        };
        course.board.wait_for(None);
        goes_on
    }
}

async fn disk_is_back(course: &Course, least: Duration, needs: Option<u64>) {
    tokio::time::sleep(least).await;
    loop {
        let plan = Arc::clone(&course.plan);
        let disk = course.disk.below(&plan.dest);
        let look = move || takes_files(&disk, &plan.dest, needs).is_ok_and(|takes| takes);
        // A look that fell over saw nothing.
        if blocking("looking at the disk", look).await.unwrap_or(false) {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Whether a folder is there and takes files. A folder that is gone is not made again: where a drive was unplugged it
/// would be made on another disk.
fn takes_files(disk: &Disk, folder: &Path, needs: Option<u64>) -> Result<bool> {
    let enough = |needs| fs4::available_space(folder).map_or(true, |free| free >= needs);
    if !folder.is_dir() || !needs.is_none_or(enough) {
        return Ok(false);
    }
    let path = folder.join(RESERVE_FILE);
    let file = disk.create(&path)?;
    let written = file
        .write_at(&vec![0x55; PROBE], 0)
        .and_then(|()| file.sync());
    disk.remove(&path)?;
    written.map(|()| true)
}

/// The failure in the words of a run that waits.
fn explained(error: &Error) -> Failure {
    let why = match error {
        Error::DiskFull { path, needs, .. } => format!("{}; make room", full(path, *needs)),
        other => other.to_string(),
    };
    Failure {
        message: format!("{why}; the export goes on by itself when that is mended"),
        ..error.failure()
    }
}
