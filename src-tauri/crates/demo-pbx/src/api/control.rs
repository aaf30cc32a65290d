//! `/__demo/…`: faults and counters over HTTP, for the program started with `--faults`. Not part of any PBX.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};

use super::Pbx;
use crate::FaultPlan;
use crate::company::HappeningInput;

/// Paths under this prefix meet no faults and are not counted.
pub(crate) const PREFIX: &str = "/__demo/";

pub(super) fn routes() -> Router<Arc<Pbx>> {
    Router::new()
        .route("/__demo/faults", get(read).post(set))
        .route("/__demo/counters", get(counters))
        .route("/__demo/do/call_now", post(call_now))
        .route("/__demo/do/{act}", post(act))
}

async fn read(State(pbx): State<Arc<Pbx>>) -> Response {
    Json(pbx.faults.plan().as_ref().clone()).into_response()
}

async fn set(
    State(pbx): State<Arc<Pbx>>,
    plan: Result<Json<FaultPlan>, axum::extract::rejection::JsonRejection>,
) -> Response {
    match plan {
        Ok(Json(plan)) => {
            pbx.faults.set(plan);
            StatusCode::NO_CONTENT.into_response()
        }
        Err(refused) => (StatusCode::BAD_REQUEST, refused.body_text()).into_response(),
    }
}

async fn counters(State(pbx): State<Arc<Pbx>>) -> Response {
    Json(pbx.tally.read()).into_response()
}

/// With a [`HappeningInput`] or without; the id of the call.
async fn call_now(
    State(pbx): State<Arc<Pbx>>,
    asked: Option<Json<HappeningInput>>,
) -> Json<serde_json::Value> {
    let asked = asked.map(|Json(asked)| asked).unwrap_or_default();
    let id = crate::happening::call_now(&pbx, &asked.into());
    Json(serde_json::json!({ "id": id }))
}

/// `expire_tokens`, `revoke_sessions`, `expire_links`, `reset_counters`, `drop_event_sockets`
async fn act(State(pbx): State<Arc<Pbx>>, Path(act): Path<String>) -> StatusCode {
    match act.as_str() {
        "expire_tokens" => pbx.sessions.expire(),
        "revoke_sessions" => pbx.sessions.revoke(),
        "expire_links" => pbx.links.expire(),
        "reset_counters" => pbx.tally.reset(),
        "drop_event_sockets" => pbx.news.cut(),
        _ => return StatusCode::NOT_FOUND,
    }
    StatusCode::NO_CONTENT
}
