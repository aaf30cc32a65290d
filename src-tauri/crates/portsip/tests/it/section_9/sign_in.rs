//! Rows 2 to 4: sign-in flavours, refusals, one-time codes; and signing out.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

use portsip::{Client, Error, Flavour, SignIn};

use crate::double::{Double, credentials, html, json, redirect, refused, token};

const PATHS: [(&str, Flavour); 3] = [
    ("/api/auth/sign_in", Flavour::Auth),
    ("/api/login/oauth/token", Flavour::OAuth),
    ("/api/tokens", Flavour::Tokens),
];

#[tokio::test]
async fn row_02_the_first_flavour_that_exists_is_used() {
    for (at, (path, flavour)) in PATHS.into_iter().enumerate() {
        for absent in [404_u16, 405, 501, 200, 302] {
            let pbx = Double::start(move |asked| match (asked.path == path, absent) {
                (true, _) => token("1", 1800),
                (false, 200) => html(200),
                (false, 302) => redirect(302, "/webapp/login"),
                (false, status) => json(status, "{}"),
            })
            .await;
            let client = pbx.client();
            let outcome = client.sign_in(&credentials()).await.unwrap();
            assert!(matches!(outcome, SignIn::Done), "{path} after {absent}");
            assert_eq!(client.flavour(), Some(flavour));
            let wanted: Vec<String> = PATHS[..=at]
                .iter()
                .map(|(path, _)| format!("POST {path}"))
                .collect();
            assert_eq!(
                pbx.calls(),
                wanted,
                "each call once, in order, after {absent}"
            );
        }
    }
}

#[tokio::test]
async fn row_02_a_refused_password_is_sent_once() {
    for status in [400_u16, 401, 403, 422] {
        for with_body in [true, false] {
            let pbx = Double::start(move |_| {
                if with_body {
                    refused(status, "UNAUTHORIZED", "Login failed, authentication error")
                } else {
                    json(status, "{}")
                }
            })
            .await;
            let error = pbx.client().sign_in(&credentials()).await.unwrap_err();
            assert!(
                matches!(error, Error::WrongPassword { .. }),
                "{status}: {error}"
            );
            assert_eq!(pbx.calls().len(), 1, "{status}: {:?}", pbx.calls());
        }
    }
}

#[tokio::test]
async fn row_02_failures_of_the_server_do_not_repeat_a_sign_in() {
    for status in [500_u16, 502, 503, 429] {
        let pbx = Double::start(move |_| json(status, "")).await;
        let error = pbx.client().sign_in(&credentials()).await.unwrap_err();
        assert!(error.is_transient(), "{status}: {error}");
        assert_eq!(pbx.calls().len(), 1, "{status} sent the password again");
    }
}

#[tokio::test]
async fn row_02_a_lockout_and_an_unknown_domain_end_the_sign_in() {
    let pbx = Double::start(|_| {
        refused(
            403,
            "DENIED",
            "the client IP address 10.0.0.7 has been blocked until 2026-11-24T10:00:00Z",
        )
    })
    .await;
    let error = pbx.client().sign_in(&credentials()).await.unwrap_err();
    assert!(
        matches!(&error, Error::LockedOut { until: Some(until), .. } if until.starts_with("2026-11-24")),
        "{error:?}"
    );

    let pbx = Double::start(|_| {
        refused(
            404,
            "NOT_FOUND",
            "No tenant information found by provided SIP domain",
        )
    })
    .await;
    let error = pbx.client().sign_in(&credentials()).await.unwrap_err();
    assert!(matches!(error, Error::WrongPassword { .. }), "{error:?}");
    assert_eq!(pbx.calls().len(), 1);
}

#[tokio::test]
async fn row_02_a_server_without_any_sign_in_is_no_pbx() {
    let pbx = Double::start(|_| html(200)).await;
    let error = pbx.client().sign_in(&credentials()).await.unwrap_err();
    assert!(matches!(error, Error::NotPortsip { .. }), "{error:?}");
}

#[tokio::test]
async fn row_02_a_password_never_follows_a_redirect() {
    let elsewhere = Double::start(|_| token("stolen", 1800)).await;
    let to = format!("http://{}/api/auth/sign_in", elsewhere.address);
    let pbx = Double::start(move |_| redirect(307, &to)).await;
    let error = pbx.client().sign_in(&credentials()).await.unwrap_err();
    assert!(matches!(error, Error::RedirectRefused { .. }), "{error:?}");
    assert_eq!(elsewhere.calls(), [""; 0]);
    assert_eq!(pbx.calls().len(), 1);
}

#[tokio::test]
async fn row_04_a_code_is_asked_for_sent_and_verified() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => json(
            200,
            r#"{"two_factor_enabled":true,"token":"challenge-token"}"#,
        ),
        "/api/auth/send_otp" => json(200, ""),
        "/api/auth/verify_otp" if asked.body.contains("123456") => token("1", 1800),
        "/api/auth/verify_otp" => refused(400, "INVALID_CODE", "the code is wrong"),
        _ => json(404, ""),
    })
    .await;
    let client = pbx.client();
    let SignIn::CodeNeeded(challenge) = client.sign_in(&credentials()).await.unwrap() else {
        panic!("no code asked for")
    };
    assert!(
        !format!("{challenge:?}").contains("challenge-token"),
        "Debug shows the token"
    );
    assert!(!client.is_signed_in());
    client.send_code(&challenge).await.unwrap();
    let error = client.verify_code(&challenge, "000000").await.unwrap_err();
    assert!(matches!(error, Error::CodeRejected { .. }), "{error:?}");
    client.verify_code(&challenge, " 123456 ").await.unwrap();
    assert!(client.is_signed_in());
    assert_eq!(pbx.asked("send_otp").len(), 1);
    assert_eq!(pbx.asked("sign_in").len(), 1, "the password was sent again");
}

#[tokio::test]
async fn row_03_a_verified_code_without_token_finds_it_behind_the_cookie() {
    let pbx = Double::start(|asked| match (asked.method.as_str(), asked.path.as_str()) {
        (_, "/api/auth/sign_in") => json(200, r#"{"two_factor_enabled":true,"token":"t"}"#),
        (_, "/api/auth/verify_otp") => {
            let mut answer = json(200, "{}");
            answer.headers_mut().insert(
                "set-cookie",
                "session=abc; Path=/; HttpOnly".parse().unwrap(),
            );
            answer
        }
        ("GET", "/api/login")
            if asked
                .headers
                .get("cookie")
                .is_some_and(|cookie| cookie == "session=abc") =>
        {
            token("1", 1800)
        }
        ("GET", "/api/login") => json(401, ""),
        _ => json(404, ""),
    })
    .await;
    let client = pbx.client();
    let SignIn::CodeNeeded(challenge) = client.sign_in(&credentials()).await.unwrap() else {
        panic!("no code asked for")
    };
    client.verify_code(&challenge, "1").await.unwrap();
    assert!(client.is_signed_in());
}

#[tokio::test]
async fn row_02_a_remembered_flavour_is_tried_first_and_may_be_wrong() {
    let pbx = Double::start(|asked| {
        if asked.path == "/api/tokens" {
            json(404, "")
        } else {
            token("1", 1800)
        }
    })
    .await;
    let mut options = pbx.options();
    options.flavour = Some(Flavour::Tokens);
    let client = Client::new(options).unwrap();
    client.sign_in(&credentials()).await.unwrap();
    assert_eq!(pbx.calls(), ["POST /api/tokens", "POST /api/auth/sign_in"]);
    assert_eq!(client.flavour(), Some(Flavour::Auth));
}

#[tokio::test]
async fn signing_out_revokes_by_flavour_and_forgets() {
    for ((path, _), goodbye) in PATHS.into_iter().zip([
        "/api/auth/sign_out",
        "/api/login/oauth/revoke",
        "/api/tokens/destroy",
    ]) {
        let broken = AtomicBool::new(false);
        let pbx = Double::start(move |asked| match asked.path.as_str() {
            asked if asked == path => token("1", 1800),
            asked if asked == goodbye => {
                broken.store(true, SeqCst);
                json(500, "")
            }
            _ => json(404, ""),
        })
        .await;
        let client = pbx.signed_in().await;
        client.sign_out().await;
        assert!(
            !client.is_signed_in(),
            "a failing server keeps the session alive"
        );
        let said = pbx.asked(goodbye);
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].bearer.as_deref(), Some("access-1"));
        assert!(matches!(
            client.tenant().await.unwrap_err(),
            Error::SessionExpired
        ));
    }
}
