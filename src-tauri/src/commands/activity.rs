//! Who exported and played what.

use tapedeck_core::app::ActivityView;
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// The newest entries of the activity log, and whether all of it is as it was written.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_activity(state: State<'_, AppState>) -> ApiResult<ActivityView> {
    Ok(state.app.activity().await?)
}
