//! Files: what is served, and how it can be damaged.
#![allow(
    clippy::unwrap_used,
    reason = "test code: helpers are no test functions"
)]

mod support;

use std::time::Duration;

use demo_pbx::{Fault, Options, PathKind, Rule, Throttle};
use support::{Bench, small};

#[tokio::test]
async fn a_file_is_served_whole_and_in_ranges() {
    let bench = Bench::start(small()).await;
    let (id, link) = bench.wav().await;
    let expected = bench.pbx.recording_bytes(&id, 0).unwrap();
    let answer = bench.client.get(bench.url(&link)).send().await.unwrap();
    assert_eq!(
        answer.headers()["content-length"],
        expected.len().to_string().as_str()
    );
    assert!(
        answer.headers()["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment; filename=\"877828121322061824_")
    );
    let etag = answer.headers()["etag"].clone();
    assert_eq!(answer.bytes().await.unwrap(), expected);
    let range = |range: &'static str| bench.client.get(bench.url(&link)).header("range", range);
    let part = range("bytes=10-19")
        .header("if-range", etag)
        .send()
        .await
        .unwrap();
    assert_eq!(part.status(), 206);
    assert_eq!(
        part.headers()["content-range"],
        format!("bytes 10-19/{}", expected.len()).as_str()
    );
    assert_eq!(part.bytes().await.unwrap(), expected.slice(10..20));
    assert_eq!(
        range("bytes=10-19")
            .header("if-range", "\"another\"")
            .send()
            .await
            .unwrap()
            .status(),
        200
    );
    assert_eq!(range("bytes=99999999-").send().await.unwrap().status(), 416);
    bench.pbx.faults().update(|plan| plan.ignore_range = true);
    assert_eq!(range("bytes=10-19").send().await.unwrap().status(), 200);
    assert_eq!(bench.pbx.source_sha256(&id, 0).unwrap().len(), 64);
}

#[tokio::test]
async fn links_expire_and_a_new_one_is_given() {
    let bench = Bench::start(small()).await;
    let (id, link) = bench.wav().await;
    bench.pbx.expire_links();
    assert_eq!(bench.status(&link).await, 404);
    let fresh = bench.link(&id, 0).await;
    assert_ne!(fresh, link);
    assert_eq!(bench.status(&fresh).await, 200);
}

#[tokio::test]
async fn private_links_need_the_bearer() {
    let bench = Bench::start(Options {
        private_links: true,
        ..small()
    })
    .await;
    let (_, link) = bench.wav().await;
    assert_eq!(
        bench
            .client
            .get(bench.url(&link))
            .send()
            .await
            .unwrap()
            .status(),
        401
    );
    assert_eq!(bench.status(&link).await, 200);
}

/// The body as far as it came, and whether it ended properly.
async fn body(bench: &Bench, link: &str) -> (Vec<u8>, bool) {
    let mut answer = bench.get(link).await;
    let mut bytes = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(piece)) => bytes.extend_from_slice(&piece),
            Ok(None) => return (bytes, true),
            Err(_) => return (bytes, false),
        }
    }
}

#[tokio::test]
async fn bodies_are_damaged_as_the_rule_says() {
    let bench = Bench::start(small()).await;
    let (id, link) = bench.wav().await;
    let whole = bench.pbx.recording_bytes(&id, 0).unwrap();
    let half = whole.len() / 2;
    let only = |fault: Fault| {
        bench.pbx.faults().clear();
        bench.pbx.faults().add(Rule::blobs(fault).ids([&id]));
    };
    for (fault, ends) in [
        (Fault::Truncate(0.5), false),
        (Fault::ChunkedCut(0.5), false),
        (Fault::ShortBody(0.5), true),
        (Fault::ShortFile(0.5), true),
    ] {
        only(fault.clone());
        let (bytes, proper) = body(&bench, &link).await;
        assert_eq!((bytes.len(), proper), (half, ends), "{fault:?}");
        assert!(whole.starts_with(&bytes), "{fault:?}");
    }
    only(Fault::Reset(0.5));
    let (bytes, proper) = body(&bench, &link).await;
    assert!(!proper && bytes.len() <= half, "{} bytes", bytes.len());
    only(Fault::Chunked);
    let answer = bench.get(&link).await;
    assert!(!answer.headers().contains_key("content-length"));
    assert_eq!(answer.bytes().await.unwrap(), whole);
    only(Fault::Empty);
    assert_eq!(body(&bench, &link).await, (Vec::new(), true));
    only(Fault::UnknownWavLength);
    let (bytes, _) = body(&bench, &link).await;
    assert_eq!(
        (&bytes[4..8], &bytes[40..44], bytes.len()),
        (&[0xFF; 4][..], &[0xFF; 4][..], whole.len())
    );
    only(Fault::ContentType("text/plain".to_owned()));
    assert_eq!(
        bench.get(&link).await.headers()["content-type"],
        "text/plain"
    );
    only(Fault::Html);
    assert_eq!(
        bench.get(&link).await.headers()["content-type"],
        "text/html; charset=utf-8"
    );
    only(Fault::Instead {
        status: 200,
        content_type: "application/xml".to_owned(),
        body: "<Error/>".to_owned(),
    });
    assert_eq!(body(&bench, &link).await.0, b"<Error/>");
    only(Fault::WrongContentRange);
    let answer = bench
        .request(&link)
        .header("range", "bytes=10-19")
        .send()
        .await
        .unwrap();
    assert!(
        answer.headers()["content-range"]
            .to_str()
            .unwrap()
            .starts_with("bytes 0-9/")
    );
}

#[tokio::test]
async fn slow_bodies_send_what_they_promise_and_no_more() {
    let bench = Bench::start(small()).await;
    let (id, link) = bench.wav().await;
    let half = bench.pbx.recording_bytes(&id, 0).unwrap().len() / 2;
    bench.pbx.faults().add(Rule::blobs(Fault::Stall(0.5)));
    let mut answer = bench.get(&link).await;
    let mut got = 0;
    while got < half {
        got += answer.chunk().await.unwrap().unwrap().len();
    }
    assert_eq!(got, half);
    let waited = tokio::time::timeout(Duration::from_millis(200), answer.chunk()).await;
    assert!(waited.is_err(), "nothing comes any more and nothing ends");
    bench.pbx.faults().clear();
    bench.pbx.faults().add(Rule::blobs(Fault::Endless));
    let mut answer = bench.get(&link).await;
    let mut got = 0;
    while got < half * 6 {
        got += answer.chunk().await.unwrap().unwrap().len();
    }
}

#[tokio::test]
async fn redirects_lead_where_the_file_is_and_leaks_are_seen() {
    let bench = Bench::start(small()).await;
    let (id, link) = bench.wav().await;
    bench
        .pbx
        .faults()
        .add(Rule::blobs(Fault::RedirectToStorage));
    let answer = bench.get(&link).await;
    assert_eq!(answer.status(), 302);
    let to = answer.headers()["location"].to_str().unwrap().to_owned();
    assert!(to.starts_with(bench.pbx.storage_url()));
    assert_eq!(
        Some(
            bench
                .client
                .get(&to)
                .send()
                .await
                .unwrap()
                .bytes()
                .await
                .unwrap()
        ),
        bench.pbx.recording_bytes(&id, 0)
    );
    bench
        .client
        .get(&to)
        .bearer_auth("leaked")
        .send()
        .await
        .unwrap();
    let counters = bench.pbx.counters();
    assert_eq!(
        (counters.storage_requests, counters.storage_credentials),
        (2, 1)
    );
}

#[tokio::test]
async fn rules_hit_a_share_a_number_of_times() {
    let bench = Bench::start(small()).await;
    let ids: Vec<String> = bench
        .pbx
        .company()
        .recordings
        .iter()
        .take(120)
        .map(demo_pbx::company::Recording::id_text)
        .collect();
    bench.pbx.faults().add(
        Rule::new(Fault::Status(503))
            .on([PathKind::Recording])
            .share(0.3)
            .times(2),
    );
    let mut failed = Vec::new();
    for id in &ids {
        if bench.status(&format!("/recordings/{id}")).await == 503 {
            failed.push(id.clone());
        }
    }
    assert!((20..=55).contains(&failed.len()), "{} of 120", failed.len());
    let path = format!("/recordings/{}", failed[0]);
    assert_eq!(
        (bench.status(&path).await, bench.status(&path).await),
        (503, 200),
        "twice, then never again"
    );
    bench.pbx.faults().clear();
    bench.pbx.faults().add(
        Rule::new(Fault::RetryAfter(429, "1".to_owned()))
            .ids([&ids[5]])
            .after(1)
            .times(1),
    );
    let path = format!("/recordings/{}", ids[5]);
    assert_eq!(bench.status(&path).await, 200);
    let answer = bench.get(&path).await;
    assert_eq!(
        (
            answer.status().as_u16(),
            answer.headers()["retry-after"].to_str().unwrap()
        ),
        (429, "1")
    );
    assert_eq!(bench.pbx.counters().faults.get("retry_after"), Some(&1));
}

#[tokio::test]
async fn too_much_is_throttled() {
    let bench = Bench::start(small()).await;
    bench.pbx.faults().update(|plan| {
        plan.throttle = Some(Throttle {
            per_minute: Some(3),
            retry_after: Some("7".to_owned()),
            ..Throttle::default()
        });
    });
    let mut statuses = Vec::new();
    for _ in 0..5 {
        statuses.push(bench.status("/cdrs?top=1").await);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    bench.pbx.faults().update(|plan| {
        plan.throttle = Some(Throttle {
            max_in_flight: Some(2),
            ..Throttle::default()
        });
        plan.latency_ms = 150;
    });
    let many = futures::future::join_all((0..6).map(|_| bench.status("/cdrs?top=1"))).await;
    assert!(many.contains(&429), "{many:?}");
    assert!(bench.pbx.counters().peak_in_flight > 2);
}

#[tokio::test]
async fn reads_may_be_post_only() {
    let bench = Bench::start(small()).await;
    let post = async |path: &str| {
        bench
            .client
            .post(bench.url(path))
            .bearer_auth(&bench.access)
            .json(&serde_json::json!({}))
            .send()
            .await
            .unwrap()
            .status()
            .as_u16()
    };
    assert_eq!(post("/cdrs").await, 405);
    for refusal in [405, 404, 501] {
        bench
            .pbx
            .faults()
            .update(|plan| plan.post_only = Some(refusal));
        assert_eq!(bench.status("/cdrs").await, refusal);
        assert_eq!(
            (
                post("/cdrs?top=1").await,
                post("/recordings").await,
                post("/user/recordings").await
            ),
            (200, 200, 200)
        );
        assert_eq!(
            bench.status("/users").await,
            200,
            "only calls and recordings"
        );
    }
    bench.pbx.faults().update(|plan| plan.post_only = Some(200));
    assert_eq!(
        bench.get("/cdrs").await.headers()["content-type"],
        "text/html; charset=utf-8"
    );
}

#[tokio::test]
async fn it_can_go_away_in_the_middle_and_come_back() {
    let bench = Bench::start(small()).await;
    let (id, link) = bench.wav().await;
    bench.pbx.faults().add(Rule::blobs(Fault::Drip(2_000)));
    let mut answer = bench.get(&link).await;
    assert!(answer.chunk().await.unwrap().is_some());
    bench.pbx.go_away();
    while let Ok(piece) = answer.chunk().await {
        assert!(piece.is_some(), "the body must not end as if it were whole");
    }
    assert!(
        bench.client.get(bench.url("/info")).send().await.is_err(),
        "nobody listens"
    );
    bench.pbx.come_back().await.unwrap();
    bench.pbx.faults().clear();
    assert_eq!(
        Some(bench.get(&link).await.bytes().await.unwrap()),
        bench.pbx.recording_bytes(&id, 0),
        "the session and the link still hold"
    );
}

#[tokio::test]
async fn a_taken_port_is_told() {
    let bench = Bench::start(small()).await;
    let error = demo_pbx::DemoPbx::start(Options {
        port: bench.pbx.port(),
        ..small()
    })
    .await
    .unwrap_err();
    assert!(error.to_string().contains("choose another port"), "{error}");
}

#[tokio::test]
async fn faults_can_be_switched_over_http_only_when_asked_for() {
    let bench = Bench::start(Options {
        control: true,
        ..small()
    })
    .await;
    let control = format!("{}/__demo/faults", bench.pbx.base_url());
    let plan =
        serde_json::json!({"latency_ms": 1, "rules": [{"fault": {"status": 500}, "on": ["cdrs"]}]});
    assert_eq!(
        bench
            .client
            .post(&control)
            .json(&plan)
            .send()
            .await
            .unwrap()
            .status(),
        204
    );
    assert_eq!(bench.status("/cdrs").await, 500);
    assert_eq!(
        bench
            .client
            .post(&control)
            .json(&serde_json::json!({"unknown": 1}))
            .send()
            .await
            .unwrap()
            .status(),
        400
    );
    let closed = Bench::start(small()).await;
    let answer = closed
        .client
        .get(format!("{}/__demo/faults", closed.pbx.base_url()))
        .send()
        .await
        .unwrap();
    assert!(
        answer.text().await.unwrap().contains("<html"),
        "an unknown path like any other"
    );
}
