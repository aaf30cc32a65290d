//! A connection that is only looked at, and what answers tell besides their body.

use jiff::SignedDuration;
use portsip::{Client, ClientOptions, Error, FileLink, Scope, TlsPolicy};
use serde_json::json;

use crate::double::{Double, bytes, json, refused, token, value};
use crate::tls_double::{BOTH_VERSIONS, TlsDouble, self_signed};

#[tokio::test]
async fn reach_and_encryption_are_told_without_a_word_to_the_pbx() {
    let certificate = self_signed(|_| {});
    for (version, name) in BOTH_VERSIONS.into_iter().zip(["TLS 1.2", "TLS 1.3"]) {
        let server = TlsDouble::start(vec![certificate.config(&[version])]);
        let client = server.client(TlsPolicy::System);
        let connection = client.connect().await.unwrap();
        assert!(
            connection
                .reach()
                .addresses
                .iter()
                .any(std::net::IpAddr::is_loopback)
        );
        assert_eq!(connection.reach().proxy, None);
        let error = client.encrypt(connection).await.unwrap_err();
        assert!(matches!(error, Error::Certificate { .. }), "{error:?}");

        let client = server.client(TlsPolicy::Pinned(certificate.fingerprint()));
        let connection = client.connect().await.unwrap();
        let encryption = client.encrypt(connection).await.unwrap().unwrap();
        assert_eq!(encryption.version, name);
        assert!(
            encryption.cipher.contains("AES") || encryption.cipher.contains("CHACHA20"),
            "{encryption:?}"
        );
        assert_eq!(
            (encryption.chain, encryption.certificate.fingerprint),
            (1, certificate.fingerprint())
        );
        assert_eq!(server.heard(), 0, "{name}: something was said");
    }
}

#[tokio::test]
async fn a_plain_pbx_has_no_encryption_and_a_missing_one_is_unreachable() {
    let pbx = Double::start(|_| json(200, "{}")).await;
    let client = pbx.client();
    let connection = client.connect().await.unwrap();
    assert_eq!(client.encrypt(connection).await.unwrap(), None);
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let client = Client::new(ClientOptions::new(
        format!("https://{gone}").parse().unwrap(),
    ))
    .unwrap();
    let error = client.connect().await.err();
    assert!(
        matches!(error, Some(Error::Unreachable { .. })),
        "{error:?}"
    );
}

#[tokio::test]
async fn the_clock_of_the_pbx_is_read_from_its_answers() {
    let pbx = Double::start_bare(|_| {
        let an_hour_ahead = std::time::SystemTime::now() + std::time::Duration::from_hours(1);
        let date = httpdate::fmt_http_date(an_hour_ahead);
        bytes(
            200,
            &[("date", &date), ("content-type", "application/json")],
            b"{\"web_domain\":\"x\"}",
        )
    })
    .await;
    let client = pbx.client();
    assert_eq!(client.clock_difference(), None, "nothing was answered yet");
    client.info(None).await.unwrap();
    let known = client.clock_difference().unwrap();
    let hour = SignedDuration::from_hours(1);
    assert!(
        (known.ahead - hour).unsigned_abs() <= known.within + std::time::Duration::from_secs(1),
        "{known:?}"
    );
    assert!(
        !known.is_below(std::time::Duration::from_mins(1)),
        "{known:?}"
    );
}

#[tokio::test]
async fn rights_are_told_one_by_one() {
    let pbx = Double::start(|asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("a", 1800),
        "/api/cdrs" => value(&json!({"count": 12480, "items": [{"id": "1"}]})),
        "/api/recordings" | "/api/user/recordings" | "/api/users" => {
            refused(403, "FORBIDDEN", "no")
        }
        "/api/blobs/private" if asked.bearer.is_none() => json(401, "{}"),
        "/api/blobs/private" | "/api/blobs/public" => bytes(
            206,
            &[
                ("content-range", "bytes 1-3/4"),
                ("content-type", "audio/wav"),
            ],
            b"abc",
        ),
        _ => json(404, "{}"),
    })
    .await;
    let client = pbx.signed_in().await;
    let calls = client.calls_access().await.unwrap().unwrap();
    assert_eq!((calls.scope, calls.count), (Scope::Tenant, Some(12480)));
    assert_eq!(client.recordings_access().await.unwrap(), None);
    assert_eq!(client.directory_size().await.unwrap(), None);
    for (link, open) in [("private", Some(false)), ("public", Some(true))] {
        let link = FileLink::new(format!("/api/blobs/{link}"));
        assert_eq!(client.opens_without_session(&link).await.unwrap(), open);
    }
    let elsewhere = FileLink::new("https://storage.test.io/x".to_owned());
    assert_eq!(
        client.opens_without_session(&elsewhere).await.unwrap(),
        None,
        "not the PBX's to answer"
    );
}

#[tokio::test]
async fn the_newest_recordings_are_found_where_sorting_is_refused_too() {
    for sorts in [true, false] {
        let pbx = Double::start(move |asked| match asked.path.as_str() {
            "/api/auth/sign_in" => token("a", 1800),
            "/api/recordings" if sorts || !asked.query.contains_key("orderby") => {
                value(&json!({"count": 2, "items": [{"id": "8"}, {"id": "7"}]}))
            }
            "/api/recordings" => refused(400, "VALIDATE_FAILED", "orderby"),
            _ => json(404, "{}"),
        })
        .await;
        let client = pbx.signed_in().await;
        assert_eq!(
            client.newest_recordings(Scope::Tenant).await.unwrap(),
            ["8", "7"],
            "{sorts}"
        );
    }
}
