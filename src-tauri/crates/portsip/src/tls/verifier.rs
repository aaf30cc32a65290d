//! Certificate verification that remembers what it refused.
//!
//! The refused certificate travels inside the error, so that two connections at once can never be told the other's.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
    verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::{
    CertificateError, DigitallySignedStruct, Error as TlsError, OtherError, SignatureScheme,
};
use rustls_platform_verifier::Verifier as SystemVerifier;
use x509_parser::parse_x509_certificate;
use x509_parser::x509::{SubjectPublicKeyInfo, X509Version};

use super::problem::{Presented, problems_of};
use super::{Authorities, CertificateInfo, CertificateProblems, Fingerprint, TlsPolicy};

/// A certificate that was presented and not accepted.
#[derive(Clone, Debug)]
pub(crate) struct RefusedCertificate {
    pub(crate) info: CertificateInfo,
    pub(crate) problems: CertificateProblems,
    /// The pin it was held against, if there was one.
    pub(crate) pinned: Option<Fingerprint>,
}

impl fmt::Display for RefusedCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.problems.fmt(f)
    }
}

impl std::error::Error for RefusedCertificate {}

/// The system's judgement, or a pin for the host of the PBX.
#[derive(Debug)]
pub(crate) struct Verifier {
    host: String,
    policy: TlsPolicy,
    /// `Err` holds why the system's roots cannot be used (a container may have none); a pin works without them.
    system: Result<SystemVerifier, String>,
    provider: Arc<CryptoProvider>,
}

impl Verifier {
    pub(crate) fn new(
        host: String,
        policy: TlsPolicy,
        authorities: &Authorities,
        provider: Arc<CryptoProvider>,
    ) -> Self {
        let system =
            SystemVerifier::new_with_extra_roots(authorities.ders(), Arc::clone(&provider))
                .map_err(|cause| cause.to_string());
        Self {
            host,
            policy,
            system,
            provider,
        }
    }

    /// The library reads X.509 v3 only; a PBX may have been installed with a v1 certificate. Under a pin its key is
    /// known to be the right one, so the signature is checked against the key alone. A bad signature stays bad.
    fn old_certificate(
        &self,
        cert: &CertificateDer<'_>,
        cause: TlsError,
        verify: impl FnOnce(&SubjectPublicKeyInfo<'_>) -> Result<HandshakeSignatureValid, TlsError>,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let pinned = matches!(self.policy, TlsPolicy::Pinned(pin) if pin == Fingerprint::of(cert));
        let bad_signature = matches!(
            &cause,
            TlsError::InvalidCertificate(CertificateError::BadSignature)
        );
        match parse_x509_certificate(cert) {
            Ok((_, old)) if pinned && !bad_signature && old.version() != X509Version::V3 => {
                verify(old.public_key())
            }
            _ => Err(cause),
        }
    }

    fn pin_for(&self, name: &ServerName<'_>) -> Option<Fingerprint> {
        match self.policy {
            TlsPolicy::Pinned(pin) if name.to_str().eq_ignore_ascii_case(&self.host) => Some(pin),
            _ => None,
        }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let pinned = self.pin_for(server_name);
        let problems = match (pinned, &self.system) {
            (Some(pin), _) if pin == Fingerprint::of(end_entity) => {
                return Ok(ServerCertVerified::assertion());
            }
            (Some(_), _) => CertificateProblems::other("it is not the pinned certificate"),
            (None, Err(cause)) => CertificateProblems::other(cause),
            (None, Ok(system)) => {
                let verdict = system.verify_server_cert(
                    end_entity,
                    intermediates,
                    server_name,
                    ocsp_response,
                    now,
                );
                match verdict {
                    Ok(accepted) => return Ok(accepted),
                    Err(verdict) => problems_of(
                        &verdict,
                        &Presented {
                            end_entity,
                            intermediates,
                            server_name,
                            now,
                        },
                    ),
                }
            }
        };
        let refused = RefusedCertificate {
            info: CertificateInfo::of(end_entity),
            problems,
            pinned,
        };
        Err(TlsError::InvalidCertificate(CertificateError::Other(
            OtherError(Arc::new(refused)),
        )))
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, cert, dss, algorithms).or_else(|cause| {
            self.old_certificate(cert, cause, |key| signed_by(key, message, dss, algorithms))
        })
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, cert, dss, algorithms).or_else(|cause| {
            self.old_certificate(cert, cause, |key| {
                let key = SubjectPublicKeyInfoDer::from(key.raw);
                verify_tls13_signature_with_raw_key(message, &key, dss, algorithms)
            })
        })
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider
            .signature_verification_algorithms
            .supported_schemes()
    }
}

/// Whether a TLS 1.2 handshake was signed with `key`.
fn signed_by(
    key: &SubjectPublicKeyInfo<'_>,
    message: &[u8],
    dss: &DigitallySignedStruct,
    algorithms: &WebPkiSupportedAlgorithms,
) -> Result<HandshakeSignatureValid, TlsError> {
    let of_scheme = algorithms
        .mapping
        .iter()
        .find(|(scheme, _)| *scheme == dss.scheme);
    let bits = &key.subject_public_key.data;
    let valid = of_scheme.is_some_and(|(_, tried)| {
        tried.iter().any(|algorithm| {
            algorithm
                .verify_signature(bits, message, dss.signature())
                .is_ok()
        })
    });
    if valid {
        Ok(HandshakeSignatureValid::assertion())
    } else {
        Err(TlsError::InvalidCertificate(CertificateError::BadSignature))
    }
}
