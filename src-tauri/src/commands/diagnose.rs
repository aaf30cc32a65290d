//! Checking the connection.

use tapedeck_core::{app::DiagnosisInput, diagnose::Diagnosis, ids::DiagnosisId};
use tauri::{State, ipc::Channel};
use tracing::instrument;

use crate::{adapters::channel, error::ApiResult, state::AppState};

/// Starts a check: of the session, or, with an input, of a sign-in that did not work. No password is sent for the latter.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn start_diagnosis(
    state: State<'_, AppState>,
    input: Option<DiagnosisInput>,
) -> ApiResult<DiagnosisId> {
    Ok(state.app.start_diagnosis(input).await?)
}

/// Sends the check as it stands until it is over.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn watch_diagnosis(
    state: State<'_, AppState>,
    id: DiagnosisId,
    channel: Channel<Diagnosis>,
) -> ApiResult<()> {
    channel::forward(state.app.watch_diagnosis(&id)?, channel, |check| check.over);
    Ok(())
}

/// Stops a check that nobody looks at any more.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn cancel_diagnosis(state: State<'_, AppState>, id: DiagnosisId) -> ApiResult<()> {
    state.app.cancel_diagnosis(&id);
    Ok(())
}

/// The report of a check: Markdown without secrets.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_diagnosis_report(
    state: State<'_, AppState>,
    id: DiagnosisId,
) -> ApiResult<String> {
    Ok(state.app.diagnosis_report(&id).await?)
}

/// Lets the person choose a file and writes the report to it; its path, or `None` when they close the dialog.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn save_diagnosis_report(
    state: State<'_, AppState>,
    id: DiagnosisId,
) -> ApiResult<Option<String>> {
    let Some(file) = (state.dialogs.report)().await else {
        return Ok(None);
    };
    state.app.save_diagnosis(&id, &file).await?;
    Ok(Some(file.display().to_string()))
}
