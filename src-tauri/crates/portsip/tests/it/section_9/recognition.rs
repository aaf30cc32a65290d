//! Row 2, before any password: what stands at the other end. v12 is recognised and gets none.

use portsip::Error;

use crate::double::{Double, credentials, html, json, refused, token};

const REFUSAL: &str = r#"{"err_code":1001,"msg":"access_token is missing"}"#;

#[tokio::test]
async fn row_02_info_tells_a_pbx_from_anything_else() {
    let pbx = Double::start_bare(
        |asked| match asked.query.get("domain").map(String::as_str) {
            Some("test.io") => json(
                200,
                r#"{"web_domain":"pbx.test.io","name":"Test","domain":"test.io"}"#,
            ),
            Some(_) => refused(404, "NOT_FOUND", "no such tenant"),
            None => json(200, r#"{"web_domain":"pbx.test.io","public_ipv4":null}"#),
        },
    )
    .await;
    let client = pbx.client();
    assert_eq!(
        client.info(Some("test.io")).await.unwrap().name.as_deref(),
        Some("Test")
    );
    let unknown = client.info(Some("nobody.io")).await.unwrap();
    assert_eq!(
        (unknown.name, unknown.web_domain.as_deref()),
        (None, Some("pbx.test.io"))
    );
    assert!(
        pbx.asked("/info")
            .iter()
            .all(|asked| asked.bearer.is_none())
    );

    for other in [
        html(200),
        json(404, "{}"),
        json(200, "{}"),
        json(200, "[]"),
        json(204, ""),
    ] {
        let other = std::sync::Mutex::new(Some(other));
        let web = Double::start_bare(move |_| {
            other
                .lock()
                .unwrap()
                .take()
                .unwrap_or_else(|| json(404, ""))
        })
        .await;
        let error = web.client().info(None).await.unwrap_err();
        assert!(matches!(error, Error::NotPortsip { .. }), "{error:?}");
    }
}

#[tokio::test]
async fn row_02_v12_gets_no_password() {
    for info_is_known in [true, false] {
        let pbx = Double::start_bare(move |asked| match asked.path.as_str() {
            "/api/info" if info_is_known => json(404, REFUSAL),
            "/api/call_logs/list" => json(400, REFUSAL),
            "/api/account/credentials/verify" => json(200, "{}"),
            _ => html(200),
        })
        .await;
        let client = pbx.client();
        let error = client.sign_in(&credentials()).await.unwrap_err();
        assert!(matches!(error, Error::TooOld { .. }), "{error:?}");
        assert!(error.to_string().contains("v12"), "{error}");
        let error = client.info(Some("test.io")).await.unwrap_err();
        assert!(matches!(error, Error::TooOld { .. }), "{error:?}");
        assert!(
            pbx.everything()
                .iter()
                .all(|asked| asked.method == "GET" && asked.body.is_empty()),
            "a password was sent to a PBX that cannot use it"
        );
    }
}

#[tokio::test]
async fn row_02_a_pbx_without_info_is_signed_in_to_all_the_same() {
    for info in [404_u16, 403, 500, 200] {
        let pbx = Double::start_bare(move |asked| match (asked.path.as_str(), info) {
            ("/api/tokens", _) => token("1", 1800),
            (_, 200) => html(200),
            ("/api/info", status) => json(status, ""),
            _ => refused(404, "NOT_FOUND", "resource not found"),
        })
        .await;
        let client = pbx.client();
        client.sign_in(&credentials()).await.unwrap();
        assert!(client.is_signed_in(), "/info answered {info}");
    }
}

#[tokio::test]
async fn row_02_who_it_is_is_asked_once() {
    let pbx = Double::start_bare(|asked| match asked.path.as_str() {
        "/api/info" => json(200, r#"{"web_domain":"pbx.test.io"}"#),
        _ => token("1", 1800),
    })
    .await;
    let client = pbx.client();
    client.sign_in(&credentials()).await.unwrap();
    client.sign_in(&credentials()).await.unwrap();
    assert_eq!(pbx.asked("/info").len(), 1);
    let probed = pbx.client();
    probed.info(None).await.unwrap();
    probed.sign_in(&credentials()).await.unwrap();
    assert_eq!(pbx.asked("/info").len(), 2, "the probe has told it");
}
