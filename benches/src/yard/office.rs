//! The lists and details of the yard: one short call after the other, each with one recording.

use std::{collections::HashMap, path::PathBuf, sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::sync::Semaphore;

use crate::Result;

/// Serves for as long as it lives.
pub(crate) struct Office {
    pub(crate) address: String,
    _runtime: tokio::runtime::Runtime,
}

/// The id of a call and its recording.
pub(super) fn id(number: u32) -> u64 {
    880_000_000_000_000_000 + u64::from(number)
}

/// Files that the office hands out itself: so many at once, each after a while; 429 to all others.
pub(super) struct Counter {
    pub(super) folder: PathBuf,
    pub(super) takes: Duration,
    pub(super) free: Semaphore,
}

impl Office {
    /// Listens on that address, on any free port.
    pub(crate) fn open(host: &str, calls: u32) -> Result<Self> {
        Self::with(host, calls, None)
    }

    /// The same, with files.
    pub(super) fn with(host: &str, calls: u32, counter: Option<Counter>) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind((host, 0)))?;
        let address = listener.local_addr()?.to_string();
        let tokens = || async {
            Json(
                json!({ "token_type": "Bearer", "access_token": "a", "refresh_token": "r", "expires_in": 36_000 }),
            )
        };
        let files = counter.map(|counter| {
            Router::new()
                .route("/api/blobs/{name}", get(hand_out))
                .with_state(Arc::new(counter))
        });
        let routes = Router::new()
            .route("/api/auth/sign_in", post(tokens))
            .route("/api/cdrs", get(list))
            .route("/api/recordings", get(list))
            .route("/api/recordings/{id}", get(detail))
            .with_state(Arc::new(calls))
            .merge(files.unwrap_or_default());
        // It ends with the runtime.
        runtime.spawn(async move { axum::serve(listener, routes).await });
        Ok(Self {
            address,
            _runtime: runtime,
        })
    }
}

async fn hand_out(State(counter): State<Arc<Counter>>, Path(name): Path<String>) -> Response {
    let Ok(_place) = counter.free.try_acquire() else {
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    };
    tokio::time::sleep(counter.takes).await;
    match tokio::fs::read(counter.folder.join(name)).await {
        Ok(bytes) => ([("Content-Type", "audio/wav")], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Milliseconds between two calls; a million fit into a day.
const STEP: i64 = 50;

fn day() -> Timestamp {
    // 2026-10-28T00:00:00Z
    Timestamp::from_second(1_793_145_600).unwrap_or_default()
}

fn started(number: u32) -> Timestamp {
    day() + SignedDuration::from_millis(i64::from(number) * STEP)
}

/// How many calls there are before a moment.
fn before(at: Timestamp, calls: u32) -> u32 {
    let millis = at.duration_since(day()).as_millis();
    let number = (millis + i128::from(STEP) - 1) / i128::from(STEP);
    number.clamp(0, i128::from(calls)) as u32
}

async fn list(
    State(calls): State<Arc<u32>>,
    Query(asked): Query<HashMap<String, String>>,
) -> Json<Value> {
    let filter = asked.get("filter").map_or("", String::as_str);
    let mut times = filter
        .split('\'')
        .filter_map(|part| part.parse::<Timestamp>().ok());
    let first = times.next().map_or(0, |from| before(from, *calls));
    let last = times.next().map_or(*calls, |to| before(to, *calls));
    let number = |name: &str, usual: u32| {
        let stated = asked.get(name).and_then(|text| text.parse().ok());
        stated.unwrap_or(usual)
    };
    let from = first.saturating_add(number("skip", 0)).min(last);
    let to = from.saturating_add(number("top", 100)).min(last);
    let items: Vec<Value> = (from..to).map(row).collect();
    Json(json!({ "count": last.saturating_sub(first), "items": items }))
}

fn row(number: u32) -> Value {
    let at = started(number);
    json!({
        "id": id(number).to_string(), "caller": "102", "caller_display_name": "Ann", "callee": "103",
        "callee_display_name": "Bob", "direction": "EXTENSION_CALL", "duration": 30, "status_code": 0,
        "started_at": at.to_string(), "answered_at": (at + SignedDuration::from_secs(5)).to_string(),
        "ended_at": (at + SignedDuration::from_secs(35)).to_string(), "call_id": format!("{number}@bench"),
    })
}

async fn detail(Path(id): Path<String>) -> Json<Value> {
    Json(json!({ "items": [{
        "caller": "102", "callee": "103", "duration": 30, "file_name": format!("{id}.wav"), "file_size": 0,
        "file_url": format!("/api/blobs/{id}.wav"),
    }] }))
}
