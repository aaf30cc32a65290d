//! Snapshots from the app to a channel of the window.

use std::time::Duration;

use serde::Serialize;
use tauri::ipc::{Channel, IpcResponse};
use tokio::sync::watch;

/// The window needs no more than ten a second.
const LEAST_GAP: Duration = Duration::from_millis(100);

/// Sends the state as it is and each newest one after it, the last for certain, until it is over or the window no longer
/// listens.
pub(crate) fn forward<T>(
    mut state: watch::Receiver<T>,
    channel: Channel<T>,
    is_over: impl Fn(&T) -> bool + Send + 'static,
) where
    T: Clone + Serialize + IpcResponse + Send + Sync + 'static,
{
    tauri::async_runtime::spawn(async move {
        loop {
            let snapshot = state.borrow_and_update().clone();
            let over = is_over(&snapshot);
            if channel.send(snapshot).is_err() || over {
                return;
            }
            // Only the newest waits meanwhile: a slow window sees fewer snapshots, not older ones.
            tokio::time::sleep(LEAST_GAP).await;
            if state.changed().await.is_err() {
                return;
            }
        }
    });
}
