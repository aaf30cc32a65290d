//! One question at a time: a newer one ends the older.

use std::sync::{Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

/// The newest question of a kind.
#[derive(Default)]
pub(super) struct Newest(Mutex<CancellationToken>);

impl Newest {
    /// Ends the question before; the token of this one.
    pub(super) fn begin(&self) -> CancellationToken {
        let mut newest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        newest.cancel();
        *newest = CancellationToken::new();
        newest.clone()
    }
}
