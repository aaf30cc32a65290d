//! Why a certificate is not trusted, in words a person can act on.

use std::fmt;

use rustls::client::verify_server_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, Error as TlsError};
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::ParsedExtension;
use x509_parser::parse_x509_certificate;
use x509_parser::x509::X509Version;

use super::certificate::names_of;

/// The list of signed certificate timestamps: authorities that every computer knows put it into what they sign.
const TIMESTAMPS: &str = "1.3.6.1.4.1.11129.2.4.2";
/// Policies of the CA/Browser Forum: the same.
const PUBLIC_POLICIES: &str = "2.23.140.1.";

/// One thing that is wrong with a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CertificateProblem {
    /// Nobody vouches for it but itself: what a fresh PBX has.
    SelfSigned,
    /// Signed by somebody this computer does not know.
    UnknownIssuer,
    /// It names an authority that did not sign it.
    BadSignature,
    /// Signed by a known authority, but the server leaves out the certificate in between.
    MissingIntermediate,
    /// Its time is over.
    Expired,
    /// Its time has not come, or this computer's clock is behind.
    NotYetValid,
    /// It names other hosts than the one that was asked for.
    OtherName {
        /// The host that was asked for.
        asked: String,
        /// The hosts it names.
        names: Vec<String>,
    },
    /// It names no host at all (no subject alternative name).
    NoName,
    /// X.509 version 1 or 2: older than host names in certificates.
    OldFormat,
    /// Its authority has taken it back.
    Revoked,
    /// Anything else, as the system says it.
    Other(String),
}

impl fmt::Display for CertificateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::SelfSigned => "it is signed by itself, not by an authority this computer knows",
            Self::UnknownIssuer => "its issuer is not known to this computer",
            Self::BadSignature => "it is not signed by the authority it names",
            Self::MissingIntermediate => {
                "the server does not send its intermediate certificate, so the way to a known authority is broken"
            }
            Self::Expired => "it has expired",
            Self::NotYetValid => {
                "it is not valid yet (is the clock of this computer right?)"
            }
            Self::NoName => "it names no host (no subject alternative name)",
            Self::OldFormat => "it has the outdated form X.509 v1",
            Self::Revoked => "it was revoked",
            Self::OtherName { asked, names } => {
                return write!(f, "it was issued for {}, not for {asked}", names.join(", "));
            }
            Self::Other(text) => text,
        })
    }
}

/// Everything that is wrong with a certificate; never empty. Displays as one clause after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateProblems(Vec<CertificateProblem>);

impl CertificateProblems {
    /// The problems, the graver first.
    pub fn as_slice(&self) -> &[CertificateProblem] {
        &self.0
    }

    /// Just this text.
    pub(crate) fn other(text: impl Into<String>) -> Self {
        Self(vec![CertificateProblem::Other(text.into())])
    }
}

impl fmt::Display for CertificateProblems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { "; " };
            write!(f, "{comma}{problem}")?;
        }
        Ok(())
    }
}

/// What a server showed, and what for.
pub(crate) struct Presented<'a> {
    pub(crate) end_entity: &'a CertificateDer<'a>,
    pub(crate) intermediates: &'a [CertificateDer<'a>],
    pub(crate) server_name: &'a ServerName<'a>,
    pub(crate) now: UnixTime,
}

/// Everything that speaks against a certificate the system has refused with `verdict`. The system names one reason; a
/// person who is to decide about a pin needs all of them.
pub(crate) fn problems_of(verdict: &TlsError, presented: &Presented<'_>) -> CertificateProblems {
    let TlsError::InvalidCertificate(verdict) = verdict else {
        return CertificateProblems::other(verdict.to_string());
    };
    let Ok((_, certificate)) = parse_x509_certificate(presented.end_entity) else {
        return CertificateProblems::other("it cannot be read");
    };
    let mut problems: Vec<CertificateProblem> = [
        issuer_problem(verdict, &certificate, presented),
        (*verdict == CertificateError::Revoked).then_some(CertificateProblem::Revoked),
        date_problem(&certificate, presented.now),
        name_problem(&certificate, presented),
    ]
    .into_iter()
    .flatten()
    .collect();
    if problems.is_empty() {
        problems.push(CertificateProblem::Other(verdict.to_string()));
    }
    CertificateProblems(problems)
}

fn issuer_problem(
    verdict: &CertificateError,
    certificate: &X509Certificate<'_>,
    presented: &Presented<'_>,
) -> Option<CertificateProblem> {
    let own = certificate.issuer().as_raw() == certificate.subject().as_raw();
    if own {
        return Some(CertificateProblem::SelfSigned);
    }
    match verdict {
        CertificateError::UnknownIssuer => {}
        CertificateError::BadSignature => return Some(CertificateProblem::BadSignature),
        // The others speak of dates and names; the issuer is known then.
        _ => return None,
    }
    let complete = presented.intermediates.iter().any(|sent| {
        parse_x509_certificate(sent)
            .is_ok_and(|(_, sent)| sent.subject().as_raw() == certificate.issuer().as_raw())
    });
    Some(if !complete && is_from_public_authority(certificate) {
        CertificateProblem::MissingIntermediate
    } else {
        CertificateProblem::UnknownIssuer
    })
}

/// Whether an authority that every computer knows must have signed it: a company's own leaves out these marks.
fn is_from_public_authority(certificate: &X509Certificate<'_>) -> bool {
    certificate.extensions().iter().any(|extension| {
        let policies = match extension.parsed_extension() {
            ParsedExtension::CertificatePolicies(policies) => policies.as_slice(),
            _ => &[],
        };
        extension.oid.to_id_string() == TIMESTAMPS
            || policies
                .iter()
                .any(|policy| policy.policy_id.to_id_string().starts_with(PUBLIC_POLICIES))
    })
}

fn date_problem(certificate: &X509Certificate<'_>, now: UnixTime) -> Option<CertificateProblem> {
    let validity = certificate.validity();
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if now > validity.not_after.timestamp() {
        Some(CertificateProblem::Expired)
    } else if now < validity.not_before.timestamp() {
        Some(CertificateProblem::NotYetValid)
    } else {
        None
    }
}

fn name_problem(
    certificate: &X509Certificate<'_>,
    presented: &Presented<'_>,
) -> Option<CertificateProblem> {
    if certificate.version() != X509Version::V3 {
        return Some(CertificateProblem::OldFormat);
    }
    let names = names_of(certificate);
    if names.is_empty() {
        return Some(CertificateProblem::NoName);
    }
    let matches = ParsedCertificate::try_from(presented.end_entity)
        .and_then(|parsed| verify_server_name(&parsed, presented.server_name))
        .is_ok();
    (!matches).then(|| CertificateProblem::OtherName {
        asked: presented.server_name.to_str().into_owned(),
        names,
    })
}
