//! Tags, notes and reviews of calls.

use tapedeck_core::{
    ids::{CallId, ChangeId, NoteId},
    marks::{CallMarks, Mark, Marked, NoteInput, TagCount, WrittenNote},
    query::CallQuery,
};
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// Puts a mark on every call of a query; `filter.ids` names single ones.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn mark_calls(
    state: State<'_, AppState>,
    query: CallQuery,
    mark: Mark,
) -> ApiResult<Marked> {
    Ok(state.app.mark_calls(query, mark).await?)
}

/// Puts back what a change changed; the change that comes back does it again.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn undo_change(state: State<'_, AppState>, change: ChangeId) -> ApiResult<Marked> {
    Ok(state.app.undo_change(change).await?)
}

/// Everything people wrote about a call.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_marks(state: State<'_, AppState>, call: CallId) -> ApiResult<CallMarks> {
    Ok(state.app.marks(call).await?)
}

/// Tags in use whose name contains `part`, by name, at most 200.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_tags(
    state: State<'_, AppState>,
    part: String,
) -> ApiResult<Vec<TagCount>> {
    Ok(state.app.tags(part).await?)
}

/// Writes a note about a call, or about a moment of its recording.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn write_note(
    state: State<'_, AppState>,
    note: NoteInput,
) -> ApiResult<WrittenNote> {
    Ok(state.app.write_note(note).await?)
}

/// Gives a note another text.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn change_note(
    state: State<'_, AppState>,
    id: NoteId,
    text: String,
) -> ApiResult<Marked> {
    Ok(state.app.change_note(id, text).await?)
}

/// Deletes a note.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn delete_note(state: State<'_, AppState>, id: NoteId) -> ApiResult<Marked> {
    Ok(state.app.delete_note(id).await?)
}
