//! Signing in, tokens, roles and the lockout, in each family.
#![allow(
    clippy::unwrap_used,
    reason = "test code: helpers are no test functions"
)]

mod support;

use std::time::Duration;

use demo_pbx::{Family, OTP_CODE, Options, PASSWORD, RefreshFault};
use serde_json::{Value, json};
use support::{Bench, small};

async fn post(bench: &Bench, path: &str, body: Value) -> (u16, Value) {
    let answer = bench
        .client
        .post(bench.url(path))
        .json(&body)
        .send()
        .await
        .unwrap();
    (
        answer.status().as_u16(),
        answer.json().await.unwrap_or(Value::Null),
    )
}

fn credentials(user: &str, password: &str) -> Value {
    json!({"username": user, "password": password, "domain": "demo.tapedeck.test"})
}

#[tokio::test]
async fn five_wrong_passwords_block_the_address() {
    let bench = Bench::start(small()).await;
    for _ in 0..5 {
        let (status, body) = post(&bench, "/auth/sign_in", credentials("qa.lead", "wrong")).await;
        assert_eq!(
            (status, &body["errors"][0]["code"]),
            (400, &json!("UNAUTHORIZED"))
        );
    }
    let (status, body) = post(&bench, "/auth/sign_in", credentials("qa.lead", PASSWORD)).await;
    assert_eq!(
        (status, &body["errors"][0]["code"]),
        (403, &json!("DENIED")),
        "the right password does not help any more"
    );
    assert_eq!(bench.pbx.counters().passwords_seen, 7);
}

#[tokio::test]
async fn an_unknown_domain_is_told() {
    let bench = Bench::start(small()).await;
    let body = json!({"username": "qa.lead", "password": PASSWORD, "domain": "nowhere.test"});
    assert_eq!(post(&bench, "/auth/sign_in", body).await.0, 404);
}

#[tokio::test]
async fn a_code_is_asked_for_and_a_wrong_one_may_be_corrected() {
    let bench = Bench::start(small()).await;
    let (_, body) = post(&bench, "/auth/sign_in", credentials("otp.user", PASSWORD)).await;
    assert_eq!(body["two_factor_enabled"], true);
    let token = body["token"].as_str().unwrap();
    assert_eq!(
        post(&bench, "/auth/send_otp", json!({"token": token}))
            .await
            .0,
        200
    );
    assert_eq!(
        post(
            &bench,
            "/auth/verify_otp",
            json!({"token": token, "code": "000000"})
        )
        .await
        .0,
        400
    );
    let (status, body) = post(
        &bench,
        "/auth/verify_otp",
        json!({"token": token, "code": OTP_CODE}),
    )
    .await;
    assert_eq!(status, 200);
    assert!(body["access_token"].is_string());
    assert_eq!(
        post(
            &bench,
            "/auth/verify_otp",
            json!({"token": token, "code": OTP_CODE})
        )
        .await
        .0,
        400,
        "good once"
    );
}

#[tokio::test]
async fn a_code_may_be_answered_with_a_cookie_only() {
    let bench = Bench::start(Options {
        otp_answers_tokens: false,
        ..small()
    })
    .await;
    let (_, body) = post(&bench, "/auth/sign_in", credentials("otp.user", PASSWORD)).await;
    let answer = bench
        .client
        .post(bench.url("/auth/verify_otp"))
        .json(&json!({"token": body["token"], "code": OTP_CODE}))
        .send()
        .await
        .unwrap();
    let cookie = answer.headers()["set-cookie"]
        .to_str()
        .unwrap()
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    assert_eq!(answer.text().await.unwrap(), "");
    let session: Value = bench
        .client
        .get(bench.url("/login"))
        .header("cookie", cookie)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let access = session["access_token"].as_str().unwrap();
    assert_eq!(
        bench
            .client
            .get(bench.url("/cdrs"))
            .bearer_auth(access)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn tokens_expire_and_refresh_tokens_are_good_once() {
    let bench = Bench::start(small()).await;
    assert_eq!(bench.status("/cdrs").await, 200);
    bench.pbx.expire_tokens();
    assert_eq!(bench.status("/cdrs").await, 401);
    let (status, body) = post(
        &bench,
        "/auth/refresh_token",
        json!({"refresh_token": bench.refresh}),
    )
    .await;
    assert_eq!(status, 200);
    assert_ne!(
        body["refresh_token"],
        bench.refresh.as_str(),
        "both tokens change"
    );
    assert_eq!(
        post(
            &bench,
            "/auth/refresh_token",
            json!({"refresh_token": bench.refresh})
        )
        .await
        .0,
        400
    );
    bench
        .pbx
        .faults()
        .update(|plan| plan.refresh = RefreshFault::Refused);
    assert_eq!(post(&bench, "/auth/refresh_token", body).await.0, 400);
    let counters = bench.pbx.counters();
    assert_eq!(
        (
            counters.refreshes,
            counters.refreshes_refused,
            counters.stale_tokens
        ),
        (1, 2, 1)
    );
}

#[tokio::test]
async fn a_lifetime_of_nothing_expires_at_once() {
    let bench = Bench::start(Options {
        token_lifetime: Duration::ZERO,
        ..small()
    })
    .await;
    assert_eq!(bench.status("/cdrs").await, 401);
}

#[tokio::test]
async fn signing_out_and_being_thrown_out_end_a_session() {
    let bench = Bench::start(small()).await;
    assert_eq!(
        bench
            .client
            .post(bench.url("/auth/sign_out"))
            .bearer_auth(&bench.access)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(bench.status("/cdrs").await, 401);
    let other = Bench::start(small()).await;
    other.pbx.revoke_sessions();
    assert_eq!(other.status("/cdrs").await, 401);
    assert_eq!(
        post(
            &other,
            "/auth/refresh_token",
            json!({"refresh_token": other.refresh})
        )
        .await
        .0,
        400
    );
}

#[tokio::test]
async fn a_standard_user_sees_own_calls_only() {
    let bench = Bench::start_as(small(), "anna.keller").await;
    for path in ["/cdrs", "/recordings", "/calllogs", "/users", "/tenant"] {
        assert_eq!(bench.status(path).await, 403, "{path}");
    }
    let company = bench.pbx.company();
    let own = company
        .calls
        .iter()
        .filter(|call| call.involves("101"))
        .count() as u64;
    assert_eq!(bench.ids("/user/cdrs", &[]).await.0, own);
    let foreign = company
        .recordings
        .iter()
        .map(|one| &company.calls[one.call as usize])
        .find(|call| !call.involves("101"))
        .unwrap();
    assert_eq!(
        bench
            .status(&format!("/user/recordings/{}", foreign.id))
            .await,
        404
    );
    let (_, ids) = bench.ids("/user/recordings", &[("top", "1")]).await;
    assert_eq!(
        bench.status(&format!("/user/recordings/{}", ids[0])).await,
        200
    );
}

#[tokio::test]
async fn a_first_password_must_be_changed_in_the_portal() {
    let bench = Bench::start_as(small(), "new.hire").await;
    assert_eq!(bench.json("/auth/user").await["password_force_reset"], true);
    assert_eq!(bench.status("/cdrs").await, 403);
    assert_eq!(bench.status("/user/cdrs").await, 403);
}

#[tokio::test]
async fn calls_and_recordings_can_be_denied_apart() {
    let bench = Bench::start(small()).await;
    bench
        .pbx
        .faults()
        .update(|plan| plan.deny_recordings = true);
    assert_eq!(
        (
            bench.status("/cdrs").await,
            bench.status("/recordings").await,
            bench.status("/user/recordings").await
        ),
        (200, 403, 200)
    );
    bench
        .pbx
        .faults()
        .update(|plan| (plan.deny_calls, plan.deny_recordings) = (true, false));
    assert_eq!(
        (
            bench.status("/cdrs").await,
            bench.status("/recordings").await,
            bench.status("/user/cdrs").await
        ),
        (403, 200, 200)
    );
}

#[tokio::test]
async fn v22_0_signs_in_with_a_form_and_knows_no_auth() {
    let bench = Bench::start(Options {
        family: Family::V22_0,
        ..small()
    })
    .await;
    assert_eq!(bench.access, "", "/auth/sign_in is the portal's page");
    let mut form = vec![
        ("grant_type", "password"),
        ("username", "qa.lead"),
        ("password", PASSWORD),
        ("domain", "demo.tapedeck.test"),
        ("scope", "all"),
    ];
    let url = bench.url("/login/oauth/token");
    assert_eq!(
        bench
            .client
            .post(&url)
            .form(&form)
            .send()
            .await
            .unwrap()
            .status(),
        400,
        "without the client id"
    );
    form.push(("client_id", "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"));
    let body: Value = bench
        .client
        .post(&url)
        .form(&form)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(body["token_type"], "Bearer");
    let renew = [
        ("grant_type", "refresh_token"),
        ("refresh_token", body["refresh_token"].as_str().unwrap()),
        ("client_id", "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"),
    ];
    let renewed: Value = bench
        .client
        .post(&url)
        .form(&renew)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let access = renewed["access_token"].as_str().unwrap();
    assert_eq!(
        bench
            .client
            .get(bench.url("/cdrs"))
            .bearer_auth(access)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(
        bench
            .client
            .post(bench.url("/login/oauth/revoke"))
            .bearer_auth(access)
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
}

#[tokio::test]
async fn v16_gives_files_by_id() {
    let mut bench = Bench::start(Options {
        family: Family::V16,
        ..small()
    })
    .await;
    let (status, body) = post(&bench, "/tokens", credentials("qa.lead", PASSWORD)).await;
    assert_eq!(status, 200);
    body["access_token"]
        .as_str()
        .unwrap()
        .clone_into(&mut bench.access);
    let (_, ids) = bench.ids("/recordings", &[("top", "1")]).await;
    let detail = bench.json(&format!("/recordings/{}", ids[0])).await;
    assert_eq!(detail["items"][0].get("file_url"), None);
    let file = detail["items"][0]["file_id"].as_str().unwrap();
    let bytes = bench
        .client
        .get(bench.url(&format!("/files/{file}/data")))
        .send()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!(Some(bytes), bench.pbx.recording_bytes(&ids[0], 0));
    let oauth = bench
        .client
        .post(bench.url("/login/oauth/token"))
        .send()
        .await
        .unwrap();
    assert!(
        oauth.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html"),
        "the portal answers unknown paths"
    );
}
