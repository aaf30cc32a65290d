//! A person's choices in the window.

use tapedeck_core::{
    app::{AppInfo, StorageView},
    catalogue::AccountKey,
    settings::Preferences,
};
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// The choices as they stand.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_preferences(state: State<'_, AppState>) -> ApiResult<Preferences> {
    Ok(state.app.preferences())
}

/// Keeps changed choices.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn set_preferences(
    state: State<'_, AppState>,
    preferences: Preferences,
) -> ApiResult<()> {
    Ok(state.app.set_preferences(preferences).await?)
}

/// What the signatures of this computer are checked with; its key is made if there is none.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_public_key(state: State<'_, AppState>) -> ApiResult<String> {
    Ok(state.app.public_key().await?)
}

/// Version, data folder, zones.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_app_info(state: State<'_, AppState>) -> ApiResult<AppInfo> {
    Ok(state.app.info())
}

/// What is kept on this computer, and how much of it.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_storage(state: State<'_, AppState>) -> ApiResult<StorageView> {
    Ok(state.app.storage().await?)
}

/// Drops the calls, recordings, tags, notes and reviews of an account; the saved sign-in stays.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn forget_data(
    state: State<'_, AppState>,
    server: String,
    domain: String,
    user: String,
) -> ApiResult<()> {
    let account = AccountKey {
        server,
        domain,
        user,
    };
    Ok(state.app.forget_data(account).await?)
}
