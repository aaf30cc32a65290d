//! Rows 5 and 18: renewing the session, and one that was taken over by a sign-in elsewhere.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::response::Response;
use portsip::{Client, Error, Scope};

use crate::double::{Asked, Double, credentials, json, refused, token};

/// Tokens that are good, refresh tokens that work once, and counters.
#[derive(Default)]
struct Sessions {
    good: Mutex<HashSet<String>>,
    issued: AtomicUsize,
    sign_ins: AtomicUsize,
    refreshes: AtomicUsize,
    refuse_refresh: AtomicBool,
    refuse_password: AtomicBool,
    expires_in: AtomicUsize,
}

impl Sessions {
    fn issue(&self) -> Response {
        let name = self.issued.fetch_add(1, SeqCst).to_string();
        *self.good.lock().unwrap() =
            HashSet::from([format!("access-{name}"), format!("refresh-{name}")]);
        token(&name, self.expires_in.load(SeqCst) as u64)
    }

    fn expire(&self) {
        self.good
            .lock()
            .unwrap()
            .retain(|token| token.starts_with("refresh"));
    }

    fn answer(&self, asked: &Asked) -> Response {
        match asked.path.as_str() {
            "/api/auth/sign_in" => {
                self.sign_ins.fetch_add(1, SeqCst);
                if self.refuse_password.load(SeqCst) {
                    refused(400, "UNAUTHORIZED", "no")
                } else {
                    self.issue()
                }
            }
            "/api/auth/refresh_token" => {
                self.refreshes.fetch_add(1, SeqCst);
                assert_eq!(asked.bearer, None, "a refresh carries no bearer");
                let known = self
                    .good
                    .lock()
                    .unwrap()
                    .iter()
                    .any(|token| asked.body.contains(&format!("\"{token}\"")));
                if known && !self.refuse_refresh.load(SeqCst) {
                    self.issue()
                } else {
                    refused(400, "UNKNOWN", "unknown error")
                }
            }
            _ => match &asked.bearer {
                Some(bearer) if self.good.lock().unwrap().contains(bearer) => {
                    json(200, r#"{"id":"1","name":"Test"}"#)
                }
                _ => json(401, ""),
            },
        }
    }
}

async fn pbx(expires_in: usize) -> (Double, Arc<Sessions>) {
    let sessions = Arc::new(Sessions {
        expires_in: AtomicUsize::new(expires_in),
        ..Sessions::default()
    });
    let answers = Arc::clone(&sessions);
    (
        Double::start(move |asked| answers.answer(asked)).await,
        sessions,
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn row_05_sixty_four_requests_need_one_refresh() {
    let (pbx, sessions) = pbx(1800).await;
    let client = pbx.signed_in().await;
    for expiry in 1..=3 {
        sessions.expire();
        let asked = (0..64).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.tenant().await })
        });
        for answer in futures::future::join_all(asked).await {
            assert_eq!(answer.unwrap().unwrap().unwrap().name, "Test");
        }
        assert_eq!(
            sessions.refreshes.load(SeqCst),
            expiry,
            "one refresh per expiry"
        );
    }
    assert_eq!(sessions.sign_ins.load(SeqCst), 1);
}

#[tokio::test]
async fn row_18_a_refused_refresh_is_one_question() {
    let (pbx, sessions) = pbx(1800).await;
    let client = pbx.signed_in().await;
    sessions.expire();
    sessions.refuse_refresh.store(true, SeqCst);
    let asked = futures::future::join_all((0..16).map(|_| client.tenant())).await;
    assert!(
        asked
            .iter()
            .all(|answer| matches!(answer, Err(Error::SessionExpired)))
    );
    assert!(matches!(client.users().await, Err(Error::SessionExpired)));
    assert_eq!(sessions.refreshes.load(SeqCst), 1);
    assert_eq!(
        sessions.sign_ins.load(SeqCst),
        1,
        "the password was used without permission"
    );

    sessions.refuse_refresh.store(false, SeqCst);
    client.sign_in(&credentials()).await.unwrap();
    assert!(
        client.tenant().await.unwrap().is_some(),
        "a new sign-in revives the client"
    );
}

/// A client that keeps the password, signed in.
async fn with_kept_password(pbx: &Double) -> Client {
    let mut options = pbx.options();
    options.remember_password = true;
    let client = Client::new(options).unwrap();
    client.sign_in(&credentials()).await.unwrap();
    client
}

/// Lets time pass without waiting for it.
async fn later(span: Duration) {
    tokio::time::pause();
    tokio::time::advance(span).await;
    tokio::time::resume();
}

#[tokio::test]
async fn row_05_a_kept_password_is_used_once_when_a_session_has_had_its_time() {
    // Where no life is stated, a token is old after five minutes.
    for (expires_in, life) in [(1800, 1801), (0, 301)] {
        let (pbx, sessions) = pbx(expires_in).await;
        let client = with_kept_password(&pbx).await;
        sessions.refuse_refresh.store(true, SeqCst);
        sessions.expire();
        later(Duration::from_secs(life)).await;
        assert!(client.tenant().await.unwrap().is_some());
        assert_eq!(sessions.sign_ins.load(SeqCst), 2);

        sessions.expire();
        sessions.refuse_password.store(true, SeqCst);
        later(Duration::from_secs(life)).await;
        for _ in 0..3 {
            assert!(matches!(client.tenant().await, Err(Error::SessionExpired)));
        }
        assert_eq!(
            sessions.sign_ins.load(SeqCst),
            3,
            "a refused password was sent again"
        );
    }
}

#[tokio::test]
async fn row_18_a_session_that_was_taken_over_is_not_taken_back_unasked() {
    for (expires_in, age) in [(1800, 1700), (0, 299)] {
        let (pbx, sessions) = pbx(expires_in).await;
        let client = with_kept_password(&pbx).await;
        let ended = client.clone();
        let ended = tokio::spawn(async move { ended.session_ended().await });
        later(Duration::from_secs(age)).await;
        // Somebody signs in elsewhere: neither token is good any more.
        sessions.good.lock().unwrap().clear();
        let asked = futures::future::join_all((0..16).map(|_| client.tenant())).await;
        assert!(
            asked
                .iter()
                .all(|answer| matches!(answer, Err(Error::SessionExpired)))
        );
        assert!(ended.await.unwrap(), "the PBX ended it");
        assert_eq!(
            sessions.refreshes.load(SeqCst),
            1,
            "one question, one refusal"
        );
        assert_eq!(
            sessions.sign_ins.load(SeqCst),
            1,
            "the other place keeps its session"
        );

        let both = futures::future::join(client.sign_in_again(), client.sign_in_again()).await;
        assert!(both.0.is_ok() && both.1.is_ok(), "{both:?}");
        assert_eq!(sessions.sign_ins.load(SeqCst), 2, "asked to, once");
        assert!(client.tenant().await.unwrap().is_some());

        sessions.good.lock().unwrap().clear();
        sessions.refuse_password.store(true, SeqCst);
        assert!(client.tenant().await.is_err());
        let refused = client.sign_in_again().await.unwrap_err();
        assert!(
            matches!(refused, Error::WrongPassword { .. }),
            "{refused:?}"
        );
        let again = client.sign_in_again().await.unwrap_err();
        assert!(matches!(again, Error::SessionExpired), "{again:?}");
        assert_eq!(
            sessions.sign_ins.load(SeqCst),
            3,
            "a refused password is forgotten"
        );
    }
}

#[tokio::test]
async fn row_18_signing_out_is_no_end_by_the_pbx() {
    let (pbx, _sessions) = pbx(1800).await;
    let client = pbx.signed_in().await;
    let waiting = client.clone();
    let ended = tokio::spawn(async move { waiting.session_ended().await });
    client.sign_out().await;
    assert!(!ended.await.unwrap());
}

#[tokio::test]
async fn row_18_a_private_file_without_a_session_asks_for_a_sign_in() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/recordings/7" if asked.bearer.is_some() => {
            json(200, r#"{"items":[{"file_url":"/api/blobs/x"}]}"#)
        }
        "/api/auth/sign_in" => token("1", 1800),
        _ => json(401, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    let files = client.recording_files(Scope::Tenant, "7").await.unwrap();
    let link = files[0].link.clone().unwrap();
    client.sign_out().await;
    let error = client.open_file(&link, None).await.unwrap_err();
    assert!(
        matches!(error, Error::SessionExpired),
        "a missing session is no missing right: {error:?}"
    );
}

#[tokio::test]
async fn row_18_a_token_that_is_refused_though_new_ends_the_session() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" | "/api/auth/refresh_token" => token("1", 1800),
        _ => json(401, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    for _ in 0..3 {
        assert!(matches!(client.tenant().await, Err(Error::SessionExpired)));
    }
    assert_eq!(pbx.asked("refresh_token").len(), 1);
    assert_eq!(pbx.asked("/tenant").len(), 2);
}

#[tokio::test]
async fn row_05_a_token_is_renewed_before_it_dies() {
    let (pbx, sessions) = pbx(1800).await;
    let client = pbx.signed_in().await;
    later(Duration::from_secs(1430)).await;
    client.tenant().await.unwrap();
    assert_eq!(
        sessions.refreshes.load(SeqCst),
        0,
        "before 80 % of its life"
    );
    later(Duration::from_secs(20)).await;
    client.tenant().await.unwrap();
    assert_eq!(sessions.refreshes.load(SeqCst), 1);
    assert!(
        pbx.asked("/tenant")
            .iter()
            .all(|asked| asked.bearer.is_some())
    );
    assert_eq!(pbx.asked("/tenant").len(), 2, "no 401 was needed");
}

#[tokio::test]
async fn row_05_a_renewal_in_advance_that_fails_holds_nobody_up() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/auth/refresh_token" => json(502, ""),
        _ => json(200, r#"{"name":"Test"}"#),
    })
    .await;
    let client = pbx.signed_in().await;
    later(Duration::from_secs(1450)).await;
    for _ in 0..3 {
        assert!(client.tenant().await.unwrap().is_some());
    }
    assert_eq!(
        pbx.asked("refresh_token").len(),
        1,
        "one attempt, then a pause"
    );
}

#[tokio::test]
async fn row_05_a_failing_refresh_is_not_a_refused_one() {
    let failures = AtomicUsize::new(0);
    let pbx = Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/auth/refresh_token" if failures.fetch_add(1, SeqCst) < 3 => json(502, ""),
        "/api/auth/refresh_token" => token("2", 1800),
        _ if asked.bearer.as_deref() == Some("access-2") => json(200, r#"{"name":"Test"}"#),
        _ => json(401, ""),
    })
    .await;
    assert!(pbx.signed_in().await.tenant().await.unwrap().is_some());
    assert_eq!(pbx.asked("refresh_token").len(), 4);
}
