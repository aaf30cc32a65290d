//! Exporting, and the list of jobs.

use tapedeck_core::{
    app::{
        ExportChoices, ExportEstimate, ExportInput, ExportPreview, FolderChoice, NamePreview,
        NewSince, PresetInput, PresetView,
    },
    export::ExportOptions,
    ids::{FolderId, JobId},
    jobs::JobSnapshot,
    query::CallQuery,
    time::{RangeInput, RelativeRange},
};
use tauri::{State, ipc::Channel};
use tracing::instrument;

use crate::{
    adapters::{channel, outside},
    error::ApiResult,
    state::AppState,
};

/// Lets the person choose a folder in the system's own dialog; `None` when they close it.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn choose_folder(state: State<'_, AppState>) -> ApiResult<Option<FolderChoice>> {
    Ok((state.dialogs.folder)()
        .await
        .map(|path| state.app.remember_folder(path)))
}

/// The folder of the last export, or the one the administrator set; `None` when there is neither.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn suggest_folder(state: State<'_, AppState>) -> ApiResult<Option<FolderChoice>> {
    Ok(state.app.suggest_folder())
}

/// What an export would do.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn preview_export(
    state: State<'_, AppState>,
    query: CallQuery,
    options: ExportOptions,
) -> ApiResult<ExportPreview> {
    Ok(state.app.preview_export(query, options).await?)
}

/// What an export would take: bytes, time and room; `None` when a newer question ended this one.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn estimate_export(
    state: State<'_, AppState>,
    query: CallQuery,
    options: ExportOptions,
    folder: Option<FolderId>,
) -> ApiResult<Option<ExportEstimate>> {
    Ok(state.app.estimate_into(query, options, folder).await?)
}

/// What a name template makes of the first recordings.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn preview_names(
    state: State<'_, AppState>,
    query: CallQuery,
    template: String,
) -> ApiResult<NamePreview> {
    Ok(state.app.preview_names(query, template).await?)
}

/// From when on something can be new in a folder; `None` when it holds no earlier export.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn find_earlier(
    state: State<'_, AppState>,
    folder: FolderId,
    query: CallQuery,
) -> ApiResult<Option<NewSince>> {
    Ok(state.app.find_earlier(&folder, query).await?)
}

/// The days that a relative range means now.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn resolve_range(
    state: State<'_, AppState>,
    range: RelativeRange,
    zone: String,
) -> ApiResult<RangeInput> {
    Ok(state.app.resolve_range(range, &zone)?)
}

/// The kept exports by name, with the days they mean now.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_presets(state: State<'_, AppState>) -> ApiResult<Vec<PresetView>> {
    Ok(state.app.list_presets()?)
}

/// Keeps an export under a name, in place of one of the same name.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn save_preset(state: State<'_, AppState>, preset: PresetInput) -> ApiResult<()> {
    Ok(state.app.save_preset(preset)?)
}

/// Forgets a kept export; `false` when there was none of that name.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn delete_preset(state: State<'_, AppState>, name: String) -> ApiResult<bool> {
    Ok(state.app.delete_preset(&name)?)
}

/// What an export job asked for, to ask again with other days.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_job_choices(
    state: State<'_, AppState>,
    id: JobId,
) -> ApiResult<ExportChoices> {
    Ok(state.app.job_choices(&id)?)
}

/// Starts an export; a repeated request id answers the job it started before.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn start_export(
    state: State<'_, AppState>,
    input: ExportInput,
) -> ApiResult<JobId> {
    Ok(state.app.start_export(input)?)
}

/// Re-reads the folder of a finished job against its manifest.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn start_verify(state: State<'_, AppState>, id: JobId) -> ApiResult<JobId> {
    Ok(state.app.start_verify(&id)?)
}

/// All jobs, newest first, those of earlier launches too.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_jobs(state: State<'_, AppState>) -> ApiResult<Vec<JobSnapshot>> {
    Ok(state.app.jobs())
}

/// Sends snapshots of a job until it is over.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn watch_job(
    state: State<'_, AppState>,
    id: JobId,
    channel: Channel<JobSnapshot>,
) -> ApiResult<()> {
    channel::forward(state.app.watch_job(&id)?, channel, JobSnapshot::is_over);
    Ok(())
}

/// Stops a job; `false` when it was over already.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn cancel_job(state: State<'_, AppState>, id: JobId) -> ApiResult<bool> {
    Ok(state.app.cancel_job(&id))
}

/// Holds a job back until it is resumed; `false` when it is over or held already.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn pause_job(state: State<'_, AppState>, id: JobId) -> ApiResult<bool> {
    Ok(state.app.pause_job(&id))
}

/// Lets a paused job go on, and one that waits for the disk try at once; `false` when it is over.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn resume_job(state: State<'_, AppState>, id: JobId) -> ApiResult<bool> {
    Ok(state.app.resume_job(&id))
}

/// Asks the PBX once more for what an export is missing, and for nothing else.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn retry_failed(state: State<'_, AppState>, id: JobId) -> ApiResult<JobId> {
    Ok(state.app.retry_failed(&id)?)
}

/// Runs an export again: what is in place stays, what is missing is fetched.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn rerun_job(state: State<'_, AppState>, id: JobId) -> ApiResult<JobId> {
    Ok(state.app.rerun_job(&id)?)
}

/// Takes a finished job off the list.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn dismiss_job(state: State<'_, AppState>, id: JobId) -> ApiResult<bool> {
    Ok(state.app.dismiss_job(&id))
}

/// Opens the job's folder in the system's file manager.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn show_in_folder(state: State<'_, AppState>, id: JobId) -> ApiResult<()> {
    outside::show(state.app.job_folder(&id)?).await
}
