//! A TLS server that grants every sign-in and keeps what it could decrypt, and certificates of every shape for it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use portsip::{CertificateInfo, Client, ClientOptions, Error, Fingerprint, TlsPolicy};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, CustomExtension, DnType, IsCa, KeyPair,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WantsServerCert;
use rustls::{
    ConfigBuilder, ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion,
};

use crate::double::credentials;

pub(crate) const BOTH_VERSIONS: [&SupportedProtocolVersion; 2] =
    [&rustls::version::TLS12, &rustls::version::TLS13];

pub(crate) struct TlsDouble {
    pub(crate) port: u16,
    heard: Arc<Mutex<Vec<u8>>>,
    connections: Arc<AtomicUsize>,
}

impl TlsDouble {
    /// Serves each set-up for one connection, the last one for ever.
    pub(crate) fn start(configs: Vec<Arc<ServerConfig>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let (log, count) = (Arc::clone(&heard), Arc::clone(&connections));
        std::thread::spawn(move || {
            for (at, stream) in listener.incoming().enumerate() {
                count.fetch_add(1, Ordering::SeqCst);
                let config = Arc::clone(&configs[at.min(configs.len() - 1)]);
                let mut tls =
                    StreamOwned::new(ServerConnection::new(config).unwrap(), stream.unwrap());
                answer(&mut tls, &log);
                // Closing with bytes unread would take the last words away from the client.
                let _ = std::io::copy(&mut tls.sock, &mut std::io::sink());
            }
        });
        Self {
            port,
            heard,
            connections,
        }
    }

    /// One certificate, in both versions of TLS.
    pub(crate) fn with(certificate: &Certificate) -> Self {
        Self::start(vec![certificate.config(&BOTH_VERSIONS)])
    }

    pub(crate) fn options(&self, host: &str) -> ClientOptions {
        ClientOptions::new(format!("https://{host}:{}", self.port).parse().unwrap())
    }

    pub(crate) fn client(&self, tls: TlsPolicy) -> Client {
        let mut options = self.options("localhost");
        options.tls = tls;
        Client::new(options).unwrap()
    }

    /// Bytes that could be decrypted: what a client said after it had decided to trust.
    pub(crate) fn heard(&self) -> usize {
        self.heard.lock().unwrap().len()
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// One request, one answer. A handshake that fails has its alert sent.
fn answer<S: Read + Write>(tls: &mut StreamOwned<ServerConnection, S>, heard: &Mutex<Vec<u8>>) {
    let mut request = [0; 8192];
    match tls.read(&mut request) {
        Ok(length @ 1..) => {
            heard.lock().unwrap().extend_from_slice(&request[..length]);
            let body = r#"{"access_token":"a","web_domain":"pbx.test.io"}"#;
            let answer = format!(
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = tls.write_all(answer.as_bytes());
            tls.conn.send_close_notify();
            let _ = tls.flush();
        }
        _ => {
            let _ = tls.conn.write_tls(&mut tls.sock);
        }
    }
    let _ = tls.sock.flush();
}

/// A certificate with what is sent beside it, and a key.
pub(crate) struct Certificate {
    pub(crate) chain: Vec<CertificateDer<'static>>,
    /// PKCS#8.
    pub(crate) key: Vec<u8>,
}

impl Certificate {
    pub(crate) fn fingerprint(&self) -> Fingerprint {
        Fingerprint::of(&self.chain[0])
    }

    pub(crate) fn config(
        &self,
        versions: &[&'static SupportedProtocolVersion],
    ) -> Arc<ServerConfig> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        let signer = provider().key_provider.load_private_key(key).unwrap();
        // The usual way compares key and certificate, and reads no X.509 v1.
        let certified = rustls::sign::CertifiedKey::new(self.chain.clone(), signer);
        let config = without_client_auth(versions)
            .with_cert_resolver(Arc::new(rustls::sign::SingleCertAndKey::from(certified)));
        Arc::new(config)
    }
}

pub(crate) fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}

fn without_client_auth(
    versions: &[&'static SupportedProtocolVersion],
) -> ConfigBuilder<ServerConfig, WantsServerCert> {
    ServerConfig::builder_with_provider(provider())
        .with_protocol_versions(versions)
        .unwrap()
        .with_no_client_auth()
}

fn params(shape: impl FnOnce(&mut CertificateParams)) -> CertificateParams {
    let mut params = CertificateParams::new(vec!["pbx.test.io".to_owned()]).unwrap();
    params
        .distinguished_name
        .push(DnType::CommonName, "PortSIP PBX");
    shape(&mut params);
    params
}

/// Signed by itself, for `pbx.test.io` unless shaped otherwise.
pub(crate) fn self_signed(shape: impl FnOnce(&mut CertificateParams)) -> Certificate {
    let key = KeyPair::generate().unwrap();
    let signed = params(shape).self_signed(&key).unwrap();
    Certificate {
        chain: vec![signed.der().clone()],
        key: key.serialize_der(),
    }
}

/// An authority of a company, or one that a test takes for a public one.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    /// An authority below this one.
    pub(crate) fn authority(&self, name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::signed_by(params, KeyPair::generate().unwrap(), &self.0).unwrap())
    }

    /// A certificate for `localhost`, sent with these others.
    pub(crate) fn issue(
        &self,
        shape: impl FnOnce(&mut CertificateParams),
        beside: &[&Self],
    ) -> Certificate {
        let key = KeyPair::generate().unwrap();
        let for_localhost = |params: &mut CertificateParams| {
            *params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
            params
                .distinguished_name
                .push(DnType::CommonName, "PortSIP PBX");
            shape(params);
        };
        let signed = params(for_localhost).signed_by(&key, &self.0).unwrap();
        let mut chain = vec![signed.der().clone()];
        chain.extend(beside.iter().map(|authority| authority.der()));
        Certificate {
            chain,
            key: key.serialize_der(),
        }
    }

    pub(crate) fn der(&self) -> CertificateDer<'static> {
        self.0.der().clone()
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }
}

/// The mark of certificates that public authorities issue: a policy of the CA/Browser Forum, 2.23.140.1.2.1.
pub(crate) fn domain_validated(params: &mut CertificateParams) {
    // SEQUENCE { SEQUENCE { OBJECT IDENTIFIER 2.23.140.1.2.1 } }
    let policies = vec![
        0x30, 0x0a, 0x30, 0x08, 0x06, 0x06, 0x67, 0x81, 0x0c, 0x01, 0x02, 0x01,
    ];
    params
        .custom_extensions
        .push(CustomExtension::from_oid_content(&[2, 5, 29, 32], policies));
}

/// An X.509 v1 certificate, as `openssl x509 -req -signkey` makes it, and its key (made for these tests).
pub(crate) fn first_version() -> Certificate {
    Certificate {
        chain: vec![decoded(V1_CERTIFICATE).into()],
        key: decoded(V1_KEY),
    }
}

const V1_CERTIFICATE: &str = "MIIBLzCB1QIUBx+b2FxPhfwWzUYlBpkoLfa65mQwCgYIKoZIzj0EAwIwGTEXMBUGA1UEAwwOUG9ydFNJUCBQQlggdjEwIBcNMjYxMTI0MDQxNjIzWhgPMjEyNjEwMzEwNDE2MjNaMBkxFzAVBgNVBAMMDlBvcnRTSVAgUEJYIHYxMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/ONeX/G8Bt4LhJAuNwPjnFIsCdeyGcI9kHmFkTRJ0fIqQ3dsiOficFqH4cCaDhPhDQoObngLqTH7nhXobj2kNDAKBggqhkjOPQQDAgNJADBGAiEA8odAHOMwnTDXQI/MfqGMQnNixw3ZIaE/40yITb0/F4oCIQCQJAeEGXJJNE2Jn4wY5qKRINffrSqLFwybyzIj1gSyyw==";
const V1_KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgObxxLS73RarwzGEkE/KmnY8HXLOXAbpPZfCvSF08hNOhRANCAAT8415f8bwG3guEkC43A+OcUiwJ17IZwj2QeYWRNEnR8ipDd2yI5+JwWofhwJoOE+ENCg5ueAupMfueFehuPaQ0";

fn decoded(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}

/// The question about the certificate that a sign-in ends with.
pub(crate) async fn refused(client: &Client) -> (Box<CertificateInfo>, Vec<String>) {
    match client.sign_in(&credentials()).await.unwrap_err() {
        Error::Certificate { info, problems, .. } => (
            info,
            problems
                .as_slice()
                .iter()
                .map(ToString::to_string)
                .collect(),
        ),
        other => panic!("no certificate in {other:?}"),
    }
}
