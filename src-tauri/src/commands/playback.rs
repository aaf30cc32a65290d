//! Listening.

use tapedeck_core::{
    app::{Outline, Playable},
    ids::CallId,
};
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// Fetches one file of a call's recording (from 1) for the player, or says why it cannot be had.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn open_recording(
    state: State<'_, AppState>,
    id: CallId,
    file_index: u32,
) -> ApiResult<Playable> {
    Ok(state.app.open_recording(&id, file_index).await?)
}

/// The outline of a file that was opened, in so many buckets.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_outline(
    state: State<'_, AppState>,
    id: CallId,
    file_index: u32,
    buckets: u32,
) -> ApiResult<Outline> {
    Ok(state.app.outline(&id, file_index, buckets).await?)
}
