//! Settings that end with the process, for tests.

use std::sync::{Mutex, PoisonError};

use super::{Loaded, Settings, SettingsStore};
use crate::error::Result;

/// A store that forgets everything when it is dropped.
#[derive(Debug, Default)]
pub struct MemorySettings {
    kept: Mutex<Settings>,
}

impl SettingsStore for MemorySettings {
    fn load(&self) -> Result<Loaded> {
        let settings = self
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Ok(Loaded {
            settings,
            notice: None,
        })
    }

    fn save(&self, settings: &Settings) -> Result<()> {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = settings.clone();
        Ok(())
    }
}
