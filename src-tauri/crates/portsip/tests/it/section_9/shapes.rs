//! Row 21: fields and bodies of newer versions are passed over without loss, and their form can be shown without a word of
//! what they say.

use portsip::{ListEvent, Scope, Scopes, Window};
use serde_json::json;

use crate::double::{Double, token, value};

/// A call as a PBX of the future might send it: known fields among unknown ones, of every kind.
fn future_call() -> serde_json::Value {
    json!({
        "id": "878156644691742720", "caller": "canary-caller", "callee": "101", "direction": "INBOUND_CALL",
        "started_at": "2026-11-24T10:00:00Z", "duration": 34,
        "sentiment": {"score": 0.4, "words": ["canary-word"]},
        "transcription_url": "/api/transcription/canary-link", "legs": [[1, 2], null],
    })
}

async fn pbx() -> Double {
    Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("a", 1800),
        "/api/cdrs" | "/api/recordings" => value(&json!({"count": 1, "items": [future_call()], "cursor": "canary-cursor"})),
        path if path.starts_with("/api/recordings/") => {
            value(&json!({"items": [{"file_url": "/api/blobs/canary-link", "summary": {"text": "canary"}}]}))
        }
        "/api/tenant" => value(&json!({"name": "canary-tenant", "recording_access_mode": "PRIVATE"})),
        _ => crate::double::html(200),
    })
    .await
}

#[tokio::test]
async fn row_21_unknown_fields_cost_nothing() {
    let pbx = pbx().await;
    let client = pbx.signed_in().await;
    let window = Window {
        start: "2026-11-24T00:00:00Z".parse().unwrap(),
        end: "2026-11-25T00:00:00Z".parse().unwrap(),
    };
    let mut calls = Vec::new();
    let report = client
        .list_calls(Scope::Tenant, window, |event| {
            if let ListEvent::Rows(rows) = event {
                calls.extend(rows);
            }
        })
        .await
        .unwrap();
    assert!(report.is_complete());
    assert_eq!(calls.len(), 1);
    assert_eq!(
        (calls[0].caller.as_str(), calls[0].duration_s),
        ("canary-caller", Some(34))
    );
}

#[tokio::test]
async fn row_21_the_form_of_every_answer_is_shown_without_what_it_says() {
    let pbx = pbx().await;
    let client = pbx.signed_in().await;
    let scopes = Scopes {
        calls: Scope::Tenant,
        recordings: Scope::Tenant,
    };
    let shapes = client.answer_shapes(scopes).await;
    let of = |call: &str| {
        let found = shapes.iter().find(|answer| answer.call == call);
        let shape = found.and_then(|answer| answer.shape.as_ref());
        shape.map(ToString::to_string).unwrap_or_default()
    };
    assert!(
        of("/api/cdrs").contains(r#""sentiment": {"score": number, "words": [text]}"#),
        "{}",
        of("/api/cdrs")
    );
    assert!(
        of("/api/cdrs").contains(r#""legs": [null or [number]]"#),
        "{}",
        of("/api/cdrs")
    );
    assert_eq!(
        of("/api/recordings/{id}"),
        r#"{"items": [{"file_url": text, "summary": {"text": text}}]}"#
    );
    assert_eq!(
        of("/api/tenant"),
        r#"{"name": text, "recording_access_mode": text}"#
    );
    assert_eq!(of("/api/users"), "", "a web page has no form");
    let printed = format!("{shapes:?}");
    for secret in ["canary", "878156644691742720", "4.4", "0.4"] {
        assert!(!printed.contains(secret), "{secret} is shown in {printed}");
    }
}
