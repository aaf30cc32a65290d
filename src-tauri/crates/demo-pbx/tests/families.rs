//! What only some generations and set-ups of a PBX have: v12's other API, v22.8's groups, several tenants, one session at
//! a time.
#![allow(
    clippy::unwrap_used,
    reason = "test code: helpers are no test functions"
)]

mod support;

use demo_pbx::company::GROUPS;
use demo_pbx::{Family, Fault, Options, PASSWORD, PathKind, Rule, UnknownPath};
use serde_json::{Value, json};
use support::{Bench, small};

fn of(family: Family) -> Options {
    Options { family, ..small() }
}

#[tokio::test]
async fn v12_is_another_api() {
    for unknown_path in [UnknownPath::Portal, UnknownPath::NotFound] {
        let options = Options {
            unknown_path,
            ..of(Family::V12)
        };
        let bench = Bench::start(options).await;
        assert_eq!(bench.access, "", "none of the later sign-ins exists");
        let answer = bench.get("/call_logs/list").await;
        assert_eq!(answer.status(), 400);
        let body: Value = answer.json().await.unwrap();
        assert!(
            body["err_code"].is_number() && body["msg"].is_string(),
            "{body}"
        );
        let info = bench.get("/info").await.text().await.unwrap();
        assert_eq!(
            info.contains("err_code"),
            unknown_path == UnknownPath::NotFound,
            "{info}"
        );
        let sent = bench
            .client
            .post(bench.url("/account/credentials/verify"))
            .json(&json!({"name": "qa.lead", "password": PASSWORD}))
            .send();
        assert_eq!(sent.await.unwrap().status(), 400);
        assert_eq!(
            bench.pbx.counters().passwords_seen,
            1,
            "a password is noticed"
        );
    }
}

#[tokio::test]
async fn v22_8_tells_roles_by_id_and_the_users_own_zone() {
    let bench = Bench::start(of(Family::V22_8)).await;
    let account = bench.json("/auth/user").await;
    for field in ["domain", "role_id", "role_name", "capabilities"] {
        assert!(!account[field].is_null(), "{field}: {account}");
    }
    assert_eq!(bench.json("/user").await["timezone"], "Europe/London");
    assert_eq!(
        bench.json("/tenant").await["recording_access_mode"],
        "PUBLIC"
    );
    let list = bench.json("/recordings?top=1").await;
    assert!(
        list["items"][0]["caller_display_name"].is_string(),
        "{list}"
    );
    let before = Bench::start(of(Family::V22_2)).await;
    assert_eq!(before.json("/auth/user").await.get("role_id"), None);
    assert!(
        before.get("/user/groups/administered").await.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html"),
        "v22.2 knows no groups"
    );
}

#[tokio::test]
async fn administrators_of_groups_see_the_recordings_of_these_groups() {
    let bench = Bench::start_as(of(Family::V22_8), "marco.bellini").await;
    let (count, ids) = bench.ids("/user/groups/administered", &[]).await;
    let (sales, billing) = (GROUPS[0].id(), GROUPS[2].id());
    assert_eq!((count, &ids), (2, &vec![sales.clone(), billing.clone()]));
    assert_eq!(
        bench.status("/recordings").await,
        403,
        "not the whole tenant"
    );
    let company = bench.pbx.company();
    let expected = |members: &[&str]| {
        let of_members = company.recordings.iter().filter(|recording| {
            let call = &company.calls[recording.call as usize];
            members.iter().any(|member| call.involves(member))
        });
        of_members.count() as u64
    };
    for (asked, members) in [
        (billing.clone(), GROUPS[2].members.to_vec()),
        (
            format!("{sales},{billing}"),
            [GROUPS[0].members, GROUPS[2].members].concat(),
        ),
    ] {
        let (count, _) = bench.ids("/recordings", &[("group_ids", &asked)]).await;
        assert_eq!(count, expected(&members), "{asked}");
    }
    let refused = [
        (GROUPS[1].id(), 403, "a group of somebody else"),
        ("Sales".to_owned(), 400, "no id"),
    ];
    for (asked, status, why) in refused {
        let answer = bench.list("/recordings", &[("group_ids", &asked)]).await;
        assert_eq!(answer.status(), status, "{why}");
    }
    let (_, ids) = bench.ids("/recordings", &[("group_ids", &billing)]).await;
    assert_eq!(bench.status(&format!("/recordings/{}", ids[0])).await, 200);
    assert_eq!(
        bench.status(&format!("/user/recordings/{}", ids[0])).await,
        404,
        "it is not the administrator's own"
    );

    let closed = Bench::start_as(of(Family::V22_8), "peter.novak").await;
    let (count, ids) = closed.ids("/user/groups/administered", &[]).await;
    assert_eq!(count, 1);
    let answer = closed.list("/recordings", &[("group_ids", &ids[0])]).await;
    assert_eq!(
        answer.status(),
        403,
        "its recordings are not for administrators"
    );
}

#[tokio::test]
async fn a_rule_can_refuse_for_want_of_a_licence() {
    let bench = Bench::start(of(Family::V22_8)).await;
    let fault = Fault::Code(403, "LICENSE_MODULE_UNAVAILABLE".to_owned());
    bench
        .pbx
        .faults()
        .add(Rule::new(fault).on([PathKind::Recordings]));
    let answer = bench.get("/recordings").await;
    assert_eq!(answer.status(), 403);
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["errors"][0]["code"], "LICENSE_MODULE_UNAVAILABLE");
    assert_eq!(bench.status("/cdrs").await, 200);
}

#[tokio::test]
async fn one_session_at_a_time_ends_the_older_one() {
    let mut bench = Bench::start(Options {
        single_session: true,
        ..small()
    })
    .await;
    let (first, first_refresh) = (bench.access.clone(), bench.refresh.clone());
    bench.sign_in("anna.keller").await;
    bench.access.clone_from(&first);
    assert_eq!(
        bench.status("/cdrs").await,
        200,
        "another account is not meant"
    );
    bench.sign_in("qa.lead").await;
    assert_eq!(bench.status("/cdrs").await, 200);
    bench.access = first;
    assert_eq!(bench.status("/cdrs").await, 401);
    let renewed = bench
        .client
        .post(bench.url("/auth/refresh_token"))
        .json(&json!({"refresh_token": first_refresh}))
        .send()
        .await
        .unwrap();
    assert_eq!(renewed.status(), 400, "its refresh token is as dead");
    assert_eq!(bench.pbx.open_sessions(), 2);
}

#[tokio::test]
async fn signing_out_revokes_both_tokens() {
    let bench = Bench::start(small()).await;
    assert_eq!(bench.pbx.open_sessions(), 1);
    let out = bench
        .client
        .post(bench.url("/auth/sign_out"))
        .bearer_auth(&bench.access)
        .send();
    assert_eq!(out.await.unwrap().status(), 200);
    assert_eq!(bench.pbx.open_sessions(), 0);
}

#[tokio::test]
async fn a_system_administrator_chooses_among_tenants() {
    let mut bench = Bench::start(Options {
        other_tenants: vec!["Branch Office".to_owned(), "Marina".to_owned()],
        ..small()
    })
    .await;
    let body = json!({"username": "admin", "password": PASSWORD});
    let sent = bench
        .client
        .post(bench.url("/auth/sign_in"))
        .json(&body)
        .send();
    let answer: Value = sent.await.unwrap().json().await.unwrap();
    answer["access_token"]
        .as_str()
        .unwrap()
        .clone_into(&mut bench.access);
    let (count, ids) = bench.ids("/tenants", &[]).await;
    assert_eq!(count, 3);
    assert_eq!(bench.status("/cdrs").await, 403, "no tenant yet");
    let switch = |id: &str| {
        let url = bench.url(&format!("/tenants/switch?id={id}"));
        let sent = bench.client.post(url).bearer_auth(&bench.access).send();
        async move { sent.await.unwrap().status().as_u16() }
    };
    assert_eq!(switch("1").await, 404);
    assert_eq!(switch(&ids[1]).await, 200);
    assert_eq!(bench.json("/tenant").await["name"], "Branch Office");
    for path in ["/cdrs", "/recordings", "/users"] {
        assert_eq!(bench.ids(path, &[]).await.0, 0, "{path} of another tenant");
    }
    assert_eq!(switch(&ids[0]).await, 200);
    assert!(bench.ids("/cdrs", &[]).await.0 > 0);
}

#[tokio::test]
async fn a_block_says_until_when() {
    let bench = Bench::start(Options {
        lockout_after: Some(1),
        ..small()
    })
    .await;
    let sign_in = || {
        let body =
            json!({"username": "qa.lead", "password": "wrong", "domain": "demo.tapedeck.test"});
        let sent = bench
            .client
            .post(bench.url("/auth/sign_in"))
            .json(&body)
            .send();
        async move { sent.await.unwrap().json::<Value>().await.unwrap() }
    };
    sign_in().await;
    let body = sign_in().await;
    let message = body["errors"][0]["message"].as_str().unwrap();
    let (_, until) = message.split_once("blocked until ").unwrap();
    let left = until.parse::<jiff::Timestamp>().unwrap() - jiff::Timestamp::now();
    assert!((3500..3660).contains(&left.as_secs()), "{message}");
}
