//! Whom to trust: the roots of this computer and of the company, or one pinned certificate. Never "anybody".

mod authorities;
mod certificate;
mod client_auth;
mod failure;
mod fingerprint;
mod problem;
mod verifier;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;

pub use authorities::{Authorities, UnusableAuthorities};
pub use certificate::CertificateInfo;
pub(crate) use client_auth::NoClientCertificate;
pub use failure::TlsProblem;
pub use fingerprint::{Fingerprint, MalformedFingerprint};
pub use problem::{CertificateProblem, CertificateProblems};
pub(crate) use verifier::RefusedCertificate;

use verifier::Verifier;

/// How the certificate of the PBX is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsPolicy {
    /// The roots of the operating system, company CAs included, and [`crate::ClientOptions::authorities`].
    System,
    /// Exactly this certificate and no other, whatever its name, dates or issuer say. Handshake signatures are still
    /// verified, so the server must hold its key. Applies to the host of the PBX only.
    Pinned(Fingerprint),
}

/// The TLS set-up of a client.
pub(crate) struct Tls {
    pub(crate) config: ClientConfig,
    pub(crate) client_certificate: Arc<NoClientCertificate>,
}

impl Tls {
    /// The TLS set-up for a PBX called `host`. The crypto provider is named, not taken from the process: a second one in
    /// the same program must not change what we do.
    pub(crate) fn new(
        host: String,
        policy: TlsPolicy,
        authorities: &Authorities,
    ) -> Result<Self, rustls::Error> {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = Verifier::new(host, policy, authorities, Arc::clone(&provider));
        let client_certificate = Arc::new(NoClientCertificate::default());
        let mut config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_client_cert_resolver(Arc::clone(&client_certificate) as _);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self {
            config,
            client_certificate,
        })
    }
}
