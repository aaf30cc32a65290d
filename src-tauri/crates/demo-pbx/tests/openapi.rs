//! Every 200 body against the vendor's OpenAPI file for v22.2.
//!
//! What is allowed beyond the file is what PortSIP's own guide shows: empty fields as `""` or `null`, and the end
//! reasons `CALLER_DISCONNECT` and `CALLEE_DISCONNECT`.
#![allow(
    clippy::unwrap_used,
    reason = "test code: the checker's helpers are no test functions"
)]

mod support;

use std::collections::BTreeMap;

use demo_pbx::{Family, Options};
use serde_json::{Value, json};
use support::{Bench, client};

const SPELT_OTHERWISE: [&str; 2] = ["CALLER_DISCONNECT", "CALLEE_DISCONNECT"];

/// A small PBX of the generation whose file this is.
fn small() -> Options {
    Options {
        family: Family::V22_2,
        ..support::small()
    }
}

fn schema(path: &str, verb: &str) -> Value {
    let file: Value = serde_json::from_str(include_str!("openapi-22.2-subset.json")).unwrap();
    let found =
        &file["paths"][path][verb]["responses"]["200"]["content"]["application/json"]["schema"];
    assert!(found.is_object(), "{verb} {path} has no schema");
    found.clone()
}

/// Problems of `value` under `schema`, each with its place.
fn check(schema: &Value, value: &Value, place: &str, problems: &mut Vec<String>) {
    if let Some(all) = schema["allOf"].as_array() {
        for one in all {
            check(one, value, place, problems);
        }
    }
    if let Some(any) = schema["oneOf"].as_array() {
        let fitting = any.iter().filter(|one| {
            let mut own = Vec::new();
            check(one, value, place, &mut own);
            own.is_empty()
        });
        if fitting.count() != 1 {
            problems.push(format!("{place}: fits not exactly one of the alternatives"));
        }
    }
    let empty = value.is_null() || value == "";
    let Some(kind) = schema["type"].as_str() else {
        return;
    };
    let fits = match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string() || value.is_null(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        other => panic!("{place}: the checker does not know `{other}`"),
    };
    if !fits {
        problems.push(format!("{place}: {value} is no {kind}"));
        return;
    }
    match kind {
        "object" => check_object(schema, value, place, problems),
        "array" => {
            for (index, item) in value.as_array().unwrap().iter().enumerate() {
                check(
                    &schema["items"],
                    item,
                    &format!("{place}[{index}]"),
                    problems,
                );
            }
        }
        "string" if !empty => check_text(schema, value.as_str().unwrap(), place, problems),
        "integer" | "number" => {
            let number = value.as_f64().unwrap();
            if schema["minimum"].as_f64().is_some_and(|low| number < low)
                || schema["maximum"].as_f64().is_some_and(|high| number > high)
            {
                problems.push(format!("{place}: {number} is out of range"));
            }
        }
        _ => {}
    }
}

fn check_object(schema: &Value, value: &Value, place: &str, problems: &mut Vec<String>) {
    let Some(known) = schema["properties"].as_object() else {
        return;
    };
    for (name, field) in value.as_object().unwrap() {
        match known.get(name) {
            Some(of_field) => check(of_field, field, &format!("{place}.{name}"), problems),
            None => problems.push(format!("{place}.{name} is not documented")),
        }
    }
    for name in schema["required"].as_array().into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            problems.push(format!("{place}.{name} is missing"));
        }
    }
}

fn check_text(schema: &Value, text: &str, place: &str, problems: &mut Vec<String>) {
    if let Some(allowed) = schema["enum"].as_array()
        && !allowed.iter().any(|one| one == text)
        && !(place.ends_with(".end_reason") && SPELT_OTHERWISE.contains(&text))
    {
        problems.push(format!("{place}: `{text}` is not allowed"));
    }
    let length = text.chars().count() as u64;
    if schema["minLength"].as_u64().is_some_and(|low| length < low)
        || schema["maxLength"]
            .as_u64()
            .is_some_and(|high| length > high)
    {
        problems.push(format!("{place}: `{text}` is too short or too long"));
    }
    if schema["pattern"] == "[0-9]{3,64}" && !text.bytes().all(|byte| byte.is_ascii_digit()) {
        problems.push(format!("{place}: `{text}` is no extension number"));
    }
    if schema["format"] == "date_time" && text.parse::<jiff::Timestamp>().is_err() {
        problems.push(format!("{place}: `{text}` is no RFC 3339 time"));
    }
}

/// Asserts that a body fits, and that it says something: every documented field of a row that we rely on is there.
fn assert_fits(path: &str, verb: &str, body: &Value) {
    let mut problems = Vec::new();
    check(&schema(path, verb), body, path, &mut problems);
    assert!(
        problems.is_empty(),
        "{verb} {path}:\n{}",
        problems.join("\n")
    );
}

#[test]
fn the_checker_finds_what_is_wrong() {
    let wrong = [
        json!({"count": "2", "items": []}),
        json!({"count": 1, "items": [{"id": 5}]}),
        json!({"count": 1, "items": [{"direction": "SIDEWAYS"}]}),
        json!({"count": 1, "items": [{"started_at": "yesterday"}]}),
        json!({"count": 1, "items": [{"file_size": 5}]}),
        json!({"count": -1, "items": []}),
    ];
    for body in wrong {
        let mut problems = Vec::new();
        check(&schema("/cdrs", "get"), &body, "", &mut problems);
        assert!(!problems.is_empty(), "{body} passed");
    }
}

#[tokio::test]
async fn lists_and_details_of_calls_and_recordings_fit() {
    let bench = Bench::start(small()).await;
    for path in ["/cdrs", "/calllogs", "/recordings"] {
        for skip in ["0", "100", "500"] {
            let body: Value = bench
                .list(path, &[("skip", skip)])
                .await
                .json()
                .await
                .unwrap();
            assert_eq!(
                body["items"].as_array().unwrap().len(),
                100,
                "{path} at {skip}"
            );
            assert_fits(path, "get", &body);
        }
    }
    let company = bench.pbx.company();
    // One call of each course: by what its row says and how many legs it has.
    let mut courses = BTreeMap::new();
    for call in &company.calls {
        let course = (call.reroute_reason, call.status_code, call.legs().len());
        courses.entry(course).or_insert(call);
    }
    assert!(courses.len() > 20, "{} courses", courses.len());
    for call in courses.into_values() {
        let id = call.id_text();
        let legs = bench.json(&format!("/cdrs/{id}")).await;
        assert_fits("/cdrs/{id}", "get", &legs);
        for leg in 1..=legs["items"].as_array().unwrap().len() as u64 {
            assert_fits(
                "/calllogs/{id}",
                "get",
                &bench.json(&format!("/calllogs/{}", call.id + leg)).await,
            );
        }
        if call.recording.is_some() {
            let body = bench.json(&format!("/recordings/{id}")).await;
            assert_fits("/recordings/{id}", "get", &body);
            assert!(!body["items"].as_array().unwrap().is_empty());
        }
    }
}

#[tokio::test]
async fn the_list_of_recordings_has_the_documented_fields_only() {
    let bench = Bench::start(small()).await;
    let body = bench.json("/recordings?top=1").await;
    let mut fields: Vec<&str> = body["items"][0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, ["callee", "caller", "ended_at", "id", "started_at"]);
    let detail = bench
        .json(&format!(
            "/recordings/{}",
            body["items"][0]["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(detail["items"][0].get("id"), None);
    assert_eq!(
        detail["items"][0]["file_size"], 0,
        "as in the official sample"
    );
}

#[tokio::test]
async fn own_calls_and_recordings_fit() {
    let bench = Bench::start_as(small(), "anna.keller").await;
    let calls = bench.json("/user/cdrs").await;
    assert_fits("/user/cdrs", "get", &calls);
    let recordings = bench.json("/user/recordings").await;
    assert_fits("/user/recordings", "get", &recordings);
    let (call, recording) = (
        calls["items"][0]["id"].as_str().unwrap(),
        recordings["items"][0]["id"].as_str().unwrap(),
    );
    let detail = bench.json(&format!("/user/cdrs/{call}")).await;
    assert!(detail["items"].is_object(), "an object here, says the file");
    assert_fits("/user/cdrs/{id}", "get", &detail);
    assert_fits(
        "/user/recordings/{id}",
        "get",
        &bench.json(&format!("/user/recordings/{recording}")).await,
    );
    assert_fits("/user", "get", &bench.json("/user").await);
}

#[tokio::test]
async fn the_directory_and_the_tenant_fit() {
    let bench = Bench::start(small()).await;
    for path in [
        "/users",
        "/call_queues",
        "/tenant",
        "/tenant/status",
        "/user",
        "/auth/user",
        "/login",
        "/info",
    ] {
        assert_fits(path, "get", &bench.json(path).await);
    }
    let named = bench.json("/info?domain=demo.tapedeck.test").await;
    assert_fits("/info", "get", &named);
    assert_eq!(named["name"], "Harbour & Pine Ltd");
    let users = bench.json("/users").await;
    assert!(users["count"].as_u64().unwrap() >= 25);
    assert_fits(
        "/users/{id}",
        "get",
        &bench
            .json(&format!(
                "/users/{}",
                users["items"][0]["id"].as_str().unwrap()
            ))
            .await,
    );
    let queues = bench.json("/call_queues").await;
    assert_eq!(queues["count"], 3);
    let agents = bench
        .json(&format!(
            "/call_queues/{}/agents",
            queues["items"][0]["id"].as_str().unwrap()
        ))
        .await;
    assert_fits("/call_queues/{id}/agents", "get", &agents);
    for number in ["101", "8001", "6001", "7001"] {
        assert_fits(
            "/extension_numbers/{extension_number}",
            "get",
            &bench.json(&format!("/extension_numbers/{number}")).await,
        );
    }
    assert_eq!(bench.status("/extension_numbers/999").await, 404);
}

#[tokio::test]
async fn signing_in_and_choosing_a_tenant_fit() {
    let bench = Bench::start(small()).await;
    let post = async |path: &str, body: Value| -> Value {
        client()
            .post(bench.url(path))
            .json(&body)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    };
    for user in ["qa.lead", "otp.user"] {
        let body = post("/auth/sign_in", json!({"username": user, "password": demo_pbx::PASSWORD, "domain": "demo.tapedeck.test"})).await;
        assert_fits("/auth/sign_in", "post", &body);
    }
    assert_fits(
        "/auth/refresh_token",
        "post",
        &post(
            "/auth/refresh_token",
            json!({"refresh_token": bench.refresh}),
        )
        .await,
    );
    let system = post(
        "/auth/sign_in",
        json!({"username": "admin", "password": demo_pbx::PASSWORD}),
    )
    .await;
    let token = system["access_token"].as_str().unwrap();
    let get = async |path: &str| {
        client()
            .get(bench.url(path))
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    };
    assert_eq!(get("/cdrs").await.status(), 403, "no tenant chosen yet");
    let tenants: Value = get("/tenants").await.json().await.unwrap();
    assert_fits("/tenants", "get", &tenants);
    let switch = format!(
        "{}?id={}",
        bench.url("/tenants/switch"),
        tenants["items"][0]["id"].as_str().unwrap()
    );
    assert_eq!(
        client()
            .post(switch)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(get("/cdrs").await.status(), 200);
}
