//! Signing in and out.

use tapedeck_core::{
    ids::{ConnectionId, ProfileId},
    session::{
        AuthoritiesView, CodeMailed, ConnectionInput, ProfileView, ServerProbe, SessionView,
        SignInInput, SignInStep,
    },
};
use tauri::State;
use tracing::instrument;

use crate::{error::ApiResult, state::AppState};

/// What can be known of a server before a password is given.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn probe_server(
    state: State<'_, AppState>,
    server: String,
    domain: String,
    pin: Option<String>,
    connection: Option<ConnectionId>,
) -> ApiResult<ServerProbe> {
    let app = &state.app;
    Ok(app
        .probe_server(&server, &domain, pin.as_deref(), connection.as_ref())
        .await?)
}

/// Takes a proxy and authorities for the sign-ins to come; of a password in it nothing comes back.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn keep_connection(
    state: State<'_, AppState>,
    input: ConnectionInput,
) -> ApiResult<ConnectionId> {
    Ok(state.app.keep_connection(input)?)
}

/// Lets the person choose a file of authorities in the system's own dialog; `None` when they close it.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn choose_authorities(
    state: State<'_, AppState>,
) -> ApiResult<Option<AuthoritiesView>> {
    match (state.dialogs.authorities)().await {
        Some(file) => Ok(Some(state.app.read_authorities(file).await?)),
        None => Ok(None),
    }
}

/// Signs in, or says what is needed first.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn sign_in(
    state: State<'_, AppState>,
    input: SignInInput,
) -> ApiResult<SignInStep> {
    Ok(state.app.sign_in(input).await?)
}

/// Goes on after [`SignInStep::CodeNeeded`].
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn submit_code(state: State<'_, AppState>, code: String) -> ApiResult<SignInStep> {
    Ok(state.app.submit_code(&code).await?)
}

/// Has the PBX mail another code.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn resend_code(state: State<'_, AppState>) -> ApiResult<CodeMailed> {
    Ok(state.app.resend_code().await?)
}

/// Goes on after [`SignInStep::ChooseTenant`].
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn choose_tenant(state: State<'_, AppState>, id: String) -> ApiResult<SignInStep> {
    Ok(state.app.choose_tenant(&id).await?)
}

/// Gives up a sign-in that waits for a code or a tenant.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn cancel_sign_in(state: State<'_, AppState>) -> ApiResult<()> {
    state.app.cancel_sign_in().await;
    Ok(())
}

/// Starts the built-in PBX and signs in to it.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn explore_sample(state: State<'_, AppState>) -> ApiResult<SessionView> {
    state.explore_sample().await
}

/// Signs out, here and at the PBX.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn sign_out(state: State<'_, AppState>) -> ApiResult<()> {
    state.app.sign_out().await;
    Ok(())
}

/// Who is signed in, if anybody.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn get_session(state: State<'_, AppState>) -> ApiResult<Option<SessionView>> {
    Ok(state.app.session())
}

/// The saved sign-ins.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn list_profiles(state: State<'_, AppState>) -> ApiResult<Vec<ProfileView>> {
    Ok(state.app.profiles())
}

/// Forgets a saved sign-in and its secret.
#[tauri::command]
#[specta::specta]
#[instrument(skip_all, err(Debug))]
pub(crate) async fn remove_profile(state: State<'_, AppState>, id: ProfileId) -> ApiResult<()> {
    Ok(state.app.remove_profile(&id).await?)
}
