//! Certificates: asked once with the fingerprint, pinned exactly, nothing sent before (api.md, section 9, item 23).

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use portsip::{CertificateInfo, Client, ClientOptions, Error, Fingerprint, SignIn, TlsPolicy};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::double::credentials;

/// A TLS server that grants every sign-in and keeps what it could decrypt.
struct TlsDouble {
    port: u16,
    fingerprint: Fingerprint,
    heard: Arc<Mutex<Vec<u8>>>,
}

pub(crate) struct Certificate {
    pub(crate) der: Vec<u8>,
    key: KeyPair,
}

pub(crate) fn certificate(shape: impl FnOnce(&mut CertificateParams)) -> Certificate {
    let mut params = CertificateParams::new(vec!["pbx.test.io".to_owned()]).unwrap();
    params
        .distinguished_name
        .push(DnType::CommonName, "PortSIP PBX");
    shape(&mut params);
    let key = KeyPair::generate().unwrap();
    let der = params.self_signed(&key).unwrap().der().to_vec();
    Certificate { der, key }
}

impl TlsDouble {
    /// Serves each certificate for one connection, the last one for ever.
    fn start(certificates: Vec<Certificate>) -> Self {
        let fingerprint = Fingerprint::of(&certificates[0].der);
        Self::serve(certificates.iter().map(config).collect(), fingerprint)
    }

    fn serve(configs: Vec<Arc<ServerConfig>>, fingerprint: Fingerprint) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        std::thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                let config = Arc::clone(&configs[at.min(configs.len() - 1)]);
                let mut tls =
                    StreamOwned::new(ServerConnection::new(config).unwrap(), stream.unwrap());
                let mut request = [0; 8192];
                if let Ok(length) = tls.read(&mut request) {
                    log.lock().unwrap().extend_from_slice(&request[..length]);
                    let body = r#"{"access_token":"a","web_domain":"pbx.test.io"}"#;
                    let answer = format!(
                        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    let _ = tls.write_all(answer.as_bytes());
                    tls.conn.send_close_notify();
                    let _ = tls.flush();
                }
            }
        });
        Self {
            port,
            fingerprint,
            heard,
        }
    }

    fn client(&self, tls: TlsPolicy) -> Client {
        let mut options =
            ClientOptions::new(format!("https://localhost:{}", self.port).parse().unwrap());
        options.tls = tls;
        Client::new(options).unwrap()
    }

    fn heard(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

/// An X.509 v1 certificate, as `openssl x509 -req -signkey` makes it, and its key (made for this test).
const V1_CERTIFICATE: &str = "MIIBLzCB1QIUBx+b2FxPhfwWzUYlBpkoLfa65mQwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOUG9ydFNJUCBQQlggdjEwIBcNMjYxMTI0MDQxNjIzWhgPMjEyNjEwMzEwNDE2MjNaMBkxFzAVBgNVBAMMDlBvcnRTSVAgUEJYIHYxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/ONeX/G8Bt4LhJAuNwPjnFIsCdeyGcI9kHmFkTRJ0fIqQ3dsiOficFqH4cCaDhPhDQoObngLqTH7nhXobj2kNDAKBggqhkjOPQQDAgNJADBGAiEA8odAHOMwnTDXQI/MfqGMQnNixw3ZIaE/40yITb0/F4oCIQCQJAeEGXJJNE2Jn4wY5qKRINffrSqLFwybyzIj1gSyyw==";
const V1_KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgObxxLS73RarwzGEkE/KmnY8HXLOXAbpPZfCvSF08hNOhRANCAAT8415f8bwG3guEkC43A+OcUiwJ17IZwj2QeYWRNEnR8ipDd2yI5+JwWofhwJoOE+ENCg5ueAupMfueFehuPaQ0";

/// Standard base64, enough for two constants.
fn decoded(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for byte in text.bytes().filter(|&byte| byte != b'=') {
        let value = ALPHABET.iter().position(|&letter| letter == byte).unwrap();
        bits = (bits << 6) | u32::try_from(value).unwrap();
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
            bits &= (1 << held) - 1;
        }
    }
    bytes
}

pub(crate) fn config(certificate: &Certificate) -> Arc<ServerConfig> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certificate.key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der.clone().into()], key)
        .unwrap();
    Arc::new(config)
}

async fn refused(client: &Client) -> (Box<CertificateInfo>, String) {
    match client.sign_in(&credentials()).await.unwrap_err() {
        Error::Certificate { info, reason, .. } => (info, reason),
        other => panic!("no certificate in {other:?}"),
    }
}

#[tokio::test]
async fn an_untrusted_certificate_is_shown_and_then_pinned() {
    let authority =
        |params: &mut CertificateParams| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let expired = |params: &mut CertificateParams| {
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(2021, 1, 1);
    };
    let nameless = |params: &mut CertificateParams| params.subject_alt_names.clear();
    for (kind, certificate) in [
        ("a self-signed authority", certificate(authority)),
        ("another host", certificate(|_| {})),
        ("expired", certificate(expired)),
        ("no name at all", certificate(nameless)),
    ] {
        let server = TlsDouble::start(vec![certificate]);
        let (info, reason) = refused(&server.client(TlsPolicy::System)).await;
        assert_eq!(info.fingerprint, server.fingerprint, "{kind}");
        assert!(
            info.subject.contains("PortSIP PBX") && info.issuer == info.subject,
            "{kind}: {info:?}"
        );
        assert!(
            info.not_before < info.not_after && !reason.is_empty(),
            "{kind}"
        );
        assert_eq!(
            server.heard(),
            0,
            "{kind}: something was sent before the decision"
        );

        let pinned = server.client(TlsPolicy::Pinned(info.fingerprint));
        assert!(
            matches!(pinned.sign_in(&credentials()).await, Ok(SignIn::Done)),
            "{kind}: the pin does not work"
        );
        assert!(server.heard() > 0);
    }
}

#[tokio::test]
async fn a_certificate_of_the_first_x509_version_can_be_pinned() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        for honest in [true, false] {
            let der = decoded(V1_CERTIFICATE);
            let pin = Fingerprint::of(&der);
            let thief = KeyPair::generate().unwrap().serialize_der();
            let key = if honest { decoded(V1_KEY) } else { thief };
            let provider = rustls::crypto::aws_lc_rs::default_provider();
            let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
            let signer = provider.key_provider.load_private_key(key).unwrap();
            let certified = rustls::sign::CertifiedKey::new(vec![der.into()], signer);
            let config = ServerConfig::builder_with_provider(Arc::new(provider))
                .with_protocol_versions(&[version])
                .unwrap()
                .with_no_client_auth()
                .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
            let server = TlsDouble::serve(vec![Arc::new(config)], pin);
            let (info, _) = refused(&server.client(TlsPolicy::System)).await;
            assert_eq!(info.fingerprint, pin);
            let outcome = server
                .client(TlsPolicy::Pinned(pin))
                .sign_in(&credentials())
                .await;
            assert_eq!(outcome.is_ok(), honest, "{version:?}: {outcome:?}");
            assert_eq!(server.heard() > 0, honest, "{version:?}");
        }
    }
}

#[tokio::test]
async fn a_changed_certificate_blocks_and_names_both() {
    let [first, second] = [certificate(|_| {}), certificate(|_| {})];
    let new = Fingerprint::of(&second.der);
    let server = TlsDouble::start(vec![first, second]);
    let client = server.client(TlsPolicy::Pinned(server.fingerprint));
    client.info(None).await.unwrap();
    let heard = server.heard();
    let error = client.sign_in(&credentials()).await.unwrap_err();
    let message = error.to_string();
    assert!(
        message.contains(&server.fingerprint.to_string()) && message.contains(&new.to_string()),
        "{message}"
    );
    assert!(
        matches!(error, Error::PinMismatch { expected, presented, .. } if expected == server.fingerprint && presented.fingerprint == new)
    );
    assert_eq!(
        server.heard(),
        heard,
        "credentials went to a changed certificate"
    );
}

#[tokio::test]
async fn the_right_certificate_without_its_key_is_refused() {
    let mut thief = certificate(|_| {});
    let stolen = Fingerprint::of(&thief.der);
    let der = std::mem::take(&mut thief.der);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = Arc::new(Mutex::new(0_usize));
    let log = Arc::clone(&heard);
    // The certified key of another certificate: the handshake signature cannot be right.
    let other = KeyPair::generate().unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(other.serialize_der()));
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let signer = provider.key_provider.load_private_key(key).unwrap();
    let certified = rustls::sign::CertifiedKey::new(vec![der.into()], signer);
    let config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
    let config = Arc::new(config);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut tls = StreamOwned::new(connection, stream.unwrap());
            *log.lock().unwrap() += tls.read(&mut [0; 8192]).unwrap_or(0);
        }
    });
    let mut options = ClientOptions::new(format!("https://127.0.0.1:{port}").parse().unwrap());
    options.tls = TlsPolicy::Pinned(stolen);
    let error = Client::new(options)
        .unwrap()
        .sign_in(&credentials())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Tls { .. }), "{error:?}");
    assert_eq!(*heard.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_port_without_tls_says_so() {
    let plain = crate::double::Double::start(|_| crate::double::json(200, "{}")).await;
    let options = ClientOptions::new(format!("https://{}", plain.address).parse().unwrap());
    let error = Client::new(options).unwrap().info(None).await.unwrap_err();
    assert!(matches!(error, Error::Tls { .. }), "{error:?}");
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
