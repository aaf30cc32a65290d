//! What the PBX tells of the course of a call, and that it agrees with the row of the call.
#![allow(
    clippy::unwrap_used,
    reason = "test code: helpers are no test functions"
)]

mod support;

use std::collections::BTreeSet;

use demo_pbx::company::{Call, Leg, VOICEMAIL, ivr_at, queue_at, ring_group_at};
use demo_pbx::{Family, Options};
use serde_json::Value;
use support::{Bench, NOW, small};

fn ninety_days() -> Options {
    Options {
        now: Some(NOW.parse().unwrap()),
        ..Options::default()
    }
}

/// Whether a leg is to somebody who can talk.
fn to_party(leg: &Leg) -> bool {
    let number = leg.callee.number.as_str();
    queue_at(number).is_none() && ring_group_at(number).is_none() && ivr_at(number).is_none()
}

#[tokio::test]
async fn legs_agree_with_the_row_of_their_call() {
    let bench = Bench::start(ninety_days()).await;
    for call in &bench.pbx.company().calls {
        let legs = call.legs();
        let id = call.id_text();
        let first = legs.first().unwrap();
        assert_eq!(
            first.callee.number, call.callee.number,
            "{id}: first called"
        );
        assert_eq!(first.started_at, call.started_at, "{id}: begins with it");
        let end = legs.iter().map(|leg| leg.ended_at).max().unwrap();
        assert_eq!(end, call.ended_at, "{id}: ends with it");
        let answered = legs.iter().filter(|leg| to_party(leg));
        let answered: Vec<&Leg> = answered.filter(|leg| leg.answered_at.is_some()).collect();
        assert_eq!(
            answered.iter().filter_map(|leg| leg.answered_at).min(),
            call.answered_at,
            "{id}: somebody answers when the row says so"
        );
        if let Some(last) = answered.iter().max_by_key(|leg| leg.ended_at)
            && !call.destination.is_empty()
        {
            assert_eq!(
                last.callee.number, call.destination,
                "{id}: who finally talked"
            );
        }
        assert!(
            legs.is_sorted_by_key(|leg| leg.started_at),
            "{id}: {legs:?}"
        );
        for leg in &legs {
            let ring = leg.rang_at.unwrap_or(leg.started_at);
            let answer = leg.answered_at.unwrap_or(leg.ended_at);
            assert!(
                leg.started_at <= ring && ring <= answer && answer <= leg.ended_at,
                "{id}: times out of order in {leg:?}"
            );
        }
    }
}

#[tokio::test]
async fn every_course_of_a_call_occurs() {
    let bench = Bench::start(ninety_days()).await;
    let calls = &bench.pbx.company().calls;
    let reasons: BTreeSet<&str> = calls
        .iter()
        .flat_map(Call::legs)
        .map(|leg| leg.reroute_reason)
        .chain(calls.iter().map(|call| call.reroute_reason))
        .collect();
    let all = [
        "",
        "CAPACITY_BLOCKED",
        "FORWARDING_AWAY",
        "FORWARDING_BUSINESS_TRIP",
        "FORWARDING_BUSY",
        "FORWARDING_EXCEPTION",
        "FORWARDING_LUNCH",
        "FORWARDING_NIGHT_MODE",
        "FORWARDING_NOT_REACHABLE",
        "FORWARDING_NO_ANSWER",
        "FORWARDING_UNCONDITIONAL",
        "OVERFLOW",
        "QUEUE_ABANDONED",
        "QUEUE_EXIT",
        "REDIRECT",
        "TRANSFER",
    ];
    assert_eq!(reasons, BTreeSet::from(all));
    let count = |test: &dyn Fn(&Call) -> bool| calls.iter().filter(|call| test(call)).count();
    let ends_by = |word: &'static str| {
        count(&move |call| {
            call.transfer.is_some() && call.legs().iter().any(|leg| leg.end_reason == word)
        })
    };
    for (what, many) in [
        ("blind transfers", ends_by("BLIND_TRANSFER_COMPLETED")),
        ("consultations", ends_by("REPLACED")),
        ("voicemails", count(&|call| call.destination == VOICEMAIL)),
        (
            "menus",
            count(&|call| ivr_at(&call.callee.number).is_some()),
        ),
        (
            "ring groups",
            count(&|call| ring_group_at(&call.callee.number).is_some()),
        ),
        (
            "agents who ring together",
            count(&|call| {
                let legs = call.legs();
                legs.iter().filter(|leg| leg.status_code == 487).count() > 1
                    && call.answered_at.is_some()
            }),
        ),
    ] {
        assert!(many >= 20, "{many} {what}");
    }
}

#[tokio::test]
async fn the_call_log_is_the_legs_with_ids() {
    let bench = Bench::start(small()).await;
    let calls = &bench.pbx.company().calls;
    let call = calls
        .iter()
        .rev()
        .max_by_key(|call| call.legs().len())
        .unwrap();
    let id = call.id_text();
    let detail = bench.json(&format!("/cdrs/{id}")).await;
    let (count, ids) = bench
        .ids(
            "/calllogs",
            &[
                ("filter", &format!("session_id eq '{id}'")),
                ("orderby", "started_at asc"),
            ],
        )
        .await;
    let legs = detail["items"].as_array().unwrap();
    assert_eq!(count as usize, legs.len());
    for (leg, log_id) in legs.iter().zip(&ids) {
        let row = bench.json(&format!("/calllogs/{log_id}")).await;
        assert_eq!(row["session_id"], id.as_str());
        for field in ["callee", "started_at", "answered_at", "ended_at", "cost"] {
            assert_eq!(row[field], leg[field], "{field} of {log_id}");
        }
    }
    assert_eq!(bench.status(&format!("/calllogs/{}", call.id)).await, 404);
    assert_eq!(
        bench.status(&format!("/calllogs/{}", call.id + 16)).await,
        404
    );
}

#[tokio::test]
async fn an_older_pbx_knows_two_reasons_only() {
    for family in [Family::V22_0, Family::V22_2] {
        let options = Options { family, ..small() };
        let pbx = demo_pbx::DemoPbx::start(options).await.unwrap();
        let account = pbx.sign_in();
        let form = [
            ("grant_type", "password"),
            ("username", account.user.as_str()),
            ("password", account.password.as_str()),
            ("domain", account.domain.as_str()),
            ("scope", "all"),
            ("client_id", "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"),
        ];
        let url = |path: &str| format!("{}/api{path}", pbx.base_url());
        let request = support::client()
            .post(url("/login/oauth/token"))
            .form(&form);
        let tokens: Value = request.send().await.unwrap().json().await.unwrap();
        let token = tokens["access_token"].as_str().unwrap();
        let mut reasons = BTreeSet::new();
        for skip in 0..8 {
            let request = support::client()
                .get(url(&format!("/calllogs?skip={}", skip * 100)))
                .bearer_auth(token);
            let page: Value = request.send().await.unwrap().json().await.unwrap();
            let rows = page["items"].as_array().unwrap();
            reasons.extend(
                rows.iter()
                    .map(|row| row["reroute_reason"].as_str().unwrap().to_owned()),
            );
        }
        assert_eq!(
            reasons,
            ["", "OVERFLOW", "TRANSFER"].map(str::to_owned).into(),
            "{family:?}"
        );
    }
}

#[tokio::test]
async fn a_user_sees_the_leg_in_which_they_took_part() {
    let bench = Bench::start_as(small(), "anna.keller").await;
    let calls = bench.json("/user/cdrs").await;
    let mut through_a_queue = 0;
    for call in calls["items"].as_array().unwrap() {
        let id = call["id"].as_str().unwrap();
        let leg = &bench.json(&format!("/user/cdrs/{id}")).await["items"];
        assert!(
            leg["caller"] == "101" || leg["callee"] == "101",
            "{id}: {leg}"
        );
        through_a_queue += u32::from(call["callee"] == "8001");
    }
    assert!(
        through_a_queue > 0,
        "an agent's calls come through the queue"
    );
}
