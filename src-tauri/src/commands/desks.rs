//! How the window was left.

use tapedeck_core::ids::ProfileId;
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// How the window was left with a sign-in; `None` when that is not known.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_desk(
    state: State<'_, AppState>,
    profile: ProfileId,
) -> ApiResult<Option<String>> {
    Ok(state.app.desk(profile).await?)
}

/// Keeps how the window stands; on the disk when it returns.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn keep_desk(
    state: State<'_, AppState>,
    profile: ProfileId,
    desk: String,
) -> ApiResult<()> {
    Ok(state.app.keep_desk(profile, desk).await?)
}
