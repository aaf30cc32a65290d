//! GET or POST, scopes, roles, shapes of details (api.md, section 9, items 1, 10, 11, 19).

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use axum::response::Response;
use portsip::{Client, Error, Scope, Scopes, Verb};

use crate::double::{Asked, Double, html, json, refused, token};

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
async fn a_server_that_wants_post_is_found_out_once() {
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
async fn after_a_read_has_succeeded_a_404_is_a_404() {
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
async fn a_pinned_verb_is_the_only_one() {
    let pbx = Double::start(|asked| post_only(asked, 405)).await;
    let mut options = pbx.options();
    options.verb = Some(Verb::Get);
    let client = Client::new(options).unwrap();
    client.sign_in(&crate::double::credentials()).await.unwrap();
    assert!(client.decide_scopes().await.is_err());
    assert!(!pbx.calls().iter().any(|call| call == "POST /api/cdrs"));
}

#[tokio::test]
async fn only_lists_and_details_are_ever_posted() {
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

#[tokio::test]
async fn calls_and_recordings_have_scopes_of_their_own() {
    for (closed, scopes) in [
        (vec![], Some((Scope::Tenant, Scope::Tenant))),
        (vec!["/api/cdrs"], Some((Scope::Own, Scope::Tenant))),
        (vec!["/api/recordings"], Some((Scope::Tenant, Scope::Own))),
        (
            vec!["/api/cdrs", "/api/recordings"],
            Some((Scope::Own, Scope::Own)),
        ),
        (
            vec![
                "/api/cdrs",
                "/api/recordings",
                "/api/user/cdrs",
                "/api/user/recordings",
            ],
            None,
        ),
    ] {
        let shut = closed.clone();
        let pbx = Double::start(move |asked| match asked.path.as_str() {
            "/api/auth/sign_in" => token("1", 1800),
            path if shut.contains(&path) => refused(403, "FORBIDDEN", "no permission"),
            _ => json(200, r#"{"count":0,"items":[]}"#),
        })
        .await;
        let decided = pbx.signed_in().await.decide_scopes().await;
        match scopes {
            Some((calls, recordings)) => {
                assert_eq!(decided.unwrap(), Scopes { calls, recordings }, "{closed:?}");
            }
            None => assert!(matches!(decided.unwrap_err(), Error::Forbidden { .. })),
        }
    }
}

#[tokio::test]
async fn a_detail_may_come_as_list_object_or_bare() {
    let file = r#"{"file_name":"x.wav","file_size":"0","file_url":"/api/blobs/x","duration":"34"}"#;
    for (body, files) in [
        (format!(r#"{{"items":[{file},{file}]}}"#), 2),
        (format!(r#"{{"items":{file}}}"#), 1),
        (format!("[{file}]"), 1),
        (file.to_owned(), 1),
        (r#"{"items":[]}"#.to_owned(), 0),
        ("{}".to_owned(), 0),
        (r#"{"items":null}"#.to_owned(), 0),
    ] {
        let said = body.clone();
        let pbx = Double::start(move |asked| {
            if asked.path.ends_with("sign_in") {
                token("1", 1800)
            } else {
                json(200, &said)
            }
        })
        .await;
        let read = pbx
            .signed_in()
            .await
            .recording_files(Scope::Own, "a/b ?")
            .await
            .unwrap();
        assert_eq!(read.len(), files, "{body}");
        assert!(read.iter().all(|file| file.link.is_some()
            && file.duration_s == Some(34)
            && file.file_size.is_none()));
        assert_eq!(
            pbx.calls()[1],
            "GET /api/user/recordings/a%2Fb%20%3F",
            "ids are encoded"
        );
    }
}

#[tokio::test]
async fn small_lists_are_read_to_their_end() {
    let asked_for = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked_for);
    let pbx = Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/users" => {
            counter.fetch_add(1, SeqCst);
            let skip: usize = asked.query["skip"].parse().unwrap();
            // Capped at 40 rows, without a count, ids as numbers.
            let rows: Vec<String> = (skip..(skip + 40).min(130))
                .map(|at| format!(r#"{{"id":{at},"name":"u{at}","display_name":null,"extension_number":"{}"}}"#, 100 + at))
                .collect();
            json(200, &format!(r#"{{"items":[{}]}}"#, rows.join(",")))
        }
        "/api/call_queues" => json(200, r#"{"count":1,"items":[{"id":"1","name":"Sales","extension_number":"8000"}]}"#),
        _ => json(403, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    let users = client.users().await.unwrap();
    assert_eq!(users.len(), 130);
    assert_eq!(users[129].extension_number, "229");
    assert_eq!(users[0].display_name, "u0");
    assert!(asked_for.load(SeqCst) <= 6);
    assert_eq!(client.version().await.unwrap(), None);
    assert!(client.tenants().await.unwrap().is_empty());
    assert!(matches!(
        client.switch_tenant("7").await.unwrap_err(),
        Error::Forbidden { .. }
    ));
    assert_eq!(pbx.asked("/tenants/switch")[0].raw_query, "id=7");
    assert_eq!(client.service_numbers().await.unwrap()[0].number, "8000");
}
