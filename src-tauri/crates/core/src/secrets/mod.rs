//! Passwords between launches: in the keychain of the operating system and nowhere else.

mod keychain;
mod memory;
mod timed;

use portsip::Secret;

pub use keychain::Keychain;
pub use memory::MemorySecrets;
pub use timed::Secrets;

use crate::error::Result;

/// A place that keeps secrets by name. Calls may block, even for long: see [`Secrets`] for how they are made.
pub trait SecretStore: Send + Sync + 'static {
    /// The secret of that name, if there is one.
    fn get(&self, name: &str) -> Result<Option<Secret>>;
    /// Keeps a secret, replacing an earlier one.
    fn set(&self, name: &str, secret: &Secret) -> Result<()>;
    /// Forgets a secret; one that is not there is forgotten already.
    fn remove(&self, name: &str) -> Result<()>;
}
