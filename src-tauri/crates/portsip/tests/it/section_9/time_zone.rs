//! Row 22: instants are UTC however they are written; the zones of tenant and user are handed on as sent.

use serde_json::json;

use crate::double::{Double, token, value};

#[tokio::test]
async fn row_22_instants_are_utc_and_zones_are_handed_on() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("a", 1800),
        "/api/tenant" => value(&json!({"name": "Test", "domain": "test.io", "timezone": "Asia/Kuala_Lumpur"})),
        "/api/user" => value(&json!({"name": "agent1", "timezone": "Europe/London"})),
        path if path.starts_with("/api/recordings/") => {
            let at = |text: &str| json!({"file_url": "/api/blobs/x", "started_at": text});
            value(&json!({"items": [
                at("2026-11-24T10:00:00Z"), at("2026-11-24T10:00:00.000Z"), at("2026-11-24T10:00:00.000000Z"),
                at("2026-11-24T18:00:00+08:00"),
            ]}))
        }
        _ => crate::double::json(404, "{}"),
    })
    .await;
    let client = pbx.signed_in().await;
    let tenant = client.tenant().await.unwrap().unwrap();
    assert_eq!(tenant.timezone.as_deref(), Some("Asia/Kuala_Lumpur"));
    let account = client.account().await.unwrap();
    assert_eq!(
        account.timezone.as_deref(),
        Some("Europe/London"),
        "the user's own zone is not the tenant's"
    );
    let files = client
        .recording_files(portsip::Scope::Tenant, "1")
        .await
        .unwrap();
    assert_eq!(files.len(), 4);
    for file in &files {
        assert_eq!(
            file.started_at.map(|at| at.to_string()).as_deref(),
            Some("2026-11-24T10:00:00Z"),
            "no zone of this computer, the tenant or the user moves an instant"
        );
    }
}
