//! Servers that want a certificate from us: we have none, and remember that it was asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::sign::CertifiedKey;

/// Answers every request for a client certificate with none.
#[derive(Debug, Default)]
pub(crate) struct NoClientCertificate {
    asked: AtomicBool,
}

impl NoClientCertificate {
    /// Whether a server has asked. One that insists breaks the handshake off with an alert that does not say why.
    pub(crate) fn was_asked_for(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for NoClientCertificate {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.asked.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}
