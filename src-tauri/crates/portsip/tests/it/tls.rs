//! Connections that are not encrypted, or not well enough: each has its own words, and nothing is sent.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use portsip::{Client, ClientOptions, Error, TlsPolicy, TlsProblem};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

use crate::double::credentials;
use crate::tls_double::{Authority, BOTH_VERSIONS, TlsDouble, provider, self_signed};

/// Takes what the client says first, answers with these bytes, and closes when the client does.
fn answering(bytes: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(bytes);
            if !bytes.is_empty() {
                let _ = std::io::copy(&mut stream, &mut std::io::sink());
            }
        }
    });
    port
}

fn options(port: u16) -> ClientOptions {
    let mut options = ClientOptions::new(format!("https://127.0.0.1:{port}").parse().unwrap());
    options.retry.first_pause = Duration::from_millis(1);
    options
}

/// A server hello of TLS 1.0 or 1.1: version, random, no session, the cipher `TLS_RSA_WITH_AES_128_CBC_SHA`, no compression.
const fn server_hello(minor: u8) -> [u8; 47] {
    let mut hello = [0x5a; 47];
    let head = [0x16, 3, minor, 0, 42, 2, 0, 0, 38, 3, minor];
    let mut at = 0;
    while at < head.len() {
        hello[at] = head[at];
        at += 1;
    }
    let tail = [0, 0, 0x2f, 0];
    at = 0;
    while at < tail.len() {
        hello[43 + at] = tail[at];
        at += 1;
    }
    hello
}

static HELLO_1_0: [u8; 47] = server_hello(1);
static HELLO_1_1: [u8; 47] = server_hello(2);

#[tokio::test]
async fn every_failed_handshake_says_why() {
    let alert = |description: u8| -> &'static [u8] {
        Box::leak(Box::new([0x15, 3, 1, 0, 2, 2, description]))
    };
    for (kind, bytes, expected) in [
        ("TLS 1.0", HELLO_1_0.as_slice(), TlsProblem::Outdated),
        ("TLS 1.1", HELLO_1_1.as_slice(), TlsProblem::Outdated),
        ("alert protocol_version", alert(70), TlsProblem::Outdated),
        (
            "alert handshake_failure",
            alert(40),
            TlsProblem::NothingInCommon,
        ),
        (
            "alert insufficient_security",
            alert(71),
            TlsProblem::NothingInCommon,
        ),
        (
            "HTTP",
            b"HTTP/1.1 400 Bad Request\r\n\r\n",
            TlsProblem::NotTls,
        ),
        ("SSH", b"SSH-2.0-OpenSSH_9.6\r\n", TlsProblem::NotTls),
        ("nothing", b"", TlsProblem::Closed),
    ] {
        let client = Client::new(options(answering(bytes))).unwrap();
        let error = client.sign_in(&credentials()).await.unwrap_err();
        let Error::Tls { problem, .. } = &error else {
            panic!("{kind}: {error:?}");
        };
        assert_eq!(*problem, expected, "{kind}");
        let message = error.to_string();
        assert!(message.contains(&expected.to_string()), "{kind}: {message}");
    }
}

#[tokio::test]
async fn a_server_that_demands_a_client_certificate_is_understood() {
    let company = Authority::new("Company CA");
    let certificate = self_signed(|_| {});
    let mut roots = RootCertStore::empty();
    roots.add(company.der()).unwrap();
    let demand = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider())
        .build()
        .unwrap();
    for version in BOTH_VERSIONS {
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(certificate.key.clone());
        let config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[version])
            .unwrap()
            .with_client_cert_verifier(Arc::clone(&demand))
            .with_single_cert(certificate.chain.clone(), key.into())
            .unwrap();
        let server = TlsDouble::start(vec![Arc::new(config)]);
        let client = server.client(TlsPolicy::Pinned(certificate.fingerprint()));
        let error = client.info(None).await.unwrap_err();
        assert!(
            matches!(
                error,
                Error::Tls {
                    problem: TlsProblem::ClientCertificate,
                    ..
                }
            ),
            "{version:?}: {error:?}"
        );
        assert_eq!(server.heard(), 0, "{version:?}: the server let nothing in");
    }
}

#[test]
fn plain_http_beyond_this_computer_needs_permission() {
    let mut options = ClientOptions::new("http://pbx.test.io".parse().unwrap());
    assert!(matches!(
        Client::new(options.clone()).unwrap_err(),
        Error::PlainHttpRefused { .. }
    ));
    options.allow_plain_http = true;
    assert!(Client::new(options).is_ok());
}
