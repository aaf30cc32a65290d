//! Where a run stands, and who is told.

use std::{
    collections::HashMap,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::Tell;
use crate::{
    error::Failure,
    export::{ExportCoverage, ExportPhase, ExportProgress, SignatureFate},
};

/// Names shown as being fetched.
const SHOWN: usize = 8;

/// The board.
pub(crate) struct Board {
    tell: Tell,
    progress: Mutex<ExportProgress>,
    pub(super) bytes: AtomicU64,
    /// Bytes of the whole selection, going by the length of its calls.
    pub(super) expected: AtomicU64,
    in_flight: Mutex<HashMap<String, u32>>,
    /// Requests that wait for a session. Held while the board is changed for them.
    waits: Mutex<u32>,
}

impl Board {
    pub(super) fn new(tell: Tell) -> Self {
        Self {
            tell,
            progress: Mutex::default(),
            bytes: AtomicU64::new(0),
            expected: AtomicU64::new(0),
            in_flight: Mutex::default(),
            waits: Mutex::default(),
        }
    }

    pub(super) fn update(&self, change: impl FnOnce(&mut ExportProgress)) {
        change(&mut self.progress.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Shows the run as it stands.
    pub(super) fn show(&self) {
        let names = self
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .keys()
            .take(SHOWN)
            .cloned()
            .collect();
        let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.bytes = self.bytes.load(Ordering::Relaxed);
        progress.in_flight = names;
        (self.tell)(&progress);
    }

    /// The next part of the work begins.
    pub(crate) fn phase(&self, phase: ExportPhase) {
        self.update(|progress| progress.phase = phase);
        self.show();
    }

    /// Shows the run as waiting for a session until every answer is dropped.
    pub(super) fn waiting(&self, why: Failure) -> Waits<'_> {
        let mut waits = self.waits();
        *waits += 1;
        self.update(|progress| {
            progress.phase = ExportPhase::Waiting;
            progress.waits_for = Some(why);
        });
        drop(waits);
        self.show();
        Waits(self)
    }

    fn waits(&self) -> MutexGuard<'_, u32> {
        self.waits.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the whole run waits for from now on.
    pub(super) fn wait_for(&self, failure: Option<Failure>) {
        self.update(|progress| progress.waits_for = failure);
    }

    /// What the run covers, at its end.
    pub(crate) fn cover(&self, coverage: ExportCoverage) {
        self.update(|progress| progress.coverage = Some(coverage));
    }

    /// What becomes of the signature, at its end.
    pub(crate) fn sign(&self, signature: SignatureFate) {
        self.update(|progress| progress.signature = signature);
    }

    /// Another pass counts anew what is there.
    pub(super) fn begin_again(&self) {
        self.update(|progress| {
            *progress = ExportProgress {
                phase: progress.phase,
                ..ExportProgress::default()
            };
        });
    }

    /// Bytes that the rest will take: by what the files so far took, else by how long the calls are.
    pub(super) fn still_needed(&self) -> u64 {
        let expected = self.expected.load(Ordering::Relaxed);
        still_needed(&self.snapshot(), expected)
    }

    /// A copy of where it stands.
    pub(crate) fn snapshot(&self) -> ExportProgress {
        let mut progress = self
            .progress
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        progress.bytes = self.bytes.load(Ordering::Relaxed);
        progress
    }

    /// Shows a name as being fetched until the answer is dropped.
    pub(super) fn fetching(&self, name: &str) -> Fetching<'_> {
        *self
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .entry(name.to_owned())
            .or_default() += 1;
        Fetching {
            board: self,
            name: name.to_owned(),
        }
    }
}

/// A request that waits.
pub(super) struct Waits<'a>(&'a Board);

impl Drop for Waits<'_> {
    fn drop(&mut self) {
        let mut waits = self.0.waits();
        *waits -= 1;
        if *waits == 0 {
            self.0.update(|progress| {
                progress.phase = ExportPhase::Transferring;
                progress.waits_for = None;
            });
        }
    }
}

/// A name on the board.
pub(super) struct Fetching<'a> {
    board: &'a Board,
    name: String,
}

impl Drop for Fetching<'_> {
    fn drop(&mut self) {
        let mut names = self
            .board
            .in_flight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = names.get_mut(&self.name) {
            *count -= 1;
            if *count == 0 {
                names.remove(&self.name);
            }
        }
    }
}

/// So many files tell what the others will be like.
const TELLING: u64 = 10;

fn still_needed(progress: &ExportProgress, expected: u64) -> u64 {
    let left = progress
        .recordings
        .saturating_sub(progress.recordings_settled);
    if progress.files_done >= TELLING {
        progress.bytes / progress.files_done * left
    } else {
        (u128::from(expected) * u128::from(left) / u128::from(progress.recordings.max(1))) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_like_the_files_so_far() {
        let mut progress = ExportProgress {
            recordings: 100,
            recordings_settled: 20,
            files_done: 9,
            bytes: 900,
            ..ExportProgress::default()
        };
        assert_eq!(
            still_needed(&progress, 50_000),
            40_000,
            "nine files tell too little"
        );
        progress.files_done = 18;
        assert_eq!(still_needed(&progress, 50_000), 80 * 50);
        assert_eq!(still_needed(&ExportProgress::default(), 0), 0);
    }
}
