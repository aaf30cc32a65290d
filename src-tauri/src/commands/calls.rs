//! Finding calls.

use tapedeck_core::{
    app::{
        CallPage, CallRow, CallTotals, ConversationView, DirectoryEntry, RecordingFileView,
        SearchSnapshot, SliceDifference,
    },
    ids::{CallId, SearchId},
    query::CallQuery,
};
use tauri::{State, ipc::Channel};
use tracing::instrument;

use crate::{
    adapters::{channel, outside},
    error::ApiResult,
    state::AppState,
};

/// Begins to read the query's range from the PBX; rows are there to page through at once.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn start_search(
    state: State<'_, AppState>,
    query: CallQuery,
) -> ApiResult<SearchId> {
    Ok(state.app.start_search(query)?)
}

/// As `start_search`, and reads all of the range anew, also what was read for good before.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn search_anew(
    state: State<'_, AppState>,
    query: CallQuery,
) -> ApiResult<SearchId> {
    Ok(state.app.search_anew(query)?)
}

/// Stops the reading of a search; what has come stays.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn cancel_search(state: State<'_, AppState>, id: SearchId) -> ApiResult<()> {
    state.app.cancel_search(&id);
    Ok(())
}

/// Reads these differing slices of a search again, all that differ when none is named; its snapshots tell what came.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn read_slices(
    state: State<'_, AppState>,
    id: SearchId,
    slices: Vec<SliceDifference>,
) -> ApiResult<()> {
    Ok(state.app.read_slices(&id, slices).await?)
}

/// Sends snapshots of a search until it is over; one that was read goes on with what is heard of new calls.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn watch_search(
    state: State<'_, AppState>,
    id: SearchId,
    channel: Channel<SearchSnapshot>,
) -> ApiResult<()> {
    channel::forward(
        state.app.watch_search(&id)?,
        channel,
        SearchSnapshot::is_over,
    );
    Ok(())
}

/// Reads the calls that ended since a search was read; its snapshots tell what came.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn show_new_calls(state: State<'_, AppState>, id: SearchId) -> ApiResult<()> {
    Ok(state.app.show_new_calls(&id).await?)
}

/// Rows `offset..offset + limit` of a query, at most 500.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_page(
    state: State<'_, AppState>,
    query: CallQuery,
    offset: u32,
    limit: u32,
) -> ApiResult<CallPage> {
    Ok(state.app.page(query, offset, limit).await?)
}

/// Rows of what the grid shows, as `get_page`; `None` when a page of another question ended this one.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_shown_page(
    state: State<'_, AppState>,
    query: CallQuery,
    offset: u32,
    limit: u32,
) -> ApiResult<Option<CallPage>> {
    Ok(state.app.page_shown(query, offset, limit).await?)
}

/// Where a call stands in the order of a query, from 0; `None` when the query does not find it.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_position(
    state: State<'_, AppState>,
    query: CallQuery,
    id: CallId,
) -> ApiResult<Option<u32>> {
    Ok(state.app.position(query, id).await?)
}

/// Opens the web portal of the PBX in the system's browser.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn open_portal(state: State<'_, AppState>) -> ApiResult<()> {
    outside::browse(state.app.portal()?).await
}

/// The totals of what the grid shows; `None` when a newer question of this kind ended this one.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_shown_totals(
    state: State<'_, AppState>,
    query: CallQuery,
) -> ApiResult<Option<CallTotals>> {
    Ok(state.app.totals_shown(query).await?)
}

/// Sums over everything a query finds.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_totals(
    state: State<'_, AppState>,
    query: CallQuery,
) -> ApiResult<CallTotals> {
    Ok(state.app.totals(query).await?)
}

/// One call, with local times in `zone`.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_call(
    state: State<'_, AppState>,
    id: CallId,
    zone: String,
) -> ApiResult<CallRow> {
    Ok(state.app.call(&id, &zone).await?)
}

/// The legs of a call, joined, with local times in `zone`; `fresh` reads them from the PBX again, and brings the raw record.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_legs(
    state: State<'_, AppState>,
    id: CallId,
    zone: String,
    fresh: bool,
) -> ApiResult<ConversationView> {
    Ok(state.app.legs(&id, &zone, fresh).await?)
}

/// The files of a call's recording, with local times in `zone`.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_files(
    state: State<'_, AppState>,
    id: CallId,
    zone: String,
) -> ApiResult<Vec<RecordingFileView>> {
    Ok(state.app.recording_files(&id, &zone).await?)
}

/// The numbers of the tenant to filter by, ascending.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_directory(state: State<'_, AppState>) -> ApiResult<Vec<DirectoryEntry>> {
    Ok(state.app.directory().await?)
}
