//! Whom to trust: the roots of this computer, or one pinned certificate. Never "anybody".

mod certificate;
mod fingerprint;
mod verifier;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::aws_lc_rs;

pub use certificate::CertificateInfo;
pub use fingerprint::{Fingerprint, MalformedFingerprint};
pub(crate) use verifier::RefusedCertificate;

use verifier::Verifier;

/// How the certificate of the PBX is judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsPolicy {
    /// The roots of the operating system, company CAs included.
    System,
    /// Exactly this certificate and no other, whatever its name, dates or issuer say. Handshake signatures are still
    /// verified, so the server must hold its key. Applies to the host of the PBX only.
    Pinned(Fingerprint),
}

/// The TLS set-up for a PBX called `host`. The crypto provider is named, not taken from the process: a second one in
/// the same program must not change what we do.
pub(crate) fn client_config(
    host: String,
    policy: TlsPolicy,
) -> Result<ClientConfig, rustls::Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = Verifier::new(host, policy, Arc::clone(&provider));
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
