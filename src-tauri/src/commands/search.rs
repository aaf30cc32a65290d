//! What can be asked: filters as text, values to choose from, saved views and the searches of late.

use tapedeck_core::{
    app::{FilterReading, FilterValue},
    ids::ViewId,
    query::{self, CallFilter, ListField},
    views::{SavedView, View},
};
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// Reads a line of text as a filter, or tells what is wrong with it and where.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn read_filter(
    state: State<'_, AppState>,
    line: String,
) -> ApiResult<FilterReading> {
    Ok(state.app.read_filter(&line))
}

/// The line of text that means a filter; empty for one that asks nothing.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn write_filter(filter: CallFilter) -> ApiResult<String> {
    Ok(query::print(&filter))
}

/// Values of a field that contain `part` in number or name, the likeliest first, at most 50.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn filter_values(
    state: State<'_, AppState>,
    field: ListField,
    part: String,
) -> ApiResult<Vec<FilterValue>> {
    Ok(state.app.filter_values(field, part).await?)
}

/// The saved views of the account, in the order of the person.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_views(state: State<'_, AppState>) -> ApiResult<Vec<SavedView>> {
    Ok(state.app.views().await?)
}

/// Keeps a view: a new one, or in place of the one with this id.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn save_view(
    state: State<'_, AppState>,
    id: Option<ViewId>,
    view: View,
) -> ApiResult<SavedView> {
    Ok(state.app.save_view(id, view).await?)
}

/// Forgets a view.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn delete_view(state: State<'_, AppState>, id: ViewId) -> ApiResult<()> {
    Ok(state.app.delete_view(id).await?)
}

/// Puts the views into this order; those not named come after.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn order_views(state: State<'_, AppState>, ids: Vec<ViewId>) -> ApiResult<()> {
    Ok(state.app.order_views(ids).await?)
}

/// The filters searched for of late, as lines of text, newest first.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_recent_searches(state: State<'_, AppState>) -> ApiResult<Vec<String>> {
    Ok(state.app.recent_searches().await?)
}

/// Remembers a filter as searched for now.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn note_search(state: State<'_, AppState>, filter: CallFilter) -> ApiResult<()> {
    Ok(state.app.note_search(filter).await?)
}

/// Forgets the searches of late.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn forget_searches(state: State<'_, AppState>) -> ApiResult<()> {
    Ok(state.app.forget_searches().await?)
}
