//! The computer stays awake while a job is at work.

use std::sync::Arc;

use super::OverallState;
use crate::app::Tapedeck;

/// Keeps the computer from going to sleep by itself; how is the system's affair.
pub trait Awake: Send + Sync + 'static {
    /// Holds it awake until the answer is dropped. May block.
    ///
    /// # Errors
    /// Why it cannot be done here, for the log.
    fn hold(&self) -> Result<Held, String>;
}

/// Something that keeps the computer awake as long as it lives.
pub type Held = Box<dyn Send>;

/// Holds the computer awake whenever a job is at work and the person wants that, until the app ends. Where it cannot be
/// done, that is logged once a job; jobs do not depend on it.
pub async fn stay_awake(app: Tapedeck, awake: Arc<dyn Awake>) {
    let mut overall = app.overall_jobs();
    let mut held = None;
    let mut tried = false;
    loop {
        let active = overall.borrow_and_update().state == OverallState::Active;
        let wanted = active && app.preferences().keep_awake;
        if wanted && !tried {
            let awake = Arc::clone(&awake);
            held = match tokio::task::spawn_blocking(move || awake.hold()).await {
                Ok(Ok(hold)) => Some(hold),
                Ok(Err(why)) => {
                    tracing::warn!(why, "the computer may go to sleep while a job runs");
                    None
                }
                Err(_) => None,
            };
        } else if !wanted && let Some(hold) = held.take() {
            // Nobody needs to know when it is done.
            drop(tokio::task::spawn_blocking(move || drop(hold)));
        }
        tried = wanted;
        if overall.changed().await.is_err() {
            return;
        }
    }
}
