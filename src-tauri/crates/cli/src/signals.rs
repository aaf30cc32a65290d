//! Ctrl-C and its relatives.

use std::process;

use tokio_util::sync::CancellationToken;

use crate::output::say;

/// Cancelled by the first signal. The second ends the process at once; what is on disk is consistent at any moment.
pub(crate) fn cancelled() -> CancellationToken {
    let token = CancellationToken::new();
    let cancel = token.clone();
    tokio::spawn(async move {
        signal().await;
        say("stopping; press Ctrl-C again to stop at once");
        cancel.cancel();
        signal().await;
        #[expect(clippy::exit, reason = "the person asked twice")]
        process::exit(130);
    });
    token
}

#[cfg(unix)]
async fn signal() {
    use tokio::signal::unix::{SignalKind, signal};
    // Schedulers and containers end programs with SIGTERM.
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => wait_for_ctrl_c().await,
    }
}

#[cfg(not(unix))]
async fn signal() {
    wait_for_ctrl_c().await;
}

/// Where the signal cannot be listened for, the system ends the process by itself.
async fn wait_for_ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
