//! What a person who pauses a job holds it with.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::export::{Held, Hold};

/// Held by the person who paused a job.
#[derive(Clone, Default)]
pub(super) struct Brake {
    pub(super) hold: Hold,
    held: Arc<Mutex<Option<Held>>>,
}

impl Brake {
    fn locked(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `false` when it is on already.
    pub(super) fn put_on(&self) -> bool {
        let mut held = self.locked();
        let free = held.is_none();
        if free {
            *held = Some(self.hold.hold());
        }
        free
    }

    /// `false` when it was not on.
    pub(super) fn take_off(&self) -> bool {
        self.locked().take().is_some()
    }

    pub(super) fn is_on(&self) -> bool {
        self.locked().is_some()
    }
}
