//! What a person needs to see before trusting a certificate.

use std::net::{Ipv4Addr, Ipv6Addr};

use jiff::Timestamp;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::parse_x509_certificate;

use super::Fingerprint;

/// The certificate a server presented.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateInfo {
    /// Whom it names, as `CN=pbx.example.com, O=…`; empty if it cannot be read.
    pub subject: String,
    /// Who signed it; the subject itself for a self-signed one.
    pub issuer: String,
    /// The hosts it is for (subject alternative names); often none on a PBX.
    pub names: Vec<String>,
    /// Valid from.
    pub not_before: Timestamp,
    /// Valid until.
    pub not_after: Timestamp,
    /// What to compare and to pin.
    pub fingerprint: Fingerprint,
}

impl CertificateInfo {
    /// Reads a DER certificate. A broken one still has a fingerprint; its names are empty and its dates the epoch.
    pub(crate) fn of(der: &[u8]) -> Self {
        let fingerprint = Fingerprint::of(der);
        let Ok((_, certificate)) = parse_x509_certificate(der) else {
            return Self {
                subject: String::new(),
                issuer: String::new(),
                names: Vec::new(),
                not_before: Timestamp::UNIX_EPOCH,
                not_after: Timestamp::UNIX_EPOCH,
                fingerprint,
            };
        };
        let at = |seconds: i64| Timestamp::from_second(seconds).unwrap_or(Timestamp::UNIX_EPOCH);
        let validity = certificate.validity();
        Self {
            subject: printable(&certificate.subject().to_string()),
            issuer: printable(&certificate.issuer().to_string()),
            names: names_of(&certificate),
            not_before: at(validity.not_before.timestamp()),
            not_after: at(validity.not_after.timestamp()),
            fingerprint,
        }
    }
}

/// Host names and addresses a certificate is for; at most twenty, some are issued for hundreds.
pub(crate) fn names_of(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(names)) = certificate.subject_alternative_name() else {
        return Vec::new();
    };
    let of = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) => Some(printable(name)),
        GeneralName::IPAddress(bytes) => ip_text(bytes),
        _ => None,
    };
    names
        .value
        .general_names
        .iter()
        .filter_map(of)
        .take(20)
        .collect()
}

fn ip_text(bytes: &[u8]) -> Option<String> {
    let v4 = <[u8; 4]>::try_from(bytes).map(|octets| Ipv4Addr::from(octets).to_string());
    let v6 = <[u8; 16]>::try_from(bytes).map(|octets| Ipv6Addr::from(octets).to_string());
    v4.or(v6).ok()
}

/// Foreign text on its way to a person: no control characters, not endless.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(300).collect()
}
