//! What listening found in recordings, and listening to many of them.

use tapedeck_core::{
    app::SoundCheck,
    findings::FileFindings,
    ids::{CallId, SoundCheckId},
    query::CallQuery,
};
use tauri::{State, ipc::Channel};
use tracing::instrument;

use crate::{adapters::channel, error::ApiResult, state::AppState};

/// What was found in the files of a call, by file; those nobody listened to are left out.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_findings(
    state: State<'_, AppState>,
    id: CallId,
) -> ApiResult<Vec<FileFindings>> {
    Ok(state.app.findings(id).await?)
}

/// Starts to listen to the recordings that a query finds and nobody listened to yet.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn start_sound_check(
    state: State<'_, AppState>,
    query: CallQuery,
) -> ApiResult<SoundCheckId> {
    Ok(state.app.start_sound_check(query).await?)
}

/// Sends the run as it stands until it is over.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn watch_sound_check(
    state: State<'_, AppState>,
    id: SoundCheckId,
    channel: Channel<SoundCheck>,
) -> ApiResult<()> {
    channel::forward(state.app.watch_sound_check(&id)?, channel, |check| {
        check.over
    });
    Ok(())
}

/// Stops a run; what it has found so far stays.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn cancel_sound_check(
    state: State<'_, AppState>,
    id: SoundCheckId,
) -> ApiResult<()> {
    state.app.cancel_sound_check(&id);
    Ok(())
}
