//! Row 1: GET or POST on lists and details.

use axum::response::Response;
use portsip::{Client, Error, Scope, Scopes, Verb};

use crate::double::{Asked, Double, credentials, html, json, token};

fn post_only(asked: &Asked, miss: u16) -> Response {
    match (asked.path.as_str(), asked.method.as_str()) {
        ("/api/auth/sign_in", _) => token("1", 1800),
        (_, "POST")
            if asked.body == "{}" && asked.headers["content-type"] == "application/json" =>
        {
            json(200, r#"{"count":0,"items":[]}"#)
        }
        (_, "POST") => json(400, ""),
        (_, _) if miss == 200 => html(200),
        _ => json(miss, ""),
    }
}

#[tokio::test]
async fn row_01_a_server_that_wants_post_is_found_out_once() {
    for miss in [404_u16, 405, 501, 200] {
        let pbx = Double::start(move |asked| post_only(asked, miss)).await;
        let client = pbx.signed_in().await;
        assert_eq!(client.verb(), None);
        let scopes = client.decide_scopes().await.unwrap();
        assert_eq!(
            scopes,
            Scopes {
                calls: Scope::Tenant,
                recordings: Scope::Tenant
            }
        );
        assert_eq!(client.verb(), Some(Verb::Post), "after {miss}");
        client.recording_files(Scope::Tenant, "7").await.unwrap();
        let wanted = [
            "POST /api/auth/sign_in",
            "GET /api/cdrs",
            "POST /api/cdrs",
            "POST /api/recordings",
            "POST /api/recordings/7",
        ];
        assert_eq!(pbx.calls(), wanted, "after {miss}");
        assert!(
            pbx.asked("/cdrs")
                .iter()
                .all(|asked| asked.raw_query == "top=1"),
            "the same URL parameters"
        );
    }
}

#[tokio::test]
async fn row_01_after_a_read_has_succeeded_a_404_is_a_404() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/cdrs" | "/api/recordings" => json(200, r#"{"items":[]}"#),
        "/api/recordings/html" => html(200),
        _ => json(404, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    client.decide_scopes().await.unwrap();
    let page = client
        .recording_files(Scope::Tenant, "html")
        .await
        .unwrap_err();
    assert!(matches!(page, Error::Forbidden { .. }), "{page:?}");
    let error = client
        .recording_files(Scope::Tenant, "7")
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NotFound { .. }), "{error:?}");
    assert!(!pbx.calls().contains(&"POST /api/recordings/7".to_owned()));
}

#[tokio::test]
async fn row_01_a_pinned_verb_is_the_only_one() {
    let pbx = Double::start(|asked| post_only(asked, 405)).await;
    let mut options = pbx.options();
    options.verb = Some(Verb::Get);
    let client = Client::new(options).unwrap();
    client.sign_in(&credentials()).await.unwrap();
    assert!(client.decide_scopes().await.is_err());
    assert!(!pbx.calls().iter().any(|call| call == "POST /api/cdrs"));
}

#[tokio::test]
async fn row_01_only_lists_and_details_are_ever_posted() {
    let pbx = Double::start(|asked| {
        if asked.path.ends_with("sign_in") {
            token("1", 1800)
        } else {
            json(405, "")
        }
    })
    .await;
    let client = pbx.signed_in().await;
    assert_eq!(client.tenant().await.unwrap(), None);
    assert_eq!(client.users().await.unwrap(), []);
    assert_eq!(client.service_numbers().await.unwrap(), []);
    assert_eq!(client.number("101").await.unwrap(), None);
    let legs = client.call_legs(Scope::Tenant, "7").await.unwrap();
    assert_eq!(legs.legs, []);
    assert_eq!(client.account().await.unwrap(), portsip::Account::default());
    assert!(
        pbx.calls()[1..].iter().all(|call| call.starts_with("GET ")),
        "{:?}",
        pbx.calls()
    );
}
