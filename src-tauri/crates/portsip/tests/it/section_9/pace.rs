//! Retries and throttling (api.md, section 9, item 17).

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::{Duration, Instant};

use axum::response::Response;
use portsip::{Client, Error, Scope};

use crate::double::{Double, credentials, html, json, token};

async fn failing(times: usize, failure: impl Fn() -> Response + Send + Sync + 'static) -> Double {
    let failed = AtomicUsize::new(0);
    Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        _ if failed.fetch_add(1, SeqCst) < times => failure(),
        _ => json(200, r#"{"items":[{"file_name":"x.wav"}]}"#),
    })
    .await
}

#[tokio::test]
async fn row_17_failures_of_the_server_are_survived_five_times() {
    for status in [408_u16, 500, 502, 503, 504] {
        let pbx = failing(5, move || json(status, "")).await;
        let files = pbx
            .signed_in()
            .await
            .recording_files(Scope::Tenant, "1")
            .await
            .unwrap();
        assert_eq!(files.len(), 1, "{status}");
        assert_eq!(pbx.calls().len(), 7);
    }
}

#[tokio::test]
async fn row_17_a_server_that_never_recovers_is_reported() {
    let pbx = failing(usize::MAX, || html(502)).await;
    let error = pbx
        .signed_in()
        .await
        .recording_files(Scope::Tenant, "1")
        .await
        .unwrap_err();
    assert!(
        matches!(error, Error::Server { status: 502, .. }),
        "{error:?}"
    );
    assert_eq!(pbx.calls().len(), 7, "six attempts, not two verbs");
}

#[tokio::test]
async fn row_17_throttling_is_no_attempt() {
    let pbx = failing(20, || json(429, "")).await;
    let client = pbx.signed_in().await;
    assert_eq!(
        client
            .recording_files(Scope::Tenant, "1")
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(
        client.requests_in_flight_limit() < 4,
        "429 did not slow the client down"
    );
}

#[tokio::test]
async fn row_17_a_stated_pause_is_kept() {
    for status in [429_u16, 503] {
        let pbx = failing(1, move || {
            let mut answer = json(status, "");
            answer
                .headers_mut()
                .insert("retry-after", "1".parse().unwrap());
            answer
        })
        .await;
        let client = pbx.signed_in().await;
        let start = Instant::now();
        client.recording_files(Scope::Tenant, "1").await.unwrap();
        assert!(
            start.elapsed() >= Duration::from_secs(1),
            "{status}: asked again after {:?}",
            start.elapsed()
        );
    }
}

#[tokio::test]
async fn row_17_an_absurd_pause_is_reported_not_waited_for() {
    let pbx = failing(1, || {
        let mut answer = json(429, "");
        answer
            .headers_mut()
            .insert("retry-after", "999999999999999999999".parse().unwrap());
        answer
    })
    .await;
    let error = pbx
        .signed_in()
        .await
        .recording_files(Scope::Tenant, "1")
        .await
        .unwrap_err();
    assert!(
        error
            .retry_after()
            .is_some_and(|pause| pause > Duration::from_hours(1)),
        "{error:?}"
    );
}

#[tokio::test]
async fn row_17_a_refusal_is_final() {
    for status in [400_u16, 403, 409, 418, 451] {
        let pbx = failing(1, move || json(status, "{}")).await;
        assert!(
            pbx.signed_in()
                .await
                .recording_files(Scope::Tenant, "1")
                .await
                .is_err(),
            "{status}"
        );
        assert_eq!(pbx.calls().len(), 2, "{status} was repeated");
    }
}

#[tokio::test]
async fn row_17_silence_ends_an_attempt() {
    let pbx = Double::start(|asked| {
        if asked.path.ends_with("sign_in") {
            return token("1", 1800);
        }
        let silence = futures::stream::pending::<Result<axum::body::Bytes, std::io::Error>>();
        Response::new(axum::body::Body::from_stream(silence))
    })
    .await;
    let mut options = pbx.options();
    options.idle_timeout = Duration::from_millis(50);
    options.retry.attempts = 2;
    let client = Client::new(options).unwrap();
    client.sign_in(&credentials()).await.unwrap();
    let error = client.tenant().await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert_eq!(pbx.asked("/tenant").len(), 2);
}

#[tokio::test]
async fn a_closed_port_is_unreachable() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    let options = portsip::ClientOptions::new(format!("http://{address}").parse().unwrap());
    let error = Client::new(options).unwrap().info(None).await.unwrap_err();
    assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
    assert!(std::error::Error::source(&error).is_some());
}
