//! Secrets that end with the process: for tests and for sample data.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use portsip::Secret;

use super::SecretStore;
use crate::error::Result;

/// A store that forgets everything when it is dropped.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    kept: Mutex<HashMap<String, Secret>>,
}

impl SecretStore for MemorySecrets {
    fn get(&self, name: &str) -> Result<Option<Secret>> {
        Ok(self
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned())
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<()> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(name.to_owned(), secret.clone());
        Ok(())
    }

    fn remove(&self, name: &str) -> Result<()> {
        self.kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
        Ok(())
    }
}
