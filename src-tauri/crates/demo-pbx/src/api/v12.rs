//! v12 (api.md 2.5 and its appendix): another API, of which just enough is here to recognise it by.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::json;

use super::Pbx;

/// The paths below `/api`.
pub(crate) fn routes() -> Router<Arc<Pbx>> {
    Router::new()
        .route("/account/credentials/verify", post(verify))
        .route("/call_logs/list", get(list))
        .route("/recordfiles/extension/list", get(list))
}

fn refused(status: StatusCode, code: u32, message: &str) -> Response {
    (status, Json(json!({"err_code": code, "msg": message}))).into_response()
}

/// An unknown path, where it does not answer with its portal.
pub(crate) fn not_found() -> Response {
    refused(StatusCode::NOT_FOUND, 404, "not found")
}

/// The sign-in. Nobody has an account here: whoever sends a password has not noticed what this is.
async fn verify(State(pbx): State<Arc<Pbx>>) -> Response {
    pbx.tally.note(|now| now.passwords_seen += 1);
    refused(
        StatusCode::BAD_REQUEST,
        1003,
        "account or password is wrong",
    )
}

/// A list; the token would be in a header of its own.
async fn list(headers: HeaderMap) -> Response {
    let why = if headers.contains_key("access_token") {
        "access_token is wrong"
    } else {
        "access_token is missing"
    };
    refused(StatusCode::BAD_REQUEST, 1001, why)
}
