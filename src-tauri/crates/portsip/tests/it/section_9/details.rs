//! Rows 9 to 11: which recording is which call's, how many files it has, and in what shape they come.

use axum::response::Response;
use portsip::{Client, ListEvent, Scope, Window};
use serde_json::{Value, json};

use crate::double::{Asked, Double, json as body, token, value};

const ID: &str = "878156644691742720";

/// A PBX that answers every detail with this body, and lists the call and its recording with ids of these spellings.
async fn pbx(detail: &'static str, call: Value, recording: Value) -> (Double, Client) {
    let row = |id: &Value| json!({"id": id, "caller": "101", "callee": "102", "started_at": "2026-11-02T09:00:00Z"});
    let (calls, recordings) = (row(&call), row(&recording));
    let pbx = Double::start(move |asked: &Asked| answer(asked, detail, &calls, &recordings)).await;
    let client = pbx.signed_in().await;
    (pbx, client)
}

fn answer(asked: &Asked, detail: &str, call: &Value, recording: &Value) -> Response {
    match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/cdrs" => value(&json!({"count": 1, "items": [call]})),
        "/api/recordings" => value(&json!({"count": 1, "items": [recording]})),
        "/api/calllogs" => body(404, ""),
        _ => body(200, detail),
    }
}

fn day() -> Window {
    Window {
        start: "2026-11-02T00:00:00Z".parse().unwrap(),
        end: "2026-11-03T00:00:00Z".parse().unwrap(),
    }
}

fn rows<T>(into: &mut Vec<T>) -> impl FnMut(ListEvent<T>) + Send
where
    T: Send,
{
    move |event| {
        if let ListEvent::Rows(rows) = event {
            into.extend(rows);
        }
    }
}

#[tokio::test]
async fn row_09_one_id_opens_call_legs_and_recording() {
    // As text and as a number, which a float would cut off.
    for (call, recording) in [
        (json!(ID), json!(878_156_644_691_742_720_u64)),
        (json!(878_156_644_691_742_720_u64), json!(ID)),
    ] {
        let (pbx, client) = pbx(r#"{"items":[{"callee":"102"}]}"#, call, recording).await;
        let (mut calls, mut recordings) = (Vec::new(), Vec::new());
        client
            .list_calls(Scope::Tenant, day(), rows(&mut calls))
            .await
            .unwrap();
        client
            .list_recordings(Scope::Tenant, day(), rows(&mut recordings))
            .await
            .unwrap();
        assert_eq!(
            (calls[0].id.as_str(), recordings[0].id.as_str()),
            (ID, ID),
            "the ids are equal to the last digit"
        );
        let legs = client.call_legs(Scope::Tenant, &calls[0].id).await.unwrap();
        assert_eq!(legs.legs[0].record.id, ID, "a leg is of the call asked for");
        let files = client
            .recording_files(Scope::Tenant, &calls[0].id)
            .await
            .unwrap();
        assert_eq!(files.len(), 1, "the call's id is the recording's");
        assert!(pbx.calls().contains(&format!("GET /api/cdrs/{ID}")));
        assert!(pbx.calls().contains(&format!("GET /api/recordings/{ID}")));
    }
}

#[tokio::test]
async fn row_10_every_file_of_a_recording_is_told() {
    let three = r#"{"items":[
        {"file_name":"1_2_101_3_11022026_090000.wav","file_url":"/api/blobs/a","duration":10},
        {"file_name":"1_2_102_3_11022026_090010.wav","file_url":"/api/blobs/b","duration":20},
        {"file_name":"1_2__3_11022026_090030.wav","file_url":"/api/blobs/c","duration":30}]}"#;
    let (_pbx, client) = pbx(three, json!(ID), json!(ID)).await;
    let files = client.recording_files(Scope::Tenant, ID).await.unwrap();
    let lengths: Vec<_> = files.iter().map(|file| file.duration_s).collect();
    assert_eq!(
        lengths,
        [Some(10), Some(20), Some(30)],
        "a transferred call has a file for each conversation, in order"
    );
}

#[tokio::test]
async fn row_11_items_are_an_array_an_object_or_the_root() {
    let shapes = [
        r#"{"items":[{"caller":"101","callee":"102","file_url":"/api/blobs/a"}]}"#,
        r#"{"items":{"caller":"101","callee":"102","file_url":"/api/blobs/a"}}"#,
        r#"{"caller":"101","callee":"102","file_url":"/api/blobs/a"}"#,
        r#"[{"caller":"101","callee":"102","file_url":"/api/blobs/a"}]"#,
    ];
    for shape in shapes {
        let (_pbx, client) = pbx(shape, json!(ID), json!(ID)).await;
        for scope in [Scope::Tenant, Scope::Own] {
            let files = client.recording_files(scope, ID).await.unwrap();
            assert_eq!(files.len(), 1, "files of {shape}");
            assert_eq!(files[0].callee, "102", "{shape}");
            let legs = client.call_legs(scope, ID).await.unwrap().legs;
            assert_eq!(legs.len(), 1, "legs of {shape}");
            assert_eq!(legs[0].record.callee, "102", "{shape}");
        }
    }
}
