//! The operating system's keychain: Keychain on macOS, Credential Manager on Windows, Secret Service on Linux.

use portsip::Secret;

use super::SecretStore;
use crate::error::{Error, Result};

/// Under this name the entries are listed in the system's own keychain program.
const SERVICE: &str = "Tapedeck";

/// The keychain of the signed-in user of this computer.
#[derive(Clone, Copy, Debug, Default)]
pub struct Keychain;

fn entry(name: &str) -> Result<keyring::Entry> {
    keyring::Entry::new(SERVICE, name).map_err(unusable)
}

/// The message of a keyring error never holds the secret, save for `BadEncoding`, which carries its bytes.
fn unusable(error: keyring::Error) -> Error {
    let why = match error {
        keyring::Error::BadEncoding(_) => "the stored entry is not text".to_owned(),
        other => other.to_string(),
    };
    Error::Keychain { why }
}

impl SecretStore for Keychain {
    fn get(&self, name: &str) -> Result<Option<Secret>> {
        match entry(name)?.get_password() {
            Ok(password) => Ok(Some(Secret::new(password))),
            Err(keyring::Error::NoEntry) => Ok(None),
            Err(error) => Err(unusable(error)),
        }
    }

    fn set(&self, name: &str, secret: &Secret) -> Result<()> {
        entry(name)?.set_password(secret.expose()).map_err(unusable)
    }

    fn remove(&self, name: &str) -> Result<()> {
        match entry(name)?.delete_credential() {
            Ok(()) | Err(keyring::Error::NoEntry) => Ok(()),
            Err(error) => Err(unusable(error)),
        }
    }
}
