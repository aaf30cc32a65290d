//! Where a run stands, and who is told.

use std::{
    collections::HashMap,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use super::Tell;
use crate::export::{ExportPhase, ExportProgress};

/// Names shown as being fetched.
const SHOWN: usize = 8;

/// The board.
pub(crate) struct Board {
    tell: Tell,
    progress: Mutex<ExportProgress>,
    pub(super) bytes: AtomicU64,
    in_flight: Mutex<HashMap<String, u32>>,
}

impl Board {
    pub(super) fn new(tell: Tell) -> Self {
        Self {
            tell,
            progress: Mutex::default(),
            bytes: AtomicU64::new(0),
            in_flight: Mutex::default(),
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
