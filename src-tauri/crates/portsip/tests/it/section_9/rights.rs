//! Rows 19 and 20: what an account may read, and whose; system administrators and their tenants.

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use portsip::{Error, ListEvent, Scope, Scopes, Window};

use crate::double::{Double, credentials, json, refused, token};

#[tokio::test]
async fn row_19_calls_and_recordings_have_scopes_of_their_own() {
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
async fn row_19_what_no_licence_covers_is_told_apart_from_a_missing_right() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        _ => refused(403, "LICENSE_TENANT_MODULE_REQUIRED", "module required"),
    })
    .await;
    let error = pbx.signed_in().await.decide_scopes().await.unwrap_err();
    assert!(
        matches!(&error, Error::Unlicensed { code, .. } if code == "LICENSE_TENANT_MODULE_REQUIRED"),
        "{error:?}"
    );
    assert!(error.is_forbidden());
}

/// Two groups, of which one keeps its recordings; `/recordings` is open with `group_ids` of the other only.
async fn group_administrator(own: u16) -> Double {
    Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/user/groups/administered" => json(
            200,
            r#"{"count":3,"items":[{"id":"7","name":"Sales"},{"id":"8","name":"Shut","allow_admin_recordings":false},{"id":"9","name":"Refused"}]}"#,
        ),
        "/api/recordings" => match asked.query.get("group_ids").map(String::as_str) {
            Some("7") => json(
                200,
                r#"{"count":2,"items":[{"id":"1","started_at":"2026-11-02T10:00:00Z"},{"id":"2","started_at":"2026-11-02T11:00:00Z"}]}"#,
            ),
            _ => json(403, ""),
        },
        "/api/user/recordings" if own == 200 => json(
            200,
            r#"{"count":2,"items":[{"id":"2","started_at":"2026-11-02T11:00:00Z"},{"id":"3","started_at":"2026-11-02T12:00:00Z"}]}"#,
        ),
        "/api/user/recordings" => json(own, ""),
        "/api/user/cdrs" => json(200, r#"{"count":0,"items":[]}"#),
        "/api/recordings/1" | "/api/user/recordings/3" => {
            json(200, r#"{"items":[{"file_url":"/api/blobs/x"}]}"#)
        }
        _ => json(403, ""),
    })
    .await
}

fn monday() -> Window {
    Window {
        start: "2026-11-02T00:00:00Z".parse().unwrap(),
        end: "2026-11-03T00:00:00Z".parse().unwrap(),
    }
}

#[tokio::test]
async fn row_19_an_administrator_of_groups_sees_own_and_group_recordings() {
    let pbx = group_administrator(200).await;
    let client = pbx.signed_in().await;
    let scopes = client.decide_scopes().await.unwrap();
    assert_eq!(
        (scopes.calls, scopes.recordings),
        (Scope::Own, Scope::Groups)
    );
    let names: Vec<String> = client
        .groups()
        .into_iter()
        .map(|group| group.name)
        .collect();
    assert_eq!(names, ["Sales"], "only what is really open");

    let (mut ids, mut slices) = (Vec::new(), 0);
    let report = client
        .list_recordings(scopes.recordings, monday(), |event| match event {
            ListEvent::Rows(rows) => ids.extend(rows.into_iter().map(|row| row.id)),
            ListEvent::SliceDone(_) => slices += 1,
        })
        .await
        .unwrap();
    ids.sort();
    assert_eq!(ids, ["1", "2", "3"], "each once");
    assert_eq!((report.counted, report.received, slices), (Some(3), 3, 1));

    for id in ["1", "3"] {
        let files = client.recording_files(scopes.recordings, id).await.unwrap();
        assert_eq!(
            files.len(),
            1,
            "recording {id}, of the group or the user's own"
        );
    }
    let error = client
        .recording_files(scopes.recordings, "4")
        .await
        .unwrap_err();
    assert!(error.is_forbidden(), "{error:?}");
}

#[tokio::test]
async fn row_19_group_recordings_are_found_where_own_ones_are_closed() {
    let pbx = group_administrator(403).await;
    let client = pbx.signed_in().await;
    let scopes = client.decide_scopes().await.unwrap();
    assert_eq!(scopes.recordings, Scope::Groups);
    let report = client
        .list_recordings(scopes.recordings, monday(), |_| {})
        .await
        .unwrap();
    assert_eq!((report.counted, report.received), (Some(2), 2));
}

#[tokio::test]
async fn row_20_a_renewed_session_enters_its_tenant_before_anything_is_asked() {
    let renewals = AtomicUsize::new(0);
    let pbx = Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("0", 1800),
        "/api/auth/refresh_token" => token(&(renewals.fetch_add(1, SeqCst) + 1).to_string(), 1800),
        "/api/tenants/switch" => json(200, ""),
        // The first token dies after one answer.
        "/api/tenant" if asked.bearer.as_deref() == Some("access-0") => json(401, ""),
        _ => json(200, r#"{"id":"7","name":"Test"}"#),
    })
    .await;
    let client = pbx.signed_in().await;
    client.switch_tenant("7 8").await.unwrap();
    let asked = futures::future::join_all((0..8).map(|_| client.tenant())).await;
    assert!(asked.iter().all(Result::is_ok));
    let entered: Vec<_> = pbx
        .asked("/tenants/switch")
        .into_iter()
        .map(|asked| (asked.bearer.unwrap(), asked.raw_query))
        .collect();
    let into = "id=7%208".to_owned();
    assert_eq!(
        entered,
        [
            ("access-0".to_owned(), into.clone()),
            ("access-1".to_owned(), into)
        ],
        "once by hand, once for the new token"
    );
    let order: Vec<String> = pbx
        .everything()
        .into_iter()
        .filter(|asked| asked.bearer.as_deref() == Some("access-1"))
        .map(|asked| asked.path)
        .collect();
    assert_eq!(order[0], "/api/tenants/switch", "nothing is asked outside");

    client.sign_out().await;
    client.sign_in(&credentials()).await.unwrap();
    client.version().await.unwrap();
    assert_eq!(
        pbx.asked("/tenants/switch").len(),
        2,
        "a new sign-in belongs to no tenant"
    );
}

#[tokio::test]
async fn row_20_a_tenant_that_closed_meanwhile_ends_the_session() {
    let pbx = Double::start(
        |asked| match (asked.path.as_str(), asked.bearer.as_deref()) {
            ("/api/auth/sign_in", _) => token("0", 1800),
            ("/api/auth/refresh_token", _) => token("1", 1800),
            ("/api/tenants/switch", Some("access-0")) => json(200, ""),
            ("/api/tenants/switch", _) => json(403, ""),
            (_, Some("access-0")) => json(401, ""),
            _ => json(200, r#"{"id":"other"}"#),
        },
    )
    .await;
    let client = pbx.signed_in().await;
    client.switch_tenant("7").await.unwrap();
    let error = client.tenant().await.unwrap_err();
    assert!(
        matches!(error, Error::SessionExpired),
        "not answered for another tenant: {error:?}"
    );
}

#[tokio::test]
async fn row_20_who_may_not_enter_a_tenant_is_told_so() {
    for status in [403_u16, 404] {
        let pbx = Double::start(move |asked| match asked.path.as_str() {
            "/api/auth/sign_in" => token("1", 1800),
            _ => json(status, ""),
        })
        .await;
        let client = pbx.signed_in().await;
        assert!(client.tenants().await.unwrap().is_empty(), "{status}");
        let error = client.switch_tenant("7").await.unwrap_err();
        assert!(
            matches!(error, Error::Forbidden { .. } | Error::NotFound { .. }),
            "{status}: {error:?}"
        );
    }
}
