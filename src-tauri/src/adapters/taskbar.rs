//! Progress on the taskbar or the dock.

use tapedeck_core::jobs::{Overall, OverallState};
use tauri::{
    AppHandle, Manager as _, Runtime,
    window::{ProgressBarState, ProgressBarStatus},
};
use tokio::sync::watch;

use super::window;

/// Shows what the running jobs come to until the app ends.
pub(crate) fn follow<R: Runtime>(app: AppHandle<R>, mut overall: watch::Receiver<Overall>) {
    tauri::async_runtime::spawn(async move {
        while overall.changed().await.is_ok() {
            let state = state_of(*overall.borrow_and_update());
            if let Some(window) = app.get_webview_window(window::MAIN)
                && let Err(error) = window.set_progress_bar(state)
            {
                tracing::debug!(%error, "progress is not shown on the taskbar");
            }
        }
    });
}

/// Paused and waiting are shown where the system has a look for them.
fn state_of(overall: Overall) -> ProgressBarState {
    let status = match (overall.state, overall.percent) {
        (OverallState::Idle, _) => ProgressBarStatus::None,
        (OverallState::Active, None) => ProgressBarStatus::Indeterminate,
        (OverallState::Active, Some(_)) => ProgressBarStatus::Normal,
        (OverallState::Paused, _) => ProgressBarStatus::Paused,
        (OverallState::Waiting, _) => ProgressBarStatus::Error,
    };
    ProgressBarState {
        status: Some(status),
        progress: overall.percent.map(u64::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_goes_when_no_job_runs() {
        let bar = |state, percent| state_of(Overall { state, percent });
        assert!(matches!(
            bar(OverallState::Idle, None).status,
            Some(ProgressBarStatus::None)
        ));
        let active = bar(OverallState::Active, Some(40));
        assert!(matches!(active.status, Some(ProgressBarStatus::Normal)));
        assert_eq!(active.progress, Some(40));
        assert!(matches!(
            bar(OverallState::Waiting, Some(40)).status,
            Some(ProgressBarStatus::Error)
        ));
    }
}
