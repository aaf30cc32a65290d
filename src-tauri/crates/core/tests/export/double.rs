//! Answers the demo PBX does not give: a recording without files, one of two files gone, a page instead of a detail.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    http::StatusCode,
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};
use tapedeck_core::{
    export::{ExportOptions, ExportPlan, Hold},
    jobs::JobOutcome,
    query::CallFilter,
};

use crate::house::{account, audio_files, client, manifest, range, run, shelf};

/// A second of silence as a WAV.
fn wav(samples: u8) -> Vec<u8> {
    let data = vec![0_u8; 16_000];
    let mut wav =
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data"
            .to_vec();
    wav.extend_from_slice(&16_000_u32.to_le_bytes());
    wav.extend_from_slice(&data);
    wav[4..8].copy_from_slice(&16_036_u32.to_le_bytes());
    wav[50] = samples;
    wav
}

fn row(id: &str, second: u8) -> Value {
    json!({
        "id": id, "caller": "102", "callee": "103", "direction": "EXTENSION_CALL", "duration": 1, "status_code": 0,
        "started_at": format!("2026-10-29T10:00:{second:02}Z"), "answered_at": format!("2026-10-29T10:01:{second:02}Z"),
        "ended_at": format!("2026-10-29T10:02:{second:02}Z"),
    })
}

const IDS: [&str; 5] = [
    "900000000000000001",
    "900000000000000002",
    "900000000000000003",
    "900000000000000004",
    "900000000000000005",
];

async fn list() -> Json<Value> {
    let items: Vec<Value> = (0..).zip(IDS).map(|(second, id)| row(id, second)).collect();
    Json(json!({ "count": items.len(), "items": items }))
}

async fn detail(Path(id): Path<String>, State(asked): State<Arc<AtomicUsize>>) -> Response {
    let file = |name: &str| json!({ "caller": "102", "callee": "103", "duration": 1, "file_name": name, "file_size": 0, "file_url": format!("/api/blobs/{name}") });
    match id.as_str() {
        "900000000000000001" => Json(json!({ "items": [] })).into_response(),
        "900000000000000002" => {
            Json(json!({ "items": [{ "file_name": "x.wav", "file_url": "" }] })).into_response()
        }
        "900000000000000003" => Json(json!({ "items": [file("a"), file("gone")] })).into_response(),
        "900000000000000004" => {
            (StatusCode::FORBIDDEN, Json(json!({ "errors": [] }))).into_response()
        }
        // The first link is stale; reading the detail again gives one that works.
        _ if asked.fetch_add(1, Ordering::Relaxed) == 0 => {
            Json(json!({ "items": [file("gone")] })).into_response()
        }
        _ => Json(json!({ "items": file("b") })).into_response(),
    }
}

async fn blob(Path(name): Path<String>) -> Response {
    match name.as_str() {
        "a" | "b" => wav(name.as_bytes()[0]).into_response(),
        _ => (StatusCode::GONE, Html("<html>gone</html>")).into_response(),
    }
}

async fn pbx() -> String {
    let tokens = || async {
        Json(
            json!({ "token_type": "Bearer", "access_token": "a", "refresh_token": "r", "expires_in": 1800 }),
        )
    };
    let routes = Router::new()
        .route("/api/auth/sign_in", post(tokens))
        .route("/api/cdrs", get(list))
        .route("/api/recordings", get(list))
        .route("/api/recordings/{id}", get(detail))
        .route("/api/blobs/{name}", get(blob))
        .with_state(Arc::new(AtomicUsize::new(0)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, routes).await });
    url
}

#[tokio::test]
async fn every_recording_is_a_file_or_a_reason() {
    let (client, scopes) = client(&pbx().await, "test.io", "agent1", "secret").await;
    let asked = range("2026-10-29", "2026-10-29");
    let (shelf, coverage) = shelf(&client, scopes, &asked).await;
    let folder = tempfile::tempdir().unwrap();
    let plan = || ExportPlan {
        client: client.clone().into(),
        scopes,
        shelf: shelf.clone(),
        range: asked.resolve().unwrap(),
        range_input: asked.clone(),
        filter: CallFilter::default(),
        dest: folder.path().join("export"),
        options: ExportOptions::default(),
        limit_rate: None,
        zone_here: jiff::tz::TimeZone::UTC,
        only_missing: false,
        zip_password: None,
        signer: None,
        coverage: coverage.clone(),
        account: account(),
        version: "test".to_owned(),
        known_files: None,
        hold: Hold::default(),
        waits: false,
    };
    for round in 0..2 {
        let report = run(plan()).await.unwrap();
        assert_eq!(report.outcome, JobOutcome::Partial);
        assert_eq!(
            (
                report.progress.recordings,
                report.progress.recordings_settled
            ),
            (5, 5)
        );
        let lines = manifest(&folder.path().join("export"));
        let result = |id: &str, index: u64| {
            lines[&(id.to_owned(), index)]["result"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        let done = if round == 0 { "done" } else { "skipped" };
        assert_eq!(result(IDS[0], 1), "no_recording", "no file in its detail");
        assert_eq!(result(IDS[1], 1), "no_recording", "a file without a link");
        assert_eq!(
            (result(IDS[2], 1), result(IDS[2], 2)),
            (done.to_owned(), "gone".to_owned())
        );
        assert_eq!(result(IDS[3], 1), "not_allowed");
        assert_eq!(result(IDS[4], 1), done, "the detail was read again");
        assert_eq!(lines.len(), 6, "one line per file and one per gap");
        assert_eq!(audio_files(&folder.path().join("export")).len(), 2);
        assert_eq!(report.progress.gaps.len(), 4);
    }
}
