//! Authorities of a company that are trusted for one PBX, on computers where they cannot be installed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use x509_parser::parse_x509_certificate;

use super::CertificateInfo;

/// A file of authorities is a few kilobytes; the bundle of a whole operating system is a quarter of this.
const LARGEST: usize = 1 << 20;
/// Characters in a line of PEM (RFC 7468).
const LINE: usize = 64;

/// Certificates of authorities, trusted besides those of the operating system.
///
/// Only certificates that may sign others are taken: a server's own certificate is no authority, whoever has it could
/// otherwise pass for every host. To trust a single certificate, pin it ([`crate::TlsPolicy::Pinned`]).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authorities(Vec<CertificateDer<'static>>);

/// A file that holds no usable authority.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnusableAuthorities {
    /// Larger than 1 MB.
    #[error("it is larger than 1 MB, which no file of certificates is")]
    TooLarge,
    /// Neither PEM nor DER.
    #[error("there is no certificate in it; a PEM or DER certificate (.pem, .crt, .cer) is needed")]
    NoCertificate,
    /// A certificate in it is damaged.
    #[error("certificate {number} in it cannot be read")]
    Unreadable {
        /// Counted from 1.
        number: usize,
    },
    /// Certificates, but none that may sign others.
    #[error(
        "it holds no certificate of an authority, only of a server; to trust a single server, use its fingerprint"
    )]
    NoAuthority,
}

impl Authorities {
    /// Reads a PEM file with one or more certificates, or one DER certificate. Everything else in a PEM file, private
    /// keys above all, is passed over.
    pub fn read(file: &[u8]) -> Result<Self, UnusableAuthorities> {
        if file.len() > LARGEST {
            return Err(UnusableAuthorities::TooLarge);
        }
        let mut found = Vec::new();
        for (at, certificate) in CertificateDer::pem_slice_iter(file).enumerate() {
            let unreadable = UnusableAuthorities::Unreadable { number: at + 1 };
            found.push(certificate.map_err(|_| unreadable)?);
        }
        if found.is_empty() && parse_x509_certificate(file).is_ok() {
            found.push(CertificateDer::from(file.to_vec()));
        }
        if found.is_empty() {
            return Err(UnusableAuthorities::NoCertificate);
        }
        let mut authorities = Vec::new();
        for (at, certificate) in found.into_iter().enumerate() {
            if may_sign(&certificate).ok_or(UnusableAuthorities::Unreadable { number: at + 1 })? {
                authorities.push(certificate);
            }
        }
        if authorities.is_empty() {
            return Err(UnusableAuthorities::NoAuthority);
        }
        Ok(Self(authorities))
    }

    /// Whether only the operating system's authorities count.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a person needs to see of each.
    pub fn certificates(&self) -> Vec<CertificateInfo> {
        self.0.iter().map(|der| CertificateInfo::of(der)).collect()
    }

    /// The certificates, and nothing else, as PEM.
    pub fn to_pem(&self) -> String {
        let mut pem = String::new();
        for der in &self.0 {
            let text = STANDARD.encode(der);
            pem.push_str("-----BEGIN CERTIFICATE-----\n");
            for line in text.as_bytes().chunks(LINE) {
                pem.push_str(&String::from_utf8_lossy(line));
                pem.push('\n');
            }
            pem.push_str("-----END CERTIFICATE-----\n");
        }
        pem
    }

    pub(crate) fn ders(&self) -> impl Iterator<Item = CertificateDer<'static>> + '_ {
        self.0.iter().cloned()
    }
}

/// Whether a certificate may sign others; `None` if it cannot be read or used.
fn may_sign(der: &CertificateDer<'_>) -> Option<bool> {
    let (_, certificate) = parse_x509_certificate(der).ok()?;
    RootCertStore::empty().add(der.clone().into_owned()).ok()?;
    Some(certificate.is_ca())
}

#[cfg(test)]
mod tests {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair};

    use super::*;

    fn certificate(is_ca: bool) -> (Vec<u8>, String) {
        let mut params = CertificateParams::new(vec!["pbx.test.io".to_owned()]).expect("a name");
        if is_ca {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        }
        let key = KeyPair::generate().expect("a key");
        let signed = params.self_signed(&key).expect("a certificate");
        (signed.der().to_vec(), signed.pem() + &key.serialize_pem())
    }

    #[test]
    fn pem_and_der_are_read_and_only_certificates_are_kept() {
        let (der, pem) = certificate(true);
        let (_, other) = certificate(true);
        let from_der = Authorities::read(&der).expect("DER");
        let from_pem = Authorities::read(pem.as_bytes()).expect("PEM");
        assert_eq!(from_der, from_pem, "the same certificate either way");
        let both = Authorities::read((other + &pem).as_bytes()).expect("two");
        assert_eq!(both.certificates().len(), 2);
        let kept = both.to_pem();
        assert!(
            !kept.contains("PRIVATE"),
            "a key beside the certificate is not kept"
        );
        assert_eq!(
            Authorities::read(kept.as_bytes()),
            Ok(both),
            "what is written can be read"
        );
    }

    #[test]
    fn what_is_no_authority_is_refused_with_a_reason() {
        let (_, server) = certificate(false);
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for (file, expected) in [
            (b"".as_slice(), UnusableAuthorities::NoCertificate),
            (b"hello", UnusableAuthorities::NoCertificate),
            (
                broken.as_bytes(),
                UnusableAuthorities::Unreadable { number: 1 },
            ),
            (server.as_bytes(), UnusableAuthorities::NoAuthority),
            (&vec![b'x'; LARGEST + 1], UnusableAuthorities::TooLarge),
        ] {
            assert_eq!(Authorities::read(file), Err(expected));
        }
    }
}
