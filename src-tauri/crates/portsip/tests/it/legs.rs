//! Legs of a call: the detail, the call log beside it, and what remains when either is missing.

use axum::response::Response;
use portsip::{CallLegs, Error, Scope};
use serde_json::{Value, json};

use crate::double::{Asked, Double, html, json as body, refused, token, value};

const CALL: &str = "878156644691742720";

fn leg(callee: &str, second: u32, more: &Value) -> Value {
    let mut leg = json!({"caller": "+44", "callee": callee, "started_at": format!("2026-11-02T09:00:{second:02}Z"), "cost": 0.5});
    for (key, field) in more.as_object().unwrap() {
        leg[key] = field.clone();
    }
    leg
}

fn log_row(id: &str, session: &str, callee: &str, second: u32) -> Value {
    let mut row = leg(callee, second, &json!({"id": id, "session_id": session}));
    row.as_object_mut().unwrap().remove("cost");
    row
}

fn detail() -> Value {
    json!({"items": [leg("8001", 0, &json!({})), leg("102", 5, &json!({"file_url": "/api/blobs/canary"}))]})
}

/// Answers the sign-in and the detail; the rest is the test's.
async fn legs_of(
    scope: Scope,
    log: impl Fn(&Asked) -> Response + Send + Sync + 'static,
) -> (Double, CallLegs) {
    let pbx = Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/cdrs/878156644691742720" | "/api/user/cdrs/878156644691742720" => value(&detail()),
        _ => log(asked),
    })
    .await;
    let client = pbx.signed_in().await;
    let legs = client.call_legs(scope, CALL).await.unwrap();
    (pbx, legs)
}

fn ids(legs: &CallLegs) -> Vec<(&str, Option<&str>)> {
    legs.legs
        .iter()
        .map(|leg| (leg.record.callee.as_str(), leg.log_id.as_deref()))
        .collect()
}

#[tokio::test]
async fn the_call_log_gives_legs_their_ids() {
    let (pbx, legs) = legs_of(Scope::Tenant, |_| {
        value(&json!({"count": 3, "items": [
            log_row("12", CALL, "102", 5), log_row("11", CALL, "8001", 0), log_row("99", "1", "102", 5)]}))
    })
    .await;
    assert_eq!(
        ids(&legs),
        [("8001", Some("11")), ("102", Some("12"))],
        "a row of another call is passed over"
    );
    let asked = pbx.asked("/calllogs");
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].query["filter"],
        format!(
            "session_id eq '{CALL}' and started_at ge '2026-11-02T08:59:58Z' and started_at lt '2026-11-02T09:00:07Z'"
        )
    );
    assert!(
        pbx.calls()
            .iter()
            .all(|call| !call.starts_with("POST") || call.contains("sign_in")),
        "legs are read by GET only: {:?}",
        pbx.calls()
    );
}

#[tokio::test]
async fn the_raw_record_has_everything_but_secrets() {
    let (_pbx, legs) = legs_of(Scope::Tenant, |_| {
        value(&json!({"items": [log_row("11", CALL, "8001", 0)]}))
    })
    .await;
    let raw = legs.raw.unwrap();
    let shown: Value = serde_json::from_str(&raw).unwrap();
    assert_eq!(
        shown["/api/cdrs/878156644691742720"]["items"][1]["callee"],
        "102"
    );
    assert_eq!(shown["/api/calllogs"][0]["session_id"], CALL);
    assert!(
        !raw.contains("canary") && !raw.contains("file_url"),
        "{raw}"
    );
}

#[tokio::test]
async fn a_refused_filter_is_tried_by_time_alone_and_sorted_out_here() {
    let (pbx, legs) = legs_of(Scope::Tenant, |asked| {
        if asked.query["filter"].contains("session_id") {
            return refused(400, "VALIDATE_FAILED", "unknown field");
        }
        let skip: u32 = asked.query["skip"].parse().unwrap();
        let strangers = (0..100).map(|row| log_row(&format!("{skip}-{row}"), "1", "102", 5));
        let rows: Vec<Value> = match skip {
            0 => strangers.collect(),
            _ => vec![log_row("12", CALL, "102", 5)],
        };
        value(&json!({"items": rows}))
    })
    .await;
    assert_eq!(ids(&legs), [("8001", None), ("102", Some("12"))]);
    assert_eq!(
        pbx.asked("/calllogs").len(),
        3,
        "the filter, then two pages"
    );
}

#[tokio::test]
async fn without_a_call_log_the_detail_stands_alone() {
    let answers: [fn(&Asked) -> Response; 6] = [
        |_| body(404, ""),
        |_| html(200),
        |_| body(405, ""),
        |_| refused(403, "FORBIDDEN", "no"),
        |_| refused(400, "VALIDATE_FAILED", "no"),
        |_| body(200, "not json"),
    ];
    for answer in answers {
        let (_pbx, legs) = legs_of(Scope::Tenant, answer).await;
        assert_eq!(ids(&legs), [("8001", None), ("102", None)]);
    }
    let (pbx, legs) = legs_of(Scope::Own, |_| body(500, "")).await;
    assert_eq!(legs.legs.len(), 2);
    assert!(pbx.asked("/calllogs").is_empty(), "the log is the tenant's");
}

#[tokio::test]
async fn an_absent_call_log_is_asked_for_once() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/calllogs" => html(200),
        _ => value(&detail()),
    })
    .await;
    let client = pbx.signed_in().await;
    for _ in 0..3 {
        client.call_legs(Scope::Tenant, CALL).await.unwrap();
    }
    assert_eq!(pbx.asked("/calllogs").len(), 1);
}

#[tokio::test]
async fn the_log_alone_is_enough_and_its_details_tell_the_cost() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/calllogs" => value(&json!({"items": [log_row("11", CALL, "8001", 0)]})),
        "/api/calllogs/11" => {
            let mut bare = log_row("11", CALL, "8001", 0);
            (bare["cost"], bare["billed_account"]) = (json!(1.25), json!("acme"));
            value(&bare)
        }
        _ => body(404, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    let legs = client.call_legs(Scope::Tenant, CALL).await.unwrap();
    assert_eq!(ids(&legs), [("8001", Some("11"))]);
    assert_eq!(
        (legs.legs[0].cost, legs.legs[0].billed_account.as_str()),
        (Some(1.25), "acme")
    );
}

#[tokio::test]
async fn a_pbx_that_tells_nothing_has_no_legs_and_a_broken_one_is_an_error() {
    for status in [403_u16, 404, 405, 410] {
        let pbx = Double::start(move |asked| match asked.path.as_str() {
            "/api/auth/sign_in" => token("1", 1800),
            _ => body(status, ""),
        })
        .await;
        let client = pbx.signed_in().await;
        for scope in [Scope::Tenant, Scope::Own] {
            let legs = client.call_legs(scope, CALL).await.unwrap();
            assert_eq!(legs, CallLegs::default(), "after {status}");
        }
    }
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        _ => body(500, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    let error = client.call_legs(Scope::Tenant, CALL).await.unwrap_err();
    assert!(matches!(error, Error::Server { .. }), "{error:?}");
    assert!(error.to_string().contains(CALL), "it says which: {error}");
}

#[tokio::test]
async fn ids_are_opaque_and_encoded() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        _ => value(&json!({"items": []})),
    })
    .await;
    let client = pbx.signed_in().await;
    client.call_legs(Scope::Own, "a/b ?'").await.unwrap();
    assert!(
        pbx.calls()
            .contains(&"GET /api/user/cdrs/a%2Fb%20%3F%27".to_owned()),
        "{:?}",
        pbx.calls()
    );
}
