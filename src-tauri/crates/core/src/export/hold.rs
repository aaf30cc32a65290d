//! Holding a run back from outside.

use std::sync::Arc;

use tokio::sync::{Notify, watch};

/// The brake of a run: while anybody holds it, nothing new is asked of the PBX and nothing more is read. Clones are the
/// same brake.
#[derive(Clone, Debug)]
pub struct Hold {
    holders: Arc<watch::Sender<usize>>,
    nudge: Arc<Notify>,
}

/// Held until this is dropped.
#[derive(Debug)]
pub struct Held(Hold);

impl Default for Hold {
    fn default() -> Self {
        Self {
            holders: Arc::new(watch::Sender::new(0)),
            nudge: Arc::default(),
        }
    }
}

impl Hold {
    /// Holds the run back until the answer is dropped. Several may do so at once.
    #[must_use]
    pub fn hold(&self) -> Held {
        self.holders.send_modify(|holders| *holders += 1);
        Held(self.clone())
    }

    /// Whether anybody holds it.
    pub fn is_held(&self) -> bool {
        *self.holders.borrow() > 0
    }

    /// A run that waits by itself (for room on the disk) should try again now.
    pub fn nudge(&self) {
        self.nudge.notify_waiters();
    }

    /// Waits until nobody holds it.
    pub(crate) async fn passed(&self) {
        if self.is_held() {
            // The sender is part of this: it cannot be gone.
            let _ = self
                .holders
                .subscribe()
                .wait_for(|holders| *holders == 0)
                .await;
        }
    }

    /// Waits for the next [`Hold::nudge`].
    pub(crate) async fn nudged(&self) {
        self.nudge.notified().await;
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.holders.send_modify(|holders| *holders -= 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn it_passes_when_the_last_one_lets_go() {
        let hold = Hold::default();
        hold.passed().await;
        let (first, second) = (hold.hold(), hold.hold());
        let waits = tokio::spawn({
            let hold = hold.clone();
            async move { hold.passed().await }
        });
        drop(first);
        tokio::task::yield_now().await;
        assert!(hold.is_held() && !waits.is_finished(), "one still holds it");
        drop(second);
        waits.await.unwrap();
        assert!(!hold.is_held());
    }
}
