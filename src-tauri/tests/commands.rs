//! Every command of the contract can be called, and bad input is refused with a kind the window can decide by. No window
//! and no display are needed: Tauri's mock runtime carries the calls.

#![expect(
    clippy::expect_used,
    reason = "a test that cannot set up its world has failed"
)]

use std::sync::Arc;

use serde_json::{Value, json};
use tapedeck_core::{
    Tapedeck, app::Ports, clock::SystemClock, secrets::MemorySecrets, settings::MemorySettings,
};
use tapedeck_shell::{
    contract,
    state::{AppState, Dialogs, PathDialog},
};
use tauri::{
    WebviewWindow, WebviewWindowBuilder,
    ipc::{CallbackFn, InvokeBody},
    test::{INVOKE_KEY, MockRuntime, get_ipc_response, mock_builder, mock_context, noop_assets},
    webview::InvokeRequest,
};

fn window(data_dir: &std::path::Path) -> WebviewWindow<MockRuntime> {
    let ports = Ports {
        data_dir: data_dir.to_owned(),
        export_dir: None,
        secrets: Arc::new(MemorySecrets::default()),
        clock: Arc::new(SystemClock),
        settings: Arc::new(MemorySettings::default()),
    };
    let tapedeck = Tapedeck::open(ports).expect("an empty data folder can be opened");
    let contract = contract::builder::<MockRuntime>();
    let app = mock_builder()
        .manage(AppState::new(tapedeck, closed()))
        .invoke_handler(contract.invoke_handler())
        .build(mock_context(noop_assets()))
        .expect("the app can be built");
    WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::default())
        .build()
        .expect("the window can be made")
}

/// Dialogs that are closed at once.
fn closed() -> Dialogs {
    let dialog = || -> PathDialog { Box::new(|| Box::pin(async { None })) };
    Dialogs {
        folder: dialog(),
        authorities: dialog(),
        report: dialog(),
        chart: Box::new(|_| Box::pin(async { None })),
    }
}

fn call(
    window: &WebviewWindow<MockRuntime>,
    command: &str,
    arguments: Value,
) -> Result<Value, Value> {
    let request = InvokeRequest {
        cmd: command.to_owned(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: "tauri://localhost".parse().expect("a URL"),
        body: InvokeBody::Json(arguments),
        headers: tauri::http::HeaderMap::default(),
        invoke_key: INVOKE_KEY.to_owned(),
    };
    get_ipc_response(window, request).map(|body| body.deserialize().expect("JSON"))
}

fn query() -> Value {
    json!({
        "range": {"from": "2026-11-01", "to": "2026-11-02", "zone": "UTC"},
        "filter": {"extensions": [], "directions": [], "number": null, "minTalkS": null, "maxTalkS": null, "answered": null, "recorded": null, "text": null, "ids": []},
        "sort": []
    })
}

fn options() -> Value {
    json!({"nameTemplate": "{id}", "audio": "original", "tables": ["csv"], "csv": "excel", "parallel": null, "limitRateKb": null, "onConflict": "skip", "zip": false})
}

/// Each command with arguments it understands. One that is missing here or in the contract fails the test below.
fn calls() -> Vec<(&'static str, Value)> {
    let id = json!("x");
    vec![
        (
            "probe_server",
            json!({"server": "127.0.0.1:1", "domain": "", "pin": null, "connection": null}),
        ),
        (
            "sign_in",
            json!({"input": {"server": "::", "domain": "d", "user": "u", "password": "p", "remember": false, "pin": null, "connection": null, "allowPlainHttp": false, "tenant": null}}),
        ),
        (
            "keep_connection",
            json!({"input": {"proxy": {"mode": "given", "address": "proxy:3128", "user": "", "password": ""}, "authorities": ""}}),
        ),
        ("choose_authorities", json!({})),
        (
            "start_diagnosis",
            json!({"input": {"server": "127.0.0.1:1", "domain": "", "user": "", "pin": null, "connection": null, "allowPlainHttp": false}}),
        ),
        (
            "watch_diagnosis",
            json!({"id": id, "channel": "__CHANNEL__:3"}),
        ),
        ("cancel_diagnosis", json!({"id": id})),
        ("get_diagnosis_report", json!({"id": id})),
        ("save_diagnosis_report", json!({"id": id})),
        ("submit_code", json!({"code": "1"})),
        ("resend_code", json!({})),
        ("choose_tenant", json!({"id": "7"})),
        ("cancel_sign_in", json!({})),
        ("sign_out", json!({})),
        ("get_session", json!({})),
        ("list_profiles", json!({})),
        ("remove_profile", json!({"id": id})),
        ("start_search", json!({"query": query()})),
        (
            "watch_search",
            json!({"id": id, "channel": "__CHANNEL__:1"}),
        ),
        ("show_new_calls", json!({"id": id})),
        (
            "get_page",
            json!({"query": query(), "offset": 0, "limit": 100}),
        ),
        (
            "get_shown_page",
            json!({"query": query(), "offset": 0, "limit": 100}),
        ),
        ("get_shown_totals", json!({"query": query()})),
        ("get_totals", json!({"query": query()})),
        ("get_position", json!({"query": query(), "id": id})),
        ("open_portal", json!({})),
        (
            "mark_calls",
            json!({"query": query(), "mark": {"kind": "tag", "name": "vip"}}),
        ),
        ("undo_change", json!({"change": "1"})),
        ("get_marks", json!({"call": id})),
        ("list_tags", json!({"part": ""})),
        (
            "write_note",
            json!({"note": {"call": id, "fileIndex": 1, "atMs": 1, "text": "x"}}),
        ),
        ("change_note", json!({"id": id, "text": "x"})),
        ("delete_note", json!({"id": id})),
        ("get_call", json!({"id": id, "zone": "UTC"})),
        ("get_legs", json!({"id": id, "zone": "UTC", "fresh": false})),
        ("list_files", json!({"id": id, "zone": "UTC"})),
        ("list_directory", json!({})),
        ("get_insights", json!({"query": query()})),
        (
            "list_extension_insights",
            json!({"query": query(), "order": {"column": "calls", "descending": true}, "offset": 0, "limit": 25}),
        ),
        (
            "save_insights_table",
            json!({"query": query(), "table": "periods"}),
        ),
        (
            "save_insights_picture",
            json!({"table": "periods", "png": ""}),
        ),
        ("open_recording", json!({"id": id, "fileIndex": 1})),
        (
            "get_outline",
            json!({"id": id, "fileIndex": 1, "buckets": 100}),
        ),
        ("get_findings", json!({"id": id})),
        ("start_sound_check", json!({"query": query()})),
        (
            "watch_sound_check",
            json!({"id": id, "channel": "__CHANNEL__:3"}),
        ),
        ("cancel_sound_check", json!({"id": id})),
        ("choose_folder", json!({})),
        ("suggest_folder", json!({})),
        (
            "preview_export",
            json!({"query": query(), "options": options()}),
        ),
        (
            "preview_names",
            json!({"query": query(), "template": "{date}/{id}"}),
        ),
        (
            "estimate_export",
            json!({"query": query(), "options": options(), "folder": null}),
        ),
        (
            "find_earlier",
            json!({"folder": "nowhere", "query": query()}),
        ),
        (
            "resolve_range",
            json!({"range": "last_month", "zone": "UTC"}),
        ),
        ("list_presets", json!({})),
        (
            "save_preset",
            json!({"preset": {"name": "p", "days": {"kind": "relative", "range": "last_7_days"}, "zone": "", "onlyNew": false, "filter": query()["filter"], "options": options(), "folder": null}}),
        ),
        ("delete_preset", json!({"name": "p"})),
        ("get_job_choices", json!({"id": id})),
        (
            "start_export",
            json!({"input": {"request": "r", "query": query(), "folder": "nowhere", "options": options()}}),
        ),
        ("start_verify", json!({"id": id})),
        ("list_jobs", json!({})),
        ("watch_job", json!({"id": id, "channel": "__CHANNEL__:2"})),
        ("cancel_job", json!({"id": id})),
        ("pause_job", json!({"id": id})),
        ("resume_job", json!({"id": id})),
        ("rerun_job", json!({"id": id})),
        ("dismiss_job", json!({"id": id})),
        ("show_in_folder", json!({"id": id})),
        ("get_preferences", json!({})),
        ("get_activity", json!({})),
        ("get_public_key", json!({})),
        ("get_app_info", json!({})),
        ("get_desk", json!({"profile": id})),
        ("keep_desk", json!({"profile": id, "desk": "{}"})),
    ]
}

/// What a command may answer when nobody is signed in: a value, or a failure of a known shape.
fn assert_understood(command: &str, answer: &Result<Value, Value>) {
    if let Err(failure) = answer {
        assert!(
            failure["kind"].is_string() && failure["message"].is_string(),
            "{command} answers {failure}"
        );
    }
}

#[test]
fn every_command_is_listed_and_understood() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = window(folder.path());
    for (command, arguments) in calls() {
        let answer = call(&window, command, arguments);
        assert_understood(command, &answer);
    }
    let preferences =
        call(&window, "get_preferences", json!({})).expect("preferences are always there");
    call(
        &window,
        "set_preferences",
        json!({"preferences": preferences}),
    )
    .expect("what was read can be written");
    let days = call(
        &window,
        "resolve_range",
        json!({"range": "yesterday", "zone": "UTC"}),
    );
    assert!(days.is_ok_and(|days| days["from"] == days["to"]), "one day");
    let unknown = call(&window, "read_any_file", json!({}));
    assert!(
        unknown.is_err(),
        "a command outside the contract is refused"
    );
}

#[test]
fn nobody_signed_in_is_said_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = window(folder.path());
    for command in ["start_search", "get_totals"] {
        let failure =
            call(&window, command, json!({"query": query()})).expect_err("nobody is signed in");
        assert_eq!(failure["kind"], "unauthenticated", "{command}: {failure}");
    }
    assert_eq!(call(&window, "get_session", json!({})), Ok(Value::Null));
}

#[test]
fn malformed_arguments_are_refused_without_effect() {
    let folder = tempfile::tempdir().expect("a folder");
    let window = window(folder.path());
    let junk = [
        json!(null),
        json!([]),
        json!({}),
        json!({"query": 7}),
        json!({"query": {"range": {}}}),
        json!({"id": {"a": []}}),
        json!({"input": "\u{0}"}),
    ];
    for (command, good) in calls() {
        if good.as_object().is_none_or(serde_json::Map::is_empty) {
            continue;
        }
        for bad in &junk {
            assert!(
                call(&window, command, bad.clone()).is_err(),
                "{command} accepts {bad}"
            );
        }
    }
    assert_eq!(
        call(&window, "list_jobs", json!({})),
        Ok(json!([])),
        "nothing was started"
    );
}
