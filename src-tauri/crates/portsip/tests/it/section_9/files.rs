//! Opening files: where the bearer goes, redirects, ranges, what is no file (api.md, section 9, items 12, 13, 15, 24).

use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures::StreamExt;
use portsip::{Error, FileBody, FileLink, Resume};

use crate::double::{Double, bytes, html, json, redirect, refused, token};

const WAV: &[u8] = b"RIFF\x24\x00\x00\x00WAVEfmt and then the sound of a call";
const SECRET: &str = "rZTOS5yB5elnATSbfxd";

fn link(url: &str) -> FileLink {
    FileLink::new(url.to_owned())
}

fn blob() -> FileLink {
    link(&format!("/api/blobs/{SECRET}"))
}

async fn whole(mut body: FileBody) -> Result<Vec<u8>, Error> {
    let mut all = Vec::new();
    while let Some(chunk) = body.next().await {
        all.extend_from_slice(&chunk?);
    }
    Ok(all)
}

/// A PBX that signs in and answers the rest like this.
async fn pbx(answer: impl Fn(&crate::double::Asked) -> Response + Send + Sync + 'static) -> Double {
    Double::start(move |asked| match asked.path.as_str() {
        "/api/auth/sign_in" => token("1", 1800),
        "/api/auth/refresh_token" => token("2", 1800),
        _ => answer(asked),
    })
    .await
}

#[tokio::test]
async fn a_file_comes_with_its_facts_and_every_byte() {
    let pbx = pbx(|_| {
        bytes(
            200,
            &[
                ("content-type", "application/octet-stream"),
                ("etag", "\"v1\""),
                ("accept-ranges", "bytes"),
                ("content-disposition", "attachment; filename=\"x.wav\""),
            ],
            WAV,
        )
    })
    .await;
    let client = pbx.signed_in().await;
    for url in [
        format!("/api/blobs/{SECRET}"),
        format!("api/blobs/{SECRET}"),
        format!("blobs/{SECRET}"),
        format!("http://{}/api/blobs/{SECRET}", pbx.address),
    ] {
        let body = client.open_file(&link(&url), None).await.unwrap();
        assert_eq!(
            (body.status, body.offset, body.length, body.total),
            (200, 0, Some(WAV.len() as u64), Some(WAV.len() as u64))
        );
        assert_eq!(
            (
                body.etag.as_deref(),
                body.validator.as_deref(),
                body.accepts_ranges
            ),
            (Some("\"v1\""), Some("\"v1\""), true)
        );
        assert_eq!(body.peek(), &WAV[..16]);
        assert_eq!(whole(body).await.unwrap(), WAV);
    }
    let asked = pbx.asked(SECRET);
    assert_eq!(asked.len(), 4);
    assert!(
        asked
            .iter()
            .all(|asked| asked.path == format!("/api/blobs/{SECRET}")
                && asked.bearer.as_deref() == Some("access-1"))
    );
}

#[tokio::test]
async fn bytes_that_trickle_are_peeked_and_not_lost() {
    let pbx = pbx(|_| {
        let drops = WAV
            .iter()
            .map(|&byte| Ok::<_, std::io::Error>(Bytes::copy_from_slice(&[byte])));
        Response::new(Body::from_stream(futures::stream::iter(
            drops.collect::<Vec<_>>(),
        )))
    })
    .await;
    let mut body = pbx
        .signed_in()
        .await
        .open_file(&blob(), None)
        .await
        .unwrap();
    assert_eq!((body.length, body.peek()), (None, &WAV[..16]));
    let first = body.chunk().await.unwrap().unwrap();
    assert_eq!(&first[..], &WAV[..first.len()]);
    assert_eq!([&first[..], &whole(body).await.unwrap()].concat(), WAV);
}

#[tokio::test]
async fn files_shorter_than_the_peek_end_quietly() {
    for length in [0, 1, 15, 16, 17] {
        let pbx = pbx(move |_| bytes(200, &[], &WAV[..length])).await;
        let mut body = pbx
            .signed_in()
            .await
            .open_file(&blob(), None)
            .await
            .unwrap();
        assert_eq!(body.peek(), &WAV[..length.min(16)]);
        let mut all = Vec::new();
        while let Some(chunk) = body.chunk().await.unwrap() {
            all.extend_from_slice(&chunk);
        }
        assert_eq!(all, &WAV[..length]);
        assert!(
            body.chunk().await.unwrap().is_none(),
            "{length} bytes end once"
        );
    }
}

#[tokio::test]
async fn row_24_the_bearer_stays_with_the_pbx() {
    let store = Double::start(|_| bytes(200, &[], WAV)).await;
    let to = format!("http://{}/bucket/{SECRET}?sig=1", store.address);
    let direct = to.clone();
    let pbx = pbx(move |asked| {
        if asked.path.ends_with(SECRET) {
            // A careless jar would send it to every port of this host.
            let mut answer = redirect(302, "/api/next");
            let cookie = "session=canary; Path=/".parse().unwrap();
            answer.headers_mut().insert("set-cookie", cookie);
            answer
        } else {
            redirect(307, &to)
        }
    })
    .await;
    let client = pbx.signed_in().await;
    assert_eq!(
        whole(client.open_file(&blob(), None).await.unwrap())
            .await
            .unwrap(),
        WAV
    );
    assert_eq!(
        whole(client.open_file(&link(&direct), None).await.unwrap())
            .await
            .unwrap(),
        WAV
    );
    assert!(
        pbx.asked("/api/next")
            .iter()
            .all(|asked| asked.bearer.is_some())
    );
    let seen = store.asked(SECRET);
    assert_eq!(seen.len(), 2);
    for asked in seen {
        assert!(
            !asked.headers.contains_key("authorization") && !asked.headers.contains_key("cookie")
        );
        assert!(
            !asked.headers.contains_key("referer"),
            "the referer would tell the link"
        );
    }
}

#[tokio::test]
async fn row_24_an_encrypted_pbx_is_not_left_for_a_plain_link() {
    let options = portsip::ClientOptions::new("https://pbx.invalid".parse().unwrap());
    let client = portsip::Client::new(options).unwrap();
    for url in [
        "http://pbx.invalid:8887/api/blobs/x",
        "file:///etc/passwd",
        "ftp://pbx.invalid/x",
    ] {
        let error = client.open_file(&link(url), None).await.unwrap_err();
        assert!(
            matches!(error, Error::RedirectRefused { .. }),
            "{url}: {error:?}"
        );
    }
}

#[tokio::test]
async fn row_24_circles_long_chains_and_odd_schemes_are_refused() {
    for kind in [
        "circle",
        "chain",
        "file:///etc/passwd",
        "ftp://127.0.0.1/x",
        "no location",
    ] {
        let hops = AtomicUsize::new(0);
        let pbx = pbx(move |_| match kind {
            "circle" => redirect(
                302,
                if hops.fetch_add(1, SeqCst).is_multiple_of(2) {
                    "/api/a"
                } else {
                    "/api/b"
                },
            ),
            "chain" => redirect(302, &format!("/api/hop/{}", hops.fetch_add(1, SeqCst))),
            "no location" => json(302, ""),
            to => redirect(302, to),
        })
        .await;
        let error = pbx
            .signed_in()
            .await
            .open_file(&blob(), None)
            .await
            .unwrap_err();
        assert!(
            matches!(error, Error::RedirectRefused { .. }),
            "{kind}: {error:?}"
        );
        assert!(pbx.calls().len() <= 7, "{kind}: {:?}", pbx.calls());
        assert!(
            !format!("{error} {error:?}").contains(SECRET),
            "{kind}: the link leaks into {error:?}"
        );
    }
}

#[tokio::test]
async fn row_12_pages_and_errors_are_no_files() {
    let page = [("content-type", "text/html")];
    let cases: [(Response, &str); 16] = [
        (html(200), "Forbidden"),
        (bytes(200, &page, b"Please sign in again."), "Forbidden"),
        (bytes(200, &page, b""), "Forbidden"),
        (
            bytes(
                200,
                &[("content-type", "audio/wav")],
                b"\n <!DOCTYPE html><title>Sign in",
            ),
            "Forbidden",
        ),
        (
            bytes(200, &[], b"<?xml version=\"1.0\"?><Error/>"),
            "BadResponse",
        ),
        (json(200, r#"{"errors":[{"code":"X"}]}"#), "BadResponse"),
        (
            bytes(200, &[("content-encoding", "gzip")], b"\x1f\x8b"),
            "BadResponse",
        ),
        (refused(403, "FORBIDDEN", "no"), "Forbidden"),
        (json(404, ""), "NotFound"),
        (json(410, ""), "NotFound"),
        (json(429, ""), "Throttled"),
        (json(503, ""), "Throttled"),
        (json(500, ""), "Server"),
        (json(400, ""), "Refused"),
        (
            bytes(206, &[("content-range", "bytes 5-9/100")], b"01234"),
            "BadResponse",
        ),
        (bytes(206, &[], b"01234"), "BadResponse"),
    ];
    for (answer, wanted) in cases {
        let answer = std::sync::Mutex::new(Some(answer));
        let pbx = pbx(move |_| answer.lock().unwrap().take().expect("one attempt only")).await;
        let error = pbx
            .signed_in()
            .await
            .open_file(&blob(), None)
            .await
            .unwrap_err();
        assert!(
            format!("{error:?}").starts_with(wanted),
            "{wanted}: {error:?}"
        );
        assert!(!format!("{error} {error:?}").contains(SECRET));
    }
}

#[tokio::test]
async fn row_12_audio_is_audio_whatever_type_it_is_served_with() {
    for kind in ["text/html; charset=utf-8", "application/json", "image/png"] {
        let pbx = pbx(move |_| bytes(200, &[("content-type", kind)], WAV)).await;
        let mut body = pbx
            .signed_in()
            .await
            .open_file(&blob(), None)
            .await
            .unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(body.chunk().await.unwrap().unwrap(), WAV, "{kind}");
    }
}

#[tokio::test]
async fn row_13_a_part_is_asked_for_with_a_guard() {
    let pbx = pbx(|asked| {
        if asked
            .headers
            .get("if-range")
            .is_some_and(|tag| tag == "\"old\"")
        {
            return bytes(200, &[("etag", "\"new\"")], WAV);
        }
        match asked
            .headers
            .get("range")
            .map(|range| range.to_str().unwrap())
        {
            Some("bytes=10-") => {
                let range = format!("bytes 10-{}/{}", WAV.len() - 1, WAV.len());
                bytes(206, &[("content-range", &range)], &WAV[10..])
            }
            Some("bytes=999-") => bytes(
                416,
                &[("content-range", &format!("bytes */{}", WAV.len()))],
                b"",
            ),
            _ => bytes(200, &[], WAV),
        }
    })
    .await;
    let client = pbx.signed_in().await;
    let part = |offset: u64, validator: Option<&str>| {
        Some(Resume {
            offset,
            validator: validator.map(str::to_owned),
        })
    };

    let body = client
        .open_file(&blob(), part(10, Some("\"same\"")))
        .await
        .unwrap();
    assert_eq!(
        (body.status, body.offset, body.total),
        (206, 10, Some(WAV.len() as u64))
    );
    assert_eq!(whole(body).await.unwrap(), &WAV[10..]);

    let changed = client
        .open_file(&blob(), part(10, Some("\"old\"")))
        .await
        .unwrap();
    assert_eq!(
        (changed.status, changed.offset),
        (200, 0),
        "a changed file comes whole"
    );

    let beyond = client
        .open_file(&blob(), part(999, None))
        .await
        .unwrap_err();
    assert!(
        matches!(beyond, Error::RangeNotSatisfiable { length: Some(length) } if length == WAV.len() as u64),
        "{beyond:?}"
    );

    client.open_file(&blob(), part(0, None)).await.unwrap();
    assert!(
        !pbx.asked(SECRET)
            .last()
            .unwrap()
            .headers
            .contains_key("range")
    );
}

#[tokio::test]
async fn row_12_a_private_link_renews_the_session_once() {
    let renewed = pbx(|asked| {
        if asked.bearer.as_deref() == Some("access-2") {
            bytes(200, &[], WAV)
        } else {
            json(401, "")
        }
    })
    .await;
    let client = renewed.signed_in().await;
    assert_eq!(
        whole(client.open_file(&blob(), None).await.unwrap())
            .await
            .unwrap(),
        WAV
    );
    assert_eq!(renewed.asked("refresh_token").len(), 1);

    let closed = pbx(|asked| {
        if asked.path.contains("blobs") {
            json(401, "")
        } else {
            json(200, r#"{"name":"Test"}"#)
        }
    })
    .await;
    let client = closed.signed_in().await;
    for _ in 0..10 {
        assert!(matches!(
            client.open_file(&blob(), None).await,
            Err(Error::Forbidden { .. })
        ));
    }
    assert!(
        closed.asked("refresh_token").len() <= 3,
        "each denied file renews the session"
    );
    assert!(
        client.tenant().await.unwrap().is_some(),
        "a denied file ended the session"
    );
}

#[tokio::test]
async fn a_file_that_falls_silent_is_an_error() {
    let pbx = pbx(|_| {
        let first = futures::stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(WAV))]);
        Response::new(Body::from_stream(first.chain(futures::stream::pending())))
    })
    .await;
    let mut options = pbx.options();
    options.idle_timeout = std::time::Duration::from_millis(100);
    let client = portsip::Client::new(options).unwrap();
    let mut body = client.open_file(&blob(), None).await.unwrap();
    assert_eq!(&body.chunk().await.unwrap().unwrap()[..], WAV);
    let error = body.chunk().await.unwrap_err();
    assert!(matches!(error, Error::Timeout { .. }), "{error:?}");
    assert!(
        body.chunk().await.unwrap().is_none(),
        "an error ends the stream"
    );
}

#[tokio::test]
async fn a_cut_file_is_an_error_not_an_end() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = stream.read(&mut request).await.unwrap();
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
        stream
            .write_all(&[head.as_bytes(), WAV].concat())
            .await
            .unwrap();
    });
    let options = portsip::ClientOptions::new(format!("http://{address}").parse().unwrap());
    let client = portsip::Client::new(options).unwrap();
    let body = client.open_file(&blob(), None).await.unwrap();
    assert_eq!(body.length, Some(1000));
    let error = whole(body).await.unwrap_err();
    assert!(matches!(error, Error::Interrupted { .. }), "{error:?}");
    assert!(!format!("{error} {error:?}").contains(SECRET));
}

#[tokio::test]
async fn row_13_every_answer_tells_whether_parts_are_served() {
    // No request is spent on a probe: a download that breaks off has learned it already.
    for (headers, ranges, guard) in [
        (&[][..], false, None),
        (&[("accept-ranges", "bytes")][..], true, None),
        (
            &[("accept-ranges", "none"), ("etag", "\"a\"")][..],
            false,
            Some("\"a\""),
        ),
        (
            &[
                ("etag", "W/\"a\""),
                ("last-modified", "Tue, 20 Aug 2024 06:00:00 GMT"),
            ][..],
            false,
            Some("Tue, 20 Aug 2024 06:00:00 GMT"),
        ),
        (&[("etag", "W/\"a\"")][..], false, None),
    ] {
        let pbx = pbx(move |_| bytes(200, headers, WAV)).await;
        let client = pbx.signed_in().await;
        let body = client.open_file(&blob(), None).await.unwrap();
        assert_eq!(
            (body.accepts_ranges, body.validator.as_deref()),
            (ranges, guard),
            "{headers:?}"
        );
        assert_eq!(pbx.asked(SECRET).len(), 1, "{headers:?}");
    }
}

#[tokio::test]
async fn row_14_every_byte_comes_whatever_it_is_called() {
    for start in [
        &b"#!AMR\n"[..],
        b"#!AMR-WB\n",
        b"ID3\x04\0",
        b"RIFF\xff\xff\xff\xffWAVE",
        b"\0\0\0\x18ftypmp42",
    ] {
        for kind in ["audio/wav", "application/octet-stream", "text/plain", ""] {
            let file = [start, &[0x55; 100]].concat();
            let sent = file.clone();
            let pbx = pbx(move |_| bytes(200, &[("content-type", kind)], &sent)).await;
            let client = pbx.signed_in().await;
            let body = client.open_file(&blob(), None).await.unwrap();
            assert!(
                body.peek().starts_with(&start[..start.len().min(16)]),
                "{kind}"
            );
            assert_eq!(whole(body).await.unwrap(), file, "{kind}");
        }
    }
}

#[tokio::test]
async fn row_15_a_stale_link_is_not_found_and_the_detail_gives_another() {
    let pbx = pbx(|asked| match asked.path.as_str() {
        "/api/recordings/7" => json(200, r#"{"items":[{"file_url":"/api/blobs/fresh"}]}"#),
        "/api/blobs/fresh" => bytes(200, &[], WAV),
        _ => json(410, ""),
    })
    .await;
    let client = pbx.signed_in().await;
    let stale = client.open_file(&link("/api/blobs/stale"), None).await;
    assert!(matches!(stale, Err(Error::NotFound { .. })), "{stale:?}");
    let files = client
        .recording_files(portsip::Scope::Tenant, "7")
        .await
        .unwrap();
    let fresh = files[0].link.as_ref().unwrap();
    let body = client.open_file(fresh, None).await.unwrap();
    assert_eq!(whole(body).await.unwrap(), WAV);
}
